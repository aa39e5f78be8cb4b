"""`arena start`: make a workspace, or bring one up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def start(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to make it; created if need be.")
    ] = Path(),
) -> None:
    """Make a folder with the exercises in it, or update one.

    New exercises are added and untouched ones renewed. A line that you wrote is never overwritten;
    where the course has changed under an answer of yours, the new stub is put beside it.

    \b
      arena start              here
      arena start ~/arena      there
    """
    from arena.cli.text.locations import short_path
    from arena.cli.text.screen import RIGHT, say, words
    from arena.render.amounts import count
    from arena.session import chosen_course
    from arena.workspace.workspace import Workspace

    course = chosen_course()
    existed = (folder / ".arena").is_dir()
    workspace = Workspace.create(folder, course)
    report = workspace.sync(course) if existed else None
    here = workspace.root == Path.cwd()
    where = "this folder" if here else short_path(workspace.root)
    if existed:
        say(words((RIGHT, "green"), f" {where} is up to date"))
    else:
        exercises = count(sum(len(s.exercises) for s in course.sets), "exercise")
        questions = count(sum(len(s.questions) for s in course.sets), "question")
        say(words((RIGHT, "green"), f" {where} is ready: {exercises}, {questions}"))
    for path in report.offered if report else ():
        say(words("  new stub beside your answer: ", (short_path(path), "cyan")))
    go = "" if here else f"cd {where} && "
    say(words("  next  ", (f"{go}arena watch", "cyan"), " · ", (f"{go}arena web", "cyan")))
