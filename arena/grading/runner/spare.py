"""A spare: a process that is ready for one job. It is forked by the keeper, or started as an interpreter of its own.

python -I -c … SETTINGS        where there is no fork
"""

from __future__ import annotations

import io
import os
import random
import socket
import sys
import tempfile
from pathlib import Path

from arena.grading.runner import child
from arena.grading.runner.level import Level
from arena.grading.runner.lockdown import Lockdown, View

_CHANNEL = 3


def live(channel: int, out: int, work: Path, level: Level, view: View) -> None:
    """Make this process a spare, wait for a job, answer it."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(out, 1)
    os.dup2(out, 2)
    if channel != _CHANNEL:
        os.dup2(channel, _CHANNEL)
    os.closerange(_CHANNEL + 1, 4096)
    _new_streams()
    os.chdir(work)
    os.environ.update(TMPDIR=str(work), HOME=str(work))
    tempfile.tempdir = str(work)
    random.seed()
    child.warm_up()
    lockdown = Lockdown(level, view, work)
    lockdown.prepare()
    with socket.socket(fileno=_CHANNEL) as connection:
        child.serve(connection, lockdown)


def _new_streams() -> None:
    """Streams onto the pipe, line by line: what was printed before a crash is worth having."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        raw = io.BufferedWriter(io.FileIO(number, "wb", closefd=False))
        stream = io.TextIOWrapper(
            raw, encoding="utf-8", errors="backslashreplace", line_buffering=True
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
