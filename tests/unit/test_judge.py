"""The judge on a small course, with real children: verdicts, helpers, stops, rounding, rules."""

from __future__ import annotations

import ast
import importlib
import math
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from verify_course import SOLUTIONS, course_of, write_course

from arena.checks import CheckOptions
from arena.course.model import Exercise
from arena.grading.evaluate import evaluate
from arena.grading.judge import Judge
from arena.grading.library import Experiment
from arena.grading.observe import Answer
from arena.grading.rules import Text, offences
from arena.grading.runner import Limits, Runner
from arena.grading.verdict import Limit, Outcome, Verdict


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    course = course_of(write_course(tmp_path_factory.mktemp("judged")))
    with Runner() as runner:
        yield Judge(course, runner, Limits(wall_s=30.0, cpu_s=1.0))


def exercise(judge: Judge, name: str) -> Exercise:
    return next(e for s in judge.library.course.sets for e in s.exercises if e.name == name)


def verdict(judge: Judge, name: str, source: str) -> Verdict:
    return judge.judge(exercise(judge, name), source, "mine.py")


def with_rows(body: str) -> str:
    """The right file with another body for `scale_rows`."""
    return SOLUTIONS.replace("return table * factors[:, None]  # (row, column)", body)


def test_the_reference_is_right_and_its_stub_is_not_attempted(judge: Judge) -> None:
    assert verdict(judge, "scale_rows", SOLUTIONS).outcome is Outcome.RIGHT
    stub = judge.library.code("0.1").stub.text
    for name in ("scale_rows", "mean_row"):
        assert verdict(judge, name, stub).outcome is Outcome.NOT_ATTEMPTED


def test_a_wrong_answer_shows_the_smallest_failing_case_with_named_arguments(judge: Judge) -> None:
    said = verdict(judge, "scale_rows", with_rows("return table + factors[:, None]"))
    assert said.outcome is Outcome.WRONG
    failing = said.failing
    assert failing is not None
    assert failing.case.startswith("table (1, 2) = [[")
    assert "factors (1)" in failing.case
    assert failing.difference.startswith("got [[")
    assert failing.repro.startswith("import torch\n")
    compile(failing.repro, "repro", "exec")


def test_what_was_raised_comes_with_the_learners_line_and_the_call(judge: Judge) -> None:
    said = verdict(judge, "scale_rows", with_rows("raise KeyError('row')"))
    assert said.outcome is Outcome.RAISED
    failing = said.failing
    assert failing is not None
    assert failing.difference == "raised KeyError: 'row'"
    line = SOLUTIONS.splitlines().index("    return table * factors[:, None]  # (row, column)") + 1
    assert [(f.line, f.function) for f in failing.frames] == [(line, "scale_rows")]
    assert failing.case.startswith("table (1, 2)")


def test_a_wrong_helper_is_replaced_by_ours_and_named(judge: Judge) -> None:
    said = verdict(judge, "mean_row", with_rows("return table"))
    assert said.outcome is Outcome.RIGHT
    assert said.helpers == ("scale_rows",)


def test_a_right_helper_is_the_learners_own(judge: Judge) -> None:
    said = verdict(judge, "mean_row", SOLUTIONS)
    assert (said.outcome, said.helpers) == (Outcome.RIGHT, ())


def test_a_helper_that_was_mended_is_the_learners_again(judge: Judge) -> None:
    assert verdict(judge, "mean_row", with_rows("return 2 * table")).helpers == ("scale_rows",)
    mended = with_rows("return factors[:, None] * table")
    assert verdict(judge, "mean_row", mended).helpers == ()


def test_an_endless_loop_is_stopped_by_name_and_the_other_claims_are_judged(judge: Judge) -> None:
    loop = "\n    ".join(
        ["if table.shape == (3, 3):", "    while True: pass", "return table * factors[:, None]"]
    )
    said = verdict(judge, "scale_rows", with_rows(loop))
    outcomes = [c.outcome for c in said.checks]
    assert outcomes == [Outcome.RIGHT, Outcome.STOPPED, Outcome.RIGHT]
    assert said.checks[1].limit is Limit.CPU


def test_a_syntax_error_is_shown_with_its_line(judge: Judge) -> None:
    said = verdict(judge, "scale_rows", SOLUTIONS.replace("factors[:, None]", "factors[:, None"))
    assert said.outcome is Outcome.RAISED
    assert "is not valid Python" in said.message
    assert said.frames[0].text.startswith("return table * factors[:, None")


def test_a_name_that_is_missing_when_the_file_is_read_is_an_error_of_the_learners(
    judge: Judge,
) -> None:
    said = verdict(
        judge, "scale_rows", SOLUTIONS.replace("factors: Tensor)", "factors: Tensor = Tenser)", 1)
    )
    assert said.outcome is Outcome.RAISED
    assert "NameError" in said.message
    assert said.frames[0].text.startswith("def scale_rows(table: Tensor, factors: Tensor = Tenser")


def test_rounding_is_not_an_error_and_is_noted(judge: Judge) -> None:
    noisy = (
        "noise = 2e-4 if table.element_size() == 4 else 0\n"
        "    return table * factors[:, None] * (1 + noise)"
    )
    said = verdict(judge, "scale_rows", with_rows(noisy))
    assert said.outcome is Outcome.RIGHT
    assert "rounding" in said.notes[0]


