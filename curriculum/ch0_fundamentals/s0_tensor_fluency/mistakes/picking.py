"""Mistakes of the section “Picking”: the first paragraph of a docstring is what the learner
reads.
"""

import torch
from torch import Tensor

# ---------------------------------------------------------------- take_position


def take_position__three_axes_named(activations: Tensor, position: int) -> Tensor:
    """You name three axes, and there may be more or fewer.

    `[:, position, :]` is right for (batch, position, feature) alone. `...` in place of the first
    colon stands for as many axes as there are.
    """
    return activations[:, position, :]


def take_position__three_axes_only(activations: Tensor, position: int) -> Tensor:
    """You wrote `[:, position]`, which is right for three axes and wrong for any other number.

    Counting from the left fixes how many axes come before. `...` stands for as many as there are,
    so you can count from the right.
    """
    return activations[:, position]


def take_position__feature(activations: Tensor, position: int) -> Tensor:
    """You take one feature at every position; it should be every feature at one position.

    `[..., position]` indexes the last axis. The position is the one before it: `[..., position,
    :]`.
    """
    return activations[..., position]


def take_position__axis_kept(activations: Tensor, position: int) -> Tensor:
    """You keep the axis of positions with size one.

    A slice keeps its axis, an integer takes it away.
    """
    return activations.roll(-position, -2)[..., :1, :]


def take_position__first_axis(activations: Tensor, position: int) -> Tensor:
    """You take one example of the batch, not one position.

    A single index in brackets belongs to the first axis.
    """
    return activations[position]


# ---------------------------------------------------------------- collect_rows


