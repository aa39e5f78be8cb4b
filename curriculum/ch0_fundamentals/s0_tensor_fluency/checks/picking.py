"""Checks of the section “Picking”: one experiment a claim, which is what the learner reads."""

from collections.abc import Callable

import torch
from torch import Tensor

from .common import Number, Two, integers, normal, spread_out

# ---------------------------------------------------------------- take_position


def take_position__takes_a_batch(
    take: Callable[[Tensor, int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """Of (batch, position, feature) it takes one position."""
    return [take(normal(2, 3, 4, rng=rng), 1), take(normal(4, 2, 3, rng=rng), 0)]


def take_position__takes_any_number_of_axes(
    take: Callable[[Tensor, int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """Any number of axes may come before the position, none included."""
    return [take(normal(3, 4, rng=rng), 2), take(normal(2, 4, 3, 5, rng=rng), 1)]


def take_position__counts_from_the_end(
    take: Callable[[Tensor, int], Tensor], rng: torch.Generator
) -> list[Tensor]:
    """A negative position counts from the end."""
    return [take(normal(2, 5, 3, rng=rng), -1), take(normal(2, 5, 3, rng=rng), -4)]


# ---------------------------------------------------------------- collect_rows


def collect_rows__follows_the_list(collect: Two, rng: torch.Generator) -> list[Tensor]:
    """The rows come in the order of the list, whatever the numbers are."""
    lists = [torch.tensor(x) for x in ([2, 0, 3], [1, 3])]
    return [collect(normal(4, 5, rng=rng), indexes) for indexes in lists]


def collect_rows__repeats_what_is_repeated(collect: Two, rng: torch.Generator) -> Tensor:
    """A row that is named twice comes twice."""
    return collect(normal(4, 5, rng=rng), torch.tensor([3, 1, 1, 0, 3, 2, 1]))


def collect_rows__takes_one(collect: Two, rng: torch.Generator) -> Tensor:
    """A list may name a single row; whole numbers stay whole numbers."""
    return collect(integers(90, 4, 5, rng=rng), torch.tensor([2]))


def collect_rows__reads_a_view(collect: Two, rng: torch.Generator) -> Tensor:
    """The rows of a matrix that is a view are the same."""
    return collect(spread_out(normal(4, 5, rng=rng)), torch.tensor([3, 0]))


# ---------------------------------------------------------------- collect_columns


def collect_columns__follows_the_list(collect: Two, rng: torch.Generator) -> list[Tensor]:
    """The columns come in the order of the list, whatever the numbers are."""
    lists = [torch.tensor(x) for x in ([2, 0, 3], [1, 3])]
    return [collect(normal(4, 5, rng=rng), indexes) for indexes in lists]


def collect_columns__repeats_what_is_repeated(collect: Two, rng: torch.Generator) -> Tensor:
    """A column that is named twice comes twice."""
    return collect(normal(4, 5, rng=rng), torch.tensor([3, 1, 1, 0, 3, 2, 1]))


def collect_columns__takes_one(collect: Two, rng: torch.Generator) -> Tensor:
    """A list may name a single column; whole numbers stay whole numbers."""
    return collect(integers(90, 4, 5, rng=rng), torch.tensor([2]))


def collect_columns__reads_a_view(collect: Two, rng: torch.Generator) -> Tensor:
    """The columns of a matrix that is a view are the same."""
    return collect(spread_out(normal(4, 5, rng=rng)), torch.tensor([3, 0]))


# ---------------------------------------------------------------- integer_array_indexing


def integer_array_indexing__reads_a_matrix(pick: Two, rng: torch.Generator) -> list[Tensor]:
    """In a matrix each row of coords names a row and a column."""
    coords = torch.tensor([[0, 1], [2, 3], [1, 0], [2, 1]])
    return [pick(normal(3, 4, rng=rng), c) for c in (coords[:1], coords)]


def integer_array_indexing__reads_any_number_of_axes(
    pick: Two, rng: torch.Generator
) -> list[Tensor]:
    """With n axes each coordinate has n indexes."""
    cases = []
    for shape in ((6,), (3, 4, 2), (2, 3, 4, 5)):
        coords = torch.stack([integers(size, 7, rng=rng) for size in shape], dim=1)
        cases.append((normal(*shape, rng=rng), coords))
    return [pick(tensor, coords) for tensor, coords in cases]


def integer_array_indexing__repeats_what_is_repeated(pick: Two, rng: torch.Generator) -> Tensor:
    """An entry that is named twice comes twice, and the dtype stays."""
    return pick(integers(90, 3, 4, rng=rng), torch.tensor([[1, 2], [0, 3], [1, 2]]))


# ---------------------------------------------------------------- total_price_indexing


def total_price_indexing__adds_the_prices(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> list[Number]:
    """The total is the sum of the prices of the things in the basket."""
    prices = torch.tensor([0.5, 1.0, 2.0, 8.0])
    return [total(prices, torch.tensor(items)) for items in ([1], [2, 3], [3, 0, 2])]


def total_price_indexing__counts_repeats(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """A thing that is bought twice is paid twice."""
    return total(torch.tensor([0.5, 1.0, 2.0]), torch.tensor([0, 0, 2, 1, 0, 2]))


def total_price_indexing__is_a_plain_number(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> dict[str, str]:
    """What comes back is a Python float and not a tensor."""
    price = total(torch.tensor([0.5, 1.0]), torch.tensor([1, 0, 1]))
    return {"type of the total": "float" if isinstance(price, float) else type(price).__name__}


def total_price_indexing__takes_a_long_basket(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """A long basket of many kinds is added up as well."""
    prices = 1 + torch.rand(30, generator=rng)
    return total(prices, integers(30, 200, rng=rng))


# ---------------------------------------------------------------- total_price_gather


def total_price_gather__adds_the_prices(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> list[Number]:
    """The total is the sum of the prices of the things in the basket."""
    prices = torch.tensor([0.5, 1.0, 2.0, 8.0])
    return [total(prices, torch.tensor(items)) for items in ([1], [2, 3], [3, 0, 2])]


def total_price_gather__counts_repeats(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """A thing that is bought twice is paid twice."""
    return total(torch.tensor([0.5, 1.0, 2.0]), torch.tensor([0, 0, 2, 1, 0, 2]))


def total_price_gather__is_a_plain_number(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> dict[str, str]:
    """What comes back is a Python float and not a tensor."""
    price = total(torch.tensor([0.5, 1.0]), torch.tensor([1, 0, 1]))
    return {"type of the total": "float" if isinstance(price, float) else type(price).__name__}


def total_price_gather__takes_a_long_basket(
    total: Callable[[Tensor, Tensor], Number], rng: torch.Generator
) -> Number:
    """A long basket of many kinds is added up as well."""
    prices = 1 + torch.rand(30, generator=rng)
    return total(prices, integers(30, 200, rng=rng))


# ---------------------------------------------------------------- gather_2d


def gather_2d__looks_in_its_own_row(pick: Two, rng: torch.Generator) -> list[Tensor]:
    """Entry [i, j] comes from row i and the column that indexes[i, j] names."""
    sizes = [(3, 2, 1), (3, 3, 2), (5, 4, 4)]
    return [pick(normal(m, n, rng=rng), integers(n, m, k, rng=rng)) for m, n, k in sizes]


def gather_2d__takes_a_wide_matrix(pick: Two, rng: torch.Generator) -> list[Tensor]:
    """There may be more columns than rows."""
    sizes = [(2, 3, 2), (3, 5, 4)]
    return [pick(normal(m, n, rng=rng), integers(n, m, k, rng=rng)) for m, n, k in sizes]


def gather_2d__may_ask_for_more_than_there_is(pick: Two, rng: torch.Generator) -> Tensor:
    """A row of indexes may be longer than a row of the matrix."""
    return pick(normal(3, 2, rng=rng), integers(2, 3, 6, rng=rng))


def gather_2d__takes_a_square(pick: Two, rng: torch.Generator) -> Tensor:
    """It is the columns that are looked up, also where rows and columns are as many."""
    return pick(normal(4, 4, rng=rng), integers(4, 4, 4, rng=rng))


def gather_2d__asks_for_nothing(pick: Two, rng: torch.Generator) -> Tensor:
    """Without indexes the answer has shape (m, 0); the dtype stays."""
    return pick(integers(9, 3, 2, rng=rng), torch.zeros(3, 0, dtype=torch.int64))
