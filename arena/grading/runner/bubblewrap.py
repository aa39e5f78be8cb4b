"""bubblewrap, where installed and allowed: namespaces of its own for the keeper, no network."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32")
_CONFIGURATION = ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives", "/etc/mime.types")
_WORK_BYTES = 256 << 20


@functools.cache
def works() -> bool:
    """Whether bubblewrap can make its namespaces here. Some systems have it and forbid them."""
    if not (sys.platform == "linux" and shutil.which("bwrap")):
        return False
    try:
        done = subprocess.run(
            [*command(work="/tmp/work", readable=()), "/bin/true"],
            capture_output=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def command(work: str, readable: Iterable[str]) -> list[str]:
    """The words to put before a program.

    Args:
        work: a folder inside, writable, in memory, of limited size.
        readable: files and folders to show as they are, read-only; those that do not exist are left
            out.
    """
    words = [
        shutil.which("bwrap") or "bwrap",
        *("--unshare-user-try", "--unshare-ipc", "--unshare-pid", "--unshare-net"),
        *("--unshare-uts", "--unshare-cgroup-try", "--new-session", "--dir", "/tmp"),
    ]
    for path in _outermost((*_SYSTEM, *_CONFIGURATION, *readable)):
        if path.is_symlink() and len(path.parts) == 2:  # /lib -> usr/lib
            words += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            words += ["--ro-bind", str(path), str(path)]
    words += ["--dev", "/dev", "--proc", "/proc"]
    words += ["--size", str(_WORK_BYTES), "--tmpfs", work, "--chdir", "/"]
    return words


def _outermost(paths: Sequence[str]) -> list[Path]:
    kept: list[Path] = []
    for path in sorted({Path(p) for p in paths}):
        if not any(path.is_relative_to(k) and not k.is_symlink() for k in kept):
            kept.append(path)
    return kept
