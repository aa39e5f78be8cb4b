"""`arena explain`: the page of a mistake."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from arena.cli.arguments import open_session


def explain(
    code: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(
            metavar="CODE",
            help="As printed by a check, or an exercise: the mistake last found in it; the current "
            "exercise if left out.",
        ),
    ] = None,
) -> None:
    """Explain the mistake that a check has named.

    \b
      arena explain                              the mistake last found
      arena explain make_rays_1d                 the one last found there
      arena explain make_rays_1d.one_sided       this one
      arena explain relation.transposed          how your result relates to the right one
    """
    from arena.cli.arguments import exercise_named
    from arena.cli.text.pages import markdown
    from arena.cli.text.screen import say
    from arena.errors import UnknownName

    session = open_session()
    if code is None or session.is_task(code):
        exercise = exercise_named(session, code, "explain")
        verdict = session.last_verdict(exercise)
        if verdict is None or verdict.diagnosis is None:
            raise UnknownName(
                f"No mistake has been named in the last check of {exercise.name}.",
                f"arena check {exercise.name} · arena hint {exercise.name}",
            )
        code = verdict.diagnosis.code
    say(markdown(session.explain(code)))
