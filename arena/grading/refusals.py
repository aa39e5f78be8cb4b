"""Verdicts that need no comparison: nothing was attempted, or the file does not even load."""

from __future__ import annotations

from collections.abc import Sequence

from arena.course.attempts import is_own_work
from arena.course.cells import Region, region_of
from arena.course.model import Exercise
from arena.grading.casting import Cast
from arena.grading.library import SetCode
from arena.grading.observe import Raised
from arena.grading.plan import Source
from arena.grading.statements import SyntaxProblem
from arena.grading.verdict import Frame, Outcome, Verdict


def refuse(exercise: Exercise, code: SetCode, learner: Source) -> Verdict | None:
    """A verdict that needs no run: not attempted, or a syntax error in the way."""
    if learner.definition(exercise.name) is None and learner.problems:
        region = region_of(learner.text, exercise.name)
        lines = _lines(region) if region else range(0)
        problem = next((p for p in learner.problems if p.line in lines), learner.problems[0])
        return syntax_verdict(exercise, problem)
    if not is_own_work(learner.nodes, code.stub.nodes, exercise.name):
        return Verdict(exercise=exercise.key, outcome=Outcome.NOT_ATTEMPTED)
    return None


def syntax_verdict(exercise: Exercise, problem: SyntaxProblem) -> Verdict:
    """A line that is not Python."""
    return Verdict(
        exercise=exercise.key,
        outcome=Outcome.RAISED,
        message=f"line {problem.line} is not valid Python: {problem.message}",
        frames=(Frame(line=problem.line, function="", text=problem.text),),
    )


def _lines(region: Region) -> range:
    return range(region.line, region.line + region.text.count("\n") + 1)


def load_failure(exercise: Exercise, error: Raised) -> Verdict:
    """The definition itself raised, as a decorator or an annotation can."""
    return Verdict(
        exercise=exercise.key,
        outcome=Outcome.RAISED,
        message=f"`{exercise.name}` could not be defined: {error.type_name}: {error.message}",
        frames=tuple(Frame(line=f.line, function=f.function, text=f.text) for f in error.frames),
    )


def leaning_verdict(exercise: Exercise, names: Sequence[str]) -> Verdict:
    """It calls exercises that are not written yet; ours stand in only for needs."""
    listed = " and ".join(f"`{n}`" for n in names)
    are = "are exercises" if len(names) > 1 else "is an exercise"
    message = (
        f"it calls {listed}, which {are} that your file does not answer yet: "
        f"`{exercise.name}` is to be written without"
    )
    return Verdict(exercise=exercise.key, outcome=Outcome.RAISED, message=message)


def notes_on(cast: Cast) -> tuple[str, ...]:
    """What should be known about whose definitions ran."""
    notes = []
    if cast.plan.brought:
        names = " and ".join(f"`{n}`" for n in cast.plan.brought)
        notes.append(f"judged with the {names} of your own file")
    if cast.late:
        names = ", ".join(f"`{n}`" for n in cast.late)
        notes.append(f"there was no time left to judge {names}: ours stood in")
    return tuple(notes)
