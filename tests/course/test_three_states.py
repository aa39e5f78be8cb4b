"""The real course: stubs are not attempted, right answers pass, every mistake is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from arena.compiler.sources import Sources
from arena.compiler.verify import read_faults
from arena.course.definitions import owner_of
from arena.course.load import load_course
from arena.course.model import Exercise, ExerciseSet
from arena.course.parts import Role, definitions_in
from arena.course.stubs import stub_file
from arena.grading.judge import Judge
from arena.grading.library import Implementation
from arena.grading.runner import Runner
from arena.grading.verdict import Outcome, Verdict

COURSE = load_course()
EXERCISES = [(s, e) for s in COURSE.sets for e in s.exercises]


def owned(module: str) -> list[tuple[Exercise, str]]:
    """Exercise and name of every mistake or alternative of the course."""
    return [
        (exercise, name)
        for exercise_set, exercise in EXERCISES
        for name in definitions_in(exercise_set, Role(module))
        if not name.startswith("_")
        and "." not in name
        and name != exercise.symbol
        and owner_of(name, [e.name for e in exercise_set.exercises]) == exercise.name
    ]


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Runner() as runner:
        yield Judge(COURSE, runner)


def each_exercise() -> pytest.MarkDecorator:
    keys = [e.key for _, e in EXERCISES]
    return pytest.mark.parametrize(("exercise_set", "exercise"), EXERCISES, ids=keys)


def account(verdict: Verdict) -> str:
    return verdict.model_dump_json(indent=1, exclude={"checks": {"__all__": {"pictures"}}})


@pytest.mark.parametrize("exercise_set", COURSE.sets, ids=lambda s: s.id)
def test_every_file_name_and_word_of_a_set_is_in_order(exercise_set: ExerciseSet) -> None:
    faults = list(read_faults(Sources(COURSE, exercise_set)))
    assert not faults, "\n".join(map(str, faults))


@each_exercise()
def test_a_stub_is_not_attempted(
    judge: Judge, exercise_set: ExerciseSet, exercise: Exercise
) -> None:
    solutions = (exercise_set.folder / "solutions.py").read_text(encoding="utf-8")
    stub = stub_file(solutions, [e.name for e in exercise_set.exercises])
    assert judge.judge(exercise, stub).outcome is Outcome.NOT_ATTEMPTED


@each_exercise()
def test_a_solution_passes_every_check(
    judge: Judge, exercise_set: ExerciseSet, exercise: Exercise
) -> None:
    solutions = (exercise_set.folder / "solutions.py").read_text(encoding="utf-8")
    verdict = judge.judge(exercise, solutions, assume_right=True)
    assert verdict.outcome is Outcome.RIGHT, account(verdict)


@pytest.mark.parametrize(
    ("exercise", "name"), owned("alternatives"), ids=[n for _, n in owned("alternatives")]
)
def test_an_alternative_passes_every_check(judge: Judge, exercise: Exercise, name: str) -> None:
    verdict = judge.judge_implementation(exercise, find(judge, exercise, "alternatives", name))
    assert verdict.outcome is Outcome.RIGHT, account(verdict)


@pytest.mark.parametrize(
    ("exercise", "name"), owned("mistakes"), ids=[n for _, n in owned("mistakes")]
)
def test_a_mistake_fails_with_its_own_diagnosis(
    judge: Judge, exercise: Exercise, name: str
) -> None:
    verdict = judge.judge_implementation(exercise, find(judge, exercise, "mistakes", name))
    assert verdict.outcome is not Outcome.RIGHT
    assert verdict.diagnosis is not None, account(verdict)
    assert verdict.diagnosis.code == name, account(verdict)
    assert verdict.diagnosis.message


def find(judge: Judge, exercise: Exercise, module: str, name: str) -> Implementation:
    """A mistake or an alternative as the judge has loaded it."""
    code = judge.library.code(exercise.set_id)
    return code.owned(Role(module), exercise)[name]
