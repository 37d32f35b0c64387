"""What is kept beside guests, on both databases: how to reach them, sealed, and which empty chairs were told."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from adapters.ciphers import FernetCipher, new_key
from bot.community.store import Who
from bot.keys import GuestId, OccurrenceId
from bot.voices.model import Date
from storage.contacts import SqlContacts
from storage.database import Database
from storage.emptiness import SqlWarnings
from storage.tables.voices import guest_contacts
from storage.voices import SqlGuests
from tests.contract.storing import rituals
from tests.worlds.ground import NORTH, NOW

MAIL = "ada@quillwort.example"
ADA = NORTH.guest()
WHO = Who(NORTH.community, NORTH.member, (NORTH.account,))
KEYS = FernetCipher.of([new_key()])


@pytest.fixture
async def ground(any_database: Database) -> Database:
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SqlGuests(session).add([ADA])
        await SqlContacts(session, KEYS).keep(ADA, MAIL, NORTH.account)
    return any_database


async def test_a_contact_comes_back_and_stands_nowhere_in_the_database(ground: Database) -> None:
    async with ground.reading() as session:
        assert await SqlContacts(session, KEYS).contacts([ADA.id, GuestId("other")]) == {ADA.id: MAIL}
        assert await SqlContacts(session, KEYS).contacts([]) == {}
        assert MAIL not in repr((await session.execute(select(guest_contacts))).all())
        assert await SqlContacts(session, FernetCipher.of([new_key()])).contacts([ADA.id]) == {}


async def test_whoever_gave_it_is_told_it_and_nobody_who_looks_after_the_guest(ground: Database) -> None:
    async with ground.writing() as session:
        [row] = (await SqlContacts(session, KEYS).export(WHO))["guest_contacts"]
        assert (row["name"], row["contact"]) == ("Ada", MAIL)
        assert "sealed" not in row
        await SqlContacts(session, KEYS).forget(WHO)
        assert await SqlContacts(session, KEYS).export(WHO) == {}
        assert await SqlContacts(session, KEYS).contacts([ADA.id]) == {ADA.id: MAIL}
        await SqlGuests(session).put(replace(ADA, owner=NORTH.account))
        assert MAIL not in repr(await SqlGuests(session).export(WHO))


async def test_a_newer_one_takes_its_place_and_a_guest_goes_with_everything(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlContacts(session, KEYS).keep(ADA, "@ada", None)
        assert await SqlContacts(session, KEYS).contacts([ADA.id]) == {ADA.id: "@ada"}
        await SqlContacts(session, KEYS).drop(ADA.id)
        await SqlGuests(session).drop(ADA.id)
        assert (await session.execute(select(guest_contacts))).all() == []
        assert await SqlGuests(session).all(NORTH.community) == ()


async def test_nobody_looks_after_the_guests_of_whoever_left(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlGuests(session).put(replace(ADA, owner=NORTH.account))
        assert await SqlGuests(session).disown([NORTH.account]) == (ADA.id,)
        assert await SqlGuests(session).disown([NORTH.account]) == ()
        assert await SqlGuests(session).all(NORTH.community) == (ADA,)


async def test_of_an_empty_chair_they_hear_once(ground: Database) -> None:
    date = Date(NORTH.community, NORTH.ritual().id, OccurrenceId("date"), "Guest hour", NOW)
    async with ground.writing() as session:
        await rituals(session).put(NORTH.community, NORTH.ritual())
        assert await SqlWarnings(session).told([date.occurrence]) == frozenset()
        await SqlWarnings(session).tell([date], NOW)
        await SqlWarnings(session).tell([date], NOW)
        assert await SqlWarnings(session).told([date.occurrence, OccurrenceId("other")]) == {date.occurrence}
