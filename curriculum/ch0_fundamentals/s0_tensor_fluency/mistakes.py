"""Wrong on purpose. The first sentence of a docstring is what the learner reads; the rest is its
page.
"""

import torch
from einops import einsum, rearrange, reduce, repeat
from torch import Tensor

from .solutions import (
    batched_logsoftmax,
    batched_logsumexp,
    temperatures_average,
    temperatures_differences,
)

# ---------------------------------------------------------------- bin_centres


def bin_centres__ends_included(low: float, high: float, bins: int) -> Tensor:
    """You spread the points from end to end: the first is at `low` and the last at `high`.

    `torch.linspace(low, high, bins)` puts points on both ends. A centre lies half a bin inside:
    the first at low + step / 2, the last at high - step / 2.
    """
    return torch.linspace(low, high, bins)


def bin_centres__lower_ends(low: float, high: float, bins: int) -> Tensor:
    """You return where each bin begins, not its middle.

    Counting `low + step * arange(bins)` gives lower ends. The middle is half a step further.
    """
    return low + (high - low) / bins * torch.arange(bins)


def bin_centres__all_edges(low: float, high: float, bins: int) -> Tensor:
    """You return the edges of the bins, and there is one more edge than there are bins.

    Three bins have four edges, as three gaps have four fence posts. A centre is the mean of two
    neighbouring edges.
    """
    return torch.linspace(low, high, bins + 1)


def bin_centres__from_zero(low: float, high: float, bins: int) -> Tensor:
    """You measure the step from 0 to `high`, so a range that begins elsewhere is missed.

    The width of the range is high - low. It is `high` only if the range begins at zero.
    """
    return low + high / bins * (torch.arange(bins) + 0.5)


def bin_centres__one_gap_too_few(low: float, high: float, bins: int) -> Tensor:
    """You divide by bins - 1, which is the number of gaps between centres, not the number of bins.

    The range is cut into `bins` pieces, so a piece is (high - low) / bins wide.
    """
    return low + (high - low) / max(bins - 1, 1) * (torch.arange(bins) + 0.5)


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


# ---------------------------------------------------------------- temperatures_average


def temperatures_average__interleaved(temps: Tensor) -> Tensor:
    """You take every so-and-so-many-th day for a week: a week is seven days in a row.

    In `(week day)` the day changes fastest, so seven neighbours form a week. `(day week)` deals
    the days out like cards.
    """
    return reduce(temps, "(day week) -> week", "mean", day=7)


def temperatures_average__weekdays(temps: Tensor) -> Tensor:
    """You average over the weeks and get one mean for each day of the week.

    What is missing on the right of the arrow is averaged. To have one number a week, it is the day
    that has to go.
    """
    return reduce(temps, "(week day) -> day", "mean", day=7)


def temperatures_average__added(temps: Tensor) -> Tensor:
    """You add the days of a week without dividing by seven.

    "sum" and "mean" differ by the number of days.
    """
    return reduce(temps, "(week day) -> week", "sum", day=7)


def temperatures_average__overall(temps: Tensor) -> Tensor:
    """You average over all days and lose the weeks.

    The mean of the whole tensor is one number. First split the days into weeks.
    """
    return temps.mean()


# ---------------------------------------------------------------- temperatures_differences


def temperatures_differences__overall(temps: Tensor) -> Tensor:
    """You compare each day with the mean of all days, not of its week.

    Subtract the mean of the week in which the day lies.
    """
    return temps - temps.mean()


def temperatures_differences__dealt_out(temps: Tensor) -> Tensor:
    """Your means are lined up wrongly: the first seven days get the means of different weeks.

    `(day week)` writes the means one after the other and starts again: a, b, c, a, b, c. Each mean
    has to stand seven times in a row: `(week day)`, or `repeat_interleave`.
    """
    return temps - repeat(temperatures_average(temps), "week -> (day week)", day=7)


def temperatures_differences__sign(temps: Tensor) -> Tensor:
    """You subtract the day from the mean; a warm day should have a positive difference.

    Each day less its mean, in this order.
    """
    return repeat(temperatures_average(temps), "week -> (week day)", day=7) - temps


def temperatures_differences__still_in_weeks(temps: Tensor) -> Tensor:
    """The numbers are right, but they are still in rows of seven: the answer has one axis.

    Put the weeks back into one line with `rearrange(..., "week day -> (week day)")`.
    """
    return rearrange(temperatures_differences(temps), "(week day) -> week day", day=7)


# ---------------------------------------------------------------- temperatures_normalized


def temperatures_normalized__still_in_weeks(temps: Tensor) -> Tensor:
    """The numbers are right, but they are still in rows of seven: the answer has one axis.

    Put the weeks back into one line with `rearrange(..., "week day -> (week day)")`, or `flatten`.
    """
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    return (weeks - weeks.mean(dim=1, keepdim=True)) / weeks.std(dim=1, keepdim=True)


def temperatures_normalized__biased(temps: Tensor) -> Tensor:
    """You divide by 7 in the variance; PyTorch divides by 6 unless it is told otherwise.

    The mean was estimated from the same seven days, which makes the squares a little too small.
    Dividing by n - 1 makes up for it. `torch.std` does so, NumPy does not.
    """
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    spread = weeks.std(dim=1, correction=0)
    return temperatures_differences(temps) / spread.repeat_interleave(7)


def temperatures_normalized__variance(temps: Tensor) -> Tensor:
    """You divide by the variance; the standard deviation is its square root.

    A variance is measured in squared degrees. Only the standard deviation has the unit of a
    temperature, so that the quotient has none.
    """
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    return temperatures_differences(temps) / weeks.var(dim=1).repeat_interleave(7)


def temperatures_normalized__overall_spread(temps: Tensor) -> Tensor:
    """You divide by the standard deviation of all days, not of each week.

    Each week has a spread of its own: one standard deviation a week, repeated seven times.
    """
    return temperatures_differences(temps) / temps.std()


def temperatures_normalized__not_centred(temps: Tensor) -> Tensor:
    """You divide the temperatures themselves and forget to subtract the mean of the week.

    Normalised means: mean 0 and standard deviation 1 within each week. Dividing alone leaves the
    mean.
    """
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    return temps / weeks.std(dim=1).repeat_interleave(7)


