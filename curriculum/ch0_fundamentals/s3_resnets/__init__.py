"""Set 0.3: ResNets and training."""
