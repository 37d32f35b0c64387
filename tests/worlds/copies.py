"""Copies of databases and towns that were made once: making each anew takes longer than most tests."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.wiring import wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.world import PLATFORM
from storage.database import Database
from tests.worlds.town import BEGIN, Town, open_town


def statements_of(path: Path) -> str:
    """Return the statements that make a copy of a SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


async def copied(url: str, statements: str) -> Database:
    """Return an empty SQLite database with everything in it."""
    database = Database(url)
    async with database.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.rollback()
        # Rows come before those they point to.
        script = f"PRAGMA foreign_keys=OFF;\n{statements}\nPRAGMA foreign_keys=ON;"
        await raw.driver_connection.executescript(script)
    return database


@dataclass(frozen=True, slots=True)
class Founded:
    """A town with a community, as it stood once: what is in its database, and how far its ids had come."""

    statements: str = field(repr=False)
    rooms: Mapping[str, str]
    acts: int
    ids: int

    async def again(self) -> Town:
        """Return the same town in a database of its own, in memory."""
        database = await copied("sqlite+aiosqlite://", self.statements)
        clock = FrozenClock(BEGIN)
        world = SqlWorld(database, clock)
        hearth = wire(database, clock, SeededIds("town", self.ids), {PLATFORM: SandboxPlatform(world, clock)})
        return Town(database, clock, world, hearth, dict(self.rooms), self.acts)


async def found(path: Path, statements: str) -> Founded:
    """Found a community in a town, in a file; Maria is its steward, and there is no ritual."""
    database = await copied(f"sqlite+aiosqlite:///{path}", statements)
    town = await open_town(database)
    await town.sets_up(rhythm="")
    ids = town.hearth.engine.ids
    assert isinstance(ids, SeededIds)
    rooms, acts, count = dict(town.rooms), town.count, ids.count
    await town.close()
    await database.close()
    return Founded(statements_of(path), rooms, acts, count)
