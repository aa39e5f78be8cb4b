"""A long run in a notebook: bar and curves below the cell, drawn anew as reports come in."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from arena.checking import Draft
from arena.cli.text.runs import await_end
from arena.course.model import Exercise
from arena.grading.runlog import RunState
from arena.grading.verdict import Verdict
from arena.notebook.stopping import in_marimo
from arena.notebook.views import boxed
from arena.render.runs import curve_svg, progress_html
from arena.session import Session

_DRAW_S = 0.6  # between two drawings


@dataclass(frozen=True)
class Running:
    """How a run stands."""

    state: RunState

    def __repr__(self) -> str:
        last = self.state.points[-1] if self.state.points else {}
        numbers = [f"{m} {last[m]:.3g}" for m in self.state.metrics if last.get(m) is not None]
        return " · ".join([f"{self.state.share:.0%} of the run", *numbers])

    def _repr_html_(self) -> str:
        curves = "".join(curve_svg(self.state, metric) for metric in self.state.metrics)
        return boxed(f'{progress_html(self.state)}<div class="pictures">{curves}</div>', "open")


def run_and_watch(session: Session, exercise: Exercise, draft: Draft) -> Verdict:
    """Start a run, or join the one of the same text, and show it until its verdict is there.

    Interrupting the cell stops the run.

    Raises:
        GraderError: the judge service ended while it ran.
    """
    show = drawer(canvas())
    session.start_run(exercise, draft)
    try:
        state = await_end(session, exercise, show, again="Run this cell again.")
    except KeyboardInterrupt:
        session.stop_run(exercise)
        raise
    assert state.verdict is not None
    return state.verdict


def drawer(draw: Callable[[Running], None]) -> Callable[[RunState], None]:
    """What draws the states of a run that it is shown, now and then, and its end."""
    drawn_at = 0.0

    def show(state: RunState) -> None:
        nonlocal drawn_at
        over = state.verdict is not None
        if state.points and (over or time.monotonic() - drawn_at > _DRAW_S):
            draw(Running(state))
            drawn_at = time.monotonic()

    return show


def canvas() -> Callable[[Running], None]:
    """What draws a run in the place where it drew it before."""
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        from IPython.display import display

        handles: list[Any] = []

        def draw(what: Running) -> None:
            if handles:
                handles[0].update(what)
            else:
                handles.append(display(what, display_id=True))  # type: ignore[no-untyped-call]

        return draw
    if in_marimo():
        import marimo

        return lambda what: marimo.output.replace(marimo.Html(what._repr_html_()))
    return lambda what: None
