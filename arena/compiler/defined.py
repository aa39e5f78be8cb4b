"""What the page names exists: solutions, checks, figures, and mistakes that hints are tied to."""

from __future__ import annotations

from collections.abc import Iterator

from arena.compiler.report import Fault
from arena.compiler.sources import Sources
from arena.course.definitions import owner_of
from arena.course.model import Exercise


def check_defined(sources: Sources) -> Iterator[Fault]:
    """Names of the page that no module defines; without them nothing else can be asked."""
    for exercise in sources.exercise_set.exercises:
        yield from _check_exercise(sources, exercise)
    for figure in sources.figures:
        if figure.name not in sources.definitions["figures"]:
            what = f"the figure `{figure.name}` is not among the figures"
            advice = "Write the function, or correct the name."
            yield sources.fault("page.md", figure.line, "defined", what, advice)
        if figure.exercises and figure.data_name not in sources.definitions["drawings"]:
            what = f"the figure `{figure.name}` has no data function in drawings.py"
            advice = f"Write `def {figure.data_name}(impls, rng)`."
            yield sources.fault("page.md", figure.line, "defined", what, advice)


def _check_exercise(sources: Sources, exercise: Exercise) -> Iterator[Fault]:
    def fault(line: int, what: str, advice: str) -> Fault:
        return sources.fault("page.md", line, "defined", what, advice, exercise.name)

    if exercise.name not in sources.definitions["solutions"]:
        what = f"`{exercise.name}` is not defined in solutions.py"
        yield fault(exercise.line, what, "Write its solution, or correct the name.")
    if not any(name.startswith(f"{exercise.symbol}__") for name in sources.definitions["checks"]):
        what = f"`{exercise.name}` has no check"
        yield fault(exercise.line, what, f"Write `def {exercise.symbol}__claim(…)`.")
    for hint in exercise.hints:
        if hint.mistake and hint.mistake not in sources.definitions["mistakes"]:
            what = f"the hint is tied to `{hint.mistake}`, which is no mistake"
            yield fault(hint.line, what, "Correct the name.")
        elif hint.mistake and owner_of(hint.mistake, [exercise.name]) is None:
            what = f"the hint is tied to a mistake of another exercise than `{exercise.name}`"
            yield fault(hint.line, what, "Move the hint.")
