"""Judging an answer to a question: a choice, several choices, a number or a short text."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from arena.course.model import Question

Given = str | float | tuple[int, ...]


@dataclass(frozen=True)
class Reply:
    """What is said to an answer given to a question.

    Args:
        right: whether it is right.
        why: one or a few sentences, Markdown.
    """

    right: bool
    why: str


def judge_answer(question: Question, given: Given) -> Reply:
    """Judge what was given: indices of the picked choices (from 0), a number, or a text."""
    if question.answer_kind in ("choice", "choices"):
        return _judge_choices(question, given)
    if question.answer_kind == "number":
        return _judge_number(question, given)
    return _judge_text(question, given)


def _judge_choices(question: Question, given: Given) -> Reply:
    if not isinstance(given, tuple) or not all(0 <= i < len(question.choices) for i in given):
        return Reply(False, "Pick one of the choices.")
    picked = set(given)
    right = {i for i, c in enumerate(question.choices) if c.right}
    whys = [question.choices[i].why for i in sorted(picked)]
    if picked == right:
        return Reply(True, "\n\n".join(whys))
    wrong = [question.choices[i].why for i in sorted(picked - right)]
    if wrong:
        return Reply(False, "\n\n".join(wrong))
    missing = len(right - picked)
    return Reply(False, f"What you picked is right; {missing} more {_is(missing)} right as well.")


def _judge_number(question: Question, given: Given) -> Reply:
    value = _number(given)
    if value is None:
        return Reply(False, "Give a number, as in `0.25`, `1/4` or `1e-3`.")
    assert question.number is not None
    if abs(value - question.number) <= question.tolerance + 1e-9 * abs(question.number):
        return Reply(True, "")
    for common, why in question.common:
        expected = _number(common)
        if expected is not None and math.isclose(value, expected, rel_tol=1e-6):
            return Reply(False, why)
    return Reply(False, "")


def _judge_text(question: Question, given: Given) -> Reply:
    text = _plain(str(given))
    if text in {_plain(t) for t in question.texts}:
        return Reply(True, "")
    why = next((why for common, why in question.common if _plain(common) == text), "")
    return Reply(False, why)


def _number(given: Given) -> float | None:
    """A number as people write it, `1/4` and `1 000` included."""
    if isinstance(given, int | float):
        return float(given)
    text = re.sub(r"[\s_']", "", str(given)).replace("−", "-")
    top, slash, bottom = text.partition("/")
    try:
        return float(top) / float(bottom) if slash else float(top)
    except (ValueError, ZeroDivisionError):
        return None


def _plain(text: str) -> str:
    return re.sub(r"[\s`]+", "", text).casefold()


def _is(n: int) -> str:
    return "is" if n == 1 else "are"
