"""Mistakes of the section “Borders and steps”: the first paragraph of a docstring is what the
learner reads.
"""

import torch
from torch import Tensor

from ..solutions import pad1d, pad2d

# ---------------------------------------------------------------- pad1d


def pad1d__sides_swapped(x: Tensor, left: int, right: int, pad_value: float) -> Tensor:
    """You exchange left and right.

    Left is before the signal: its first entry moves to position `left`.
    """
    b, c, w = x.shape
    padded = x.new_full((b, c, left + w + right), pad_value)
    padded[:, :, right : right + w] = x
    return padded


def pad1d__zeros(x: Tensor, left: int, right: int, pad_value: float) -> Tensor:
    """You always pad with zeros: `pad_value` is not used.

    `new_full(size, value)` fills with any value, `new_zeros` with one only.
    """
    b, c, w = x.shape
    padded = x.new_zeros(b, c, left + w + right)
    padded[:, :, left : left + w] = x
    return padded


def pad1d__type_lost(x: Tensor, left: int, right: int, pad_value: float) -> Tensor:
    """Your answer does not have the dtype of `x`.

    `torch.full` takes the type of the *value*: whole numbers for 0, the default float for 0.0.
    `x.new_full` takes that of `x`.
    """
    b, c, w = x.shape
    padded = torch.full((b, c, left + w + right), float(pad_value))
    padded[:, :, left : left + w] = x
    return padded


def pad1d__left_twice(x: Tensor, left: int, right: int, pad_value: float) -> Tensor:
    """You add `left` entries at both ends: `right` is not used.

    The two ends are padded on their own. Even kernels that keep the length need one more on one
    side.
    """
    return pad1d(x, left, left, pad_value)


def pad1d__detached(x: Tensor, left: int, right: int, pad_value: float) -> Tensor:
    """The values are right, but no gradient flows back: you copy numbers without their history.

    `.data`, `.detach()` and `torch.tensor(x)` cut the graph. Assigning `x` itself into a slice
    keeps it.
    """
    return pad1d(x.detach(), left, right, pad_value)


def pad1d__minus_zero(x: Tensor, left: int, right: int, pad_value: float) -> Tensor:
    """You slice up to `-right`, and for `right` = 0 that is up to 0: nothing.

    -0 is 0, so `padded[:, :, left:-0]` is empty. Say where the signal ends, counted from the
    beginning: `left : left + w`.
    """
    b, c, w = x.shape
    padded = x.new_full((b, c, left + w + right), pad_value)
    padded[:, :, left:-right] = x
    return padded


def pad1d__type_of_the_value(x: Tensor, left: int, right: int, pad_value: float) -> Tensor:
    """Your answer has the dtype of the pad value, not that of `x`.

    `torch.full(size, 0)` holds whole numbers, and your signals are cut to whole numbers on their
    way in. `x.new_full(size, value)` takes the dtype of `x`.
    """
    b, c, w = x.shape
    padded = torch.full((b, c, left + w + right), pad_value)
    padded[:, :, left : left + w] = x
    return padded


# ---------------------------------------------------------------- pad2d


