"""Bring a journal's schema up to date. Alembic is imported only when there is something to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from arena.errors import JournalError
from arena.journal.tables import HEAD


def is_current(connection: Connection) -> bool:
    """Whether the newest migration has run; one query."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables:
            what = "The journal's place is taken by a database of another program."
            raise JournalError(what, "Move that file away and try again.")
        return False
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version == HEAD


def migrate(connection: Connection) -> None:
    """Run what is due, in the connection's transaction, which holds the write lock already.

    Raises:
        JournalError: the journal was made by a newer arena.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(4702611)"))
    if is_current(connection):  # another process was faster
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%")
    )
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        what = f"The journal was made by a newer version of arena ({error})."
        raise JournalError(what, "pip install --upgrade arena-course") from None
