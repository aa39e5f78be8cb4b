"""Mistakes of the section “Axes with names”: the first paragraph of a docstring is what the
learner reads.
"""

import torch
from einops import rearrange
from torch import Tensor

# ---------------------------------------------------------------- rearrange_1


def rearrange_1__down_first() -> Tensor:
    """You fill the tensor column by column: the numbers increase downwards.

    In `(rows columns)` the name on the right changes fastest, so numbers run along a row. In
    `(columns rows)` they run down a column.
    """
    return rearrange(torch.arange(3, 9), "(columns rows) -> rows columns", columns=2)


def rearrange_1__sides_exchanged() -> Tensor:
    """You make 2 rows of 3; it should be 3 rows of 2.

    Rows come first in a shape. In `rows=…, columns=…` give one size and let einops find the other.
    """
    return rearrange(torch.arange(3, 9), "(rows columns) -> rows columns", rows=2)


def rearrange_1__from_zero() -> Tensor:
    """You begin at 0, because `arange` with one argument does.

    `arange(end)` starts at 0. With a start and an end, `arange(3, 9)`, it starts where you say.
    """
    return rearrange(torch.arange(6), "(rows columns) -> rows columns", rows=3)


def rearrange_1__end_included() -> Tensor:
    """You give `arange` its last number as the end, but the end is left out, and 5 numbers fill no
    rectangle.

    As with `range`, the end itself is not part of the result: `arange(3, 8)` stops at 7. Five
    numbers cannot be rows of equal length, and einops says so.
    """
    return rearrange(torch.arange(3, 8), "(rows columns) -> rows columns", columns=2)


def rearrange_1__floats() -> Tensor:
    """You make floats: one number with a decimal point is enough for `arange` to count in floats.

    `arange(3, 9)` counts in integers. `arange(3.0, 9)` has the same values and another dtype, and
    a float cannot be an index later.
    """
    return rearrange(torch.arange(3.0, 9), "(rows columns) -> rows columns", columns=2)


def rearrange_1__from_one() -> Tensor:
    """You begin at 1; the first number is 3.

    The six numbers are 3 to 8, and `arange` leaves its end out: `torch.arange(3, 9)`.
    """
    return rearrange(torch.arange(1, 7), "(rows columns) -> rows columns", rows=3)


# ---------------------------------------------------------------- rearrange_2


def rearrange_2__down_first() -> Tensor:
    """You fill the tensor column by column: the numbers increase downwards.

    In `(rows columns)` the name on the right changes fastest, so numbers run along a row. In
    `(columns rows)` they run down a column.
    """
    return rearrange(torch.arange(1, 7), "(columns rows) -> rows columns", columns=3)


def rearrange_2__sides_exchanged() -> Tensor:
    """You make 3 rows of 2; it should be 2 rows of 3.

    Rows come first in a shape. In `rows=…, columns=…` give one size and let einops find the other.
    """
    return rearrange(torch.arange(1, 7), "(rows columns) -> rows columns", rows=3)


def rearrange_2__from_zero() -> Tensor:
    """You begin at 0, because `arange` with one argument does.

    `arange(end)` starts at 0. With a start and an end, `arange(1, 7)`, it starts where you say.
    """
    return rearrange(torch.arange(6), "(rows columns) -> rows columns", rows=2)


def rearrange_2__end_included() -> Tensor:
    """You give `arange` its last number as the end, but the end is left out, and 5 numbers fill no
    rectangle.

    As with `range`, the end itself is not part of the result: `arange(1, 6)` stops at 5. Five
    numbers cannot be rows of equal length, and einops says so.
    """
    return rearrange(torch.arange(1, 6), "(rows columns) -> rows columns", columns=3)


def rearrange_2__floats() -> Tensor:
    """You make floats: one number with a decimal point is enough for `arange` to count in floats.

    `arange(1, 7)` counts in integers. `arange(1.0, 7)` has the same values and another dtype, and
    a float cannot be an index later.
    """
    return rearrange(torch.arange(1.0, 7), "(rows columns) -> rows columns", columns=3)


# ---------------------------------------------------------------- rearrange_3


def rearrange_3__one_axis_missing() -> Tensor:
    """You have a new axis behind the numbers, but none in front.

    `number 1` is a column of shape (6, 1). Each 1 in a pattern adds one axis at its place: `1
    number 1` adds one on either side.
    """
    return rearrange(torch.arange(1, 7), "number -> number 1")


def rearrange_3__row() -> Tensor:
    """You have a new axis in front of the numbers, but none behind.

    Each 1 in a pattern adds one axis at its place. There is one on either side of the numbers.
    """
    return rearrange(torch.arange(1, 7), "number -> 1 number")


def rearrange_3__axes_in_front() -> Tensor:
    """You put both new axes in front of the numbers.

    Where the 1 stands in the pattern, there the new axis goes: `1 1 number` has shape (1, 1, 6).
    """
    return rearrange(torch.arange(1, 7), "number -> 1 1 number")


def rearrange_3__axes_behind() -> Tensor:
    """You put both new axes behind the numbers.

    Where the 1 stands in the pattern, there the new axis goes: `number 1 1` has shape (6, 1, 1).
    """
    return rearrange(torch.arange(1, 7), "number -> number 1 1")


def rearrange_3__from_zero() -> Tensor:
    """You begin at 0, because `arange` with one argument does.

    `arange(6)` is 0 to 5. The numbers wanted are 1 to 6.
    """
    return rearrange(torch.arange(6), "number -> 1 number 1")
