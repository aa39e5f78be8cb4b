"""A damaged journal: kept aside under another name, and what can still be read is carried over.

At every moment the file in the journal's place is the damaged one or the finished new one, so a
kill in between repeats the work and loses nothing.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

_COMPANIONS = ("-wal", "-shm")
_ROWS = "SELECT id, at, kind, key, data FROM event WHERE id {} ORDER BY id {}"
Row = tuple[int, str, str, str, str]


def keep_aside(path: Path) -> Path:
    """Copy a damaged journal, with the write-ahead log that belongs to it, to a name of its own."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    aside = path.with_name(f"{path.stem}.damaged-{moment}{path.suffix}")
    for companion in ("", *_COMPANIONS):
        with contextlib.suppress(FileNotFoundError):
            shutil.copy2(f"{path}{companion}", f"{aside}{companion}")
    return aside


def readable_rows(damaged: Path) -> list[Row]:
    """Every whole event that SQLite can still reach, from the front and from the back, in order."""
    rows: dict[int, Row] = {}
    with contextlib.closing(sqlite3.connect(damaged)) as connection:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        for row in _until_broken(connection, _ROWS.format("> ?", "ASC"), 0):
            rows[row[0]] = row
        last = max(rows, default=0)
        for row in _until_broken(connection, _ROWS.format("> ?", "DESC"), last):
            rows[row[0]] = row
    return [rows[i] for i in sorted(rows)]


def carry_over(rows: list[Row], fresh: Path) -> None:
    """Put salvaged rows into a new journal that nobody else has open."""
    with contextlib.closing(sqlite3.connect(fresh)) as connection, connection:
        connection.executemany(
            "INSERT INTO event(id, at, kind, key, data) VALUES (?,?,?,?,?)", rows
        )


def put_in_place(fresh: Path, path: Path) -> None:
    """Let a new journal take the damaged one's place.

    The old write-ahead log goes first: SQLite would play it into the new file.
    """
    for companion in _COMPANIONS:
        Path(f"{path}{companion}").unlink(missing_ok=True)
    fresh.replace(path)


def _until_broken(connection: sqlite3.Connection, query: str, *given: int) -> Iterator[Row]:
    with contextlib.suppress(sqlite3.DatabaseError):
        for row in connection.execute(query, given):
            if _is_whole(row):
                yield row


def _is_whole(row: tuple[object, ...]) -> bool:
    number, at, kind, key, data = row
    if not isinstance(number, int) or not (isinstance(kind, str) and isinstance(key, str)):
        return False
    try:
        datetime.fromisoformat(str(at))
        return isinstance(json.loads(str(data)), dict)
    except ValueError:
        return False
