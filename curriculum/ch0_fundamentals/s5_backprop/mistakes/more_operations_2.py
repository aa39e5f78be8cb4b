"""Mistakes of the section “More operations”: the first paragraph of a docstring is what the
learner reads.
"""

from typing import Any

import numpy as np

from ..autograd import Arr, Tensor
from ..solutions import coerce_index, getitem_back, unbroadcast

# ------------------------------------------------------------ coerce_index


def coerce_index__tuples_ignored(index: Any) -> Any:
    """Tensors inside of a tuple stay as they are.

    `x[rows, columns]` hands over a tuple. Look into it, one part after another.
    """
    return index.array if isinstance(index, Tensor) else index


def coerce_index__only_tuples(index: Any) -> Any:
    """A Tensor that is not in a tuple stays as it is.

    `x[rows]` hands over the Tensor itself.
    """
    return tuple(coerce_index(i) for i in index) if isinstance(index, tuple) else index


def coerce_index__list_for_tuple(index: Any) -> Any:
    """You make a list of a tuple; NumPy reads the two in different ways.

    A tuple has one part for each axis. A list is *one* array of integers for the first axis.
    They pick different entries, or raise.
    """
    return [coerce_index(i) for i in index] if isinstance(index, tuple) else coerce_index(index)


def coerce_index__everything_an_array(index: Any) -> Any:
    """You make an array of one entry of each integer; an integer stays as it is.

    An integer takes its axis away; an array of one integer leaves an axis of size one in its
    place.
    """
    if isinstance(index, tuple):
        return tuple(coerce_index__everything_an_array(i) for i in index)
    plain = index.array if isinstance(index, Tensor) else index
    return np.atleast_1d(plain) if isinstance(plain, int | np.ndarray) else plain


# ------------------------------------------------------------ getitem_back


