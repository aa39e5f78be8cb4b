"""The course inside a kernel: the verbs that a notebook imports from `arena`."""

from arena.notebook.drawing import draw
from arena.notebook.tensors import compare, show
from arena.notebook.verbs import check, explain, hint, solution

__all__ = ["check", "compare", "draw", "explain", "hint", "show", "solution"]
