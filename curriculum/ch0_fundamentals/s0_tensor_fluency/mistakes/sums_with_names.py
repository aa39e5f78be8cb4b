"""Mistakes of the section “Sums with names”: the first paragraph of a docstring is what the
learner reads.
"""

from einops import einsum
from torch import Tensor

# ---------------------------------------------------------------- einsum_trace


def einsum_trace__everything(mat: Tensor) -> Tensor:
    """You add all entries: two different names are two independent axes.

    `i j ->` runs over all pairs. Only the same name twice walks along the diagonal.
    """
    return einsum(mat, "i j ->")


def einsum_trace__diagonal(mat: Tensor) -> Tensor:
    """You return the diagonal and do not add it up.

    A name on the right of the arrow is kept. To add along it, leave it out.
    """
    return einsum(mat, "i i -> i")


def einsum_trace__rows(mat: Tensor) -> Tensor:
    """You add up each row.

    `i j -> i` sums over j. The trace needs the same name twice, and nothing on the right.
    """
    return einsum(mat, "i j -> i")


# ---------------------------------------------------------------- einsum_mv


def einsum_mv__rows_scaled(mat: Tensor, vec: Tensor) -> Tensor:
    """You scale each row by an entry of the vector: the shared name is the row.

    The vector belongs to the second name of the matrix, `i j, j -> i`, and that name is summed.
    """
    return einsum(mat, vec, "i j, i -> i")


def einsum_mv__transposed(mat: Tensor, vec: Tensor) -> Tensor:
    """You multiply the vector with the columns, which is the transposed matrix times the vector.

    The name that is shared is summed. It has to be the second of the matrix: `i j, j -> i`.
    """
    return einsum(mat, vec, "i j, i -> j")


def einsum_mv__not_added(mat: Tensor, vec: Tensor) -> Tensor:
    """You multiply each row with the vector but do not add up.

    A name on the right of the arrow is kept. `j` has to go.
    """
    return einsum(mat, vec, "i j, j -> i j")


def einsum_mv__everything(mat: Tensor, vec: Tensor) -> Tensor:
    """You add up everything and get one number.

    Nothing on the right means that every axis is summed. Keep `i`.
    """
    return einsum(mat, vec, "i j, j ->")


# ---------------------------------------------------------------- einsum_mm


def einsum_mm__second_transposed(mat1: Tensor, mat2: Tensor) -> Tensor:
    """You multiply rows with rows: that is the product with the transposed second matrix.

    The shared name is the *last* of the first matrix and the *first* of the second: `i j, j k`.
    """
    return einsum(mat1, mat2, "i j, k j -> i k")


def einsum_mm__transposed(mat1: Tensor, mat2: Tensor) -> Tensor:
    """Your product is transposed.

    The order of the names on the right is the order of the axes: `i k`.
    """
    return einsum(mat1, mat2, "i j, j k -> k i")


def einsum_mm__not_added(mat1: Tensor, mat2: Tensor) -> Tensor:
    """You keep the axis over which a matrix product adds up.

    `j` stands on both sides of the arrow, so it is kept. Leave it out on the right.
    """
    return einsum(mat1, mat2, "i j, j k -> i j k")


def einsum_mm__columns_lost(mat1: Tensor, mat2: Tensor) -> Tensor:
    """You sum over the columns of the second matrix as well.

    Every name that is missing on the right is summed. Keep `k`.
    """
    return einsum(mat1, mat2, "i j, j k -> i")


# ---------------------------------------------------------------- einsum_inner


def einsum_inner__not_added(vec1: Tensor, vec2: Tensor) -> Tensor:
    """You multiply entry by entry and do not add up.

    A name on the right of the arrow is kept. Leave it out to sum over it.
    """
    return einsum(vec1, vec2, "i, i -> i")


def einsum_inner__all_pairs(vec1: Tensor, vec2: Tensor) -> Tensor:
    """You use two names, so every entry meets every entry: the product of the two sums.

    The same name on both sides of the comma walks through the two vectors together.
    """
    return einsum(vec1, vec2, "i, j ->")


def einsum_inner__outer(vec1: Tensor, vec2: Tensor) -> Tensor:
    """You make a table of all products: that is the outer product.

    One shared name and nothing on the right: `i, i ->`.
    """
    return einsum(vec1, vec2, "i, j -> i j")


# ---------------------------------------------------------------- einsum_outer


def einsum_outer__transposed(vec1: Tensor, vec2: Tensor) -> Tensor:
    """Your table is transposed: the first vector should choose the row.

    The order of the names on the right is the order of the axes: `i j`.
    """
    return einsum(vec1, vec2, "i, j -> j i")


def einsum_outer__together(vec1: Tensor, vec2: Tensor) -> Tensor:
    """You use one name for both vectors, so they are walked through together.

    All pairs need two names. One name needs two vectors of the same length.
    """
    return einsum(vec1, vec2, "i, i -> i")


def einsum_outer__added(vec1: Tensor, vec2: Tensor) -> Tensor:
    """You add up the second vector: each entry is multiplied with its sum.

    A name that is missing on the right is summed. Keep `j`.
    """
    return einsum(vec1, vec2, "i, j -> i")


# ---------------------------------------------------------------- batched_dot_product_nd


def batched_dot_product_nd__not_added(a: Tensor, b: Tensor) -> Tensor:
    """You multiply entry by entry and do not add up.

    In `-> batch ...` every axis is kept. Leave the dots out on the right to sum over them.
    """
    return a * b


def batched_dot_product_nd__everything(a: Tensor, b: Tensor) -> Tensor:
    """You add up the batch as well and get one number.

    The batch is the one axis that stays: `-> batch`.
    """
    return (a * b).sum()


def batched_dot_product_nd__last_axis(a: Tensor, b: Tensor) -> Tensor:
    """You sum over the last axis only, which is enough for vectors and not for more axes.

    All axes but the first have to go: `...`, or `flatten(1)` before the sum.
    """
    return (a * b).sum(dim=-1)


def batched_dot_product_nd__all_pairs(a: Tensor, b: Tensor) -> Tensor:
    """You multiply every entry of one batch with every entry of the other.

    Two names for the batch are two independent axes. Use one name for both.
    """
    return einsum(a, b, "i ..., j ... -> i j")
