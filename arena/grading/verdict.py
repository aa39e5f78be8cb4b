"""What the judge says: plain data that goes from the judge service to its clients as JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from arena.course.model import Value


class Outcome(StrEnum):
    """The five ends a check, or an exercise, can have."""

    NOT_ATTEMPTED = "not attempted"
    RAISED = "raised"
    STOPPED = "stopped"
    WRONG = "wrong"
    RIGHT = "right"


class Limit(StrEnum):
    """The limit that ended a run."""

    WALL = "wall time"
    CPU = "CPU time"
    MEMORY = "memory"
    OUTPUT = "output"
    CRASH = "crash"
    EXIT = "exit"
    PROTOCOL = "protocol"
    CANCELLED = "cancelled"


class Diagnosis(Value):
    """Which mistake it looks like.

    `code` is a mistake's full name (`conv1d__flipped`) or a relation (`relation.transposed`).
    """

    source: Literal["mistake", "relation"]
    code: str
    message: str


class Frame(Value):
    """One line of the learner's own code in a traceback."""

    line: int
    function: str
    text: str


class Picture(Value):
    """A two-dimensional tensor to look at: rows of numbers, None for NaN and infinities."""

    label: Literal["expected", "yours", "difference"]
    rows: tuple[tuple[float | None, ...], ...]


class CheckResult(Value):
    """What became of one claim."""

    check: str = Field(description="`conv1d__agrees_with_torch`")
    claim: str = Field(description="the sentence the learner reads")
    outcome: Outcome
    limit: Limit | None = None
    case: str = Field(
        default="", description="the call with named sizes, `x (batch=2, width=11)  stride=2`"
    )
    difference: str = Field(
        default="", description="`got (2, 5, 8), expected (2, 5, 4)`, or what was raised"
    )
    frames: tuple[Frame, ...] = ()
    diagnosis: Diagnosis | None = None
    pictures: tuple[Picture, ...] = ()
    repro: str = Field(default="", description="a self-contained snippet of the failing call")


class Verdict(Value):
    """What the judge says about one exercise.

    `outcome` is that of the first claim that does not hold, RIGHT if all hold.
    """

    exercise: str = Field(description="key, `0.2/conv1d`")
    outcome: Outcome
    checks: tuple[CheckResult, ...] = ()
    message: str = Field(
        default="", description="a sentence where no check applies: a syntax error, a missing name"
    )
    frames: tuple[Frame, ...] = ()
    helpers: tuple[str, ...] = Field(
        default=(), description="helper exercises for which our answer stood in"
    )
    notes: tuple[str, ...] = ()
    printed: str = Field(
        default="", description="the start of what the learner's code printed, cleaned"
    )
    milliseconds: float = 0.0

    @property
    def failing(self) -> CheckResult | None:
        """The first claim that does not hold."""
        return next((c for c in self.checks if c.outcome is not Outcome.RIGHT), None)

    @property
    def diagnosis(self) -> Diagnosis | None:
        """Which mistake it looks like, if exactly one fits."""
        return self.failing.diagnosis if self.failing else None
