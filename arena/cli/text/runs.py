"""An experiment's run as it is looked at in a terminal: progress, numbers, curves, end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from arena.cli.text.curves import draw_curve, number, span_of
from arena.cli.text.screen import OPEN, PATIENCE_S, bar, line, out, say, words
from arena.course.model import Exercise
from arena.errors import GraderError
from arena.grading.runlog import RunState, RunStatus
from arena.render.amounts import count, span

if TYPE_CHECKING:
    from arena.session import Session

LOOK_S = 0.2  # between two looks at the log
_WIDEST = 56  # characters of a curve
_ROWS = {1: 5, 2: 4}  # of a curve, by how many there are
_MOST_CURVES = 3
_NAME, _EDGE = 12, 9  # widths of the columns before a curve

Shower = Callable[[RunState], None]


def start_or_join(session: Session, exercise: Exercise) -> RunState | None:
    """See to it that there is a run to look at.

    Returns:
        The run that was there before, if it goes on or has ended while nobody looked; None if one
        was started, which happens also when the last one was lost.
    """
    before = session.runs_at_hand().get(exercise.key)
    if before is not None and before.status is RunStatus.DONE:
        return session.run_state(exercise)
    if before is None or before.status is RunStatus.LOST:
        session.start_run(exercise)
        return None
    return before


def await_end(
    session: Session, exercise: Exercise, show: Shower | None = None, again: str = ""
) -> RunState:
    """Look at a run until its verdict is there.

    Args:
        session: the learner's.
        exercise: whose run.
        show: gets every state that was seen, the last one included.
        again: what to do after a lost run; the command for a terminal if left out.

    Raises:
        GraderError: the run was lost.
    """
    while True:
        state = session.run_state(exercise)
        if state is None or state.status is RunStatus.LOST:
            raise lost(exercise, again)
        if show:
            show(state)
        if state.verdict is not None:
            return state
        time.sleep(LOOK_S)


def follow(session: Session, exercise: Exercise) -> RunState:
    """Show a run until it ends: live in a terminal, in about ten lines in a pipe.

    Raises:
        GraderError: the run was lost.
        KeyboardInterrupt: as it came; the run goes on.
    """
    if not out().is_terminal:
        return await_end(session, exercise, _Tenths(exercise))
    live = Live(console=out(), auto_refresh=False)
    began = time.monotonic()

    def show(state: RunState) -> None:
        if state.verdict is None:
            if state.points or time.monotonic() - began > PATIENCE_S:
                live.start()
                live.update(Group(running_text(exercise, state), leaving_text()), refresh=True)
        elif state.points:
            live.start()
            live.update(curves_text(state), refresh=True)

    try:
        return await_end(session, exercise, show)
    finally:
        live.stop()


def lost(exercise: Exercise, again: str = "") -> GraderError:
    """What is said when nobody is at work on a run that has no end."""
    what = f"The run of {exercise.name} was lost: the judge service ended while it ran."
    return GraderError(what, again or f"arena check {exercise.name}")


# ------------------------------------------------------------ pictures of a state


def running_text(exercise: Exercise, state: RunState) -> RenderableType:
    """How a run gets on: bar, time, and what was reported."""
    again = f": training {len(state.laps)}, the one before fell short" if state.laps[1:] else ""
    head = words((OPEN, "bold"), " ", (exercise.name, "bold"), f" is running{again}")
    return Group(head, Padding(progress_text(state), (0, 0, 0, 2)), Text(), curves_text(state))


def progress_text(state: RunState) -> Text:
    """`███░░░ 94/200 steps   4 s, about 5 s left`."""
    elapsed = max((datetime.now(UTC) - state.started).total_seconds(), 0.0)
    if not state.points:
        return words((f"nothing reported yet   {span(elapsed)}", "bright_black"))
    text = bar(*_done(state), width=30).append(" steps")
    left = ""
    # Nothing is known of a later lap's start, so nothing can be said of its end.
    if len(state.laps) == 1 and 0.05 < state.share < 1:
        left = f", about {span(elapsed * (1 - state.share) / state.share)} left"
    return text.append(f"   {span(elapsed)}{left}", "bright_black")


def curves_text(state: RunState) -> RenderableType:
    """The curves of a run's last lap with their newest values; numbers only where none fits."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, width=_NAME, overflow="ellipsis")
    table.add_column(no_wrap=True, width=_EDGE, justify="right", style="bright_black")
    table.add_column(no_wrap=True)
    reported = [m for m in state.metrics if state.curve(m)[0]]
    shown, others = reported[:_MOST_CURVES], reported[_MOST_CURVES:]
    for metric in shown:
        for row in _curve_rows(state, metric, _ROWS.get(len(shown), 3)):
            table.add_row(*row)
    for metric in others:
        table.add_row(Text(line(metric)), "", Text(number(state.curve(metric)[1][-1]), "bold"))
    return Padding(table, (0, 0, 0, 2), expand=False)


