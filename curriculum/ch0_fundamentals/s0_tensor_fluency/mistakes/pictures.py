"""Mistakes of the section “Pictures”: the first paragraph of a docstring is what the learner
reads.
"""

from einops import rearrange, repeat
from torch import Tensor

# ---------------------------------------------------------------- einops_1


def einops_1__stacked(arr: Tensor) -> Tensor:
    """You put the pictures under each other: the batch went into the height.

    `(b h)` makes a column of pictures, `(b w)` a row. Ask which of height and width grows.
    """
    return rearrange(arr, "b c h w -> c (b h) w")


def einops_1__interlaced(arr: Tensor) -> Tensor:
    """You wrote `(w b)`: neighbouring columns of pixels come from different pictures.

    In a group the name on the right changes fastest. With `(w b)` you walk through all pictures
    for one column of pixels before you go on to the next. With `(b w)` you finish a picture first.
    """
    return rearrange(arr, "b c h w -> c h (w b)")


def einops_1__lying(arr: Tensor) -> Tensor:
    """You exchanged height and width, so each digit is mirrored along its diagonal.

    The axes of a picture are channel, height, width, in this order. Width is the axis that grows
    here, and it has to stay last.
    """
    return rearrange(arr, "b c h w -> c w (b h)")


def einops_1__channels_last(arr: Tensor) -> Tensor:
    """The pixels are right, but the channels come last: the picture should be (c, h, w).

    Plotting libraries want channels last; this exercise, like PyTorch, has them first.
    """
    return rearrange(arr, "b c h w -> h (b w) c")


# ---------------------------------------------------------------- einops_2


def einops_2__sideways(arr: Tensor) -> Tensor:
    """You repeat the digit from left to right; in the target it is repeated downwards.

    The group that grows is the height: `(copies h)`.
    """
    return repeat(arr[2], "c h w -> c h (copies w)", copies=3)


def einops_2__stretched(arr: Tensor) -> Tensor:
    """You wrote `(h copies)`: each row of pixels is repeated in place, and the digit gets taller.

    The name on the right changes fastest. In `(h copies)` it is the copies: row 0, row 0, row 0,
    row 1 and so on. In `(copies h)` a whole digit is finished before the next copy starts.
    """
    return repeat(arr[2], "c h w -> c (h copies) w", copies=3)


def einops_2__counted_from_one(arr: Tensor) -> Tensor:
    """You took the second picture; the digit 2 is at index 2.

    Indexes count from 0, and so do the digits.
    """
    return repeat(arr[1], "c h w -> c (copies h) w", copies=3)


def einops_2__twice(arr: Tensor) -> Tensor:
    """You repeat it twice; there are three in the target.

    The number after the pattern counts all copies, the first one included.
    """
    return repeat(arr[2], "c h w -> c (copies h) w", copies=2)


# ---------------------------------------------------------------- einops_3


def einops_3__downwards(arr: Tensor) -> Tensor:
    """You fill the grid column by column; the target reads like a text, row by row.

    In `(columns rows)` the row changes fastest, so picture 1 goes under picture 0. Write `(rows
    columns)`.
    """
    return rearrange(arr, "(columns rows) c h w -> c (rows h) (columns w)", columns=3)


def einops_3__sides_exchanged(arr: Tensor) -> Tensor:
    """You make three rows of two; the target has two rows of three.

    Give the size of one of the two new axes: rows=2 or columns=3.
    """
    return rearrange(arr, "(rows columns) c h w -> c (rows h) (columns w)", columns=2)


def einops_3__columns_interlaced(arr: Tensor) -> Tensor:
    """You wrote `(w columns)`: pixels of three digits alternate within a row.

    The name on the right changes fastest. First finish a picture, then go to the next: `(columns
    w)`.
    """
    return rearrange(arr, "(rows columns) c h w -> c (rows h) (w columns)", columns=3)


def einops_3__rows_interlaced(arr: Tensor) -> Tensor:
    """You wrote `(h rows)`: rows of pixels of two digits alternate.

    The name on the right changes fastest. First finish a picture, then go to the next: `(rows h)`.
    """
    return rearrange(arr, "(rows columns) c h w -> c (h rows) (columns w)", columns=3)


