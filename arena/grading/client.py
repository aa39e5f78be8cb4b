"""A client of the judge service, which it starts where none runs. Imports no torch."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

from arena.course.answers import Reply
from arena.errors import CourseError, GraderError, MalformedAnswer
from arena.grading.endpoint import find_endpoint, receive, send
from arena.grading.profile import Profile
from arena.grading.runlog import Point
from arena.grading.verdict import Verdict

START_S = 20.0
ANSWER_S = 180.0
_ERRORS = {e.__name__: e for e in (CourseError, MalformedAnswer)}


class JudgeClient:
    """Asks the judge service. Thread-safe; one connection, opened on need and again if it breaks.

    Args:
        course_folder: the course that is judged.
        profile: the packages and models that the service has loaded.
    """

    def __init__(self, course_folder: Path, profile: Profile | None = None) -> None:
        self.course_folder = course_folder
        self.profile = profile or Profile()
        self.endpoint = find_endpoint(course_folder, self.profile)
        self._connection: Connection | None = None
        self._lock = threading.Lock()

    def judge(self, key: str, source: str, filename: str) -> Verdict:
        """Judge one exercise of a file.

        Raises:
            GraderError: the service cannot be started, or fails.
        """
        request = {"verb": "judge", "key": key, "source": source, "filename": filename}
        return Verdict.model_validate(self._ask(request)["verdict"])

    def figure(self, set_id: str, name: str) -> dict[str, Any]:
        """A figure of a set as Plotly JSON."""
        figure: dict[str, Any] = self._ask({"verb": "figure", "set": set_id, "name": name})[
            "figure"
        ]
        return figure

    def finding(
        self, key: str, given: str, points: Sequence[Point] = (), late: bool = False
    ) -> Reply:
        """Compare an answer with its measurement.

        Args:
            key: of the question.
            given: what was typed.
            points: for a prediction, the reports of the run it is about.
            late: for a prediction, that the run was there before it.

        Raises:
            MalformedAnswer: it cannot be judged, such as a head that the model does not have.
            ArenaError: a model is missing; the next step is the command that fetches it.
        """
        request = {"verb": "finding", "key": key, "given": given, "late": late}
        found = self._ask({**request, "points": [dict(p) for p in points]})["reply"]
        return Reply(bool(found["right"]), str(found["why"]), str(found["head"]))

    def start_run(self, key: str, source: str, filename: str, log: Path) -> None:
        """Begin a long run in the background; it writes to `log`. One that is running goes on."""
        names = {"key": key, "source": source, "filename": filename, "log": str(log)}
        self._ask({"verb": "run", **names})

    def start_drawing(self, set_id: str, name: str, source: str, filename: str, log: Path) -> None:
        """Begin to draw a figure with a learner's functions; it ends in `log` as a run does."""
        names = {"set": set_id, "name": name, "source": source, "filename": filename}
        self._ask({"verb": "draw", "log": str(log), **names})

    def is_running(self, log: Path) -> bool:
        """Whether the service is at work on a run; asks only one that is there."""
        return self._reachable() and bool(self._ask({"verb": "running", "log": str(log)})["alive"])

    def stop_run(self, log: Path) -> None:
        """End a run."""
        if self._reachable():
            self._ask({"verb": "stop", "log": str(log)})

    def level(self) -> list[str]:
        """One sentence for each layer of the sandbox that is active or missing."""
        return list(self._ask({"verb": "level"})["level"])

    def is_ready(self) -> bool:
        """Whether a check would be answered without waiting; starts the service if need be."""
        return bool(self.status()["ready"])

    def is_warm(self) -> bool:
        """The same, but a service that is not there is not started."""
        return self._reachable() and self.is_ready()

    def status(self) -> dict[str, Any]:
        """`ready` and the `pid` of the service; starts it if need be."""
        return self._ask({"verb": "ping"})

    def warm_up(self) -> None:
        """Start the service if it is not there. Returns at once."""
        if not self._reachable():
            self._spawn()

    def end(self) -> None:
        """End the service, if it is there."""
        if self._reachable():
            with contextlib.suppress(GraderError):
                self._ask({"verb": "end"})

    # ------------------------------------------------------------ connection

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            for attempt in (1, 2):
                connection = self._connected()
                try:
                    send(connection, request)
                    if not connection.poll(ANSWER_S):
                        self._drop()
                        what = f"the judge service did not answer within {ANSWER_S:.0f} s"
                        raise GraderError(what, f"Look into {self.endpoint.log}.")
                    reply = receive(connection)
                    break
                except (EOFError, OSError, ValueError):
                    self._drop()  # it has ended since; once more with a new one
                    if attempt == 2:
                        what = "the judge service ended while it was asked"
                        raise GraderError(what, f"Look into {self.endpoint.log}.") from None
        if "error" in reply:
            kind = _ERRORS.get(str(reply.get("kind")), GraderError)
            raise kind(str(reply["error"]), str(reply.get("next", "")))
        return reply

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._connect(started=False)
        return self._connection

    def _connect(self, started: bool) -> Connection:
        deadline = time.monotonic() + START_S
        process: subprocess.Popen[bytes] | None = None
        while True:
            try:
                return Client(
                    self.endpoint.address, self.endpoint.family, authkey=self.endpoint.key()
                )
            except AuthenticationError:
                what = "the judge service does not know our key"
                raise GraderError(what, f"Remove the folder {self.endpoint.folder}.") from None
            except (OSError, EOFError, GraderError):
                if process is None:
                    process = self._spawn()
            if time.monotonic() > deadline:
                what = "the judge service does not start"
                raise GraderError(what, f"Look into {self.endpoint.log}, or try: arena doctor")
            time.sleep(0.02)

    def _reachable(self) -> bool:
        if self._connection is not None:
            return True
        try:
            connection = Client(
                self.endpoint.address, self.endpoint.family, authkey=self.endpoint.key()
            )
        except (OSError, EOFError, AuthenticationError, GraderError):
            return False
        self._connection = connection
        return True

    def _drop(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = None

    def _spawn(self) -> subprocess.Popen[bytes]:
        """Start the service on its own: it outlives this process, and its noise goes to a log."""
        command = [sys.executable, "-m", "arena.grading.service", str(self.course_folder)]
        if not self.profile.is_plain:
            command += ["--profile", json.dumps(self.profile.as_json())]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        detached: dict[str, Any] = (
            {"creationflags": 0x00000208}
            if sys.platform == "win32"
            else {"start_new_session": True}
        )
        try:
            with self.endpoint.log.open("ab") as log:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=self.endpoint.folder,
                    env=environment,
                    **detached,
                )
        except OSError as error:
            raise GraderError(
                f"the judge service cannot be started: {error}", "arena doctor"
            ) from None
        # Somebody must wait for it, or it stays a zombie if it ends before us.
        threading.Thread(target=process.wait, daemon=True).start()
        return process
