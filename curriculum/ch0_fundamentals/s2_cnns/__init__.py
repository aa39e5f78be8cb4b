"""Set 0.2, CNNs and strides."""
