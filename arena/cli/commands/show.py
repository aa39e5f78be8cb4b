"""`arena show`: the page's text in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from arena.cli.arguments import open_session

if TYPE_CHECKING:
    from rich.console import RenderableType

    from arena.session import Session


def show(
    name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(
            metavar="EXERCISE|SET", help="An exercise, or a set such as `0.1`; else the current."
        ),
    ] = None,
) -> None:
    """Show the text of an exercise or of a whole set.

    Figures are drawn by `arena web`.

    \b
      arena show               the current exercise
      arena show 0.1           the whole page of a set
    """
    from arena.cli.text.screen import out, say

    page = _page(open_session(), name)
    # A long page is read from its beginning; short ones and pipes need no pager.
    if out().is_terminal and _height(page) > out().height:
        with out().pager(styles=True):
            out().print(page)
    else:
        say(page)


def _page(session: Session, name: str | None) -> RenderableType:
    from arena.cli.arguments import task_named
    from arena.cli.text.pages import set_page, task_page
    from arena.errors import UnknownName

    try:
        task = task_named(session, name)
    except UnknownName as unknown:
        if name is None:
            raise
        try:
            return set_page(session.find_set(name))
        except UnknownName:
            raise unknown from None
    session.open_task(task)
    return task_page(task)


def _height(page: RenderableType) -> int:
    from arena.cli.text.screen import out

    return len(out().render_lines(page, pad=False))
