"""Mistakes of the section “The second dimension”: the first paragraph of a docstring is what
the learner reads.
"""

import torch
from torch import Tensor

from ..solutions import make_rays_2d, screen_image

# ---------------------------------------------------------------- make_rays_2d


def make_rays_2d__rows_first(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You list the pixels row by row; here they come column by column.

    Ray i * num_pixels_z + j looks through column i and row j, so the next ray has the same y and
    the next z. Both orders hold the same rays, but every function that turns rays back into a
    picture relies on one of them.
    """
    rays = make_rays_2d(num_pixels_y, num_pixels_z, y_limit, z_limit)
    return rays.reshape(num_pixels_y, num_pixels_z, 2, 3).transpose(0, 1).flatten(0, 1)


def make_rays_2d__coordinates_swapped(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You write y where z belongs and z where y belongs.

    The last axis is x, y, z: index 1 is y, which runs to the right, and index 2 is z, which runs
    upwards.
    """
    return make_rays_2d(num_pixels_y, num_pixels_z, y_limit, z_limit)[:, :, [0, 2, 1]]


def make_rays_2d__limits_swapped(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You spread y over z_limit and z over y_limit.

    On a square screen nobody notices. Always try a function of two sizes with two different
    numbers.
    """
    return make_rays_2d(num_pixels_y, num_pixels_z, z_limit, y_limit)


def make_rays_2d__diagonal(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You repeat y and z in the same way, so they grow together and most pixels have no ray.

    One of the two has to change slowly and the other fast. `repeat_interleave`, or "y -> (y z)",
    repeats each entry in place; `repeat`, or "z -> (y z)", repeats the whole list.
    """
    rays = make_rays_2d(num_pixels_y, num_pixels_z, y_limit, z_limit)
    rays[:, 1, 1] = torch.linspace(-y_limit, y_limit, num_pixels_y).repeat(num_pixels_z)
    return rays


def make_rays_2d__not_flat(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You return a grid of rays; the answer is one list of num_pixels_y * num_pixels_z rays.

    One axis for all rays lets everything after this work for any set of rays, whatever shape of
    screen they come from.
    """
    rays = make_rays_2d(num_pixels_y, num_pixels_z, y_limit, z_limit)
    return rays.reshape(num_pixels_y, num_pixels_z, 2, 3)


def make_rays_2d__no_depth(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """Your directions have x = 0, so no ray ever leaves the camera's own plane.

    The screen stands at x = 1, so every direction is (1, y, z).
    """
    rays = make_rays_2d(num_pixels_y, num_pixels_z, y_limit, z_limit)
    rays[:, 1, 0] = 0
    return rays


def make_rays_2d__one_limit(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You use y_limit for both coordinates; z has z_limit.

    A screen is rarely square. Try two different limits.
    """
    return make_rays_2d(num_pixels_y, num_pixels_z, y_limit, y_limit)


def make_rays_2d__counts_swapped(
    num_pixels_y: int, num_pixels_z: int, y_limit: float, z_limit: float
) -> Tensor:
    """You exchange the numbers of columns and rows.

    There are `num_pixels_y` values of y and `num_pixels_z` values of z. Try a screen that is not
    square.
    """
    return make_rays_2d(num_pixels_z, num_pixels_y, y_limit, z_limit)


# ---------------------------------------------------------------- screen_image


def screen_image__lying_on_its_side(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You never exchange the axes: your rows run along y, so the picture lies on its side.

    Reshaping to (num_pixels_y, num_pixels_z) gives one *column* of the screen in each row of the
    tensor. A picture is (height, width): z has to come first.
    """
    return values.reshape(num_pixels_y, num_pixels_z)


def screen_image__upside_down(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """Your picture is upside down: row 0 is the top of a picture, and z grows upwards.

    Tensors are printed and drawn from row 0 downwards, while the first z is the lowest. Turn the
    first axis round.
    """
    return screen_image(values, num_pixels_y, num_pixels_z).flip(0)


def screen_image__mirrored(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You turn left and right round instead of top and bottom.

    Axis 0 is the height and axis 1 the width. y already grows from left to right; it is z that runs
    the other way.
    """
    return screen_image(values, num_pixels_y, num_pixels_z).flip(0).flip(1)


def screen_image__scrambled(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You reshape straight to (height, width), which cuts the list at the wrong places.

    `reshape` never moves a number: it reads the list in order and fills the last axis first. The
    list runs along z fastest, so z must be the last axis of the reshape; only then may you exchange
    the axes.
    """
    return values.reshape(num_pixels_z, num_pixels_y).flip(0)


def screen_image__only_reshaped(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You only reshape, straight to (height, width): the list is cut at the wrong places, and
    nothing is turned.

    `reshape` never moves a number. The list runs along z fastest, so z must be the last axis of the
    reshape; then exchange the axes, and then turn the height round.
    """
    return values.reshape(num_pixels_z, num_pixels_y)


def screen_image__counts_swapped(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """You exchange the two counts: the list is `num_pixels_y` columns of `num_pixels_z` values.

    The slow axis comes first in the reshape, and that is y.
    """
    return screen_image(values, num_pixels_z, num_pixels_y)


def screen_image__other_dtype(values: Tensor, num_pixels_y: int, num_pixels_z: int) -> Tensor:
    """Your picture is always float32; the dtype of the values should stay.

    `torch.zeros(…)` makes float32 unless you give it `dtype=values.dtype`, and what is written into
    it is converted without a word.
    """
    return screen_image(values, num_pixels_y, num_pixels_z).float()
