"""Verdicts that need no comparison: nothing was attempted, or the file does not even load."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from arena.course.attempts import is_own_work
from arena.course.cells import Region, region_of
from arena.course.definitions import DefinitionNode, FunctionNode
from arena.course.model import Exercise
from arena.grading.casting import Cast, Request
from arena.grading.library import SetCode
from arena.grading.observe import Raised
from arena.grading.parsing import ParsedFile
from arena.grading.statements import SyntaxProblem, bound_names
from arena.grading.verdict import Frame, Outcome, Verdict


def refuse(exercise: Exercise, code: SetCode, learner: ParsedFile) -> Verdict | None:
    """A verdict that needs no run: not attempted, or a syntax error in the way."""
    if learner.definition(exercise.name) is None and learner.problems:
        region = region_of(learner.text, exercise.name)
        lines = _lines(region) if region else range(0)
        problem = next((p for p in learner.problems if p.line in lines), learner.problems[0])
        return syntax_verdict(exercise, problem)
    if not is_own_work(learner.nodes, code.stub.nodes, exercise.name):
        message = _why_not_attempted(exercise, code, learner)
        return Verdict(exercise=exercise.key, outcome=Outcome.NOT_ATTEMPTED, message=message)
    return None


def _why_not_attempted(exercise: Exercise, code: SetCode, learner: ParsedFile) -> str:
    """What stands there instead of an answer, where that is a surprise."""
    definitions = learner.definitions(exercise.name)
    last = definitions[-1] if definitions else None
    for node in definitions[:-1]:
        if last and is_own_work([node], code.stub.nodes, exercise.owner):
            return (
                f"the stub stands again below your answer, at line {last.lineno}: of two "
                "definitions the last one counts"
            )
    for statement in learner.nodes:
        imports = isinstance(statement, ast.Import | ast.ImportFrom)
        if last is None and imports and exercise.owner in bound_names(statement):
            return f"`{exercise.owner}` is only imported (line {statement.lineno}): write it here"
    return ""


def with_reasons(verdict: Verdict, request: Request) -> Verdict:
    """Say what is behind an error: an import that failed, or another signature than is asked."""
    if verdict.outcome is Outcome.RIGHT:
        return verdict
    failing = verdict.failing
    said = verdict.message or (failing.difference if failing else "")
    missing = re.search(r"NameError: name '(\w+)' is not defined", said)
    if missing and (absent := request.learner.absent.get(missing[1])):
        frame = Frame(line=absent.line, function="", text=absent.text)
        return verdict.model_copy(
            update={
                "outcome": Outcome.RAISED,
                "message": absent.sentence,
                "frames": (frame,),
                "checks": (),
            }
        )
    note = _other_signature(request)
    return verdict.model_copy(update={"notes": (*verdict.notes, note)}) if note else verdict


def _other_signature(request: Request) -> str:
    """`yours takes (camera, triangle); here it is (rays, triangle)`, where names differ."""
    exercise = request.exercise
    mine = _parameters(request.learner.definition(exercise.name))
    ours = _parameters(request.code.stub.definition(exercise.name))
    if mine is None or ours is None or mine == ours:
        return ""
    return f"yours takes ({', '.join(mine)}); here it is ({', '.join(ours)})"


def _parameters(node: DefinitionNode | None) -> list[str] | None:
    if not isinstance(node, FunctionNode):
        return None
    arguments = node.args
    plain = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    stars = [("*", arguments.vararg), ("**", arguments.kwarg)]
    return plain + [f"{star}{a.arg}" for star, a in stars if a is not None]


def syntax_verdict(exercise: Exercise, problem: SyntaxProblem) -> Verdict:
    """A line that is not Python, or a file that is too much of it."""
    said = "cannot be judged" if problem.is_python else "is not valid Python"
    return Verdict(
        exercise=exercise.key,
        outcome=Outcome.RAISED,
        message=f"line {problem.line} {said}: {problem.message}",
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
