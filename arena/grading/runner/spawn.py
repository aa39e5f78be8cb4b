"""Where there is no safe fork (macOS, Windows): interpreters started ahead of time, one for a job.

They import torch while the learner reads, so a job is answered as fast as by a fork; only the
refill takes seconds. Chosen on Linux by `ARENA_RUNNER=spawn`, which is how it is tested.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import math
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from arena.grading.profile import Profile
from arena.grading.runner.handles import End, environment, interpreter
from arena.grading.runner.level import Level
from arena.grading.runner.usage import clock_of, read_clock, resident_bytes

_IMPORT_PATIENCE_S = 120.0
_TOKEN_BYTES = 32


class SpawnedSpare:
    """An interpreter of its own that waits for one job."""

    def __init__(
        self, process: subprocess.Popen[bytes], channel: socket.socket, work: Path, watched: bool
    ) -> None:
        self._process = process
        self._work = work
        self._clock = clock_of(process.pid)
        self.channel = channel
        self.look_s = 0.1 if watched else math.inf
        self._watched = watched
        self._resident = resident_bytes(process.pid) if watched else 0
        assert process.stdout is not None
        self._pipe = process.stdout
        self.out: int | socket.socket = self._pipe.fileno()
        if sys.platform == "win32":  # pipes cannot be waited for together with sockets
            self.out = _pumped(self._pipe.fileno())
        else:
            os.set_blocking(self._pipe.fileno(), False)

    def read_output(self, size: int) -> bytes | None:
        """Some of what was printed; empty at its end, None if there is nothing now."""
        try:
            return os.read(self.out, size) if isinstance(self.out, int) else self.out.recv(size)
        except BlockingIOError:
            return None

    def kill(self) -> None:
        """End it now."""
        self._process.kill()

    def cpu(self) -> float:
        """Processor time used so far, seconds, all threads; 0 if unknown."""
        return read_clock(self._clock) if self._process.returncode is None else 0.0

    def memory_growth(self) -> int:
        """Bytes it uses beyond a warm process; 0 where the kernel holds the limit."""
        return resident_bytes(self._process.pid) - self._resident if self._watched else 0

    def ended(self, patience: float) -> bool:
        """Whether it ends by itself within `patience` seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
            return True
        return False

    def end(self) -> End | None:
        """How it ended."""
        return End(max(0, -self._process.wait()), 0.0)

    def orphaned(self) -> bool:
        """Nothing but the judge stands behind it."""
        return False

    def close(self) -> None:
        """End it and remove its folder."""
        self._process.kill()
        self._process.wait()
        self.channel.close()
        if isinstance(self.out, socket.socket):
            self.out.close()
        self._pipe.close()
        if self._process.stdin is not None:
            self._process.stdin.close()
        shutil.rmtree(self._work, ignore_errors=True)


