"""Checks of the section “Backward functions”: one experiment a claim, which is what the learner
reads.
"""

from typing import Any

import numpy as np

from arena.checks import check_options

from .common import Back, Rng, normal, unary

# ---------------------------------------------------------------- central_difference


@check_options(rtol=1e-5, atol=1e-5)  # one-sided slopes pass here; the next check shows the side
def central_difference__of_a_product(measure: Back, rng: Rng) -> list[Any]:
    """It agrees with slopes known by heart: of x², of x₀ · x₁, of a weighted sum."""
    weights = normal(rng, 2, 3)
    return [
        measure(lambda x: float(x[0] ** 2), np.array([3.0])),
        measure(lambda x: float(x[0] * x[1]), np.array([2.0, 5.0])),
        measure(lambda x: float((weights * x).sum()), normal(rng, 2, 3)),
    ]


def central_difference__goes_both_ways(measure: Back, rng: Rng) -> list[Any]:
    """With a large step the two sides are visible: the slope of |x| at 0 is 0, that of x³ is
    3x² + step².
    """
    return [
        measure(lambda x: float(abs(x[0])), np.array([0.0]), 0.5),
        measure(lambda x: float(x[0] ** 3), np.array([1.0]), 0.5),
        measure(lambda x: float(x[0] ** 4 + x[1] ** 2), np.array([1.0, -1.0]), 0.25),
    ]


@check_options(rtol=1e-5, atol=1e-6)
def central_difference__takes_every_shape(measure: Back, rng: Rng) -> list[Any]:
    """Arrays with three axes, and with none, give a gradient of their shape."""
    shapes: tuple[tuple[int, ...], ...] = ((2, 1, 3), ())
    return [measure(lambda x: float(np.sin(x).sum()), normal(rng, *shape)) for shape in shapes]


# ---------------------------------------------------------------- log_back, exp_back, negative_back


def log_back__one_axis(back: Back, rng: Rng) -> list[Any]:
    """On two entries, then on six, each gradient is grad_out times the slope of log there."""
    return [
        back(np.array([1.0, 10.0]), np.log([2.0, 4.0]), np.array([2.0, 4.0])),
        unary(back, np.log, rng, 6),
    ]


def log_back__several_axes(back: Back, rng: Rng) -> list[Any]:
    """Arrays with more axes keep their shape."""
    return [unary(back, np.log, rng, *shape) for shape in ((2, 3), (3, 1, 2), ())]


def log_back__near_one(back: Back, rng: Rng) -> Any:
    """Where log(x) is zero or negative nothing special happens."""
    x = np.array([1.0, 0.5, 0.01])
    return back(normal(rng, 3), np.log(x), x)
