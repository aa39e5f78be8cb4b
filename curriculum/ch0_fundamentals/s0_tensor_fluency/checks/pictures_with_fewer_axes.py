"""Checks of the section “Pictures with fewer axes”: one experiment a claim, which is what the
learner reads.
"""

import torch
from torch import Tensor

from ..digits import digit_images
from .common import One, spread_out, tiny

# ---------------------------------------------------------------- pictures


def einops_7__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_7__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng)), paint(tiny(rng, 2, 10, 4))]


def einops_7__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))


def einops_8__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_8__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng, count=9)), paint(tiny(rng, 2, 10, 4))]


def einops_8__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))


def einops_9__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_9__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng, count=9)), paint(tiny(rng, 2, 10, 4))]


def einops_9__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))


def einops_10__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_10__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng, 6, 9, count=7)), paint(tiny(rng, 3, 12, 4))]


def einops_10__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 9, 6, 5)))


def einops_11__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_11__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng, count=9)), paint(tiny(rng, 2, 10, 4))]


def einops_11__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))


def einops_12__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_12__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng, count=9)), paint(tiny(rng, 2, 10, 4))]


def einops_12__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))
