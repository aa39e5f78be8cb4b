"""Memory of judge, keeper and child, against a cold interpreter with torch."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from arena.grading.runner import Runner
from benchmarks.subject import median, pick_exercise, warm_judge

ALONE = "import torch, torch.testing, torch.optim; print('ready', flush=True); input()"


def run(gradings: int = 20) -> dict[str, object]:
    """Measure.

    Args:
        gradings: how many are looked at while they run.
    """
    with warm_judge() as judge:
        exercise = pick_exercise(judge.library.course, judge)
        source = judge.library.code(exercise.set_id).source.text
        judge.judge(exercise, source)
        time.sleep(1.0)
        keeper, children = keeper_and_children(judge.runner)
        private = [_private(c) for c in children]
        peak = _peak_while_grading(lambda: [judge.judge(exercise, source) for _ in range(gradings)])
        own = _resident(os.getpid())
        keeper_resident = _resident(keeper)
    alone = subprocess.Popen(
        [sys.executable, "-c", ALONE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert alone.stdout is not None
    assert alone.stdin is not None
    alone.stdout.readline()
    alone_private = _private(alone.pid)
    alone.communicate("\n")
    result: dict[str, object] = {
        "judge_mb": round(own),
        "keeper_mb": round(keeper_resident),
        "child_private_mb": round(median(private), 1),
        "all_pss_peak_mb": round(peak),
        "cold_interpreter_private_mb": round(alone_private),
        "ratio_child": round(alone_private / median(private)),
    }
    table = Table("process", "memory")
    table.add_row("judge, resident", f"{own:.0f} MB")
    table.add_row("keeper, resident", f"{keeper_resident:.0f} MB")
    table.add_row("one waiting child, its own pages", f"{median(private):.1f} MB")
    table.add_row(
        "judge, keeper and children while grading, shared pages counted once", f"{peak:.0f} MB"
    )
    table.add_row("one cold interpreter with torch, its own pages", f"{alone_private:.0f} MB")
    Console().print(table)
    return result


def keeper_and_children(runner: Runner) -> tuple[int, list[int]]:
    """Process ids of the runner's keeper, and of the children that wait in it."""
    while True:
        runner.ready(60)  # one that was killed is started again when somebody asks
        tree = _descendants(os.getpid())
        parents = [p for p in tree if any(_parent(c) == p for c in tree) and _resident(p) > 50]
        if parents:
            keeper = max(parents, key=_resident)
            return keeper, [p for p in tree if _parent(p) == keeper]
        time.sleep(0.05)


def _peak_while_grading(work: object) -> float:
    done = threading.Event()

    def grade() -> None:
        work()  # type: ignore[operator]
        done.set()

    thread = threading.Thread(target=grade)
    thread.start()
    peak = 0.0
    while not done.wait(0.02):
        peak = max(peak, sum(map(_pss, [os.getpid(), *_descendants(os.getpid())])))
    thread.join()
    return peak


def _descendants(pid: int) -> list[int]:
    processes = [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit()]
    parents = {p: _parent(p) for p in processes}
    found, edge = [], {pid}
    while edge:
        edge = {p for p, parent in parents.items() if parent in edge}
        found += sorted(edge)
    return found


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return -1


def _resident(pid: int) -> float:
    return _megabytes(pid, "smaps_rollup", "Rss:")


def _pss(pid: int) -> float:
    return _megabytes(pid, "smaps_rollup", "Pss:")


def _private(pid: int) -> float:
    return _megabytes(pid, "smaps_rollup", "Private_Dirty:")


def _megabytes(pid: int, file: str, field: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:  # it has ended
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024
