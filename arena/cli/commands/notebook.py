"""`arena notebook`: a set as a notebook, and back."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from arena.cli.arguments import open_session

if TYPE_CHECKING:
    from arena.course.model import ExerciseSet
    from arena.session import Session
    from arena.workspace.exchange import Exchanged

SetName = Annotated[
    str, typer.Argument(metavar="SET", help="Id, folder or title: `0.1`, `ray tracing`.")
]


class NotebookKind(StrEnum):
    """What reads the file; `arena.render.notebook_files.Target` without its imports."""

    jupyter = "jupyter"
    colab = "colab"
    percent = "percent"
    marimo = "marimo"


class Take(StrEnum):
    """Whose text counts where both were changed."""

    notebook = "notebook"
    workspace = "workspace"


def notebook(
    name: SetName,
    to: Annotated[
        NotebookKind, typer.Option("--to", help="Which program will open it.")
    ] = NotebookKind.jupyter,
    solutions: Annotated[
        bool, typer.Option("--solutions", help="With the solutions in the place of the stubs.")
    ] = False,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("-o", "--output", help="The file; beside the set's Python file if left out."),
    ] = None,
    take: Annotated[
        Optional[Take],  # noqa: UP045
        typer.Option("--take", help="Whose answer counts where both were changed."),
    ] = None,
) -> None:
    """Write a set as a notebook; if it is there, bring it and your Python file together.

    A new notebook holds your answers. One that is there keeps every cell of yours: by exercise,
    the newer answer goes into the other file, and both are backed up before. Where both were
    changed, neither is touched and you are shown the two. If the course has changed since, its
    words become new; what you wrote stays as it is.

    \b
      arena notebook 0.1                       for Jupyter, beside the set's Python file
      arena notebook 0.1 --to colab            installs the course in its first cell
      arena notebook 0.1 --to percent          a script with `# %%` cells, for editors
      arena notebook 0.1 --solutions -o a.ipynb
      arena notebook 0.1 --take notebook       where both were changed, the notebook's counts
    """
    session = open_session()
    exercise_set = session.find_set(name)
    path = output or default_path(session, exercise_set, to, solutions)
    if path.exists():
        bring_together(session, exercise_set, path, take, solutions)
    else:
        write_notebook(session, exercise_set, path, to, solutions)


def default_path(
    session: Session,
    exercise_set: ExerciseSet,
    to: NotebookKind = NotebookKind.jupyter,
    solutions: bool = False,
) -> Path:
    """`s1_ray_tracing.ipynb`, `s1_ray_tracing.colab.ipynb`, `s1_ray_tracing.marimo.py` …"""
    from arena.render.notebook_files import Target

    parts = ["solutions"] if solutions else []
    parts += [] if to is NotebookKind.jupyter else [to.value]
    ending = "".join(f".{part}" for part in parts) + Target(to.value).suffix
    file = session.workspace.file(exercise_set)
    return file.with_name(file.stem + ending)


def write_notebook(
    session: Session,
    exercise_set: ExerciseSet,
    path: Path,
    to: NotebookKind,
    solutions: bool = False,
) -> None:
    """Write a new one, with the learner's answers."""
    from arena.cli.text.locations import short_path
    from arena.cli.text.screen import RIGHT, say, words
    from arena.render.amounts import count
    from arena.workspace.exchange import begin_agreed, workspace_answers
    from arena.workspace.files import encoded, write_bytes

    found = {} if solutions else workspace_answers(session.workspace, exercise_set)
    answers = {name: a.text for name, a in found.items() if a.attempted}
    write_bytes(path, encoded(_text(session, exercise_set, to, answers, solutions)))
    if not solutions:
        begin_agreed(session.workspace, exercise_set, path)
    said = count(len(exercise_set.exercises), "exercise")
    mine = f", {len(answers)} with your answer" if answers else ""
    say(words((RIGHT, "green"), f" {short_path(path)} is written: {said}{mine}"))
    if to is NotebookKind.jupyter and not solutions:
        say(words("  next  ", (f"arena lab {exercise_set.id}", "cyan")))