def temperatures_normalized__dealt_out(temps: Tensor) -> Tensor:
    """Your standard deviations are lined up wrongly: a week gets those of different weeks.

    `Tensor.repeat` writes the list again and again: a, b, c, a, b, c. `repeat_interleave(7)`
    writes each entry seven times.
    """
    weeks = rearrange(temps, "(week day) -> week day", day=7)
    return temperatures_differences(temps) / weeks.std(dim=1).repeat(7)


def temperatures_normalized__with_epsilon(temps: Tensor) -> Tensor:
    """You add a small number to the deviation, so that calm weeks come out too small.

    Normalisation layers do so, to be safe from a deviation of zero. Here no week is constant, and
    asked is the deviation itself.
    """
    weeks = temps.reshape(-1, 7)
    deviation = weeks.std(dim=1, keepdim=True) + 1e-5
    return ((weeks - weeks.mean(dim=1, keepdim=True)) / deviation).flatten()


# ---------------------------------------------------------------- channel_means


def channel_means__channels_averaged(images: Tensor) -> Tensor:
    """You average over the channels; they are the axis to keep.

    `dim` names what goes, not what stays. One number a channel: batch, height and width have to
    go.
    """
    return images.float().mean(dim=1)


def channel_means__mean_of_bytes(images: Tensor) -> Tensor:
    """You ask for the mean of bytes, and PyTorch refuses: it would have to be a byte again.

    `mean` keeps the dtype of its input, and integers have no room for fractions. Convert first:
    `images.float()`, or `mean(..., dtype=torch.float32)`.
    """
    return images.mean(dim=(0, 2, 3))


def channel_means__per_image(images: Tensor) -> Tensor:
    """You average within each picture and keep the batch: one number for each picture and channel.

    One number a channel: batch, height and width all have to go, `dim=(0, 2, 3)`.
    """
    return images.float().mean(dim=(2, 3))


def channel_means__channels_last(images: Tensor) -> Tensor:
    """You treat the last axis as the channels, but here they come second.

    The shape is (batch, channel, height, width). Everything but axis 1 goes.
    """
    return images.float().mean(dim=(0, 1, 2))


def channel_means__everything(images: Tensor) -> Tensor:
    """You average over everything, channels included.

    Without `dim` every axis is reduced. Name the three that should go.
    """
    return images.float().mean()


def channel_means__scaled(images: Tensor) -> Tensor:
    """You divide by 255; the answer stays in the range of bytes.

    Scaling to 0 … 1 is common before training. Here the means are asked for as they are.
    """
    return images.float().mean(dim=(0, 2, 3)) / 255


# ---------------------------------------------------------------- pairwise_distances


def pairwise_distances__wrong_axis(a: Tensor, b: Tensor) -> Tensor:
    """You add up over the points of `b`; it is the coordinates that have to go.

    The table of differences has shape (n, m, dim). Adding over axis 1 leaves (n, dim), adding over
    the last axis leaves (n, m).
    """
    return (a[:, None] - b).pow(2).sum(dim=1).sqrt()


def pairwise_distances__squared(a: Tensor, b: Tensor) -> Tensor:
    """You forget the root: these are squared distances.

    The distance is the square root of the sum of squares. For 3 and 4 it is 5, not 25.
    """
    return (a[:, None] - b).pow(2).sum(dim=-1)


def pairwise_distances__city_blocks(a: Tensor, b: Tensor) -> Tensor:
    """You add the absolute gaps, which is the distance along streets, not through the air.

    For 3 and 4 that gives 7. Euclid squares, adds, and takes the root.
    """
    return (a[:, None] - b).abs().sum(dim=-1)


def pairwise_distances__transposed(a: Tensor, b: Tensor) -> Tensor:
    """Your table is transposed: rows belong to `b` and columns to `a`.

    The new axis goes where the *other* list will be. For entry [i, j] to be about a[i] and b[j],
    give `a` its new axis at position 1.
    """
    return (b[:, None] - a).pow(2).sum(dim=-1).sqrt()


def pairwise_distances__paired(a: Tensor, b: Tensor) -> Tensor:
    """You compare the points one to one instead of each with each.

    `a - b` lines the two lists up. To form all pairs, give `a` a new axis of size one: `a[:,
    None]`.
    """
    return (a - b).pow(2).sum(dim=-1).sqrt()


def pairwise_distances__added_first(a: Tensor, b: Tensor) -> Tensor:
    """You take the root before you add, so each gap counts with its absolute value and then the
    root of nothing is left.

    The order is square, add, root. A gap of 3 and one of -3 are no gap at all once they are added.
    """
    return (a[:, None] - b).sum(dim=-1).abs()


# ---------------------------------------------------------------- causal_mask


def causal_mask__blind_to_itself(seq: int) -> Tensor:
    """You hide the diagonal, but a query may look at its own position.

    Use ≥ in place of >. With > the first query sees nothing at all, and a softmax over nothing is
    NaN.
    """
    position = torch.arange(seq)
    return position[:, None] > position


def causal_mask__future(seq: int) -> Tensor:
    """You let each query look at the future and hide the past: rows and columns are exchanged.

    Rows are queries and columns are keys. Query 0 is the first row and sees one key only.
    """
    position = torch.arange(seq)
    return position[:, None] <= position


def causal_mask__inverted(seq: int) -> Tensor:
    """You return what is hidden; True should mean that the query may look.

    Both conventions exist: `masked_fill` wants True where something is hidden. Here True is what
    may be seen.
    """
    position = torch.arange(seq)
    return position[:, None] < position


def causal_mask__numbers(seq: int) -> Tensor:
    """Your mask is made of numbers, not of truth values.

    `torch.tril(torch.ones(n, n))` is a float tensor. As an index it would fail or pick rows; a
    mask has the dtype bool.
    """
    return torch.ones(seq, seq).tril()


# ---------------------------------------------------------------- identity_matrix


def identity_matrix__everywhere(n: int) -> Tensor:
    """You write ones everywhere: a slice and an index walk through all pairs.

    `matrix[:, index] = 1` means every row and these columns. Two indexes walk together,
    `matrix[index, index] = 1`, and a comparison of row with column needs no writing at all.
    """
    return torch.ones(n, n)


def identity_matrix__truth_values(n: int) -> Tensor:
    """You return truth values; the identity matrix is made of numbers.

    A comparison gives a bool tensor. Turn it into numbers with `.float()`, or it cannot be
    multiplied with a matrix of floats.
    """
    index = torch.arange(n)
    return index[:, None] == index


