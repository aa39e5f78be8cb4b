"""A hands-on course in machine-learning engineering, and the machine that teaches it.

What a notebook imports from here is loaded on first use: `import arena` itself costs nothing, and
the process that runs a learner's code, which imports `arena.checks`, loads none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arena.notebook import check, compare, draw, explain, hint, show, solution

__all__ = ["check", "compare", "draw", "explain", "hint", "show", "solution"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module `arena` has no attribute `{name}`")
    import arena.notebook

    return getattr(arena.notebook, name)