def test_an_input_that_is_changed_is_noticed_although_the_result_is_right(judge: Judge) -> None:
    said = verdict(judge, "scale_rows", with_rows("return table.mul_(factors[:, None])"))
    assert said.outcome is Outcome.WRONG
    assert said.diagnosis is not None
    assert said.diagnosis.code == "relation.input_mutated"


def test_a_tensor_subclass_that_equals_everything_is_compared_by_its_values(judge: Judge) -> None:
    liar = "\n    ".join(
        [
            "import torch",
            "class Liar(torch.Tensor):",
            "    @classmethod",
            "    def __torch_function__(cls, func, types, args=(), kwargs=None):",
            "        return True if 'eq' in func.__name__ else super().__torch_function__("
            "func, types, args, kwargs or {})",
            "return table.as_subclass(Liar)",
        ]
    )
    assert verdict(judge, "scale_rows", with_rows(liar)).outcome is Outcome.WRONG


def test_a_changed_course_file_is_noticed(judge: Judge) -> None:
    folder = judge.library.course.sets[0].folder
    checks = folder / "checks.py"
    before = checks.read_text()
    assert verdict(judge, "scale_rows", SOLUTIONS).outcome is Outcome.RIGHT
    try:
        checks.write_text(
            before.replace("torch.randn(r, generator=rng)) for", "torch.ones(r)) for")
        )
        importlib.invalidate_caches()
        said = verdict(judge, "scale_rows", with_rows("return table.clone()"))
        assert said.checks[0].outcome is Outcome.RIGHT
    finally:
        checks.write_text(before)
    assert verdict(judge, "scale_rows", with_rows("return table.clone()")).checks[0].outcome is (
        Outcome.WRONG
    )


def test_the_judge_never_imports_the_submission(judge: Judge) -> None:
    marker = "import sys\nsys.modules['arena_was_here'] = sys\n"
    verdict(judge, "scale_rows", with_rows(f"exec({marker!r}); return table"))
    assert "arena_was_here" not in sys.modules


def test_rules_about_the_body_are_a_claim_with_the_offending_line(judge: Judge) -> None:
    strict = exercise(judge, "scale_rows").model_copy(
        update={"uses_only": ("view", "mul"), "forbids": ("for", "@")}
    )
    fine = judge.judge(strict, with_rows("return table * factors.view(-1, 1)"), "mine.py")
    assert fine.outcome is Outcome.RIGHT
    source = with_rows("return table * factors.unsqueeze(1)")
    said = judge.judge(strict, source, "mine.py")
    failing = said.failing
    assert failing is not None
    assert (
        failing.claim
        == "The body calls nothing but `view` and `mul` and does without `for` and `@`."
    )
    line = source.splitlines().index("    return table * factors.unsqueeze(1)") + 1
    assert failing.difference == f"line {line}: `unsqueeze` is used"
    assert failing.frames[0].text == "return table * factors.unsqueeze(1)"


def test_what_a_body_must_use_is_a_claim_too(judge: Judge) -> None:
    strict = exercise(judge, "scale_rows").model_copy(update={"requires": ("einsum", "view")})
    fine = "import torch; return torch.einsum('rc,r->rc', table, factors.view(-1))"
    assert judge.judge(strict, with_rows(fine), "mine.py").outcome is Outcome.RIGHT
    failing = judge.judge(strict, SOLUTIONS, "mine.py").failing
    assert failing is not None
    assert failing.claim == "The body uses `einsum` and `view`."
    assert failing.difference.endswith("`einsum` is not used")


def test_paths_outside_the_set_are_not_needed(judge: Judge) -> None:
    assert not any(Path(p).name == "solutions.py" for p in judge.library.code("0.1").readable)


def test_what_computes_nothing_is_always_allowed() -> None:
    body = """def f(x):
    assert isinstance(x, list), ValueError(repr(x))
    print(len(x), *range(int(3)))
    return torch.as_strided(tuple(x)).cos()
"""
    task = Exercise.model_construct(name="f", uses_only=("as_strided",), forbids=(), requires=())
    assert [o.name for o in offences(task, Text(ast.parse(body).body))] == ["cos"]


def test_an_error_that_rounding_cannot_explain_is_wrong_however_exact_float64_is(
    judge: Judge,
) -> None:
    body = "return table * factors[:, None] * (1.002 if table.element_size() == 4 else 1.0)"
    said = verdict(judge, "scale_rows", with_rows(body))
    assert said.outcome is Outcome.WRONG


def test_a_judge_that_forgets_nan_does_not_let_it_pass() -> None:
    experiment = Experiment("f__claim", lambda: None, CheckOptions(), 0, "a claim")
    for observation, place in (({"mean": math.nan}, "['mean']"), ([torch.tensor(math.nan)], "[0]")):
        got = Answer("f__claim", observation=observation)
        said = evaluate(experiment, Answer("f__claim"), got, lambda observed, expected: None)
        assert said.sentence == f"not a number (NaN) at {place}"
    finite = Answer("f__claim", observation=[1.0])
    assert evaluate(experiment, Answer("f__claim"), finite, lambda o, e: None).right
