"""Arguments that several verbs share, and what a name given to them means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from arena.course.model import Exercise, Task
    from arena.session import Session

# `Optional` and not `| None`: older Typer releases read only the former in an alias.
TaskName = Annotated[
    Optional[str],  # noqa: UP045
    typer.Argument(metavar="EXERCISE", help="Its name; the current one if left out."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]


def open_session() -> Session:
    """The workspace found from the current folder, with its course and journal.

    What a person should be told about them, such as a damaged file that was set aside, is told.
    """
    from arena.session import Session

    session = Session.open()
    notices = notices_of(session)
    if notices:
        from arena.cli.text.screen import err, notice_text

        for notice in notices:
            err().print(notice_text(notice))
    return session


def notices_of(session: Session) -> tuple[str, ...]:
    """What a person should be told about workspace and journal."""
    return (*session.workspace.notices, *session.journal.notices)


def task_named(session: Session, name: str | None) -> Task:
    """The task with this name, or the current one.

    Raises:
        UnknownName: there is none of this name, or nothing is left to do.
    """
    from arena.errors import UnknownName

    if name:
        return session.find(name)
    current = session.current()
    if current is None:
        raise UnknownName(
            "Every exercise is done or skipped, so there is no current one.",
            "Name one: `arena list` shows them all.",
        )
    return current


def exercise_named(session: Session, name: str | None, verb: str) -> Exercise:
    """The same where only code will do.

    Raises:
        UnknownName: it is a question.
    """
    from arena.course.model import Question
    from arena.errors import UnknownName

    task = task_named(session, name)
    if isinstance(task, Question):
        raise UnknownName(
            f"“{task.name}” is a question: there is nothing to {verb}.",
            f"arena check {task.name}",
        )
    return task
