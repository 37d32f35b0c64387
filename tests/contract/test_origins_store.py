"""The contract of where what is known of guests comes from, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.ids import SeededIds
from bot.community.store import Who
from bot.keys import GuestId
from bot.voices.importing import Importing
from bot.voices.merging import Came, Origin
from bot.voices.service import Guests
from bot.voices.speakers import Speaker
from bot.voices.store import Dated
from storage.database import Database
from storage.origins import SqlOrigins
from storage.voices import SqlGuests
from tests.contract.storing import undone
from tests.worlds.ground import NORTH, NOW, SOUTH

DAY = timedelta(days=1)
ADA = Speaker("Ada Byron", "Looms", "Acme", "She counts.", "https://ada.example.org/", "pretalx", "A1")
ORIGIN = Origin(
    "pretalx", "A1", "one.json", "Ada Byron", "Acme", ADA.link, ("topic", "organisation", "biography", "link")
)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    async with any_database.writing() as session:
        for plot in (NORTH, SOUTH):
            await plot.settle(session)
    return any_database


def importing(session: AsyncSession, *, day: int = 0) -> Importing:
    ids, now, store = SeededIds(f"origins {day}"), NOW + day * DAY, SqlGuests(session)
    return Importing(now, store, SqlOrigins(session, ids), Guests(now, store, ids, None))  # type: ignore[arg-type]


async def test_what_a_file_said_is_kept_found_by_guest_and_goes_with_them(ground: Database) -> None:
    async with ground.writing() as session:
        assert [t.came for t in await importing(session).take_in(NORTH.community, [ADA], "one.json")] == [Came.NEW]
    async with ground.writing() as session:
        store, guests = SqlOrigins(session, SeededIds("more")), SqlGuests(session)
        (ada,) = await guests.all(NORTH.community)
        assert await store.of(NORTH.community) == {ada.id: (Dated(ORIGIN, NOW),)}
        assert await store.of(SOUTH.community) == await store.of(NORTH.community, GuestId("nobody")) == {}
        (taken,) = await importing(session, day=1).take_in(
            NORTH.community, [replace(ADA, name="ada byron")], "two.json"
        )
        assert taken.came is Came.MERGED
        second = replace(ORIGIN, file="two.json", name="ada byron", gave=())
        assert (await store.of(NORTH.community, ada.id))[ada.id] == (Dated(ORIGIN, NOW), Dated(second, NOW + DAY))
        who = Who(NORTH.community, NORTH.member, (NORTH.account,))
        assert await store.export(who) == {}
        await guests.put(replace(ada, suggested_by=NORTH.account))
        assert [r["file"] for r in (await store.export(who))["guest_origins"]] in (
            ["one.json", "two.json"], ["two.json", "one.json"]
        )  # fmt: skip
        await guests.drop(ada.id)
        assert await store.of(NORTH.community) == {}


async def test_an_import_fills_and_never_writes_over_and_is_the_communitys_own(ground: Database) -> None:
    async with ground.writing() as session:
        wish = Speaker("Ada Byron", topic="What she told us")
        await importing(session).take_in(NORTH.community, [wish])
        await importing(session, day=1).take_in(SOUTH.community, [wish])
        (taken,) = await importing(session, day=2).take_in(NORTH.community, [ADA], "one.json")
        assert (taken.came, taken.gave) == (Came.FILLED, ("organisation", "biography", "link"))
    async with ground.reading() as session:
        guests = SqlGuests(session)
        (ada,), (other,) = await guests.all(NORTH.community), await guests.all(SOUTH.community)
        assert (ada.topic, ada.organisation, ada.biography, ada.link) == (
            "What she told us", "Acme", "She counts.", ADA.link
        )  # fmt: skip
        assert (other.topic, other.organisation) == ("What she told us", "")


async def test_what_came_before_files_were_kept_is_recognised(ground: Database) -> None:
    async with ground.writing() as session:
        imports = importing(session)
        old = imports.guests.newcomer(NORTH.community, ADA, None, 0)
        await SqlGuests(session).add([old])
        renamed = Speaker("Ada King", source="pretalx", key="A1")
        (taken,) = await importing(session, day=1).take_in(NORTH.community, [renamed], "two.json")
        assert (taken.came, taken.whom and taken.whom.id) == (Came.MERGED, old.id)


async def test_a_broken_import_leaves_nothing(ground: Database) -> None:
    async def takes(session: AsyncSession) -> None:
        await importing(session).take_in(NORTH.community, [ADA], "one.json")

    await undone(ground, takes)
    async with ground.reading() as session:
        assert await SqlGuests(session).all(NORTH.community) == ()
        assert await SqlOrigins(session, SeededIds("x")).of(NORTH.community) == {}