def _text(
    session: Session,
    exercise_set: ExerciseSet,
    to: NotebookKind,
    answers: Mapping[str, str],
    solutions: bool = False,
) -> str:
    """The file as it would be written now."""
    from arena.cli.text.screen import waiting
    from arena.render.notebook import Contents, notebook_cells
    from arena.render.notebook_files import Target, notebook_text

    install = session.course.install_line if to is NotebookKind.colab else ""
    with waiting("drawing the figures"):
        contents = Contents(
            answers, solutions, lambda figure: session.figure(exercise_set, figure), install
        )
        cells = notebook_cells(session.course, exercise_set, contents)
    return notebook_text(exercise_set, cells, Target(to.value))


def bring_together(
    session: Session,
    exercise_set: ExerciseSet,
    path: Path,
    take: Take | None = None,
    solutions: bool = False,
) -> None:
    """Bring a notebook that is there and the workspace to the same answers, and say what was done.

    Raises:
        WorkspaceError: it holds solutions, or cannot be read or written.
        Exit: with 1 where both were changed.
    """
    from arena.cli.text.locations import short_path
    from arena.errors import WorkspaceError
    from arena.workspace.exchange import Side, exchange

    if solutions:
        step = "Move it away, or name another file with -o."
        raise WorkspaceError(f"{short_path(path)} is there already.", step)
    side = Side(take.value) if take else None
    done = exchange(session.workspace, exercise_set, path, side)
    _say_exchanged(session, exercise_set, path, done)
    if path.suffix == ".ipynb":
        _renew(session, exercise_set, path)
    if done.clashes:
        raise typer.Exit(1)


def _renew(session: Session, exercise_set: ExerciseSet, path: Path) -> None:
    """Give a notebook that was written with an older version of the set its newer words."""
    import json

    from arena.cli.text.locations import short_path
    from arena.cli.text.screen import RIGHT, say, words
    from arena.render.amounts import count
    from arena.render.notebook import Contents, notebook_cells
    from arena.render.renewal import is_current, is_for_colab, renewed
    from arena.workspace.exchange import replace_notebook
    from arena.workspace.files import encoded, read_bytes

    before = read_bytes(path)
    found = json.loads(before)
    kind = NotebookKind.colab if is_for_colab(found) else NotebookKind.jupyter
    install = session.course.install_line if kind is NotebookKind.colab else ""
    if is_current(found, notebook_cells(session.course, exercise_set, Contents(install=install))):
        return
    fresh = json.loads(_text(session, exercise_set, kind, {}))
    new, changed = renewed(found, fresh)
    text = json.dumps(new, indent=1, ensure_ascii=False) + "\n"
    replace_notebook(session.workspace, path, before, encoded(text))
    if changed:
        told = f" the course has changed: {count(changed, 'cell')} of {short_path(path)} renewed"
        say(words((RIGHT, "green"), told), "  what you wrote stands as it was; reload it")


def _say_exchanged(
    session: Session, exercise_set: ExerciseSet, path: Path, done: Exchanged
) -> None:
    from arena.cli.text.locations import short_path
    from arena.cli.text.screen import RIGHT, say, words

    file = short_path(session.workspace.file(exercise_set))
    name = short_path(path)
    for names, target in ((done.to_workspace, file), (done.to_notebook, name)):
        if names:
            say(words((RIGHT, "green"), f" into {target}: {', '.join(names)}"))
    if done.to_notebook:
        say("  if it is open: reload it before you go on")
    for exercise in done.doubled:
        say(f"· {exercise} is defined in several cells; the last one counts")
    for clash in done.clashes:
        _say_clash(clash.exercise, clash.workspace, clash.notebook, file, name)
    if done.clashes:
        example = f"arena notebook {exercise_set.id} --take"
        say(
            words(
                "  next  ", (f"{example} notebook", "cyan"), " · ", (f"{example} workspace", "cyan")
            )
        )
    elif not (done.to_workspace or done.to_notebook):
        say(words((RIGHT, "green"), f" {name} and {file} hold the same answers"))


def _say_clash(exercise: str, workspace: str, notebook: str, file: str, name: str) -> None:
    import difflib

    from rich.text import Text

    from arena.cli.text.screen import WRONG, clean, say, words

    say(words((WRONG, "bold red"), f" {exercise} was changed in both; neither was touched"))
    lines = difflib.unified_diff(
        workspace.splitlines(), notebook.splitlines(), file, name, lineterm="", n=2
    )
    for line in lines:
        style = {"-": "red", "+": "green"}.get(line[:1], "bright_black")
        say(Text("    " + clean(line), style))
