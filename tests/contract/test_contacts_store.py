"""How to reach guests, on both databases: sealed, for whoever asks on purpose, and gone with them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from adapters.ciphers import FernetCipher, new_key
from bot.community.store import Who
from bot.keys import GuestId
from storage.contacts import SqlContacts
from storage.database import Database
from storage.tables.voices import guest_contacts
from storage.voices import SqlGuests
from tests.worlds.ground import NORTH

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
