"""Relations of shape: the right values in other places, or along other axes."""

from __future__ import annotations

from itertools import permutations

from torch import Tensor

from arena.grading.relations.evidence import REDUCTIONS, Evidence, is_constant


def permuted(x: Evidence) -> str | None:
    """The axes stand in another order."""
    n = x.expected.dim()
    if n < 2 or n > 5 or x.got.dim() != n or is_constant(x.expected):
        return None
    for order in permutations(range(n)):
        if order != tuple(range(n)) and x.same(x.expected.permute(order), x.got):
            if n == 2:
                return "your answer is transposed: rows and columns have changed places"
            return f"your axes are permuted: the right answer's axes in the order {order}"
    return None


def extra_axis(x: Evidence) -> str | None:
    """An axis of size one is left over, or is missing."""
    if x.expected.dim() == x.got.dim() or x.expected.numel() != x.got.numel():
        return None
    if not x.same(x.expected.flatten(), x.got.flatten()):
        return None
    if x.got.dim() > x.expected.dim() and _squeezed(x.got) == _squeezed(x.expected):
        return "the values are right, but an axis of size one is left over: squeeze it"
    if _squeezed(x.got) == _squeezed(x.expected):
        return "the values are right, but an axis of size one is missing: keep it (keepdim)"
    return "the values are right and in order, but their shape is not: reshape them"


def flattened_differently(x: Evidence) -> str | None:
    """The same values in another order in memory."""
    e, g = x.expected, x.got
    if e.numel() != g.numel() or e.numel() < 4 or (e.shape == g.shape and x.same(e, g)):
        return None
    if e.dim() >= 2 and x.same(e.transpose(0, 1).reshape(g.shape), g) and not is_constant(e):
        return "you reshape where axes have to change places: reshape keeps the order in memory"
    return None


def broadcast(x: Evidence) -> str | None:
    """A silent broadcast: (n,) against (n, 1) gives (n, n)."""
    e, g = x.expected, x.got
    if e.dim() == 1 and g.dim() == 2 and g.shape == (e.numel(), e.numel()) and e.numel() > 1:
        return "(n,) against (n, 1) was broadcast to (n, n): give both the same shape"
    if g.numel() > e.numel() and g.dim() >= e.dim() and not is_constant(e):
        try:
            if x.same(e.expand(g.shape), g):
                return "your answer repeats the right one along an axis that should not be there"
        except RuntimeError:
            return None
    return None


def not_reduced(x: Evidence) -> str | None:
    """An axis was not summed, averaged or maximised."""
    e, g = x.expected, x.got
    if g.dim() != e.dim() + 1 or not g.is_floating_point():
        return None
    for axis in range(g.dim()):
        for word, reduce in REDUCTIONS.items():
            if x.same(e, reduce(g, axis)):
                return f"axis {axis} of your answer is not reduced: its {word} is the answer"
    return None


def _squeezed(t: Tensor) -> list[int]:
    return [n for n in t.shape if n != 1]
