"""Mistakes of the section “Broadcasting backwards”: the first paragraph of a docstring is what
the learner reads.
"""

from typing import Any

import numpy as np

from ..autograd import Arr
from ..solutions import forward_and_back, unbroadcast

# ------------------------------------------------------------ unbroadcast


def unbroadcast__new_axes_only(broadcasted: Arr, original: Arr) -> Any:
    """You sum the new axes in front, but not the axes of size one that were stretched.

    A broadcast does two things: it adds axes on the left, and it stretches axes of size one.
    Both make copies, and each copy has a gradient of its own that belongs to the same entry.
    """
    return broadcasted.sum(axis=tuple(range(broadcasted.ndim - original.ndim)))


def unbroadcast__stretched_only(broadcasted: Arr, original: Arr) -> Any:
    """You sum the stretched axes, but leave the new axes in front.

    After summing what was stretched, the result still has more axes than the original. Those on
    the left were added by the broadcast, and are to be summed away altogether.
    """
    new = broadcasted.ndim - original.ndim
    axes = tuple(new + i for i, n in enumerate(original.shape) if n == 1)
    return broadcasted.sum(axis=axes, keepdims=True)


def unbroadcast__drops_stretched(broadcasted: Arr, original: Arr) -> Any:
    """You sum the stretched axes away; they have to stay, with size one.

    The original has shape (2, 1), so its gradient has shape (2, 1) as well, not (2,).
    `keepdims=True` leaves a summed axis in its place.
    """
    return np.squeeze(unbroadcast(broadcasted, original))


def unbroadcast__averages(broadcasted: Arr, original: Arr) -> Any:
    """You take the mean of the copies; their gradients add up.

    If an entry was used three times, moving it changes all three uses at once, and the effects
    on the loss are added. A mean would say that an entry matters less the more often it is
    used.
    """
    total = unbroadcast(broadcasted, original)
    return total * max(total.size, 1) / max(broadcasted.size, 1)


def unbroadcast__one_copy(broadcasted: Arr, original: Arr) -> Any:
    """You keep the gradient of the first copy and throw the others away.

    All copies came from the same entry. Each of them contributes to the loss, so all their
    gradients count.
    """
    new = broadcasted.ndim - original.ndim
    first = broadcasted[(0,) * new] if 0 not in broadcasted.shape else broadcasted
    return first[tuple(slice(0, 1) if n == 1 else slice(None) for n in original.shape)]


def unbroadcast__reads_from_the_left(broadcasted: Arr, original: Arr) -> Any:
    """You line up the shapes at their left ends; NumPy lines them up at the right.

    A shape (3,) broadcast to (2, 3) meets the *last* axis. The axes that are new are those on
    the left. Comparing from the left finds the wrong ones as soon as the numbers of axes
    differ.
    """
    shape = original.shape + (1,) * (broadcasted.ndim - original.ndim)
    axes = tuple(i for i, (n, o) in enumerate(zip(broadcasted.shape, shape, strict=True)) if n != o)
    summed = broadcasted.sum(axis=axes, keepdims=True)
    return summed.reshape(summed.shape[: original.ndim]) if summed.size else summed


# ------------------------------------------------------------ multiply_back0


