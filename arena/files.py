"""Files that are whole at every moment, and locks between processes.

On the ground, so that every layer uses the same two. What the operating system refuses stays an
`OSError` here: whoever calls knows which sentence belongs to it.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

TEMPORARY = ".arena-tmp"
_POLL = 0.005  # seconds between two tries for a lock


def put(
    path: Path,
    data: bytes,
    *,
    durable: bool = False,
    mode: int = 0o666,
    still: Callable[[], bool] = lambda: True,
) -> bool:
    """Put bytes in a file's place at once: a temporary file beside it, then a rename.

    A kill at any moment leaves the old content or the new, never a half. The permissions of a file
    that is there stay as they were.

    Args:
        path: the file; folders above it are made.
        data: what it shall hold.
        durable: wait until the disk has it, so that a power cut leaves the old or the new as well.
        mode: the permissions of a new file, before the process's mask.
        still: asked when all but the rename is done.

    Returns:
        False, and nothing is changed, if `still` said no.

    Raises:
        OSError: the folder cannot be written, the disk is full, a folder is in the way.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{time.monotonic_ns()}{TEMPORARY}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _write_new(temporary, data, path, mode, durable)
        if not still():
            temporary.unlink()
            return False
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(path.parent)
    return True


def keep(path: Path, data: bytes) -> None:
    """The same for what may be lost: a full disk or a read-only folder is no reason to fail."""
    with contextlib.suppress(OSError):
        put(path, data)


def remove_leftovers(folder: Path) -> None:
    """Delete temporary files that a killed process left; call it under the lock of the folder."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f".*{TEMPORARY}"):
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold a lock file against other processes and threads; the system frees it when we die.

    Args:
        path: the lock file; folders above it are made.
        seconds: how long to wait for whoever holds it; 0 asks once.

    Raises:
        TimeoutError: another holds it for longer.
        OSError: it cannot be made.
    """
    from filelock import FileLock, Timeout  # 20 ms that most commands do not need

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=seconds, poll_interval=_POLL)
    except Timeout:
        raise TimeoutError(f"{path} is held") from None
    try:
        yield
    finally:
        lock.release()


def _write_new(temporary: Path, data: bytes, target: Path, mode: int, durable: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(temporary, flags, mode), "wb") as file:
        with contextlib.suppress(FileNotFoundError, NotImplementedError):
            temporary.chmod(target.stat().st_mode & 0o7777)
        file.write(data)
        file.flush()
        if durable:
            os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where folders can be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
