"""`arena show`: the page's text in the terminal, and a figure in a file."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from arena.cli.arguments import open_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType

    from arena.course.model import ExerciseSet, Figure
    from arena.grading.runlog import RunState
    from arena.session import Session


def show(
    name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(
            metavar="EXERCISE|SET|FIGURE",
            help="An exercise, a set such as `0.1`, or a figure; else the current exercise.",
        ),
    ] = None,
) -> None:
    """Show the text of an exercise or of a whole set, or draw a figure.

    A figure that is drawn with exercises is drawn with your own functions where they are right. It
    becomes a file, which is opened in a browser if there is one.

    \b
      arena show               the current exercise
      arena show 0.1           the whole page of a set
      arena show turning_mesh  a figure, in a browser
    """
    from arena.cli.text.screen import out, say

    session = open_session()
    if name is not None and (found := _figure_named(session, name)):
        _show_figure(session, *found)
        return
    page = _page(session, name)
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


def _figure_named(session: Session, name: str) -> tuple[ExerciseSet, Figure] | None:
    """The figure of this name, unless a task or a set has it."""
    from arena.errors import UnknownName

    with suppress(UnknownName):
        session.find(name)
        return None
    with suppress(UnknownName):
        here = (session.progress().last_key or "").partition("/")[0]
        return session.drawings.find(name, here)
    return None


def _show_figure(session: Session, exercise_set: ExerciseSet, figure: Figure) -> None:
    """Draw it, write the file, open it.

    Raises:
        ArenaError: it cannot be drawn.
    """
    from rich.text import Text

    from arena.cli.text.screen import err, say
    from arena.errors import GraderError
    from arena.render.figures import figure_page

    said = figure.caption
    if figure.exercises:
        session.drawings.start_with_file(exercise_set, figure)
        drawing = session.drawings.wait(exercise_set, figure, _progress())
        if drawing.figure is None:
            what = f"Your code drew no picture. {drawing.failure}"
            raise GraderError(what, f"arena check {figure.exercises[0]}")
        shown, said = drawing.figure, f"{drawing.caption} {said}".strip()
        say(Text(drawing.caption.replace("`", "")))
    else:
        shown = session.figure(exercise_set, figure.name)
    path = session.workspace.root / ".arena" / "figures" / f"{exercise_set.id}-{figure.name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(figure_page(shown, figure.name.replace("_", " "), said), encoding="utf-8")
    say(Text(str(path)))
    if err().is_terminal:
        typer.launch(path.as_uri())


def _progress() -> Callable[[RunState], None]:
    """Says each tenth of a long drawing once."""
    from rich.text import Text

    from arena.cli.text.runs import steps_done
    from arena.cli.text.screen import err

    tenths: set[int] = set()

    def show(state: RunState) -> None:
        tenth = int(state.share * 10)
        if state.points and tenth not in tenths:
            tenths.add(tenth)
            err().print(Text(f"drawing: {steps_done(state)}"))

    return show
