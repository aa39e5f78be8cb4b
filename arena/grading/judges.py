"""The judge services of a course as one: each request goes to the service of its set's profile."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from arena.course.answers import Reply
from arena.course.model import Course
from arena.grading.client import JudgeClient
from arena.grading.profile import Profile
from arena.grading.runlog import Point
from arena.grading.verdict import Verdict


class Judges:
    """Asks whichever service has the packages of an exercise. Thread-safe. Imports no torch.

    Args:
        course: what is judged.
    """

    def __init__(self, course: Course) -> None:
        self._folder = course.folder
        self._profiles = {s.id: Profile.of(s) for s in course.sets}
        self._clients: dict[Profile, JudgeClient] = {}
        self._lock = threading.Lock()

    def judge(self, key: str, source: str, filename: str) -> Verdict:
        """Judge one exercise of a file; see `JudgeClient.judge`.

        Raises:
            GraderError: a package is missing, or the service cannot be started, or fails.
        """
        return self._of(key).judge(key, source, filename)

    def figure(self, set_id: str, name: str) -> dict[str, Any]:
        """A figure of a set as Plotly JSON."""
        return self._of(set_id).figure(set_id, name)

    def finding(
        self, key: str, given: str, points: Sequence[Point] = (), late: bool = False
    ) -> Reply:
        """Compare an answer with its measurement; see `JudgeClient.finding`."""
        return self._of(key).finding(key, given, points, late)

    def start_run(self, key: str, source: str, filename: str, log: Path) -> None:
        """Begin a long run in the background; it writes to `log`. One that is running goes on."""
        self._of(key).start_run(key, source, filename, log)

    def start_drawing(self, set_id: str, name: str, source: str, filename: str, log: Path) -> None:
        """Begin to draw a figure with a learner's functions; it ends in `log` as a run does."""
        self._of(set_id).start_drawing(set_id, name, source, filename, log)

    def is_running(self, key: str, log: Path) -> bool:
        """Whether a service is at work on a run; asks only one that is there."""
        return self._client(key).is_running(log)

    def stop_run(self, key: str, log: Path) -> None:
        """End a run."""
        self._client(key).stop_run(log)

    def announcement(self, key: str) -> str:
        """What a check of this exercise has to load first, in words; empty if it need not wait.

        `loading TransformerLens, once: about 8 s`. The seconds are those of the last time on this
        machine, and left out where there was none.
        """
        profile = self._profiles[key.partition("/")[0]]
        if profile.is_plain:
            return ""
        client = self._client(key)
        if client.is_warm():
            return ""
        seconds = client.endpoint.last_start_s
        return f"loading {profile.title}, once" + (f": about {seconds:.0f} s" if seconds else "")

    def status(self) -> dict[str, Any]:
        """`ready` and the `pid` of the plain service; starts it if need be."""
        return self._plain.status()

    def is_ready(self) -> bool:
        """Whether an ordinary check would be answered without waiting; starts the service."""
        return self._plain.is_ready()

    def warm_up(self) -> None:
        """Start the plain service if it is not there. Returns at once."""
        self._plain.warm_up()

    def end(self) -> None:
        """End every service of the course that is there."""
        for profile in {Profile(), *self._profiles.values()}:
            self._for(profile).end()

    @property
    def _plain(self) -> JudgeClient:
        return self._for(Profile())

    def _of(self, key: str) -> JudgeClient:
        """The client for a key or a set's id, once all that the set needs is there."""
        self._profiles.get(key.partition("/")[0], Profile()).require()
        return self._client(key)

    def _client(self, key: str) -> JudgeClient:
        return self._for(self._profiles.get(key.partition("/")[0], Profile()))

    def _for(self, profile: Profile) -> JudgeClient:
        with self._lock:
            if profile not in self._clients:
                self._clients[profile] = JudgeClient(self._folder, profile)
            return self._clients[profile]
