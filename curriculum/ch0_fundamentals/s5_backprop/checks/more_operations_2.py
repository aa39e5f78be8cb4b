"""Checks of the section “More operations”: one experiment a claim, which is what the learner
reads.
"""

from typing import Any

import numpy as np
import torch

from ..autograd import Arr, Tensor
from .common import (
    Back,
    Rng,
    above,
    binary,
    normal,
    numbers,
    operators_installed,
    same_shape,
    scalars,
    through,
    whole,
)

# ---------------------------------------------------------------- add, subtract, divide, maximum


def add_back0__one_shape(back: Back, rng: Rng) -> list[Any]:
    """For terms of one shape the gradient passes unchanged."""
    return same_shape(back, np.add, rng)


def add_back0__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For terms that were broadcast together, the gradient has the first term's shape."""
    return binary(back, np.add, rng)


def add_back0__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """The second term may be an int or a float, and arrays may have no axes."""
    return [*numbers(back, np.add, 0, rng), scalars(back, np.add, rng)]


def subtract_back1__one_shape(back: Back, rng: Rng) -> list[Any]:
    """For arrays of one shape the gradient changes its sign."""
    return same_shape(back, np.subtract, rng)


def subtract_back1__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For arrays that were broadcast together, the gradient has the second one's shape."""
    return binary(back, np.subtract, rng)


def subtract_back1__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """The first argument may be an int or a float, and arrays may have no axes."""
    return [*numbers(back, np.subtract, 1, rng), scalars(back, np.subtract, rng)]


def divide_back1__one_shape(back: Back, rng: Rng) -> list[Any]:
    """For arrays of one shape the gradient of the denominator agrees with torch."""
    return same_shape(back, np.true_divide, rng, low=0.5)


def divide_back1__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For arrays that were broadcast together, the gradient has the denominator's shape."""
    return binary(back, np.true_divide, rng, low=0.5)


def divide_back1__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """The numerator may be an int or a float, and arrays may have no axes."""
    return [*numbers(back, np.true_divide, 1, rng), scalars(back, np.true_divide, rng)]


def divide_back1__of_negative_denominators(back: Back, rng: Rng) -> Any:
    """A negative denominator is right as well."""
    x, y = normal(rng, 3), -above(0.5, rng, 3)
    return back(normal(rng, 3), x / y, x, y)


def _tied(rng: Rng, shape: tuple[int, ...], other: tuple[int, ...]) -> tuple[Arr, Arr]:
    """Small whole numbers, so that many are equal."""
    return whole(rng, 3, *shape).astype(np.float64), whole(rng, 3, *other).astype(np.float64)


def maximum_back0__goes_to_the_larger(back: Back, rng: Rng) -> list[Any]:
    """Where x is larger it gets the gradient, elsewhere nothing."""
    return same_shape(back, np.maximum, rng)


def maximum_back0__shares_ties(back: Back, rng: Rng) -> list[Any]:
    """Where both are equal x gets one half."""
    tied = np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 3.0])
    pairs = [tied, _tied(rng, (3, 4), (3, 4))]
    return [back(normal(rng, *x.shape), np.maximum(x, y), x, y) for x, y in pairs]


def maximum_back0__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For arrays that were broadcast together, the gradient has the shape of x."""
    return binary(back, np.maximum, rng)


def maximum_back0__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """y may be an int or a float, and arrays may have no axes."""
    return [*numbers(back, np.maximum, 0, rng), scalars(back, np.maximum, rng)]


def maximum_back1__goes_to_the_larger(back: Back, rng: Rng) -> list[Any]:
    """Where y is larger it gets the gradient, elsewhere nothing."""
    return same_shape(back, np.maximum, rng)


def maximum_back1__shares_ties(back: Back, rng: Rng) -> list[Any]:
    """Where both are equal y gets one half."""
    tied = np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 3.0])
    pairs = [tied, _tied(rng, (3, 4), (3, 4))]
    return [back(normal(rng, *x.shape), np.maximum(x, y), x, y) for x, y in pairs]


def maximum_back1__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For arrays that were broadcast together, the gradient has the shape of y."""
    return binary(back, np.maximum, rng)


def maximum_back1__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """x may be an int or a float, and arrays may have no axes."""
    return [*numbers(back, np.maximum, 1, rng), scalars(back, np.maximum, rng)]


# ---------------------------------------------------------------- relu


def relu__cuts_off(relu: Any, rng: Rng) -> Any:
    """Positive entries stay, negative ones become zero, and the gradient follows."""
    with operators_installed():
        x = Tensor(normal(rng, 3, 4), requires_grad=True)
        return through(relu(x), {"x": x}, rng)


def relu__is_flat_at_zero(relu: Any, rng: Rng) -> Any:
    """The derivative at 0 is 0, as in torch."""
    with operators_installed():
        x = Tensor(np.array([0.0, -1.0, 2.0, 0.0, -0.0]), requires_grad=True)
        return through(relu(x), {"x": x}, rng)


def relu__keeps_no_recipe_without_need(relu: Any, rng: Rng) -> Any:
    """Of a tensor that needs no gradient neither does the result; scalars work."""
    with operators_installed():
        plain = relu(Tensor(normal(rng, 3)))
        x = Tensor(np.array(1.5), requires_grad=True)
        seen = {"requires_grad": plain.requires_grad, "values": plain.array}
        return seen | {"a scalar": through(relu(x), {"x": x}, rng)}


# ---------------------------------------------------------------- matmul, einsum


def _matrices(back: Back, rng: Rng, sizes: list[tuple[int, int, int]]) -> list[Any]:
    seen = []
    for n, k, m in sizes:
        x, y = normal(rng, n, k), normal(rng, k, m)
        seen.append(back(normal(rng, n, m), x @ y, x, y))
    return seen


