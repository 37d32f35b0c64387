"""Lands: a platform, and around it what a test of the contract needs to act as people and to see what they see.

A new platform joins the contract with a land of its own in `OTHERS`.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from adapters.clock import FrozenClock
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.render import Ink, Run, ShownBlock, ShownButtons, ShownFields, ShownPicture, as_text, render
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import metadata
from adapters.sandbox.wire import RemotePlatform, serve
from adapters.sandbox.world import Message
from bot.ports import PersonAt, Platform, RoomAt, Slot
from storage.database import Database
from tests.worlds.drawing import pictures

BEGIN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MACHINE = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
SPACE = "land"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One message as one reader sees it. `pings`: whom it pings; `broken`: limits of the platform it breaks."""

    id: str
    text: str
    pings: frozenset[str]
    times: tuple[str, ...]
    broken: tuple[str, ...]


class Land(Protocol):
    """One space of a platform, with people. `table`: what it must be able to do, in expected.toml."""

    kind: str
    table: str
    platform: Platform
    space: str

    def real(self) -> datetime:
        """Return real time."""

    async def person(self, name: str, *, zone: str = "UTC") -> str:
        """Let somebody in; return their external id."""

    async def leaves(self, person: str) -> None:
        """Let somebody leave the space."""

    async def room(self, name: str, *, private: bool, by: str) -> RoomAt:
        """Make a room by a person's hand."""

    async def drops(self, room: RoomAt) -> None:
        """Delete a room by hand."""

    async def says(self, person: str, room: RoomAt, text: str) -> str:
        """Say something as a person; return the message's id."""

    async def forgets_keys(self) -> None:
        """Let real time pass until the platform takes a key for new that it was given before."""

    async def sees(self, reader: str, at: RoomAt | PersonAt) -> tuple[Sighting, ...]:
        """Return what a person reads in a place, oldest first; nothing where they see nothing."""

    async def sees_thread(self, reader: str, room: RoomAt, message: str) -> tuple[Sighting, ...]:
        """Return what a person reads in the thread of a message, that message left out; oldest first."""

    async def pictures(self, reader: str, at: RoomAt | PersonAt) -> list[bytes]:
        """Return the pictures that a person sees in a place, as the files that were sent, oldest first."""

    async def sees_rooms(self, reader: str) -> Mapping[str, str]:
        """Return the rooms a person sees, by id, with their names."""

    async def topic(self, room: RoomAt) -> str:
        """Return a room's topic."""

    async def events(self) -> Mapping[str, Slot]:
        """Return what everybody reads in the calendar, by the platform's id; nothing where there is none."""

    async def strikes(self, event: str) -> None:
        """Delete an event by hand."""

    async def waits(self, time: timedelta) -> None:
        """Let real time pass."""


@dataclass(slots=True)
class SandboxLand:
    """The sandbox, with the platform in process or at an address."""

    world: SqlWorld
    clock: FrozenClock
    platform: Platform
    kind: str = "sandbox"
    table: str = "sandbox"
    space: str = SPACE

    def __repr__(self) -> str:
        """Return its name alone: a failing property must not print a whole world."""
        return type(self).__name__

    def real(self) -> datetime:
        return self.clock.real()

    async def person(self, name: str, *, zone: str = "UTC") -> str:
        return (await self.world.add_person(self.space, name, zone=zone)).id

    async def leaves(self, person: str) -> None:
        await self.world.leave(self.space, person)

    async def room(self, name: str, *, private: bool, by: str) -> RoomAt:
        room = await self.world.add_room(self.space, name, private=private, by=by)
        return RoomAt(room.id, room.private)

    async def drops(self, room: RoomAt) -> None:
        await self.world.drop_room(self.space, room.external)

    async def says(self, person: str, room: RoomAt, text: str) -> str:
        return (await self.world.say(self.space, person, text, room=room.external)).id

    async def forgets_keys(self) -> None:
        """Do nothing: the sandbox takes every key for new."""

    async def sees(self, reader: str, at: RoomAt | PersonAt) -> tuple[Sighting, ...]:
        me = await self.world.person(self.space, reader)
        assert me is not None
        if isinstance(at, RoomAt):
            found = await self.world.messages(self.space, room=at.external, viewer=reader)
        else:
            found = await self.world.messages(self.space, direct=at.external, viewer=reader)
        return tuple(_sighting(m, me.zone) for m in found if m.under is None)

    async def sees_thread(self, reader: str, room: RoomAt, message: str) -> tuple[Sighting, ...]:
        me = await self.world.person(self.space, reader)
        assert me is not None
        found = await self.world.messages(self.space, room=room.external, viewer=reader)
        return tuple(_sighting(m, me.zone) for m in found if m.under == message)

    async def pictures(self, reader: str, at: RoomAt | PersonAt) -> list[bytes]:
        # The page draws what stands on the card when a browser asks for it.
        if isinstance(at, RoomAt):
            found = await self.world.messages(self.space, room=at.external, viewer=reader)
        else:
            found = await self.world.messages(self.space, direct=at.external, viewer=reader)
        shown = [render(m.card, m.names, zone="UTC") for m in found if m.card is not None]
        wanted = [b.drawing for card in shown for b in card.blocks if isinstance(b, ShownPicture)]
        return [drawn for w in wanted if (drawn := await pictures().png(w)) is not None]

    async def sees_rooms(self, reader: str) -> Mapping[str, str]:
        return {r.id: r.name for r in await self.world.rooms(self.space, viewer=reader)}

    async def topic(self, room: RoomAt) -> str:
        found = await self.world.room(self.space, room.external)
        assert found is not None
        return found.topic

    async def events(self) -> Mapping[str, Slot]:
        return {}

    async def strikes(self, event: str) -> None:
        raise KeyError(event)

    async def waits(self, time: timedelta) -> None:
        self.clock.wait(time)


