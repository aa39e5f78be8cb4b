"""Judging an answer to a question that the page itself answers, and what to ask for in each kind.

What cannot be read as an answer is a `MalformedAnswer`: one sentence with an example, and no try.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from arena.course.findings import check_finding
from arena.course.model import Question
from arena.errors import MalformedAnswer

Given = str | float | tuple[int, ...]


@dataclass(frozen=True)
class Reply:
    """What is said to an answer given to a question.

    Args:
        right: whether it is right.
        why: one or a few sentences, Markdown.
        head: what stands before it in the place of “right” or “not right yet”.
    """

    right: bool
    why: str
    head: str = ""


@dataclass(frozen=True)
class Asking:
    """How one kind of question is asked.

    Args:
        prompt: a few words before the field.
        example: what may be typed there.
    """

    prompt: str
    example: str


ASKING = {
    "choice": Asking("Which one", "b"),
    "choices": Asking("Which ones", "a,c"),
    "number": Asking("A number", "0.25"),
    "text": Asking("Your answer", "…"),
    "heads": Asking("The heads, layer and number", "5.5, 6.9"),
    "ranking": Asking("The highest first", "b > a > c"),
    "interval": Asking("A number with its interval", "0.8..0.9"),
    "prediction": Asking("Your prediction", "0.85 ± 0.05"),
}


def asking(question: Question) -> Asking:
    """How a question is asked; a ranking shows its own items."""
    found = ASKING[question.answer_kind]
    if question.finding and question.finding.items:
        return Asking(found.prompt, " > ".join(question.finding.items))
    return found


def check_answer(question: Question, given: Given) -> None:
    """Read an answer, whether right or wrong.

    Raises:
        MalformedAnswer: it cannot be read; one sentence, and an example.
    """
    match question.answer_kind:
        case "choice" | "choices":
            _picked(question, given)
        case "number":
            _number(given)
        case "text":
            if not str(given).strip():
                raise MalformedAnswer("There is no answer yet.", "Type a short text.")
        case _:
            check_finding(question, str(given))


def judge_answer(question: Question, given: Given) -> Reply:
    """Judge what was given: indices of the picked choices (from 0), a number, or a text.

    Raises:
        MalformedAnswer: it cannot be read as an answer.
    """
    check_answer(question, given)
    if question.answer_kind in ("choice", "choices"):
        return _judge_choices(question, _picked(question, given))
    if question.answer_kind == "number":
        return _judge_number(question, _number(given))
    return _judge_text(question, given)


def _picked(question: Question, given: Given) -> frozenset[int]:
    if not isinstance(given, tuple) or not given:
        raise MalformedAnswer("No choice is picked yet.", "Pick one of the choices.")
    if not all(0 <= i < len(question.choices) for i in given):
        last = chr(ord("a") + len(question.choices) - 1)
        raise MalformedAnswer("That is none of the choices.", f"They are called a to {last}.")
    return frozenset(given)


def _judge_choices(question: Question, picked: frozenset[int]) -> Reply:
    right = {i for i, c in enumerate(question.choices) if c.right}
    whys = [question.choices[i].why for i in sorted(picked)]
    if picked == right:
        return Reply(True, "\n\n".join(whys))
    wrong = [question.choices[i].why for i in sorted(picked - right)]
    if wrong:
        return Reply(False, "\n\n".join(wrong))
    missing = len(right - picked)
    return Reply(False, f"What you picked is right; {missing} more {_is(missing)} right as well.")


def _judge_number(question: Question, value: float) -> Reply:
    assert question.number is not None
    if abs(value - question.number) <= question.tolerance + 1e-9 * abs(question.number):
        return Reply(True, "")
    for common, why in question.common:
        if math.isclose(value, _number(common), rel_tol=1e-6):
            return Reply(False, why)
    return Reply(False, "")


def _judge_text(question: Question, given: Given) -> Reply:
    text = _plain(str(given))
    if text in {_plain(t) for t in question.texts}:
        return Reply(True, "")
    why = next((why for common, why in question.common if _plain(common) == text), "")
    return Reply(False, why)


def _number(given: Given) -> float:
    """A number as people write it, `1/4` and `1 000` included.

    Raises:
        MalformedAnswer: it is none, or not a number at all.
    """
    text = re.sub(r"[\s_'`]", "", str(given)).replace("−", "-")
    top, slash, bottom = text.partition("/")
    try:
        value = float(top) / float(bottom) if slash else float(top)
    except (ValueError, ZeroDivisionError):
        value = math.nan
    if math.isnan(value):
        what = f"“{given}” is no number." if text else "There is no number yet."
        raise MalformedAnswer(what, "Give one as in `0.25`, `1/4` or `1e-3`.")
    return value


def _plain(text: str) -> str:
    return re.sub(r"[\s`]+", "", text).casefold()


def _is(n: int) -> str:
    return "is" if n == 1 else "are"
