"""Mistakes of the section “Walking along memory”: the first paragraph of a docstring is what
the learner reads.
"""

import torch
from einops import rearrange
from torch import Tensor

from ..solutions import contact_sheet

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
    """You use `assert`, which raises an AssertionError; raise a ValueError instead.

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
    """Your axes are (block row, row, block column, column); both block axes come first.

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
