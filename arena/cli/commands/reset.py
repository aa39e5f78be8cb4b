"""`arena reset`: begin an exercise anew."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from arena.cli.arguments import TaskName, exercise_named, open_session


def reset(
    name: TaskName = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
) -> None:
    """Put the empty stub of an exercise back.

    Your old answer is kept, and you are told where.

    \b
      arena reset make_rays_1d
    """
    from arena.cli.text.locations import place_of, short_path
    from arena.cli.text.screen import say, words

    session = open_session()
    exercise = exercise_named(session, name, "reset")
    if not yes and sys.stdin.isatty():
        typer.confirm(f"Put the stub of {exercise.name} back?", abort=True)
    kept = session.reset(exercise)
    say(
        words(f"{exercise.name} is a stub again in ", (place_of(session, exercise), "cyan")),
        words("  your old answer is kept:\n  ", (short_path(kept), "cyan")),
    )
