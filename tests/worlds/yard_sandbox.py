"""The sandbox in a yard: the product's own, over a database of its own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import select

from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import messages, metadata, rooms
from adapters.sandbox.wire import Dropped
from adapters.sandbox.words import Data
from adapters.sandbox.world import PLATFORM
from bot.cards import Buttons
from bot.codec import decode
from bot.ports import Clock
from storage.database import Database
from tests.worlds.hunting import Asked, Doing
from tests.worlds.platform_server import Ask, Server, Step, Watch, served
from tests.worlds.yards import Beside, Opening, RoomStanding, Standing, Stands

SPACE = "yard"
DOINGS = {"post": Doing.POST, "direct": Doing.DIRECT, "open_room": Doing.OPEN, "invite": Doing.INVITE}
DOINGS |= {"look_up": Doing.LOOK, "close": Doing.CLOSE}


@dataclass(frozen=True, slots=True)
class Two:
    """Two beside the served sandbox (`adapters.sandbox.wire.Watcher`): a watch first, then the yard's own."""

    watch: Watch
    beside: Beside

    async def on_arrival(self, method: str, body: Data) -> None:
        await self.watch.on_arrival(method, body)
        if await self.beside.sees(Step.ARRIVAL, asked(method, body)):
            raise Dropped

    async def after_accepting(self, method: str, body: Data) -> None:
        await self.watch.after_accepting(method, body)
        if await self.beside.sees(Step.ACCEPTED, asked(method, body)):
            raise Dropped

    async def after_answering(self, method: str, body: Data) -> None:
        await self.watch.after_answering(method, body)
        await self.beside.sees(Step.ANSWERED, asked(method, body))


def asked(method: str, body: Data) -> Asked:
    """Return a request in words that all platforms share."""
    ask, doing = Ask(method, body), DOINGS.get(method, Doing.OTHER)
    if doing is Doing.POST and body["at"]["private"]:
        doing = Doing.CIRCLE
    return Asked(doing, ask.key, ask.place, str(body.get("name", "")))


@dataclass(slots=True)
class Sandbox:
    """A space of the sandbox at an address."""

    world: SqlWorld
    adapter: SandboxPlatform
    database: Database
    server: Server
    watch: Watch
    platform: str = PLATFORM
    space: str = SPACE
    reads_back: bool = True

    @property
    def reaches(self) -> Mapping[str, str]:
        return {"HEARTH_SANDBOX_URL": self.server.url}

    async def installs(self, database: Database) -> None:
        """Do nothing: the address is all that a worker needs."""

    async def joins(self, name: str) -> str:
        return (await self.world.add_person(SPACE, name, zone="UTC")).id

    async def adds_room(self, name: str) -> str:
        return (await self.world.add_room(SPACE, name, private=False, by=None)).id

    async def stands(self) -> Stands:
        async with self.database.reading() as session:
            query = select(messages).where(messages.c.author_id.is_(None)).order_by(messages.c.id)
            sent = (await session.execute(query)).all()
            made = (await session.execute(select(rooms).where(rooms.c.key.is_not(None)))).all()
        found = {r.id: r for r in await self.world.rooms(SPACE, viewer=None)}
        people = {f"C{r.id}": found[f"C{r.id}"].people for r in made}
        return Stands(
            [Standing(m.key, f"M{m.id}", "", str(decode(m.card).title), _labels(m.card)) for m in sent],
            [RoomStanding(r.key, f"C{r.id}", found[f"C{r.id}"].name, people[f"C{r.id}"]) for r in made],
        )


def _labels(card: str) -> tuple[str, ...]:
    return tuple(b.label for k in decode(card).blocks if isinstance(k, Buttons) for b in k.buttons)


@asynccontextmanager
async def opened(beside: Beside, clock: Clock) -> AsyncIterator[Sandbox]:
    """Serve a sandbox."""
    database, watch = Database("sqlite+aiosqlite://"), Watch()
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    world = SqlWorld(database, clock)
    here = SandboxPlatform(world, clock)
    await world.add_space(SPACE)
    try:
        async with served(here, Two(watch, beside), watch.closing) as server:
            yield Sandbox(world, here, database, server, watch)
    finally:
        await database.close()


OPENING: Opening = opened
"""Here the type checker holds it to what a yard needs."""
