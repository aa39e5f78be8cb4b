"""What databases say when something is wrong, as one sentence and a next step."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from arena.errors import JournalError

_AGAIN = "Try again; everything recorded before is safe."


def is_damage(error: BaseException) -> bool:
    """Whether a database file is broken, as opposed to busy, full or out of reach."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def journal_error(error: SQLAlchemyError | sqlite3.Error | OSError, place: str) -> JournalError:
    """The sentence for a fault.

    Args:
        error: what was raised.
        place: the journal's path, or the database's address without its password.
    """
    code = _code(error)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        what = f"The journal {place} is damaged."
        return JournalError(
            what, "Start arena again: it sets the file aside and saves what it can."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        what = f"Another program has kept the journal {place} locked for ten seconds."
        return JournalError(what, "Close it and try again.")
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) == 28:
        what = f"The disk is full: the journal {place} could not be written."
        return JournalError(what, f"Free some space. {_AGAIN}")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        what = f"The journal {place} cannot be written: its folder or file is read-only."
        return JournalError(what, "Give yourself the right to write there, or move the workspace.")
    if code == sqlite3.SQLITE_IOERR:
        what = f"The disk refused to read or write the journal {place}."
        return JournalError(what, f"See whether the disk is full or failing. {_AGAIN}")
    reason = str(getattr(error, "orig", error)).strip().splitlines()[:1]
    what = f"The journal {place} cannot be reached: {''.join(reason)}."
    return JournalError(what, _AGAIN)


def _code(error: BaseException) -> int:
    """SQLite's primary result code, 0 if it is not SQLite that speaks."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    return int(getattr(origin, "sqlite_errorcode", 0) or 0) & 0xFF
