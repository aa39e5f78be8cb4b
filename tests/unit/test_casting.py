"""Whose definitions run: the learner's where they are right, ours for needs, nobody's elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from verify_course import CHECKS, FILES, ORACLES, SOLUTIONS, course_of, write_course

from arena.grading.judge import Judge
from arena.grading.runner import Runner
from arena.grading.verdict import Outcome, Verdict

GIVEN = '''"""What is given: a box around a table."""

from torch import Tensor


class Box:
    """A table in a box."""

    def __init__(self, table: Tensor) -> None:
        self.table = table
'''
BOXED = '''

def boxed(table: Tensor) -> Box:
    """Put a table into a box.

    Args:
        table: shape (row, column).
    """
    return Box(table)


def boxed_twice(table: Tensor) -> Box:
    """Put twice a table into a box.

    Args:
        table: shape (row, column).
    """
    return boxed(2 * table)
'''
BOXED_PAGE = """
:::{{exercise}} {name}
title: In a box
minutes: 5
difficulty: 1
importance: 3
needs: [{needs}]
:::

Put `table` into a `Box`.
"""
BOXED_CHECKS = '''

def boxed__is_a_box(boxed: Any, rng: torch.Generator) -> Any:
    """The table is in the box."""
    out = boxed(torch.randn(2, 3, generator=rng))
    return out.table if isinstance(out, Box) else type(out).__name__


def boxed_twice__is_a_box(boxed_twice: Any, rng: torch.Generator) -> Any:
    """Twice the table is in the box."""
    out = boxed_twice(torch.randn(2, 3, generator=rng))
    return out.table if isinstance(out, Box) else type(out).__name__
'''
OWN_BOX = """
class Box:
    def __init__(self, table, colour="brown"):
        self.table, self.colour = table, colour

def boxed(table):
    return Box(table, colour="green")
"""


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    folder = write_course(tmp_path_factory.mktemp("cast"))
    package = f"{folder.parents[1].name}.ch0_basics.s1_scaling"
    head = f"from torch import Tensor\n\nfrom {package}.boxes import Box"
    pages = [BOXED_PAGE.format(name="boxed", needs="")]
    pages += [BOXED_PAGE.format(name="boxed_twice", needs="boxed")]
    texts = {
        "boxes.py": GIVEN,
        "page.md": FILES["page.md"] + "".join(pages),
        "solutions.py": SOLUTIONS.replace("from torch import Tensor", head) + BOXED,
        "oracles.py": ORACLES.replace("from torch import Tensor", head) + BOXED,
        "checks.py": CHECKS.replace(
            "from torch import Tensor",
            "from torch import Tensor\nfrom typing import Any\n\nfrom .boxes import Box",
        )
        + BOXED_CHECKS,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    course = course_of(folder)
    with Runner(readable=[str(folder / "boxes.py")]) as runner:
        yield Judge(course, runner)


def verdict(judge: Judge, name: str, source: str) -> Verdict:
    exercise = next(e for s in judge.library.course.sets for e in s.exercises if e.name == name)
    return judge.judge(exercise, source, "mine.py")


def test_a_need_that_is_not_written_is_ours_and_named(judge: Judge) -> None:
    mine = "def mean_row(table, factors):\n    return scale_rows(table, factors).mean(0)\n"
    said = verdict(judge, "mean_row", mine)
    assert (said.outcome, said.helpers) == (Outcome.RIGHT, ("scale_rows",))


def test_what_comes_later_is_never_supplied(judge: Judge) -> None:
    mine = (
        "def scale_rows(table, factors):\n"
        "    return mean_row(table[None], factors) if len(table) else table\n"
    )
    said = verdict(judge, "scale_rows", mine)
    assert said.outcome is Outcome.RAISED
    assert (
        "calls `mean_row`, which is an exercise that your file does not answer yet" in said.message
    )


def test_nor_is_it_through_a_helper_of_the_learners_own(judge: Judge) -> None:
    mine = (
        "def detour(table, factors):\n    return mean_row(table, factors)\n\n"
        "def scale_rows(table, factors):\n    return detour(table, factors)\n"
    )
    assert "`mean_row`" in verdict(judge, "scale_rows", mine).message


def test_an_earlier_exercise_that_is_no_need_is_not_supplied_either(judge: Judge) -> None:
    mine = "def boxed(table):\n    return Box(scale_rows(table, table[:, 0]))\n"
    assert "`scale_rows`" in verdict(judge, "boxed", mine).message


def test_a_later_exercise_of_the_learners_own_is_a_helper_like_any_other(judge: Judge) -> None:
    mine = (
        "def mean_row(table, factors):\n    return table * factors[:, None]\n\n"
        "def scale_rows(table, factors):\n    return mean_row(table, factors)\n"
    )
    assert verdict(judge, "scale_rows", mine).outcome is Outcome.RIGHT


def test_exercises_that_call_one_another_are_judged_once_each(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time for a file that brings a framework of its own once grew exponentially."""
    jobs: Counter[str] = Counter()
    run = judge.runner.run

    def counted(job: Any, *rest: Any) -> Any:
        jobs[job.runs[0].check.partition("__")[0]] += 1
        return run(job, *rest)

    monkeypatch.setattr(judge.runner, "run", counted)
    names = ("scale_rows", "mean_row", "boxed", "boxed_twice")
    body = f"(table, factors=None):\n    used = ({', '.join(names)})\n    return Box(table)\n"
    mine = OWN_BOX + "\n".join(f"def {name}{body}" for name in names)
    for name in names:
        verdict(judge, name, mine)
    assert set(jobs) == set(names)
    assert max(jobs.values()) <= 4, jobs  # once with their framework, once with ours, each for two


def test_an_answer_meets_the_class_that_it_was_written_for_and_that_is_said(judge: Judge) -> None:
    said = verdict(judge, "boxed", OWN_BOX)
    assert said.outcome is Outcome.RIGHT
    assert said.notes == ("judged with the `Box` of your own file",)


def test_a_framework_of_their_own_that_is_wrong_is_no_way_to_be_right(judge: Judge) -> None:
    mine = OWN_BOX.replace("self.table, ", "self.table, _, ").replace(
        "= table, colour", "= 2 * table, 0, colour"
    )
    assert verdict(judge, "boxed", mine).outcome is Outcome.WRONG


def test_the_time_for_helpers_has_an_end_that_is_told(judge: Judge, tmp_path: Path) -> None:
    from arena.grading.casting import Request, choose_cast
    from arena.grading.parsing import parse_source

    mine = (
        "def scale_rows(table, factors):\n    return table * factors[:, None] + 0\n\n"
        "def mean_row(table, factors):\n    return scale_rows(table, factors).mean(0)\n"
    )
    exercise = next(e for e in judge.library.course.sets[0].exercises if e.name == "mean_row")
    code = judge.library.code("0.1")
    request = Request(exercise, code, parse_source(mine), "mine.py", deadline=0.0)
    cast = choose_cast(request, lambda name: pytest.fail("there is no time left"))
    assert (cast.ours, cast.late) == (("scale_rows",), ("scale_rows",))
