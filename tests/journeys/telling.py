"""What the stories need besides a town: set-up, cards read aloud, everything kept, everything that reaches somebody."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from storage.database import Database
from storage.tables import metadata
from tests.worlds.shown import Answer, ButtonShown, RoomShown, Shown
from tests.worlds.towns import BEGIN, HOME, ZONE, Homes, Town

Kept = dict[str, list[dict[str, Any]]]
SETUP = {
    "name": "Testing guild",
    "charter": "People who care how software is tested",
    "zone": ZONE,
    "language": "en",
    "rhythm": "every Tuesday 10:00",
}


def local(day: int, clock: str, *, week: int = 0) -> datetime:
    """Return a wall time in Copenhagen: `day` 0 is the Monday on which the stories begin."""
    hour, minute = map(int, clock.split(":"))
    monday = BEGIN.astimezone(ZoneInfo(ZONE)).replace(hour=0, minute=0)
    return monday + timedelta(days=day + 7 * week, hours=hour, minutes=minute)


async def until(town: Town, at: datetime) -> None:
    """Let time pass up to an instant, each beat at its own time."""
    await town.waits(at - town.ground.clock.now())


# How stories begin


async def sets_up(town: Town, person: str = "maria", **answers: str) -> Answer:
    """Set a community up, as its form asks."""
    asked = await town.types(person, "/hearth community setup")
    return await town.fills(person, asked.opened, SETUP | answers)


async def starts_ritual(town: Town, person: str, line: str) -> Answer:
    """Type a `ritual create` line and start what it shows, also while another ritual is on trial."""
    draft = await town.types(person, line)
    too = "Start it too" in draft.card.labels
    return await town.presses(person, draft.card, "Start it too" if too else "Start")


# What people read


def dated(messages: Iterable[Shown]) -> list[tuple[datetime, str]]:
    """Return messages as (when, text)."""
    found: list[tuple[datetime, str]] = []
    for message in messages:
        assert message.at is not None
        found.append((message.at, message.text))
    return found


def titled(messages: Iterable[Shown]) -> list[tuple[datetime, str]]:
    """Return messages as (when, title)."""
    return [(at, text.split("\n")[0]) for at, text in dated(messages)]


async def told(town: Town, person: str, line: str) -> str:
    """Type a line and return what its answer says."""
    return (await town.types(person, line)).text


async def pressed(town: Town, person: str, on: Answer | Shown, label: str) -> str:
    """Press a button and return what its answer says."""
    shown = on.card if isinstance(on, Answer) else on
    return (await town.presses(person, shown, label)).text


async def last_mail(town: Town, person: str) -> Shown:
    """Return the newest direct message somebody has."""
    return (await town.mail(person))[-1]


async def mail(town: Town, person: str) -> list[str]:
    """Return what all of somebody's direct messages say."""
    return [m.text for m in await town.mail(person)]


async def wall(town: Town, person: str | None, room: str = HOME) -> list[str]:
    """Return what stands in a room, as a person may read it."""
    return [m.text for m in await town.reads(person, room)]


async def room_named(town: Town, name: str) -> RoomShown:
    """Return a room, as the platform itself knows it."""
    found = [r for r in await town.rooms(None) if r.name == name]
    assert len(found) == 1, f"rooms called {name}: {found}"
    return found[0]


# Two spaces


async def code_of(town: Town) -> str:
    """Let Maria ask for a code that links a space, and return it."""
    said = await told(town, "maria", "/community link")
    title, first, quiet = said.split("\n")
    assert title == "Link another space"
    assert quiet == "It holds for ten minutes and works once. Afterwards I ask you here whether to link."
    before, code = first.split("community link ")
    assert before == "In the other space, type: "
    return code


async def linked(homes: Homes) -> tuple[Town, Town]:
    """Set a community up here, and link the other space to it."""
    here, there = homes.here, homes.there
    await sets_up(here)
    code = await code_of(here)
    await there.types("bo", f"/community link {code}")
    await here.presses("maria", await last_mail(here, "maria"), "Link them")
    return here, there


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

ASKED = (
    "/help", "/help ritual", "/help circle", "/help guest", "/help my", "/help community",
    "/circle list", "/circle show", "/circle join", "/circle leave", "/circle invite", "/circle close",
    "/ritual list", "/ritual show Friday wins", "/ritual preview Friday wins", "/rhythm week", "/rhythm next",
    "/guest list", "/guest slot", "/prompt list", "/prompt list practice",
    "/steward list", "/community settings", "/my show", "/my export",
    "/steward audit", "/steward audit circle", "/circle shared",
)  # fmt: skip
"""Every question that changes nothing but may show something."""


async def answers_to(town: Town, person: str) -> list[str]:
    """Return, raw, all that somebody is told when they ask for everything, and all that is offered as they type."""
    answers = [(await town.types(person, line)).raw for line in ASKED]
    for entry in town.ground.hearth.engine.catalogue.entries.values():
        for arg in entry.command.args:
            if arg.suggest is not None:
                answers.extend(await town.offered(person, entry.command.path, arg.name))
    return answers


def all_buttons(messages: Iterable[Shown]) -> list[ButtonShown]:
    """Return every button on these messages."""
    return [b for m in messages for b in m.buttons]
