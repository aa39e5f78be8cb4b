"""`arena solution`: our answer, and other right ones."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from arena.cli.arguments import TaskName, exercise_named, open_session


def solution(
    name: TaskName = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
) -> None:
    """Show our answer, and other right ones.

    Your journal keeps that you looked.

    \b
      arena solution
      arena solution make_rays_1d --yes
    """
    from arena.cli.text.hints import solution_text
    from arena.cli.text.screen import say
    from arena.journal.progress import Status

    session = open_session()
    exercise = exercise_named(session, name, "show a solution of")
    done = session.progress().state(exercise.key).status is Status.RIGHT
    if not (yes or done) and sys.stdin.isatty():
        left = sum(h.mistake is None for h in exercise.hints) - len(session.hints_shown(exercise))
        hints = f" There are {left} hints left." if left > 1 else ""
        typer.confirm(f"Show the solution of {exercise.name}?{hints}", abort=True)
    say(solution_text(session.solution(exercise)))