def matmul2d_back0__of_small_matrices(back: Back, rng: Rng) -> list[Any]:
    """A row times a column, a column times a row."""
    return _matrices(back, rng, [(1, 1, 1), (1, 2, 1), (2, 1, 3)])


def matmul2d_back0__of_oblong_matrices(back: Back, rng: Rng) -> list[Any]:
    """Matrices whose three sizes differ."""
    return _matrices(back, rng, [(2, 3, 4), (5, 2, 3), (3, 4, 1)])


def matmul2d_back0__of_square_matrices(back: Back, rng: Rng) -> list[Any]:
    """Square matrices, where a wrong transposition would not show in the shape."""
    return _matrices(back, rng, [(2, 2, 2), (3, 3, 3)])


def matmul2d_back1__of_small_matrices(back: Back, rng: Rng) -> list[Any]:
    """A row times a column, a column times a row."""
    return _matrices(back, rng, [(1, 1, 1), (1, 2, 1), (2, 1, 3)])


def matmul2d_back1__of_oblong_matrices(back: Back, rng: Rng) -> list[Any]:
    """Matrices whose three sizes differ."""
    return _matrices(back, rng, [(2, 3, 4), (5, 2, 3), (3, 4, 1)])


def matmul2d_back1__of_square_matrices(back: Back, rng: Rng) -> list[Any]:
    """Square matrices, where a wrong transposition would not show in the shape."""
    return _matrices(back, rng, [(2, 2, 2), (3, 3, 3)])


def _einsums(back: Back, rng: Rng, equations: list[str]) -> list[Any]:
    seen = []
    sizes = {"a": 2, "b": 3, "h": 4, "i": 5, "j": 2, "o": 6}
    for equation in equations:
        terms = equation.replace(" ", "").split("->")[0].split(",")
        x, y = (normal(rng, *(sizes[letter] for letter in term)) for term in terms)
        out = np.asarray(np.einsum(equation, x, y))
        seen.append(back(normal(rng, *out.shape), out, equation, x, y))
    return seen


def einsum_back__of_matrices(back: Back, rng: Rng) -> list[Any]:
    """For a matrix product and for a linear map, both gradients agree with torch."""
    return _einsums(back, rng, ["ij,jo->io", "bi,oi->bo"])


def einsum_back__of_vectors(back: Back, rng: Rng) -> list[Any]:
    """For a dot product, an outer product and a product entry by entry."""
    return _einsums(back, rng, ["i,i->", "i,o->io", "ab,ab->ab"])


def einsum_back__of_batches(back: Back, rng: Rng) -> list[Any]:
    """For products over a batch, with axes in any order and with blanks."""
    return _einsums(back, rng, ["bhi,bij->bhj", "b h i, b j i -> b h j", "bio,ob->ib"])


# ---------------------------------------------------------------- conv1d


def _convolutions(back: Back, rng: Rng, sizes: list[tuple[int, int, int, int, int]]) -> list[Any]:
    """For sizes of batch, channels in, channels out, signal and kernel."""
    seen = []
    for b, ic, oc, w, kw in sizes:
        x, weights = normal(rng, b, ic, w), normal(rng, oc, ic, kw)
        out = torch.conv1d(torch.from_numpy(x), torch.from_numpy(weights)).numpy()
        seen.append(back(normal(rng, *out.shape), out, x, weights))
    return seen


def conv1d_back0__of_one_kernel(back: Back, rng: Rng) -> list[Any]:
    """One signal, one channel, one kernel: every place has a sum over the windows that saw it."""
    return _convolutions(back, rng, [(1, 1, 1, 3, 2), (1, 1, 1, 6, 3)])


def conv1d_back0__of_channels(back: Back, rng: Rng) -> list[Any]:
    """A batch of signals, with different numbers of channels going in and coming out."""
    return _convolutions(back, rng, [(2, 3, 4, 6, 3), (3, 4, 2, 5, 2)])


def conv1d_back0__where_channels_agree(back: Back, rng: Rng) -> list[Any]:
    """As many channels in as out, where exchanging them would not show in the shape."""
    return _convolutions(back, rng, [(2, 3, 3, 7, 2), (2, 2, 2, 4, 3)])


def conv1d_back0__of_extreme_kernels(back: Back, rng: Rng) -> list[Any]:
    """Kernels of one place, and kernels as long as the signal."""
    return _convolutions(back, rng, [(2, 3, 2, 4, 1), (2, 3, 2, 4, 4), (1, 2, 3, 1, 1)])


def conv1d_back1__of_one_kernel(back: Back, rng: Rng) -> list[Any]:
    """One signal, one channel, one kernel: every weight has a sum over all windows."""
    return _convolutions(back, rng, [(1, 1, 1, 3, 2), (1, 1, 1, 6, 3)])


def conv1d_back1__of_channels(back: Back, rng: Rng) -> list[Any]:
    """A batch of signals, with different numbers of channels going in and coming out."""
    return _convolutions(back, rng, [(2, 3, 4, 6, 3), (3, 4, 2, 5, 2)])


def conv1d_back1__where_channels_agree(back: Back, rng: Rng) -> list[Any]:
    """As many channels in as out, where exchanging them would not show in the shape."""
    return _convolutions(back, rng, [(2, 3, 3, 7, 2), (2, 2, 2, 4, 3)])


def conv1d_back1__of_extreme_kernels(back: Back, rng: Rng) -> list[Any]:
    """Kernels of one place, and kernels as long as the signal."""
    return _convolutions(back, rng, [(2, 3, 2, 4, 1), (2, 3, 2, 4, 4), (1, 2, 3, 1, 1)])
