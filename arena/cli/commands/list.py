"""`arena list`: the course as a list, with what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from arena.cli.arguments import AsJson, open_session

if TYPE_CHECKING:
    from arena.course.model import ExerciseSet
    from arena.session import Session


def list_tasks(
    name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="SET", help="One set, by id, title or folder; all if left out."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List exercises and questions with what became of them.

    \b
      arena list
      arena list 0.1
      arena list --json | python -m json.tool
    """
    session = open_session()
    sets = (session.find_set(name),) if name else session.course.sets
    if as_json:
        import json

        typer.echo(json.dumps([_as_data(session, s) for s in sets], ensure_ascii=False))
        return
    from rich.text import Text

    from arena.cli.text.lists import set_list
    from arena.cli.text.screen import say

    progress, current, runs = session.progress(), session.current(), session.runs_at_hand()
    for i, exercise_set in enumerate(sets):
        say(*([Text()] if i else []), set_list(exercise_set, progress, current, runs))


def _as_data(session: Session, exercise_set: ExerciseSet) -> dict[str, object]:
    progress, runs = session.progress(), session.runs_at_hand()
    return {
        "id": exercise_set.id,
        "title": exercise_set.title,
        "tasks": [
            {
                "key": task.key,
                "title": task.title,
                "type": task.type.value,
                "minutes": task.minutes,
                "status": progress.state(task.key).status.value,
                "run": runs[task.key].status.value if task.key in runs else None,
            }
            for task in exercise_set.tasks
        ],
    }
