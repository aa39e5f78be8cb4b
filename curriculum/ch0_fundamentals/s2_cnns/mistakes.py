"""Wrong on purpose: the mistakes people make, each with what it looks like and why."""

import torch
from einops import einsum, rearrange
from torch import Tensor

from .solutions import contact_sheet

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


def strided_column__a_row(mat: Tensor, column: int) -> Tensor:
    """You walk along a row: your stride and start are those of row number `column`.

    The entries of one column differ in their row, so you step by `mat.stride(0)` and start
    `column` steps of `mat.stride(1)` in.
    """
    start = mat.storage_offset() + column * mat.stride(0)
    return mat.as_strided((mat.shape[0],), (mat.stride(1),), start)


def strided_column__first(mat: Tensor, column: int) -> Tensor:
    """You always take the first column: `column` does not move your start.

    Size and stride say how to walk; where the walk begins is the third argument of `as_strided`.
    """
    return mat.as_strided((mat.shape[0],), (mat.stride(0),), mat.storage_offset())


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
