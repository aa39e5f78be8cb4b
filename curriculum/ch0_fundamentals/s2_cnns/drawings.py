"""Data of figures that are drawn with the learner's functions; see `figures.py` for the lines."""

from typing import Any

import torch
from torch import Tensor

from .pictures import glider, ring

ACROSS = ((-1.0, 0, 1), (-2, 0, 2), (-1, 0, 1))


def feature_maps__data(impls: Any, rng: torch.Generator) -> dict[str, Tensor]:
    """A picture and what four kernels make of it, each (height, width)."""
    image, across = ring(40), torch.tensor(ACROSS)
    kernels = torch.stack(
        [torch.full((3, 3), 1 / 9), across, across.T, torch.eye(3).flip(1) - torch.eye(3)]
    )
    maps = impls.conv2d(image[None, None], kernels[:, None], padding=1)[0]
    names = ("mean of nine", "slope across", "slope down", "one diagonal less the other")
    return {"picture": image} | dict(zip(names, maps, strict=True))


def living_world__data(impls: Any, rng: torch.Generator) -> Tensor:
    """Generations of a world with a glider: (generation, row, column)."""
    worlds = [glider(16)]
    for _ in range(39):
        worlds.append(impls.life_step(worlds[-1]))
    return torch.stack(worlds)
