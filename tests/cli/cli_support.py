"""Driving `arena` as a program: in a pipe, or in a terminal of its own."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path

from patience import PATIENCE_S

from arena.course.cells import region_of, splice
from arena.course.load import load_set

ROOT = Path(__file__).parents[2]
FILE = Path("ch0_fundamentals") / "s1_ray_tracing.py"
RAYS = load_set(ROOT / "curriculum" / "ch0_fundamentals" / "s1_ray_tracing")
EXERCISE, NEXT = (task.name for task in RAYS.tasks[:2])
QUESTION = next(q.name for q in RAYS.questions if q.answer_kind == "choice")

RIGHT = """\
def make_rays_1d(num_pixels: int, y_limit: float) -> Tensor:
    rays = torch.zeros((num_pixels, 2, 3))
    rays[:, 1, 0] = 1
    rays[:, 1, 1] = torch.linspace(-y_limit, y_limit, num_pixels)
    return rays
"""
ONE_SIDED = RIGHT.replace("-y_limit, y_limit", "0, y_limit")
RAISES = RIGHT.replace("    return rays", "    return rays[num_pixels + 5]")
BROKEN = RIGHT.replace("num_pixels, 2, 3))", "num_pixels, 2, 3)")
ENDLESS = RIGHT.replace("    return rays", "    while True:\n        pass")

_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


@dataclass(frozen=True)
class Arena:
    """The program in a workspace, with a home folder of its own."""

    workspace: Path
    environment: dict[str, str]

    def __call__(
        self, *arguments: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end in a pipe."""
        return subprocess.run(
            [sys.executable, "-m", "arena", *arguments],
            cwd=cwd or self.workspace,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )

    @property
    def file(self) -> Path:
        """The learner's file."""
        return self.workspace / FILE

    def write(self, answer: str, exercise: str = EXERCISE) -> None:
        """Put an answer into the file, as an editor does that replaces it."""
        source = self.file.read_text(encoding="utf-8")
        region = region_of(source, exercise)
        assert region is not None
        temporary = self.file.with_suffix(".tmp")
        temporary.write_text(splice(source, region, answer), encoding="utf-8")
        temporary.replace(self.file)

    def terminal(self, *arguments: str, columns: int = 100, **environment: str) -> Terminal:
        """Start it in a terminal."""
        return Terminal(self, arguments, columns, self.environment | environment)


class Terminal:
    """A pseudo-terminal with `arena` in it, as a person would see it."""

    def __init__(
        self, arena: Arena, arguments: tuple[str, ...], columns: int, environment: dict[str, str]
    ) -> None:
        self._master, self._slave = pty.openpty()
        ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        self.before = termios.tcgetattr(self._slave)
        self._read = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "arena", *arguments],
            cwd=arena.workspace,
            env=environment,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            preexec_fn=self._lead,
        )

    def _lead(self) -> None:
        # A job in the background of a script ignores Ctrl-C; what a person starts does not.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.setsid()
        ioctl(0, termios.TIOCSCTTY, 0)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)
        os.close(self._slave)

    @property
    def settings(self) -> list[object]:
        """The terminal's settings as they are now."""
        return termios.tcgetattr(self._slave)

    @property
    def raw(self) -> bool:
        """Whether keys arrive at once and without an echo."""
        local = termios.tcgetattr(self._slave)[3]
        return not local & termios.ECHO and not local & termios.ICANON

    def press(self, keys: str) -> None:
        """Type something."""
        os.write(self._master, keys.encode())

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def wait_for(self, pattern: str, seconds: float = PATIENCE_S) -> str:
        """What was printed up to a pattern, without escape sequences; the rest is kept for later.

        Raises:
            AssertionError: it did not come.
        """
        end = time.monotonic() + seconds
        while True:
            found = re.search(pattern, _ESCAPES.sub("", self._read), re.DOTALL)
            if found:
                text = _ESCAPES.sub("", self._read)
                self._read = text[found.end() :]
                return text[: found.end()]
            left = end - time.monotonic()
            ready, _, _ = select.select([self._master], [], [], max(left, 0))
            if not ready:
                seen = _ESCAPES.sub("", self._read)
                raise AssertionError(f"{pattern!r} did not come, but this did:\n{seen}")
            self._read += os.read(self._master, 65536).decode("utf-8", "replace")

    def ends(self, seconds: float = PATIENCE_S) -> int:
        """The exit status, once it has ended."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            ready, _, _ = select.select([self._master], [], [], 0.05)
            if ready:
                self._read += os.read(self._master, 65536).decode("utf-8", "replace")
            assert time.monotonic() < end, f"it did not end:\n{self._read}"
        while select.select([self._master], [], [], 0)[0]:
            self._read += os.read(self._master, 65536).decode("utf-8", "replace")
        return self.process.returncode

    @property
    def printed(self) -> str:
        """The same with its escape sequences."""
        return self._read

    @property
    def rest(self) -> str:
        """What was printed and not yet waited for."""
        return _ESCAPES.sub("", self._read)
