"""Checks of the section “Axes with names”: one experiment a claim, which is what the learner
reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Make = Callable[[], Tensor]


# ---------------------------------------------------------------- rearrange_1


def rearrange_1__has_the_shape(make: Make, rng: torch.Generator) -> list[int]:
    """The shape is three rows of two."""
    return list(make().shape)


def rearrange_1__has_the_numbers(make: Make, rng: torch.Generator) -> Tensor:
    """The numbers 3 to 8 stand where they should."""
    return make()


def rearrange_1__holds_integers(make: Make, rng: torch.Generator) -> str:
    """The numbers are 64-bit integers, as `arange` makes them from integers."""
    return str(make().dtype)


# ---------------------------------------------------------------- rearrange_2


def rearrange_2__has_the_shape(make: Make, rng: torch.Generator) -> list[int]:
    """The shape is two rows of three."""
    return list(make().shape)


def rearrange_2__has_the_numbers(make: Make, rng: torch.Generator) -> Tensor:
    """The numbers 1 to 6 stand where they should."""
    return make()


def rearrange_2__holds_integers(make: Make, rng: torch.Generator) -> str:
    """The numbers are 64-bit integers, as `arange` makes them from integers."""
    return str(make().dtype)


# ---------------------------------------------------------------- rearrange_3


def rearrange_3__has_the_shape(make: Make, rng: torch.Generator) -> list[int]:
    """The shape is an axis of six between two of size one."""
    return list(make().shape)


def rearrange_3__has_the_numbers(make: Make, rng: torch.Generator) -> Tensor:
    """The numbers 1 to 6 stand where they should."""
    return make()


def rearrange_3__holds_integers(make: Make, rng: torch.Generator) -> str:
    """The numbers are 64-bit integers, as `arange` makes them from integers."""
    return str(make().dtype)