def identity_matrix__integers(n: int) -> Tensor:
    """Your ones and zeros are integers; they should be floats.

    A matrix product needs one dtype on both sides. Use `.float()`.
    """
    index = torch.arange(n)
    return (index[:, None] == index).long()


def identity_matrix__triangle(n: int) -> Tensor:
    """Your ones fill a triangle, not only the diagonal.

    Compare with ==. An inequality is true on one side of the diagonal as well.
    """
    index = torch.arange(n)
    return (index[:, None] >= index).float()


def identity_matrix__other_diagonal(n: int) -> Tensor:
    """Your ones run from the lower left to the upper right.

    On the main diagonal the row and the column are equal; yours add up to n - 1.
    """
    index = torch.arange(n)
    return (index[:, None] == n - 1 - index).float()


def identity_matrix__not_broadcast(n: int) -> Tensor:
    """You compare the list of indexes with itself, entry by entry, and get one row of ones.

    Row and column have to be different axes: give one of the two a new axis with `[:, None]`.
    """
    index = torch.arange(n)
    return (index == index).float()


def identity_matrix__short_integers(n: int) -> Tensor:
    """Your ones and zeros are integers of 32 bits; they should be floats.

    `.int()` makes int32. A matrix of floats cannot be multiplied with integers: `.float()`.
    """
    return (torch.arange(n)[:, None] == torch.arange(n)).int()


# ---------------------------------------------------------------- masked_scores


def masked_scores__inverted(scores: Tensor, mask: Tensor) -> Tensor:
    """You hide what may be seen and show what is forbidden.

    `torch.where(condition, a, b)` takes `a` where the condition is True. `masked_fill` fills where
    it is True, so it needs `~mask`.
    """
    return scores.masked_fill(mask, -torch.inf)


def masked_scores__zeroed(scores: Tensor, mask: Tensor) -> Tensor:
    """You set the forbidden scores to 0, which a softmax does not ignore.

    exp(0) is 1: a forbidden key would get as much weight as an ordinary one. exp(-∞) is 0.
    """
    return torch.where(mask, scores, 0.0)


def masked_scores__in_place(scores: Tensor, mask: Tensor) -> Tensor:
    """You write minus infinity into the scores that you were given.

    `scores[..., ~mask] = ...` and every method that ends with an underscore change the tensor of
    the caller. `torch.where` and `masked_fill` make a new one.
    """
    return scores.masked_fill_(~mask, -torch.inf)


def masked_scores__nan(scores: Tensor, mask: Tensor) -> Tensor:
    """You multiply minus infinity by zero, and that is NaN.

    `~mask * -inf` is 0 · ∞ wherever the mask is True. Choosing with `torch.where` multiplies
    nothing.
    """
    return scores + (~mask).float() * -torch.inf


def masked_scores__large_negative(scores: Tensor, mask: Tensor) -> Tensor:
    """You use a large negative number in place of minus infinity.

    -1e9 works in most softmaxes, and then the row with all keys hidden gets equal weights without
    a word. In half precision -1e9 does not even exist. The claim here is exact: -∞.
    """
    return torch.where(mask, scores, -1e9)


def masked_scores__softmax_taken(scores: Tensor, mask: Tensor) -> Tensor:
    """You take the softmax already; asked are the scores before it.

    The scores where the mask is True stay as they are. The softmax is the step after this one.
    """
    return scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)


def masked_scores__plus_infinity(scores: Tensor, mask: Tensor) -> Tensor:
    """Your forbidden scores are plus infinity, which a softmax turns into NaN.

    exp(−∞) is 0, so that nothing of what is forbidden is left. exp(∞) is infinite.
    """
    return scores.masked_fill(~mask, torch.inf)


# ---------------------------------------------------------------- value_loss


def value_loss__broadcast(values: Tensor, targets: Tensor) -> Tensor:
    """You subtract shapes (batch, 1) and (batch,), which makes all pairs: each value is compared
    with every target.

    The two shapes broadcast to (batch, batch) and nothing is raised. The loss still falls while it
    trains, and the network learns to say the mean of the targets. Bring both to one shape first.
    """
    return (values - targets).pow(2).mean()


def value_loss__added(values: Tensor, targets: Tensor) -> Tensor:
    """You add the squares instead of averaging them, so the loss grows with the batch.

    With "sum" a larger batch means a larger gradient. The mean does not depend on the batch size.
    """
    return (values.squeeze(1) - targets).pow(2).sum()


def value_loss__per_example(values: Tensor, targets: Tensor) -> Tensor:
    """You return one loss for each example; asked for is their mean.

    Training needs one number: `.mean()`.
    """
    return (values.squeeze(1) - targets).pow(2)


def value_loss__absolute(values: Tensor, targets: Tensor) -> Tensor:
    """You average the absolute differences, not their squares.

    That is another loss (mean absolute error), whose minimum is the median.
    """
    return (values.squeeze(1) - targets).abs().mean()


def value_loss__root(values: Tensor, targets: Tensor) -> Tensor:
    """You take the square root at the end.

    The root of the mean squared error has the unit of the targets and is good for reading. The
    loss asked for has no root.
    """
    return (values.squeeze(1) - targets).pow(2).mean().sqrt()


def value_loss__a_number(values: Tensor, targets: Tensor) -> float:
    """You return a Python number; asked is a tensor without axes.

    A loss is what `backward` starts from, and a number has forgotten where it came from. Leave
    `.item()` to the line that prints it.
    """
    return ((values.squeeze(1) - targets) ** 2).mean().item()


def value_loss__mean_squared(values: Tensor, targets: Tensor) -> Tensor:
    """You average before you square, so that errors of opposite sign cancel.

    The mean of the squares counts every error; the square of the mean is zero for a network that
    is too high as often as too low.
    """
    return (values.squeeze(1) - targets).mean() ** 2


def value_loss__half(values: Tensor, targets: Tensor) -> Tensor:
    """You take half of it: the ½ that makes a derivative neater is not asked for.

    Some texts define the squared error with a factor ½. `mse_loss` and this exercise do not.
    """
    return 0.5 * ((values.squeeze(1) - targets) ** 2).mean()


# ---------------------------------------------------------------- floored_max


def floored_max__pair(scores: Tensor, floor: Tensor) -> Tensor:
    """You hand both results of `max(dim=…)` to `maximum`: values and indexes.

    `scores.max(dim=1)` returns a pair. Take `.values`, or use `amax`, which returns the values
    alone.
    """
    return torch.maximum(scores.max(dim=1), floor)  # type: ignore[arg-type]