def collect_rows__gathered(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """You call `gather`, which needs an index with as many axes as the matrix.

    `gather` looks up entry by entry. Whole rows are picked by putting the list into the brackets.
    """
    return matrix.gather(0, row_indexes)


def collect_rows__columns(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """You collect columns; a bare index belongs to the first axis, the rows.

    `matrix[:, indexes]` leaves the rows whole and picks columns. For rows, index the first axis.
    """
    return matrix[:, row_indexes]


def collect_rows__sorted(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """You sort the list, but the rows come in its order.

    An index can reorder as well as select.
    """
    return matrix[row_indexes.sort().values]


def collect_rows__repeats_lost(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """You drop repeats: a row that is named twice has to come twice.

    A mask or a set can only say whether something is in. A list of indexes says how often and in
    which order, too.
    """
    return matrix[torch.unique(row_indexes)]


def collect_rows__transposed(matrix: Tensor, row_indexes: Tensor) -> Tensor:
    """You return the rows as columns.

    Row i of the answer is row row_indexes[i] of the matrix: the shape is (k, n).
    """
    return matrix[row_indexes].T


# ---------------------------------------------------------------- collect_columns


def collect_columns__gathered(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """You call `gather`, which needs an index with as many axes as the matrix.

    `gather` looks up entry by entry. Whole columns are picked by putting the list into the
    brackets, after a colon.
    """
    return matrix.gather(1, column_indexes)


def collect_columns__rows(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """You collect rows: a bare index belongs to the first axis.

    Leave the rows whole with a colon, then index the columns.
    """
    return matrix[column_indexes]


def collect_columns__sorted(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """You sort the list, but the columns come in its order.

    An index can reorder as well as select.
    """
    return matrix[:, column_indexes.sort().values]


def collect_columns__repeats_lost(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """You drop repeats: a column that is named twice has to come twice.

    A mask or a set can only say whether something is in. A list of indexes says how often and in
    which order, too.
    """
    return matrix[:, torch.unique(column_indexes)]


def collect_columns__transposed(matrix: Tensor, column_indexes: Tensor) -> Tensor:
    """You return the columns as rows.

    `matrix.T[indexes]` picks the right numbers and lays them down: shape (k, m). Asked for is (m,
    k).
    """
    return matrix.T[column_indexes]


# ---------------------------------------------------------------- integer_array_indexing


def integer_array_indexing__not_transposed(matrix: Tensor, coords: Tensor) -> Tensor:
    """You make a tuple of the coordinates; it has to be a tuple of axes.

    `tuple(coords)` takes the table apart row by row: one index for each coordinate. Transposed
    first, it is one index for each axis.
    """
    return matrix[tuple(coords)]


def integer_array_indexing__rows(matrix: Tensor, coords: Tensor) -> Tensor:
    """You index with the whole table of coordinates, which picks whole rows.

    One tensor in brackets belongs to the first axis, whatever its shape. Each axis needs an index
    of its own: a *tuple* of tensors.
    """
    return matrix[coords]


def integer_array_indexing__not_unpacked(matrix: Tensor, coords: Tensor) -> Tensor:
    """You transpose the coordinates but hand them over as one tensor.

    `matrix[coords.T]` still indexes the first axis only. `tuple(coords.T)` makes one index an
    axis.
    """
    return matrix[coords.T]


def integer_array_indexing__reversed(matrix: Tensor, coords: Tensor) -> Tensor:
    """You read the coordinates from the back: the last index goes to the first axis.

    The first column of coords belongs to the first axis. This is the confusion of (x, y) with
    (row, column).
    """
    return matrix[tuple(coords.T.flip(0))]


def integer_array_indexing__two_axes(matrix: Tensor, coords: Tensor) -> Tensor:
    """You use the first two indexes only, which is right for a matrix and for nothing else.

    The number of axes is coords.shape[1]. Unpack them all, with `tuple`.
    """
    return matrix[coords[:, 0], coords[:, 1 % coords.shape[1]]]


# ---------------------------------------------------------------- total_price_indexing


def total_price_indexing__each_once(prices: Tensor, items: Tensor) -> float:
    """You pay each kind once, however often it is in the basket.

    `unique`, a set or a mask forgets how often. An index that repeats, repeats its price.
    """
    return prices[torch.unique(items)].sum().item()


def total_price_indexing__whole_shop(prices: Tensor, items: Tensor) -> float:
    """You add all prices, whatever is in the basket.

    The basket is an index into the prices: pick first, then add.
    """
    return prices.sum().item()


def total_price_indexing__average(prices: Tensor, items: Tensor) -> float:
    """You average the prices instead of adding them.

    A total is a sum.
    """
    return prices[items].mean().item()


def total_price_indexing__not_added(prices: Tensor, items: Tensor) -> float:
    """You return the price of each thing; asked for is one number.

    After picking the prices, add them and turn the result into a Python number with `.item()`.
    """
    return prices[items]  # type: ignore[return-value]


def total_price_indexing__a_tensor(prices: Tensor, items: Tensor) -> Tensor:
    """You return a tensor without axes; asked is a Python float.

    `.item()` takes the number out of it.
    """
    return prices[items].sum()


# ---------------------------------------------------------------- gather_2d


def gather_2d__wrong_axis(matrix: Tensor, indexes: Tensor) -> Tensor:
    """You gather along axis 0: the indexes are taken for rows.

    `gather(dim, index)` replaces the coordinate of axis `dim` by the index. The columns are axis
    1.
    """
    return matrix.gather(0, indexes)


def gather_2d__all_rows(matrix: Tensor, indexes: Tensor) -> Tensor:
    """You look up the columns in every row: the answer has an axis too many.

    `matrix[:, indexes]` reads all of `indexes` for each row and has shape (m, m, k). Row i of the
    indexes should meet row i of the matrix only.
    """
    return matrix[:, indexes]


def gather_2d__first_row(matrix: Tensor, indexes: Tensor) -> Tensor:
    """You look everything up in the first row.

    Row i of the indexes belongs to row i of the matrix. In a flattened matrix an index without its
    row means the first row.
    """
    return matrix[0][indexes]


def gather_2d__one_list(matrix: Tensor, indexes: Tensor) -> Tensor:
    """You use the first row of indexes for every row of the matrix.

    `matrix[:, indexes[0]]` picks the same columns everywhere. Each row has its own list.
    """
    return matrix[:, indexes[0]]


# ---------------------------------------------------------------- total_price_gather


def total_price_gather__axis_left_out(prices: Tensor, items: Tensor) -> float:
    """You leave out the axis: `gather` takes it before the indexes.

    `source.gather(dim, index)`: even where there is one axis only, it has to be named.
    """
    return prices.gather(items).sum().item()  # type: ignore[call-arg, arg-type]


def total_price_gather__arguments_exchanged(prices: Tensor, items: Tensor) -> float:
    """You look up the prices in the basket: the tensor to look in comes first, then the axis, then
    the indexes.

    `source.gather(dim, index)` reads from `source`. Your index has to hold integers, and prices
    are not.
    """
    return items.gather(0, prices).sum().item()


def total_price_gather__wrong_axis(prices: Tensor, items: Tensor) -> float:
    """You gather along axis 1, and a list has only axis 0.

    The prices have one axis. It is axis 0, or -1.
    """
    return prices.gather(1, items).sum().item()


def total_price_gather__average(prices: Tensor, items: Tensor) -> float:
    """You average the prices instead of adding them.

    A total is a sum.
    """
    return prices.gather(0, items).mean().item()


def total_price_gather__not_added(prices: Tensor, items: Tensor) -> float:
    """You return the price of each thing; asked for is one number.

    After picking the prices, add them and turn the result into a Python number with `.item()`.
    """
    return prices.gather(0, items)  # type: ignore[return-value]


def total_price_gather__each_once(prices: Tensor, items: Tensor) -> float:
    """You pay each kind once, however often it is in the basket.

    An index that repeats, repeats its price. Leave the repeats in.
    """
    return prices.gather(0, torch.unique(items)).sum().item()


def total_price_gather__a_tensor(prices: Tensor, items: Tensor) -> Tensor:
    """You return a tensor without axes; asked is a Python float.

    `.item()` takes the number out of it.
    """
    return prices.gather(0, items).sum()