def multiply_back0__not_summed(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `x`.

    Where `x` was broadcast, each of its entries was used several times, and the gradients of
    all uses add up. `unbroadcast(gradient, x)` does that.
    """
    return np.asarray(grad_out * y)


def multiply_back0__own_factor(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You multiply by `x` itself; the slope of a product is the *other* factor.

    If x grows by a little, the product grows by that little times y. How large x is does not
    matter.
    """
    return unbroadcast(np.asarray(grad_out * x), np.asarray(x))


def multiply_back0__ignores_grad_out(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You return the other factor without multiplying it by `grad_out`.

    The slope of this product is only one link of the chain. What comes after it has its own
    slope, which arrives as `grad_out`.
    """
    return unbroadcast(np.broadcast_to(y, out.shape), np.asarray(x))


def multiply_back0__uses_out(grad_out: Arr, out: Arr, x: Arr, y: Arr | float) -> Any:
    """You multiply by `out`, the product itself, instead of by the other factor.

    `out` is x · y. The derivative for `x` is y alone.
    """
    return unbroadcast(np.asarray(grad_out * out), np.asarray(x))


# ------------------------------------------------------------ multiply_back1


def multiply_back1__not_summed(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You do not undo the broadcast: the gradient has the shape of `out`, not that of `y`.

    Where `y` was broadcast, each of its entries was used several times, and the gradients of
    all uses add up. `unbroadcast(gradient, y)` does that.
    """
    return np.asarray(grad_out * x)


def multiply_back1__own_factor(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You multiply by `y` itself; the slope of a product is the *other* factor.

    If y grows by a little, the product grows by that little times x. How large y is does not
    matter.
    """
    return unbroadcast(np.asarray(grad_out * y), np.asarray(y))


def multiply_back1__ignores_grad_out(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You return the other factor without multiplying it by `grad_out`.

    The slope of this product is only one link of the chain. What comes after it has its own
    slope, which arrives as `grad_out`.
    """
    return unbroadcast(np.broadcast_to(x, out.shape), np.asarray(y))


def multiply_back1__uses_out(grad_out: Arr, out: Arr, x: Arr | float, y: Arr) -> Any:
    """You multiply by `out`, the product itself, instead of by the other factor.

    `out` is x · y. The derivative for `y` is x alone.
    """
    return unbroadcast(np.asarray(grad_out * out), np.asarray(y))


# ------------------------------------------------------------ forward_and_back


def forward_and_back__factors_swapped(a: Arr, b: Arr, c: Arr) -> tuple[Any, Any, Any]:
    """The gradients of d and e are exchanged: d's gradient is what e carries.

    f = d · e. The gradient of d is that of f times e, and the other way round. d has the shape
    of a · b, e that of c; where all shapes are equal nothing else gives the exchange away.
    """
    d, e = a * b, np.log(c)
    f = d * e
    grad_f = 1 / f
    grad_d, grad_e = np.asarray(grad_f * d), np.asarray(grad_f * e)
    return (unbroadcast(grad_d * b, a), unbroadcast(grad_d * a, b), unbroadcast(grad_e / c, c))


def forward_and_back__stops_before_g(a: Arr, b: Arr, c: Arr) -> tuple[Any, Any, Any]:
    """You begin at f: the last logarithm has a slope of its own.

    g = log(f), so the gradient of f is 1 / f and not 1. Begin with ones for g, and go back
    through every arrow of the graph.
    """
    d, e = a * b, np.log(c)
    ones = np.ones(np.broadcast_shapes(d.shape, e.shape))
    return (
        unbroadcast(ones * e * b, a),
        unbroadcast(ones * e * a, b),
        unbroadcast(ones * d / c, c),
    )


def forward_and_back__skips_a_logarithm(a: Arr, b: Arr, c: Arr) -> tuple[Any, Any, Any]:
    """The gradient for c is that of e = log(c): one step is missing.

    Going back from e to c passes through a logarithm once more, which divides by c.
    """
    grad_a, grad_b, grad_c = forward_and_back(a, b, c)
    return grad_a, grad_b, grad_c * c


def forward_and_back__stops_at_d(a: Arr, b: Arr, c: Arr) -> tuple[Any, Any, Any]:
    """The gradients for a and b are both that of d = a · b: the product is missing.

    d is a product. Going back from it, the gradient is multiplied by b on the way to a, and by
    a on the way to b.
    """
    d, e = a * b, np.log(c)
    grad_d = np.asarray(e / (d * e))
    return unbroadcast(grad_d, a), unbroadcast(grad_d, b), forward_and_back(a, b, c)[2]
