"""Answers to questions about a finding: what was typed as a value, and how it compares.

What is true comes from a measurement: a score for each head or item, or one number. Everything
here is pure; `arena.grading.measuring` measures. A wrong answer is told how far it is, never what
the right one would be.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from arena.course.model import Finding, Question
from arena.errors import MalformedAnswer

Measured = float | dict[str, float]

OUTSIDE = 10.0
"""What a unit beside the interval costs, in units of width: as for an interval meant to hold 80 %
of the time (Gneiting & Raftery 2007, 2 / 0.2)."""

_HEAD = re.compile(r"L?(\d+)[.H]H?(\d+)", re.IGNORECASE)
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_RANGE = re.compile(rf"({_NUMBER})(?:\.\.|…|to|,|;)({_NUMBER})", re.IGNORECASE)
_ERROR_BAR = re.compile(rf"({_NUMBER})(?:±|\+/?-)({_NUMBER})", re.IGNORECASE)
_ALONE = re.compile(_NUMBER, re.IGNORECASE)


@dataclass(frozen=True)
class Interval:
    """Where somebody thinks that a number lies; `low` is at most `high`, both are finite."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How much it leaves open."""
        return self.high - self.low

    def beside(self, value: float) -> float:
        """How far a number lies outside: negative below, positive above, 0 within."""
        return min(value - self.low, 0.0) + max(value - self.high, 0.0)

    def __str__(self) -> str:
        return f"{self.low:.4g}" if not self.width else f"{self.low:.4g} to {self.high:.4g}"


@dataclass(frozen=True)
class Judged:
    """How a finding compares with the measurement: whether that is enough, and what to say."""

    right: bool
    why: str


# ------------------------------------------------------------ what was typed


def read_heads(text: str) -> frozenset[str]:
    """`5.5, L6H9` as `{"5.5", "6.9"}`: layer, then head, both from 0.

    Raises:
        MalformedAnswer: it names no head, or something that is none.
    """
    found = set()
    for part in re.split(r"[\s,;]+", text.strip("[](){} \n")):
        head = _HEAD.fullmatch(part.strip("'\"`"))
        if head is None:
            what = f"“{part}” is no attention head." if part else "There is no head in it."
            raise MalformedAnswer(what, "Write layer and head, as in `5.5, 6.9` or `L5H5 L6H9`.")
        found.add(f"{int(head[1])}.{int(head[2])}")
    return frozenset(found)


def read_ranking(text: str, items: tuple[str, ...]) -> tuple[str, ...]:
    """`b > a, c` as `("b", "a", "c")`: every item once, the highest first.

    Raises:
        MalformedAnswer: an item is unknown, missing or there twice.
    """
    known = {_plain(item): item for item in items}
    example = f"Write each once, the highest first, as in `{' > '.join(items)}`."
    ranked: list[str] = []
    for part in re.split(r"[>,;\n]", text.strip("[](){} \n")):
        item = known.get(_plain(part))
        if item is None:
            raise MalformedAnswer(f"“{part.strip()}” is none of what is ranked.", example)
        if item in ranked:
            raise MalformedAnswer(f"“{item}” is there twice.", example)
        ranked.append(item)
    if missing := [item for item in items if item not in ranked]:
        raise MalformedAnswer(f"“{missing[0]}” is missing.", example)
    return tuple(ranked)


def read_interval(text: str, *, alone: bool = False) -> Interval:
    """`0.8..0.9`, `0.8 to 0.9`, `[0.8, 0.9]` or `0.85 ± 0.05`.

    Args:
        text: what was typed.
        alone: a number without an interval is taken as well, as one of no width.

    Raises:
        MalformedAnswer: it is none of these, is not finite, or ends below its beginning.
    """
    plain = re.sub(r"[\s_'`]", "", text).strip("[](){}").replace("−", "-")
    example = "Write `0.8..0.9` or `0.85 ± 0.05`."
    if found := _RANGE.fullmatch(plain):
        low, high = float(found[1]), float(found[2])
    elif found := _ERROR_BAR.fullmatch(plain):
        centre, error = float(found[1]), float(found[2])
        low, high = centre - error, centre + error
    elif _ALONE.fullmatch(plain):
        if not alone:
            raise MalformedAnswer("A number alone does not say how sure you are of it.", example)
        low = high = float(plain)
    else:
        raise MalformedAnswer(f"“{text.strip()}” is no interval.", example)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise MalformedAnswer("An interval has finite ends.", example)
    if high < low:
        raise MalformedAnswer("The interval ends below its beginning.", example)
    return Interval(low, high)


def check_finding(question: Question, given: str) -> None:
    """Read an answer without judging it.

    Raises:
        MalformedAnswer: it cannot be judged; one sentence, and an example.
    """
    assert question.finding is not None
    match question.answer_kind:
        case "heads":
            read_heads(given)
        case "ranking":
            read_ranking(given, question.finding.items)
        case kind:
            read_interval(given, alone=kind == "prediction")


