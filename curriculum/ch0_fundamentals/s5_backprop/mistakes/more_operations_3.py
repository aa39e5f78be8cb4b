"""Mistakes of the section “More operations”: the first paragraph of a docstring is what the
learner reads.
"""

from typing import Any

import numpy as np

from ..autograd import Arr, Tensor
from ..solutions import einsum_back, maximum, multiply

# ------------------------------------------------------------ relu


def relu__half_at_zero(x: Tensor) -> Tensor:
    """At x = 0 your derivative is one half: `maximum` shares ties, and here one half goes to the
    constant.

    As a maximum of two inputs that is fair. As an activation it is not what torch does, which
    gives 0. Neither is “right”: at 0 there is no derivative, and any number from 0 to 1 is a
    subgradient. What matters is to know which one a framework takes, since a layer whose inputs
    are exactly 0 (after a mask, or with zero weights) sits on it.
    """
    return maximum(x, 0.0)


def relu__one_at_zero(x: Tensor) -> Tensor:
    """At x = 0 your derivative is one; here, as in torch, it is zero.

    Take the entries that are *greater* than zero, not those greater or equal.
    """
    return multiply(x, Tensor((x.array >= 0).astype(np.float64)))


def relu__not_recorded(x: Tensor) -> Tensor:
    """The values are right, but the result has no recipe: you left the world of tensors.

    A function of arrays leaves no trace in the graph. Build relu from functions that record
    themselves, such as `multiply`.
    """
    return Tensor(np.maximum(x.array, 0.0))


def relu__magnitude(x: Tensor) -> Tensor:
    """You turn negative entries round instead of cutting them off.

    That is the absolute value. The positive part of a negative number is 0.
    """
    return multiply(x, Tensor(np.sign(x.array)))


def relu__in_place(x: Tensor) -> Tensor:
    """You write zeros into the array of `x` and return `x` itself: nothing is recorded.

    The gradient then passes everywhere, and whoever holds `x` has lost its negative entries.
    """
    x.array[x.array < 0] = 0
    return x


# ------------------------------------------------------------ matmul2d_back0


