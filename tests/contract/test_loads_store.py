"""How full spaces are, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.circles.loads import Counted
from bot.community.model import Room
from bot.keys import RoomId
from bot.rooms import Load, LoadKind
from storage.community import SqlCommunities
from storage.database import Database
from storage.loads import SqlLoads
from tests.worlds.ground import NORTH, NOW, SOUTH

CHANNELS = Load(LoadKind.CHANNELS, 400, 500, private=True, public=True)
COUNTED = Counted(NORTH.community, NORTH.space, CHANNELS, NOW, NOW - timedelta(days=1))
THREADS = replace(COUNTED, load=Load(LoadKind.THREADS, 7, 1000), told_at=None)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with a community and its circle, and another community."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        await NORTH.open_circle(session)
    return any_database


async def test_the_last_count_of_each_kind_is_kept(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlLoads(session).put([replace(COUNTED, told_at=None), THREADS])
        await SqlLoads(session).put([COUNTED])
    async with ground.reading() as session:
        loads = SqlLoads(session)
        assert await loads.of([NORTH.space, SOUTH.space]) == (COUNTED, THREADS)
        assert await loads.of([SOUTH.space]) == ()
        assert await loads.of([]) == ()


async def test_rooms_of_circles_and_of_stewards_are_told_apart_from_older_ones(ground: Database) -> None:
    async with ground.writing() as session:
        places = SqlCommunities(session)
        for name, circle in (("mine", NORTH.circle), ("older", None), ("desk", None)):
            await places.put_room(Room(RoomId(name), NORTH.space, f"C-{name}", "", private=True, circle=circle))
        home = await places.community(NORTH.community)
        assert home is not None
        await places.put_community(replace(home, desk_room=RoomId("desk")))
    async with ground.reading() as session:
        loads = SqlLoads(session)
        found = await loads.adopted(NORTH.space)
        assert {"C-mine", "C-desk"} <= found
        assert "C-older" not in found
        assert await loads.adopted(SOUTH.space) == frozenset()
