"""Ending a cell with a sentence, in whatever runs it; and whose cell it is."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, NoReturn, ParamSpec, TypeVar

from arena.errors import ArenaError
from arena.notebook.views import NotebookStop

P = ParamSpec("P")
R = TypeVar("R")


def kindly(verb: Callable[P, R]) -> Callable[P, R]:
    """A fault becomes a sentence and what to do, without frames."""

    @functools.wraps(verb)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(*args, **kwargs)
        except NotebookStop:
            raise
        except ArenaError as error:
            fault = error
        return stop(fault.what, fault.next_step)

    return wrapped


def stop(what: str, next_step: str) -> NoReturn:
    """End the cell, and “Run all” with it; no wall of frames anywhere.

    IPython shows the sentence. marimo shows it and does not run the cells that build on this one.
    A plain script prints it and ends.
    """
    fault = NotebookStop(what, next_step)
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        raise fault from None
    if in_marimo():
        import marimo

        marimo.stop(True, str(fault))
    if hasattr(sys, "ps1"):  # somebody types into Python itself
        raise fault from None
    print(fault)
    raise SystemExit(1)


def caller() -> dict[str, Any]:
    """The globals of the cell that called a verb: the first frame outside of this package."""
    frame = sys._getframe(1)
    while frame.f_back and str(frame.f_globals.get("__name__", "")).startswith("arena.notebook"):
        frame = frame.f_back
    return frame.f_globals


def in_marimo() -> bool:
    """Whether this is a cell of marimo."""
    marimo = sys.modules.get("marimo")
    return bool(marimo and marimo.running_in_notebook())