def matmul2d_back0__not_transposed(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """You multiply by `y` itself; its transpose is needed.

    grad_out has shape (n, m), y has (k, m) after transposition turned round: only with `y.T`,
    of shape (m, k), does the product have the shape (n, k) of x. Where all sizes are equal no
    error tells you.
    """
    return grad_out @ y


def matmul2d_back0__wrong_side(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """The factors are in the wrong order: y stands on the right, and stays there.

    x @ y has y on the right. Going back, its transpose stands on the right as well: grad_out @
    y.T.
    """
    return y.T @ grad_out


def matmul2d_back0__result_transposed(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """Your gradient is transposed.

    (A B)ᵀ = Bᵀ Aᵀ: y @ grad_out.T is the transpose of what is asked for.
    """
    return y @ grad_out.T


def matmul2d_back0__ones(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """You leave `grad_out` out.

    The gradient that arrives decides how much each entry of the product matters.
    """
    return np.ones_like(grad_out) @ y.T


def matmul2d_back0__of_the_other(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """This is the gradient of `y`; the other matrix is asked for.

    Each matrix's gradient is made with the *other* matrix, and has its own shape.
    """
    return x.T @ grad_out


# ------------------------------------------------------------ matmul2d_back1


def matmul2d_back1__not_transposed(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """You multiply by `x` itself; its transpose is needed.

    Only with `x.T`, of shape (k, n), does the product with grad_out, (n, m), have the shape (k,
    m) of y. Where all sizes are equal no error tells you.
    """
    return x @ grad_out


def matmul2d_back1__wrong_side(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """The factors are in the wrong order: x stands on the left, and stays there.

    x @ y has x on the left. Going back, its transpose stands on the left as well: x.T @
    grad_out.
    """
    return grad_out @ x.T


def matmul2d_back1__result_transposed(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """Your gradient is transposed.

    (A B)ᵀ = Bᵀ Aᵀ: grad_out.T @ x is the transpose of what is asked for.
    """
    return grad_out.T @ x


def matmul2d_back1__ones(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """You leave `grad_out` out.

    The gradient that arrives decides how much each entry of the product matters.
    """
    return x.T @ np.ones_like(grad_out)


def matmul2d_back1__of_the_other(grad_out: Arr, out: Arr, x: Arr, y: Arr) -> Any:
    """This is the gradient of `x`; the other matrix is asked for.

    Each matrix's gradient is made with the *other* matrix, and has its own shape.
    """
    return grad_out @ y.T


# ------------------------------------------------------------ einsum_back


def einsum_back__exchanged(grad_out: Arr, out: Arr, equation: str, x: Arr, y: Arr) -> Any:
    """You return the gradient of y first.

    The first of the two belongs to the first term of the equation.
    """
    return einsum_back(grad_out, out, equation, x, y)[::-1]


def einsum_back__own_factor(grad_out: Arr, out: Arr, equation: str, x: Arr, y: Arr) -> Any:
    """You contract with the array itself instead of with the other one.

    A product's slope for one factor is the other factor, in einsum as everywhere.
    """
    return (
        einsum_back(grad_out, out, equation, x, np.ones_like(y))[0] * x,
        einsum_back(grad_out, out, equation, np.ones_like(x), y)[1] * y,
    )


def einsum_back__ones(grad_out: Arr, out: Arr, equation: str, x: Arr, y: Arr) -> Any:
    """You leave `grad_out` out.

    The gradient that arrives takes the place of the result in the equation, and it is
    contracted with the other array.
    """
    return einsum_back(np.ones_like(grad_out), out, equation, x, y)


def einsum_back__second_order_kept(grad_out: Arr, out: Arr, equation: str, x: Arr, y: Arr) -> Any:
    """The axes of y's gradient are in the order of the equation's result, not in that of y.

    Write the letters of y behind the arrow, in the order in which they stand in its own term.
    """
    grad_x, grad_y = einsum_back(grad_out, out, equation, x, y)
    return grad_x, grad_y.T


# ------------------------------------------------------------ conv1d_back0


def conv1d_back0__overwritten(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """Each offset of the kernel overwrites what the one before has brought; they add up.

    A place of the signal is seen by several windows, once with each weight. Write `+=`.
    """
    grad, ow = np.zeros_like(x), grad_out.shape[-1]
    for k in range(weights.shape[-1]):
        grad[:, :, k : k + ow] = np.einsum("bot,oc->bct", grad_out, weights[:, :, k])
    return grad


def conv1d_back0__not_reversed(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You use the kernel the wrong way round.

    `x[j]` meets weight k in `out[j - k]`: going back, the last weight comes first. Sliding the
    kernel along a padded gradient, reverse it: `weights[:, :, ::-1]`.
    """
    kw = weights.shape[-1]
    padded = np.pad(grad_out, ((0, 0), (0, 0), (kw - 1, kw - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kw, axis=-1)
    return np.einsum("botk,ock->bct", windows, weights)


def conv1d_back0__channels_exchanged(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You take the channels that come out for those that go in.

    The axes of `weights` are (out, in, kernel), those of `grad_out` (batch, out, place). The sum is
    over out.
    """
    grad, ow = np.zeros_like(x), grad_out.shape[-1]
    for k in range(weights.shape[-1]):
        grad[:, :, k : k + ow] += np.einsum("bot,co->bct", grad_out, weights[:, :, k])
    return grad


def conv1d_back0__ones(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You leave `grad_out` out.

    The slope of `out[t]` for `x[t + k]` is weight k; times what arrives at `out[t]`.
    """
    grad, ow = np.zeros_like(x), grad_out.shape[-1]
    for k in range(weights.shape[-1]):
        grad[:, :, k : k + ow] += weights[:, :, k].sum(axis=0)[:, None]
    return grad


def conv1d_back0__one_place(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You use only the first weight of each kernel.

    Every window hands something back to each of its places, with the weight that stands there.
    """
    grad, ow = np.zeros_like(x), grad_out.shape[-1]
    grad[:, :, :ow] = np.einsum("bot,oc->bct", grad_out, weights[:, :, 0])
    return grad


def conv1d_back0__mean_of_windows(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You divide by the number of windows that saw a place; their parts are summed.

    Every use of a value adds to its gradient, as in `unbroadcast`.
    """
    grad, ow = np.zeros_like(x), grad_out.shape[-1]
    seen = np.zeros(x.shape[-1])
    for k in range(weights.shape[-1]):
        grad[:, :, k : k + ow] += np.einsum("bot,oc->bct", grad_out, weights[:, :, k])
        seen[k : k + ow] += 1
    return grad / seen


def conv1d_back0__too_short(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You put zeros at one end only, so the gradient comes out too short.

    The first place of the signal is seen by one window, and so is the last: kernel - 1 zeros are
    needed at both ends.
    """
    kw = weights.shape[-1]
    padded = np.pad(grad_out, ((0, 0), (0, 0), (kw - 1, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kw, axis=-1)
    return np.einsum("botk,ock->bct", windows, weights[:, :, ::-1])


# ------------------------------------------------------------ conv1d_back1


def conv1d_back1__reversed(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """The weights of each kernel come out in the opposite order.

    Reversing belongs to the gradient of the signal. Weight k met `x[t + k]`, and its gradient
    stands at place k.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->ock", grad_out, windows)[:, :, ::-1]


def conv1d_back1__mean_over_batch(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You average over the batch.

    A loss that is a mean has its 1/n in `grad_out` already. What uses a weight several times adds.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->ock", grad_out, windows) / len(x)


def conv1d_back1__mean_over_windows(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You average over the windows.

    Each window uses the same weight, and each use adds to its gradient.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->ock", grad_out, windows) / grad_out.shape[-1]


def conv1d_back1__channels_exchanged(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """The channels that go in stand before those that come out; `weights` has them the other way.

    The letters behind the arrow give the order of the axes: (out, in, kernel).
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->cok", grad_out, windows)


def conv1d_back1__ones(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You leave `grad_out` out.

    The slope of `out[t]` for weight k is `x[t + k]`; times what arrives at `out[t]`.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->ock", np.ones_like(grad_out), windows)


def conv1d_back1__last_signal(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """Only the last signal of the batch counts: each overwrites what the one before has brought.

    All signals met the same weights, so their parts add up. Write `+=`.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("ot,ctk->ock", grad_out[-1], windows[-1])


def conv1d_back1__not_moved(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """All weights of a kernel get the same gradient: you do not move along the signal with k.

    Weight k met `x[t + k]` in `out[t]`, so its part of the signal begins at place k.
    """
    first = np.einsum("bot,bct->oc", grad_out, x[:, :, : grad_out.shape[-1]])
    return np.repeat(first[:, :, None], weights.shape[-1], axis=2)


def conv1d_back1__batch_kept(grad_out: Arr, out: Arr, x: Arr, weights: Arr) -> Any:
    """You keep the axis of the batch; every signal of it used the same weights, so it is summed.

    What stands behind the arrow of an einsum is kept, everything else is summed.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[-1], axis=-1)
    return np.einsum("bot,bctk->bock", grad_out, windows)
