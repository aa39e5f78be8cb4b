"""`arena stop`: end the run of an experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arena.cli.arguments import TaskName, open_session

if TYPE_CHECKING:
    from arena.course.model import Exercise
    from arena.session import Session


def stop(name: TaskName = None) -> None:
    """End the run of an experiment; without a name the one that is running.

    Its curve stays, and its verdict says that it was stopped.

    \b
      arena stop
      arena stop train_digits
    """
    from arena.cli.text.runs import await_end, steps_done
    from arena.cli.text.screen import say, words

    session = open_session()
    exercise = _running(session, name)
    session.stop_run(exercise)
    state = await_end(session, exercise)
    after = f" after {steps_done(state)}" if state.points else ""
    say(
        words((exercise.name, "bold"), f" was stopped{after}."),
        words("  next  ", (f"arena check {exercise.name}", "cyan"), " starts it anew"),
    )


def _running(session: Session, name: str | None) -> Exercise:
    """The experiment that is meant.

    Raises:
        UnknownName: it is not running, or none is.
    """
    from arena.cli.arguments import exercise_named
    from arena.errors import UnknownName
    from arena.grading.runlog import RunStatus

    running = {k for k, s in session.runs_at_hand().items() if s.status is RunStatus.RUNNING}
    if name is None:
        if not running:
            raise UnknownName("No experiment is running.", "arena list")
        name = min(running)
    exercise = exercise_named(session, name, "stop")
    if exercise.key not in running:
        raise UnknownName(
            f"{exercise.name} is not running, so there is nothing to stop.",
            f"arena check {exercise.name}",
        )
    return exercise
