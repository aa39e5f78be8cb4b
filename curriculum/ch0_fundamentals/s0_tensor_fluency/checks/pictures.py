"""Checks of the section “Pictures”: one experiment a claim, which is what the learner reads."""

import torch
from torch import Tensor

from ..digits import digit_images
from .common import One, spread_out, tiny

# ---------------------------------------------------------------- pictures


def einops_1__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_1__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng, count=9)), paint(tiny(rng, 2, 10, 4))]


def einops_1__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))


def einops_2__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_2__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng, count=9)), paint(tiny(rng, 2, 10, 4))]


def einops_2__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))


def einops_3__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_3__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng)), paint(tiny(rng, 2, 10, 4))]


def einops_3__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))


def einops_4__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_4__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng)), paint(tiny(rng, 2, 10, 4))]


def einops_4__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))


def einops_5__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_5__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng, count=9)), paint(tiny(rng, 2, 10, 4))]


def einops_5__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))


def einops_6__paints_the_picture(paint: One, rng: torch.Generator) -> Tensor:
    """From the digits it makes the target picture."""
    return paint(digit_images())


def einops_6__fits_any_size(paint: One, rng: torch.Generator) -> list[Tensor]:
    """Pictures of any size, with any number of channels, are arranged in the same way."""
    return [paint(tiny(rng, count=9)), paint(tiny(rng, 2, 10, 4))]


def einops_6__reads_a_view(paint: One, rng: torch.Generator) -> Tensor:
    """How the pictures lie in memory makes no difference, and they stay as they are."""
    return paint(spread_out(tiny(rng, 8, 2, 5)))
