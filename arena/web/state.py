"""What all pages of the process share: one session, and figures under way."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from arena.course.load import course_folder
from arena.course.model import ExerciseSet
from arena.errors import ArenaError
from arena.session import Session

_LOOK_AGAIN_S = 2.0  # how often the course's files are asked whether they changed
_PARTS = ("*.md", "*.py", "*.toml")


class Desk:
    """One learner's session for as long as the server runs.

    Args:
        workspace: the learner's folder.
        key: what a browser must show.
    """

    def __init__(self, workspace: Path, key: str) -> None:
        self.workspace = workspace
        self.key = key
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._stamp: object = None
        self._looked_at = 0.0
        self._figures: dict[tuple[object, str, str], Future[dict[str, Any]]] = {}
        self._artist = ThreadPoolExecutor(1, thread_name_prefix="figures")
        self._judge_ready = threading.Event()

    def session(self) -> Session:
        """The session; opened again when a file of the course has changed since.

        Raises:
            ArenaError: the workspace, journal or course cannot be read.
        """
        with self._lock:
            now = time.monotonic()
            if self._session is None or now - self._looked_at > _LOOK_AGAIN_S:
                self._looked_at = now
                folder = self._session.course.folder if self._session else course_folder()
                stamp = _stamp(folder)
                if self._session is None or stamp != self._stamp:
                    opened = Session.open(self.workspace)
                    if self._session:
                        self._session.close()
                    self._session = opened
                    self._stamp = _stamp(opened.course.folder)
            return self._session

    def warm_up(self) -> None:
        """Start the judge and import what the first pages need, beside everything else."""
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    @property
    def judge_is_ready(self) -> bool:
        """Whether a check would be answered at once."""
        return self._judge_ready.is_set()

    def figure(self, exercise_set: ExerciseSet, name: str) -> Future[dict[str, Any]]:
        """A figure as Plotly JSON. The judge draws it beside everything else, once."""
        session = self.session()
        with self._lock:
            place = (self._stamp, exercise_set.id, name)
            if place not in self._figures:
                # A client of its own: a figure that takes seconds must not hold up a check.
                artist = Session(session.course, session.workspace, session.journal)
                self._figures[place] = self._artist.submit(artist.figure, exercise_set, name)
            return self._figures[place]

    def forget_figure(self, exercise_set: ExerciseSet, name: str) -> None:
        """Let a figure that failed be tried again."""
        with self._lock:
            self._figures.pop((self._stamp, exercise_set.id, name), None)

    def _warm_up(self) -> None:
        try:
            judge = self.session().judge
            while not judge.is_ready():
                time.sleep(0.2)
        except ArenaError:
            return  # the first check says what is wrong, to the person who asked
        self._judge_ready.set()


_desk: Desk | None = None


def sit_down(desk: Desk) -> None:
    """Make a desk the one that pages find."""
    global _desk
    _desk = desk


def desk() -> Desk:
    """The desk of this server."""
    if _desk is None:
        raise RuntimeError("pages run inside the server that `arena web` starts")
    return _desk


def _stamp(folder: Path) -> object:
    """Changes when a file of the course does."""
    files = (p for pattern in _PARTS for p in folder.rglob(pattern))
    return frozenset((str(p), p.stat().st_mtime_ns) for p in files)
