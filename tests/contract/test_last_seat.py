"""One seat and two people at the same moment, and one person who has two, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.sandbox.read import pressed, sight
from storage.database import Database
from storage.tables.rhythm import rsvps
from tests.worlds.town import BEGIN, SPACE, Town, buttons, open_town

DAY = timedelta(days=1)
FULL = "Friday wins on Fri 27 Nov 10:00 is full. You are number 1 on the waiting list."
GOING = "You are going to Friday wins on Fri 27 Nov 10:00."
PARTED = (
    "You are on the waiting list\nYour two accounts are two members again. The seat you had at Friday wins on "
    "Fri 27 Nov 10:00 was given to somebody else meanwhile, so you are number 1 on the waiting list.\n"
    "[I can't after all]\n"
    "When a seat is free it is yours, and I tell you at once. You can change your mind until it begins."
)


@pytest.fixture
async def full(any_database: Database) -> AsyncIterator[Town]:
    """Return a town in which a ritual was announced; Maria goes, and there is room for one more. It is Thursday."""
    town = await open_town(any_database)
    await town.sets_up(rhythm="")
    await town.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well" capacity:2')
    await town.hearth.advance_to(BEGIN + 3.2 * DAY, town.clock)
    await says(town, "maria", "Going")
    yield town
    await town.close()


async def value(town: Town, label: str) -> str:
    """Return what a button of the announcement carries."""
    shown = next(m for m in await town.reads("maria") if m.card is not None and "Coming up" in str(m.card.title))
    assert shown.card is not None
    return next(str(b.value) for b in buttons(shown.card) if b.label == label)


async def says(town: Town, person: str, label: str) -> str:
    """Let somebody answer; a second passes, so that whoever answers next is later."""
    said = await town.said(await town.pushes(person, "ritual.rsvp", await value(town, label)))
    await town.waits(timedelta(seconds=1))
    return said.split("\n")[1]


async def card(town: Town) -> list[str]:
    """Return what the announcement says of who comes."""
    await town.minute_passes()
    shown = next(m for m in await town.reads("maria") if m.card is not None and "Coming up" in str(m.card.title))
    return [x for x in town.text(shown).split("\n")[3:] if not x.startswith("[")]


async def links(town: Town, one: str, other: str) -> None:
    """Let two accounts be one person."""
    code = (await town.said(await town.types(one, "/my link"))).split("my link ")[1].split("\n")[0]
    await town.types(other, f"/my link {code}")
    asked = next(m for m in await town.mail(one) if m.card is not None and m.card.title == "Is that you?")
    await town.presses(one, asked.card, "Yes, that is me")


async def mail(town: Town, person: str) -> list[str]:
    """Return the titles of somebody's direct messages, without those about the link."""
    titles = [str(m.card.title) for m in await town.mail(person) if m.card is not None]
    return [t for t in titles if t not in {"Is that you?", "Linked", "You are a steward"}]


async def test_of_two_who_want_the_last_seat_at_once_one_has_it_and_the_other_is_first_in_line(full: Town) -> None:
    carried = await value(full, "Going")
    requests = [
        pressed(await sight(full.world, SPACE, p, full.rooms[SPACE]), f"at-once-{p}", "ritual.rsvp", carried)
        for p in ("jonas", "noor")
    ]
    replies = await asyncio.gather(*(full.hearth.engine.call(r) for r in requests))
    said = []
    for full.last, reply in zip(requests, replies, strict=True):
        said.append((await full.said(reply)).split("\n")[1])
    assert sorted(said) == [FULL, GOING]
    async with full.database.reading() as session:
        kept = sorted(await session.scalars(select(rsvps.c.status)))
    assert kept == ["going", "going", "waiting"]
    [seated, queued] = ("Jonas", "Noor") if said[0] == GOING else ("Noor", "Jonas")
    assert await card(full) == [f"Who comes: Maria, {seated}", "2 of 2 seats are taken. 1 waits."]
    # Told right: whoever is first in line gets the seat that is free next.
    await says(full, seated.lower(), "Not going")
    assert await card(full) == [f"Who comes: Maria, {queued}", "2 of 2 seats are taken."]
    assert (await mail(full, queued.lower()), await mail(full, seated.lower())) == (["You have a seat"], [])


async def test_of_two_seats_that_are_one_persons_one_is_free_and_given_to_who_waits(full: Town) -> None:
    await says(full, "jonas", "Going")
    assert await says(full, "noor", "Going") == FULL
    await links(full, "maria", "jonas")
    assert await card(full) == ["Who comes: Jonas, Noor", "2 of 2 seats are taken."]
    assert await mail(full, "noor") == ["You have a seat"]
    # Two members again: the one whose seat was given away waits, and is told.
    await full.types("maria", "/my unlink")
    await full.hearth.settle()
    assert await card(full) == ["Who comes: Maria, Noor", "2 of 2 seats are taken. 1 waits."]
    assert full.text((await full.mail("jonas"))[-1]) == PARTED
    assert await mail(full, "maria") == []
    await says(full, "noor", "Maybe")
    assert await card(full) == ["Who comes: Maria, Jonas", "Maybe: Noor", "2 of 2 seats are taken."]


async def test_a_seat_and_a_place_in_line_that_are_one_persons_are_a_seat(full: Town) -> None:
    await says(full, "jonas", "Going")
    assert await says(full, "noor", "Going") == FULL
    assert await says(full, "aisha", "Going") == FULL.replace("number 1", "number 2")
    await links(full, "jonas", "noor")
    assert await card(full) == ["Who comes: Maria, Jonas", "2 of 2 seats are taken. 1 waits."]
    assert "you are going" in await full.said(await full.types("noor", "/rhythm next"))
    await full.types("jonas", "/my unlink")
    assert await card(full) == ["Who comes: Maria, Jonas", "2 of 2 seats are taken. 2 wait."]
    # Of two who wait and are one person, the one who asked first keeps the place in line.
    await links(full, "aisha", "noor")
    await says(full, "jonas", "Not going")
    assert await card(full) == ["Who comes: Maria, Noor", "2 of 2 seats are taken."]


async def test_a_last_word_of_no_frees_the_seat_until_the_two_are_two_again(full: Town) -> None:
    await says(full, "jonas", "Going")
    await says(full, "noor", "Not going")
    await says(full, "aisha", "Going")
    await links(full, "jonas", "noor")
    assert await card(full) == ["Who comes: Maria, Aisha", "2 of 2 seats are taken."]
    await full.types("noor", "/my unlink")
    await full.hearth.settle()
    assert await card(full) == ["Who comes: Maria, Aisha", "2 of 2 seats are taken. 1 waits."]
    assert full.text((await full.mail("jonas"))[-1]) == PARTED


@pytest.mark.parametrize("how", ["leaves", "is forgotten"])
async def test_whoever_leaves_or_is_forgotten_frees_their_seat_and_who_waits_is_told(full: Town, how: str) -> None:
    await says(full, "jonas", "Going")
    await says(full, "noor", "Going")
    if how == "leaves":
        await full.leaves("jonas")
    else:
        await full.presses("jonas", (await full.types("jonas", "/my forget")).card, "Forget me")
    await full.hearth.settle()
    assert await card(full) == ["Who comes: Maria, Noor", "2 of 2 seats are taken."]
    assert await mail(full, "noor") == ["You have a seat"]