# ---------------------------------------------------------------- einops_4


def einops_4__across(arr: Tensor) -> Tensor:
    """You fill the grid row by row; in the target each column is read downwards.

    In `(rows columns)` the column changes fastest, so picture 1 goes to the right of picture 0.
    Here it goes below.
    """
    return rearrange(arr, "(rows columns) c h w -> c (rows h) (columns w)", columns=2)


def einops_4__sides_exchanged(arr: Tensor) -> Tensor:
    """You make two rows of three; the target has three rows of two.

    Give the size of one of the two new axes: rows=3 or columns=2.
    """
    return rearrange(arr, "(columns rows) c h w -> c (rows h) (columns w)", columns=3)


def einops_4__one_column(arr: Tensor) -> Tensor:
    """You put all six under each other.

    The axis of six is split into two new axes, and one of them goes to the width.
    """
    return rearrange(arr, "b c h w -> c (b h) w")


def einops_4__interlaced(arr: Tensor) -> Tensor:
    """You wrote `(h rows)`: rows of pixels of three digits alternate.

    The name on the right changes fastest. First finish a picture, then go to the next: `(rows h)`.
    """
    return rearrange(arr, "(columns rows) c h w -> c (h rows) (columns w)", columns=2)


# ---------------------------------------------------------------- einops_5


def einops_5__upright(arr: Tensor) -> Tensor:
    """You left the digits upright; in the target rows and columns of each are exchanged.

    What was the height becomes the width: the name `h` has to stand where the width stands.
    """
    return rearrange(arr, "b c h w -> c h (b w)")


def einops_5__stacked(arr: Tensor) -> Tensor:
    """You exchanged rows and columns, but put the digits under each other.

    After the exchange the horizontal axis is `h`, and that is where the batch goes: `(b h)`.
    """
    return rearrange(arr, "b c h w -> c (b w) h")


def einops_5__interlaced(arr: Tensor) -> Tensor:
    """You wrote `(h b)`: pixels of different digits alternate.

    The name on the right changes fastest. Finish a digit before the next begins: `(b h)`.
    """
    return rearrange(arr, "b c h w -> c w (h b)")


def einops_5__turned(arr: Tensor) -> Tensor:
    """You turned the digits by a quarter; the target mirrors them along the diagonal.

    A rotation is a transposition followed by a flip. Exchanging two names in a pattern is the
    transposition alone: the upper left corner stays where it is.
    """
    return rearrange(arr.rot90(1, (2, 3)), "b c h w -> c h (b w)")


# ---------------------------------------------------------------- einops_6


def einops_6__taller(arr: Tensor) -> Tensor:
    """You stretch the digits in height; in the target they are wider.

    The repeated axis belongs in the group of the width.
    """
    return repeat(arr[:2], "b c h w -> c (h stretch) (b w)", stretch=2)


def einops_6__copied(arr: Tensor) -> Tensor:
    """You wrote `(b stretch w)`: each digit appears twice instead of once and wider.

    The name on the right changes fastest. To repeat each *pixel* in place, the copies have to
    change fastest: `(b w stretch)`.
    """
    return repeat(arr[:2], "b c h w -> c h (b stretch w)", stretch=2)


def einops_6__pair_copied(arr: Tensor) -> Tensor:
    """You wrote `(stretch b w)`: the pair of digits appears twice.

    The name on the left changes slowest. To repeat each *pixel* in place, the copies have to
    change fastest: `(b w stretch)`.
    """
    return repeat(arr[:2], "b c h w -> c h (stretch b w)", stretch=2)


def einops_6__one_too_many(arr: Tensor) -> Tensor:
    """You took three digits: the end of a slice is not part of it, so `[:2]` is 0 and 1.

    `arr[:3]` has the entries 0, 1 and 2.
    """
    return repeat(arr[:3], "b c h w -> c h (b w stretch)", stretch=2)
