"""A spare: a process ready for one job, forked by the keeper or an interpreter of its own.

python -I -c … SETTINGS        where there is no fork
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import socket
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from arena.grading.profile import Profile
from arena.grading.runner import child
from arena.grading.runner.level import Level
from arena.grading.runner.lockdown import Lockdown, View
from arena.grading.runner.preload import preload

_CHANNEL = 3


def live(channel: int, out: int, work: Path, level: Level, view: View) -> None:
    """Make this forked process a spare, wait for a job, answer it."""
    _no_input()
    os.dup2(out, 1)
    os.dup2(out, 2)
    if channel != _CHANNEL:
        os.dup2(channel, _CHANNEL)
    os.closerange(_CHANNEL + 1, 4096)
    with socket.socket(fileno=_CHANNEL) as connection:
        _wait_and_serve(connection, work, level, view)


def main() -> None:
    """Entry point of an interpreter of its own: `python -I -c … SETTINGS`."""
    settings: dict[str, Any] = json.loads(sys.argv[1])
    del sys.argv[1:]
    preload(Profile.from_json(settings["profile"]))
    level = Level(**settings["level"])
    view = View.of_python([Path(h) for h in settings["hidden"]])
    with _connection(settings) as connection:
        _wait_and_serve(connection, Path(settings["work"]), level, view, announce=True)
    os._exit(0)


def _wait_and_serve(
    connection: socket.socket, work: Path, level: Level, view: View, *, announce: bool = False
) -> None:
    _new_streams()
    os.chdir(work)
    os.environ.update(TMPDIR=str(work), HOME=str(work))
    tempfile.tempdir = str(work)
    random.seed()
    child.warm_up()
    lockdown = Lockdown(level, view, work)
    lockdown.prepare()
    if announce:
        lifeline = os.dup(0)
        _no_input()
        connection.sendall(b"+")
        threading.Thread(target=_end_with_judge, args=(lifeline,), daemon=True).start()
    child.serve(connection, lockdown)


def _connection(settings: dict[str, Any]) -> socket.socket:
    if "channel" in settings:
        if settings["channel"] != _CHANNEL:
            os.dup2(settings["channel"], _CHANNEL)
            os.close(settings["channel"])
        return socket.socket(fileno=_CHANNEL)
    connection = socket.create_connection(("127.0.0.1", settings["port"]))
    connection.sendall(settings["token"].encode())
    return connection


def _end_with_judge(lifeline: int) -> None:
    """Nothing is ever written to what was our standard input; it ends when the judge does."""
    with contextlib.suppress(OSError):
        os.read(lifeline, 1)
    os._exit(1)


def _no_input() -> None:
    """Whoever asks for input is told at once that there is none."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _new_streams() -> None:
    """Streams onto the pipe, line by line: what was printed before a crash is worth having."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        raw = io.BufferedWriter(io.FileIO(number, "wb", closefd=False))
        stream = io.TextIOWrapper(
            raw, encoding="utf-8", errors="backslashreplace", line_buffering=True
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
