"""Long runs in the background of the judge service: started, watched, stopped; one a log."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from arena.errors import ArenaError
from arena.grading.runlog import RunEnd, RunLog

if TYPE_CHECKING:
    from arena.grading.trial import RunObserver

log = logging.getLogger("arena.runs")


class Runs:
    """The runs that are going on."""

    def __init__(self) -> None:
        self._watches: dict[Path, RunObserver] = {}
        self._lock = threading.Lock()

    def start(
        self,
        key: str,
        path: Path,
        work: Callable[[RunObserver], RunEnd],
        excuse: Callable[[str], RunEnd],
    ) -> None:
        """Begin a run that writes to `path`; nothing happens if one is writing there already.

        Args:
            key: what is run.
            path: its log.
            work: makes its end while the watch looks on.
            excuse: its end where the work itself fails, with a sentence about that.
        """
        from arena.grading.trial import RunObserver

        with self._lock:
            if path in self._watches:
                return
            run_log = RunLog(path, secrets.token_hex(8), key)
            watch = self._watches[path] = RunObserver(run_log.report)

        def run() -> None:
            try:
                end = work(watch)
            except Exception as error:
                log.exception("run failed: %s", key)
                what = error.what if isinstance(error, ArenaError) else f"the run failed: {error}"
                end = excuse(what)
            try:
                run_log.finish(end)
            except OSError:
                log.exception("the end of the run could not be written: %s", path)
            with self._lock:
                del self._watches[path]

        threading.Thread(target=run, daemon=True).start()

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
