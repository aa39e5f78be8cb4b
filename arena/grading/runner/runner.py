"""The judge's way to have code observed: a keeper, warm spares, a fresh child for every job."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from arena import models
from arena.errors import GraderError
from arena.grading.profile import Profile
from arena.grading.runner.conversation import Conversation, Lost, OnProgress
from arena.grading.runner.handles import Spare, SpareProvider
from arena.grading.runner.job import Job
from arena.grading.runner.level import Level
from arena.grading.runner.nursery import Keeper
from arena.grading.runner.result import Result
from arena.grading.runner.spawn import Spawner
from arena.grading.runner.text import clean
from arena.grading.verdict import Limit

_START_S = 120.0  # importing torch on a machine that is doing other things


class Runner:
    """Runs jobs, each in a locked-down process of its own. May be used by many threads at once.

    Args:
        level: the protections to use; the best this machine offers by default.
        spares: how many warm children wait for work.
        hidden: folders that no submission may read wherever they lie; the package `curriculum` is
            always among them.
        profile: packages and models that every child has from the start.
        readable: what jobs will want to read. Inside bubblewrap a file that is not named here costs
            a new start of the keeper when a job names it first.
    """

    def __init__(
        self,
        *,
        level: Level | None = None,
        spares: int = 2,
        hidden: Iterable[Path] = (),
        readable: Iterable[str] = (),
        profile: Profile | None = None,
    ) -> None:
        self.profile = profile or Profile()
        self._level = level or Level.detect()
        self._count = max(1, spares)
        self._hidden = tuple(str(h) for h in (*_package_folders("curriculum"), *hidden))
        self._shown = (*readable, *models.files_of(self.profile.models))
        self._lock = threading.Lock()
        self._keeper: SpareProvider | None = None
        self._failures = 0
        self._closed = False

    @property
    def level(self) -> Level:
        """The protections in use."""
        return self._level

    @property
    def keeper_pid(self) -> int | None:
        """The process that holds the warm children, if there is one."""
        with self._lock:
            return self._keeper.pid if self._keeper is not None else None

    def start(self) -> None:
        """Start the keeper. Returns at once; torch is imported in the background."""
        self._living()

    def ready(self, timeout: float | None = None) -> bool:
        """Whether a warm spare is there; waits for it, at most `timeout` seconds."""
        deadline = time.monotonic() + (_START_S if timeout is None else timeout)
        while time.monotonic() < deadline:
            if self._living().ready(deadline):
                return True
        return False

    def run(
        self,
        job: Job,
        on_progress: OnProgress | None = None,
        cancelled: Event | None = None,
    ) -> Result:
        """Observe one implementation.

        A keeper that died is replaced and the job done again, without a word.

        Args:
            job: what to run.
            on_progress: hears every `arena.checks.report`, in this thread.
            cancelled: when set, the run ends within a moment.

        Raises:
            GraderError: no keeper could be started twice in a row, or the course's checks cannot be
                loaded.
        """
        job = _placed(job)
        words = ""
        tries = self._count + 1  # all that wait may have been killed; the next is fresh
        for _ in range(tries):
            keeper, spare = self._spare_for(job)
            try:
                return Conversation(spare, job, on_progress, cancelled).hold()
            except Lost as lost:
                words = clean(str(lost)).strip().rpartition("\n")[2]
            finally:
                spare.close()
                keeper.ask()
        detail = f"the process that ran it was lost {tries} times {words}".strip()
        return Result(limit=Limit.CRASH, detail=detail)

    def close(self) -> None:
        """End every process."""
        with self._lock:
            self._closed = True
            keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _spare_for(self, job: Job) -> tuple[SpareProvider, Spare]:
        self._show((*job.readable, *_package_files(job)))
        deadline = time.monotonic() + _START_S
        while True:
            keeper = self._living()
            spare = keeper.take(deadline)
            if spare is not None:
                return keeper, spare
            if keeper.alive:  # silent for two minutes
                keeper.close()
                deadline = time.monotonic() + _START_S

    def _living(self) -> SpareProvider:
        """The keeper; a new one if the last has died."""
        with self._lock:
            if self._closed:
                raise GraderError("The grader has been closed.", "Start arena again.")
            keeper = self._keeper
            if keeper is not None and keeper.alive:
                return keeper
            if keeper is not None:
                self._failures = 0 if keeper.was_ready else self._failures + 1
                words = keeper.last_words()
                keeper.close()
                self._keeper = None
                if self._failures >= 2:
                    self._failures = 0
                    self._without_bubblewrap(words)
            keeper = self._new_source()
            keeper.ask(self._count)
            self._keeper = keeper
            return keeper

    def _without_bubblewrap(self, words: str) -> None:
        """A keeper failed twice. Some Pythons lie where bubblewrap cannot see them: try outside."""
        if self._level.bubblewrap:
            self._level = replace(self._level, bubblewrap=False)
            return
        raise GraderError(
            "The process that runs answers could not be started" + (f": {words}" if words else "."),
            "Run `arena doctor` to see what is missing on this machine.",
        )

    def _new_source(self) -> SpareProvider:
        if not self._level.fork:
            return Spawner(self._level, self._hidden, self.profile)
        return Keeper(self._level, self._hidden, self._shown, self.profile)

    def _show(self, readable: tuple[str, ...]) -> None:
        """Inside bubblewrap only what was mounted at the start can be seen: start anew for more."""
        if not self._level.bubblewrap:
            return
        with self._lock:
            new = sorted(set(readable) - set(self._shown))
            if not new:
                return
            self._shown = (*self._shown, *new)
            keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.close()


def _placed(job: Job) -> Job:
    """The job with the folder that holds its package: the child cannot look for it."""
    top = job.checks_module.partition(".")[0]
    if job.import_paths:
        return job
    folders = tuple(str(f.parent) for f in _package_folders(top))
    return replace(job, import_paths=folders[:1])


def _package_files(job: Job) -> Iterable[str]:
    packages = job.checks_module.split(".")[:-1]
    for folder in job.import_paths:
        for depth in range(1, len(packages) + 1):
            yield str(Path(folder, *packages[:depth], "__init__.py"))


@functools.cache
def _package_folders(name: str) -> tuple[Path, ...]:
    with contextlib.suppress(ImportError, ValueError):
        if spec := importlib.util.find_spec(name):
            return tuple(Path(place) for place in spec.submodule_search_locations or ())
    return ()
