"""The judge service: one process a user, with torch, the oracles and the keeper.

`python -m arena.grading.service FOLDER` serves the course in FOLDER and ends after half an hour
without a request. With `--profile` it has the packages and models of some sets loaded, which others
must not wait for; such a service ends after ten minutes. It listens before torch is imported, so a
client knows at once that it is on its way.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Connection,
    Listener,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arena.course.given import readable_files
from arena.course.load import load_course
from arena.course.model import Course, Exercise, Question
from arena.errors import ArenaError, GraderError
from arena.files import locked
from arena.grading.drawing import Drawing
from arena.grading.endpoint import Endpoint, find_endpoint, receive, send
from arena.grading.profile import Profile
from arena.grading.runs import Runs
from arena.grading.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from arena.grading.judge import Judge

IDLE_S = 30 * 60
PROFILE_IDLE_S = 10 * 60
HANDSHAKE_S = 5.0

log = logging.getLogger("arena.service")


class Service:
    """Answers requests about one course.

    Args:
        folder: the course.
        idle_s: seconds without a request after which it ends.
        profile: what it loads beside torch.
    """

    def __init__(
        self, folder: Path, idle_s: float = IDLE_S, profile: Profile | None = None
    ) -> None:
        self.folder = folder
        self.idle_s = idle_s
        self.profile = profile or Profile()
        self.start_s = 0.0
        self.last_request = time.monotonic()
        self.ended = threading.Event()
        self.ready = threading.Event()
        self.fault: Exception | None = None
        self.runs = Runs()
        self._judge: Judge | None = None
        self._stamp: object = None
        self._loading = threading.Lock()
        self._measuring = threading.Lock()

    def warm_up(self) -> None:
        """Import torch, start the keeper, load the course. Runs beside the listener."""
        began = time.monotonic()
        try:
            with self._loading:
                from arena.grading.runner import Runner

                course = load_course(self.folder)
                readable = [path for s in course.sets for path in readable_files(s)]
                runner = Runner(hidden=[self.folder], readable=readable, profile=self.profile)
                runner.start()  # the keeper imports torch while we do
                if self.profile.is_plain:
                    import torch.testing  # noqa: F401
                else:
                    from arena.grading.runner.preload import preload

                    preload(self.profile)  # beside the keeper: checks and oracles import them too

                from arena.grading.judge import Judge

                self._judge = Judge(course, runner)
                self._stamp = self._course_stamp()
                runner.ready(timeout=120)
                self.start_s = time.monotonic() - began
        except Exception as error:
            log.exception("warm-up failed")
            self.fault = error
        self.ready.set()

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """One request → one reply. Faults become replies, never the end of the service."""
        self.last_request = time.monotonic()
        verbs: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "ping": self._ping,
            "judge": self._judge_exercise,
            "figure": self._figure,
            "finding": self._finding,
            "run": self._run,
            "draw": self._draw,
            "running": self._running,
            "stop": self._stop,
            "level": self._level,
            "end": self._end,
        }
        try:
            return verbs[str(request.get("verb"))](request)
        except ArenaError as error:
            return {"error": error.what, "next": error.next_step, "kind": type(error).__name__}
        except Exception as error:
            log.exception("request failed: %s", request.get("verb"))
            what = f"the judge service failed: {type(error).__name__}: {error}"
            return {"error": what, "next": "arena doctor", "kind": "GraderError"}

    def _ping(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"ready": self.ready.is_set(), "pid": os.getpid()}

    def _judge_exercise(self, request: dict[str, Any]) -> dict[str, Any]:
        judge = self._loaded()
        exercise = _find(judge.library.course, str(request["key"]))
        verdict = judge.judge(exercise, str(request["source"]), str(request["filename"]))
        return {"verdict": verdict.model_dump(mode="json")}

    def _run(self, request: dict[str, Any]) -> dict[str, Any]:
        judge = self._loaded()
        exercise = _find(judge.library.course, str(request["key"]))
        source, filename = str(request["source"]), str(request["filename"])
        self.runs.start(
            exercise.key,
            Path(str(request["log"])),
            lambda watch: judge.judge(exercise, source, filename, watch=watch),
            lambda what: Verdict(exercise=exercise.key, outcome=Outcome.STOPPED, message=what),
        )
        return {}

    def _draw(self, request: dict[str, Any]) -> dict[str, Any]:
        from arena.grading.draw import draw

        judge = self._loaded()
        exercise_set = judge.library.code(str(request["set"])).exercise_set
        name, source = str(request["name"]), str(request["source"])
        figure = next((f for f in exercise_set.figures if f.name == name), None)
        if figure is None or not figure.exercises:
            raise GraderError(f"no picture `{name}` is drawn with your code", "arena list")
        filename = str(request["filename"])
        self.runs.start(
            f"{exercise_set.id}/{name}",
            Path(str(request["log"])),
            lambda watch: draw(judge, exercise_set, figure, source, filename, watch),
            lambda what: Drawing(failure=what),
        )
        return {}

    def _running(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"alive": self.runs.is_alive(Path(str(request["log"])))}

    def _stop(self, request: dict[str, Any]) -> dict[str, Any]:
        self.runs.stop(Path(str(request["log"])))
        return {}

    def _figure(self, request: dict[str, Any]) -> dict[str, Any]:
        from arena.grading.draw import draw_figure

        judge = self._loaded()
        code = judge.library.code(str(request["set"]))
        return {"figure": draw_figure(code, judge, str(request["name"]))}

    def _finding(self, request: dict[str, Any]) -> dict[str, Any]:
        """Compare an answer with a measurement; what was measured stays here."""
        from arena.grading.measuring import compare_measured, judge_measured

        library = self._loaded().library
        question = _question(library.course, str(request["key"]))
        code, given = library.code(question.set_id), str(request["given"])
        with self._measuring:  # two pages that ask at once measure once
            if question.answer_kind == "prediction":
                points, late = list(request["points"]), bool(request["late"])
                reply = compare_measured(code, question, given, points, late)
            else:
                reply = judge_measured(code, question, given)
        return {"reply": {"right": reply.right, "why": reply.why, "head": reply.head}}

    def _level(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"level": list(self._loaded().runner.level.sentences)}

    def card(self) -> dict[str, Any]:
        """What is known of it from outside, for `arena doctor` and for announcements."""
        keeper = self._judge.runner.keeper_pid if self._judge is not None else None
        pids = [os.getpid(), *([keeper] if keeper else [])]
        return {"pids": pids, "profile": self.profile.as_json(), "start_s": round(self.start_s, 1)}

    def _end(self, request: dict[str, Any]) -> dict[str, Any]:
        self.ended.set()
        return {}

    def _loaded(self) -> Judge:
        """The judge, once it is ready, with the course as its files are now."""
        self.ready.wait()
        if self.fault is not None:
            raise GraderError(f"the judge could not start: {self.fault}", "arena doctor")
        assert self._judge is not None
        with self._loading:
            if (stamp := self._course_stamp()) != self._stamp:
                from arena.grading.judge import Judge

                self._judge = Judge(load_course(self.folder), self._judge.runner)
                self._stamp = stamp
        return self._judge

    def _course_stamp(self) -> object:
        """Changes when a page, chapter or the course file does; sets watch their own modules."""
        pages = [*self.folder.glob("*.toml"), *self.folder.glob("*/*.md")]
        pages += self.folder.glob("*/*/page.md")
        return tuple(sorted((str(p), p.stat().st_mtime_ns) for p in pages))

    def close(self) -> None:
        """Stop the keeper."""
        if self._judge is not None:
            self._judge.runner.close()


def serve(folder: Path, idle_s: float = IDLE_S, profile: Profile | None = None) -> None:
    """Serve until idle or told to end. Returns at once if another service holds the endpoint."""
    endpoint = find_endpoint(folder, profile)
    with contextlib.ExitStack() as stack:
        if not _hold(endpoint, stack):
            return
        if endpoint.family == "AF_UNIX":
            Path(endpoint.address).unlink(missing_ok=True)  # left by one that was killed
        listener = stack.enter_context(Listener(endpoint.address, endpoint.family, backlog=16))
        service = Service(folder, idle_s, profile)
        stack.callback(service.close)
        threading.Thread(target=service.warm_up, daemon=True).start()
        threading.Thread(
            target=_accept, args=(listener, service, endpoint.key()), daemon=True
        ).start()
        told = False
        while not service.ended.wait(1.0):
            if service.ready.is_set() and not told:
                told = True
                with contextlib.suppress(OSError):  # a full disk is no reason to end
                    endpoint.card.write_text(json.dumps(service.card()), encoding="utf-8")
            if service.runs.any_alive:
                continue
            if time.monotonic() - service.last_request > service.idle_s:
                break
            if endpoint.family == "AF_UNIX" and not Path(endpoint.address).exists():
                break  # somebody removed the socket: nobody can reach us any more


def _accept(listener: Listener, service: Service, key: bytes) -> None:
    """Take connections; whether the other end knows the key is asked beside, so that one that is
    silent keeps nobody waiting.
    """
    while True:
        try:
            connection = listener.accept()
        except (OSError, EOFError):
            if service.ended.is_set():
                return
            continue
        threading.Thread(target=_converse, args=(connection, service, key), daemon=True).start()


def _converse(connection: Connection, service: Service, key: bytes) -> None:
    with contextlib.suppress(EOFError, OSError, ValueError, AuthenticationError), connection:
        _shake_hands(connection, key)
        while True:
            send(connection, service.answer(receive(connection)))


def _shake_hands(connection: Connection, key: bytes) -> None:
    """Both ends prove that they know the key, within some seconds.

    Raises:
        AuthenticationError: the other end does not know it.
        EOFError: it said nothing in time, or went.
    """
    hurry = threading.Timer(HANDSHAKE_S, _hang_up, args=(connection,))
    hurry.daemon = True
    hurry.start()
    try:
        deliver_challenge(connection, key)
        answer_challenge(connection, key)
    finally:
        hurry.cancel()


def _hang_up(connection: Connection) -> None:
    """Wake whoever waits for the other end: closing alone does not."""
    if sys.platform != "win32":
        with (
            contextlib.suppress(OSError),
            socket.socket(fileno=os.dup(connection.fileno())) as line,
        ):
            line.shutdown(socket.SHUT_RDWR)


def _hold(endpoint: Endpoint, stack: contextlib.ExitStack) -> bool:
    """Take the lock that says which service is the one; the system frees it when we die."""
    try:
        stack.enter_context(locked(endpoint.lock, seconds=0))
    except OSError:
        return False
    return True


def _find(course: Course, key: str) -> Exercise:
    for exercise_set in course.sets:
        for exercise in exercise_set.exercises:
            if exercise.key == key:
                return exercise
    raise GraderError(f"the course has no exercise `{key}`", "arena list")


def _question(course: Course, key: str) -> Question:
    for exercise_set in course.sets:
        for question in exercise_set.questions:
            if question.key == key:
                return question
    raise GraderError(f"the course has no question `{key}`", "arena list")


def main() -> None:
    """Entry point of the process."""
    parser = argparse.ArgumentParser(prog="arena.grading.service")
    parser.add_argument("folder", type=Path)
    parser.add_argument("idle_s", type=float, nargs="?")
    parser.add_argument("--profile", default="{}")
    options = parser.parse_args()
    profile = Profile.from_json(json.loads(options.profile))
    idle_s = options.idle_s or (IDLE_S if profile.is_plain else PROFILE_IDLE_S)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    serve(options.folder, idle_s, profile)


if __name__ == "__main__":
    main()
