"""Mistakes of the section “Views and copies”: the first paragraph of a docstring is what the
learner reads.
"""

from torch import Tensor

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
