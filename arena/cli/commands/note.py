"""`arena note`: write something down."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from arena.cli.arguments import open_session


def note(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="What to write down.")],
    about: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--about", help="The exercise it belongs to; the current one if left out."),
    ] = None,
) -> None:
    """Write something down beside an exercise.

    Notes are part of your journal.

    \b
      arena note why does stack need equal shapes?
      arena note --about make_rays_1d "linspace includes both ends"
    """
    from rich.text import Text

    from arena.cli.text.screen import say

    session = open_session()
    task = session.find(about) if about else session.current()
    session.note(task, " ".join(text))
    say(Text(f"Noted beside {task.name}." if task else "Noted."))