def floored_max__columns(scores: Tensor, floor: Tensor) -> Tensor:
    """You take the largest of each column; it should be the largest of each row.

    Axis 0 is the rows. Reducing it leaves one number a column. To have one a row, axis 1 has to
    go.
    """
    return torch.maximum(scores.amax(dim=0), floor)


def floored_max__no_floor(scores: Tensor, floor: Tensor) -> Tensor:
    """You do not use the floor.

    Where all scores of a row are below its floor, the answer is the floor.
    """
    return scores.amax(dim=1)


def floored_max__minimum(scores: Tensor, floor: Tensor) -> Tensor:
    """You take the smaller of the two, which is a ceiling, not a floor.

    A floor holds things up: the result is never below it, so it is the larger of the two.
    """
    return torch.minimum(scores.amax(dim=1), floor)


def floored_max__one_maximum(scores: Tensor, floor: Tensor) -> Tensor:
    """You take one maximum of the whole table for all rows.

    `max()` without `dim` reduces everything. Each row has its own largest score.
    """
    return torch.maximum(scores.max(), floor)


# ---------------------------------------------------------------- take_position


def take_position__three_axes_named(activations: Tensor, position: int) -> Tensor:
    """You name three axes, and there may be more or fewer.

    `[:, position, :]` is right for (batch, position, feature) alone. `...` in place of the first
    colon stands for as many axes as there are.
    """
    return activations[:, position, :]


def take_position__three_axes_only(activations: Tensor, position: int) -> Tensor:
    """You wrote `[:, position]`, which is right for three axes and wrong for any other number.

    Counting from the left fixes how many axes come before. `...` stands for as many as there are,
    so you can count from the right.
    """
    return activations[:, position]


def take_position__feature(activations: Tensor, position: int) -> Tensor:
    """You take one feature at every position; it should be every feature at one position.

    `[..., position]` indexes the last axis. The position is the one before it: `[..., position,
    :]`.
    """
    return activations[..., position]


def take_position__axis_kept(activations: Tensor, position: int) -> Tensor:
    """You keep the axis of positions with size one.

    A slice keeps its axis, an integer takes it away.
    """
    return activations.roll(-position, -2)[..., :1, :]


def take_position__first_axis(activations: Tensor, position: int) -> Tensor:
    """You take one example of the batch, not one position.

    A single index in brackets belongs to the first axis.
    """
    return activations[position]


# ---------------------------------------------------------------- collect_rows


