"""The judge's end of a keeper: start it, take spares, learn how children ended."""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from arena.grading.profile import Profile
from arena.grading.runner import bubblewrap
from arena.grading.runner.handles import End, environment, interpreter
from arena.grading.runner.keeper import Settings
from arena.grading.runner.level import Level
from arena.grading.runner.usage import clock_of_handle, read_clock

_EXIT_PATIENCE_S = 5.0


class ForkedSpare:
    """A child that waits for a job; the judge speaks to it directly."""

    def __init__(self, nursery: Keeper, pid: int, channel: socket.socket, out: int, handle: int):
        self.channel = channel
        self.out = out
        self.look_s = math.inf  # the kernel holds the memory limit, so nobody has to look
        self._nursery = nursery
        self._pid = pid
        self._handle = handle
        self._clock = clock_of_handle(handle)

    def kill(self) -> None:
        """End it now. The handle names this very process, so no other can be hit."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def cpu(self) -> float:
        """Processor time used so far, seconds, all threads; 0 once it is gone."""
        return read_clock(self._clock)

    def memory_growth(self) -> int:
        """Nothing: the kernel holds the memory limit here."""
        return 0

    def read_output(self, size: int) -> bytes | None:
        """Some of what was printed; empty at its end, None if there is nothing now."""
        try:
            return os.read(self.out, size)
        except BlockingIOError:
            return None

    def ended(self, patience: float) -> bool:
        """Whether it ends by itself within `patience` seconds."""
        poller = select.poll()
        poller.register(self._handle, select.POLLIN)
        return bool(poller.poll(patience * 1000))

    def end(self) -> End | None:
        """How it ended; None if its keeper ended first, which takes all its children along."""
        return self._nursery.end_of(self._pid)

    def orphaned(self) -> bool:
        """Whether its keeper is gone."""
        return not self._nursery.alive

    def close(self) -> None:
        """Let go of it."""
        self._nursery.forget(self._pid)
        self.channel.close()
        os.close(self.out)
        os.close(self._handle)


class Keeper:
    """One keeper process and the spares it made."""

    def __init__(
        self, level: Level, hidden: Sequence[str], readable: Sequence[str], profile: Profile
    ) -> None:
        self._profile = profile
        self._base = Path(tempfile.mkdtemp(prefix="arena-runner-"))
        self._log = self._base / "keeper.log"
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._changed = threading.Condition()
        self._spares: deque[ForkedSpare] = deque()
        self._ends: dict[int, End] = {}
        self._taken: set[int] = set()
        self.alive = True
        self.was_ready = False
        try:
            self._process = self._start(level, hidden, readable, theirs)
        finally:
            theirs.close()
        self._thread = threading.Thread(target=self._listen, name="arena-keeper", daemon=True)
        self._thread.start()

    def _start(
        self, level: Level, hidden: Sequence[str], readable: Sequence[str], theirs: socket.socket
    ) -> subprocess.Popen[bytes]:
        home = self._base / "home"
        home.mkdir()
        base = str(self._base)
        words: list[str] = []
        if level.bubblewrap:
            base = "/tmp/work"
            words = bubblewrap.command(base, (*_python_folders(), *readable))
        settings = Settings(theirs.fileno(), base, tuple(hidden), level, self._profile)
        words += interpreter("keeper", settings.as_json())
        with self._log.open("wb") as log:
            return subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(home),
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C in the terminal is not for it
                cwd=self._base,
            )

    @property
    def pid(self) -> int:
        """The keeper's process, or bubblewrap's around it."""
        return self._process.pid

    def ask(self, count: int = 1) -> None:
        """Ask for spares."""
        with contextlib.suppress(OSError):
            for _ in range(count):
                self._control.send(b"+")

    def take(self, deadline: float) -> ForkedSpare | None:
        """The oldest spare; waits for one until the deadline. None if there is none by then."""
        with self._changed:
            while True:
                while not self._spares:
                    left = deadline - time.monotonic()
                    if not self.alive or left <= 0:
                        return None
                    self._changed.wait(left)
                spare = self._spares.popleft()
                if not spare.ended(0):
                    self._taken.add(spare._pid)
                    return spare
                spare.close()  # somebody ended it while it waited
                self.ask()

    def ready(self, deadline: float) -> bool:
        """Whether a spare is there; waits for one until the deadline."""
        with self._changed:
            while not self._spares and self.alive:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
            return self.alive

    def end_of(self, pid: int) -> End | None:
        """Wait for the keeper's word about a child that is ending."""
        deadline = time.monotonic() + _EXIT_PATIENCE_S
        with self._changed:
            while pid not in self._ends:
                left = deadline - time.monotonic()
                if not self.alive or left <= 0:
                    return None
                self._changed.wait(left)
            return self._ends.pop(pid)

    def forget(self, pid: int) -> None:
        """Nobody will ask how this child ended."""
        with self._changed:
            self._taken.discard(pid)
            self._ends.pop(pid, None)

    def last_words(self) -> str:
        """The end of what it wrote to its log, for the message when it cannot start."""
        with contextlib.suppress(OSError):
            lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""

    def close(self) -> None:
        """End it and everything it made; tidy up."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:  # still importing
            self._process.kill()
            self._process.wait()
        self._thread.join()
        with self._changed:
            spares, self._spares = list(self._spares), deque()
        for spare in spares:
            spare.close()
        self._control.close()
        shutil.rmtree(self._base, ignore_errors=True)

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                text, fds, _, _ = socket.recv_fds(self._control, 4096, 3)
                if not text:
                    break
                self._hear(json.loads(text), fds)
        with self._changed:
            self.alive = False
            self._changed.notify_all()
        self._process.poll()

    def _hear(self, message: dict[str, Any], fds: list[int]) -> None:
        with self._changed:
            if message["kind"] == "spare":
                self.was_ready = True
                channel, out, handle = fds
                os.set_blocking(out, False)
                spare = ForkedSpare(
                    self, message["pid"], socket.socket(fileno=channel), out, handle
                )
                self._spares.append(spare)
            elif message["kind"] == "ended" and message["pid"] in self._taken:
                self._taken.discard(message["pid"])
                end = End(os.WTERMSIG(message["status"]), float(message["cpu"]))
                self._ends[message["pid"]] = end
            self._changed.notify_all()


def _python_folders() -> list[str]:
    folders = [sys.prefix, sys.base_prefix, *(p for p in sys.path if "site-packages" in p)]
    return [*folders, str(Path(__file__).parents[2])]
