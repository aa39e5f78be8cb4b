"""What became of a job, on the judge's side."""

from __future__ import annotations

from dataclasses import dataclass

from arena.grading.observe import Answer, Raised
from arena.grading.verdict import Limit


@dataclass(frozen=True)
class Result:
    """What a child answered before it ended or was ended.

    Args:
        answers: a prefix of the job's runs, in order.
        load_error: why the target could not be had: its definition raised, or is missing.
        limit: what ended the job early, if anything did.
        detail: one sentence about the limit.
        printed: the start of what was printed, cleaned.
        cpu_s: processor time of the whole job, seconds.
        wall_s: from the call of `run` to the last answer, seconds.
        unit_errors: every unit that raised, by its index.
    """

    answers: tuple[Answer, ...] = ()
    load_error: Raised | None = None
    limit: Limit | None = None
    detail: str = ""
    printed: str = ""
    cpu_s: float = 0.0
    wall_s: float = 0.0
    unit_errors: tuple[tuple[int, Raised], ...] = ()
