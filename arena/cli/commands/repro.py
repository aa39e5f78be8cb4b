"""`arena repro`: the failing call as code."""

from __future__ import annotations

import sys

import typer

from arena.cli.arguments import TaskName, exercise_named, open_session


def repro(name: TaskName = None) -> None:
    """Print the failing call of the last check as code.

    Paste it under your function, or into a notebook. In a pipe it is plain Python that takes your
    function from your file, so that it runs as it is:

    \b
      arena repro make_rays_1d > try.py
    """
    from arena.cli.text.hints import code
    from arena.cli.text.screen import say
    from arena.errors import UnknownName

    session = open_session()
    exercise = exercise_named(session, name, "reproduce")
    snippet = session.repro(exercise)
    if not snippet:
        raise UnknownName(
            f"The last check of {exercise.name} left no failing call.",
            f"arena check {exercise.name}",
        )
    if sys.stdout.isatty():
        say(code(snippet))
    else:
        file = session.workspace.file(session.set_of(exercise)).resolve()
        typer.echo("import runpy\n")
        typer.echo(f"globals().update(runpy.run_path({str(file)!r}))  # your answers\n")
        typer.echo(snippet)
