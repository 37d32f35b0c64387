"""The Slack land: the product's adapter over the simulated Slack, on real HTTP."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import ClientSession, ClientTimeout

from adapters.clock import FrozenClock
from adapters.slack.manifest import SCOPES
from adapters.slack.platform import SlackPlatform
from bot.ports import PersonAt, Platform, RoomAt, Slot
from tests.contract.lands import BEGIN, MACHINE, Land, Sighting
from tests.worlds.drawing import pictures
from tests.worlds.slack.ground import Channel, Kind, Message, Refused, Team, sees
from tests.worlds.slack.hands import Hands
from tests.worlds.slack.installed import Installed, installation_of
from tests.worlds.slack.kit import blocks_of
from tests.worlds.slack.reader import read_message
from tests.worlds.slack.server import served
from tests.worlds.slack.world import World

LIMIT_S = 10


@dataclass(slots=True)
class SlackLand:
    """One workspace of the simulated Slack."""

    world: World
    team: Team
    clock: FrozenClock
    platform: Platform
    space: str
    kind: str = "slack"
    table: str = "slack"

    def __repr__(self) -> str:
        """Return its name alone: a failing property must not print a whole world."""
        return type(self).__name__

    @property
    def hands(self) -> Hands:
        """Return the people's hands."""
        return Hands(self.world, self.team)

    def real(self) -> datetime:
        return self.clock.real()

    async def person(self, name: str, *, zone: str = "UTC") -> str:
        return self.hands.arrives(name, zone=zone).id

    async def leaves(self, person: str) -> None:
        self.hands.leaves(self.team.users[person])

    async def room(self, name: str, *, private: bool, by: str) -> RoomAt:
        return RoomAt(self.hands.makes(self.team.users[by], name, private=private).id, private)

    async def drops(self, room: RoomAt) -> None:
        self.hands.deletes(self.team.channels[room.external])

    async def says(self, person: str, room: RoomAt, text: str) -> str:
        return self.hands.says(self.team.users[person], self.team.channels[room.external], text).ts

    async def forgets_keys(self) -> None:
        """Do nothing: Slack takes every key for new."""

    async def sees(self, reader: str, at: RoomAt | PersonAt) -> tuple[Sighting, ...]:
        place = self.team.channel(at.external) if isinstance(at, RoomAt) else self.team.dm(at.external)
        if place is None or not sees(place, reader):
            return ()
        return tuple(
            self._sighting(place, m, reader) for m in place.messages if m.to in {None, reader} and m.thread is None
        )

    async def sees_thread(self, reader: str, room: RoomAt, message: str) -> tuple[Sighting, ...]:
        place = self.team.channel(room.external)
        if place is None or not sees(place, reader):
            return ()
        return tuple(self._sighting(place, m, reader) for m in place.messages if m.thread == message)

    def _sighting(self, place: Channel, message: Message, reader: str) -> Sighting:
        read = read_message(self.team, message, reader, self.team.users[reader].zone)
        try:
            blocks_of(message.blocks)
            broken: tuple[str, ...] = ()
        except Refused as refused:
            broken = (refused.code,)
        return Sighting(message.ts, read.text, frozenset(read.pings), read.times, broken)

    async def pictures(self, reader: str, at: RoomAt | PersonAt) -> list[bytes]:
        place = self.team.channel(at.external) if isinstance(at, RoomAt) else self.team.dm(at.external)
        if place is None or not sees(place, reader):
            return []
        here = [m for m in place.messages if m.to in {None, reader}]
        named = [b["slack_file"]["id"] for m in here for b in m.blocks if "slack_file" in b]
        return [self.world.files[n].data or b"" for n in named]

    async def sees_rooms(self, reader: str) -> Mapping[str, str]:
        rooms = [c for c in self.team.live() if c.kind is not Kind.IM and not c.archived]
        return {c.id: c.name for c in rooms if sees(c, reader)}

    async def topic(self, room: RoomAt) -> str:
        found = self.team.channels[room.external]
        return found.topic or found.purpose

    async def events(self) -> Mapping[str, Slot]:
        return {}

    async def strikes(self, event: str) -> None:
        raise KeyError(event)

    async def waits(self, time: timedelta) -> None:
        self.clock.wait(time)


@asynccontextmanager
async def slack() -> AsyncIterator[Land]:
    """Open a workspace with Hearth installed; its clock is real time, which stands still."""
    clock = FrozenClock(BEGIN, MACHINE)
    # A page may always be shorter than asked for: whoever reads only the first one misses something here.
    world = World(lambda: clock.real().timestamp(), page=2)
    async with (
        served(world) as server,
        ClientSession(timeout=ClientTimeout(total=timedelta(seconds=LIMIT_S).total_seconds())) as session,
    ):
        team = world.team("land", scopes=frozenset(scope for scope, _why in SCOPES))
        installs = Installed({team.id: installation_of(world, team)})
        platform = SlackPlatform(installs, session, clock, server.api, pictures=pictures())
        yield SlackLand(world, team, clock, platform, team.id)
