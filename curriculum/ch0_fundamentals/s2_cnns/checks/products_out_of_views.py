"""Checks of the section “Products out of views”: one experiment a claim, which is what the
learner reads.
"""

import torch
from torch import Tensor

from .common import OneIn, TwoIn, matrix, numbers, sliced, turned, vector


def _with_room(mat: Tensor) -> Tensor:
    """The same matrix with memory after it, so that a wrong walk reads -1 and is not stopped."""
    memory = torch.cat([mat.flatten(), torch.full((4 * mat.numel() + 8,), -1.0)])
    return memory[: mat.numel()].view_as(mat)


# ---------------------------------------------------------------- as_strided_trace


def as_strided_trace__sums_the_diagonal(trace: OneIn, rng: torch.Generator) -> list[Tensor]:
    """The diagonal of a contiguous matrix is summed, and the answer has no axis."""
    return [trace(numbers(1, 1) + 7), trace(numbers(3, 3)), trace(matrix(5, 5, rng))]


def as_strided_trace__works_on_a_transpose(trace: OneIn, rng: torch.Generator) -> Tensor:
    """A transposed matrix has the same diagonal."""
    return trace(turned(4, 4, rng))


def as_strided_trace__works_on_a_slice(trace: OneIn, rng: torch.Generator) -> list[Tensor]:
    """A matrix that starts in the middle of a larger one and skips rows and columns works."""
    return [trace(sliced(3, 3, rng)), trace(matrix(6, 6, rng)[1:5, 1:5])]


def as_strided_trace__keeps_the_type(trace: OneIn, rng: torch.Generator) -> Tensor:
    """A matrix in float64 has a trace in float64."""
    return trace(torch.randn(4, 4, generator=rng, dtype=torch.float64))


# ---------------------------------------------------------------- as_strided_mv


def as_strided_mv__multiplies(mv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The product of a contiguous matrix and a contiguous vector is right."""
    return [
        mv(numbers(2, 3), torch.tensor([1.0, 0.0, 2.0])),
        mv(matrix(1, 4, rng), torch.randn(4, generator=rng)),
        mv(matrix(5, 1, rng), torch.randn(1, generator=rng)),
        mv(matrix(3, 3, rng), torch.randn(3, generator=rng)),
    ]


def as_strided_mv__takes_a_strided_vector(mv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A vector that takes every second number of a longer one, or is a column, works."""
    return [
        mv(matrix(3, 4, rng), vector(4, 2, rng)),
        mv(matrix(2, 5, rng), sliced(5, 3, rng)[:, 1]),
    ]


def as_strided_mv__takes_a_strided_matrix(mv: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """A transposed matrix, and one that skips rows and columns of a larger one, work."""
    return [
        mv(turned(4, 3, rng), torch.randn(3, generator=rng)),
        mv(sliced(2, 5, rng), vector(5, 3, rng)),
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
        mm(_with_room(numbers(1, 2)), _with_room(numbers(2, 3))),
        mm(matrix(3, 2, rng), matrix(2, 4, rng)),
        mm(matrix(4, 1, rng), matrix(1, 3, rng)),
        mm(matrix(3, 3, rng), matrix(3, 3, rng)),
    ]


def as_strided_mm__takes_a_strided_left(mm: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The left matrix may be a transpose, or a slice of a larger one."""
    return [
        mm(turned(2, 3, rng), matrix(3, 5, rng)),
        mm(sliced(4, 2, rng), matrix(2, 3, rng)),
    ]


def as_strided_mm__takes_a_strided_right(mm: TwoIn, rng: torch.Generator) -> list[Tensor]:
    """The right matrix may be a transpose, or a slice of a larger one."""
    return [
        mm(matrix(2, 3, rng), turned(3, 5, rng)),
        mm(matrix(4, 2, rng), sliced(2, 3, rng)),
    ]


def as_strided_mm__keeps_the_type(mm: TwoIn, rng: torch.Generator) -> Tensor:
    """Numbers in float64 give an answer in float64."""
    wide = torch.float64
    return mm(
        torch.randn(2, 3, generator=rng, dtype=wide), torch.randn(3, 4, generator=rng, dtype=wide)
    )
