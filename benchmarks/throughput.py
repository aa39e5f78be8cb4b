"""Five hundred submissions through one worker: right, wrong, raising and broken ones."""

from __future__ import annotations

import os
import resource
import time

from rich.console import Console
from rich.table import Table

from arena.grading.verdict import Outcome
from benchmarks.subject import pick_exercise, warm_judge

MIX = (("right", 60), ("wrong", 28), ("raising", 8), ("syntax error", 4))


def run(submissions: int = 500) -> dict[str, object]:
    """Measure.

    Args:
        submissions: how many in all, mixed as in `MIX` (shares of 100).
    """
    with warm_judge() as judge:
        exercise = pick_exercise(judge.library.course, judge)
        right = judge.library.code(exercise.set_id).source.text
        name = exercise.owner
        head = f"\n\ndef {name}(*args, **kwargs):\n"
        kinds = {
            "right": (right + "\n# {i}\n", Outcome.RIGHT),
            "wrong": (right + head + "    return torch.zeros({i} % 7 + 1)\n", Outcome.WRONG),
            "raising": (right + head + "    raise KeyError({i})\n", Outcome.RAISED),
            "syntax error": (f"def {name}(:\n    pass  # {{i}}\n", Outcome.RAISED),
        }
        queue = [
            (text.replace("{i}", str(i)), expected)
            for i in range(submissions)
            for kind, (text, expected) in kinds.items()
            if kind == _kind(i)
        ]
        judge.judge(exercise, right)
        cpu_before, started = _cpu(), time.perf_counter()
        wrong_verdicts = sum(
            judge.judge(exercise, source).outcome is not expected for source, expected in queue
        )
        wall = time.perf_counter() - started
        own = _cpu() - cpu_before
    result: dict[str, object] = {
        "submissions": len(queue),
        "wall_s": round(wall, 1),
        "gradings_per_second": round(len(queue) / wall, 1),
        "judge_cpu_ms": round(own / len(queue) * 1000, 1),
        "wrong_verdicts": wrong_verdicts,
        "load": round(os.getloadavg()[0], 1),
    }
    table = Table("submissions", "wall", "gradings a second, one worker", "wrong verdicts")
    table.add_row(str(len(queue)), f"{wall:.1f} s", f"{len(queue) / wall:.1f}", str(wrong_verdicts))
    Console().print(table)
    return result


def _kind(i: int) -> str:
    at = i * 37 % 100  # spreads the kinds evenly
    for kind, share in MIX:
        if at < share:
            return kind
        at -= share
    raise AssertionError("the shares add up to 100")


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
