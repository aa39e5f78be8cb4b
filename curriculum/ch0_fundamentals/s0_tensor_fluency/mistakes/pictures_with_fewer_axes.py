"""Mistakes of the section “Pictures with fewer axes”: the first paragraph of a docstring is
what the learner reads.
"""

from einops import rearrange, reduce
from torch import Tensor

# ---------------------------------------------------------------- einops_7


def einops_7__stacked(arr: Tensor) -> Tensor:
    """You put the channels under each other; in the target they stand side by side.

    The width grows, so the channel goes into the group of the width: `(c w)`.
    """
    return rearrange(arr[5], "c h w -> (c h) w")


def einops_7__interlaced(arr: Tensor) -> Tensor:
    """You wrote `(w c)`: red, green and blue of one pixel stand beside each other.

    The name on the right changes fastest. That is how colour pictures are stored, channels last.
    Here each channel is a whole picture, so `(c w)`.
    """
    return rearrange(arr[5], "c h w -> h (w c)")


def einops_7__wrong_digit(arr: Tensor) -> Tensor:
    """You took the fifth picture; the digit 5 is at index 5, the last one.

    Indexes count from 0, and so do the digits.
    """
    return rearrange(arr[4], "c h w -> h (c w)")


def einops_7__lying(arr: Tensor) -> Tensor:
    """You exchanged height and width, so the digit is mirrored along its diagonal.

    The first axis of a grey picture is its height.
    """
    return rearrange(arr[5], "c h w -> w (c h)")


# ---------------------------------------------------------------- einops_8


def einops_8__added(arr: Tensor) -> Tensor:
    """You add the channels instead of averaging them, so the picture is three times too bright.

    The sum of three numbers up to 1 goes up to 3. A mean stays in the range of what it averages.
    """
    return reduce(arr, "b c h w -> h (b w)", "sum")


def einops_8__brightest(arr: Tensor) -> Tensor:
    """You keep the brightest channel of each pixel instead of the mean.

    The word after the pattern says how the missing axis goes: "mean", not "max".
    """
    return reduce(arr, "b c h w -> h (b w)", "max")


def einops_8__stacked(arr: Tensor) -> Tensor:
    """You put the digits under each other; in the target they stand side by side.

    The width grows: `(b w)`.
    """
    return reduce(arr, "b c h w -> (b h) w", "mean")


def einops_8__over_digits(arr: Tensor) -> Tensor:
    """You average over the digits; in the target each digit is there and the channels are gone.

    The axis that is missing on the right of the arrow is reduced. It should be `c`.
    """
    return reduce(arr, "b c h w -> h (c w)", "mean")


# ---------------------------------------------------------------- einops_9


def einops_9__added(arr: Tensor) -> Tensor:
    """You add the sheets, so every value is far above 1.

    A sum of six values near 1 is near 6. What lies on top of each other in ink is the smallest
    value.
    """
    return reduce(arr, "b c h w -> c h w", "sum")


def einops_9__brightest(arr: Tensor) -> Tensor:
    """You keep the brightest value, so ink disappears wherever another sheet is blank.

    Paper is bright, near 1, and ink is dark. What lies on top of each other in ink is the smallest
    value.
    """
    return reduce(arr, "b c h w -> c h w", "max")


def einops_9__averaged(arr: Tensor) -> Tensor:
    """You average the digits, so each is only a faint shadow.

    The mean of one dark and five bright values is bright. The smallest of them is dark.
    """
    return reduce(arr, "b c h w -> c h w", "mean")


def einops_9__channels_reduced(arr: Tensor) -> Tensor:
    """You reduce over the channels; in the target the digits are on one sheet and the colours are
    there.

    The axis that is missing on the right of the arrow is reduced. It should be `b`.
    """
    return reduce(arr, "b c h w -> b h w", "min")


def einops_9__everything_reduced(arr: Tensor) -> Tensor:
    """You reduce over the digits and over the channels, so the colours are gone.

    Only names that are missing on the right are reduced. Keep `c` there.
    """
    return reduce(arr, "b c h w -> h w", "min")


# ---------------------------------------------------------------- einops_10


def einops_10__two_by_two(arr: Tensor) -> Tensor:
    """Your blocks are 2 × 2; in the target they are 3 × 3.

    The sizes after the pattern say how large a block is.
    """
    height, width = arr.shape[2] // 2 * 2, arr.shape[3] // 2 * 2
    even = arr[:, :, :height, :width]
    return reduce(even, "b c (h high) (w wide) -> c h (b w)", "max", high=2, wide=2)


