"""Three states and the kill matrix: stubs not attempted, right answers pass, mistakes named."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from arena.compiler.report import Fault, MatrixRow
from arena.compiler.sources import Sources
from arena.course.model import Exercise
from arena.course.parts import Role
from arena.grading.diagnose import alike
from arena.grading.judge import Judge
from arena.grading.library import Implementation, SetCode
from arena.grading.verdict import Outcome, Verdict


def check_states(sources: Sources, judge: Judge, exercise: Exercise) -> Iterator[Fault]:
    """The stub, the solution and the alternatives of one exercise."""
    solutions = sources.text("solutions.py")
    line = sources.definitions["solutions"][exercise.name].node.lineno
    verdict = judge.judge(exercise, sources.stub, "stub.py")
    if verdict.outcome is not Outcome.NOT_ATTEMPTED:
        what = f"the stub of `{exercise.name}` is {verdict.outcome.value}, not “not attempted”"
        advice = "Leave something to write: a body, or a `# <yours>` … `# </yours>` region."
        yield sources.fault("solutions.py", line, "stub", what, advice, exercise.name)
    verdict = judge.judge(exercise, solutions, "solutions.py", assume_right=True)
    if verdict.outcome is not Outcome.RIGHT:
        what = f"the solution of `{exercise.name}` is {_account(verdict)}"
        advice = "One of solution, check and oracle is wrong; the oracle is the plainest."
        yield sources.fault("solutions.py", line, "solution fails", what, advice, exercise.name)
    code = judge.library.code(sources.exercise_set.id)
    for name, alternative in code.owned(Role.ALTERNATIVES, exercise).items():
        verdict = judge.judge_implementation(exercise, alternative)
        if verdict.outcome is not Outcome.RIGHT:
            place = sources.definitions["alternatives"][name]
            what = f"the alternative `{name}` is {_account(verdict)}"
            advice = "Correct it, or let the check accept it: it may ask for more than the task."
            yield sources.fault(
                place.path, place.node.lineno, "alternative fails", what, advice, exercise.name
            )


def judge_mistakes(
    sources: Sources, judge: Judge, exercise: Exercise, done: Callable[[], None]
) -> tuple[tuple[MatrixRow, ...], tuple[Fault, ...]]:
    """Every mistake of one exercise against every check.

    Args:
        sources: the set.
        judge: runs the mistakes in this process: they are the author's.
        exercise: whose mistakes.
        done: called after each.
    """
    code = judge.library.code(sources.exercise_set.id)
    rows: list[MatrixRow] = []
    faults: list[Fault] = []
    for name, mistake in code.owned(Role.MISTAKES, exercise).items():
        verdict = judge.judge_implementation(exercise, mistake)
        row = MatrixRow(
            exercise=exercise.name,
            mistake=name,
            kills=tuple((c.check, c.outcome.value) for c in verdict.checks),
            diagnosis=verdict.diagnosis.code if verdict.diagnosis else "",
        )
        rows.append(row)
        if (problem := _problem(code, exercise, row, verdict)) is not None:
            place = sources.definitions["mistakes"][name]
            line, (what, advice) = place.node.lineno, problem
            faults.append(sources.fault(place.path, line, "mistake", what, advice, exercise.name))
        done()
    return tuple(rows), tuple(faults)


def _problem(
    code: SetCode, exercise: Exercise, row: MatrixRow, verdict: Verdict
) -> tuple[str, str] | None:
    name = row.mistake
    if verdict.outcome is Outcome.RIGHT:
        return (
            f"every check of `{exercise.name}` lets the mistake `{name}` through",
            "Add a case on which it differs from the oracle, or delete the mistake.",
        )
    if row.named:
        return None
    twins = [n for n in _others(code, exercise, name) if _same(code, exercise, n, name)]
    if twins:
        return (
            f"`{name}` answers every check as {' and '.join(f'`{t}`' for t in twins)}",
            "Add a case on which they differ, or make them one mistake.",
        )
    failing = verdict.failing
    where = f"on “{failing.claim}”" if failing else ""
    return (
        f"`{name}` fails {where} with the diagnosis {row.diagnosis or 'none'} instead of its own",
        "Add a case, before the first that it fails, on which only this mistake goes wrong so.",
    )


def _others(code: SetCode, exercise: Exercise, name: str) -> Iterator[str]:
    return (n for n in code.owned(Role.MISTAKES, exercise) if n != name)


def _same(code: SetCode, exercise: Exercise, a: str, b: str) -> bool:
    """Whether two mistakes cannot be told apart by any check."""
    mistakes: dict[str, Implementation] = code.owned(Role.MISTAKES, exercise)
    return all(
        alike(code.answer(a, mistakes[a], e), code.answer(b, mistakes[b], e), e.options)
        for e in code.experiments(exercise)
    )


def _account(verdict: Verdict) -> str:
    """`wrong on “…”: got …`, in one line."""
    failing = verdict.failing
    if failing is None:
        return f"{verdict.outcome.value}: {verdict.message}"
    detail = " ".join(f"{failing.case} {failing.difference}".split())[:200]
    return f"{verdict.outcome.value} on “{failing.claim}” ({failing.check}): {detail}"
