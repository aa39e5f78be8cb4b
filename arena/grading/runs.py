"""Long runs in the background of the judge service: started, watched, stopped; one a log."""

from __future__ import annotations

import logging
import secrets
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from arena.course.model import Exercise
from arena.errors import ArenaError
from arena.grading.runlog import RunLog
from arena.grading.trial import Watch
from arena.grading.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from arena.grading.judge import Judge

log = logging.getLogger("arena.runs")


class Runs:
    """The runs that are going on."""

    def __init__(self) -> None:
        self._watches: dict[Path, Watch] = {}
        self._lock = threading.Lock()

    def start(
        self, judge: Judge, exercise: Exercise, source: str, filename: str, path: Path
    ) -> None:
        """Begin a run that writes to `path`; nothing happens if one is writing there already."""
        with self._lock:
            if path in self._watches:
                return
            run_log = RunLog(path, secrets.token_hex(8), exercise.key)
            watch = self._watches[path] = Watch(run_log.report)
        arguments = (judge, exercise, source, filename, path, run_log, watch)
        threading.Thread(target=self._run, args=arguments, daemon=True).start()

    def stop(self, path: Path) -> None:
        """End the run that writes to `path`, if there is one; its verdict says so."""
        with self._lock:
            watch = self._watches.get(path)
        if watch is not None:
            watch.cancelled.set()

    def is_alive(self, path: Path) -> bool:
        """Whether a run is writing to `path`."""
        with self._lock:
            return path in self._watches

    @property
    def any_alive(self) -> bool:
        """Whether anything is going on."""
        with self._lock:
            return bool(self._watches)

    def _run(
        self,
        judge: Judge,
        exercise: Exercise,
        source: str,
        filename: str,
        path: Path,
        run_log: RunLog,
        watch: Watch,
    ) -> None:
        try:
            verdict = judge.judge(exercise, source, filename, watch=watch)
        except Exception as error:
            log.exception("run failed: %s", exercise.key)
            what = error.what if isinstance(error, ArenaError) else f"the run failed: {error}"
            verdict = Verdict(exercise=exercise.key, outcome=Outcome.STOPPED, message=what)
        try:
            run_log.finish(verdict)
        except OSError:
            log.exception("the end of the run could not be written: %s", path)
        with self._lock:
            del self._watches[path]