def _sighting(message: Message, zone: str) -> Sighting:
    if message.card is None:
        return Sighting(message.id, message.text, frozenset(), (), ())
    shown = render(message.card, message.names, zone=zone)
    runs = [run for block in shown.blocks for run in _runs(block)]
    broken = [] if len(shown.title.text) <= 150 else ["title"]
    if len(shown.blocks) > 50:
        broken.append("blocks")
    if _length(tuple(runs)) > 13_200:
        broken.append("card")
    for block in shown.blocks:
        broken.extend(_broken(block))
    return Sighting(
        message.id,
        as_text(message.card, message.names, zone),
        frozenset(r.id for r in runs if r.ink is Ink.MENTION and r.id is not None),
        tuple(r.text for r in runs if r.ink is Ink.TIME),
        tuple(broken),
    )


def _runs(block: ShownBlock) -> tuple[Run, ...]:
    match block:
        case ShownFields(rows):
            return tuple(run for _, runs in rows for run in runs)
        case ShownButtons():
            return ()
        case ShownPicture(alt):
            return (Run(Ink.TEXT, alt),)
        case _:
            return block.runs


def _broken(block: ShownBlock) -> list[str]:
    """Return which of the two platforms' limits a block breaks (platforms.md 1.7 and 2.5)."""
    match block:
        case ShownFields(rows):
            return (
                ["fields"] * (len(rows) > 10)
                + ["label"] * any(len(label) > 256 for label, _ in rows)
                + ["value"] * any(_length(runs) > 1024 for _, runs in rows)
            )
        case ShownButtons(buttons):
            return ["buttons"] * (len(buttons) > 5) + ["button label"] * any(len(b.label) > 75 for b in buttons)
        case ShownPicture(alt):
            return ["alt"] * (len(alt) > 1024)
        case _:
            return ["text"] * (_length(block.runs) > 3000)


def _length(runs: tuple[Run, ...]) -> int:
    return sum(len(r.text) for r in runs)


@asynccontextmanager
async def sandbox(url: str, *, wire: bool) -> AsyncIterator[Land]:
    """Open a sandbox on an empty database, in process or behind an address."""
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    clock = FrozenClock(BEGIN, MACHINE)
    world = SqlWorld(database, clock)
    await world.add_space(SPACE)
    here = SandboxPlatform(world, clock)
    try:
        if not wire:
            yield SandboxLand(world, clock, here)
            return
        async with TestServer(serve(here)) as server, ClientSession() as session:
            yield SandboxLand(world, clock, RemotePlatform(str(server.make_url("/")), session))
    finally:
        await database.close()


MEMORY = "sqlite+aiosqlite://"
KINDS = {
    "sandbox": (MEMORY, False),
    "sandbox-file": ("file", False),
    "sandbox-postgres": ("postgres", False),
    "sandbox-wire": (MEMORY, True),
    "sandbox-wire-file": ("file", True),
}
"""Name of a sandbox's land to (database, over the wire)."""
OTHERS = {"slack": "tests.contract.slack_land:slack", "discord": "tests.contract.discord_land:discord_land"}
OTHERS["discord-threads"] = "tests.contract.discord_land:threaded_land"
"""Name of any other land to where its opening stands, as module:name; imported only for its own tests."""


def file_url(folder: Path) -> str:
    """Return the URL of a new SQLite file."""
    return f"sqlite+aiosqlite:///{folder / 'sandbox.db'}"
