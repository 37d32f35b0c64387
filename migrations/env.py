"""Runs Alembic on a connection that `migrations.run` hands it."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, text

from adapters.sandbox.tables import metadata as sandbox
from storage.tables import metadata as store

LOCK_TIMEOUT = "5s"
LOCK = 1_214_603_634
"""Any number that nobody else in this database uses for an advisory lock."""
STATEMENT_TIMEOUT = "60s"
"""A migration that waits longer than this for a busy table gives up and changes nothing."""


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own types as SQLAlchemy's, so that a step never depends on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and type(item).__name__ == "Instant" else False


def migrate(connection: Connection) -> None:
    """Run the steps in one transaction."""
    if connection.dialect.name == "postgresql":
        # Processes that start together wait for each other here: the first one takes the steps. SQLite's
        # migrations begin as writers and queue by themselves.
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
    context.configure(
        connection=connection,
        target_metadata=[store, sandbox],
        compare_type=True,
        render_item=render,
        compare_server_default=True,
        # SQLite cannot change a table in place; Alembic writes it anew instead.
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


migrate(context.config.attributes["connection"])
