"""Answers about a finding: how they are read, how they compare, what is said and what is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from arena.course.answers import check_answer, judge_answer
from arena.course.findings import (
    compare_prediction,
    judge_finding,
    read_heads,
    read_interval,
    read_ranking,
)
from arena.course.model import Finding, Question
from arena.course.page import parse_page
from arena.errors import CourseError, MalformedAnswer

SCORES = {"0.0": 0.1, "0.1": 0.9, "1.0": 0.52, "1.1": 0.8}
ITEMS = ("0.0", "0.1", "1.0", "1.1")


def question(kind: str, **finding: object) -> Question:
    return Question.model_validate(
        {
            "set_id": "0.1",
            "name": "q",
            "title": "A question",
            "minutes": 1,
            "answer_kind": kind,
            "statement": "?",
            "hints": (),
            "after": "",
            "line": 1,
            "finding": Finding.model_validate({"measure": "m", **finding}),
        }
    )


HEADS = question("heads", above=0.5, margin=0.05)
RANKING = question("ranking", items=ITEMS, margin=0.01)
INTERVAL = question("interval", widest=0.2)


@pytest.mark.parametrize(
    "text", ["5.5, 6.9", "L5H5 L6H9", "l5h5; 6.9", "[5.5, 6.9]", "`5.5`,`6.9`", "L5.5 06.09"]
)
def test_heads_are_read_in_every_way_that_people_write_them(text: str) -> None:
    assert read_heads(text) == {"5.5", "6.9"}


@pytest.mark.parametrize("text", ["", "5", "five.five", "5.5 and 6.9", "5.5.5", "-1.2"])
def test_what_is_no_head_is_said_with_an_example(text: str) -> None:
    with pytest.raises(MalformedAnswer) as raised:
        read_heads(text)
    assert "5.5, 6.9" in raised.value.next_step


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0.8..0.9", 0.8, 0.9),
        ("0.8 to 0.9", 0.8, 0.9),
        ("[0.8, 0.9]", 0.8, 0.9),
        ("5..6", 5, 6),
        ("−1 … 2e-1", -1, 0.2),
        ("0.85 ± 0.05", 0.8, 0.9),
        ("0.85 +- .05", 0.8, 0.9),
    ],
)
def test_intervals_are_read_in_every_way_that_people_write_them(
    text: str, low: float, high: float
) -> None:
    found = read_interval(text)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text", ["", "nan..nan", "0.9..0.8", "0.85 ± -0.05", "1e999..1e999", "about half", "0.85"]
)
def test_what_is_no_interval_is_said_with_an_example(text: str) -> None:
    with pytest.raises(MalformedAnswer) as raised:
        read_interval(text)
    assert "0.85 ± 0.05" in raised.value.next_step


def test_a_prediction_may_be_a_number_alone() -> None:
    assert read_interval("0.85", alone=True).width == 0


@pytest.mark.parametrize("text", ["", "0.0 > 0.1", "0.0, 0.1, 1.0, 1.0", "0.0, 0.1, 1.0, 9.9"])
def test_a_ranking_names_every_item_once(text: str) -> None:
    with pytest.raises(MalformedAnswer) as raised:
        read_ranking(text, ITEMS)
    assert "0.0 > 0.1 > 1.0 > 1.1" in raised.value.next_step


def test_heads_are_judged_by_precision_and_recall_and_the_margin_counts_either_way() -> None:
    assert judge_finding(HEADS, "0.1, 1.1", SCORES).right
    assert judge_finding(HEADS, "0.1, 1.1, 1.0", SCORES).right  # 0.52 is within the margin
    lenient = question("heads", above=0.5, margin=0.05, recall=0.5, precision=0.6)
    assert judge_finding(lenient, "0.1", SCORES).right
    assert not judge_finding(lenient, "0.1, 0.0", SCORES).right


def test_a_wrong_set_of_heads_hears_how_far_it_is_and_never_what_is_missing() -> None:
    judged = judge_finding(HEADS, "0.1, 0.0", SCORES)
    assert not judged.right
    assert judged.why == (
        "1 right, 1 missed, 1 extra. The measurement gives 0.0 a score of 0.1; "
        "what counts lies above 0.5."
    )
    assert "1.1" not in judged.why


def test_a_head_that_the_model_does_not_have_is_no_try() -> None:
    with pytest.raises(MalformedAnswer, match=r"no head 7\.0"):
        judge_finding(HEADS, "0.1, 7.0", SCORES)


def test_a_ranking_is_judged_by_its_pairs_and_ties_count_in_either_order() -> None:
    assert judge_finding(RANKING, "0.1 > 1.1 > 1.0 > 0.0", SCORES).right
    swapped = judge_finding(RANKING, "1.1 > 0.1 > 1.0 > 0.0", SCORES)
    assert not swapped.right
    assert swapped.why.startswith("5 of 6 pairs are in order (Kendall's tau 0.67).")
    tied = SCORES | {"1.1": 0.895}
    assert judge_finding(RANKING, "1.1 > 0.1 > 1.0 > 0.0", tied).right
    lenient = question("ranking", items=ITEMS, agreement=0.8)
    assert judge_finding(lenient, "1.1 > 0.1 > 1.0 > 0.0", SCORES).right
    assert not judge_finding(RANKING, "0.1 > 1.1 > 1.0 > 0.0", dict.fromkeys(ITEMS, 1.0)).right


@pytest.mark.parametrize(
    ("given", "right", "says"),
    [
        ("0.8..0.9", True, "0.87"),
        ("0.5..0.6", False, "above your interval"),
        ("0.9..1.0", False, "below your interval"),
        ("0..1", False, "1 wide"),
        ("0..0.8", False, "too wide as well"),
    ],
)
def test_an_interval_has_to_hold_the_value_and_to_be_narrow(
    given: str, right: bool, says: str
) -> None:
    judged = judge_finding(INTERVAL, given, 0.87)
    assert judged.right is right
    assert says in judged.why
    assert right or "0.87" not in judged.why


@pytest.mark.parametrize(
    ("given", "score"), [("0.5", 100), ("0.4..0.6", 90), ("0.6", 50), ("0.9..1", 0)]
)
def test_a_prediction_has_a_score_for_closeness_and_honesty(given: str, score: int) -> None:
    said = compare_prediction(given, 0.5, Finding(measure="m", widest=2.0), late=False)
    assert f"Score: {score} of 100" in said


def test_a_prediction_made_after_the_run_has_no_score() -> None:
    said = compare_prediction("0.5", 0.5, Finding(measure="m", widest=2.0), late=True)
    assert "The run was there before your prediction" in said
    assert "Score" not in said


@pytest.mark.parametrize(
    ("kind", "given"),
    [("number", "twelve"), ("number", ""), ("number", "nan"), ("text", " "), ("choice", ())],
)
def test_what_cannot_be_read_is_no_try_in_any_kind(kind: str, given: object) -> None:
    asked = question(kind).model_copy(update={"number": 12.0, "texts": ("a",), "finding": None})
    for judge in (check_answer, judge_answer):
        with pytest.raises(MalformedAnswer) as raised:
            judge(asked, given)  # type: ignore[arg-type]
        assert raised.value.next_step


PAGE = """---
id: "0.1"
title: T
---

:::{question} q
minutes: 1
title: A small question
OPTIONS
:::

What?
"""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("kind: heads\nmeasure: m", "needs the option `above`"),
        ("kind: ranking\nmeasure: m", "needs the option `items`"),
        ("kind: interval\nwidest: 1", "needs the option `measure`"),
        ("kind: interval\nmeasure: m\nwidest: -1", "`widest` is wrong"),
        ("kind: interval\nmeasure: m\nwidest: 1\nabove: 2", "has no option `above`"),
        ("kind: number\nanswer: 1\nmeasure: m", "has no option `measure`"),
        ("kind: interval\nmeasure: m\nwidest: 1\nrun: r", "`run` is for a prediction"),
    ],
)
def test_an_option_that_is_missing_or_of_another_kind_is_said_with_its_line(
    options: str, says: str
) -> None:
    with pytest.raises(CourseError, match=re.escape(says)) as raised:
        parse_page(PAGE.replace("OPTIONS", options), Path("page.md"))
    assert raised.value.line
