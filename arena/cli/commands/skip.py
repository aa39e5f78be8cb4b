"""`arena skip`: leave a task out for now."""

from __future__ import annotations

from typing import Annotated

import typer

from arena.cli.arguments import TaskName, open_session, task_named


def skip(
    name: TaskName = None,
    why: Annotated[str, typer.Option("--why", help="Your reason, for your own record.")] = "",
) -> None:
    """Leave an exercise out for now.

    Later ones that build on it use our answer. It stays in the list, and doing it later counts.

    \b
      arena skip --why "did this at work"
    """
    from rich.text import Text

    from arena.cli.text.after import next_text
    from arena.cli.text.screen import say

    session = open_session()
    task = task_named(session, name)
    session.skip(task, why)
    say(Text(f"{task.name} is skipped."), next_text(session, task))
