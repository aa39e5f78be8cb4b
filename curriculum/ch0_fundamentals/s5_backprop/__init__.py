"""Set 0.5: a framework that differentiates, built from NumPy."""
