"""Checks of the section “Broadcasting backwards”: one experiment a claim, which is what the
learner reads.
"""

from typing import Any

import numpy as np

from .common import Back, Rng, above, binary, normal, numbers, same_shape, scalars

# ---------------------------------------------------------------- unbroadcast


def _unbroadcasts(unbroadcast: Back, rng: Rng, shapes: list[tuple[Any, Any]]) -> list[Any]:
    return [unbroadcast(normal(rng, *large), normal(rng, *small)) for large, small in shapes]


def unbroadcast__sums_new_axes(unbroadcast: Back, rng: Rng) -> list[Any]:
    """Axes that the broadcast put in front are summed away."""
    return _unbroadcasts(unbroadcast, rng, [((2, 3), (3,)), ((4, 2, 3), (3,)), ((3, 2), ())])


def unbroadcast__sums_stretched_axes(unbroadcast: Back, rng: Rng) -> list[Any]:
    """An axis of size one that was stretched is summed, and stays with size one."""
    shapes: list[tuple[Any, Any]] = [((2, 3), (2, 1)), ((2, 3), (1, 3)), ((4, 2, 3), (4, 1, 1))]
    return _unbroadcasts(unbroadcast, rng, shapes)


def unbroadcast__does_both(unbroadcast: Back, rng: Rng) -> list[Any]:
    """New and stretched axes at the same time, also where sizes are alike."""
    shapes: list[tuple[Any, Any]] = [
        ((5, 2, 3), (1, 3)),
        ((4, 5, 2, 3), (2, 1)),
        ((2, 2, 2), (1, 2)),
        ((2, 3, 3, 3), (3, 1, 3)),
    ]
    return _unbroadcasts(unbroadcast, rng, shapes)


def unbroadcast__keeps_what_was_not_broadcast(unbroadcast: Back, rng: Rng) -> list[Any]:
    """Where the shapes are equal nothing is summed, not even axes of size one."""
    shapes: list[tuple[Any, Any]] = [((2, 3), (2, 3)), ((1, 3), (1, 3)), ((), ()), ((2, 0), (1, 0))]
    return _unbroadcasts(unbroadcast, rng, shapes)


# ---------------------------------------------------------------- multiply_back0, multiply_back1


def multiply_back0__one_shape(back: Back, rng: Rng) -> list[Any]:
    """For factors of one shape, each entry is grad_out times the other factor."""
    return same_shape(back, np.multiply, rng)


def multiply_back0__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For factors that were broadcast together, the gradient has the first factor's shape."""
    return binary(back, np.multiply, rng)


def multiply_back0__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """The second factor may be an int or a float."""
    return numbers(back, np.multiply, 0, rng)


def multiply_back0__of_zeros(back: Back, rng: Rng) -> Any:
    """Where a factor is zero, the gradient still is grad_out times the other factor."""
    x, y = np.array([0.0, 2.0, 0.0]), np.array([3.0, 0.0, 0.0])
    return back(normal(rng, 3), x * y, x, y)


def multiply_back0__takes_scalars(back: Back, rng: Rng) -> Any:
    """Arrays without axes are right as well."""
    return scalars(back, np.multiply, rng)


def multiply_back1__one_shape(back: Back, rng: Rng) -> list[Any]:
    """For factors of one shape, each entry is grad_out times the other factor."""
    return same_shape(back, np.multiply, rng)


def multiply_back1__broadcasts(back: Back, rng: Rng) -> list[Any]:
    """For factors that were broadcast together, the gradient has the second factor's shape."""
    return binary(back, np.multiply, rng)


def multiply_back1__takes_numbers(back: Back, rng: Rng) -> list[Any]:
    """The first factor may be an int or a float."""
    return numbers(back, np.multiply, 1, rng)


def multiply_back1__of_zeros(back: Back, rng: Rng) -> Any:
    """Where a factor is zero, the gradient still is grad_out times the other factor."""
    x, y = np.array([0.0, 2.0, 0.0]), np.array([3.0, 0.0, 0.0])
    return back(normal(rng, 3), x * y, x, y)


def multiply_back1__takes_scalars(back: Back, rng: Rng) -> Any:
    """Arrays without axes are right as well."""
    return scalars(back, np.multiply, rng)


# ---------------------------------------------------------------- forward_and_back


def forward_and_back__one_entry(walk: Back, rng: Rng) -> Any:
    """With one entry each, all three gradients agree with torch."""
    return walk(np.array([2.0]), np.array([3.0]), np.array([4.0]))


def forward_and_back__several_entries(walk: Back, rng: Rng) -> Any:
    """With arrays of one shape, all three gradients agree with torch."""
    return walk(above(0.5, rng, 2, 3), above(0.5, rng, 2, 3), above(1.5, rng, 2, 3))


def forward_and_back__broadcasts(walk: Back, rng: Rng) -> Any:
    """With three shapes that are broadcast together, each gradient has its argument's shape."""
    return walk(above(0.5, rng, 5, 1, 3), above(0.5, rng, 2, 1), above(1.5, rng, 3))
