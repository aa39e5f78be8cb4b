"""Checks of the section “Sums with names”: one experiment a claim, which is what the learner
reads.
"""

import torch
from torch import Tensor

from .common import One, Two, normal, spread_out

# ---------------------------------------------------------------- einsum_trace


def einsum_trace__adds_the_diagonal(trace: One, rng: torch.Generator) -> Tensor:
    """It is the sum of the entries on the diagonal."""
    return trace(torch.tensor([[1.0, 2.0], [4.0, 8.0]]))


def einsum_trace__takes_any_size(trace: One, rng: torch.Generator) -> list[Tensor]:
    """Matrices of any size have a trace."""
    return [trace(normal(n, n, rng=rng)) for n in (1, 3, 6)]


def einsum_trace__takes_none(trace: One, rng: torch.Generator) -> Tensor:
    """The trace of an empty matrix is zero."""
    return trace(torch.zeros(0, 0))


# ---------------------------------------------------------------- einsum_mv


def einsum_mv__takes_numbers_by_hand(multiply: Two, rng: torch.Generator) -> Tensor:
    """Each entry is the product of one row with the vector."""
    return multiply(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([10.0, 100.0]))


def einsum_mv__takes_any_size(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """Matrices may be wide, tall, a row or a column."""
    sizes = [(2, 3), (4, 2), (1, 3), (3, 1)]
    return [multiply(normal(i, j, rng=rng), normal(j, rng=rng)) for i, j in sizes]


def einsum_mv__takes_none(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """Without rows the answer is empty; without columns it is zero."""
    return [multiply(torch.zeros(0, 3), torch.ones(3)), multiply(torch.zeros(3, 0), torch.ones(0))]


# ---------------------------------------------------------------- einsum_mm


def einsum_mm__takes_numbers_by_hand(multiply: Two, rng: torch.Generator) -> Tensor:
    """Entry [i, k] is the product of row i with column k."""
    left = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    return multiply(left, torch.tensor([[1.0, 10.0], [100.0, 1000.0]]))


def einsum_mm__takes_any_size(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """The inner sizes agree; the outer ones may be anything."""
    sizes = [(2, 3, 4), (4, 2, 1), (1, 5, 3)]
    return [multiply(normal(i, j, rng=rng), normal(j, k, rng=rng)) for i, j, k in sizes]


def einsum_mm__takes_none(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """Without rows the product is empty; with nothing to add it is zero."""
    return [
        multiply(torch.zeros(0, 3), torch.ones(3, 2)),
        multiply(torch.zeros(2, 0), torch.ones(0, 3)),
    ]


# ---------------------------------------------------------------- einsum_inner


def einsum_inner__takes_numbers_by_hand(multiply: Two, rng: torch.Generator) -> Tensor:
    """It is the sum of the products of matching entries."""
    return multiply(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([10.0, 100.0, 1000.0]))


def einsum_inner__takes_any_length(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """Vectors may have any length."""
    return [multiply(normal(n, rng=rng), normal(n, rng=rng)) for n in (1, 2, 7)]


def einsum_inner__takes_none(multiply: Two, rng: torch.Generator) -> Tensor:
    """The inner product of vectors without entries is zero."""
    return multiply(torch.zeros(0), torch.zeros(0))


# ---------------------------------------------------------------- einsum_outer


def einsum_outer__takes_numbers_by_hand(multiply: Two, rng: torch.Generator) -> Tensor:
    """Entry [i, j] is the product of vec1[i] with vec2[j]."""
    return multiply(torch.tensor([1.0, 2.0]), torch.tensor([10.0, 100.0]))


def einsum_outer__takes_any_length(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """The two vectors may differ in length."""
    sizes = [(1, 1), (4, 1), (3, 5), (4, 4)]
    return [multiply(normal(i, rng=rng), normal(j, rng=rng)) for i, j in sizes]


def einsum_outer__takes_none(multiply: Two, rng: torch.Generator) -> list[Tensor]:
    """An empty vector gives an empty table."""
    return [multiply(torch.zeros(0), torch.ones(3)), multiply(torch.ones(2), torch.zeros(0))]


# ---------------------------------------------------------------- batched_dot_product_nd


def batched_dot_product_nd__takes_vectors(multiply: Two, rng: torch.Generator) -> Tensor:
    """For a batch of vectors it is their dot products."""
    return multiply(
        torch.tensor([[1.0, 2.0, 0.0], [3.0, 4.0, 1.0]]),
        torch.tensor([[10.0, 1.0, 5.0], [1.0, 10.0, 5.0]]),
    )


def batched_dot_product_nd__takes_any_number_of_axes(
    multiply: Two, rng: torch.Generator
) -> list[Tensor]:
    """Over all axes but the first it multiplies and adds."""
    shapes = [(3, 2), (2, 4, 3), (4, 3, 2, 5)]
    return [multiply(normal(*s, rng=rng), normal(*s, rng=rng)) for s in shapes]


def batched_dot_product_nd__takes_a_batch_of_one(multiply: Two, rng: torch.Generator) -> Tensor:
    """A batch of one gives shape (1,)."""
    return multiply(normal(1, 3, 2, rng=rng), normal(1, 3, 2, rng=rng))


def batched_dot_product_nd__reads_a_view(multiply: Two, rng: torch.Generator) -> Tensor:
    """Tensors that are views give the same products."""
    return multiply(spread_out(normal(3, 4, 2, rng=rng)), normal(3, 4, 2, rng=rng))
