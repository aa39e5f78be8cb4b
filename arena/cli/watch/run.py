"""The run of an experiment while watching: one is followed, on the screen or behind it."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from arena.cli.text.runs import lost, running_text, start_or_join
from arena.cli.text.screen import out, waiting
from arena.course.model import Exercise
from arena.grading.runlog import RunState, RunStatus
from arena.session import Session


class WatchedRun:
    """Follows one run.

    Args:
        session: the learner's.
        footer: what stands under the run while it is on the screen.
    """

    def __init__(self, session: Session, footer: Callable[[], RenderableType]) -> None:
        self._session = session
        self._footer = footer
        self._live: Live | None = None
        self.exercise: Exercise | None = None  # until its end has been seen
        self.goes_on = False

    @property
    def is_on_screen(self) -> bool:
        """Whether the learner is looking at it."""
        return self._live is not None

    def start(self, exercise: Exercise) -> RunState | None:
        """Start a run or join the one that goes on; what has ended unseen comes back instead."""
        with waiting(f"starting {exercise.name} (the first check of the day loads PyTorch)"):
            joined = start_or_join(self._session, exercise)
        ended = joined if joined and joined.verdict else None
        self.exercise, self.goes_on = (exercise, True) if ended is None else (None, False)
        return ended

    def join(self, exercise: Exercise) -> RunState | None:
        """Follow a run that goes on behind the screen; returns what there is to say about it."""
        state = self._session.runs_at_hand().get(exercise.key)
        if state is not None and not self.goes_on:
            self.exercise, self.goes_on = exercise, state.status is RunStatus.RUNNING
        return state

    def forget(self) -> None:
        """Its end has been seen."""
        self.exercise, self.goes_on = None, False

    def stop(self) -> None:
        """End it; its verdict comes as any other."""
        if self.exercise is not None:
            self._session.stop_run(self.exercise)

    def show(self) -> None:
        """Draw it below what is on the screen, and again with each `look`."""
        self._live = Live(console=out(), auto_refresh=False, transient=True)
        self._live.start()
        self.look()

    def hide(self) -> None:
        """Let it go on behind the screen."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def look(self) -> RunState | None:
        """Draw what is new; returns the state if the run has ended.

        Who looks at the run has seen its end; behind the screen it stays to be looked at.

        Raises:
            GraderError: it was lost.
        """
        if self.exercise is None or not self.goes_on:
            return None
        if self.is_on_screen:
            state = self._session.run_state(self.exercise)
        else:
            state = self._session.runs_at_hand().get(self.exercise.key)
        if state is None and not self.is_on_screen:  # somebody else saw its end
            self.forget()
            return None
        if state is None or state.status is RunStatus.LOST:
            exercise = self.exercise
            self.forget()
            raise lost(exercise)
        if state.status is RunStatus.DONE:
            self.goes_on = False
            return state
        if self._live is not None:
            body = Group(running_text(self.exercise, state), Text(), self._footer())
            self._live.update(body, refresh=True)
        return None