# ------------------------------------------------------------ how it compares


def judge_finding(question: Question, given: str, truth: Measured) -> Judged:
    """Compare an answer with what was measured.

    Args:
        question: one with a finding that is no prediction.
        given: what was typed.
        truth: a score for each head or item, or one number.

    Raises:
        MalformedAnswer: the answer cannot be judged.
    """
    finding = question.finding
    assert finding is not None
    match question.answer_kind:
        case "heads":
            assert isinstance(truth, dict)
            return _judge_heads(read_heads(given), truth, finding)
        case "ranking":
            assert isinstance(truth, dict)
            return _judge_ranking(read_ranking(given, finding.items), truth, finding)
        case _:
            assert isinstance(truth, float)
            return _judge_interval(read_interval(given), truth, finding)


def heads_that_count(scores: Mapping[str, float], finding: Finding) -> frozenset[str]:
    """The heads that have to be named; those within the margin may be."""
    return frozenset(h for h, s in scores.items() if s > finding.above + finding.margin)


def _judge_heads(given: frozenset[str], scores: dict[str, float], finding: Finding) -> Judged:
    if unknown := sorted(given - set(scores), key=_by_number):
        what = f"The model has no head {unknown[0]}."
        last = max(scores, key=_by_number)
        raise MalformedAnswer(what, f"Layers and heads count from 0; the last one is {last}.")
    wanted = heads_that_count(scores, finding)
    extra = sorted((h for h in given if scores[h] < finding.above - finding.margin), key=_by_number)
    right, missed = len(given & wanted), len(wanted - given)
    precision = right / (right + len(extra)) if right + len(extra) else 0.0
    recall = right / len(wanted) if wanted else 1.0
    why = f"{right} right, {missed} missed, {len(extra)} extra."
    if extra:
        why += (
            f" The measurement gives {extra[0]} a score of {scores[extra[0]]:.3g}; "
            f"what counts lies above {finding.above:.3g}."
        )
    return Judged(precision >= finding.precision and recall >= finding.recall, why)


def _judge_ranking(given: tuple[str, ...], scores: dict[str, float], finding: Finding) -> Judged:
    pairs = [
        (a, b) for a, b in combinations(given, 2) if abs(scores[a] - scores[b]) > finding.margin
    ]
    wrong = [(a, b) for a, b in pairs if scores[a] < scores[b]]
    share = 1 - len(wrong) / len(pairs) if pairs else 0.0
    tau = 2 * share - 1
    why = f"{len(pairs) - len(wrong)} of {len(pairs)} pairs are in order (Kendall's tau {tau:.2f})."
    if wrong:
        # The item in most of the wrong pairs; it says where to look, not where all belong.
        worst = max(given, key=lambda item: sum(item in pair for pair in wrong))
        too_high = sum(a == worst for a, _ in wrong) >= sum(b == worst for _, b in wrong)
        why += f" Look at `{worst}`: it stands too {'high' if too_high else 'low'}."
    return Judged(bool(pairs) and share >= finding.agreement, why)


def _judge_interval(given: Interval, truth: float, finding: Finding) -> Judged:
    assert finding.widest is not None
    narrow = given.width <= finding.widest * (1 + 1e-9)
    beside = given.beside(truth)
    if beside:
        side = "above" if beside > 0 else "below"
        why = f"The measured value lies {side} your interval."
        if not narrow:
            why += f" It is too wide as well: {given.width:.3g}, at most {finding.widest:.3g}."
        return Judged(False, why)
    if not narrow:
        why = (
            f"The measured value lies in your interval, which is {given.width:.3g} wide; "
            f"say it more closely, to {finding.widest:.3g} at most."
        )
        return Judged(False, why)
    return Judged(True, f"The measurement gives {truth:.4g}, which your interval holds.")


def compare_prediction(given: str, truth: float, finding: Finding, late: bool) -> str:
    """What is said of a prediction once the number is known.

    Args:
        given: what was predicted.
        truth: the number.
        finding: its `widest` is the width of an interval that says nothing.
        late: the run was there before the prediction.
    """
    assert finding.widest is not None
    said = read_interval(given, alone=True)
    beside = said.beside(truth)
    where = "as you said" if not beside else f"{abs(beside):.3g} {_side(beside)} that"
    text = f"You predicted {said}; the measurement gives {truth:.4g}, {where}."
    if late:
        return f"{text} The run was there before your prediction, so there is no score."
    lost = (said.width + OUTSIDE * abs(beside)) / finding.widest
    points = round(100 * max(0.0, 1.0 - lost))
    return f"{text} Score: {points} of 100, for being close and for saying how sure you were."


def _side(beside: float) -> str:
    return "above" if beside > 0 else "below"


def _by_number(head: str) -> tuple[int, ...]:
    return tuple(int(part) for part in head.split("."))


def _plain(text: str) -> str:
    return re.sub(r"[\s`'\"]+", "", text).casefold()
