"""How the learning rate of a recipe runs."""

from __future__ import annotations

import math


def cosine(step: int, steps: int, *, warm_up: int = 100, floor: float = 0.1) -> float:
    """Share of the peak rate at a step: a straight rise, then half a cosine down to `floor`.

    Args:
        step: from 0.
        steps: how many there are.
        warm_up: steps of the rise.
        floor: share that is left at the end, 0 to 1.
    """
    if step < warm_up:
        return (step + 1) / warm_up
    done = (step - warm_up) / max(1, steps - warm_up)
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * done))
