"""Mistakes of the section “Rays”: the first paragraph of a docstring is what the learner reads."""

import torch
from torch import Tensor

from ..solutions import make_rays_1d

# ---------------------------------------------------------------- make_rays_1d


def make_rays_1d__endpoint_missing(num_pixels: int, y_limit: float) -> Tensor:
    """Your rays stop one step short of y_limit.

    The last pixel is at y = +y_limit itself. Between `num_pixels` pixels there are only `num_pixels
    - 1` gaps, so the step is 2 · y_limit / (num_pixels - 1). Dividing by `num_pixels` leaves the
    last pixel out, as `range` and `arange` do with their ends. Fence posts and the gaps between
    them are counted differently.

    `torch.linspace(start, end, steps)` includes both ends.
    """
    rays = torch.zeros(num_pixels, 2, 3)
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = -y_limit + torch.arange(num_pixels) * 2 * y_limit / max(num_pixels, 1)
    return rays


def make_rays_1d__pixel_centres(num_pixels: int, y_limit: float) -> Tensor:
    """You aim at the centres of pixels that fill the screen; here the first and last ray lie on its
    edges.

    Both conventions exist. Renderers often divide the screen into cells and aim at the middle of
    each. This set puts the first ray exactly at -y_limit and the last exactly at +y_limit, so the
    step is 2 · y_limit / (num_pixels - 1).
    """
    rays = torch.zeros(num_pixels, 2, 3)
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = (2 * torch.arange(num_pixels) + 1) * y_limit / max(num_pixels, 1) - y_limit
    return rays


def make_rays_1d__one_sided(num_pixels: int, y_limit: float) -> Tensor:
    """You start at y = 0, so half of the screen has no rays.

    The screen reaches as far to the left as to the right: y runs from -y_limit to +y_limit.
    """
    rays = make_rays_1d(num_pixels, y_limit)
    rays[:, 1, 1] = torch.linspace(0, y_limit, num_pixels)
    return rays


def make_rays_1d__upright(num_pixels: int, y_limit: float) -> Tensor:
    """You spread the rays along z (index 2) instead of y (index 1).

    Dimensions are in the order x, y, z. Index 1 of the last axis is y; z, which points up, stays
    zero in this exercise.
    """
    return make_rays_1d(num_pixels, y_limit)[:, :, [0, 2, 1]]


def make_rays_1d__points_swapped(num_pixels: int, y_limit: float) -> Tensor:
    """You put the direction first and the origin second.

    Entry [i, 0] is where ray i starts, which is the camera at (0, 0, 0); entry [i, 1] is where it
    heads.
    """
    return make_rays_1d(num_pixels, y_limit).flip(1)


def make_rays_1d__no_depth(num_pixels: int, y_limit: float) -> Tensor:
    """Your directions have x = 0, so no ray ever leaves the camera's own plane.

    The screen stands at x = 1, so every direction is (1, y, 0).
    """
    rays = make_rays_1d(num_pixels, y_limit)
    rays[:, 1, 0] = 0
    return rays


def make_rays_1d__unit_length(num_pixels: int, y_limit: float) -> Tensor:
    """You scale the directions to length one, so their x is no longer 1.

    A direction here ends on the screen: it is (1, y, 0) and its length is √(1 + y²). That has a
    use: a distance measured in directions is then the same as the depth along x, whichever pixel
    you look through.
    """
    rays = make_rays_1d(num_pixels, y_limit)
    rays[:, 1] /= rays[:, 1].norm(dim=1, keepdim=True)
    return rays


def make_rays_1d__one_pixel_in_the_middle(num_pixels: int, y_limit: float) -> Tensor:
    """You put a single pixel in the middle; one pixel alone is at -y_limit.

    The middle is a sensible place too. Here the first pixel is always at -y_limit, as `linspace`
    does it, so that no case needs a rule of its own.
    """
    return make_rays_1d(num_pixels, 0.0 if num_pixels == 1 else y_limit)