def collect_rows__gathered(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """You call `gather`, which needs an index with as many axes as the matrix.

    `gather` looks up entry by entry. Whole rows are picked by putting the list into the brackets.
    """
    return matrix.gather(0, row_indexes)


def collect_rows__columns(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """You collect columns; a bare index belongs to the first axis, the rows.

    `matrix[:, indexes]` leaves the rows whole and picks columns. For rows, index the first axis.
    """
    return matrix[:, row_indexes]


def collect_rows__sorted(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """You sort the list, but the rows come in its order.

    An index can reorder as well as select.
    """
    return matrix[row_indexes.sort().values]


def collect_rows__repeats_lost(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """You drop repeats: a row that is named twice has to come twice.

    A mask or a set can only say whether something is in. A list of indexes says how often and in
    which order, too.
    """
    return matrix[torch.unique(row_indexes)]


def collect_rows__transposed(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """You return the rows as columns.

    Row i of the answer is row row_indexes[i] of the matrix: the shape is (k, n).
    """
    return matrix[row_indexes].T


# ---------------------------------------------------------------- collect_columns


def collect_columns__gathered(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """You call `gather`, which needs an index with as many axes as the matrix.

    `gather` looks up entry by entry. Whole columns are picked by putting the list into the
    brackets, after a colon.
    """
    return matrix.gather(1, column_indexes)


def collect_columns__rows(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """You collect rows: a bare index belongs to the first axis.

    Leave the rows whole with a colon, then index the columns.
    """
    return matrix[column_indexes]


def collect_columns__sorted(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """You sort the list, but the columns come in its order.

    An index can reorder as well as select.
    """
    return matrix[:, column_indexes.sort().values]


def collect_columns__repeats_lost(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """You drop repeats: a column that is named twice has to come twice.

    A mask or a set can only say whether something is in. A list of indexes says how often and in
    which order, too.
    """
    return matrix[:, torch.unique(column_indexes)]


def collect_columns__transposed(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """You return the columns as rows.

    `matrix.T[indexes]` picks the right numbers and lays them down: shape (k, m). Asked for is (m,
    k).
    """
    return matrix.T[column_indexes]


# ---------------------------------------------------------------- integer_array_indexing


def integer_array_indexing__not_transposed(matrix: Tensor, coords: Tensor) -> Tensor:
    """You make a tuple of the coordinates; it has to be a tuple of axes.

    `tuple(coords)` takes the table apart row by row: one index for each coordinate. Transposed
    first, it is one index for each axis.
    """
    return matrix[tuple(coords)]


def integer_array_indexing__rows(matrix: Tensor, coords: Tensor) -> Tensor:
    """You index with the whole table of coordinates, which picks whole rows.

    One tensor in brackets belongs to the first axis, whatever its shape. Each axis needs an index
    of its own: a *tuple* of tensors.
    """
    return matrix[coords]


def integer_array_indexing__not_unpacked(matrix: Tensor, coords: Tensor) -> Tensor:
    """You transpose the coordinates but hand them over as one tensor.

    `matrix[coords.T]` still indexes the first axis only. `tuple(coords.T)` makes one index an
    axis.
    """
    return matrix[coords.T]


def integer_array_indexing__reversed(matrix: Tensor, coords: Tensor) -> Tensor:
    """You read the coordinates from the back: the last index goes to the first axis.

    The first column of coords belongs to the first axis. This is the confusion of (x, y) with
    (row, column).
    """
    return matrix[tuple(coords.T.flip(0))]


def integer_array_indexing__two_axes(matrix: Tensor, coords: Tensor) -> Tensor:
    """You use the first two indexes only, which is right for a matrix and for nothing else.

    The number of axes is coords.shape[1]. Unpack them all, with `tuple`.
    """
    return matrix[coords[:, 0], coords[:, 1 % coords.shape[1]]]


# ---------------------------------------------------------------- total_price_indexing


def total_price_indexing__each_once(prices: Tensor, items: Tensor) -> float:
    """You pay each kind once, however often it is in the basket.

    `unique`, a set or a mask forgets how often. An index that repeats, repeats its price.
    """
    return prices[torch.unique(items)].sum().item()


def total_price_indexing__whole_shop(prices: Tensor, items: Tensor) -> float:
    """You add all prices, whatever is in the basket.

    The basket is an index into the prices: pick first, then add.
    """
    return prices.sum().item()


def total_price_indexing__average(prices: Tensor, items: Tensor) -> float:
    """You average the prices instead of adding them.

    A total is a sum.
    """
    return prices[items].mean().item()


def total_price_indexing__not_added(prices: Tensor, items: Tensor) -> float:
    """You return the price of each thing; asked for is one number.

    After picking the prices, add them and turn the result into a Python number with `.item()`.
    """
    return prices[items]  # type: ignore[return-value]


def total_price_indexing__a_tensor(prices: Tensor, items: Tensor) -> Tensor:
    """You return a tensor without axes; asked is a Python float.

    `.item()` takes the number out of it.
    """
    return prices[items].sum()


# ---------------------------------------------------------------- gather_2d


def gather_2d__wrong_axis(matrix: Tensor, indexes: Tensor) -> Tensor:
    """You gather along axis 0: the indexes are taken for rows.

    `gather(dim, index)` replaces the coordinate of axis `dim` by the index. The columns are axis
    1.
    """
    return matrix.gather(0, indexes)


def gather_2d__all_rows(matrix: Tensor, indexes: Tensor) -> Tensor:
    """You look up the columns in every row: the answer has an axis too many.

    `matrix[:, indexes]` reads all of `indexes` for each row and has shape (m, m, k). Row i of the
    indexes should meet row i of the matrix only.
    """
    return matrix[:, indexes]


def gather_2d__first_row(matrix: Tensor, indexes: Tensor) -> Tensor:
    """You look everything up in the first row.

    Row i of the indexes belongs to row i of the matrix. In a flattened matrix an index without its
    row means the first row.
    """
    return matrix[0][indexes]


def gather_2d__one_list(matrix: Tensor, indexes: Tensor) -> Tensor:
    """You use the first row of indexes for every row of the matrix.

    `matrix[:, indexes[0]]` picks the same columns everywhere. Each row has its own list.
    """
    return matrix[:, indexes[0]]


# ---------------------------------------------------------------- total_price_gather


def total_price_gather__axis_left_out(prices: Tensor, items: Tensor) -> float:
    """You leave out the axis: `gather` takes it before the indexes.

    `source.gather(dim, index)`: even where there is one axis only, it has to be named.
    """
    return prices.gather(items).sum().item()  # type: ignore[call-arg, arg-type]


def total_price_gather__arguments_exchanged(prices: Tensor, items: Tensor) -> float:
    """You look up the prices in the basket: the tensor to look in comes first, then the axis, then
    the indexes.

    `source.gather(dim, index)` reads from `source`. Your index has to hold integers, and prices
    are not.
    """
    return items.gather(0, prices).sum().item()


def total_price_gather__wrong_axis(prices: Tensor, items: Tensor) -> float:
    """You gather along axis 1, and a list has only axis 0.

    The prices have one axis. It is axis 0, or -1.
    """
    return prices.gather(1, items).sum().item()


def total_price_gather__average(prices: Tensor, items: Tensor) -> float:
    """You average the prices instead of adding them.

    A total is a sum.
    """
    return prices.gather(0, items).mean().item()


def total_price_gather__not_added(prices: Tensor, items: Tensor) -> float:
    """You return the price of each thing; asked for is one number.

    After picking the prices, add them and turn the result into a Python number with `.item()`.
    """
    return prices.gather(0, items)  # type: ignore[return-value]


def total_price_gather__each_once(prices: Tensor, items: Tensor) -> float:
    """You pay each kind once, however often it is in the basket.

    An index that repeats, repeats its price. Leave the repeats in.
    """
    return prices.gather(0, torch.unique(items)).sum().item()


def total_price_gather__a_tensor(prices: Tensor, items: Tensor) -> Tensor:
    """You return a tensor without axes; asked is a Python float.

    `.item()` takes the number out of it.
    """
    return prices.gather(0, items).sum()


# ---------------------------------------------------------------- append_frame


def append_frame__axis_missing(video: Tensor, frame: Tensor) -> Tensor:
    """You join a video of three axes with a frame of two: the frame has no axis of time.

    `cat` joins along an axis that all its tensors have, and `stack` wants shapes that are equal.
    `frame[None]` or `frame.unsqueeze(0)` is a video of one frame, which `cat` can join.
    """
    return torch.cat([video, frame], dim=1)


def append_frame__in_front(video: Tensor, frame: Tensor) -> Tensor:
    """You put the new frame in front.

    The order of the list is the order of the result.
    """
    return torch.cat([frame[None], video])


def append_frame__below(video: Tensor, frame: Tensor) -> Tensor:
    """You join along the height, so each frame grows and time does not.

    The axis of `cat` is the one that grows: axis 0, time.
    """
    return torch.cat([video, frame.expand_as(video)], dim=1)


def append_frame__overwritten(video: Tensor, frame: Tensor) -> Tensor:
    """You overwrite the last frame; the video should grow by one.

    A slice can be assigned, but no assignment makes a tensor longer. A longer tensor is new
    memory.
    """
    longer = video.clone()
    longer[-1:] = frame
    return longer


# ---------------------------------------------------------------- every_other_column


def every_other_column__copied(matrix: Tensor) -> Tensor:
    """Your numbers are right, but they are a copy: writing into them does not reach the matrix.

    Indexing with a list, a tensor or a mask copies. A slice with a step is a view: only the stride
    doubles.
    """
    return matrix[:, list(range(0, matrix.shape[1], 2))]


def every_other_column__rows(matrix: Tensor) -> Tensor:
    """You take every other row.

    The first place in the brackets belongs to the rows. Leave it whole with a colon.
    """
    return matrix[::2]


def every_other_column__from_the_second(matrix: Tensor) -> Tensor:
    """You begin with column 1.

    Columns 0, 2, 4: in `start:stop:step` the start is 0, or left out.
    """
    return matrix[:, 1::2]


def every_other_column__first_half(matrix: Tensor) -> Tensor:
    """You take the first half of the columns, not every other one.

    The step is the third number in a slice: `[:, ::2]`.
    """
    return matrix[:, : (matrix.shape[1] + 1) // 2]


# ---------------------------------------------------------------- swap_rows


def swap_rows__view_overwritten(matrix: Tensor, i: int, j: int) -> Tensor:
    """You end with the same row twice: the row you meant to keep is a view, and the first
    assignment overwrites it.

    `a, b = b, a` is safe for names and for numbers. Here both sides are windows onto one piece of
    memory: after the first row is written, the window on it shows the new numbers. Clone one row
    first, or index with a list, which copies.
    """
    swapped = matrix.clone()
    swapped[i], swapped[j] = swapped[j], swapped[i]
    return swapped


def swap_rows__in_place(matrix: Tensor, i: int, j: int) -> Tensor:
    """You exchange the rows in the tensor you were given.

    The caller still holds that tensor and does not expect it to change. Clone it first.
    """
    matrix[[i, j]] = matrix[[j, i]]
    return matrix


def swap_rows__columns(matrix: Tensor, i: int, j: int) -> Tensor:
    """You exchange two columns.

    A bare index belongs to the first axis, the rows. `[:, [i, j]]` are columns.
    """
    width = matrix.shape[1]
    order = list(range(width))
    order[i], order[j] = order[j], order[i]
    return matrix[:, order]


def swap_rows__all_reversed(matrix: Tensor, i: int, j: int) -> Tensor:
    """You turn the whole order of rows round.

    `flip(0)` reverses all rows. Only i and j change places.
    """
    return matrix.flip(0)


# ---------------------------------------------------------------- einsum_trace


def einsum_trace__everything(mat: Tensor) -> Tensor:
    """You add all entries: two different names are two independent axes.

    `i j ->` runs over all pairs. Only the same name twice walks along the diagonal.
    """
    return einsum(mat, "i j ->")


def einsum_trace__diagonal(mat: Tensor) -> Tensor:
    """You return the diagonal and do not add it up.

    A name on the right of the arrow is kept. To add along it, leave it out.
    """
    return einsum(mat, "i i -> i")


def einsum_trace__rows(mat: Tensor) -> Tensor:
    """You add up each row.

    `i j -> i` sums over j. The trace needs the same name twice, and nothing on the right.
    """
    return einsum(mat, "i j -> i")


# ---------------------------------------------------------------- einsum_mv


def einsum_mv__rows_scaled(mat: Tensor, vec: Tensor) -> Tensor:
    """You scale each row by an entry of the vector: the shared name is the row.

    The vector belongs to the second name of the matrix, `i j, j -> i`, and that name is summed.
    """
    return einsum(mat, vec, "i j, i -> i")


def einsum_mv__transposed(mat: Tensor, vec: Tensor) -> Tensor:
    """You multiply the vector with the columns, which is the transposed matrix times the vector.

    The name that is shared is summed. It has to be the second of the matrix: `i j, j -> i`.
    """
    return einsum(mat, vec, "i j, i -> j")


def einsum_mv__not_added(mat: Tensor, vec: Tensor) -> Tensor:
    """You multiply each row with the vector but do not add up.

    A name on the right of the arrow is kept. `j` has to go.
    """
    return einsum(mat, vec, "i j, j -> i j")


def einsum_mv__everything(mat: Tensor, vec: Tensor) -> Tensor:
    """You add up everything and get one number.

    Nothing on the right means that every axis is summed. Keep `i`.
    """
    return einsum(mat, vec, "i j, j ->")


# ---------------------------------------------------------------- einsum_mm


def einsum_mm__second_transposed(mat1: Tensor, mat2: Tensor) -> Tensor:
    """You multiply rows with rows: that is the product with the transposed second matrix.

    The shared name is the *last* of the first matrix and the *first* of the second: `i j, j k`.
    """
    return einsum(mat1, mat2, "i j, k j -> i k")


def einsum_mm__transposed(mat1: Tensor, mat2: Tensor) -> Tensor:
    """Your product is transposed.

    The order of the names on the right is the order of the axes: `i k`.
    """
    return einsum(mat1, mat2, "i j, j k -> k i")


def einsum_mm__not_added(mat1: Tensor, mat2: Tensor) -> Tensor:
    """You keep the axis over which a matrix product adds up.

    `j` stands on both sides of the arrow, so it is kept. Leave it out on the right.
    """
    return einsum(mat1, mat2, "i j, j k -> i j k")


def einsum_mm__columns_lost(mat1: Tensor, mat2: Tensor) -> Tensor:
    """You sum over the columns of the second matrix as well.

    Every name that is missing on the right is summed. Keep `k`.
    """
    return einsum(mat1, mat2, "i j, j k -> i")


# ---------------------------------------------------------------- einsum_inner


def einsum_inner__not_added(vec1: Tensor, vec2: Tensor) -> Tensor:
    """You multiply entry by entry and do not add up.

    A name on the right of the arrow is kept. Leave it out to sum over it.
    """
    return einsum(vec1, vec2, "i, i -> i")


def einsum_inner__all_pairs(vec1: Tensor, vec2: Tensor) -> Tensor:
    """You use two names, so every entry meets every entry: the product of the two sums.

    The same name on both sides of the comma walks through the two vectors together.
    """
    return einsum(vec1, vec2, "i, j ->")


def einsum_inner__outer(vec1: Tensor, vec2: Tensor) -> Tensor:
    """You make a table of all products: that is the outer product.

    One shared name and nothing on the right: `i, i ->`.
    """
    return einsum(vec1, vec2, "i, j -> i j")


# ---------------------------------------------------------------- einsum_outer


def einsum_outer__transposed(vec1: Tensor, vec2: Tensor) -> Tensor:
    """Your table is transposed: the first vector should choose the row.

    The order of the names on the right is the order of the axes: `i j`.
    """
    return einsum(vec1, vec2, "i, j -> j i")


def einsum_outer__together(vec1: Tensor, vec2: Tensor) -> Tensor:
    """You use one name for both vectors, so they are walked through together.

    All pairs need two names. One name needs two vectors of the same length.
    """
    return einsum(vec1, vec2, "i, i -> i")


def einsum_outer__added(vec1: Tensor, vec2: Tensor) -> Tensor:
    """You add up the second vector: each entry is multiplied with its sum.

    A name that is missing on the right is summed. Keep `j`.
    """
    return einsum(vec1, vec2, "i, j -> i")


# ---------------------------------------------------------------- batched_dot_product_nd


def batched_dot_product_nd__not_added(a: Tensor, b: Tensor) -> Tensor:
    """You multiply entry by entry and do not add up.

    In `-> batch ...` every axis is kept. Leave the dots out on the right to sum over them.
    """
    return a * b


def batched_dot_product_nd__everything(a: Tensor, b: Tensor) -> Tensor:
    """You add up the batch as well and get one number.

    The batch is the one axis that stays: `-> batch`.
    """
    return (a * b).sum()


def batched_dot_product_nd__last_axis(a: Tensor, b: Tensor) -> Tensor:
    """You sum over the last axis only, which is enough for vectors and not for more axes.

    All axes but the first have to go: `...`, or `flatten(1)` before the sum.
    """
    return (a * b).sum(dim=-1)


def batched_dot_product_nd__all_pairs(a: Tensor, b: Tensor) -> Tensor:
    """You multiply every entry of one batch with every entry of the other.

    Two names for the batch are two independent axes. Use one name for both.
    """
    return einsum(a, b, "i ..., j ... -> i j")


# ---------------------------------------------------------------- sample_distribution


def sample_distribution__likeliest(probs: Tensor, n: int) -> Tensor:
    """You always return the likeliest event; nothing is drawn.

    `argmax` is what a greedy decoder does. A sample has to come out differently from time to time,
    as often as the probabilities say.
    """
    return probs.argmax().repeat(n)


def sample_distribution__uniform(probs: Tensor, n: int) -> Tensor:
    """You draw all events equally often: the probabilities are not used.

    `randint` knows only how many events there are. Compare a uniform number with the sums of the
    probabilities.
    """
    return torch.randint(len(probs), (n,))


def sample_distribution__one_draw(probs: Tensor, n: int) -> Tensor:
    """You draw one random number and use it for all samples.

    `torch.rand(1)` is one number. Each sample needs its own: `torch.rand(n, 1)`.
    """
    return (torch.rand(1) >= probs.cumsum(dim=0)[:-1]).sum().repeat(n)


def sample_distribution__off_by_one(probs: Tensor, n: int) -> Tensor:
    """Your events are one too high: the first is 0.

    Count how many thresholds the random number has passed. None passed means event 0.
    """
    return (torch.rand(n, 1) >= probs.cumsum(dim=0)[:-1]).sum(dim=1) + 1


def sample_distribution__not_cumulated(probs: Tensor, n: int) -> Tensor:
    """You compare with the probabilities themselves; the thresholds are their running sums.

    Lay the probabilities end to end on the line from 0 to 1. The places where one ends and the
    next begins are given by `cumsum`.
    """
    return (torch.rand(n, 1) >= probs[:-1]).sum(dim=1)


def sample_distribution__reversed(probs: Tensor, n: int) -> Tensor:
    """You count the thresholds above the random number, so the events come out in the reverse
    order.

    Event i is drawn if i thresholds lie *below* the number. Yours counts those above.
    """
    return (torch.rand(n, 1) < probs.cumsum(dim=0)[:-1]).sum(dim=1)


def sample_distribution__last_not_cumulated(probs: Tensor, n: int) -> Tensor:
    """You compare with the probabilities themselves; the thresholds are their running sums.

    Lay the probabilities end to end on the line from 0 to 1. The places where one ends and the
    next begins are given by `cumsum`.
    """
    return (torch.rand(n, 1) > probs).sum(dim=1)


def sample_distribution__a_dart_for_each_border(probs: Tensor, n: int) -> Tensor:
    """You throw another dart for every border; each sample is one dart, compared with all borders.

    `torch.rand(n, 1)` has one number for each sample, and broadcasting lays it beside every
    border. With `torch.rand(n, k)` a sample may lie above one border and below a lower one.
    """
    return (torch.rand(n, len(probs)) > probs.cumsum(dim=0)).sum(dim=1)


# ---------------------------------------------------------------- classifier_accuracy


def classifier_accuracy__pair_compared(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You compare the pair that `max(dim=…)` returns with the classes.

    `scores.max(dim=1)` is a pair of values and places. Take `.indices`, or call `argmax`.
    """
    right = scores.max(dim=1) == true_classes
    return right.float().mean()  # type: ignore[attr-defined, no-any-return]


def classifier_accuracy__over_the_batch(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You look for the largest score of each class, over the batch.

    `argmax(dim=0)` lets the examples compete. The classes compete, and they are axis 1.
    """
    return (scores.argmax(dim=0) == true_classes).float().mean()


def classifier_accuracy__counted(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You count the right ones and do not divide by their number.

    Accuracy is a fraction: `mean`, not `sum`.
    """
    return (scores.argmax(dim=1) == true_classes).float().sum()


def classifier_accuracy__scores_compared(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You compare the largest *score* with the class; it is its place that counts.

    `max` tells how large, `argmax` tells where.
    """
    return (scores.amax(dim=1) == true_classes).float().mean()


def classifier_accuracy__error_rate(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You return the fraction of wrong answers.

    Accuracy counts where prediction and class are equal.
    """
    return (scores.argmax(dim=1) != true_classes).float().mean()


def classifier_accuracy__smallest(scores: Tensor, true_classes: Tensor) -> Tensor:
    """You predict the class with the smallest score.

    A higher score means that the class is more likely: `argmax`.
    """
    return (scores.argmin(dim=1) == true_classes).float().mean()


# ---------------------------------------------------------------- batched_logsumexp


def batched_logsumexp__overflow(matrix: Tensor) -> Tensor:
    """You exponentiate the numbers as they are: exp(1000) is infinity and exp(-1000) is 0.

    In float32, exp overflows above 88.7. Subtract the largest number of each row first and add it
    again after the logarithm: log Σ exp(x) = m + log Σ exp(x - m).
    """
    return matrix.exp().sum(dim=1).log()


def batched_logsumexp__one_shift(matrix: Tensor) -> Tensor:
    """You subtract the largest number of the whole matrix, so rows of small numbers vanish.

    The shift keeps the largest term of a *row* at exp(0) = 1. With one shift for all, a row that
    lies 200 lower has only zeros left, and their logarithm is -∞.
    """
    largest = matrix.max()
    return largest + (matrix - largest).exp().sum(dim=1).log()


def batched_logsumexp__not_added_back(matrix: Tensor) -> Tensor:
    """You subtract the largest number and never add it again.

    log Σ exp(x - m) is smaller than the answer by m.
    """
    largest = matrix.amax(dim=1, keepdim=True)
    return (matrix - largest).exp().sum(dim=1).log()


def batched_logsumexp__only_the_largest(matrix: Tensor) -> Tensor:
    """You return the largest number of each row, which is near but not equal.

    log-sum-exp is the maximum plus something between 0 and log(n).
    """
    return matrix.amax(dim=1)


def batched_logsumexp__columns(matrix: Tensor) -> Tensor:
    """You sum over the rows: the answer has one number a column.

    The sum of a row runs along axis 1.
    """
    largest = matrix.amax(dim=0)
    return largest + (matrix - largest).exp().sum(dim=0).log()


# ---------------------------------------------------------------- batched_softmax


def batched_softmax__one_shift(matrix: Tensor) -> Tensor:
    """You subtract the largest number of the whole matrix, so a row of small numbers has only
    zeros left.

    0 / 0 is NaN. Each row needs a shift of its own: its largest number, or its log-sum-exp.
    """
    weights = (matrix - matrix.max()).exp()
    return weights / weights.sum(dim=1, keepdim=True)


def batched_softmax__overflow(matrix: Tensor) -> Tensor:
    """You exponentiate the numbers as they are, and ∞ / ∞ is NaN.

    exp(1000) is infinity in float32. Softmax does not change when a number is subtracted from a
    whole row, so subtract one that makes it safe.
    """
    return matrix.exp() / matrix.exp().sum(dim=1, keepdim=True)


def batched_softmax__columns(matrix: Tensor) -> Tensor:
    """You normalise each column; each row should sum to 1.

    The axis that you name is the one over which the probabilities sum to 1: axis 1.
    """
    weights = (matrix - matrix.amax(dim=0)).exp()
    return weights / weights.sum(dim=0)


def batched_softmax__everything(matrix: Tensor) -> Tensor:
    """You divide by the sum over the whole matrix, so the rows together sum to 1.

    Each row is a distribution of its own. Sum over axis 1 with `keepdim=True`.
    """
    weights = (matrix - matrix.max()).exp()
    return weights / weights.sum()


def batched_softmax__logarithm(matrix: Tensor) -> Tensor:
    """You return logarithms: the exponential at the end is missing.

    x - logsumexp(x) is the log-softmax. Its exponential is the softmax.
    """
    return matrix - batched_logsumexp(matrix)[:, None]


def batched_softmax__axis_lost(matrix: Tensor) -> Tensor:
    """You lose the axis you need: shape (batch,) lines up with the columns, not with the rows.

    Broadcasting aligns shapes at the right, so (batch,) meets the last axis. Keep the axis with
    `keepdim=True`, or give it back with `[:, None]`.
    """
    return (matrix - batched_logsumexp(matrix)).exp()


# ---------------------------------------------------------------- batched_logsoftmax


def batched_logsoftmax__log_of_softmax(matrix: Tensor) -> Tensor:
    """You take the logarithm of the softmax: where it rounds to zero you get minus infinity.

    In float32 the softmax of a logit 104 below the largest is 0. Its logarithm is -104 if you
    never leave logarithms: x - logsumexp(x).
    """
    return (matrix - batched_logsumexp(matrix)[:, None]).exp().log()


def batched_logsoftmax__overflow(matrix: Tensor) -> Tensor:
    """You exponentiate the numbers as they are, and log(∞) is no use.

    The shifted version of log-sum-exp is the one you have written already: use it.
    """
    return matrix - matrix.exp().sum(dim=1, keepdim=True).log()


def batched_logsoftmax__columns(matrix: Tensor) -> Tensor:
    """You normalise each column; it should be each row.

    The axis over which the probabilities sum to 1 is axis 1.
    """
    return matrix - batched_logsumexp(matrix.T)


def batched_logsoftmax__probabilities(matrix: Tensor) -> Tensor:
    """You return probabilities, not their logarithms.

    Leave out the exponential.
    """
    return (matrix - batched_logsumexp(matrix)[:, None]).exp()


def batched_logsoftmax__axis_lost(matrix: Tensor) -> Tensor:
    """You lose the axis you need: shape (batch,) lines up with the columns, not with the rows.

    Broadcasting aligns shapes at the right, so (batch,) meets the last axis. Keep the axis with
    `keepdim=True`, or give it back with `[:, None]`.
    """
    return matrix - batched_logsumexp(matrix)


# ---------------------------------------------------------------- batched_cross_entropy_loss


def batched_cross_entropy_loss__sign(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You forget the minus sign: a loss is positive.

    A log-probability is at most 0. The loss is minus that, so that small is good.
    """
    return batched_logsoftmax(logits).gather(1, true_labels[:, None]).squeeze(1)


def batched_cross_entropy_loss__averaged(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You average over the batch; asked for is one loss for each example.

    `F.cross_entropy` averages unless told `reduction="none"`. Here the mean is left to the caller.
    """
    return -batched_logsoftmax(logits).gather(1, true_labels[:, None]).mean()


def batched_cross_entropy_loss__all_labels(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You look up every label in every row: shape (batch, batch).

    `[:, labels]` picks the same columns from all rows. Each row has its own label: `gather`, or
    two indexes that walk together, `[arange(batch), labels]`.
    """
    return -batched_logsoftmax(logits)[:, true_labels]


def batched_cross_entropy_loss__log_of_softmax(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You take the logarithm of the softmax, and where that rounds to zero the loss is infinite.

    An infinite loss has no useful gradient. Use the log-softmax, which never leaves logarithms.
    """
    chosen = logits.softmax(dim=1).gather(1, true_labels[:, None])
    return -chosen.log().squeeze(1)


def batched_cross_entropy_loss__not_normalised(logits: Tensor, true_labels: Tensor) -> Tensor:
    """You return minus the logit of the true class; the logits are not normalised yet.

    Raising all logits by 5 must not change a loss. Subtract the log-sum-exp of the row.
    """
    return -logits.gather(1, true_labels[:, None]).squeeze(1)


def batched_cross_entropy_loss__axis_kept(logits: Tensor, true_labels: Tensor) -> Tensor:
    """Your losses are right, but they are a column of shape (batch, 1).

    `gather` returns the shape of its index. Squeeze the axis that you added.
    """
    return -batched_logsoftmax(logits).gather(1, true_labels[:, None])