class Spawner:
    """Starts spare interpreters and keeps them ready."""

    def __init__(self, level: Level, hidden: Sequence[str], profile: Profile) -> None:
        self._level = level
        self._profile = profile
        self.pid = None  # each spare is a process of its own
        self._hidden = tuple(hidden)
        self._base = Path(tempfile.mkdtemp(prefix="arena-runner-"))
        self._changed = threading.Condition()
        self._spares: deque[SpawnedSpare] = deque()
        self._starting: dict[threading.Thread, subprocess.Popen[bytes]] = {}
        self._words = ""
        self._count = 0
        self.alive = True
        self.was_ready = False

    def ask(self, count: int = 1) -> None:
        """Have more interpreters started. Returns at once."""
        for _ in range(count):
            with self._changed:
                if not self.alive:
                    return
                self._count += 1
                work = self._base / f"work-{self._count}"
                work.mkdir(mode=0o700)
                process, connect = self._start(work)
                thread = threading.Thread(
                    target=self._welcome, args=(process, connect, work), daemon=True
                )
                self._starting[thread] = process
            thread.start()

    def take(self, deadline: float) -> SpawnedSpare | None:
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

    def last_words(self) -> str:
        """The last line of an interpreter that did not get as far as being ready."""
        return self._words

    def close(self) -> None:
        """End every interpreter."""
        with self._changed:
            self.alive = False
            starting = dict(self._starting)
            self._changed.notify_all()
        for thread, process in starting.items():
            process.kill()
            thread.join()
        while self._spares:
            self._spares.popleft().close()
        shutil.rmtree(self._base, ignore_errors=True)

    def _start(self, work: Path) -> tuple[subprocess.Popen[bytes], Connector]:
        connect: Connector = _Loopback() if sys.platform == "win32" else _Pair()
        settings = json.dumps(
            {
                **connect.for_child(),
                "work": str(work),
                "hidden": self._hidden,
                "level": self._level.as_json(),
                "profile": self._profile.as_json(),
            }
        )
        process = subprocess.Popen(
            interpreter("spare", settings),
            stdin=subprocess.PIPE,  # its end tells the child that the judge is gone
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment(work),
            cwd=work,
            start_new_session=True,
            pass_fds=connect.inherited(),
        )
        return process, connect

    def _welcome(self, process: subprocess.Popen[bytes], connect: Connector, work: Path) -> None:
        """Wait until an interpreter says that it is warm."""
        channel = connect.channel()
        warm = False
        if channel is not None:
            with contextlib.suppress(OSError):
                channel.settimeout(_IMPORT_PATIENCE_S)
                warm = channel.recv(1) == b"+"
        with self._changed:
            self._starting.pop(threading.current_thread(), None)
            if warm and channel is not None and self.alive:
                watched = sys.platform != "linux" or not self._level.rlimits
                self._spares.append(SpawnedSpare(process, channel, work, watched))
                self.was_ready = True
            else:
                self._give_up(process, channel)
            self._changed.notify_all()

    def _give_up(self, process: subprocess.Popen[bytes], channel: socket.socket | None) -> None:
        self.alive = False
        process.kill()
        said, _ = process.communicate()
        self._words = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
        if channel is not None:
            channel.close()


class Connector:
    """How a started interpreter gets its end of the job channel."""

    def for_child(self) -> dict[str, object]:
        """What it must be told."""
        raise NotImplementedError

    def inherited(self) -> tuple[int, ...]:
        """Descriptors it inherits."""
        return ()

    def channel(self) -> socket.socket | None:
        """The judge's end, once the interpreter has started; None if it never came."""
        raise NotImplementedError


class _Pair(Connector):
    """Two connected sockets, one of them inherited."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()

    def for_child(self) -> dict[str, object]:
        return {"channel": self._theirs.fileno()}

    def inherited(self) -> tuple[int, ...]:
        return (self._theirs.fileno(),)

    def channel(self) -> socket.socket | None:
        self._theirs.close()
        return self._ours


class _Loopback(Connector):
    """A connection over the loopback interface; whoever connects must know the token."""

    def __init__(self) -> None:
        self._token = secrets.token_hex(_TOKEN_BYTES // 2)
        self._listener = socket.create_server(("127.0.0.1", 0))

    def for_child(self) -> dict[str, object]:
        return {"port": self._listener.getsockname()[1], "token": self._token}

    def channel(self) -> socket.socket | None:
        deadline = time.monotonic() + _IMPORT_PATIENCE_S
        with self._listener:
            while (left := deadline - time.monotonic()) > 0:
                self._listener.settimeout(left)
                try:
                    channel, _ = self._listener.accept()
                except OSError:
                    return None
                channel.settimeout(5)
                with contextlib.suppress(OSError):
                    said = channel.recv(_TOKEN_BYTES, socket.MSG_WAITALL)
                    if hmac.compare_digest(said, self._token.encode()):
                        return channel
                channel.close()
        return None


def _pumped(pipe: int) -> socket.socket:
    """A socket that carries what a pipe carries."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)

    def pump() -> None:
        with theirs, contextlib.suppress(OSError):
            while data := os.read(pipe, 1 << 16):
                theirs.sendall(data)

    threading.Thread(target=pump, daemon=True).start()
    return ours
