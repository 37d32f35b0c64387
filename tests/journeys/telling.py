"""What the stories need besides a town: cards read aloud, everything kept, everything that reaches somebody."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from adapters.sandbox.world import Message
from bot.cards import Form, Reply
from bot.codec import encode
from storage.database import Database
from storage.tables import metadata
from tests.worlds.town import BEGIN, SPACE, ZONE, Town, buttons

Kept = dict[str, list[dict[str, Any]]]


def local(day: int, clock: str, *, week: int = 0) -> datetime:
    """Return a wall time in Copenhagen: `day` 0 is the Monday on which the stories begin."""
    hour, minute = map(int, clock.split(":"))
    monday = BEGIN.astimezone(ZoneInfo(ZONE)).replace(hour=0, minute=0)
    return monday + timedelta(days=day + 7 * week, hours=hour, minutes=minute)


async def until(town: Town, at: datetime) -> None:
    """Let time pass up to an instant, each beat at its own time."""
    await town.waits(at - town.clock.now())


def dated(messages: Iterable[Message], zone: str = ZONE) -> list[tuple[datetime, str]]:
    """Return messages as (when, text as a reader in that zone sees it)."""
    return [(m.at, Town.text(m, zone)) for m in messages]


async def told(town: Town, person: str, text: str, *, space: str = SPACE) -> str:
    """Type a line and return what its reply says."""
    return await town.said(await town.types(person, text, space=space))


async def pressed(town: Town, person: str, reply: Reply | Message, label: str, *, space: str = SPACE) -> str:
    """Press a button and return what its reply says."""
    return await town.said(await town.presses(person, reply.card, label, space=space))


async def last_mail(town: Town, person: str, *, space: str = SPACE) -> Message:
    """Return the newest direct message somebody has."""
    return (await town.mail(person, space=space))[-1]


async def mail(town: Town, person: str, *, space: str = SPACE, zone: str = ZONE) -> list[str]:
    """Return what all of somebody's direct messages say."""
    return [Town.text(m, zone) for m in await town.mail(person, space=space)]


async def wall(town: Town, person: str | None, room: str = "general", *, space: str = SPACE) -> list[str]:
    """Return what stands in a room, as a person may read it."""
    return [Town.text(m) for m in await town.reads(person, room, space=space)]


# What is kept


async def kept(database: Database) -> Kept:
    """Return every row of every table of Hearth's; the sandbox's own are a platform's, as Slack's would be."""
    async with database.reading() as session:
        return {
            table.name: [dict(r) for r in (await session.execute(select(table))).mappings()]
            for table in metadata.sorted_tables
        }


def traces(tables: Kept, *needles: str) -> dict[str, list[str]]:
    """Return where any of these words still stands: table to the columns that hold it."""
    found: dict[str, set[str]] = {}
    for table, rows in tables.items():
        for row in rows:
            for column, value in row.items():
                if any(n.casefold() in json.dumps(value, default=str, ensure_ascii=False).casefold() for n in needles):
                    found.setdefault(table, set()).add(column)
    return {table: sorted(columns) for table, columns in found.items()}


# What reaches somebody


def everything_in(reply: Reply) -> str:
    """Return all that a reply carries, shown or not: its card or form in full, values of buttons too."""
    if reply.form is not None:
        return repr(reply.form)
    return encode(reply.card)


def form_of(reply: Reply) -> Form:
    """Return the form that was opened."""
    assert reply.form is not None
    return reply.form


async def sight_of(town: Town, person: str, *, space: str = SPACE) -> list[str]:
    """Return all that stands before somebody's eyes: people, rooms, messages, and what the page says of time."""
    seen = [f"{p.id} {p.name}" for p in await town.world.people(space)]
    for room in await town.world.rooms(space, viewer=person):
        seen.append(f"{room.id} {room.name} {room.topic} {sorted(room.people)}")
        seen.extend(map(all_of, await town.world.messages(space, room=room.id, viewer=person)))
    for room in await town.world.rooms(space, viewer=None):
        # Knowing its id is not enough.
        seen.extend(map(all_of, await town.world.messages(space, room=room.id, viewer=person)))
    for other in await town.world.people(space):
        seen.extend(map(all_of, await town.world.messages(space, direct=other.id, viewer=person)))
    return [*seen, *await town.coming(space)]


def all_of(message: Message) -> str:
    """Return all that a message carries, shown or not."""
    card = encode(message.card) if message.card is not None else ""
    return f"{message.text} {card} {message.names}"


ASKED = (
    "/help", "/help ritual", "/help circle", "/help guest", "/help my", "/help community",
    "/circle list", "/circle show", "/circle join", "/circle leave", "/circle invite", "/circle close",
    "/ritual list", "/ritual show Friday wins", "/ritual preview Friday wins", "/rhythm week", "/rhythm next",
    "/guest list", "/guest slot", "/prompt list", "/prompt list practice",
    "/steward list", "/community settings", "/my show", "/my export",
)  # fmt: skip
"""Every question that changes nothing but may show something."""


async def answers_to(town: Town, person: str, *, space: str = SPACE) -> list[str]:
    """Return all that somebody is told when they ask for everything, and all that is offered while they type."""
    answers = [everything_in(await town.types(person, line, space=space)) for line in ASKED]
    for entry in town.hearth.engine.catalogue.entries.values():
        path = entry.command.path
        suggesting = [a for a in entry.command.args if a.suggest is not None]
        for arg in suggesting:
            answers.extend(await town.values_offered(person, path, arg.name, space=space))
        if suggesting:
            answers.extend(await town.offered(person, " ".join(path) + " ", space=space))
    return answers


def all_buttons(messages: Iterable[Message]) -> list[tuple[str, str]]:
    """Return (action, value) of every button on these messages."""
    return [(b.action, b.value) for m in messages if m.card is not None for b in buttons(m.card)]
