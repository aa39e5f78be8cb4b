"""Checks of the section “Walking along memory”: one experiment a claim, which is what the
learner reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from arena.checks import shares_memory

from ..pictures import ring
from .common import matrix, numbers, sliced, turned, vector

Column = Callable[[Tensor, int], Tensor]

Blocks = Callable[[Tensor, int, int], Tensor]


# ---------------------------------------------------------------- strided_column


def strided_column__takes_a_column(column: Column, rng: torch.Generator) -> list[Tensor]:
    """Every column of a small contiguous matrix is found."""
    return [column(numbers(3, 4), i) for i in (2, 0, 3, 1)]


def strided_column__takes_one_row(column: Column, rng: torch.Generator) -> list[Tensor]:
    """A matrix of one row, and one of one column, have columns too."""
    return [column(numbers(1, 5), 3), column(numbers(5, 1), 0)]


def strided_column__works_on_a_transpose(column: Column, rng: torch.Generator) -> list[Tensor]:
    """A transposed matrix, whose columns lie together in memory, gives its own columns."""
    mat = turned(4, 6, rng)
    return [column(mat, 0), column(mat, 5), column(turned(5, 3, rng), 1)]


def strided_column__works_on_a_slice(column: Column, rng: torch.Generator) -> list[Tensor]:
    """A matrix that starts in the middle of a larger one and skips rows and columns works."""
    return [column(sliced(3, 5, rng), 2), column(matrix(4, 3, rng), 1)]


def strided_column__keeps_the_type(column: Column, rng: torch.Generator) -> list[Tensor]:
    """Numbers in float64 and whole numbers keep their type."""
    return [column(numbers(4, 3).double(), 1), column(numbers(2, 5).long(), 4)]


# ---------------------------------------------------------------- repeat_rows


def repeat_rows__repeats(repeat: Column, rng: torch.Generator) -> list[Tensor]:
    """Every row of the answer is the vector."""
    return [repeat(torch.tensor([3.0, 1.0]), 3), repeat(vector(5, 1, rng), 2)]


def repeat_rows__takes_none(repeat: Column, rng: torch.Generator) -> list[Tensor]:
    """No rows, one row and a vector of one number work."""
    vec = torch.tensor([4.0, 5.0, 6.0])
    return [repeat(vec, 0), repeat(vec, 1), repeat(vec[1:2], 3)]


def repeat_rows__works_on_a_slice(repeat: Column, rng: torch.Generator) -> list[Tensor]:
    """A vector that takes every second or third number of a longer one works."""
    return [repeat(vector(4, 2, rng), 3), repeat(sliced(5, 3, rng)[:, 1], 4)]


def repeat_rows__copies_nothing(repeat: Column, rng: torch.Generator) -> list[object]:
    """The answer lies in the memory of the vector: writing to the vector changes every row."""
    vec = vector(3, 2, rng)
    rows = repeat(vec, 4)
    shared = shares_memory(vec, rows)
    vec[1] = 100.0
    return [shared, rows]


# ---------------------------------------------------------------- sliding_windows


def sliding_windows__moves_by_one(windows: Column, rng: torch.Generator) -> list[Tensor]:
    """Each window starts one further than the one before, and the last reaches the end."""
    return [windows(torch.arange(1.0, 6.0), 3), windows(vector(9, 1, rng), 2)]


def sliding_windows__takes_every_width(windows: Column, rng: torch.Generator) -> list[Tensor]:
    """A window of one number, and one as wide as the vector, work."""
    vec = torch.arange(4.0)
    return [windows(vec, 1), windows(vec, 4), windows(vec[:1], 1)]


def sliding_windows__works_on_a_slice(windows: Column, rng: torch.Generator) -> list[Tensor]:
    """A vector that takes every second or third number of a longer one works."""
    return [windows(vector(6, 2, rng), 4), windows(sliced(7, 3, rng)[:, 2], 3)]


def sliding_windows__refuses_what_does_not_fit(
    windows: Column, rng: torch.Generator
) -> list[object]:
    """A width below 1 or above the length of the vector is a ValueError."""
    answers: list[object] = []
    for width in (5, 6, 0, -1):
        try:
            answers.append(windows(torch.arange(4.0), width))
        except ValueError:
            answers.append("ValueError")
        except RuntimeError:
            answers.append("RuntimeError")
    return answers


def sliding_windows__copies_nothing(windows: Column, rng: torch.Generator) -> list[object]:
    """The answer lies in the memory of the vector: one number stands in several windows."""
    vec = vector(5, 2, rng)
    found = windows(vec, 3)
    shared = shares_memory(vec, found)
    vec[2] = 100.0
    return [shared, found]


# ---------------------------------------------------------------- split_blocks


def split_blocks__cuts_a_matrix(split: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Blocks stand in rows and columns as they stood in the matrix."""
    return [split(numbers(2, 4), 2, 2), split(numbers(4, 6), 2, 3), split(numbers(6, 20), 3, 4)]


def split_blocks__takes_every_size(split: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Blocks of one number, of one row, of one column, and one as large as the matrix work."""
    mat = numbers(3, 4)
    return [split(mat, 1, 1), split(mat, 1, 4), split(mat, 3, 1), split(mat, 3, 4)]


def split_blocks__works_on_a_transpose(split: Blocks, rng: torch.Generator) -> Tensor:
    """A transposed matrix is cut as it reads, not as it lies in memory."""
    return split(turned(6, 4, rng), 3, 2)


def split_blocks__works_on_a_slice(split: Blocks, rng: torch.Generator) -> Tensor:
    """A matrix that starts in the middle of a larger one and skips rows and columns works."""
    return split(sliced(4, 9, rng), 2, 3)


def split_blocks__copies_nothing(split: Blocks, rng: torch.Generator) -> list[object]:
    """The answer lies in the memory of the matrix."""
    mat = matrix(4, 6, rng)
    found = split(mat, 2, 3)
    shared = shares_memory(mat, found)
    mat[3, 1] = 100.0
    return [shared, found]


# ---------------------------------------------------------------- contact_sheet


def contact_sheet__lays_windows_out(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """The tile in row i and column j is the window whose top left pixel is image[i, j]."""
    return [sheet(numbers(2, 3), 1, 2), sheet(numbers(3, 5), 2, 3), sheet(ring(9), 4, 5)]


def contact_sheet__takes_every_size(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Windows of one pixel, of one row, of one column, and one as large as the picture work."""
    image = numbers(3, 4)
    return [sheet(image, 1, 1), sheet(image, 1, 4), sheet(image, 3, 1), sheet(image, 3, 4)]


def contact_sheet__works_on_strided_pictures(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """A transposed picture, and one that skips pixels of a larger one, work."""
    return [sheet(turned(5, 4, rng), 3, 2), sheet(sliced(4, 6, rng), 2, 3)]


def contact_sheet__keeps_the_type(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Pictures in float64 and of whole numbers keep their type."""
    return [sheet(numbers(3, 4).double(), 2, 2), sheet(numbers(2, 3).long(), 1, 2)]
