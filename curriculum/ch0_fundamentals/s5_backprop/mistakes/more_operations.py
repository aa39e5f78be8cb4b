"""Mistakes of the section “More operations”: the first paragraph of a docstring is what the
learner reads.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..autograd import Arr
from ..solutions import sum_back, unbroadcast

# ------------------------------------------------------------ negative_back


def negative_back__sign_kept(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You pass the gradient on with its sign unchanged.

    If x grows, -x falls: the slope of this function is -1 everywhere.
    """
    return grad_out.copy()


def negative_back__negates_x(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You return `-x`: that is the function again, not its gradient.

    A backward function multiplies `grad_out` with the slope, which is -1 here. The value of x
    plays no part.
    """
    return -x


def negative_back__in_place(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You change `grad_out` itself: whoever else holds that array gets the wrong sign.

    The same gradient can be on its way to several parents, and adding passes it on without a
    copy. `grad_out *= -1` changes it for all of them; `-grad_out` makes a new array.
    """
    grad_out *= -1
    return grad_out


def negative_back__ignores_grad_out(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You return -1 for each entry, without `grad_out`.

    The slope of this step is -1. It is to be multiplied by the slope of everything after it.
    """
    return -np.ones_like(x)


# ------------------------------------------------------------ exp_back


def exp_back__ignores_grad_out(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You return the slope of exp alone, without `grad_out`.

    The chain rule multiplies: the slope of this step, times that of everything after it.
    """
    return np.exp(x)


def exp_back__uses_x(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You multiply by `x`; the slope of exp at x is exp(x), which is `out`.

    exp is the function that is its own derivative, and its value has been computed already.
    """
    return grad_out * x


def exp_back__twice(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You apply exp to `out`, which holds exp(x) already.

    `out` is the result of the forward function. exp of it would be exp(exp(x)).
    """
    with np.errstate(over="ignore"):
        return grad_out * np.exp(out)


def exp_back__divides(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You divide by `out`: that is the slope of the logarithm's kind, upside down.

    The inverse function has the inverse slope. exp itself is steeper the larger it is, so its
    gradient is multiplied by `out`.
    """
    return grad_out / out


# ------------------------------------------------------------ reshape_back


def reshape_back__shape_of_out(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """Your gradient has the shape of `out`; it needs that of `x`.

    A gradient has one entry for each entry of what it belongs to, in the same place. Reshape it
    to `x.shape`.
    """
    return grad_out.reshape(new_shape)


def reshape_back__other_order(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You fill the entries in column by column; the forward pass read them row by row.

    `order='F'`, or a transposition before or after, changes which entry goes where. The shape
    is right and the entries are not.
    """
    return grad_out.reshape(x.shape, order="F")


def reshape_back__flat(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You flatten the gradient; it needs the shape of `x`.

    Flattening is right only for an x with one axis.
    """
    return grad_out.reshape(-1)


def reshape_back__gives_x(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You return `x`, not the gradient.

    The values of x play no part in a reshape's gradient, only its shape does.
    """
    return x.copy()


# ------------------------------------------------------------ invert_transposition


def invert_transposition__itself(axes: Sequence[int]) -> Any:
    """You return the permutation itself; that undoes it only where axes are exchanged in pairs.

    Of (1, 0) and (0, 2, 1) each is its own inverse, and those are the examples one tries first.
    A ring of three, (1, 2, 0), has to be turned the other way: (2, 0, 1).
    """
    return tuple(axes)


def invert_transposition__reversed(axes: Sequence[int]) -> Any:
    """You read the permutation from right to left; its inverse is another one.

    Ask for each axis of the original: at which place does it stand now? (1, 2, 0) says that
    axis 0 stands at place 2.
    """
    return tuple(axes)[::-1]


def invert_transposition__applied_twice(axes: Sequence[int]) -> Any:
    """You apply the permutation to itself; twice in the same direction undoes only a ring of
    three.

    For three axes in a ring, two steps forwards are one step back. For four axes they are not.
    """
    return tuple(axes[i] for i in axes)


def invert_transposition__array(axes: Sequence[int]) -> Any:
    """You return a NumPy array; the answer is a tuple of ints.

    `np.argsort` finds the inverse. A tuple can be compared, hashed and kept as a part of a
    recipe, which an array cannot.
    """
    return np.argsort(axes)


# ------------------------------------------------------------ permute_back


def permute_back__again(grad_out: Arr, out: Arr, x: Arr, axes: Sequence[int]) -> Any:
    """You transpose by the same axes again; that undoes only exchanges of pairs.

    Going back needs the inverse permutation. With two axes both are the same, from three on
    they are not.
    """
    return np.transpose(grad_out, axes)


def permute_back__turned_round(grad_out: Arr, out: Arr, x: Arr, axes: Sequence[int]) -> Any:
    """You turn the order of the axes round, whatever `axes` says.

    `.T` without arguments reverses all axes. That undoes one particular permutation.
    """
    return grad_out.T


def permute_back__reshaped(grad_out: Arr, out: Arr, x: Arr, axes: Sequence[int]) -> Any:
    """You reshape the gradient: the shape is right and the entries are in the wrong places.

    A reshape keeps the order in memory and cuts it elsewhere; a transposition moves axes. Only
    where one size is left are they the same.
    """
    return grad_out.reshape(x.shape)


# ------------------------------------------------------------ expand_array


def expand_array__minus_one_from_the_left(x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You look up the size for -1 from the left; behind new axes that is the wrong axis.

    Shapes are lined up at their right ends. With new axes in front, position i of the new shape
    is axis i minus their number of x.
    """
    sizes = [x.shape[i] if n == -1 else n for i, n in enumerate(new_shape)]
    return np.broadcast_to(x, sizes)


def expand_array__minus_one_not_known(x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You hand -1 on to NumPy, which does not know it.

    `np.broadcast_to` refuses negative sizes. Replace each -1 by the size of its axis first.
    """
    return np.broadcast_to(x, new_shape)


def expand_array__repeats_anything(x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You repeat the entries until the shape is full, even if the sizes do not fit.

    Only axes of size one, and new ones, can be repeated. `np.resize` and `np.tile` fill any
    shape, so a size that was mistyped goes unnoticed.
    """
    sizes = (1,) * (len(new_shape) - x.ndim) + x.shape
    full = [o if n == -1 else n for o, n in zip(sizes, new_shape, strict=True)]
    try:
        return np.broadcast_to(x, full)
    except ValueError:
        return np.resize(x, [abs(n) for n in full])


def expand_array__times_ones(x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You multiply by ones of the new shape, which broadcasts both ways: x may be larger than the
    shape that was asked for.

    A product stretches either factor, so (2, 3) to (2, 1) gives (2, 3) and no error. Only
    `np.broadcast_to` stretches in one direction.
    """
    sizes = (1,) * (len(new_shape) - x.ndim) + x.shape
    return x * np.ones([o if n == -1 else n for o, n in zip(sizes, new_shape, strict=True)])


# ------------------------------------------------------------ expand_back


def expand_back__not_summed(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You pass the gradient on in the shape of `out`; the copies have to be summed.

    An entry that was repeated three times has three gradients, and they add up to its own.
    """
    return grad_out.copy()


def expand_back__averages(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You take the mean of the copies; their gradients add up.

    Each copy has its own effect on the loss. Moving the entry moves all copies, so the effects
    are summed.
    """
    total = unbroadcast(grad_out, x)
    return total * x.size / grad_out.size


def expand_back__one_copy(grad_out: Arr, out: Arr, x: Arr, new_shape: tuple[int, ...]) -> Any:
    """You keep the gradient of the first copy only.

    All copies came from the same entry, so all their gradients count.
    """
    first = grad_out[(0,) * (grad_out.ndim - x.ndim)]
    return first[tuple(slice(0, 1) if n == 1 else slice(None) for n in x.shape)]


# ------------------------------------------------------------ sum_back


def sum_back__axis_not_restored(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You do not put the summed axis back before you spread the gradient.

    Without it NumPy lines the gradient up with the wrong axis: an error where sizes differ, and
    a silent transposition where they do not. `np.expand_dims(grad_out, dim)` puts it back.
    """
    return np.broadcast_to(grad_out, x.shape)


def sum_back__keepdim_ignored(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You put the summed axis back even if it is still there.

    With `keepdim=True` the gradient has the right number of axes already, and one more shifts
    all others.
    """
    if dim is not None:
        grad_out = np.expand_dims(grad_out, dim)
    return np.broadcast_to(grad_out, x.shape)


def sum_back__keepdim_of_all_ignored(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You put the summed axes back even if they are still there, also where all were summed.

    With `keepdim=True` the gradient has the right number of axes already. Look at `keepdim` before
    you call `np.expand_dims`.
    """
    axes = tuple(range(x.ndim)) if dim is None else dim
    return np.broadcast_to(np.expand_dims(grad_out, axes), x.shape)


def sum_back__none_for_an_axis(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You hand `dim=None` on to `np.expand_dims`, which wants numbers; None stands for all axes.

    A gradient without axes can be broadcast to any shape as it is.
    """
    if not keepdim:
        grad_out = np.expand_dims(grad_out, dim)
    return np.broadcast_to(grad_out, x.shape)


def sum_back__one_axis_after_another(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You put the axes back one after another, in the order in which they are named.

    While one is still missing, the numbers of the others do not fit yet: for (2, 0) axis 2 is put
    into an array of one axis. `np.expand_dims(grad_out, dim)` takes the whole tuple, or sort it
    after making negative numbers positive.
    """
    if dim is not None and not keepdim:
        for axis in dim if isinstance(dim, tuple) else (dim,):
            grad_out = np.expand_dims(grad_out, axis)
    return np.broadcast_to(grad_out, x.shape)


def sum_back__one_axis_only(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You treat `dim` as one number; it may be a tuple of several.

    `np.expand_dims` takes a number and a tuple alike.
    """
    if dim is not None and not keepdim:
        sizes = list(x.shape)
        sizes[dim] = 1
        grad_out = grad_out.reshape(sizes)
    return np.broadcast_to(grad_out, x.shape)


def sum_back__divides(
    grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False
) -> Any:
    """You share the gradient among the entries; each of them gets all of it.

    That is the backward pass of a mean. In a sum every entry counts with the weight 1, so each
    has the slope 1.
    """
    return sum_back(grad_out, out, x, dim, keepdim) * np.asarray(grad_out).size / x.size


def sum_back__ones(grad_out: Arr, out: Arr, x: Arr, dim: Any = None, keepdim: bool = False) -> Any:
    """You return ones and leave `grad_out` out.

    A slope of 1 for each entry is right for this step alone. It is to be multiplied by the
    gradient that arrives.
    """
    return np.ones_like(x)
