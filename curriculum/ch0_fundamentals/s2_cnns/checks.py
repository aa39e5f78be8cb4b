"""What every implementation must satisfy: one experiment a claim.

The docstring of a check is what the learner reads. Tensors that are not contiguous lie in the
middle of larger ones, so that a wrong stride reads wrong numbers instead of leaving the memory.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from arena.checks import check_options, shares_memory

from .pictures import glider, ring

Column = Callable[[Tensor, int], Tensor]
Blocks = Callable[[Tensor, int, int], Tensor]
OneIn = Callable[[Tensor], Tensor]
TwoIn = Callable[[Tensor, Tensor], Tensor]


def _numbers(rows: int, cols: int) -> Tensor:
    """A matrix whose numbers say where they stand: 10 · row + column."""
    return 10.0 * torch.arange(rows)[:, None] + torch.arange(cols)


def _matrix(rows: int, cols: int, rng: torch.Generator) -> Tensor:
    """A contiguous matrix with memory before and after it."""
    return torch.randn(rows + 8, cols, generator=rng)[4 : rows + 4]


def _sliced(rows: int, cols: int, rng: torch.Generator) -> Tensor:
    """Every second row and every third column of a larger matrix, not from its start."""
    return torch.randn(3 * rows + 5, 3 * cols + 4, generator=rng)[2 : 2 * rows + 2 : 2, 1:][
        :, : 3 * cols : 3
    ]


def _turned(rows: int, cols: int, rng: torch.Generator) -> Tensor:
    """The transpose of a matrix that lies in the middle of a larger one."""
    return torch.randn(cols + 6, rows + 3, generator=rng)[3 : cols + 3, 2 : rows + 2].T


def _vector(size: int, step: int, rng: torch.Generator) -> Tensor:
    """Every `step`-th number of a longer vector, not from its start."""
    return torch.randn(step * size + 12, generator=rng)[5 : 5 + step * size : step]


# ---------------------------------------------------------------- strided_column


def strided_column__takes_a_column(column: Column, rng: torch.Generator) -> list[Tensor]:
    """Every column of a small contiguous matrix is found."""
    return [column(_numbers(3, 4), i) for i in range(4)]


def strided_column__takes_one_row(column: Column, rng: torch.Generator) -> list[Tensor]:
    """A matrix of one row, and one of one column, have columns too."""
    return [column(_numbers(1, 5), 3), column(_numbers(5, 1), 0)]


def strided_column__works_on_a_transpose(column: Column, rng: torch.Generator) -> list[Tensor]:
    """A transposed matrix, whose columns lie together in memory, gives its own columns."""
    mat = _turned(4, 6, rng)
    return [column(mat, 0), column(mat, 5), column(_turned(5, 3, rng), 1)]


def strided_column__works_on_a_slice(column: Column, rng: torch.Generator) -> list[Tensor]:
    """A matrix that starts in the middle of a larger one and skips rows and columns works."""
    return [column(_sliced(3, 5, rng), 2), column(_matrix(4, 3, rng), 1)]


def strided_column__keeps_the_type(column: Column, rng: torch.Generator) -> list[Tensor]:
    """Numbers in float64 and whole numbers keep their type."""
    return [column(_numbers(4, 3).double(), 1), column(_numbers(2, 5).long(), 4)]


# ---------------------------------------------------------------- repeat_rows


def repeat_rows__repeats(repeat: Column, rng: torch.Generator) -> list[Tensor]:
    """Every row of the answer is the vector."""
    return [repeat(torch.tensor([3.0, 1.0]), 3), repeat(_vector(5, 1, rng), 2)]


def repeat_rows__takes_none(repeat: Column, rng: torch.Generator) -> list[Tensor]:
    """No rows, one row and a vector of one number work."""
    vec = torch.tensor([4.0, 5.0, 6.0])
    return [repeat(vec, 0), repeat(vec, 1), repeat(vec[1:2], 3)]


def repeat_rows__works_on_a_slice(repeat: Column, rng: torch.Generator) -> list[Tensor]:
    """A vector that takes every second or third number of a longer one works."""
    return [repeat(_vector(4, 2, rng), 3), repeat(_sliced(5, 3, rng)[:, 1], 4)]


def repeat_rows__copies_nothing(repeat: Column, rng: torch.Generator) -> list[object]:
    """The answer lies in the memory of the vector: writing to the vector changes every row."""
    vec = _vector(3, 2, rng)
    rows = repeat(vec, 4)
    shared = shares_memory(vec, rows)
    vec[1] = 100.0
    return [shared, rows]


# ---------------------------------------------------------------- sliding_windows


def sliding_windows__moves_by_one(windows: Column, rng: torch.Generator) -> list[Tensor]:
    """Each window starts one further than the one before, and the last reaches the end."""
    return [windows(torch.arange(1.0, 6.0), 3), windows(_vector(9, 1, rng), 2)]


def sliding_windows__takes_every_width(windows: Column, rng: torch.Generator) -> list[Tensor]:
    """A window of one number, and one as wide as the vector, work."""
    vec = torch.arange(4.0)
    return [windows(vec, 1), windows(vec, 4), windows(vec[:1], 1)]


def sliding_windows__works_on_a_slice(windows: Column, rng: torch.Generator) -> list[Tensor]:
    """A vector that takes every second or third number of a longer one works."""
    return [windows(_vector(6, 2, rng), 4), windows(_sliced(7, 3, rng)[:, 2], 3)]


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
    vec = _vector(5, 2, rng)
    found = windows(vec, 3)
    shared = shares_memory(vec, found)
    vec[2] = 100.0
    return [shared, found]


# ---------------------------------------------------------------- split_blocks


def split_blocks__cuts_a_matrix(split: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Blocks stand in rows and columns as they stood in the matrix."""
    return [split(_numbers(2, 4), 2, 2), split(_numbers(4, 6), 2, 3), split(_numbers(6, 20), 3, 4)]


