"""A course that was read before, kept in the user's cache: reading its pages takes half a second.

It holds while the course's files and the modules that read them are the ones it was made from: the
same times and sizes. What is damaged or made by another version is read anew. It is JSON, checked
as strictly as the pages are; a pickle could run code.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_cache_path
from pydantic import ValidationError

from arena.course.model import Course, Value
from arena.files import keep

GRAIN_S = 2.0
"""A file changed so recently may change again without a new time on a coarse clock."""

Stamp = tuple[int, int, int]


class Kept(Value):
    """A course and the files it was made from, with the stamp of each."""

    stamps: dict[str, Stamp]
    course: Course


def kept_course(folder: Path) -> Course | None:
    """The course of a folder as it was last read; None if anything has changed since."""
    try:
        kept = Kept.model_validate_json(_file(folder).read_bytes())
        is_current = kept.stamps.items() >= _engine().items() and all(
            _stamp(Path(path)) == stamp for path, stamp in kept.stamps.items()
        )
    except (OSError, ValidationError):
        return None
    return kept.course if is_current and kept.course.folder == folder else None


def keep_course(course: Course, files: Iterable[Path]) -> None:
    """Keep a course for the next time; a cache that cannot be written is no reason to stop.

    Args:
        course: as it was read just now.
        files: all that it was read from.
    """
    try:
        stamps = _engine() | {str(file): _stamp(file) for file in files}
        newest = max(modified for modified, _, _ in stamps.values())
        if newest > time.time_ns() - GRAIN_S * 1e9:
            return
    except OSError:
        return
    keep(_file(course.folder), Kept(stamps=stamps, course=course).model_dump_json().encode())


def _engine() -> dict[str, Stamp]:
    """The modules that make a course of its files."""
    return {str(path): _stamp(path) for path in Path(__file__).parent.glob("*.py")}


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


def _file(folder: Path) -> Path:
    name = hashlib.blake2b(os.fsencode(folder), digest_size=12).hexdigest()
    return user_cache_path("arena") / "courses" / f"{name}.json"
