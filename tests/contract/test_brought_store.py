"""The contract of what members bring back from outside, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.ids import SeededIds
from bot.community.model import Account
from bot.community.store import Who
from bot.keys import AccountId, DeliveryId
from bot.voices.brought import Brought, Digest, Shown
from storage.brought import SqlBrought
from storage.database import Database
from storage.members import SqlMembers
from storage.shelf import SqlShelf
from storage.timing import SqlBeats
from tests.worlds.ground import NORTH, NOW, SOUTH

DAY = timedelta(days=1)
SECOND = AccountId("north-second")
NEW = Brought(
    "brought", NORTH.community, NORTH.account, "PyCon", "Everybody tests by hand", "A clinic", NOW, "2026-11",
    "https://pycon.example/", Shown.ROOMS, (DeliveryId("post"),), None, "Ada", NORTH.member,
)  # fmt: skip
DIGEST = Digest("digest", NORTH.community, NOW - 30 * DAY, NOW, (DeliveryId("told"),))
WHO = Who(NORTH.community, NORTH.member, (NORTH.account, SECOND))


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with two communities; the northern member has a second account."""
    async with any_database.writing() as session:
        for plot in (NORTH, SOUTH):
            await plot.settle(session)
        await SqlMembers(session).put_account(Account(SECOND, NORTH.space, "second", "Second", NORTH.member))
    return any_database


async def named(store: SqlBrought) -> Brought:
    found = await store.get(NORTH.community, NEW.id)
    assert found is not None
    return replace(NEW, name=found.name)


async def test_what_was_brought_is_found_where_it_belongs(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlBrought(session)
        await store.put(NEW)
        await store.put(replace(NEW, id="hidden", shown=Shown.NOWHERE, at=NOW - DAY))
    async with ground.reading() as session:
        store = SqlBrought(session)
        new = await named(store)
        assert await store.get(NORTH.community, NEW.id) == new
        assert await store.get(SOUTH.community, NEW.id) is None
        assert await store.untold([NORTH.community, SOUTH.community]) == {NORTH.community: (new,)}
        assert [b.id for b in await store.latest(NORTH.community, NORTH.member, 5)] == ["brought", "hidden"]
        assert [b.id for b in await store.latest(NORTH.community, SOUTH.member, 5)] == ["brought"]
        assert await store.latest(SOUTH.community, NORTH.member, 5) != (new,)
        assert [b.id for b in await store.of([NORTH.account])] == ["hidden", "brought"]


async def test_a_member_is_curious_once_whatever_the_account(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlBrought(session)
        await store.put(NEW)
        theirs = [NORTH.account, SECOND]
        assert await store.wants_more(NEW.id, NORTH.account, theirs, NOW)
        assert not await store.wants_more(NEW.id, SECOND, theirs, NOW)
        # Two accounts that became one member later are one as well.
        assert await store.wants_more(NEW.id, SECOND, [], NOW)
        assert (await store.of([NORTH.account]))[0].fans == 1


async def test_a_digest_keeps_what_it_told(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlBrought(session)
        await store.put(NEW)
        await store.put_digests({})
        await store.put_digests({DIGEST: [await named(store)]})
        assert await store.digests(["digest", "other"]) == {"digest": DIGEST}
        assert await store.untold([NORTH.community]) == {}
        assert [b.id for b in (await store.told_in(["digest"]))["digest"]] == ["brought"]
        await store.drop(["brought"])
        assert await store.told_in(["digest"]) == {}


async def test_what_a_person_brought_is_exported_and_forgotten(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlBrought(session)
        await store.put(NEW)
        await store.wants_more(NEW.id, SOUTH.account, [], NOW)
        assert [r["what"] for r in (await store.export(WHO))["brought"]] == ["PyCon"]
        await store.forget(WHO)
        assert await store.export(WHO) == {}
        assert await store.get(NORTH.community, NEW.id) is None


async def test_what_was_never_shown_is_kept_for_a_month(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlBrought(session)
        await store.put(NEW)
        await store.put(replace(NEW, id="old", shown=Shown.NOWHERE))
        await store.put(replace(NEW, id="young", shown=Shown.NOWHERE, at=NOW + DAY))
        shelf = SqlShelf(session, SqlBeats(session, SeededIds("shelf")))
        await shelf.clear(NOW + timedelta(days=30, seconds=1), NOW)
        assert [b.id for b in await store.of([NORTH.account])] == ["brought", "young"]
