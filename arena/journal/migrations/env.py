"""Run by alembic; the connection comes from `arena.journal.migrate`."""

from __future__ import annotations

from alembic import context

from arena.journal.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a column
    transaction_per_migration=False,
)
context.run_migrations()
