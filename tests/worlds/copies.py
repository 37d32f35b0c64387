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

MODES = slice(18, 20)
"""Where a SQLite file says how it may be written and read (file format §1.3.3)."""
PLAIN = bytes((1, 1))
"""Without a log beside it, which a database in memory cannot have."""


def image_of(path: Path) -> bytes:
    """Return a SQLite file as it stands, with what is in its log."""
    with closing(sqlite3.connect(path)) as connection:
        image = bytearray(connection.serialize())
    image[MODES] = PLAIN
    return bytes(image)


async def copied(url: str, image: bytes) -> Database:
    """Return a SQLite database with everything in it: at a new file, or in memory, and there without a thread."""
    database = Database(url, threads=False)
    file = database.url.database
    if file:
        Path(file).write_bytes(image)  # noqa: ASYNC240 - nothing else runs yet
        return database
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.rollback()
        await driver._execute(driver._conn.deserialize, image)
    return database


@dataclass(frozen=True, slots=True)
class Founded:
    """A town with a community, as it stood once: what is in its database, and how far its ids had come."""

    image: bytes = field(repr=False)
    rooms: Mapping[str, str]
    acts: int
    ids: int

    async def again(self) -> Town:
        """Return the same town in a database of its own, in memory."""
        database = await copied("sqlite+aiosqlite://", self.image)
        clock = FrozenClock(BEGIN)
        world = SqlWorld(database, clock)
        hearth = wire(database, clock, SeededIds("town", self.ids), {PLATFORM: SandboxPlatform(world, clock)})
        return Town(database, clock, world, hearth, dict(self.rooms), self.acts)


async def found(path: Path, image: bytes) -> Founded:
    """Found a community in a town, in a file; Maria is its steward, and there is no ritual."""
    database = await copied(f"sqlite+aiosqlite:///{path}", image)
    town = await open_town(database)
    await town.sets_up(rhythm="")
    ids = town.hearth.engine.ids
    assert isinstance(ids, SeededIds)
    rooms, acts, count = dict(town.rooms), town.count, ids.count
    await town.close()
    await database.close()
    return Founded(image_of(path), rooms, acts, count)
