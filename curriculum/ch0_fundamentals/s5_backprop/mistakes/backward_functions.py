"""Mistakes of the section “Backward functions”: the first paragraph of a docstring is what the
learner reads.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..autograd import Arr
from ..solutions import central_difference

# ------------------------------------------------------------ central_difference


def central_difference__forwards_only(f: Callable[[Arr], float], x: Arr, step: float = 1e-6) -> Arr:
    """You compare f(x + step) with f(x), so you look to one side only.

    That is the forward difference. Its error shrinks like the step itself; that of the central
    difference shrinks like its square, because the errors of the two sides cancel to first
    order. For a step of 0.001 that is the difference between three right digits and six.
    """
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up = x.copy()
        up[i] += step
        grad[i] = (f(up) - f(x)) / step
    return grad


def central_difference__half_the_way(f: Callable[[Arr], float], x: Arr, step: float = 1e-6) -> Arr:
    """You divide by `step`, but the two points are `2 * step` apart.

    The slope is the rise divided by the way between the two points. From x - step to x + step
    that way is two steps long, so your slopes are twice too steep.
    """
    return 2 * central_difference(f, x, step)


def central_difference__all_at_once(f: Callable[[Arr], float], x: Arr, step: float = 1e-6) -> Arr:
    """You move all entries at the same time, so every entry gets the sum of all slopes.

    A partial derivative asks what happens if one entry moves and all others stay. Moving all of
    them by the same amount measures the slope along the diagonal, which is the sum of the
    entries of the gradient.
    """
    return np.full_like(x, (f(x + step) - f(x - step)) / (2 * step))


def central_difference__moves_pile_up(f: Callable[[Arr], float], x: Arr, step: float = 1e-6) -> Arr:
    """You move entries of `x` itself and do not put them back.

    After the first entry has been moved and left there, the second slope is measured at another
    point, and the caller finds an array that is no longer what it was. Copy `x` before you move
    anything, or restore the entry.
    """
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += step
        up = f(x)
        x[i] -= 2 * step
        grad[i] = (up - f(x)) / (2 * step)
    return grad


# ------------------------------------------------------------ log_back


def log_back__ignores_grad_out(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You return the slope of log alone, without `grad_out`.

    1 / x says how fast the logarithm changes. What is asked for is how fast the *loss* changes,
    and the loss depends on the logarithm with the slope `grad_out`. The chain rule multiplies
    the two.
    """
    return 1 / x


def log_back__uses_out(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You divide by `out`, which is log(x), instead of by `x`.

    The derivative of log at x is 1 / x. `out` is handed to a backward function because some
    derivatives are cheaper to write with it, as that of exp; this one is not among them.
    """
    with np.errstate(all="ignore"):
        return grad_out / out


def log_back__multiplies(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You multiply by `x`; the slope of log at x is 1 / x.

    The logarithm becomes flatter as x grows, so a large x lets little of the gradient through.
    """
    return grad_out * x


def log_back__forwards_again(grad_out: Arr, out: Arr, x: Arr) -> Any:
    """You apply log to the gradient's argument again: that is the function, not its derivative.

    A backward function multiplies `grad_out` with the derivative of the forward function. It
    does not call the forward function.
    """
    return grad_out * np.log(x)
