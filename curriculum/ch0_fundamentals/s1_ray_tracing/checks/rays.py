"""Checks of the section “Rays”: one experiment a claim, which is what the learner reads."""

from collections.abc import Callable

import torch
from torch import Tensor

MakeRays1d = Callable[[int, float], Tensor]


# ---------------------------------------------------------------- make_rays_1d


def make_rays_1d__spreads_evenly(make_rays: MakeRays1d, rng: torch.Generator) -> list[Tensor]:
    """Directions run from -y_limit to y_limit in even steps, both ends included, with x = 1 and z =
    0.
    """
    return [make_rays(2, 1.0), make_rays(3, 2.0), make_rays(7, 0.5)]


def make_rays_1d__takes_one_pixel(make_rays: MakeRays1d, rng: torch.Generator) -> Tensor:
    """A single pixel is the first one: it is at -y_limit."""
    return make_rays(1, 3.0)


def make_rays_1d__takes_no_width(make_rays: MakeRays1d, rng: torch.Generator) -> Tensor:
    """With y_limit = 0 every ray looks straight ahead."""
    return make_rays(4, 0.0)


def make_rays_1d__takes_no_pixels(make_rays: MakeRays1d, rng: torch.Generator) -> Tensor:
    """With no pixels there are no rays: the shape is (0, 2, 3)."""
    return make_rays(0, 1.0)
