"""The journal: what the learner did, in a database that can only grow.

SQLite with a write-ahead log. `synchronous` is FULL: an event is on the disk when `record`
returns, so neither a killed process nor a power cut loses one; it costs 0.2 ms instead of 0.02 ms
an event, and events come at the speed of a person.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from arena.journal.events import JSON, REQUIRED, Event, EventKind
from arena.journal.faults import is_damage, journal_error
from arena.journal.migrate import is_current, migrate
from arena.journal.salvage import carry_over, keep_aside, put_in_place, salvage
from arena.journal.tables import event

__all__ = ["Event", "EventKind", "Journal"]

BUSY_SECONDS = 10.0


class Journal:
    """Events of one learner. Safe to share between threads; every process opens its own.

    Args:
        engine: the database, its schema up to date.
        path: the file, or None for a database server.
        notices: what a person should be told, such as a damaged file that was set aside.
    """

    def __init__(self, engine: sa.Engine, path: Path | None, notices: tuple[str, ...] = ()) -> None:
        self.notices = notices
        self._engine = engine
        self._path = path
        self._identity = _identity(path)

    @classmethod
    def open(cls, place: Path | str) -> Journal:
        """Open a journal, or begin one.

        Args:
            place: a file, or a database address such as `postgresql+psycopg://host/name`.

        Raises:
            JournalError: it cannot be reached, read or written, or was made by a newer arena.
        """
        if isinstance(place, str) and "://" in place:
            engine = sa.create_engine(place, json_serializer=_dumps, pool_pre_ping=True)
            with _faults(engine.url.render_as_string(hide_password=True)):
                _prepare(engine)
            return cls(engine, None)
        path = Path(place).absolute()
        with _faults(str(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            engine, notices = _open_file(path)
        return cls(engine, path, notices)

    def record(self, kind: EventKind, key: str = "", **data: JSON) -> Event:
        """Add an event. When this returns, it is on the disk.

        Args:
            kind: what happened.
            key: the task, `0.1/conv1d`; empty if it is about none.
            data: what there is to say about it; `REQUIRED[kind]` at least.

        Raises:
            JournalError: it could not be written; nothing was.
            ValueError: required data is missing.
        """
        kind = EventKind(kind)
        if missing := REQUIRED[kind] - data.keys():
            raise ValueError(f"an event `{kind}` needs {', '.join(sorted(missing))}")
        said = {name: _plain(value) for name, value in data.items()}
        at = datetime.now(UTC)
        with self._connected() as connection:
            statement = sa.insert(event).values(at=at, kind=kind.value, key=key, data=said)
            number = connection.execute(statement).inserted_primary_key
        return Event(int(number[0]) if number else 0, at, kind, key, said)

    def events(
        self,
        key: str | None = None,
        kinds: Collection[EventKind] | None = None,
        since: datetime | int | None = None,
    ) -> list[Event]:
        """Events in the order in which they were recorded.

        Args:
            key: only those of one task.
            kinds: only those of these kinds.
            since: only those at or after a moment, or after the event with this id.

        Raises:
            JournalError: the journal cannot be read.
        """
        query = sa.select(event).order_by(event.c.id)
        if key is not None:
            query = query.where(event.c.key == key)
        if kinds is not None:
            query = query.where(event.c.kind.in_([EventKind(k).value for k in kinds]))
        if isinstance(since, datetime):
            query = query.where(event.c.at >= since)
        elif since is not None:
            query = query.where(event.c.id > since)
        with self._connected() as connection:
            rows = connection.execute(query).all()
        known = {k.value: k for k in EventKind}  # a kind of a newer version is not for our views
        return [
            Event(number, at, known[kind], of, data)
            for number, at, kind, of, data in rows
            if kind in known
        ]

    def absorb(self, events: Iterable[Event]) -> int:
        """Add events that happened elsewhere, at their own moments and in their order.

        One that is here already (same moment, kind, task and data) is not added again.

        Returns:
            How many were new.

        Raises:
            JournalError: they could not be written; none was.
        """
        added = 0
        with self._connected() as connection:
            known = {
                _mark(at, kind, key, data)
                for at, kind, key, data in connection.execute(
                    sa.select(event.c.at, event.c.kind, event.c.key, event.c.data)
                )
            }
            for e in sorted(events, key=lambda e: e.at):  # stable: equal moments keep their order
                data = {name: _plain(value) for name, value in e.data.items()}
                mark = _mark(e.at, e.kind.value, e.key, data)
                if mark not in known:
                    row = {"at": e.at, "kind": e.kind.value, "key": e.key, "data": data}
                    connection.execute(sa.insert(event).values(**row))
                    known.add(mark)
                    added += 1
        return added

    def close(self) -> None:
        """Let go of the file. A journal that is not closed has lost nothing."""
        self._engine.dispose()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        self._follow()
        place = str(self._path or self._engine.url.render_as_string(hide_password=True))
        with _faults(place), self._engine.begin() as connection:
            yield connection

    def _follow(self) -> None:
        """Open again if another file took its place: writes to an unlinked file would vanish."""
        if self._path is not None and _identity(self._path) != self._identity:
            self._engine.dispose()
            again = Journal.open(self._path)
            self._engine, self._identity = again._engine, again._identity
            self.notices += again.notices


def _open_file(path: Path) -> tuple[sa.Engine, tuple[str, ...]]:
    engine = _engine(path)
    try:
        _check_file(path)
        _prepare(engine)
        return engine, ()
    except (SQLAlchemyError, sqlite3.DatabaseError) as error:
        engine.dispose()
        if not is_damage(error):
            raise
    aside = keep_aside(path)
    salvaged = salvage(aside)
    fresh = path.with_name(f"{path.stem}.new-{os.getpid()}{path.suffix}")
    fresh.unlink(missing_ok=True)
    made = _engine(fresh)
    _prepare(made)
    made.dispose()
    carry_over(salvaged, fresh)
    put_in_place(fresh, path)
    engine = _engine(path)
    _prepare(engine)
    count = len(salvaged.rows)
    saved = f"{count} event{'s' * (count != 1)} could be read and carried over"
    return engine, (f"The journal was damaged. It is kept as {aside.name}; {saved}.",)


def _check_file(path: Path) -> None:
    """Raise what SQLite finds wrong with an existing file; 20 ms for 100,000 events."""
    if not path.exists() or path.stat().st_size == 0:
        return
    with contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != ("ok",):
        error = sqlite3.DatabaseError(str(found))
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        json_serializer=_dumps,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
    )

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        # Asked first: to change the mode takes a lock for which SQLite does not wait.
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # Python's sqlite3 begins no transaction before CREATE TABLE; a killed migration would
        # stay half done.
        mode = "IMMEDIATE" if connection.get_execution_options().get("immediate") else ""
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _prepare(engine: sa.Engine) -> None:
    """Make the schema, or bring it up to date."""
    with engine.begin() as connection:
        if is_current(connection):
            return
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        migrate(connection)


def _identity(path: Path | None) -> tuple[int, int] | None:
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


@contextlib.contextmanager
def _faults(place: str) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise journal_error(error, place) from None


def _plain(value: JSON) -> JSON:
    """JSON has no infinities: a learner's `nan` is kept as a word."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return value


def _mark(at: datetime, kind: str, key: str, data: Mapping[str, JSON]) -> str:
    """What makes an event the same event, whichever journal it is in."""
    return json.dumps([at.isoformat(), kind, key, data], sort_keys=True, default=str)


def _dumps(value: object) -> str:
    return json.dumps(value, allow_nan=False)
