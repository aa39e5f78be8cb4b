"""What there is to say about a verdict, said once. Terminal, page and notebook only paint it.

Nothing is cleaned or clipped here: what comes from the learner's process is untrusted text, and how
it is made harmless is the painter's matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from arena.grading.verdict import CheckResult, Diagnosis, Frame, Limit, Outcome, Verdict
from arena.render.amounts import count


class Tone(StrEnum):
    """How something is meant: it gives the mark and the colour."""

    RIGHT = "right"
    WRONG = "wrong"
    STOPPED = "stopped"
    OPEN = "open"


TONES = {
    Outcome.RIGHT: Tone.RIGHT,
    Outcome.WRONG: Tone.WRONG,
    Outcome.RAISED: Tone.WRONG,
    Outcome.STOPPED: Tone.STOPPED,
    Outcome.NOT_ATTEMPTED: Tone.OPEN,
}

STOPS = {
    Limit.WALL: "it took longer than it may",
    Limit.CPU: "it computed for longer than it may; is there a loop that never ends?",
    Limit.MEMORY: "it asked for more memory than it may have",
    Limit.OUTPUT: "it printed more than it may",
    Limit.CRASH: "it crashed the Python process",
    Limit.EXIT: "it ended the Python process",
    Limit.PROTOCOL: "its process sent something that is no answer",
    Limit.CANCELLED: "it was stopped on your word",
}


class RowKind(StrEnum):
    """What the text of a row is."""

    CODE = "code"  # of the learner's process: untrusted, lines as they are
    SENTENCE = "sentence"  # ours
    FOUND = "found"  # what came out: untrusted
    PLACES = "places"  # lines of the learner's file, in `Row.frames`


@dataclass(frozen=True)
class Row:
    """One labelled fact about a claim that failed.

    Args:
        label: `with`, `got`, `raised`, `found`, `stopped`, `in`; empty continues the row before.
        text: what it is; empty for places.
        kind: how to paint it.
        frames: the places.
    """

    label: str
    text: str
    kind: RowKind
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True)
class Claim:
    """One claim of an exercise, with everything that was found about it.

    Args:
        text: the claim, a sentence of the course.
        tone: whether it holds.
        rows: what happened, in reading order; empty if it holds.
        diagnosis: the mistake that it looks like.
        result: what the judge sent: pictures and the failing call are in it.
    """

    text: str
    tone: Tone
    rows: tuple[Row, ...]
    diagnosis: Diagnosis | None
    result: CheckResult


@dataclass(frozen=True)
class Account:
    """Everything there is to say about one check.

    Args:
        name: the exercise's, as `conv1d`.
        key: the exercise's, as `0.2/conv1d`.
        tone: of the whole.
        headline: a clause that follows the name: `is not right yet: 2 of 5 claims held`.
        message: why it could not be judged; untrusted, may be empty.
        frames: where that was.
        held: claims that hold.
        failing: claims that do not, the most telling first; empty where nothing was attempted.
        helpers: names of the learner's helpers in whose place ours stood.
        notes: of the judge.
        printed: by the learner's code; untrusted.
        milliseconds: that the check took.
    """

    name: str
    key: str
    tone: Tone
    headline: str
    message: str
    frames: tuple[Frame, ...]
    held: tuple[Claim, ...]
    failing: tuple[Claim, ...]
    helpers: tuple[str, ...]
    notes: tuple[str, ...]
    printed: str
    milliseconds: float


def account_of(verdict: Verdict) -> Account:
    """What there is to say about a verdict."""
    is_tried = verdict.outcome is not Outcome.NOT_ATTEMPTED
    claims = [claim_of(c) for c in verdict.checks]
    return Account(
        name=verdict.exercise.rpartition("/")[2],
        key=verdict.exercise,
        tone=TONES[verdict.outcome],
        headline=_headline(verdict.outcome, verdict.checks),
        message=verdict.message,
        frames=tuple(verdict.frames),
        held=tuple(c for c in claims if c.tone is Tone.RIGHT),
        failing=tuple(c for c in claims if c.tone is not Tone.RIGHT) if is_tried else (),
        helpers=tuple(h.rpartition("/")[2] for h in verdict.helpers),
        notes=tuple(verdict.notes),
        printed=verdict.printed.rstrip(),
        milliseconds=verdict.milliseconds,
    )


def claim_of(result: CheckResult) -> Claim:
    """One claim and what happened."""
    return Claim(
        result.claim, TONES[result.outcome], tuple(_rows(result)), result.diagnosis, result
    )


def _headline(outcome: Outcome, checks: Sequence[CheckResult]) -> str:
    total = len(checks)
    held = sum(c.outcome is Outcome.RIGHT for c in checks)
    match outcome:
        case Outcome.RIGHT:
            return f"is right: {count(total, 'claim holds', 'claims hold')}"
        case Outcome.NOT_ATTEMPTED:
            return "is not attempted yet"
        case _ if not total:
            return "cannot be judged yet"
        case _:
            return f"is not right yet: {held} of {count(total, 'claim')} held"


def _rows(result: CheckResult) -> Iterator[Row]:
    if result.case:
        yield Row("with", result.case, RowKind.CODE)
    difference = result.difference
    if result.outcome is Outcome.STOPPED:
        limit = result.limit
        yield Row(
            "stopped", f"{limit}: {STOPS[limit]}" if limit else "it was stopped", RowKind.SENTENCE
        )
        if difference and limit is not Limit.CANCELLED:
            yield Row("", difference, RowKind.FOUND)
        return
    if difference:
        first, _, rest = difference.partition(" ")
        is_named = first in ("got", "raised")
        yield Row(first if is_named else "found", rest if is_named else difference, RowKind.FOUND)
    if result.frames:
        yield Row("in", "", RowKind.PLACES, tuple(result.frames))