def pad2d__axes_swapped(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """You add left and right to the height, and top and bottom to the width.

    The axes are (b, c, h, w): rows, which are added above and below, make axis 2 longer.
    """
    return pad2d(x, top, bottom, left, right, pad_value)


def pad2d__opposite_sides(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """You exchange opposite sides: left with right, and top with bottom.

    What is added on the left moves the picture to the right: its first column moves to column
    `left`.
    """
    return pad2d(x, right, left, bottom, top, pad_value)


def pad2d__zeros(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """You always pad with zeros: `pad_value` is not used.

    Max pooling will ask for minus infinity.
    """
    return pad2d(x, left, right, top, bottom, 0)


def pad2d__one_of_each(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """You use `left` for both sides and `top` for above and below.

    All four sides are padded on their own.
    """
    return pad2d(x, left, left, top, top, pad_value)


def pad2d__detached(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """The values are right, but no gradient flows back: you copy numbers without their history.

    `.data`, `.detach()` and `torch.tensor(x)` cut the graph. Layers below a padding would never
    learn.
    """
    return pad2d(x.detach(), left, right, top, bottom, pad_value)


def pad2d__minus_zero(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """You slice up to `-bottom` and `-right`, and where these are 0 that is nothing.

    -0 is 0, so a slice that ends at it is empty. Say where the picture ends, counted from the
    beginning: `top : top + h` and `left : left + w`.
    """
    b, c, h, w = x.shape
    padded = x.new_full((b, c, top + h + bottom, left + w + right), pad_value)
    padded[:, :, top:-bottom, left:-right] = x
    return padded


def pad2d__type_of_the_value(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """Your answer has the dtype of the pad value, not that of `x`.

    `torch.full(size, 0)` holds whole numbers, and your pictures are cut to whole numbers on their
    way in. `x.new_full(size, value)` takes the dtype of `x`.
    """
    b, c, h, w = x.shape
    padded = torch.full((b, c, top + h + bottom, left + w + right), pad_value)
    padded[:, :, top : top + h, left : left + w] = x
    return padded


def pad2d__type_lost(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """Your answer does not have the dtype of `x`.

    `torch.full` and `torch.zeros` have a dtype of their own. `x.new_full(size, value)` takes that
    of `x`.
    """
    b, c, h, w = x.shape
    padded = torch.full((b, c, top + h + bottom, left + w + right), float(pad_value))
    padded[:, :, top : top + h, left : left + w] = x
    return padded


def pad2d__above_and_below_swapped(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """You exchange above and below.

    What is added above moves the picture down: its first row moves to row `top`.
    """
    b, c, h, w = x.shape
    padded = x.new_full((b, c, top + h + bottom, left + w + right), pad_value)
    padded[:, :, bottom : bottom + h, left : left + w] = x
    return padded


def pad2d__left_and_right_swapped(
    x: Tensor, left: int, right: int, top: int, bottom: int, pad_value: float
) -> Tensor:
    """You exchange left and right.

    What is added on the left moves the picture to the right: its first column moves to column
    `left`.
    """
    b, c, h, w = x.shape
    padded = x.new_full((b, c, top + h + bottom, left + w + right), pad_value)
    padded[:, :, top : top + h, right : right + w] = x
    return padded


# ---------------------------------------------------------------- conv_output_size


def conv_output_size__one_short(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """You count steps; places are one more than the steps between them.

    With no room to move there is one place. A fence of n gaps has n + 1 posts.
    """
    if size + 2 * padding < kernel_size:
        raise ValueError
    return (size + 2 * padding - kernel_size) // stride


def conv_output_size__padding_once(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """You count the padding once; it is added at both ends.

    The padded axis has size + 2 · padding entries.
    """
    room = size + padding - kernel_size
    if room < 0:
        raise ValueError
    return room // stride + 1


def conv_output_size__rounded_up(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """You round up: a last step that would leave the axis counts as a place.

    If the stride does not divide the room, the entries left over at the end are never seen. Whole
    steps only: `//`.
    """
    room = size + 2 * padding - kernel_size
    if room < 0:
        raise ValueError
    return -(-room // stride) + 1


def conv_output_size__one_too_early(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """You add the 1 before you divide by the stride; it comes after.

    (room + 1) // stride agrees with room // stride + 1 for a stride of 1 only. The first place
    costs no step.
    """
    room = size + 2 * padding - kernel_size
    if room < 0:
        raise ValueError
    return (room + 1) // stride


def conv_output_size__no_error(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """You return a number where the kernel does not fit at all.

    A size of 0 or less travels on until something far away fails. Raise a ValueError where the
    kernel is longer than the padded axis.
    """
    return (size + 2 * padding - kernel_size) // stride + 1


def conv_output_size__padding_not_let_in(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """You compare the kernel with the axis before it is padded.

    A kernel of 6 fits on 4 entries with a padding of 1: the padded axis has 6. Raise an error only
    where the kernel is longer than that.
    """
    if kernel_size > size:
        raise ValueError
    return (size + 2 * padding - kernel_size) // stride + 1


def conv_output_size__exact_fit_refused(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """You refuse a kernel that is as long as the padded axis; it fits at one place.

    The case that is an error is *longer*: `>`, not `>=`.
    """
    room = size + 2 * padding - kernel_size
    if room <= 0:
        raise ValueError
    return room // stride + 1


def conv_output_size__asserted(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """You use `assert`, which raises an AssertionError; raise a ValueError instead.

    An assertion says what cannot happen if your own code is right, and `python -O` leaves it out.
    A wrong argument can happen: `if …: raise ValueError("what is wrong")`.
    """
    assert size + 2 * padding >= kernel_size
    return (size + 2 * padding - kernel_size) // stride + 1


def conv_output_size__fraction(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """You divide with `/`, so a part of a place counts.

    Only whole steps count, and a size has to be an int: `//` gives both.
    """
    room = size + 2 * padding - kernel_size
    if room < 0:
        raise ValueError
    return room / stride + 1  # type: ignore[return-value]


def conv_output_size__a_float(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0
) -> int:
    """Your number is right, and it is a float: no tensor can have 3.0 rows.

    `//` between ints gives an int; `/` always gives a float, also where `//1` or `round` follows
    on a float. `int(…)` or `math.floor` make an int of it.
    """
    room = size + 2 * padding - kernel_size
    if room < 0:
        raise ValueError
    return float(room // stride + 1)  # type: ignore[return-value]
