"""Single key presses from a terminal, which is given back as it was found, whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

ENDING_SIGNALS = ("SIGTERM", "SIGHUP")


class Keyboard:
    """Hands every key pressed to `on_key` from a thread of its own, while the `with` block runs.

    Without a terminal in the foreground (a pipe, a background job) nothing is read and `active`
    is False. Ctrl-C stays what it is: a KeyboardInterrupt in the main thread.
    """

    def __init__(self, on_key: Callable[[str], None]) -> None:
        self._on_key = on_key
        self._terminal = _open_terminal()

    @property
    def active(self) -> bool:
        """Whether key presses arrive."""
        return self._terminal is not None

    def __enter__(self) -> Keyboard:
        if self._terminal is not None:
            self._terminal.start(self._on_key)
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal is not None:
            self._terminal.stop()

    @contextlib.contextmanager
    def lines(self) -> Iterator[None]:
        """Give the terminal back for a question that is answered with a line."""
        if self._terminal is None:
            yield
            return
        self._terminal.stop()
        try:
            yield
        finally:
            self._terminal.start(self._on_key)


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into SystemExit, so that `with` and `finally` run."""
    before: dict[int, Any] = {}

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for name in ENDING_SIGNALS:
        number = getattr(signal, name, None)
        if number is not None:
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if sys.platform == "win32":
    import msvcrt

    class _Terminal:
        """The Windows console, asked twenty times a second."""

        def __init__(self) -> None:
            self._stop = threading.Event()
            self._thread: threading.Thread | None = None

        def start(self, on_key: Callable[[str], None]) -> None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._read, args=(on_key,), daemon=True)
            self._thread.start()

        def stop(self) -> None:
            self._stop.set()
            if self._thread is not None:
                self._thread.join()

        def _read(self, on_key: Callable[[str], None]) -> None:
            while not self._stop.wait(0.05):
                while msvcrt.kbhit():
                    on_key(msvcrt.getwch())

    def _open_terminal() -> _Terminal | None:
        return _Terminal() if sys.stdin.isatty() else None

else:
    import select
    import termios
    import tty

    class _Terminal:
        """A POSIX terminal in cbreak mode: no echo, no waiting for Enter, signals still work."""

        def __init__(self, fd: int) -> None:
            self._fd = fd
            self._before = termios.tcgetattr(fd)
            self._thread: threading.Thread | None = None
            self._wake: tuple[int, int] | None = None
            self._handlers: dict[int, Any] = {}

        def start(self, on_key: Callable[[str], None]) -> None:
            tty.setcbreak(self._fd, termios.TCSADRAIN)
            self._wake = os.pipe()
            self._thread = threading.Thread(
                target=self._read, args=(on_key, self._wake[0]), daemon=True
            )
            self._thread.start()
            self._handlers = {
                signal.SIGTSTP: signal.signal(signal.SIGTSTP, self._suspend),
                signal.SIGCONT: signal.signal(signal.SIGCONT, self._resume),
            }

        def stop(self) -> None:
            # The settings first: whatever goes wrong after, the shell echoes again.
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
            self._handlers = {}
            if self._thread is not None and self._wake is not None:
                os.write(self._wake[1], b"x")
                self._thread.join()
                for end in self._wake:
                    os.close(end)
            self._thread = self._wake = None

        def _read(self, on_key: Callable[[str], None], wake: int) -> None:
            while True:
                ready, _, _ = select.select([self._fd, wake], [], [])
                if wake in ready:
                    return
                pressed = os.read(self._fd, 64)
                if not pressed:  # the terminal is gone
                    on_key("q")
                    return
                if pressed.startswith(b"\x1b"):  # arrow and function keys mean nothing here
                    continue
                for character in pressed.decode("utf-8", "ignore"):
                    on_key(character)

        def _suspend(self, number: int, frame: FrameType | None) -> None:
            """Ctrl-Z: the shell gets its terminal, then the process stops as it would have."""
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)
            handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, handler)

        def _resume(self, number: int, frame: FrameType | None) -> None:
            if os.tcgetpgrp(self._fd) == os.getpgrp():
                tty.setcbreak(self._fd, termios.TCSADRAIN)

    def _open_terminal() -> _Terminal | None:
        try:
            fd = sys.stdin.fileno()
            # A background job that touches the settings is stopped by SIGTTOU.
            in_front = os.isatty(fd) and os.tcgetpgrp(fd) == os.getpgrp()
            return _Terminal(fd) if in_front else None
        except (OSError, ValueError, AttributeError, termios.error):
            return None
