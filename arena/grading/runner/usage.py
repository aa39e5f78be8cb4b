"""How much processor time and memory another process uses, seen from outside."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path


def clock_of(pid: int) -> int | None:
    """The processor-time clock of a process, as Linux's `clock_getcpuclockid` computes it.

    Needs no permission and counts nanoseconds, where /proc counts in hundredths of a second.
    """
    return (~pid << 3) | 2 if sys.platform == "linux" and pid > 0 else None


def clock_of_handle(handle: int) -> int | None:
    """The same for a pidfd, whose process may have another number in its own namespace."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/self/fdinfo/{handle}").read_text(encoding="ascii").splitlines():
            if line.startswith("Pid:"):
                return clock_of(int(line.split()[1]))
    return None


def read_clock(clock: int | None) -> float:
    """Seconds of processor time; 0 if the process is gone or there is no such clock."""
    if clock is None or sys.platform == "win32":
        return 0.0
    try:
        return time.clock_gettime(clock)
    except OSError:
        return 0.0


def largest_of_family(pid: int) -> int:
    """Memory of the largest of a process and all that it started: forks share what it has."""
    sizes = [resident_bytes(pid)]
    with contextlib.suppress(OSError):  # where there is no such file, its own size has to do
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        sizes += [largest_of_family(int(child)) for child in listed.split()]
    return max(sizes)


def resident_bytes(pid: int) -> int:
    """Memory in use by a process; 0 if nobody can tell."""
    with contextlib.suppress(OSError, ValueError, IndexError, subprocess.SubprocessError):
        if sys.platform == "linux":
            fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
            return int(fields[1]) * 4096
        if sys.platform == "darwin":
            words = ["ps", "-o", "rss=", "-p", str(pid)]
            said = subprocess.run(words, capture_output=True, timeout=2, check=False).stdout
            return int(said.split()[0]) * 1024
    return 0
