"""Discord as a platform: what Hearth owes becomes requests, over REST alone; no gateway is needed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from adapters.discord import PLATFORM
from adapters.discord.agenda import Agenda
from adapters.discord.inspecting import Inspecting
from adapters.discord.line import Line
from adapters.discord.listing import Listing
from adapters.discord.messages import Messages
from adapters.discord.rooms import Rooms
from adapters.discord.under import Under
from bot.cards import Card
from bot.errors import Outcome, PlatformFault
from bot.ports import Capability, Found, Limits, Names, NoPictures, PersonAt, Pictures, RoomAt, Seen, Slot
from bot.rooms import RoomsSeen, RoomState

LIMITS: Final = Limits(at_once=4, invites=100)
CAPABILITIES: Final = frozenset(Capability)


@dataclass(slots=True)
class DiscordPlatform:
    """`Platform` over a line to Discord.

    `threads`: private rooms are private threads; `threads_from`: on servers with as many channels they are.
    """

    line: Line
    threads: bool = False
    pictures: Pictures = field(default_factory=NoPictures)
    threads_from: int = 0
    name: str = PLATFORM
    limits: Limits = LIMITS
    capabilities: frozenset[Capability] = CAPABILITIES
    messages: Messages = field(init=False)
    rooms: Rooms = field(init=False)
    under: Under = field(init=False)
    agenda: Agenda = field(init=False)
    inspecting: Inspecting = field(init=False)
    listing: Listing = field(init=False)

    def __post_init__(self) -> None:
        """Share the line. A private room that is a thread has no topic."""
        if self.threads or self.threads_from:
            self.capabilities -= {Capability.TOPIC}
        self.messages = Messages(self.line, self.pictures)
        self.under = Under(self.line, self.messages)
        self.rooms = Rooms(self.line, self.threads, self.threads_from)
        self.agenda = Agenda(self.line)
        self.inspecting = Inspecting(self.line)
        self.listing = Listing(self.line, self.inspecting, self.threads, self.threads_from)

    # Messages

    async def post(
        self, space: str, to: RoomAt, card: Card, names: Names, key: str, *, under: str | None = None
    ) -> str:
        """Post a card; the same key within some minutes gives the first message back."""
        if under is not None:
            made = await self.under.post(space, to, card, names, key, under)
            if made is not None:
                return made
        return await self.messages.post(space, to, card, names, key)

    async def direct(self, space: str, to: PersonAt, card: Card, names: Names, key: str) -> str:
        return await self.messages.direct(space, to, card, names, key)

    async def edit(self, space: str, at: RoomAt | PersonAt, message: str, card: Card, names: Names) -> None:
        await self.messages.edit(space, at, message, card, names)

    async def delete(self, space: str, at: RoomAt | PersonAt, message: str) -> None:
        await self.messages.delete(space, at, message)

    # Rooms

    async def open_room(self, space: str, name: str, purpose: str, *, private: bool, key: str) -> str:
        return await self.rooms.open(space, name, purpose, private=private, key=key)

    async def rename(self, space: str, room: RoomAt, name: str) -> None:
        await self.rooms.rename(space, room, name)

    async def topic(self, space: str, room: RoomAt, topic: str) -> None:
        await self.rooms.topic(space, room, topic)

    async def invite(self, space: str, room: RoomAt, people: tuple[str, ...]) -> None:
        if len(people) > self.limits.invites:
            raise PlatformFault("too_many_people", Outcome.NEVER)
        await self.rooms.invite(space, room, people)

    async def remove(self, space: str, room: RoomAt, person: str) -> None:
        await self.rooms.remove(space, room, person)

    async def close(self, space: str, room: RoomAt) -> None:
        await self.rooms.close(space, room)

    async def members(self, space: str, room: RoomAt) -> frozenset[str]:
        return await self.rooms.members(space, room)

    async def list_rooms(self, space: str, person: str | None) -> RoomsSeen:
        return await self.listing.rooms(space, person)

    async def inspect(
        self, space: str, room: RoomAt, name: str, known: tuple[str, ...], *, everybody: bool = False
    ) -> RoomState:
        return await self.inspecting.inspect(space, room, name, known, everybody=everybody)

    # The server's calendar

    async def schedule(self, space: str, room: RoomAt, slot: Slot, key: str) -> str:  # noqa: ARG002 - found by name and start
        return await self.agenda.schedule(space, room, slot)

    async def reschedule(self, space: str, room: RoomAt, event: str, slot: Slot) -> None:
        await self.agenda.reschedule(space, room, event, slot)

    async def unschedule(self, space: str, event: str) -> None:
        await self.agenda.unschedule(space, event)

    async def look_up_slot(self, space: str, room: RoomAt, slot: Slot, key: str) -> Found:  # noqa: ARG002 - as above
        return await self.agenda.look_up(space, slot)

    # Looking for what was made

    async def look_up(
        self,
        space: str,
        at: RoomAt | PersonAt | None,
        key: str,
        *,
        since: datetime,
        name: str | None = None,
        card: Card | None = None,  # noqa: ARG002 - a message bears its key
        names: Names | None = None,  # noqa: ARG002 - as above
        under: str | None = None,
    ) -> Found:
        """Look for what was made under a key. `name`: the room's, which a private thread is found by."""
        if at is None:
            return await self.rooms.look_up(space, key, since, name)
        if under is not None:
            found = await self.under.look_up(space, under, key, since)
            if found.seen is not Seen.ABSENT:
                return found
        return await self.messages.look_up(space, at, key, since)
