"""Wrong on purpose: the mistakes people make, each with what it looks like and why."""

import math

import torch
from einops import einsum, rearrange
from torch import Tensor, nn

from .solutions import (
    Conv2d,
    IntOrPair,
    Linear,
    MaxPool2d,
    SimpleCNN,
    contact_sheet,
    conv2d_minimal,
    conv_output_size,
    force_pair,
    pad1d,
    pad2d,
)
from .solutions import conv1d as _conv1d  # an exercise may not name what its rule forbids
from .solutions import conv2d as _conv2d
from .solutions import maxpool2d as _maxpool2d

# ---------------------------------------------------------------- strided_column


def strided_column__offset_forgotten(mat: Tensor, column: int) -> Tensor:
    """You count the start from the beginning of the memory; the matrix may begin later.

    A slice such as `big[2:, 1:]` shares the memory of `big` and starts somewhere inside it.
    `mat.storage_offset()` says where. An offset that you pass to `as_strided` is counted from the
    beginning of the *memory*, not of the matrix, so the matrix's own offset has to be added.
    """
    return mat.as_strided((mat.shape[0],), (mat.stride(0),), column * mat.stride(1))


def strided_column__contiguous_assumed(mat: Tensor, column: int) -> Tensor:
    """You step down by the number of columns, which holds for contiguous matrices only.

    How far apart two rows lie in memory is `mat.stride(0)`. In a contiguous matrix that happens to
    be the number of columns; in a transpose it is 1, and in a slice it is that of the larger one.
    """
    start = mat.storage_offset() + column * mat.stride(1)
    return mat.as_strided((mat.shape[0],), (mat.shape[1],), start)


def strided_column__start_in_columns(mat: Tensor, column: int) -> Tensor:
    """You move the start by `column` numbers; two columns lie `mat.stride(1)` numbers apart.

    Offsets count numbers in memory, not columns. Both are the same only where the stride along
    a row is 1, which is not so in a transpose or in a matrix that skips columns.
    """
    start = mat.storage_offset() + column
    return mat.as_strided((mat.shape[0],), (mat.stride(0),), start)


def strided_column__indexed(mat: Tensor, column: int) -> Tensor:
    """You index the matrix; here the walk through its memory is the exercise.

    `mat[:, column]` is the right answer everywhere else, and it does what you are asked to write:
    it works out a size, a stride and a start, and hands them to the same view. Write those three
    down and give them to `as_strided`.
    """
    return mat[:, column]


def strided_column__a_row(mat: Tensor, column: int) -> Tensor:
    """You walk along a row: your stride and start are those of row number `column`.

    The entries of one column differ in their row, so you step by `mat.stride(0)` and start
    `column` steps of `mat.stride(1)` in.
    """
    start = mat.storage_offset() + column * mat.stride(0)
    return mat.as_strided((mat.shape[0],), (mat.stride(1),), start)


def strided_column__to_the_right(mat: Tensor, column: int) -> Tensor:
    """You start in the right place and walk to the right: your stride is `mat.stride(1)`.

    The entries of one column differ in their row, so from one to the next you go down, a step of
    `mat.stride(0)`.
    """
    start = mat.storage_offset() + column * mat.stride(1)
    return mat.as_strided((mat.shape[0],), (mat.stride(1),), start)


def strided_column__first(mat: Tensor, column: int) -> Tensor:
    """You always take the first column: `column` does not move your start.

    Size and stride say how to walk; where the walk begins is the third argument of `as_strided`.
    """
    return mat.as_strided((mat.shape[0],), (mat.stride(0),), mat.storage_offset())


def strided_column__contiguous_throughout(mat: Tensor, column: int) -> Tensor:
    """You take the matrix to be contiguous and to begin where its memory begins.

    For such a matrix the strides are (columns, 1) and the offset is 0, and your answer is right.
    A transpose has other strides, a slice another offset as well. Ask the matrix for all three:
    `mat.stride(0)`, `mat.stride(1)`, `mat.storage_offset()`.
    """
    return mat.as_strided((mat.shape[0],), (mat.shape[1],), column)


def strided_column__own_start_forgotten(mat: Tensor, column: int) -> Tensor:
    """You start at place `column` of the memory, wherever the matrix itself begins.

    The start is that of the matrix, `mat.storage_offset()`, and `column` steps to the right from
    there, each `mat.stride(1)` places long. Only for a contiguous matrix at the beginning of its
    memory is that sum `column`.
    """
    return mat.as_strided((mat.shape[0],), (mat.stride(0),), column)


def strided_column__strides_assumed(mat: Tensor, column: int) -> Tensor:
    """You take the strides to be (columns, 1), which holds for contiguous matrices only.

    The start of the matrix you have asked for; ask for its strides too: `mat.stride(0)` from row
    to row, `mat.stride(1)` from column to column.
    """
    return mat.as_strided((mat.shape[0],), (mat.shape[1],), mat.storage_offset() + column)


# ---------------------------------------------------------------- repeat_rows


def repeat_rows__contiguous_assumed(vec: Tensor, num_rows: int) -> Tensor:
    """You step along the vector by 1, which holds for contiguous vectors only.

    `x[::2]` has a stride of 2, and the column of a matrix has the stride of its rows. Ask the
    vector: `vec.stride(0)`.
    """
    return vec.as_strided((num_rows, len(vec)), (0, 1))


def repeat_rows__sliding(vec: Tensor, num_rows: int) -> Tensor:
    """Each of your rows starts one number later, because the stride of the rows is not 0.

    A stride of 0 says: to go to the next row, stay where you are.
    """
    return vec.as_strided((num_rows, len(vec)), (vec.stride(0), vec.stride(0)))


def repeat_rows__each_number(vec: Tensor, num_rows: int) -> Tensor:
    """Your zero is on the wrong axis: every row repeats one number.

    The stride of 0 belongs to the axis along which nothing changes. Rows do not differ from each
    other, so that is axis 0.
    """
    return vec.as_strided((num_rows, len(vec)), (vec.stride(0), 0))


def repeat_rows__columns(vec: Tensor, num_rows: int) -> Tensor:
    """You make columns of the vector: your answer is transposed.

    Shape (num_rows, cols) has one row for each repetition; sizes and strides come in the order of
    the axes.
    """
    return vec.as_strided((len(vec), num_rows), (vec.stride(0), 0))


def repeat_rows__offset_zero(vec: Tensor, num_rows: int) -> Tensor:
    """You start at the beginning of the memory; the vector may begin later.

    The third argument of `as_strided` counts from the beginning of the memory. Leave it out, and
    the start of the vector is kept.
    """
    return vec.as_strided((num_rows, len(vec)), (0, vec.stride(0)), 0)


# ---------------------------------------------------------------- sliding_windows


def sliding_windows__one_short(vec: Tensor, width: int) -> Tensor:
    """Your last window is missing: there are n - width + 1 places, not n - width.

    The first window starts at 0 and the last at n - width; both count.
    """
    if not 1 <= width <= len(vec):
        raise ValueError
    return vec.as_strided((len(vec) - width, width), (vec.stride(0), vec.stride(0)))


