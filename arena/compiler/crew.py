"""Several sets at a time, each in a process of its own, which gives its memory back at the end.

A worker prints one JSON value a line: what it is doing, and last the set's report. It runs the
author's own course, so what it says is believed, as `verify_set` would be.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from arena.compiler.choices import Choices, Progress
from arena.compiler.report import SetReport
from arena.course.model import Course, ExerciseSet, Value
from arena.errors import GraderError


class Order(Value):
    """What one worker is asked for; it reads this from its standard input."""

    course: Path
    set_id: str
    choices: Choices


class Begun(Value):
    """A stage of so many steps begins."""

    kind: Literal["begun"] = "begun"
    what: str
    steps: int


class Stepped(Value):
    """One step of it is done."""

    kind: Literal["stepped"] = "stepped"


class Done(Value):
    """The set is verified."""

    kind: Literal["done"] = "done"
    report: SetReport


class Failed(Value):
    """The set could not be judged."""

    kind: Literal["failed"] = "failed"
    what: str
    next_step: str


Message = Begun | Stepped | Done | Failed
MESSAGES: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


def verify_sets(
    course: Course,
    chosen: Sequence[ExerciseSet],
    choices: Choices,
    listener: Callable[[ExerciseSet], Progress],
) -> Iterator[SetReport]:
    """Verify several sets, the largest first; reports come in the order asked for.

    Args:
        course: the whole course.
        chosen: sets of it.
        choices: what to verify; `jobs` sets at a time, or so many mutants of a single one.
        listener: makes for each set who hears of its steps, from a thread of its own.

    Raises:
        GraderError: a set could not be judged, or its process ended without a report.
    """
    at_once = max(1, min(choices.jobs, len(chosen)))
    choices = replace(choices, jobs=max(1, choices.jobs // at_once))
    pool = ThreadPoolExecutor(max_workers=at_once)
    try:
        reports = {
            s.id: pool.submit(_verify, course, s, choices, listener(s))
            for s in sorted(chosen, key=weight, reverse=True)
        }
        for exercise_set in chosen:
            yield reports[exercise_set.id].result()
    finally:
        pool.shutdown(cancel_futures=True)


def weight(exercise_set: ExerciseSet) -> int:
    """How much work a set is: the bytes of its page and code, as good a guess as any."""
    files = (p for p in exercise_set.folder.rglob("*") if p.suffix in (".py", ".md"))
    return sum(p.stat().st_size for p in files)


def share(chosen: Sequence[ExerciseSet], shard: tuple[int, int]) -> list[ExerciseSet]:
    """Part `i` of `n` of the sets, about as much work as each of the others; all parts are all.

    Args:
        chosen: the sets to deal out.
        shard: `(i, n)` with 1 ≤ i ≤ n.
    """
    index, number = shard
    loads = [0] * number
    mine: set[str] = set()
    for exercise_set in sorted(chosen, key=lambda s: (-weight(s), s.id)):
        lightest = loads.index(min(loads))
        loads[lightest] += weight(exercise_set)
        if lightest == index - 1:
            mine.add(exercise_set.id)
    return [s for s in chosen if s.id in mine]


def _verify(
    course: Course, exercise_set: ExerciseSet, choices: Choices, progress: Progress
) -> SetReport:
    order = Order(course=course.folder, set_id=exercise_set.id, choices=choices)
    command = [sys.executable, "-m", "arena.compiler.worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin and worker.stdout
        with suppress(BrokenPipeError):
            worker.stdin.write(order.model_dump_json().encode())
            worker.stdin.close()
        for line in worker.stdout:
            match MESSAGES.validate_json(line):
                case Begun(what=what, steps=steps):
                    progress.begin(what, steps)
                case Stepped():
                    progress.step()
                case Done(report=report):
                    progress.end()
                    return report
                case Failed(what=what, next_step=next_step):
                    raise GraderError(what, next_step)
    raise GraderError(
        f"the process that verifies {exercise_set.id} ended without a report",
        f"Read what it says above; arena course verify {exercise_set.id} runs it alone.",
    )
