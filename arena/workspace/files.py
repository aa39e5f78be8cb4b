"""Reading and writing a learner's files so that a kill at any moment leaves the old text or the
new, never a half.

Everything the operating system refuses becomes one sentence and a next step.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from arena import files
from arena.errors import WorkspaceError

LOCK_SECONDS = 10.0
# A program that saves at the very moment of each of these is not an editor.
_ATTEMPTS = 20
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}

MOST_BYTES = 64 << 20
"""A notebook with its pictures may be large; what is larger is no file of answers."""


def read_source(path: Path) -> str:
    """The text of a Python file, newlines as they are, without a byte-order mark.

    Raises:
        WorkspaceError: it is missing, a folder, unreadable or not UTF-8.
    """
    return text_of(read_bytes(path), path)


def text_of(data: bytes, path: Path) -> str:
    """The same for bytes already read; `path` is for the message."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = f"{path} is not UTF-8: line {line} has a byte that is no character."
        raise WorkspaceError(what, "Save it as UTF-8 in your editor.") from None


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        WorkspaceError: it is missing, a folder, a pipe or device, far too large or unreadable.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            what = f"{path} is a pipe or a device, which may never end."
            raise WorkspaceError(what, "Name a plain file.")
        if status.st_size > MOST_BYTES:
            what = f"{path} has {status.st_size:,} bytes; {MOST_BYTES:,} are read at most."
            raise WorkspaceError(what, "Name the file with the answers.")
        return path.read_bytes()
    except FileNotFoundError:
        raise WorkspaceError(
            f"{path} does not exist.", "Run `arena start` to make it again."
        ) from None
    except (IsADirectoryError, NotADirectoryError):
        what = f"{path} is a folder where a file should be."
        raise WorkspaceError(what, "Move it away, then run `arena start`.") from None
    except OSError as error:
        if path.is_dir():  # Windows says "permission denied"
            what = f"{path} is a folder where a file should be."
            raise WorkspaceError(what, "Move it away, then run `arena start`.") from None
        raise refusal(error, path, "read") from None


def write_bytes(path: Path, data: bytes, expected: bytes | None = None) -> bool:
    """Put bytes in a file's place at once, and on the disk; see `arena.files.put`.

    A symbolic link stays one, its target is replaced; the file's permissions stay as they were.

    Args:
        path: the file; folders above it are made.
        data: what it shall hold.
        expected: what it must hold until now. An editor that saves between our reading and our
            writing is noticed by this; what stays open is the instant between the comparison and
            the rename.

    Returns:
        False, and nothing is changed, if the file no longer holds what was expected.

    Raises:
        WorkspaceError: the folder cannot be written, the disk is full, a folder is in the way.
    """
    try:
        target = path.resolve()

        def is_as_expected() -> bool:
            return expected is None or (target.exists() and target.read_bytes() == expected)

        return files.put(target, data, durable=True, still=is_as_expected)
    except OSError as error:
        if path.is_dir():
            what = f"{path} is a folder where a file should be."
            raise WorkspaceError(what, "Move it away, then run `arena start`.") from None
        raise refusal(error, path, "written") from None


def rewrite(path: Path, change: Callable[[bytes, str], str]) -> None:
    """Change a text file that an editor may save at the same moment.

    Args:
        path: the file; its byte-order mark is kept.
        change: takes its bytes and its text, returns the new text; called again, on what is there
            by then, if the file was changed before the new text could be put in its place.

    Raises:
        WorkspaceError: it cannot be read or written.
    """
    for _ in range(_ATTEMPTS):
        data = read_bytes(path)
        text = text_of(data, path)
        new = change(data, text)
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        if new == text or write_bytes(path, mark + encoded(new), expected=data):
            return
    raise WorkspaceError(f"{path} is being changed all the time.", "Try again.")


def encoded(text: str) -> bytes:
    """The text as UTF-8.

    Raises:
        WorkspaceError: it holds half a character, as a broken paste can.
    """
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        what = f"The text holds a character that cannot be saved, at position {error.start}."
        raise WorkspaceError(what, "Delete it and save again.") from None


def refusal(error: OSError, path: Path, verb: str) -> WorkspaceError:
    """What the operating system said, as a sentence and a next step.

    Args:
        error: what it raised.
        path: the file or folder in question.
        verb: what could not be done to it: `read`, `written`, `made`.
    """
    if error.errno in _NO_SPACE:
        what = f"The disk is full: {path} could not be {verb}."
        return WorkspaceError(what, "Free some space and try again; nothing was lost.")
    if error.errno in _NO_RIGHT:
        what = f"{path} cannot be {verb}: you have no permission for it."
        return WorkspaceError(what, f"Give yourself the right to change {path.parent}.")
    if isinstance(error, FileExistsError | NotADirectoryError):
        what = f"{path} cannot be {verb}: a file is where a folder should be."
        return WorkspaceError(what, "Move that file away, or choose another folder.")
    reason = error.strerror or str(error)
    return WorkspaceError(f"{path} could not be {verb}: {reason}.", "Try again.")


def timestamp() -> str:
    """The time as a file name: sorts by age and is legal on every system."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")


@contextlib.contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold a lock file against other arena processes and threads.

    Raises:
        WorkspaceError: another holds it for longer than `seconds`, or it cannot be made.
    """
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(files.locked(path, seconds))
        except TimeoutError:
            what = f"Another arena program has been writing in {path.parent} all the time."
            raise WorkspaceError(what, "Close it and try again.") from None
        except OSError as error:
            raise refusal(error, path.parent, "written") from None
        yield