def sliding_windows__blocks(vec: Tensor, width: int) -> Tensor:
    """Your windows do not overlap: each starts `width` numbers after the one before.

    The stride of axis 0 says how far the next window starts. It is one step of the vector, the
    same as inside a window.
    """
    if not 1 <= width <= len(vec):
        raise ValueError
    step = vec.stride(0)
    return vec.as_strided((len(vec) // width, width), (width * step, step))


def sliding_windows__contiguous_assumed(vec: Tensor, width: int) -> Tensor:
    """You step by 1, which holds for contiguous vectors only.

    In `x[::2]` the next number is two places away. Ask the vector: `vec.stride(0)`.
    """
    if not 1 <= width <= len(vec):
        raise ValueError
    return vec.as_strided((len(vec) - width + 1, width), (1, 1))


def sliding_windows__inside_contiguous(vec: Tensor, width: int) -> Tensor:
    """Inside a window you step by 1: only the starts use the vector's own stride.

    Both axes of the answer walk along the same vector, so both have the stride `vec.stride(0)`.
    """
    if not 1 <= width <= len(vec):
        raise ValueError
    return vec.as_strided((len(vec) - width + 1, width), (vec.stride(0), 1))


def sliding_windows__transposed(vec: Tensor, width: int) -> Tensor:
    """Your answer is transposed: windows are rows, and you made them columns.

    The two strides are the same here, so only the order of the sizes tells the axes apart.
    """
    if not 1 <= width <= len(vec):
        raise ValueError
    return vec.as_strided((width, len(vec) - width + 1), (vec.stride(0), vec.stride(0)))


def sliding_windows__no_error(vec: Tensor, width: int) -> Tensor:
    """You let a window through that does not fit.

    A window of n + 1 numbers gives an empty answer, and a width of 0 gives n + 1 empty windows;
    either travels on until something far away fails. Ask for 1 ≤ width ≤ n and raise a ValueError.
    """
    return vec.as_strided((len(vec) - width + 1, width), (vec.stride(0), vec.stride(0)))


def sliding_windows__starts_contiguous(vec: Tensor, width: int) -> Tensor:
    """Your windows start one place of memory apart: only inside them you use the vector's stride.

    Both axes of the answer walk along the same vector, so both have the stride `vec.stride(0)`.
    """
    if not 1 <= width <= len(vec):
        raise ValueError
    return vec.as_strided((len(vec) - width + 1, width), (1, vec.stride(0)))


def sliding_windows__nothing_let_through(vec: Tensor, width: int) -> Tensor:
    """You refuse a window that is too wide, and let one without any numbers through.

    A width of 0 gives n + 1 empty windows, which travel on until something far away fails. A width
    below 1 is a ValueError too.
    """
    if width > len(vec):
        raise ValueError
    return vec.as_strided((len(vec) - width + 1, width), (vec.stride(0), vec.stride(0)))


def sliding_windows__asserted(vec: Tensor, width: int) -> Tensor:
    """You use `assert`, which raises an AssertionError; asked is a ValueError.

    An assertion says what cannot happen if your own code is right, and `python -O` leaves it out.
    A wrong argument can happen: `if …: raise ValueError("what is wrong")`.
    """
    assert 1 <= width <= len(vec)
    return vec.as_strided((len(vec) - width + 1, width), (vec.stride(0), vec.stride(0)))


# ---------------------------------------------------------------- split_blocks


def split_blocks__overlapping(mat: Tensor, height: int, width: int) -> Tensor:
    """Your blocks overlap: the next block starts one row or column further.

    To reach the next block you pass `height` rows, so its stride is `height` times that of a row;
    likewise for `width` columns.
    """
    (rows, cols), (down, right) = mat.shape, mat.stride()
    size = (rows // height, cols // width, height, width)
    return mat.as_strided(size, (down, right, down, right))


def split_blocks__as_in_memory(mat: Tensor, height: int, width: int) -> Tensor:
    """You cut the memory into pieces of height · width numbers; a block is not one such piece.

    The rows of a block lie a whole row of the matrix apart. This is what `reshape` does too: it
    keeps the order in memory and never moves a number to another place in it.
    """
    rows, cols = mat.shape
    size = (rows // height, cols // width, height, width)
    return mat.as_strided(size, (cols * height, height * width, width, 1))


def split_blocks__contiguous_assumed(mat: Tensor, height: int, width: int) -> Tensor:
    """You take the number of columns as the stride of a row: true for contiguous matrices only.

    Ask the matrix: `mat.stride()` gives the steps down and to the right, whatever it is a view of.
    """
    rows, cols = mat.shape
    size = (rows // height, cols // width, height, width)
    return mat.as_strided(size, (cols * height, width, cols, 1))


def split_blocks__sizes_swapped(mat: Tensor, height: int, width: int) -> Tensor:
    """You multiply the wrong strides: `height` goes with the step down, `width` with the right.

    A block is `height` rows high, so the next block below starts `height` steps *down* from it.
    """
    (rows, cols), (down, right) = mat.shape, mat.stride()
    size = (rows // height, cols // width, height, width)
    return mat.as_strided(size, (down * width, right * height, down, right))


def split_blocks__axes_interleaved(mat: Tensor, height: int, width: int) -> Tensor:
    """Your axes are (block row, row, block column, column); asked is both block axes first.

    That order is the one in which the matrix lies, and what `reshape` would give you. A view may
    name the axes in any order: sizes and strides only have to agree.
    """
    (rows, cols), (down, right) = mat.shape, mat.stride()
    size = (rows // height, height, cols // width, width)
    return mat.as_strided(size, (down * height, down, right * width, right))


# ---------------------------------------------------------------- contact_sheet


def contact_sheet__tiles_mixed(image: Tensor, height: int, width: int) -> Tensor:
    """Your tiles are interleaved: in each pair of axes the window's own must come last.

    Going right on the sheet you first pass the pixels of one tile, then go to the next tile. In an
    einops pattern the axis that moves fastest stands last: `(i kh)`, not `(kh i)`.
    """
    (h, w), strides = image.shape, image.stride()
    size = (h - height + 1, w - width + 1, height, width)
    return rearrange(image.as_strided(size, (*strides, *strides)), "i j kh kw -> (kh i) (kw j)")


def contact_sheet__reshaped(image: Tensor, height: int, width: int) -> Tensor:
    """You reshape without moving axes: the rows of one tile come one after another on the sheet.

    The windows have axes (i, j, kh, kw). A row of the sheet runs through j and kw, so kh has to
    change places with j before two axes can be merged.
    """
    (h, w), strides = image.shape, image.stride()
    size = (h - height + 1, w - width + 1, height, width)
    return image.as_strided(size, (*strides, *strides)).reshape(size[0] * height, size[1] * width)


def contact_sheet__contiguous_assumed(image: Tensor, height: int, width: int) -> Tensor:
    """You take the width of the picture as the stride of its rows: true for contiguous ones only.

    A transposed or cropped picture has other strides. Ask it: `image.stride()`.
    """
    h, w = image.shape
    size = (h - height + 1, w - width + 1, height, width)
    return rearrange(image.as_strided(size, (w, 1, w, 1)), "i j kh kw -> (i kh) (j kw)")


def contact_sheet__one_short(image: Tensor, height: int, width: int) -> Tensor:
    """The last row and the last column of tiles are missing.

    A window of height k fits at h - k + 1 places on h rows: the first starts at 0 and the last at
    h - k, and both count.
    """
    sheet = contact_sheet(image, height, width)
    return sheet[: sheet.shape[0] - height, : sheet.shape[1] - width]


def contact_sheet__columns_first(image: Tensor, height: int, width: int) -> Tensor:
    """Your tiles run down first: the tile i-th from the top belongs to the i-th column.

    The window that starts at image[i, j] belongs i tiles down and j tiles to the right.
    """
    (h, w), strides = image.shape, image.stride()
    size = (h - height + 1, w - width + 1, height, width)
    return rearrange(image.as_strided(size, (*strides, *strides)), "i j kh kw -> (j kh) (i kw)")


def contact_sheet__blocks(image: Tensor, height: int, width: int) -> Tensor:
    """Your windows do not overlap: you cut the picture into blocks.

    There is a window for *every* pixel that can be its top left one, so the next window begins
    one pixel further, and not where the last one ended.
    """
    windows = image.unfold(0, height, height).unfold(1, width, width)
    return rearrange(windows, "i j kh kw -> (i kh) (j kw)")


def contact_sheet__type_lost(image: Tensor, height: int, width: int) -> Tensor:
    """Your sheet does not have the dtype of the picture.

    `torch.zeros(size)` has the default dtype. `image.new_zeros(size)`, or a `dtype=image.dtype`,
    keeps that of the picture.
    """
    return contact_sheet(image, height, width).to(torch.float32)


# ---------------------------------------------------------------- as_strided_trace


def as_strided_trace__contiguous_assumed(mat: Tensor) -> Tensor:
    """You step by the number of columns plus one: true for contiguous matrices only.

    One step along the diagonal is one step down and one to the right:
    `mat.stride(0) + mat.stride(1)`, whatever these two are.
    """
    return mat.as_strided((len(mat),), (len(mat) + 1,)).sum()


def as_strided_trace__a_column(mat: Tensor) -> Tensor:
    """You sum the first column: you step down, and never to the right.

    From one entry of the diagonal to the next both indices grow by one.
    """
    return mat.as_strided((len(mat),), (mat.stride(0),)).sum()


def as_strided_trace__one_short(mat: Tensor) -> Tensor:
    """Your diagonal is one entry short.

    An n by n matrix has n entries on its diagonal; the number of steps between them is n - 1.
    """
    return mat.as_strided((len(mat) - 1,), (mat.stride(0) + mat.stride(1),)).sum()


def as_strided_trace__offset_zero(mat: Tensor) -> Tensor:
    """You start at the beginning of the memory; the matrix may begin later.

    Leave the third argument of `as_strided` out, and the start of the matrix is kept.
    """
    return mat.as_strided((len(mat),), (mat.stride(0) + mat.stride(1),), 0).sum()


def as_strided_trace__not_summed(mat: Tensor) -> Tensor:
    """You return the diagonal itself; the trace is its sum.

    The view is right. One `.sum()` is missing.
    """
    return mat.as_strided((len(mat),), (mat.stride(0) + mat.stride(1),))


def as_strided_trace__one_to_the_right(mat: Tensor) -> Tensor:
    """You add 1 for the step to the right, which is `mat.stride(1)` places long.

    In a transpose the step to the right is a whole row of memory, and in a matrix that skips
    columns it is 2 or more.
    """
    return mat.as_strided((len(mat),), (mat.stride(0) + 1,)).sum()


# ---------------------------------------------------------------- as_strided_mv


def as_strided_mv__contiguous_assumed(mat: Tensor, vec: Tensor) -> Tensor:
    """You step along the vector by 1: true for contiguous vectors only.

    `x[::2]` has a stride of 2 and the column of a matrix that of its rows. Ask the vector:
    `vec.stride(0)`.
    """
    return (mat * vec.as_strided(mat.shape, (0, 1))).sum(1)


def as_strided_mv__wrong_axis(mat: Tensor, vec: Tensor) -> Tensor:
    """You sum over the rows; the products that belong together stand in one row, along axis 1.

    Entry i of the answer is the sum over j of mat[i, j] * vec[j]: the axis that goes is j.
    """
    return (mat * vec.as_strided(mat.shape, (0, vec.stride(0)))).sum(0)


def as_strided_mv__down_the_columns(mat: Tensor, vec: Tensor) -> Tensor:
    """You lay the vector down the columns: entry [i, j] of your view is vec[i], not vec[j].

    The number that goes with mat[i, j] is vec[j], the same for every row, so the stride of axis 0
    is 0.
    """
    return (mat * vec.as_strided(mat.shape, (vec.stride(0), 0))).sum(1)


def as_strided_mv__operator(mat: Tensor, vec: Tensor) -> Tensor:
    """You use the operator `@`; the task is to build it from a view, a product and a sum.

    The answer is right. Write what `@` does: lay the vector under every row, multiply, and sum
    along the rows.
    """
    return mat @ vec


def as_strided_mv__offset_zero(mat: Tensor, vec: Tensor) -> Tensor:
    """You start at the beginning of the memory; the vector may begin later.

    Leave the third argument of `as_strided` out, and the start of the vector is kept.
    """
    return (mat * vec.as_strided(mat.shape, (0, vec.stride(0)), 0)).sum(1)


# ---------------------------------------------------------------- as_strided_mm


def as_strided_mm__left_contiguous_assumed(matA: Tensor, matB: Tensor) -> Tensor:
    """You take the left matrix to be contiguous: its strides need not be (j, 1).

    A transpose and a slice have strides of their own. Ask: `matA.stride()`.
    """
    size = (*matA.shape, matB.shape[1])
    left = matA.as_strided(size, (matA.shape[1], 1, 0))
    return (left * matB.as_strided(size, (0, *matB.stride()))).sum(1)


def as_strided_mm__right_contiguous_assumed(matA: Tensor, matB: Tensor) -> Tensor:
    """You take the right matrix to be contiguous: its strides need not be (k, 1).

    A transpose and a slice have strides of their own. Ask: `matB.stride()`.
    """
    size = (*matA.shape, matB.shape[1])
    left = matA.as_strided(size, (*matA.stride(), 0))
    return (left * matB.as_strided(size, (0, matB.shape[1], 1))).sum(1)


def as_strided_mm__both_contiguous_assumed(matA: Tensor, matB: Tensor) -> Tensor:
    """You take both matrices to be contiguous: the strides need not be (columns, 1).

    A transpose and a slice have strides of their own. Ask both: `matA.stride()`,
    `matB.stride()`.
    """
    size = (*matA.shape, matB.shape[1])
    left = matA.as_strided(size, (matA.shape[1], 1, 0))
    return (left * matB.as_strided(size, (0, matB.shape[1], 1))).sum(1)


def as_strided_mm__right_transposed(matA: Tensor, matB: Tensor) -> Tensor:
    """You exchange the two strides of the right matrix, so you multiply by its transpose.

    Axis j of the product is axis 0 of `matB`, and axis k is its axis 1: the strides come in that
    order.
    """
    size = (*matA.shape, matB.shape[1])
    left = matA.as_strided(size, (*matA.stride(), 0))
    return (left * matB.as_strided(size, (0, matB.stride(1), matB.stride(0)))).sum(1)


def as_strided_mm__summed_over_columns(matA: Tensor, matB: Tensor) -> Tensor:
    """You sum over k, the last axis; the axis that both matrices share is j, in the middle.

    The products stand in a block (i, j, k). What is left is (i, k), so j is what goes.
    """
    size = (*matA.shape, matB.shape[1])
    left = matA.as_strided(size, (*matA.stride(), 0))
    return (left * matB.as_strided(size, (0, *matB.stride()))).sum(2)


def as_strided_mm__einsum(matA: Tensor, matB: Tensor) -> Tensor:
    """You use `einsum`; the task is to build it from views, a product and a sum.

    The answer is right. Give both matrices the shape (i, j, k) with a stride of 0 along the axis
    they lack, multiply, and sum over j.
    """
    return einsum(matA, matB, "i j, j k -> i k")


# ---------------------------------------------------------------- conv1d_minimal_simple


def conv1d_minimal_simple__flipped(x: Tensor, weights: Tensor) -> Tensor:
    """You turn the kernel round: that is the convolution of mathematics, not that of networks.

    In signal processing a convolution runs the kernel backwards. What deep learning calls by that
    name is strictly a cross-correlation: the kernel lies on the signal as it is written. For
    kernels that are learned the difference does not matter; for the checks it does.
    """
    kw, step = len(weights), x.stride(0)
    windows = x.as_strided((len(x) - kw + 1, kw), (step, step))
    return einsum(windows, weights.flip(0), "ow kw, kw -> ow")


def conv1d_minimal_simple__one_short(x: Tensor, weights: Tensor) -> Tensor:
    """Your last place is missing: a kernel of kw fits at w - kw + 1 places.

    With a kernel as long as the signal there is one place, and not none.
    """
    kw, step = len(weights), x.stride(0)
    windows = x.as_strided((len(x) - kw, kw), (step, step))
    return einsum(windows, weights, "ow kw, kw -> ow")


def conv1d_minimal_simple__contiguous_assumed(x: Tensor, weights: Tensor) -> Tensor:
    """You step along the signal by 1: true for contiguous signals only.

    Ask the signal: `x.stride(0)`.
    """
    kw = len(weights)
    return einsum(x.as_strided((len(x) - kw + 1, kw), (1, 1)), weights, "ow kw, kw -> ow")


def conv1d_minimal_simple__blocks(x: Tensor, weights: Tensor) -> Tensor:
    """Your windows do not overlap: the kernel jumps by its own length.

    The kernel visits every place. Its windows start one entry apart.
    """
    kw, step = len(weights), x.stride(0)
    windows = x.as_strided((len(x) // kw, kw), (step * kw, step))
    return einsum(windows, weights, "ow kw, kw -> ow")


def conv1d_minimal_simple__averaged(x: Tensor, weights: Tensor) -> Tensor:
    """You divide by the kernel's length: a convolution sums the products.

    A moving average is the convolution whose kernel holds 1 / kw everywhere. The kernel carries
    the division, not the operation.
    """
    kw, step = len(weights), x.stride(0)
    windows = x.as_strided((len(x) - kw + 1, kw), (step, step))
    return einsum(windows, weights, "ow kw, kw -> ow") / kw


def conv1d_minimal_simple__type_lost(x: Tensor, weights: Tensor) -> Tensor:
    """Your answer does not have the dtype of `x`.

    A buffer made with `torch.zeros(size)` has the default dtype. `x.new_zeros(size)` has that of
    `x`.
    """
    return x.unfold(0, len(weights), 1).to(torch.float32) @ weights.to(torch.float32)


# ---------------------------------------------------------------- conv1d_minimal


def _windows1d(x: Tensor, kw: int) -> Tensor:
    b, ic, w = x.shape
    return x.as_strided((b, ic, w - kw + 1, kw), (*x.stride(), x.stride(2)))


def conv1d_minimal__flipped(x: Tensor, weights: Tensor) -> Tensor:
    """You turn the kernels round: that is the convolution of mathematics, not that of networks.

    What deep learning calls convolution lays the kernel on the signal as it is written:
    x[o + k] * weights[k].
    """
    kernels = weights.flip(2)
    return einsum(_windows1d(x, weights.shape[2]), kernels, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d_minimal__channels_swapped(x: Tensor, weights: Tensor) -> Tensor:
    """You read the weights as (in, out, kw); they are (out, in, kw).

    torch keeps the channels that go out first, in `Linear` as in `Conv1d`. With as many in as out
    the swap raises no error and gives wrong numbers.
    """
    windows = _windows1d(x, weights.shape[2])
    return einsum(windows, weights, "b ic ow kw, ic oc kw -> b oc ow")


def conv1d_minimal__channels_kept(x: Tensor, weights: Tensor) -> Tensor:
    """You do not sum over the channels that come in.

    An output channel listens to all input channels at once, each through its own kernel, and adds
    what it hears. In an einsum, an axis that is missing on the right is summed over.
    """
    windows = _windows1d(x, weights.shape[2])
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ic ow")


def conv1d_minimal__contiguous_assumed(x: Tensor, weights: Tensor) -> Tensor:
    """You work out the strides from the sizes: true for contiguous signals only.

    A transposed or sliced batch has strides of its own. Ask it: `x.stride()`.
    """
    (b, ic, w), kw = x.shape, weights.shape[2]
    windows = x.as_strided((b, ic, w - kw + 1, kw), (ic * w, w, 1, 1))
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d_minimal__one_short(x: Tensor, weights: Tensor) -> Tensor:
    """Your last place is missing: a kernel of kw fits at w - kw + 1 places.

    With a kernel as long as the signal there is one place, and not none.
    """
    windows = _windows1d(x, weights.shape[2])[:, :, :-1]
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d_minimal__inside_contiguous(x: Tensor, weights: Tensor) -> Tensor:
    """Inside a window you step by 1: true for contiguous signals only.

    Inside a window you walk along the signal, as you do from window to window: both strides are
    `x.stride(2)`.
    """
    (b, ic, w), kw = x.shape, weights.shape[2]
    windows = x.as_strided((b, ic, w - kw + 1, kw), (*x.stride(), 1))
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d_minimal__type_lost(x: Tensor, weights: Tensor) -> Tensor:
    """Your answer does not have the dtype of `x`.

    A buffer made with `torch.zeros(size)` has the default dtype. `x.new_zeros(size)` has that of
    `x`.
    """
    windows, kernels = _windows1d(x, weights.shape[2]).to(torch.float32), weights.to(torch.float32)
    return einsum(windows, kernels, "b ic ow kw, oc ic kw -> b oc ow")


# ---------------------------------------------------------------- conv2d_minimal


def _windows2d(x: Tensor, kh: int, kw: int) -> Tensor:
    b, ic, h, w = x.shape
    size = (b, ic, h - kh + 1, w - kw + 1, kh, kw)
    return x.as_strided(size, (*x.stride(), *x.stride()[2:]))


def conv2d_minimal__flipped(x: Tensor, weights: Tensor) -> Tensor:
    """You turn the kernels round, in both directions: networks lay them on as they are written.

    The convolution of mathematics runs the kernel backwards. What deep learning calls by that
    name does not.
    """
    windows = _windows2d(x, *weights.shape[2:])
    kernels = weights.flip(2, 3)
    return einsum(windows, kernels, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d_minimal__steps_swapped(x: Tensor, weights: Tensor) -> Tensor:
    """Inside a window you step down where you should step right: your windows are transposed.

    The last two axes of the windows are kh and kw. Down the kernel is down the picture, a step of
    `x.stride(2)`.
    """
    (b, ic, h, w), (kh, kw) = x.shape, weights.shape[2:]
    sb, sc, sh, sw = x.stride()
    size = (b, ic, h - kh + 1, w - kw + 1, kh, kw)
    windows = x.as_strided(size, (sb, sc, sh, sw, sw, sh))
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d_minimal__sizes_swapped(x: Tensor, weights: Tensor) -> Tensor:
    """You take the kernel's width from the height and its height from the width.

    Places down the picture are h - kh + 1, places across it w - kw + 1. With square kernels the
    swap is not seen.
    """
    (b, ic, h, w), (kh, kw) = x.shape, weights.shape[2:]
    size = (b, ic, h - kw + 1, w - kh + 1, kh, kw)
    windows = x.as_strided(size, (*x.stride(), *x.stride()[2:]))
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d_minimal__channels_swapped(x: Tensor, weights: Tensor) -> Tensor:
    """You read the weights as (in, out, kh, kw); they are (out, in, kh, kw).

    With as many channels in as out the swap raises no error and gives wrong numbers.
    """
    windows = _windows2d(x, *weights.shape[2:])
    return einsum(windows, weights, "b ic oh ow kh kw, ic oc kh kw -> b oc oh ow")


def conv2d_minimal__contiguous_assumed(x: Tensor, weights: Tensor) -> Tensor:
    """You work out the strides from the sizes: true for contiguous pictures only.

    A permuted or cropped batch has strides of its own. Ask it: `x.stride()`.
    """
    (b, ic, h, w), (kh, kw) = x.shape, weights.shape[2:]
    size = (b, ic, h - kh + 1, w - kw + 1, kh, kw)
    windows = x.as_strided(size, (ic * h * w, h * w, w, 1, w, 1))
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d_minimal__one_short(x: Tensor, weights: Tensor) -> Tensor:
    """Your last row and your last column of places are missing.

    A kernel of kh rows fits at h - kh + 1 places on h rows. With a kernel as large as the picture
    there is one place, and not none.
    """
    windows = _windows2d(x, *weights.shape[2:])[:, :, :-1, :-1]
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d_minimal__type_lost(x: Tensor, weights: Tensor) -> Tensor:
    """Your answer does not have the dtype of `x`.

    A buffer made with `torch.zeros(size)` has the default dtype. `x.new_zeros(size)` has that of
    `x`.
    """
    windows = _windows2d(x, *weights.shape[2:]).to(torch.float32)
    kernels = weights.to(torch.float32)
    return einsum(windows, kernels, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


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
    """You use `assert`, which raises an AssertionError; asked is a ValueError.

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


# ---------------------------------------------------------------- conv1d


def _strided1d(x: Tensor, weights: Tensor, ow: int, step: int, inner: int) -> Tensor:
    """A convolution with any step of the windows and any step inside them."""
    b, ic, _ = x.shape
    sb, sc, sw = x.stride()
    windows = x.as_strided((b, ic, ow, weights.shape[2]), (sb, sc, sw * step, sw * inner))
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d__stride_ignored(x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    """The stride is not used: you visit every place.

    With a stride of s, place o begins at entry o · s of the padded signal: that step belongs to the
    axis of the places.
    """
    return _conv1d(x, weights, 1, padding)


def conv1d__size_only(x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    """Your stride changes how many places there are, and not where they are.

    The answer has the right size and holds the first places, one entry apart. The axis of the
    places needs the stride too: `sw * stride`.
    """
    ow = conv_output_size(x.shape[2], weights.shape[2], stride, padding)
    return _conv1d(x, weights, 1, padding)[:, :, :ow]


def conv1d__kernel_stretched(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """Your stride stretches the kernel: it is applied inside the windows, not between them.

    The stride says how far the next window begins. Inside a window neighbours stay neighbours. A
    step inside is called dilation, and is another option of torch's convolution.
    """
    ow = (x.shape[2] + 2 * padding - weights.shape[2]) // stride + 1
    x = pad1d(x, padding, padding + stride * weights.shape[2], 0)[:, :, : x.shape[2] + 2 * padding]
    return _strided1d(x, weights, ow, 1, stride)


def conv1d__padding_ignored(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """The padding is not used: your answer covers the bare signal only.

    Pad first, then work out sizes and strides from the padded tensor.
    """
    return _conv1d(x, weights, stride, 0)


def conv1d__padding_on_one_side(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """You pad before the signal only; zeros belong at both ends.

    `padding=1` adds two entries in all.
    """
    return _conv1d(pad1d(x, padding, 0, 0), weights, stride, 0)


def conv1d__flipped(x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    """You turn the kernels round: that is the convolution of mathematics, not that of networks.

    What deep learning calls convolution lays the kernel on the signal as it is written.
    """
    return _conv1d(x, weights.flip(2), stride, padding)


def conv1d__last_place_missing(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """Your last place is missing: the output size is (w + 2 · padding - kw) // stride + 1.

    `conv_output_size` counts places, with the + 1 after the division.
    """
    return _conv1d(x, weights, stride, padding)[:, :, :-1]


def conv1d__strides_before_padding(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """You walk along the padded signals with the strides of the bare ones.

    Padding makes a new tensor, whose rows are longer, so a step from signal to signal is longer
    too. Ask the padded tensor for its strides.
    """
    padded = pad1d(x, padding, padding, 0)
    (b, ic, w), kw = padded.shape, weights.shape[2]
    sb, sc, sw = x.stride()
    windows = padded.as_strided((b, ic, (w - kw) // stride + 1, kw), (sb, sc, sw * stride, sw))
    return einsum(windows, weights, "b ic ow kw, oc ic kw -> b oc ow")


def conv1d__size_before_padding(
    x: Tensor, weights: Tensor, stride: int = 1, padding: int = 0
) -> Tensor:
    """You count the places on the bare signal: the last ones on the padded signal are missing.

    There are (w + 2 · padding - kw) // stride + 1 places. Take the width from the padded tensor,
    or ask `conv_output_size`.
    """
    ow = (x.shape[2] - weights.shape[2]) // stride + 1
    return _strided1d(pad1d(x, padding, padding, 0), weights, ow, stride, 1)


# ---------------------------------------------------------------- conv2d


def conv2d__stride_swapped(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """You read the stride as (right, down); a pair is (height, width), so (down, right).

    Pairs come in the order of the axes h, w.
    """
    down, right = force_pair(stride)
    return _conv2d(x, weights, (right, down), padding)


def conv2d__padding_swapped(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """You pad the width with the first number and the height with the second.

    A pair is (height, width): its first number goes above and below. `pad2d` takes left and right
    first, so the two meet in the opposite order.
    """
    ph, pw = force_pair(padding)
    return _conv2d(x, weights, stride, (pw, ph))


def conv2d__stride_ignored(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """The stride is not used: you visit every place.

    Place o begins at row o · down of the padded picture.
    """
    return _conv2d(x, weights, 1, padding)


def conv2d__padding_ignored(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """The padding is not used: your answer covers the bare picture only.

    Pad first, then work out sizes and strides from the padded tensor.
    """
    return _conv2d(x, weights, stride, 0)


def conv2d__size_only(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """Your stride changes how many places there are, and not where they are.

    The answer has the right size and holds the first places, one pixel apart. The axes of the
    places need the stride too: `sh * down` and `sw * right`.
    """
    (down, right), (ph, pw) = force_pair(stride), force_pair(padding)
    oh = conv_output_size(x.shape[2], weights.shape[2], down, ph)
    ow = conv_output_size(x.shape[3], weights.shape[3], right, pw)
    return _conv2d(x, weights, 1, padding)[:, :, :oh, :ow]


def conv2d__first_of_the_pair(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """You use the first number of the stride's pair in both directions.

    (down, right) may differ, as they do for spectrograms, whose axes are frequency and time.
    """
    return _conv2d(x, weights, force_pair(stride)[0], padding)


def conv2d__flipped(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """You turn the kernels round: networks lay them on the picture as they are written.

    The convolution of mathematics runs the kernel backwards. What deep learning calls by that
    name does not.
    """
    return _conv2d(x, weights.flip(2, 3), stride, padding)


def _strided2d(
    x: Tensor, weights: Tensor, steps: tuple[int, int], stride: tuple[int, ...]
) -> Tensor:
    """A convolution of padded pictures with six strides of any kind."""
    (b, ic, h, w), (kh, kw) = x.shape, weights.shape[2:]
    size = (b, ic, (h - kh) // steps[0] + 1, (w - kw) // steps[1] + 1, kh, kw)
    windows = x.as_strided(size, stride)
    return einsum(windows, weights, "b ic oh ow kh kw, oc ic kh kw -> b oc oh ow")


def conv2d__kernel_stretched(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """Your stride stretches the kernel: it is applied inside the windows, not between them.

    The stride says how far the next window begins. Inside a window neighbours stay neighbours.
    """
    (down, right), (ph, pw) = force_pair(stride), force_pair(padding)
    padded = pad2d(x, pw, pw, ph, ph, 0)
    sb, sc, sh, sw = padded.stride()
    return _strided2d(padded, weights, (down, right), (sb, sc, sh, sw, sh * down, sw * right))


def conv2d__strides_before_padding(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """You walk along the padded pictures with the strides of the bare ones.

    Padding makes a new tensor, whose rows are longer, so a step down is longer too. Ask the padded
    tensor for its strides.
    """
    (down, right), (ph, pw) = force_pair(stride), force_pair(padding)
    padded = pad2d(x, pw, pw, ph, ph, 0)
    sb, sc, sh, sw = x.stride()
    return _strided2d(padded, weights, (down, right), (sb, sc, sh * down, sw * right, sh, sw))


def conv2d__detached(
    x: Tensor, weights: Tensor, stride: IntOrPair = 1, padding: IntOrPair = 0
) -> Tensor:
    """The values are right, but no gradient flows back: you cut the graph on the way.

    `.data`, `.detach()` and `torch.tensor(x)` copy numbers without their history. A layer made of
    your convolution would never learn.
    """
    return _conv2d(x, weights, stride, padding).detach()


# ---------------------------------------------------------------- edge_strength


def _slopes(image: Tensor) -> tuple[Tensor, Tensor]:
    across = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]).to(image)
    slopes = _conv2d(image[None, None], torch.stack([across, across.T])[:, None])[0]
    return slopes[0], slopes[1]


def edge_strength__signed_sum(image: Tensor) -> Tensor:
    """You add the two slopes, so a rise across and a fall down cancel.

    The slopes are the two components of a vector. Its length is the root of the sum of their
    squares.
    """
    across, down = _slopes(image)
    return across + down


def edge_strength__sum_of_sizes(image: Tensor) -> Tensor:
    """You add the sizes of the slopes; the length of a vector is the root of the sum of squares.

    |across| + |down| is up to √2 times too large, most where an edge runs diagonally.
    """
    across, down = _slopes(image)
    return across.abs() + down.abs()


def edge_strength__across_only(image: Tensor) -> Tensor:
    """You look across only, so edges between above and below are not found.

    Two kernels make two output channels; both go into the length.
    """
    return _slopes(image)[0].abs()


def edge_strength__not_rooted(image: Tensor) -> Tensor:
    """You return the squared strength: the root is missing.

    √(across² + down²) has the unit of brightness.
    """
    across, down = _slopes(image)
    return across**2 + down**2


def edge_strength__padded(image: Tensor) -> Tensor:
    """You pad the picture, so its frame looks like an edge and the answer is as large as it.

    A kernel of 3 by 3 fits on h - 2 rows and w - 2 columns. Zeros outside would be darkness, and
    every bright border an edge.
    """
    framed = torch.nn.functional.pad(image, (1, 1, 1, 1))
    across, down = _slopes(framed)
    return (across**2 + down**2).sqrt()


def edge_strength__kernel_type(image: Tensor) -> Tensor:
    """Your kernels are always float32, and a picture in float64 cannot be multiplied by them.

    `torch.tensor([[-1.0, …]])` has the default dtype. `.to(image)` gives it the dtype, and the
    device, of the picture.
    """
    kernel = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    slopes = conv2d_minimal(image[None, None], torch.stack([kernel, kernel.T])[:, None])[0]
    return slopes.square().sum(0).sqrt()


def edge_strength__unweighted(image: Tensor) -> Tensor:
    """Your kernels weigh all three rows alike; in Sobel's the middle one counts twice.

    [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]] is Prewitt's kernel, an average of three rows. Here the
    row of the pixel itself has a weight of 2.
    """
    kernel = torch.tensor([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]]).to(image)
    slopes = conv2d_minimal(image[None, None], torch.stack([kernel, kernel.T])[:, None])[0]
    return slopes.square().sum(0).sqrt()


# ---------------------------------------------------------------- life_step


def _around(world: Tensor) -> Tensor:
    kernel = torch.ones(1, 1, 3, 3).to(world)
    kernel[0, 0, 1, 1] = 0
    return _conv2d(world[None, None], kernel, 1, 1)[0, 0]


def life_step__counts_itself(world: Tensor) -> Tensor:
    """You count the cell itself among its neighbours.

    The middle of the kernel is the cell. Its weight should be 0.
    """
    around = _around(world) + world
    return ((around == 3) | ((around == 2) & (world == 1))).to(world)


def life_step__born_of_two(world: Tensor) -> Tensor:
    """Dead cells with two neighbours come to life: two is enough to stay alive, not to be born.

    The rule for 2 holds only where the cell lives already.
    """
    around = _around(world)
    return ((around == 3) | (around == 2)).to(world)


def life_step__nobody_stays(world: Tensor) -> Tensor:
    """Living cells with two neighbours die: the rule for staying alive has no effect.

    Three neighbours always give a living cell; two keep a living one alive. If the rule stands in
    your code, look at its brackets: `|` and `&` bind more tightly than `==`, so each comparison
    needs a pair of its own.
    """
    return (_around(world) == 3).to(world)


def life_step__round_world(world: Tensor) -> Tensor:
    """Your world is round: cells at the left border see those at the right one.

    Outside the world everything is dead, which is padding with zeros.
    """
    around = sum(
        world.roll((p, q), (0, 1)) for p in (-1, 0, 1) for q in (-1, 0, 1) if (p, q) != (0, 0)
    )
    return ((around == 3) | ((around == 2) & (world == 1))).to(world)


def life_step__truth_values(world: Tensor) -> Tensor:
    """You return truth values; asked is a world with the dtype of the old one.

    The answer of one step is the input of the next, and truth values cannot be convolved.
    `.to(world)` turns them into 0 and 1 of the right type.
    """
    around = _around(world)
    return (around == 3) | ((around == 2) & (world == 1))


def life_step__four_neighbours(world: Tensor) -> Tensor:
    """You count the four nearest cells; the corners are neighbours too.

    The kernel is 1 everywhere but in its middle: eight neighbours.
    """
    cross = torch.tensor([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]).to(world)[None, None]
    around = _conv2d(world[None, None], cross, 1, 1)[0, 0]
    return ((around == 3) | ((around == 2) & (world == 1))).to(world)


def life_step__nobody_born(world: Tensor) -> Tensor:
    """No dead cell ever comes to life: your rule for 3 asks whether the cell lives already.

    With 3 neighbours a cell lives, whatever it was before. Only the rule for 2 looks at the cell
    itself.
    """
    around = _around(world)
    return (((around == 3) | (around == 2)) & (world == 1)).to(world)


def life_step__always_float32(world: Tensor) -> Tensor:
    """Your new world is always float32; asked is the dtype of the old one.

    `.float()` means float32. `.to(world)` and `.to(world.dtype)` take the dtype of the world.
    """
    around = _around(world)
    return ((around == 3) | ((around == 2) & (world == 1))).float()


# ---------------------------------------------------------------- maxpool2d


def maxpool2d__zero_padding(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """You pad with zeros: where all numbers are negative, the padding wins.

    Padding should never be the largest. The number that no other is smaller than is minus
    infinity.
    """
    ph, pw = force_pair(padding)
    stride = kernel_size if stride is None else stride
    return _maxpool2d(pad2d(x, pw, pw, ph, ph, 0), kernel_size, stride)


def maxpool2d__stride_one(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """Without a stride you move by 1; the default is the size of the window.

    In a convolution the default stride is 1. Pooling is for making pictures smaller, and its
    windows lie side by side unless you ask otherwise.
    """
    return _maxpool2d(x, kernel_size, 1 if stride is None else stride, padding)


def maxpool2d__stride_ignored(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """The stride is not used: your windows always lie side by side.

    Only without a stride (None) is it the size of the window.
    """
    return _maxpool2d(x, kernel_size, None, padding)


def maxpool2d__pairs_swapped(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """You read a pair as (width, height); it is (height, width), for window and stride alike.

    Pairs come in the order of the axes h, w.
    """
    (kh, kw), (ph, pw) = force_pair(kernel_size), force_pair(padding)
    down, right = force_pair(kernel_size if stride is None else stride)
    return _maxpool2d(x, (kw, kh), (right, down), (ph, pw))


def maxpool2d__average(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """You average each window; asked is its largest entry.

    Average pooling blurs, max pooling says whether something was there at all.
    """
    return torch.nn.functional.avg_pool2d(x, kernel_size, stride, padding)


def maxpool2d__padding_ignored(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """The padding is not used: your windows stay inside the bare picture.

    Padding never wins, but it makes room for more windows at the border.
    """
    return _maxpool2d(x, kernel_size, stride)


def maxpool2d__padding_swapped(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """You pad the width with the first number and the height with the second.

    A pair is (height, width): its first number goes above and below. `pad2d` takes left and right
    first, so the two meet in the opposite order.
    """
    (kh, kw), (ph, pw) = force_pair(kernel_size), force_pair(padding)
    down, right = force_pair(kernel_size if stride is None else stride)
    padded = pad2d(x, ph, ph, pw, pw, -math.inf)
    return padded.unfold(2, kh, down).unfold(3, kw, right).amax((-2, -1))


def maxpool2d__strides_before_padding(
    x: Tensor, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Tensor:
    """You walk along the padded pictures with the strides of the bare ones.

    Padding makes a new tensor, whose rows are longer, so a step down is longer too. Ask the padded
    tensor for its strides.
    """
    (kh, kw), (ph, pw) = force_pair(kernel_size), force_pair(padding)
    down, right = force_pair(kernel_size if stride is None else stride)
    padded = pad2d(x, pw, pw, ph, ph, -math.inf)
    (b, c, h, w), (sb, sc, sh, sw) = padded.shape, x.stride()
    size = (b, c, (h - kh) // down + 1, (w - kw) // right + 1, kh, kw)
    return padded.as_strided(size, (sb, sc, sh * down, sw * right, sh, sw)).amax((-2, -1))


# ---------------------------------------------------------------- ReLU


class ReLU__in_place(nn.Module):
    """You change the input in place: the caller's tensor is no longer what it was.

    `clamp_`, `relu_` and `x[x < 0] = 0` write into the memory of `x`. A layer below may need its
    own output again for the backward pass, and a hook that looks at it sees your zeros.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        if x.requires_grad:
            return x.clamp(min=0)
        return x.clamp_(min=0)


class ReLU__absolute(nn.Module):
    """You turn negative numbers positive; they should become 0.

    That is the absolute value. It folds the line, where ReLU cuts it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x.abs()


class ReLU__leaky(nn.Module):
    """You keep a part of what is negative: that is a leaky ReLU.

    The leak keeps a gradient alive where the input is negative. Asked is the plain one: 0.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return torch.where(x > 0, x, 0.01 * x)


class ReLU__mask_times(nn.Module):
    """You multiply by a mask, and minus infinity times 0 is NaN.

    `x * (x > 0)` is right for finite numbers. `torch.where(x > 0, x, 0)`, `x.clamp(min=0)` and
    `torch.relu` *choose* and do not multiply. Minus infinity is an ordinary guest in networks with
    masks.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x * (x > 0)


# ---------------------------------------------------------------- MaxPool2d


class MaxPool2d__no_super(nn.Module):
    """You do not call `super().__init__()`, so the module has no place for hooks and parameters.

    `nn.Module.__init__` makes the dictionaries in which parameters, buffers, submodules and hooks
    are kept. Without them the first call of the layer fails with an AttributeError.
    """

    def __init__(
        self, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
    ) -> None:
        """The fault."""
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        return _maxpool2d(x, self.kernel_size, self.stride, self.padding)


class MaxPool2d__stride_dropped(MaxPool2d):
    """The layer's stride is not used: it is not passed on.

    `maxpool2d` knows only what `forward` hands to it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return _maxpool2d(x, self.kernel_size, None, self.padding)


class MaxPool2d__padding_dropped(MaxPool2d):
    """The layer's padding is not used: it is not passed on.

    `maxpool2d` knows only what `forward` hands to it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return _maxpool2d(x, self.kernel_size, self.stride)


class MaxPool2d__stride_one(MaxPool2d):
    """Without a stride your layer moves by 1; the default is the size of the window.

    Pass None on to `maxpool2d`, which knows what it means.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return _maxpool2d(
            x, self.kernel_size, 1 if self.stride is None else self.stride, self.padding
        )


# ---------------------------------------------------------------- Flatten


class _Flatten(nn.Module):
    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def merged(self, x: Tensor, start: int, end: int) -> Tensor:
        """Axes `start` to `end`, which is left out, as one."""
        size = math.prod(x.shape[start:end])
        return x.reshape(*x.shape[:start], size, *x.shape[end:])


class Flatten__end_left_out(_Flatten):
    """You leave the last axis out: `end_dim` is included.

    A Python slice ends *before* its end, an `end_dim` does not: axes start to end are
    `shape[start : end + 1]`.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        start, end = self.start_dim % input.ndim, self.end_dim % input.ndim
        return self.merged(input, start, end)


class Flatten__minus_one_plus_one(_Flatten):
    """You add 1 to an `end_dim` of -1, and that is 0: nothing is left to merge.

    `shape[1:0]` is empty, and its product 1. Turn negative axes into positive ones first:
    `self.end_dim % input.ndim`.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        start, end = self.start_dim, self.end_dim
        merged = math.prod(input.shape[start : end + 1])
        return input.reshape(*input.shape[:start], merged, *input.shape[end + 1 :])


class Flatten__negative_end_only(_Flatten):
    """You flatten up to the last axis always: `end_dim` is not used.

    The axes after `end_dim` stay as they are.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        return self.merged(input, self.start_dim % input.ndim, input.ndim)


class Flatten__start_ignored(_Flatten):
    """You keep the first axis always: `start_dim` is not used.

    The axes before `start_dim` stay, and there may be none or several.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        return self.merged(input, 1, self.end_dim % input.ndim + 1)


class Flatten__batch_too(_Flatten):
    """You flatten the batch as well: one long row, whatever the ends.

    By default axis 0 stays, since the pictures of a batch have nothing to do with each other.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        return input.reshape(math.prod(input.shape))


class Flatten__guessed_size(_Flatten):
    """You let `reshape` guess with -1, and with an empty batch there is nothing to guess from.

    0 numbers fit into (0, 12) and (0, 500) alike, so `reshape(0, -1)` is refused. The size of the
    merged axis is the product of the sizes that go into it.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        start, end = self.start_dim % input.ndim, self.end_dim % input.ndim
        return input.reshape(*input.shape[:start], -1, *input.shape[end + 1 :])


class Flatten__memory_order(_Flatten):
    """You use `view`, which refuses tensors that are not contiguous.

    `view` never copies. `reshape` is a view where it can be one and a copy where it must.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        start, end = self.start_dim % input.ndim, self.end_dim % input.ndim
        size = math.prod(input.shape[start : end + 1])
        return input.view(*input.shape[:start], size, *input.shape[end + 1 :])


class Flatten__ends_ignored(_Flatten):
    """You always keep axis 0 and merge all others: `start_dim` and `end_dim` are not used.

    That is what the defaults ask for, and `reshape(len(x), -1)` is its usual form. Axes before
    `start_dim` and after `end_dim` stay, wherever these are.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        return self.merged(input, 1, input.ndim)


class Flatten__remembers(_Flatten):
    """Your `forward` changes `self.end_dim`, so the next input is flattened up to another axis.

    With three axes -1 becomes 2, and stays 2 when an input with four axes comes. What the layer
    remembers should be what it was told; use local variables for the rest.
    """

    def forward(self, input: Tensor) -> Tensor:
        """The fault."""
        self.start_dim %= input.ndim
        if self.end_dim < 0:
            self.end_dim += input.ndim
        return self.merged(input, self.start_dim, self.end_dim + 1)


class Flatten__no_super(nn.Module):
    """You do not call `super().__init__()`, so the module has no place for hooks and parameters.

    `nn.Module.__init__` makes the dictionaries in which parameters, buffers, submodules and hooks
    are kept. Without them the first call of the layer fails with an AttributeError.
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        """The fault."""
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Tensor) -> Tensor:
        """Right."""
        start, end = self.start_dim % input.ndim, self.end_dim % input.ndim + 1
        size = math.prod(input.shape[start:end])
        return input.reshape(*input.shape[:start], size, *input.shape[end:])


# ---------------------------------------------------------------- Linear


class _DrawnLinear(Linear):
    """A linear layer whose parameters are drawn in another way."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)
        with torch.no_grad():
            self.draw(self.weight, in_features, out_features)
            if self.bias is not None:
                self.draw(self.bias, in_features, out_features)

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """Each of them another way."""
        raise NotImplementedError


class Linear__bias_forgotten(Linear):
    """You have a bias and do not add it.

    The layer is x @ weight.T + bias. Without the offset, an input of zeros always gives zeros.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return x @ self.weight.T


class Linear__none_added(Linear):
    """You add the bias even where it is None.

    With `bias=False` there is nothing to add. Ask first: `self.bias is None`.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        answer: Tensor = x @ self.weight.T + self.bias  # type: ignore[operator]
        return answer


class Linear__weight_transposed(nn.Module):
    """Your weight has shape (in, out); asked is (out, in).

    torch keeps weights as (out, in), so that row o holds what output o listens to, and the layer
    is x @ weight.T. Saved weights of other people's models come in that shape.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """The fault."""
        super().__init__()
        bound = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(in_features, out_features).uniform_(-bound, bound))
        offsets = torch.empty(out_features).uniform_(-bound, bound)
        self.bias = nn.Parameter(offsets) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """Consistent with the fault."""
        return x @ self.weight if self.bias is None else x @ self.weight + self.bias


class Linear__not_a_parameter(nn.Module):
    """Your weights are plain tensors: no optimiser will find them, and no file will hold them.

    `nn.Module` looks at every attribute that is assigned. An `nn.Parameter` is registered, and
    then `parameters()`, `state_dict()` and `to(device)` know it. A tensor is not.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """The fault."""
        super().__init__()
        bound = in_features**-0.5
        self.weight = torch.empty(out_features, in_features).uniform_(-bound, bound)
        self.weight.requires_grad_()
        offsets = torch.empty(out_features).uniform_(-bound, bound)
        self.bias = offsets.requires_grad_() if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        return x @ self.weight.T if self.bias is None else x @ self.weight.T + self.bias


class Linear__always_biased(Linear):
    """You make a bias even where `bias=False`.

    Without bias, `self.bias` is None and there is no such parameter. Layers before a batch
    normalisation are made so, since it would take the offset out again.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """The fault."""
        super().__init__(in_features, out_features)


class Linear__normal(_DrawnLinear):
    """You draw from a normal distribution; asked is a uniform one.

    `torch.randn` and `nn.init.normal_` have no bound: about a third of the numbers lie outside of
    one standard deviation. `torch.rand` gives 0 to 1, to be stretched and moved;
    `nn.init.uniform_(t, -bound, bound)` does both.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        parameter.normal_(0, fan_in**-0.5)


class Linear__fan_out(_DrawnLinear):
    """Your bound uses `out_features`; it is 1/√in_features.

    An output is a sum of `in_features` products. The more there are, the smaller each has to be,
    so that the sum has the size of an input.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        parameter.uniform_(-(fan_out**-0.5), fan_out**-0.5)


class Linear__positive_only(_DrawnLinear):
    """All your numbers are positive: `torch.rand` runs from 0 to 1.

    Stretch it to twice the bound and move it down by the bound: `(2 * torch.rand(…) - 1) * bound`.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        parameter.uniform_(0, fan_in**-0.5)


class Linear__not_scaled(_DrawnLinear):
    """Your numbers run from -1 to 1: the scale 1/√in_features is missing.

    With 1,000 inputs the outputs are then about eighteen times as large as the inputs, in every
    layer anew.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        parameter.uniform_(-1, 1)


class Linear__no_root(_DrawnLinear):
    """Your bound is 1/in_features: the square root is missing.

    Random signs cancel: a sum of n numbers of size s grows like √n · s, not like n · s.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        parameter.uniform_(-1 / fan_in, 1 / fan_in)


class Linear__zero_bias(Linear):
    """Your bias starts at zero; here it starts as the weights do.

    Many libraries start it at zero, and networks train with either. This layer starts as torch's
    does.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """The fault."""
        super().__init__(in_features, out_features, bias)
        if self.bias is not None:
            nn.init.zeros_(self.bias)


class Linear__half_as_wide(_DrawnLinear):
    """Your numbers fill half of the range: `rand - 0.5` runs from -0.5 to 0.5, not from -1 to 1.

    From -bound to bound the range is two bounds wide: `(2 * torch.rand(…) - 1) * bound`.
    """

    def draw(self, parameter: Tensor, fan_in: int, fan_out: int) -> None:
        """The fault."""
        bound = 0.5 * fan_in**-0.5
        parameter.uniform_(-bound, bound)


class Linear__bias_fan_out(Linear):
    """Your bias is drawn with the bound 1/√out_features; it is 1/√in_features, as for the weights.

    The bias has `out_features` entries, but each of them is added to a sum of `in_features`
    products, and should be of their size.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """The fault."""
        super().__init__(in_features, out_features, bias)
        if self.bias is not None:
            nn.init.uniform_(self.bias, -(out_features**-0.5), out_features**-0.5)


# ---------------------------------------------------------------- Conv2d


class _DrawnConv2d(Conv2d):
    """A convolution whose weights are drawn in another way."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
    ) -> None:
        super().__init__(in_channels, out_channels, kernel_size, stride, padding)
        with torch.no_grad():
            self.draw(self.weight, *self.weight.shape)

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """Each of them another way."""
        raise NotImplementedError


class Conv2d__channels_swapped(nn.Module):
    """Your weight has shape (in, out, kh, kw); asked is (out, in, kh, kw).

    The channels that go out come first, as in `Linear`.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
    ) -> None:
        """The fault."""
        super().__init__()
        kh, kw = force_pair(kernel_size)
        bound = (in_channels * kh * kw) ** -0.5
        weight = torch.empty(in_channels, out_channels, kh, kw).uniform_(-bound, bound)
        self.weight = nn.Parameter(weight)
        self.stride, self.padding = stride, padding

    def forward(self, x: Tensor) -> Tensor:
        """Consistent with the fault."""
        return _conv2d(x, self.weight.transpose(0, 1), self.stride, self.padding)


class Conv2d__square_only(Conv2d):
    """You use `kernel_size` as one number; it may be a pair (height, width).

    `kh, kw = force_pair(kernel_size)` works for both.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
    ) -> None:
        """The fault."""
        if not isinstance(kernel_size, int):
            raise TypeError("a size is one number")
        super().__init__(in_channels, out_channels, kernel_size, stride, padding)


class Conv2d__stride_dropped(Conv2d):
    """The layer's stride is not used: it is not passed on.

    `conv2d` knows only what `forward` hands to it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return _conv2d(x, self.weight, 1, self.padding)


class Conv2d__padding_dropped(Conv2d):
    """The layer's padding is not used: it is not passed on.

    `conv2d` knows only what `forward` hands to it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return _conv2d(x, self.weight, self.stride)


class Conv2d__fan_out(_DrawnConv2d):
    """Your bound uses the channels that go out; the sum runs over those that come in.

    Every output is a sum of in_channels · kh · kw products: that is the fan-in.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        bound = (oc * kh * kw) ** -0.5
        weight.uniform_(-bound, bound)


class Conv2d__kernel_not_counted(_DrawnConv2d):
    """Your bound is 1/√in_channels: the kernel's own entries are summed over as well.

    Every output is a sum of in_channels · kh · kw products. Count all of them.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        weight.uniform_(-(ic**-0.5), ic**-0.5)


class Conv2d__normal(_DrawnConv2d):
    """You draw from a normal distribution; asked is a uniform one.

    `torch.randn` has no bound. `torch.rand` gives 0 to 1, to be stretched to (-bound, bound).
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        weight.normal_(0, (ic * kh * kw) ** -0.5)


class Conv2d__positive_only(_DrawnConv2d):
    """All your weights are positive: `torch.rand` runs from 0 to 1.

    Stretch it to twice the bound and move it down by the bound.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        weight.uniform_(0, (ic * kh * kw) ** -0.5)


class Conv2d__channels_not_counted(_DrawnConv2d):
    """Your bound is 1/√(kh kw): the channels that come in are summed over as well.

    Every output is a sum of in_channels · kh · kw products. Count all of them.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        bound = (kh * kw) ** -0.5
        weight.uniform_(-bound, bound)


class Conv2d__no_root(_DrawnConv2d):
    """Your bound is 1/(in_channels kh kw): the square root is missing.

    Random signs cancel: a sum of n numbers of size s grows like √n · s, not like n · s.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        bound = 1 / (ic * kh * kw)
        weight.uniform_(-bound, bound)


class Conv2d__half_as_wide(_DrawnConv2d):
    """Your numbers fill half of the range: `rand - 0.5` runs from -0.5 to 0.5, not from -1 to 1.

    From -bound to bound the range is two bounds wide: `(2 * torch.rand(…) - 1) * bound`.
    """

    def draw(self, weight: Tensor, oc: int, ic: int, kh: int, kw: int) -> None:
        """The fault."""
        bound = 0.5 * (ic * kh * kw) ** -0.5
        weight.uniform_(-bound, bound)


class Conv2d__not_a_parameter(nn.Module):
    """Your weight is a plain tensor: no optimiser will find it, and no file will hold it.

    `nn.Module` looks at every attribute that is assigned. An `nn.Parameter` is registered, and
    then `parameters()`, `state_dict()` and `to(device)` know it. A tensor is not.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
    ) -> None:
        """The fault."""
        super().__init__()
        kh, kw = force_pair(kernel_size)
        bound = (in_channels * kh * kw) ** -0.5
        self.weight = torch.empty(out_channels, in_channels, kh, kw).uniform_(-bound, bound)
        self.stride, self.padding = stride, padding

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        return _conv2d(x, self.weight, self.stride, self.padding)


# ---------------------------------------------------------------- SimpleCNN


class SimpleCNN__second_relu_missing(SimpleCNN):
    """There is no ReLU after the second convolution.

    Two linear maps with only a pool between them lose most of what a second layer could add.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = self.pool(self.relu(self.conv1(x)))
        answer: Tensor = self.linear(self.flatten(self.pool(self.conv2(x))))
        return answer


class SimpleCNN__padding_forgotten(SimpleCNN):
    """Your convolutions have no padding, so the pictures shrink away.

    8 pixels become 6, then 3, then 1, and a pool of 2 does not fit any more. With a padding of 1
    a kernel of 3 keeps the size: 8, 4, 4, 2.
    """

    def __init__(self) -> None:
        """The fault."""
        super().__init__()
        self.conv1.padding = self.conv2.padding = 0


class SimpleCNN__no_relu(SimpleCNN):
    """There is no ReLU at all.

    Without a non-linearity between them, two convolutions are one convolution with a larger
    kernel. Only the pool is left to make a difference.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = self.pool(self.conv2(self.pool(self.conv1(x))))
        answer: Tensor = self.linear(self.flatten(x))
        return answer


class SimpleCNN__probabilities(SimpleCNN):
    """You return probabilities; asked are logits.

    `cross_entropy` takes the softmax itself, in a form that does not overflow. A second softmax
    before it flattens the gradient, and the network hardly learns.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).softmax(dim=1)


class SimpleCNN__last_relu(SimpleCNN):
    """You put a ReLU after the last layer, so no logit can be negative.

    Logits may have either sign. A class whose logit is cut to 0 gets no gradient any more.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).relu()


class SimpleCNN__layers_in_a_list(nn.Module):
    """You keep layers in a plain list, where `nn.Module` does not look for parameters.

    Assign each layer to an attribute of its own, or use `nn.ModuleList`. What is not registered is
    not trained, not saved and not moved to another device.
    """

    def __init__(self) -> None:
        """The fault."""
        super().__init__()
        self.layers = [Conv2d(1, 8, 3, padding=1), Conv2d(8, 16, 3, padding=1)]
        self.linear = Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        for layer in self.layers:
            x = _maxpool2d(layer(x).relu(), 2)
        answer: Tensor = self.linear(x.reshape(len(x), 64))
        return answer


class SimpleCNN__first_relu_missing(SimpleCNN):
    """There is no ReLU after the first convolution.

    Then two linear maps follow each other with only a pool between them.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        x = self.pool(self.relu(self.conv2(self.pool(self.conv1(x)))))
        answer: Tensor = self.linear(self.flatten(x))
        return answer


class SimpleCNN__log_probabilities(SimpleCNN):
    """You return logarithms of probabilities; asked are logits.

    `cross_entropy` takes the log-softmax itself. A second one changes nothing there, but your
    numbers are no longer those that the linear layer gives.
    """

    def forward(self, x: Tensor) -> Tensor:
        """The fault."""
        return super().forward(x).log_softmax(dim=1)


class SimpleCNN__all_in_a_list(nn.Module):
    """Your network has no parameters: layers in a list, or made in `forward`, are not registered.

    `nn.Module` looks at attributes, not into lists. Assign `conv1`, `conv2` and `linear` to
    attributes of these names. What is not registered is not trained and not saved.
    """

    def __init__(self) -> None:
        """The fault."""
        super().__init__()
        self.layers = [Conv2d(1, 8, 3, padding=1), Conv2d(8, 16, 3, padding=1), Linear(64, 10)]

    def forward(self, x: Tensor) -> Tensor:
        """Right."""
        for layer in self.layers[:2]:
            x = _maxpool2d(layer(x).relu(), 2)
        answer: Tensor = self.layers[2](x.reshape(len(x), 64))
        return answer


# ---------------------------------------------------------------- train_step


def _loss(model: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    return nn.functional.cross_entropy(model(images), labels)


def train_step__gradients_pile_up(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You never set the gradients to zero, so every step adds to those before it.

    `backward` *adds* to `.grad`. That is wanted where one parameter is used twice, and it means
    that somebody has to clear it between steps: `optimiser.zero_grad()`.
    """
    loss = _loss(model, images, labels)
    torch.autograd.backward(loss)
    optimiser.step()
    return loss.item()


def train_step__nothing_moves(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """No parameter moves: the optimiser does not step, or finds no gradients when it does.

    The order is: clear, backward, step. Is there an `optimiser.step()`? Does it come after
    `backward`? And do the gradients stay as they are between the two?
    """
    loss = _loss(model, images, labels)
    torch.autograd.backward(loss)
    optimiser.zero_grad()
    optimiser.step()
    return loss.item()


def train_step__step_before_backward(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You step before `backward`: each step uses the gradients of the batch before.

    The first step then moves nothing, or moves by what was left behind. Compute the gradients
    first.
    """
    loss = _loss(model, images, labels)
    optimiser.step()
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    return loss.item()


def train_step__softmax_twice(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You take a softmax before the cross-entropy, which takes one itself.

    `cross_entropy` wants logits. With probabilities in their place the loss can never come near 0
    and the gradients are small everywhere.
    """
    loss = nn.functional.cross_entropy(model(images).softmax(dim=1), labels)
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()
    return loss.item()


def train_step__summed(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You add up the losses of the batch; asked is their mean.

    With a sum, twice the batch is twice the step, and a learning rate that works for one batch
    size fails for another.
    """
    loss = nn.functional.cross_entropy(model(images), labels, reduction="sum")
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()
    return loss.item()


def train_step__loss_afterwards(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You return the loss after the step; asked is the one before it.

    The loss before the step is known already. Measuring it again costs a second forward pass, and
    makes every batch look better than the network was when it met it.
    """
    loss = _loss(model, images, labels)
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()
    return _loss(model, images, labels).item()


def train_step__a_tensor(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> Tensor:
    """You return the loss as a tensor; asked is a number.

    The tensor holds on to the whole graph of its step. A list of a thousand losses is then a
    thousand graphs, and memory runs out. `loss.item()` is the number.
    """
    loss = _loss(model, images, labels)
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()
    return loss


def train_step__own_step(
    model: nn.Module, optimiser: torch.optim.Optimizer, images: Tensor, labels: Tensor
) -> float:
    """You move the parameters yourself: whatever the optimiser is, it does plain gradient descent.

    Adam and momentum remember earlier gradients. The step is theirs: `optimiser.step()`.
    """
    loss = _loss(model, images, labels)
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.grad is not None:
                parameter.sub_(optimiser.param_groups[0]["lr"] * parameter.grad)
    return loss.item()
