"""Discord as a land of the platform contract: the product's adapter over the simulated one. Its own module: it
loads discord.py, which the other lands do without."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.clock import FrozenClock
from adapters.discord.invite import permissions, rights
from adapters.discord.line import Line, sender
from adapters.discord.platform import DiscordPlatform
from bot.ports import PersonAt, Platform, RoomAt, Slot
from tests.contract.lands import BEGIN, MACHINE, Land, Sighting
from tests.worlds.discord import seeing
from tests.worlds.discord.acts import Acts
from tests.worlds.discord.permissions import sees
from tests.worlds.discord.pointing import pointed
from tests.worlds.discord.server import Discord, served
from tests.worlds.discord.state import Channel, Guild, Message, User
from tests.worlds.discord.words import INTENT_MEMBERS, PRIVATE_THREAD, TEXT
from tests.worlds.drawing import pictures

TOKEN = "bot-token"


@dataclass(slots=True)
class DiscordLand:
    """One guild."""

    discord: Discord
    guild: Guild
    clock: FrozenClock
    platform: Platform
    space: str
    kind: str = "discord"
    table: str = "discord"

    def __repr__(self) -> str:
        """Return its name alone: a failing property must not print a whole world."""
        return type(self).__name__

    @property
    def acts(self) -> Acts:
        return Acts(self.discord)

    def real(self) -> datetime:
        return self.clock.real()

    async def person(self, name: str, *, zone: str = "UTC") -> str:
        return str(self.acts.joins(self.guild, name, zone=zone).id)

    async def leaves(self, person: str) -> None:
        self.acts.leaves(self.guild, self._user(person))

    async def room(self, name: str, *, private: bool, by: str) -> RoomAt:
        made = self.acts.makes_room(self.guild, name, private=private, by=self._user(by))
        return RoomAt(str(made.id), private)

    async def drops(self, room: RoomAt) -> None:
        self.acts.drops(self.guild, self._channel(room))

    async def says(self, person: str, room: RoomAt, text: str) -> str:
        return str(self.acts.says(self._channel(room), self._user(person), text).id)

    async def forgets_keys(self) -> None:
        self.clock.wait(timedelta(minutes=3))

    async def sees(self, reader: str, at: RoomAt | PersonAt) -> tuple[Sighting, ...]:
        me = self._user(reader)
        if isinstance(at, RoomAt):
            channel = self._channel(at)
        else:
            channel = self.discord.state.direct_with(self._user(at.external))
        found = seeing.messages(self.discord.state, channel, me)
        return tuple(self._sighting(m, channel, me) for m in found)

    async def sees_thread(self, reader: str, room: RoomAt, message: str) -> tuple[Sighting, ...]:
        thread, me = self.guild.channels.get(int(message)), self._user(reader)
        if thread is None or thread.parent != int(room.external):
            return ()
        found = [self._sighting(m, thread, me) for m in seeing.messages(self.discord.state, thread, me)]
        return tuple(replace(s, id=f"{message}/{s.id}") for s in found)

    def _sighting(self, message: Message, channel: Channel, reader: User) -> Sighting:
        sight = seeing.seen(self.discord.state, message, channel, reader)
        pings = frozenset(map(str, sight.pings))
        return Sighting(str(sight.id), sight.text, pings, sight.times, tuple(ink for ink, _ in sight.wild))

    async def pictures(self, reader: str, at: RoomAt | PersonAt) -> list[bytes]:
        me, state = self._user(reader), self.discord.state
        channel = self._channel(at) if isinstance(at, RoomAt) else state.direct_with(self._user(at.external))
        found = seeing.messages(state, channel, me)
        return [m.files[i] for m in found for i in seeing.seen(state, m, channel, me).pictures if i in m.files]

    async def sees_rooms(self, reader: str) -> Mapping[str, str]:
        rooms = [c for c in self.guild.channels.values() if c.kind in {TEXT, PRIVATE_THREAD}]
        return {str(c.id): c.name for c in rooms if sees(self.guild, c, int(reader))}

    async def topic(self, room: RoomAt) -> str:
        return seeing.topic(self._channel(room))

    async def events(self) -> Mapping[str, Slot]:
        now, found = self.clock.real(), self.guild.events.values()
        return {
            str(e.id): Slot(e.name, e.description or "", e.starts, e.ends)
            for e in found
            if e.ends is not None and e.ends > now
        }

    async def strikes(self, event: str) -> None:
        del self.guild.events[int(event)]

    async def waits(self, time: timedelta) -> None:
        self.clock.wait(time)

    def _user(self, person: str) -> User:
        return self.discord.state.users[int(person)]

    def _channel(self, room: RoomAt) -> Channel:
        return self.guild.channels[int(room.external)]


@asynccontextmanager
async def discord_land(*, threads: bool = False, intents: int = 0) -> AsyncIterator[Land]:
    """Open a guild with Hearth in it, with the least permissions it needs. `threads`: private rooms are threads.

    `intents`: the privileged ones that are switched on.
    """
    clock = FrozenClock(BEGIN, MACHINE)
    async with served(clock, allowed_intents=intents) as discord:
        guild = Acts(discord).founds("land", bot_may=permissions(rights(threads=threads)))
        with pointed(discord):
            line = Line(sender(), clock, TOKEN)
            try:
                platform = DiscordPlatform(line, threads=threads, pictures=pictures())
                land = DiscordLand(discord, guild, clock, platform, str(guild.id))
                land.table = "discord-threads" if threads else land.kind
                yield land
            finally:
                await line.close()


def threaded_land() -> AbstractAsyncContextManager[Land]:
    """Open a guild where private rooms are private threads; who is in one is told only with the members intent."""
    return discord_land(threads=True, intents=INTENT_MEMBERS)
