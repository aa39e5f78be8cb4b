"""Sets are verified in processes of their own, several at a time, and can be dealt out."""

from __future__ import annotations

from pathlib import Path

import pytest
from verify_course import append, course_of, write_course

from arena.compiler.choices import Choices, Progress
from arena.compiler.crew import share, verify_sets
from arena.course.load import load_course
from arena.course.model import Course, ExerciseSet

NO_MUTANTS = Choices(fresh=True, mutants=False)
COURSE = load_course()


class Heard(Progress):
    """Counts what it was told."""

    def __init__(self) -> None:
        self.steps = self.done = 0
        self.is_over = False

    def begin(self, what: str, steps: int) -> None:
        self.steps += steps

    def step(self) -> None:
        self.done += 1

    def end(self) -> None:
        self.is_over = True


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return course_of(write_course(tmp_path))


def test_a_set_is_verified_in_another_process_and_its_steps_are_heard(course: Course) -> None:
    heard = Heard()
    (report,) = verify_sets(course, course.sets, NO_MUTANTS, lambda _: heard)
    assert report.faults == (), "\n".join(map(str, report.faults))
    assert report.counts()["mistakes_named"] == 6
    assert heard.steps == heard.done > 6
    assert heard.is_over


def test_what_a_module_prints_does_not_end_up_in_the_report(course: Course) -> None:
    append(course.sets[0].folder, "oracles.py", '\nprint("{}")\n')
    (report,) = verify_sets(course, course.sets, NO_MUTANTS, lambda _: Progress())
    assert report.set_id == course.sets[0].id


@pytest.mark.parametrize("number", [1, 2, 3, 7])
def test_the_parts_of_a_course_are_all_of_it_and_no_set_is_in_two(number: int) -> None:
    parts = [share(COURSE.sets, (i, number)) for i in range(1, number + 1)]
    ids = [s.id for part in parts for s in part]
    assert sorted(ids) == sorted(s.id for s in COURSE.sets)
    assert all(_in_order(part) for part in parts)


def _in_order(part: list[ExerciseSet]) -> bool:
    order = [s.id for s in COURSE.sets]
    return [order.index(s.id) for s in part] == sorted(order.index(s.id) for s in part)
