"""Mistakes of the section “Products out of views”: the first paragraph of a docstring is what
the learner reads.
"""

from einops import einsum
from torch import Tensor

# ---------------------------------------------------------------- as_strided_trace


def as_strided_trace__contiguous_assumed(mat: Tensor) -> Tensor:
    """You step by the number of columns plus one: true for contiguous matrices only.

    One step along the diagonal is one step down and one to the right:
    `mat.stride(0) + mat.stride(1)`, whatever these two are.
    """
    return mat.as_strided((len(mat),), (len(mat) + 1,)).sum()


def as_strided_trace__a_column(mat: Tensor) -> Tensor:
    """You sum the first column: you step down, and never to the right.

    From one entry of the diagonal to the next both indices grow by one.
    """
    return mat.as_strided((len(mat),), (mat.stride(0),)).sum()


def as_strided_trace__one_short(mat: Tensor) -> Tensor:
    """Your diagonal is one entry short.

    An n by n matrix has n entries on its diagonal; the number of steps between them is n - 1.
    """
    return mat.as_strided((len(mat) - 1,), (mat.stride(0) + mat.stride(1),)).sum()


def as_strided_trace__offset_zero(mat: Tensor) -> Tensor:
    """You start at the beginning of the memory; the matrix may begin later.

    Leave the third argument of `as_strided` out, and the start of the matrix is kept.
    """
    return mat.as_strided((len(mat),), (mat.stride(0) + mat.stride(1),), 0).sum()


def as_strided_trace__not_summed(mat: Tensor) -> Tensor:
    """You return the diagonal itself; the trace is its sum.

    The view is right. One `.sum()` is missing.
    """
    return mat.as_strided((len(mat),), (mat.stride(0) + mat.stride(1),))


def as_strided_trace__one_to_the_right(mat: Tensor) -> Tensor:
    """You add 1 for the step to the right, which is `mat.stride(1)` places long.

    In a transpose the step to the right is a whole row of memory, and in a matrix that skips
    columns it is 2 or more.
    """
    return mat.as_strided((len(mat),), (mat.stride(0) + 1,)).sum()


# ---------------------------------------------------------------- as_strided_mv


def as_strided_mv__contiguous_assumed(mat: Tensor, vec: Tensor) -> Tensor:
    """You step along the vector by 1: true for contiguous vectors only.

    `x[::2]` has a stride of 2 and the column of a matrix that of its rows. Ask the vector:
    `vec.stride(0)`.
    """
    return (mat * vec.as_strided(mat.shape, (0, 1))).sum(1)


def as_strided_mv__wrong_axis(mat: Tensor, vec: Tensor) -> Tensor:
    """You sum over the rows; the products that belong together stand in one row, along axis 1.

    Entry i of the answer is the sum over j of mat[i, j] * vec[j]: the axis that goes is j.
    """
    return (mat * vec.as_strided(mat.shape, (0, vec.stride(0)))).sum(0)


def as_strided_mv__down_the_columns(mat: Tensor, vec: Tensor) -> Tensor:
    """You lay the vector down the columns: entry [i, j] of your view is vec[i], not vec[j].

    The number that goes with mat[i, j] is vec[j], the same for every row, so the stride of axis 0
    is 0.
    """
    return (mat * vec.as_strided(mat.shape, (vec.stride(0), 0))).sum(1)


def as_strided_mv__operator(mat: Tensor, vec: Tensor) -> Tensor:
    """You use the operator `@`; the task is to build it from a view, a product and a sum.

    The answer is right. Write what `@` does: lay the vector under every row, multiply, and sum
    along the rows.
    """
    return mat @ vec


def as_strided_mv__offset_zero(mat: Tensor, vec: Tensor) -> Tensor:
    """You start at the beginning of the memory; the vector may begin later.

    Leave the third argument of `as_strided` out, and the start of the vector is kept.
    """
    return (mat * vec.as_strided(mat.shape, (0, vec.stride(0)), 0)).sum(1)


# ---------------------------------------------------------------- as_strided_mm


def as_strided_mm__left_contiguous_assumed(matA: Tensor, matB: Tensor) -> Tensor:
    """You take the left matrix to be contiguous: its strides need not be (j, 1).

    A transpose and a slice have strides of their own. Ask: `matA.stride()`.
    """
    size = (*matA.shape, matB.shape[1])
    left = matA.as_strided(size, (matA.shape[1], 1, 0))
    return (left * matB.as_strided(size, (0, *matB.stride()))).sum(1)


def as_strided_mm__right_contiguous_assumed(matA: Tensor, matB: Tensor) -> Tensor:
    """You take the right matrix to be contiguous: its strides need not be (k, 1).

    A transpose and a slice have strides of their own. Ask: `matB.stride()`.
    """
    size = (*matA.shape, matB.shape[1])
    left = matA.as_strided(size, (*matA.stride(), 0))
    return (left * matB.as_strided(size, (0, matB.shape[1], 1))).sum(1)


def as_strided_mm__both_contiguous_assumed(matA: Tensor, matB: Tensor) -> Tensor:
    """You take both matrices to be contiguous: the strides need not be (columns, 1).

    A transpose and a slice have strides of their own. Ask both: `matA.stride()`,
    `matB.stride()`.
    """
    size = (*matA.shape, matB.shape[1])
    left = matA.as_strided(size, (matA.shape[1], 1, 0))
    return (left * matB.as_strided(size, (0, matB.shape[1], 1))).sum(1)


def as_strided_mm__right_transposed(matA: Tensor, matB: Tensor) -> Tensor:
    """You exchange the two strides of the right matrix, so you multiply by its transpose.

    Axis j of the product is axis 0 of `matB`, and axis k is its axis 1: the strides come in that
    order.
    """
    size = (*matA.shape, matB.shape[1])
    left = matA.as_strided(size, (*matA.stride(), 0))
    return (left * matB.as_strided(size, (0, matB.stride(1), matB.stride(0)))).sum(1)


def as_strided_mm__summed_over_columns(matA: Tensor, matB: Tensor) -> Tensor:
    """You sum over k, the last axis; the axis that both matrices share is j, in the middle.

    The products stand in a block (i, j, k). What is left is (i, k), so j is what goes.
    """
    size = (*matA.shape, matB.shape[1])
    left = matA.as_strided(size, (*matA.stride(), 0))
    return (left * matB.as_strided(size, (0, *matB.stride()))).sum(2)


def as_strided_mm__einsum(matA: Tensor, matB: Tensor) -> Tensor:
    """You use `einsum`; the task is to build it from views, a product and a sum.

    The answer is right. Give both matrices the shape (i, j, k) with a stride of 0 along the axis
    they lack, multiply, and sum over j.
    """
    return einsum(matA, matB, "i j, j k -> i k")
