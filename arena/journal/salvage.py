"""A damaged journal: kept aside under another name, and what can still be read is carried over.

At every moment the file in the journal's place is the damaged one or the finished new one, so a
kill in between repeats the work and loses nothing.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_COMPANIONS = ("-wal", "-shm")
_COLUMNS = "SELECT id, at, kind, key, data FROM event"
_SMALLEST = 16  # bytes that an event takes at the very least
Row = tuple[int, str, str, str, str]


@dataclass(frozen=True)
class Salvaged:
    """What could be read.

    Args:
        rows: whole events, in order.
        last_id: the highest id ever given, as far as that is still known; it is not given again.
    """

    rows: tuple[Row, ...]
    last_id: int


def keep_aside(path: Path) -> Path:
    """Copy a damaged journal, with the write-ahead log that belongs to it, to a name of its own."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    aside = path.with_name(f"{path.stem}.damaged-{moment}{path.suffix}")
    for companion in ("", *_COMPANIONS):
        with contextlib.suppress(FileNotFoundError):
            shutil.copy2(f"{path}{companion}", f"{aside}{companion}")
    return aside


def salvage(damaged: Path) -> Salvaged:
    """Read every whole event that SQLite can still reach; the file itself stays as it is.

    First all of them in one go, up to the first broken page; from there one by one.
    """
    with tempfile.TemporaryDirectory(dir=damaged.parent, prefix=".salvage-") as folder:
        copy = Path(folder) / "journal.sqlite"
        for companion in ("", *_COMPANIONS):
            with contextlib.suppress(FileNotFoundError):
                shutil.copy2(f"{damaged}{companion}", f"{copy}{companion}")
        _fill_up(copy)
        most = copy.stat().st_size // _SMALLEST  # a damaged counter may say anything
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            rows = list(_until_broken(connection, f"{_COLUMNS} ORDER BY id"))
            reached = rows[-1][0] if rows else 0
            tops = ("SELECT max(id) FROM event", "SELECT seq FROM sqlite_sequence")
            known = [n for n in (_number(connection, query) for query in tops) if n <= most]
            last = max([reached, *known])
            for number in range(reached + 1, last + 1):
                rows.extend(_until_broken(connection, f"{_COLUMNS} WHERE id = ?", number))
    return Salvaged(tuple(rows), last)


def carry_over(salvaged: Salvaged, fresh: Path) -> None:
    """Put salvaged events into a new journal that nobody else has open."""
    insert = "INSERT INTO event(id, at, kind, key, data) VALUES (?, ?, ?, ?, ?)"
    with contextlib.closing(sqlite3.connect(fresh)) as connection, connection:
        connection.executemany(insert, salvaged.rows)
        connection.execute("DELETE FROM sqlite_sequence WHERE name = 'event'")
        connection.execute("INSERT INTO sqlite_sequence VALUES ('event', ?)", (salvaged.last_id,))


def put_in_place(fresh: Path, path: Path) -> None:
    """Let a new journal take the damaged one's place.

    The old write-ahead log goes first: SQLite would play it into the new file.
    """
    for companion in _COMPANIONS:
        Path(f"{path}{companion}").unlink(missing_ok=True)
    fresh.replace(path)


def _fill_up(path: Path) -> None:
    """Give a file that was cut short its length again: SQLite reads nothing of it otherwise.

    Its header says how many pages (four bytes at 28) of which size (two bytes at 16) it should
    have.
    """
    with path.open("r+b") as file:
        header = file.read(32)
        size = int.from_bytes(header[16:18], "big")
        length = int.from_bytes(header[28:32], "big") * (65_536 if size == 1 else size)
        present = file.seek(0, 2)
        if header.startswith(b"SQLite format 3") and present < length <= 100 * present:
            file.truncate(length)


def _number(connection: sqlite3.Connection, query: str) -> int:
    with contextlib.suppress(sqlite3.DatabaseError):
        found = connection.execute(query).fetchone()
        if found and isinstance(found[0], int):
            return found[0]
    return 0


def _until_broken(connection: sqlite3.Connection, query: str, *given: int) -> Iterator[Row]:
    with contextlib.suppress(sqlite3.DatabaseError):
        yield from filter(_is_whole, connection.execute(query, given))


def _is_whole(row: tuple[object, ...]) -> bool:
    number, at, kind, key, data = row
    if not isinstance(number, int) or not (isinstance(kind, str) and isinstance(key, str)):
        return False
    try:
        datetime.fromisoformat(str(at))
        return isinstance(json.loads(str(data)), dict)
    except ValueError:
        return False
