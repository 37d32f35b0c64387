"""The store's contract about hallways, on SQLite and on PostgreSQL: one a date, closed once, and nobody's names."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.ids import SeededIds
from bot.circles.hallways import Hallway
from bot.community.store import Who
from bot.keys import DeliveryId, RoomId
from bot.rhythm.model import occurrence
from storage.community import SqlCommunities
from storage.database import Database
from storage.hallways import SqlHallways
from storage.rhythm import SqlRituals
from tests.contract.storing import undone
from tests.worlds.ground import NORTH, NOW, SOUTH, usual

RITUAL = NORTH.ritual()
DATES = [occurrence(RITUAL, usual(NOW + timedelta(days=4, weeks=n))) for n in range(2)]
ROOM = NORTH.another_room("hall")
NOTICES = (DeliveryId("one"), DeliveryId("two"))
CLOSES = NOW + timedelta(days=2)
HALL = Hallway("hall", NORTH.community, DATES[0].id, NORTH.account, NOW, CLOSES, notices=NOTICES)
WHOLE = replace(HALL, rooms=(ROOM.id,))


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with two dates and the hallway of the first."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        rituals = SqlRituals(session, SeededIds("r"), NOW)
        await rituals.put(NORTH.community, RITUAL)
        await rituals.plan(DATES)
        await SqlCommunities(session).put_room(ROOM)
        assert await SqlHallways(session).add(HALL)
        await SqlHallways(session).add_room(HALL, ROOM.id)
    return any_database


async def test_a_hallway_is_found_whole_by_its_date_its_room_and_its_id(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlHallways(session)
        assert await store.of_date(HALL.date) == WHOLE
        assert await store.of_date(DATES[1].id) is None
        assert await store.get(["hall", "none"]) == (WHOLE,)
        assert await store.of_rooms([ROOM.id, NORTH.room, RoomId("none")]) == {ROOM.id: WHOLE}
        assert await store.hold(NORTH.community, "hall") == WHOLE


async def test_another_community_sees_none_of_it(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlHallways(session)
        assert await store.hold(SOUTH.community, "hall") is None
        assert await store.all_open([SOUTH.community]) == ()
        assert await store.all_open([NORTH.community]) == (WHOLE,)


async def test_a_date_has_one_hallway_and_what_was_not_committed_was_none(ground: Database) -> None:
    async with ground.writing() as session:
        assert not await SqlHallways(session).add(replace(HALL, id="another"))
    await undone(ground, lambda s: _adds(SqlHallways(s), replace(HALL, id="second", date=DATES[1].id)))
    async with ground.reading() as session:
        assert await SqlHallways(session).get(["another", "second"]) == ()


async def _adds(store: SqlHallways, hallway: Hallway) -> None:
    assert await store.add(hallway)


async def test_of_two_who_close_one_the_second_hears_that_it_is_closed(ground: Database) -> None:
    async with ground.writing() as session:
        assert await SqlHallways(session).close(["hall", "none"], CLOSES) == ("hall",)
    async with ground.writing() as session:
        store = SqlHallways(session)
        assert await store.close(["hall"], CLOSES + timedelta(hours=1)) == ()
        assert await store.all_open([NORTH.community]) == ()
        assert await store.get(["hall"]) == (replace(WHOLE, closed_at=CLOSES),)


async def test_who_opened_it_is_exported_and_forgotten_and_the_hallway_stays(ground: Database) -> None:
    ada = Who(NORTH.community, NORTH.member, (NORTH.account,))
    async with ground.writing() as session:
        store = SqlHallways(session)
        assert [r["id"] for r in (await store.export(ada))["hallways"]] == ["hall"]
        await store.forget(ada)
        assert await store.export(ada) == {}
        assert await store.get(["hall"]) == (replace(WHOLE, opened_by=None),)
