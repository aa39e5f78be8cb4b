"""The log of a long run: one JSON line for its start, one for each report, one for its end.

The judge service writes it into the learner's workspace; page and terminal read it. So a run goes
on when the page is closed, and its curve is there when it is opened again. Imports no torch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from arena.files import put
from arena.grading.drawing import Drawing
from arena.grading.verdict import Verdict

RunEnd = Verdict | Drawing
Point = Mapping[str, float | None]  # `step`, `total` and the metrics of one report


class RunStatus(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    DONE = "done"
    LOST = "lost"  # the service that ran it has ended


@dataclass(frozen=True)
class RunState:
    """A run as its log tells it.

    Args:
        run: differs between any two runs.
        status: LOST if no verdict is there and nobody is working on one.
        points: every report so far, in order.
        started: when, in UTC.
        verdict: what was said in the end of an experiment.
        drawing: what came in the end of a picture.
    """

    run: str
    status: RunStatus
    points: tuple[Point, ...]
    started: datetime
    verdict: Verdict | None = None
    drawing: Drawing | None = None

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        if self.status is RunStatus.DONE:
            return 1.0
        last = self.points[-1] if self.points else {}
        step, total = last.get("step") or 0.0, last.get("total") or 0.0
        return min(1.0, step / total) if total else 0.0

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of what can be drawn against the step, in the order in which they came."""
        names = dict.fromkeys(name for point in self.points for name in point)
        return tuple(n for n in names if n not in ("step", "total"))

    @property
    def laps(self) -> tuple[tuple[Point, ...], ...]:
        """Its trainings one after another; one that falls short is followed by another.

        A lap begins where the step goes back. There is always one, which may be empty.
        """
        laps: list[list[Point]] = [[]]
        for point in self.points:
            before = laps[-1][-1] if laps[-1] else {}
            if (point.get("step") or 0.0) < (before.get("step") or 0.0):
                laps.append([])
            laps[-1].append(point)
        return tuple(map(tuple, laps))

    def curve(self, metric: str, lap: int = -1) -> tuple[list[float], list[float | None]]:
        """Steps and values of one metric, of the latest lap; None where it was not finite."""
        points = [p for p in self.laps[lap] if metric in p]
        return [p["step"] or 0.0 for p in points], [p[metric] for p in points]


class RunLog:
    """Writes the log of one run. Each line is in the file when the method returns."""

    def __init__(self, path: Path, run: str, key: str) -> None:
        head = {"run": run, "key": key, "started": datetime.now(UTC).isoformat()}
        # A new file in the place of the old one: nobody reads a log without its beginning, and a
        # service of another version that still writes to the old one does not spoil this one.
        put(path, f"{json.dumps(head)}\n".encode())
        self._file: IO[str] = path.open("a", encoding="utf-8")

    def report(self, numbers: Point) -> None:
        """One report of the run."""
        self._write({"point": dict(numbers)})

    def finish(self, end: RunEnd) -> None:
        """What was said, or drawn, in the end."""
        kind = "verdict" if isinstance(end, Verdict) else "drawing"
        self._write({kind: end.model_dump(mode="json")})
        self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()


def read_run(path: Path, is_alive: bool) -> RunState | None:
    """The state of a run from its log; None if there is no readable log.

    Args:
        path: the log.
        is_alive: whether the service says that it is still at work on it.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(_row, lines) if row is not None]
        head = rows[0]
        run, started = str(head["run"]), datetime.fromisoformat(str(head["started"]))
    except (OSError, UnicodeDecodeError, LookupError, ValueError):
        return None
    points = tuple(row["point"] for row in rows if isinstance(row.get("point"), dict))
    said = next((row for row in rows if row.keys() & {"verdict", "drawing"}), None)
    if said is not None:
        try:
            verdict = Verdict.model_validate(said["verdict"]) if "verdict" in said else None
            drawing = Drawing.model_validate(said["drawing"]) if "drawing" in said else None
        except ValueError:  # written by another version
            return RunState(run, RunStatus.LOST, points, started)
        return RunState(run, RunStatus.DONE, points, started, verdict, drawing)
    status = RunStatus.RUNNING if is_alive else RunStatus.LOST
    return RunState(run, status, points, started)


def _row(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:  # the last line of a service that was killed while it wrote
        return None
    return row if isinstance(row, dict) else None
