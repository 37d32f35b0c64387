"""A community whose platform stands at an address and can be given trouble; both clocks stand still.

Requests travel over real HTTP, in real time; rows wait by the frozen clock (`passes`).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession
from sqlalchemy import Row

from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.wiring import Hearth, wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import metadata as sandbox_tables
from adapters.sandbox.wire import RemotePlatform
from adapters.sandbox.world import PLATFORM
from bot.deliveries import Priority
from bot.keys import DeliveryId, MemberId, RoomId
from storage.database import Database
from tests.worlds.ledger import Ledger, Owing, know_room, owe
from tests.worlds.platform_server import Ask, Server, Watch, served
from tests.worlds.town import BEGIN, SPACE, Town

LIMIT = timedelta(seconds=5)
"""Long, so that a busy machine causes no time-out that was not ordered."""
MOMENT = timedelta(milliseconds=1)


@dataclass(slots=True)
class Scene:
    """Maria is the steward; `general` is the home room, `side` another one, both known by our ids."""

    town: Town
    watch: Watch
    server: Server
    remote: RemotePlatform
    limit: timedelta
    ledger: Ledger
    general: RoomId
    side: RoomId
    members: Mapping[str, MemberId]
    places: Mapping[RoomId, str]

    @property
    def hearth(self) -> Hearth:
        """Return Hearth."""
        return self.town.hearth

    async def owes(
        self,
        text: str,
        *,
        room: RoomId | None = None,
        to: str | None = None,
        priority: Priority = Priority.RITUAL,
        after: timedelta | None = None,
    ) -> DeliveryId:
        """Owe a post to a room or to a person, and let it be sent; `after`: until when it may be sent."""
        member = self.members[to] if to is not None else None
        expires = None if after is None else self.town.clock.now() + after
        made = await owe(self.hearth, Owing(text, room, member, priority), expires_at=expires)
        await self.hearth.settle()
        return made[0]

    async def row(self, delivery: DeliveryId) -> Row[Any]:
        """Return a delivery's row."""
        return await self.ledger.row(delivery)

    async def passes(self, real: timedelta) -> None:
        """Let real time pass, and do what is due then."""
        self.town.clock.wait(real)
        await self.hearth.pulse()

    async def until_looked(self) -> None:
        """Let the time pass after which an unknown outcome is looked for."""
        await self.passes(2 * self.limit)

    async def titles(self, room: RoomId) -> list[str]:
        """Return what stands in a room."""
        sent = await self.town.world.messages(SPACE, room=self.places[room], viewer=None)
        return [str(m.card.title) for m in sent if m.card is not None]

    async def mail(self, person: str) -> list[str]:
        """Return what somebody was sent directly."""
        return [str(m.card.title) for m in await self.town.mail(person) if m.card is not None]

    async def notices(self) -> list[str]:
        """Return what the steward was told by the desk, whole."""
        return [self.town.text(m) for m in await self.town.mail("maria")]

    def asked(self, *methods: str, about: RoomId | None = None) -> list[Ask]:
        """Return the requests by these methods, about a room or any place."""
        return self.watch.asked(*methods, place=None if about is None else self.places[about])

    def at(self, room: RoomId) -> Any:
        """Return what tells requests about a room."""
        return lambda ask: ask.place == self.places[room]


@asynccontextmanager
async def scene(
    database: Database, *, limit: timedelta = LIMIT, platform: Any = SandboxPlatform
) -> AsyncIterator[Scene]:
    """Open a scene on an up-to-date database; the platform keeps its things in another.

    `platform` makes what is served, from a world and a clock: a sandbox, or one that errs.
    """
    clock = FrozenClock(BEGIN)
    outside, watch = Database("sqlite+aiosqlite://"), Watch()
    async with outside.engine.begin() as connection:
        await connection.run_sync(sandbox_tables.create_all)
    world = SqlWorld(outside, clock)
    here = platform(world, clock)
    async with ClientSession() as session, served(here, watch, watch.closing) as server:
        remote = RemotePlatform(server.url, session)
        hearth = wire(database, clock, SeededIds("town"), {PLATFORM: remote}, send_limit=limit)
        town = Town(database, clock, world, hearth)
        try:
            yield await _opened(town, watch, server, remote, limit)
        finally:
            watch.closing.set()
            await town.close()
            await outside.close()


async def _opened(town: Town, watch: Watch, server: Server, remote: RemotePlatform, limit: timedelta) -> Scene:
    hearth, ledger = town.hearth, Ledger(town.database)
    await town.adds_space(SPACE)
    await town.lets_in("Maria", "Jonas", "Aisha", "Noor")
    await town.sets_up()
    made = await town.world.add_room(SPACE, "side", private=False, by=None)
    side = await know_room(hearth, await ledger.lane(), made.id, made.name)
    general = (await ledger.rooms())[town.rooms[SPACE]]
    places = {general: town.rooms[SPACE], side: made.id}
    return Scene(town, watch, server, remote, limit, ledger, general, side, await ledger.members(), places)
