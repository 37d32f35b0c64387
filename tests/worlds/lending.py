"""PostgreSQL databases that tests use one after the other: emptying one takes a hundredth of making one."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
from sqlalchemy.engine import make_url

ALL = "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
"""Every table, index and sequence: a database that a test has rebuilt is not lent again."""
OTHERS = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
COUNTERS = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"


@dataclass(slots=True)
class Lent:
    """Lends copies of the database at `like`, made at the server of `server` (both as asyncpg takes them)."""

    server: str
    like: str
    free: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    shape: str = ""

    @asynccontextmanager
    async def one(self) -> AsyncIterator[str]:
        """Yield the URL of a database with nothing in it, as SQLAlchemy takes it."""
        name = self.free.pop() if self.free else await self._new()
        yield make_url(self.server).set(drivername="postgresql+asyncpg", database=name).render_as_string(False)
        if await self._emptied(name):
            self.free.append(name)

    async def _new(self) -> str:
        name = f"hearth_{uuid.uuid4().hex[:12]}"
        self.made.append(name)
        await self._do(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(self.like).database}"')
        if not self.shape:
            connection = await asyncpg.connect(self._at(name))
            self.shape = await connection.fetchval(ALL)
            await connection.close()
        return name

    async def _emptied(self, name: str) -> bool:
        """Take everything out, who is still connected first; return whether it is as it was when it was made."""
        connection = await asyncpg.connect(self._at(name))
        try:
            await connection.execute(OTHERS)
            if await connection.fetchval(ALL) != self.shape:
                return False
            tables = [r[0] for r in await connection.fetch(TABLES)]
            counters = [r[0] for r in await connection.fetch(COUNTERS)]
            clean = [f'DELETE FROM "{t}"' for t in tables] + [f"SELECT setval('\"{c}\"', 1, false)" for c in counters]
            # Without its checks the order of the tables does not matter.
            await connection.execute("; ".join(["SET session_replication_role = replica", *clean]))
        finally:
            await connection.close()
        return True

    async def drop_all(self) -> None:
        """Remove every database that was made."""
        for name in self.made:
            await self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def _do(self, statement: str) -> None:
        connection = await asyncpg.connect(self.server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def _at(self, name: str) -> str:
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)
