"""Pictures to try things on, made by code: float32 tensors of shape (height, width)."""

import torch
from jaxtyping import Float
from torch import Tensor


def ring(size: int = 16) -> Float[Tensor, "size size"]:
    """A soft ring with a bar beside it, values from 0 to 1.

    Args:
        size: height and width in pixels.
    """
    line = torch.linspace(-1, 1, size)
    y, x = torch.meshgrid(line, line, indexing="ij")
    radius = ((x + 0.15) ** 2 + y**2).sqrt()
    circle = (1 - ((radius - 0.6) / 0.25) ** 2).clamp(min=0)
    bar = ((x - 0.8).abs() < 0.12).float() * 0.7
    return torch.maximum(circle, bar)


def glider(size: int = 12) -> Float[Tensor, "size size"]:
    """A world of `life_step` with a glider near its top left corner and a blinker on its right.

    Args:
        size: height and width in cells, at least 10.
    """
    world = torch.zeros(size, size)
    for row, column in ((1, 2), (2, 3), (3, 1), (3, 2), (3, 3)):
        world[row, column] = 1
    world[4:7, size - 3] = 1
    return world
