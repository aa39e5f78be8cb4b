"""Checks of the section “The second dimension”: one experiment a claim, which is what the
learner reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor

# ---------------------------------------------------------------- make_rays_2d

MakeRays2d = Callable[[int, int, float, float], Tensor]


def make_rays_2d__covers_the_screen(make_rays: MakeRays2d, rng: torch.Generator) -> list[Tensor]:
    """Every pixel has one ray: y grows from column to column, and within a column z grows."""
    return [make_rays(2, 2, 1.0, 2.0), make_rays(2, 3, 1.0, 0.5), make_rays(5, 4, 0.25, 2.0)]


def make_rays_2d__takes_a_line_of_pixels(
    make_rays: MakeRays2d, rng: torch.Generator
) -> list[Tensor]:
    """A single column or row works; its one coordinate is the lower limit, with its sign."""
    return [make_rays(1, 1, 2.0, 3.0), make_rays(1, 3, 1.0, 2.0), make_rays(4, 1, 1.5, 0.5)]


def make_rays_2d__takes_no_pixels(make_rays: MakeRays2d, rng: torch.Generator) -> list[Tensor]:
    """Without pixels there are no rays: the shape is (0, 2, 3)."""
    return [make_rays(0, 3, 1.0, 1.0), make_rays(2, 0, 1.0, 1.0)]


# ---------------------------------------------------------------- screen_image

ScreenImage = Callable[[Tensor, int, int], Tensor]


def screen_image__is_the_right_way_up(image: ScreenImage, rng: torch.Generator) -> list[Tensor]:
    """The largest z is on top and the smallest y on the left."""
    return [
        image(torch.tensor([1.0, 2.0, 3.0, 4.0]), 2, 2),
        image(torch.arange(6.0), 2, 3),
        image(torch.randn(35, generator=rng), 7, 5),
    ]


def screen_image__takes_a_line_of_pixels(image: ScreenImage, rng: torch.Generator) -> list[Tensor]:
    """One column, one row and one pixel are pictures too."""
    return [
        image(torch.arange(3.0), 1, 3),
        image(torch.arange(4.0), 4, 1),
        image(torch.ones(1), 1, 1),
    ]


def screen_image__keeps_the_type(
    image: ScreenImage, rng: torch.Generator
) -> list[Tensor | dict[str, Tensor | str]]:
    """Whole numbers and truth values can be laid out as well, strided or not; the dtype stays."""
    numbers = torch.randint(9, (24,), generator=rng)
    return [
        *(image(numbers[::2], 4, 3), image(numbers[:6] > 4, 3, 2)),
        *(_with_dtype(image(numbers[:4].to(d), 2, 2)) for d in (torch.float64, torch.int16)),
    ]


def _with_dtype(picture: Tensor) -> dict[str, Tensor | str]:
    return {"picture": picture, "dtype of the picture": str(picture.dtype).removeprefix("torch.")}
