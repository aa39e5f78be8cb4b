"""What a relation looks at, and the small questions that several of them ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from arena.checks import CheckOptions
from arena.grading.compare import mismatch


@dataclass(frozen=True)
class Evidence:
    """One wrong result beside the right one.

    Args:
        expected: what the oracle gave.
        got: what came.
        arguments: the tensors that went in, by name, as they were before the call.
        options: how values are compared.
    """

    expected: Tensor
    got: Tensor
    arguments: dict[str, Tensor] = field(default_factory=dict)
    options: CheckOptions = field(default_factory=CheckOptions)

    def same(self, a: Tensor, b: Tensor) -> bool:
        """Whether two tensors agree in shape and values."""
        if a.shape != b.shape:
            return False
        wrong, _ = mismatch(a, b, self.options)
        return not bool(wrong.any())


Relation = Callable[[Evidence], str | None]


REDUCTIONS: dict[str, Callable[[Tensor, int], Tensor]] = {
    "sum": lambda t, axis: t.sum(axis),
    "mean": lambda t, axis: t.mean(axis),
    "maximum": lambda t, axis: t.amax(axis),
    "minimum": lambda t, axis: t.amin(axis),
}


def is_constant(t: Tensor) -> bool:
    return t.numel() < 2 or bool((t == t.flatten()[0]).all())


def variety(t: Tensor) -> int:
    """How many different values it has, zero and infinities apart: with one, much looks related."""
    return int(torch.unique(t[torch.isfinite(t) & (t != 0)]).numel())


def place_of(mask: Tensor) -> str:
    if mask.dim() == 0:
        return ""
    first = ", ".join(str(int(i)) for i in mask.nonzero()[0])
    return f" at [{first}]" + (f" and {int(mask.sum()) - 1} more" if int(mask.sum()) > 1 else "")