def einops_10__averaged(arr: Tensor) -> Tensor:
    """You average each block; in the target it has its brightest value, so the strokes get
    thinner.

    The word after the pattern says what becomes of a block: "max" here. This is what max pooling
    does.
    """
    return reduce(arr, "b c (h high) (w wide) -> c h (b w)", "mean", high=3, wide=3)


def einops_10__darkest(arr: Tensor) -> Tensor:
    """You keep the darkest value of each block, so the strokes get thicker.

    Ink is dark, near 0. The target keeps the brightest value of each block.
    """
    return reduce(arr, "b c (h high) (w wide) -> c h (b w)", "min", high=3, wide=3)


def einops_10__sampled(arr: Tensor) -> Tensor:
    """You keep one pixel of each block and do not look at the other eight.

    Taking every third pixel is a way to shrink a picture, and thin lines vanish in it. The target
    looks at all nine pixels of a block.
    """
    return rearrange(arr[:, :, ::3, ::3], "b c h w -> c h (b w)")


def einops_10__far_apart(arr: Tensor) -> Tensor:
    """You wrote `(high h)`: the values you compare are a third of a picture apart.

    In `(h high)` the right name changes fastest, so `high` counts within a block of neighbours. In
    `(high h)` it counts three bands of the picture.
    """
    return reduce(arr, "b c (high h) (wide w) -> c h (b w)", "max", high=3, wide=3)


def einops_10__only_rows(arr: Tensor) -> Tensor:
    """You shrink the height but not the width.

    Both axes are split: `(h high) (w wide)`.
    """
    return reduce(arr, "b c (h high) w -> c h (b w)", "max", high=3)


# ---------------------------------------------------------------- einops_11


def einops_11__one_first(arr: Tensor) -> Tensor:
    """You begin with a row of the 1; in the target the first row is of the 0.

    The order of the batch is the order within the group.
    """
    return rearrange(arr[[1, 0]], "b c h w -> c (h b) w")


def einops_11__stacked(arr: Tensor) -> Tensor:
    """You put the digits under each other; in the target their rows of pixels alternate.

    In `(b h)` the row changes fastest, so a digit is finished before the next. In `(h b)` the
    digit changes fastest.
    """
    return rearrange(arr[:2], "b c h w -> c (b h) w")


def einops_11__columns(arr: Tensor) -> Tensor:
    """You let columns of pixels alternate; in the target it is the rows.

    The height grows, so the batch goes into the group of the height: `(h b)`.
    """
    return rearrange(arr[:2], "b c h w -> c h (w b)")


def einops_11__side_by_side(arr: Tensor) -> Tensor:
    """You put the digits side by side; in the target their rows of pixels alternate.

    The height grows, and within it the digit changes fastest.
    """
    return rearrange(arr[:2], "b c h w -> c h (b w)")


def einops_11__all_six(arr: Tensor) -> Tensor:
    """You interlace all six digits; the target has the first two.

    Select them first: `arr[:2]`.
    """
    return rearrange(arr, "b c h w -> c (h b) w")


# ---------------------------------------------------------------- einops_12


def einops_12__uncut(arr: Tensor) -> Tensor:
    """Your picture is the digit as it was: each quarter goes back to its own place.

    On the right of the arrow the two cuts have to change roles: what chose the upper or lower half
    now chooses left or right.
    """
    return rearrange(arr[3], "c (i h) (j w) -> c (i h) (j w)", i=2, j=2)


def einops_12__strip(arr: Tensor) -> Tensor:
    """You put the four quarters in one row.

    Each of the two cuts stays with one direction: one joins the height, the other the width.
    """
    return rearrange(arr[3], "c (i h) (j w) -> c h (i j w)", i=2, j=2)


def einops_12__combed(arr: Tensor) -> Tensor:
    """You wrote `(h i)` and `(w j)` on the left: you take every second pixel instead of halves.

    With `(i h)` the half changes slowest and a half is a block. With `(h i)` it changes fastest,
    and a “half” is every second row.
    """
    return rearrange(arr[3], "c (h i) (w j) -> c (j h) (i w)", i=2, j=2)


def einops_12__halves_exchanged(arr: Tensor) -> Tensor:
    """You exchange whole halves; in the target the upper left and lower right quarters stay.

    Exchanging left with right moves all four quarters. Only two of them move here.
    """
    return rearrange(arr[3], "c h (j w) -> j c h w", j=2).flip(0).permute(1, 2, 0, 3).flatten(2)