def split_blocks__takes_every_size(split: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Blocks of one number, of one row, of one column, and one as large as the matrix work."""
    mat = _numbers(3, 4)
    return [split(mat, 1, 1), split(mat, 1, 4), split(mat, 3, 1), split(mat, 3, 4)]


def split_blocks__works_on_a_transpose(split: Blocks, rng: torch.Generator) -> Tensor:
    """A transposed matrix is cut as it reads, not as it lies in memory."""
    return split(_turned(6, 4, rng), 3, 2)


def split_blocks__works_on_a_slice(split: Blocks, rng: torch.Generator) -> Tensor:
    """A matrix that starts in the middle of a larger one and skips rows and columns works."""
    return split(_sliced(4, 9, rng), 2, 3)


def split_blocks__copies_nothing(split: Blocks, rng: torch.Generator) -> list[object]:
    """The answer lies in the memory of the matrix."""
    mat = _matrix(4, 6, rng)
    found = split(mat, 2, 3)
    shared = shares_memory(mat, found)
    mat[3, 1] = 100.0
    return [shared, found]


# ---------------------------------------------------------------- contact_sheet


def contact_sheet__lays_windows_out(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """The tile in row i and column j is the window whose top left pixel is image[i, j]."""
    return [sheet(_numbers(2, 3), 1, 2), sheet(_numbers(3, 5), 2, 3), sheet(ring(9), 4, 5)]


def contact_sheet__takes_every_size(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """Windows of one pixel, of one row, of one column, and one as large as the picture work."""
    image = _numbers(3, 4)
    return [sheet(image, 1, 1), sheet(image, 1, 4), sheet(image, 3, 1), sheet(image, 3, 4)]


def contact_sheet__works_on_strided_pictures(sheet: Blocks, rng: torch.Generator) -> list[Tensor]:
    """A transposed picture, and one that skips pixels of a larger one, work."""
    return [sheet(_turned(5, 4, rng), 3, 2), sheet(_sliced(4, 6, rng), 2, 3)]


# ---------------------------------------------------------------- as_strided_trace


def as_strided_trace__sums_the_diagonal(trace: OneIn, rng: torch.Generator) -> list[Tensor]:
    """The diagonal of a contiguous matrix is summed, and the answer has no axis."""
    return [trace(_numbers(1, 1) + 7), trace(_numbers(3, 3)), trace(_matrix(5, 5, rng))]


def as_strided_trace__works_on_a_transpose(trace: OneIn, rng: torch.Generator) -> Tensor:
    """A transposed matrix has the same diagonal."""
    return trace(_turned(4, 4, rng))


def as_strided_trace__works_on_a_slice(trace: OneIn, rng: torch.Generator) -> list[Tensor]:
    """A matrix that starts in the middle of a larger one and skips rows and columns works."""
    return [trace(_sliced(3, 3, rng)), trace(_matrix(6, 6, rng)[1:5, 1:5])]


def as_strided_trace__keeps_the_type(trace: OneIn, rng: torch.Generator) -> Tensor:
    """A matrix in float64 has a trace in float64."""
    return trace(torch.randn(4, 4, generator=rng, dtype=torch.float64))


# ---------------------------------------------------------------- as_strided_mv


def as_strided_mv__multiplies(mv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The product of a contiguous matrix and a contiguous vector is right."""
    return [
        mv(_numbers(2, 3), torch.tensor([1.0, 0.0, 2.0])),
        mv(_matrix(1, 4, rng), torch.randn(4, generator=rng)),
        mv(_matrix(5, 1, rng), torch.randn(1, generator=rng)),
        mv(_matrix(3, 3, rng), torch.randn(3, generator=rng)),
    ]


def as_strided_mv__takes_a_strided_vector(mv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A vector that takes every second number of a longer one, or is a column, works."""
    return [
        mv(_matrix(3, 4, rng), _vector(4, 2, rng)),
        mv(_matrix(2, 5, rng), _sliced(5, 3, rng)[:, 1]),
    ]


def as_strided_mv__takes_a_strided_matrix(mv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A transposed matrix, and one that skips rows and columns of a larger one, work."""
    return [
        mv(_turned(4, 3, rng), torch.randn(3, generator=rng)),
        mv(_sliced(2, 5, rng), _vector(5, 3, rng)),
    ]


def as_strided_mv__keeps_the_type(mv: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    vec = torch.randn(3, generator=rng, dtype=wide)
    return mv(torch.randn(4, 3, generator=rng, dtype=wide), vec)


# ---------------------------------------------------------------- as_strided_mm


def as_strided_mm__multiplies(mm: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The product of two contiguous matrices is right."""
    return [
        mm(_numbers(1, 2), _numbers(2, 3)),
        mm(_matrix(3, 2, rng), _matrix(2, 4, rng)),
        mm(_matrix(4, 1, rng), _matrix(1, 3, rng)),
        mm(_matrix(3, 3, rng), _matrix(3, 3, rng)),
    ]


def as_strided_mm__takes_a_strided_left(mm: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The left matrix may be a transpose, or a slice of a larger one."""
    return [
        mm(_turned(2, 3, rng), _matrix(3, 5, rng)),
        mm(_sliced(4, 2, rng), _matrix(2, 3, rng)),
    ]


def as_strided_mm__takes_a_strided_right(mm: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The right matrix may be a transpose, or a slice of a larger one."""
    return [
        mm(_matrix(2, 3, rng), _turned(3, 5, rng)),
        mm(_matrix(4, 2, rng), _sliced(2, 3, rng)),
    ]


def as_strided_mm__keeps_the_type(mm: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    return mm(
        torch.randn(2, 3, generator=rng, dtype=wide), torch.randn(3, 4, generator=rng, dtype=wide)
    )
