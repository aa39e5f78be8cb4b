"""What the benchmarks grade: one exercise of five tensor checks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from arena.course.load import load_course
from arena.course.model import Course, Exercise
from arena.grading.judge import Judge
from arena.grading.library import SetCode
from arena.grading.runner import Runner

CHECKS = 5


@contextmanager
def warm_judge() -> Iterator[Judge]:
    """A judge whose keeper is ready."""
    runner = Runner()
    runner.start()
    try:
        course = load_course()
        judge = Judge(course, runner)
        runner.ready(timeout=120)
        yield judge
    finally:
        runner.close()


def pick_exercise(course: Course, judge: Judge) -> Exercise:
    """The first exercise with five checks that has a right answer in tensors."""
    for exercise_set in course.sets:
        code = judge.library.code(exercise_set.id)
        for exercise in exercise_set.exercises:
            if len(list(code.experiments(exercise))) == CHECKS and not exercise.needs:
                return exercise
    raise SystemExit(f"no exercise of the course has exactly {CHECKS} checks")


def pytest_file(code: SetCode, exercise: Exercise, answers: Path) -> str:
    """The same checks as a pytest file, as a course without an engine would ship them."""
    first = next(iter(code.experiments(exercise)))
    homes = (first.function.__module__, code.oracle(exercise).__module__)
    lines = [
        "import importlib.util, torch",
        f"checks, oracles = map(importlib.import_module, {homes!r})",
        f"spec = importlib.util.spec_from_file_location('answers', {str(answers)!r})",
        "answers = importlib.util.module_from_spec(spec)",
        "spec.loader.exec_module(answers)",
        "",
        "def rng(seed): return torch.Generator().manual_seed(seed)",
        "",
    ]
    for experiment in code.experiments(exercise):
        lines += [
            f"def test_{experiment.name}():",
            "    got, expected = (",
            f"        checks.{experiment.name}(f, rng({experiment.seed}))",
            f"        for f in (answers.{exercise.owner}, oracles.{exercise.owner})",
            "    )",
            "    torch.testing.assert_close(got, expected)",
            "",
        ]
    return "\n".join(lines)


def median(values: list[float]) -> float:
    """The middle value."""
    return sorted(values)[len(values) // 2]


def ninetieth(values: list[float]) -> float:
    """The value that nine tenths stay below."""
    return sorted(values)[int(len(values) * 0.9)]
