"""The keeper: a process with torch imported that forks spares ahead of time, and does nothing else.

It computes nothing, knows no secret, runs no submission, has one thread and an almost empty
environment. The judge speaks to it over one socket: a byte asks for a spare; a message with three
descriptors offers one (job channel, printed output, pidfd); another message tells how a child
ended. When the judge is gone, so is everything here.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arena.grading.profile import Profile
from arena.grading.runner import kernel
from arena.grading.runner.level import Level
from arena.grading.runner.preload import preload


@dataclass(frozen=True)
class Settings:
    """What the judge tells a keeper at its start.

    Args:
        control: descriptor of the control socket.
        base: folder for the private folders of children.
        hidden: folders no child may read, wherever they are.
        level: the protections to use.
        profile: what it loads beside torch.
    """

    control: int
    base: str
    hidden: tuple[str, ...]
    level: Level
    profile: Profile = field(default_factory=Profile)

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Read what `as_json` wrote."""
        values: dict[str, Any] = json.loads(text)
        level = Level(**values["level"])
        profile = Profile.from_json(values["profile"])
        return cls(values["control"], values["base"], tuple(values["hidden"]), level, profile)

    def as_json(self) -> str:
        """As one line of text, for the command line."""
        values: dict[str, Any] = {"control": self.control, "base": self.base, "hidden": self.hidden}
        values |= {"level": self.level.as_json(), "profile": self.profile.as_json()}
        return json.dumps(values)


def main() -> None:
    """Entry point: `python -I -c … SETTINGS`."""
    settings = Settings.from_json(sys.argv[1])
    control = socket.socket(fileno=settings.control)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    preload(settings.profile)
    # Only now: these import torch, which `preload` must be the first to do.
    from arena.grading.runner import child, lockdown

    child.warm_up()
    view = lockdown.View.of_python([Path(h) for h in settings.hidden])
    _Keeper(settings, control, view).live()


class _Keeper:
    """Forks, reaps, tidies up."""

    def __init__(self, settings: Settings, control: socket.socket, view: Any) -> None:
        self._settings = settings
        self._control = control
        self._view = view
        self._count = 0
        self._children: dict[int, Path] = {}
        self._helpers: set[int] = set()
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)

    def live(self) -> None:
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        poller = select.poll()
        poller.register(self._control, select.POLLIN)
        poller.register(self._woken, select.POLLIN)
        try:
            while self._turn({fd for fd, _ in poller.poll()}):
                pass
        finally:
            self._end_all()

    def _turn(self, ready: set[int]) -> bool:
        if self._woken.fileno() in ready:
            with contextlib.suppress(BlockingIOError):
                self._woken.recv(4096)
        self._reap()
        if self._control.fileno() in ready:
            if not self._control.recv(16):
                return False
            self._offer_spare()
        return True

    def _offer_spare(self) -> None:
        self._count += 1
        work = Path(self._settings.base) / f"work-{self._count}"
        work.mkdir(mode=0o700)
        ours, theirs = socket.socketpair()
        out, into = os.pipe()
        keeper = os.getpid()
        pid = os.fork()
        if pid == 0:
            _be_spare(self._settings, self._view, work, ours, into, keeper)
        ours.close()
        os.close(into)
        self._children[pid] = work
        handle = os.pidfd_open(pid)
        self._tell({"kind": "spare", "pid": pid}, [theirs.fileno(), out, handle])
        theirs.close()
        os.close(out)
        os.close(handle)

    def _tell(self, header: dict[str, Any], fds: list[int] | None = None) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            socket.send_fds(self._control, [json.dumps(header).encode()], fds or [])

    def _reap(self) -> None:
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self._helpers:
                self._helpers.discard(pid)
                continue
            self._sweep()
            work = self._children.pop(pid, None)
            if work is not None:
                cpu = usage.ru_utime + usage.ru_stime
                self._tell({"kind": "ended", "pid": pid, "status": status, "cpu": cpu})
                self._remove(work)

    def _sweep(self) -> None:
        """Kill what an ended child left behind: it became our child, and we did not make it.

        Its own children become ours when it is reaped, so this goes on until none is left.
        """
        for pid in _children_of(os.getpid()):
            if pid not in self._children and pid not in self._helpers:
                _kill(pid)

    def _remove(self, work: Path) -> None:
        try:
            work.rmdir()
        except OSError:  # not empty: may be deep and large, so not in here
            with contextlib.suppress(OSError):
                words = ["rm", "-rf", "--", str(work)]
                self._helpers.add(os.posix_spawn("/bin/rm", words, {}))

    def _end_all(self) -> None:
        for pid in self._children:
            _kill(pid)
        self._children.clear()
        self._sweep()


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _children_of(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:  # a kernel without this file
        return []
    return [int(p) for p in listed.split()]


def _be_spare(
    settings: Settings, view: Any, work: Path, channel: socket.socket, out: int, keeper: int
) -> None:
    """The life of a forked child; never returns."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != keeper:  # it ended before the line above
            os._exit(1)
        from arena.grading.runner.spare import live

        live(channel.fileno(), out, work, settings.level, view)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(0)
