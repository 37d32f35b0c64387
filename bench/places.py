"""Empty databases to measure on, removed afterwards: SQLite files and PostgreSQL databases."""

import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from migrations.run import upgrade
from storage.database import Database

LOCAL = (
    "postgresql+asyncpg://postgres@127.0.0.1:5432/postgres",
    "postgresql+asyncpg://root@127.0.0.1:5432/postgres",
)
"""Tried in this order when no address is given."""
ANSWERS_WITHIN_S = 2


@asynccontextmanager
async def sqlite_pair() -> AsyncIterator[tuple[Database, Database]]:
    """Open two up-to-date SQLite files."""
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        urls = [f"sqlite+aiosqlite:///{Path(folder) / name}.db" for name in ("small", "large")]
        async with _opened(urls) as pair:
            yield pair


@asynccontextmanager
async def postgres_pair(url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Open two up-to-date databases of their own on a PostgreSQL server, and drop them afterwards."""
    admin = await asyncpg.connect(_plain(url))
    names = [f"hearth_bench_{uuid.uuid4().hex[:12]}" for _side in range(2)]
    try:
        for name in names:
            await admin.execute(f'CREATE DATABASE "{name}"')
        urls = [make_url(url).set(database=n).render_as_string(hide_password=False) for n in names]
        async with _opened(urls) as pair:
            yield pair
    finally:
        for name in names:
            await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await admin.close()


async def running_postgres() -> str | None:
    """Return the address of a PostgreSQL on this machine that lets us in, None when there is none."""
    for url in LOCAL:
        try:
            connection = await asyncpg.connect(_plain(url), timeout=ANSWERS_WITHIN_S)
        except (OSError, TimeoutError, asyncpg.PostgresError):
            continue
        await connection.close()
        return url
    return None


@asynccontextmanager
async def _opened(urls: list[str]) -> AsyncIterator[tuple[Database, Database]]:
    async with AsyncExitStack() as stack:
        databases = []
        for url in urls:
            database = Database(url)
            stack.push_async_callback(database.close)
            await upgrade(database.engine)
            databases.append(database)
        yield databases[0], databases[1]


def _plain(url: str) -> str:
    """Return the address as asyncpg itself reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
