"""Checks of the section “Views and copies”: one experiment a claim, which is what the learner
reads.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from arena.checks import shares_memory

from .common import One, integers, normal, spread_out

# ---------------------------------------------------------------- every_other_column


def every_other_column__takes_every_other(view: One, rng: torch.Generator) -> list[Tensor]:
    """Columns 0, 2, 4 and so on are taken, of an even and of an odd number."""
    return [view(normal(m, n, rng=rng)) for m, n in ((1, 2), (2, 4), (3, 5), (4, 7))]


def every_other_column__shares_the_memory(view: One, rng: torch.Generator) -> dict[str, bool]:
    """The result is a view: it shares the memory of the matrix."""
    even, odd = normal(3, 6, rng=rng), normal(2, 5, rng=rng)
    return {
        "whether it shares memory, 6 columns": shares_memory(view(even), even),
        "whether it shares memory, 5 columns": shares_memory(view(odd), odd),
    }


def every_other_column__writes_through(view: One, rng: torch.Generator) -> dict[str, Tensor]:
    """Zeros written into the result arrive in the matrix."""
    matrix = 1 + integers(9, 3, 5, rng=rng)
    view(matrix).zero_()
    return {"the matrix after zeros were written into the result": matrix}


def every_other_column__views_a_view(view: One, rng: torch.Generator) -> Tensor:
    """A matrix that is itself a view can be viewed again."""
    return view(spread_out(normal(3, 6, rng=rng)))


# ---------------------------------------------------------------- swap_rows


def swap_rows__exchanges_two_rows(
    swap: Callable[[Tensor, int, int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """Each of the two rows stands where the other was, and the rest stay."""
    return [swap(normal(2, 3, rng=rng), 0, 1), swap(normal(5, 4, rng=rng), 3, 1)]


def swap_rows__takes_the_same_row(
    swap: Callable[[Tensor, int, int], Tensor], rng: torch.Generator
) -> Tensor:
    """A row exchanged with itself changes nothing."""
    return swap(normal(3, 4, rng=rng), 1, 1)


def swap_rows__counts_from_the_end(
    swap: Callable[[Tensor, int, int], Tensor], rng: torch.Generator
) -> Tensor:
    """Negative numbers count from the end."""
    return swap(normal(4, 4, rng=rng), 0, -2)


def swap_rows__leaves_the_matrix_alone(
    swap: Callable[[Tensor, int, int], Tensor], rng: torch.Generator
) -> dict[str, Tensor | bool]:
    """The matrix that was given stays as it is, and the answer has memory of its own."""
    matrix = integers(90, 4, 3, rng=rng)
    swapped = swap(matrix, 0, 2)
    return {
        "the answer": swapped,
        "the matrix afterwards": matrix,
        "whether they share memory": shares_memory(swapped, matrix),
    }