def _curve_rows(state: RunState, metric: str, height: int) -> Iterator[tuple[Text, str, Text]]:
    steps, values = state.curve(metric)
    width = max(min(_WIDEST, out().width - _NAME - _EDGE - 8), 10)
    end = max(_done(state)[1], 1)
    rows = draw_curve(steps, values, end, width=width, height=height)
    low, high = span_of(values) or (None, None)
    # A flat curve lies in the middle, and its value stands there once.
    edges = {0: high, height - 1: low} if low != high else {height // 2: low}
    left = [Text(line(metric)), Text(number(values[-1]), "bold")]
    for i, row in enumerate(rows):
        edge = number(edges[i]) if i in edges else ""
        yield (
            left[i] if i < len(left) else Text(),
            edge,
            words(("│", "bright_black"), row.rstrip("\u2800")),
        )


def leaving_text() -> Text:
    """How to look away."""
    return words(("\n  Ctrl-C leaves it running in the background", "bright_black"))


def joined_text(state: RunState) -> Text:
    """That what is looked at began before, perhaps with another text."""
    ago = span(max((datetime.now(UTC) - state.started).total_seconds(), 0.0))
    said = "has ended while nobody looked" if state.verdict else "goes on"
    return words((f"The run that began {ago} ago {said}; it has the text of then.", "bright_black"))


def goes_on_text(exercise: Exercise) -> Text:
    """What is said to whoever looked away."""
    return words(
        f"\n{exercise.name} goes on in the background.\n",
        "  look again  ",
        (f"arena check {exercise.name}\n", "cyan"),
        "  end it      ",
        (f"arena stop {exercise.name}", "cyan"),
    )


def at_hand_text(name: str, state: RunState, *, keys: bool = False) -> Text:
    """One line about a run that goes on, has ended meanwhile, or was lost."""
    look = ("r look" if keys else f"arena check {name}", "cyan")
    match state.status:
        case RunStatus.RUNNING if state.points:
            head = words((name, "bold"), " is running  ")
            return head.append_text(bar(*_done(state))).append(" steps")
        case RunStatus.RUNNING:
            return words((name, "bold"), " is running")
        case RunStatus.DONE:
            return words((name, "bold"), " has ended  ", look)
        case RunStatus.LOST:
            return words((name, "bold"), " was lost while it ran  ", look)


def _done(state: RunState) -> tuple[int, int]:
    last = state.points[-1] if state.points else {}
    step, total = last.get("step") or 0.0, last.get("total") or 0.0
    return round(step), round(max(step, total))


class _Tenths:
    """Prints a line whenever another tenth of a lap is done."""

    def __init__(self, exercise: Exercise) -> None:
        self._name = exercise.name
        self._said = (0, -1)  # lap, tenth

    def __call__(self, state: RunState) -> None:
        lap, tenth = len(state.laps), int(state.share * 10)
        if not state.points or (lap, tenth) <= self._said or state.verdict:
            return
        self._said = (lap, tenth)
        step, total = _done(state)
        newest = [(m, state.curve(m)[1]) for m in state.metrics]
        told = "  ".join(f"{line(m)} {number(v[-1])}" for m, v in newest if v)
        again = f"training {lap}  " if lap > 1 else ""
        say(Text(f"{self._name}  {again}{step}/{total} steps  {told}"))


def steps_done(state: RunState) -> str:
    """`94 of 200 steps`."""
    step, total = _done(state)
    return f"{step} of {count(total, 'step')}"
