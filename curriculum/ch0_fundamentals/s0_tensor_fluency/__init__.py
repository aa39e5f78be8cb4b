"""Set 0.0: tensor fluency."""