def getitem_back__repeats_lost(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """An entry that was picked several times gets the gradient of its last pick only.

    `grad[index] = grad_out` writes to the same place again and again. `grad[index] += grad_out`
    is no better: NumPy reads all old values first, then writes all new ones. `np.add.at(grad,
    index, grad_out)` does one after another. Embedding layers live on this: a word occurs many
    times in a batch.
    """
    grad = np.zeros_like(x)
    grad[coerce_index(index)] = grad_out
    return grad


def getitem_back__tensors_not_coerced(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """You use the index as it is; it may hold Tensors, which NumPy does not know.

    Pass it through `coerce_index`, as the forward function does.
    """
    grad = np.zeros_like(x)
    np.add.at(grad, index, grad_out)
    return grad


def getitem_back__shape_of_out(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """Your gradient has the shape of what was picked; it needs that of `x`.

    Entries that were not picked have no effect on the loss: their gradient is zero, and it has
    to be there.
    """
    return grad_out.copy()


def getitem_back__added_to_x(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """You add the gradient to the values of `x`; begin with zeros.

    A gradient is a new array. `x.copy()` has the right shape, and the wrong entries.
    """
    return x + getitem_back(grad_out, out, x, index)


def getitem_back__counts(grad_out: Arr, out: Arr, x: Arr, index: Any) -> Any:
    """You count how often an entry was picked, without `grad_out`.

    Each pick brings its own gradient, which is added at its place.
    """
    return getitem_back(np.ones_like(grad_out), out, x, index)


# ------------------------------------------------------------ add_back0


def add_back0__not_summed(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `x`.

    A bias is added to every row of a batch. Its gradient is the sum over the rows.
    """
    return grad_out.copy()


def add_back0__shape_of_y(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You give the gradient the shape of `y`; this function is for `x`.

    `unbroadcast(gradient, original)` takes the array whose shape is wanted.
    """
    return unbroadcast(grad_out, np.asarray(y))


def add_back0__ones(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You return ones, summed, and leave `grad_out` out.

    The slope of a sum is 1 for each term. It is to be multiplied by the gradient that arrives.
    """
    return unbroadcast(np.ones_like(grad_out), x)


def add_back0__times_x(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You multiply by `x`, as if this were a product.

    In a sum the slope of each term is 1, however large the term is.
    """
    return unbroadcast(np.asarray(grad_out * x), x)


# ------------------------------------------------------------ subtract_back1


def subtract_back1__sign_kept(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """The sign is missing: if y grows, x - y falls.

    The slope of x - y for y is -1.
    """
    return unbroadcast(grad_out, y)


def subtract_back1__not_summed(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `y`.

    Each copy of an entry of y has its own gradient, and they add up.
    """
    return -grad_out


def subtract_back1__shape_of_x(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You give the gradient the shape of `x`; this function is for `y`.

    `unbroadcast(gradient, original)` takes the array whose shape is wanted.
    """
    return unbroadcast(-grad_out, np.asarray(x))


# ------------------------------------------------------------ divide_back1


def divide_back1__not_squared(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You divide by y once; the derivative of 1 / y is -1 / y².

    x / y is x · y⁻¹. Its derivative for y is -x · y⁻².
    """
    return unbroadcast(np.asarray(-grad_out * x / y), y)


def divide_back1__sign(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """The sign is missing: a larger denominator makes the quotient smaller.

    The derivative of 1 / y is -1 / y², negative for every y.
    """
    return unbroadcast(np.asarray(grad_out * x / y**2), y)


def divide_back1__numerator(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You return the gradient for the numerator, 1 / y.

    This function is for argument 1, which is y, the denominator.
    """
    return unbroadcast(np.asarray(grad_out / y), y)


def divide_back1__not_summed(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `y`.

    Each copy of an entry of y has its own gradient, and they add up.
    """
    return np.asarray(-grad_out * x / y**2)


def divide_back1__without_numerator(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """The numerator is missing: x / y is x times 1 / y, so x stays as a factor.

    The derivative of 1 / y is -1 / y². That of x / y is x times as large.
    """
    return unbroadcast(-grad_out / y**2 * np.ones_like(out), y)


# ------------------------------------------------------------ maximum_back0


def maximum_back0__keeps_ties(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """Where x and y are equal, `x` gets the whole gradient; half of it is y's.

    If both sides take all of it, a tie counts twice. Sharing evenly makes the two gradients add
    up to `grad_out`, and is what torch and JAX do.
    """
    return unbroadcast(np.asarray(grad_out * (x >= y)), np.asarray(x))


def maximum_back0__drops_ties(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """Where x and y are equal, your gradient is zero; one half belongs there.

    If neither side takes it, the gradient is lost. It is shared evenly.
    """
    return unbroadcast(np.asarray(grad_out * (x > y)), np.asarray(x))


def maximum_back0__of_the_other(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """The gradient goes where y is larger; this function is for `x`.

    Only the larger of the two has an effect on the result.
    """
    share = (y > x) + 0.5 * (x == y)
    return unbroadcast(np.asarray(grad_out * share), np.asarray(x))


def maximum_back0__not_summed(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `x`.

    Each copy of an entry of x has its own gradient, and they add up.
    """
    return np.asarray(grad_out * ((x > y) + 0.5 * (x == y)))


# ------------------------------------------------------------ maximum_back1


def maximum_back1__keeps_ties(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """Where x and y are equal, `y` gets the whole gradient; half of it is x's.

    If both sides take all of it, a tie counts twice. Sharing evenly makes the two gradients add
    up to `grad_out`, and is what torch and JAX do.
    """
    return unbroadcast(np.asarray(grad_out * (y >= x)), np.asarray(y))


def maximum_back1__drops_ties(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """Where x and y are equal, your gradient is zero; one half belongs there.

    If neither side takes it, the gradient is lost. It is shared evenly.
    """
    return unbroadcast(np.asarray(grad_out * (y > x)), np.asarray(y))


def maximum_back1__of_the_other(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """The gradient goes where x is larger; this function is for `y`.

    Only the larger of the two has an effect on the result.
    """
    share = (x > y) + 0.5 * (x == y)
    return unbroadcast(np.asarray(grad_out * share), np.asarray(y))


def maximum_back1__not_summed(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `y`.

    Each copy of an entry of y has its own gradient, and they add up.
    """
    return np.asarray(grad_out * ((y > x) + 0.5 * (x == y)))
