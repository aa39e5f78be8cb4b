"""`arena hint`: one step of help at a time."""

from __future__ import annotations

from typing import Annotated

import typer

from arena.cli.arguments import TaskName, open_session, task_named


def hint(
    name: TaskName = None,
    again: Annotated[
        bool, typer.Option("--again", help="Show the hints that you have taken, and no new one.")
    ] = False,
) -> None:
    """Give the next hint.

    Hints climb: a question, then the concept, then the operation. If the last check named a
    mistake, the hint about that mistake comes first.

    \b
      arena hint               for the current exercise
      arena hint make_rays_1d --again
    """
    from rich.text import Text

    from arena.cli.text.hints import hint_text
    from arena.cli.text.screen import say

    session = open_session()
    task = task_named(session, name)
    if again:
        for number, shown in enumerate(session.hints_shown(task), 1):
            say(hint_text(task, shown, number), Text())
        return
    given = session.hint(task)
    say(hint_text(task, given, len(session.hints_shown(task))))
