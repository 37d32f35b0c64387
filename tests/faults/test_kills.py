"""kill -9 at any moment: what is owed stands on the platform once, in order, and nothing is lost."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from adapters.clock import FrozenClock, SystemClock
from adapters.ids import RandomIds
from adapters.main.wiring import wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import messages
from adapters.sandbox.tables import metadata as sandbox_tables
from adapters.sandbox.tables import rooms as sandbox_rooms
from adapters.sandbox.world import PLATFORM
from bot.codec import decode
from bot.keys import MemberId, RoomId
from migrations.run import upgrade
from storage.database import Database
from tests.worlds.ledger import Ledger, Owing, know_room, owe
from tests.worlds.platform_server import Server, Step, served
from tests.worlds.town import SPACE, Town
from tests.worlds.worker import LOOK_S, Aim, Hunter, Kill, Worker, eventually, tally, working

KILLS = int(os.environ.get("HEARTH_KILLS", "12"))
"""Over both databases together."""
SEED = 20261123
BEFORE = timedelta(minutes=30)
"""How long ago the story began, so that rituals' beats have come due before the first worker starts."""
RITUALS = 6
ROOMS = 4
PEOPLE = ("Maria", "Jonas", "Aisha", "Noor", "Mei", "Ravi")
BACKLOG = 60
"""Rows that are owed at least when a worker starts, so that a kill finds it at work."""
LIFE_S = 120
REST_S = 180
"""Limits for a machine that does much else; alone, a life lasts 3 s."""

AIMS = (
    (Step.ARRIVAL, "open_room"),
    (Step.ACCEPTED, "post"),
    (Step.ANSWERED, "direct"),
    (None, ""),
    (Step.ACCEPTED, "open_room"),
    (Step.ACCEPTED, "look_up"),
    (Step.ANSWERED, "post"),
    (Step.ARRIVAL, "direct"),
    (Step.ACCEPTED, "direct"),
    (Step.ARRIVAL, "look_up"),
    (Step.ANSWERED, "open_room"),
    (None, ""),
)
"""What the kills aim at, in turn; the two databases begin half a round apart."""


def aims(begin: int) -> Iterator[Aim]:
    """Yield aims without end, the same for the same beginning."""
    chance = random.Random(SEED + begin)
    for number in count(begin):
        step, method = AIMS[number % len(AIMS)]
        if step is None:
            yield Aim(None, delay=timedelta(seconds=chance.uniform(0, 0.25)))
        else:
            # Rooms and look-ups are few; of the others some are let pass first.
            yield Aim(step, (method,), skip=chance.randrange(4) if method in {"post", "direct"} else 0)


@dataclass(slots=True)
class Yard:
    """A community whose worker is killed: its town, the served platform and its tables, the hunter."""

    town: Town
    platform: Database
    server: Server
    hunter: Hunter
    ledger: Ledger
    rooms: list[RoomId] = field(default_factory=list)
    members: list[MemberId] = field(default_factory=list)
    rituals: int = 0
    circles: int = 0
    posts: int = 0

    async def prepares(self) -> None:
        """Set a community up, with rooms and rituals whose announcements have come due since."""
        await self.town.sets_up(zone="UTC")
        for number in range(ROOMS):
            made = await self.town.world.add_room(SPACE, f"room {number}", private=False, by=None)
            lane = await self.ledger.lane()
            self.rooms.append(await know_room(self.town.hearth, lane, made.id, made.name))
        self.members = list((await self.ledger.members()).values())
        starts = self.town.clock.now() + timedelta(days=1, minutes=20)
        for number in range(RITUALS):
            at = starts + timedelta(minutes=number)
            await self.town.starts_ritual("maria", f'/ritual create "Ritual {number}" "every {at:%A %H:%M}" "Because"')
            self.rituals += 1

    async def owes_more(self) -> None:
        """Owe a circle (a room, its people, its first message), and posts to rooms and people up to the backlog."""
        reply = await self.town.types("maria", f'/circle create "Circle {self.circles}" "Why not" @jonas @aisha')
        assert reply.card is not None
        self.circles += 1
        missing = max(0, BACKLOG - await self.ledger.open())
        places = [Owing("", room=r) for r in self.rooms] + [Owing("", member=m) for m in self.members]
        chosen = [places[n % len(places)] for n in range(self.posts, self.posts + missing)]
        owed = [Owing(f"note {self.posts + n}", o.room, o.member) for n, o in enumerate(chosen)]
        self.posts += len(owed)
        await owe(self.town.hearth, *owed)


@asynccontextmanager
async def yard(url: str) -> AsyncIterator[Yard]:
    """Open a yard on an empty database: the story is told half an hour ago, and nothing is sent here."""
    ago = datetime.now(UTC).replace(second=0, microsecond=0) - BEFORE
    clock, platform, database = FrozenClock(ago, ago), Database("sqlite+aiosqlite://"), Database(url)
    await upgrade(database.engine)
    async with platform.engine.begin() as connection:
        await connection.run_sync(sandbox_tables.create_all)
    world = SqlWorld(platform, SystemClock())
    here = SandboxPlatform(world, SystemClock())
    hearth = wire(database, clock, RandomIds(), {PLATFORM: here}, sends=False)
    town, ledger = Town(database, clock, world, hearth), Ledger(database)
    hunter = Hunter(ledger)
    await town.adds_space(SPACE)
    await town.lets_in(*PEOPLE, zone="UTC")
    try:
        async with served(here, hunter, hunter.watch.closing) as server:
            found = Yard(town, platform, server, hunter, ledger)
            await found.prepares()
            yield found
    finally:
        await hearth.close()
        await platform.close()


async def kill_often(yard: Yard, folder: Path, url: str, aims: Sequence[Aim]) -> None:
    """Start a worker, kill it at the moment aimed at, and so on; then let one finish the work, and stop it."""
    for aim in aims:
        await yard.owes_more()
        async with working(folder, url, yard.server.url) as worker:
            yard.hunter.takes(worker, aim)
            await eventually(lambda: yard.hunter.struck.is_set() or not worker.alive, LIFE_S)
            await eventually(yard.hunter.struck.is_set, 5)
    async with working(folder, url, yard.server.url) as worker:
        await finished(yard, worker)
        worker.told_to_stop()
        assert await worker.ended() == 0, worker.said()


async def finished(yard: Yard, worker: Worker) -> None:
    """Wait until nothing is owed any more."""
    async with asyncio.timeout(REST_S):
        while await yard.ledger.open():
            assert worker.alive, worker.said()
            await asyncio.sleep(LOOK_S)


# What must stand on the platform


@dataclass(frozen=True, slots=True)
class Standing:
    """What the platform keeps, and what Hearth believes."""

    rows: Sequence[Row[Any]]
    messages: Sequence[Row[Any]]
    rooms: Sequence[Row[Any]]

    def owed(self, act: str) -> list[Row[Any]]:
        """Return the deliveries of a kind, in the order in which they were owed."""
        return [r for r in self.rows if r.act == act]


async def standing(yard: Yard) -> Standing:
    """Read both sides."""
    async with yard.platform.reading() as session:
        sent = await session.execute(select(messages).where(messages.c.author_id.is_(None)).order_by(messages.c.id))
        made = await session.execute(select(sandbox_rooms).where(sandbox_rooms.c.key.is_not(None)))
        return Standing(await yard.ledger.rows(), sent.all(), made.all())


def nothing_is_lost_or_doubled(found: Standing) -> None:
    """Compare keys: each post and each room stands once, where Hearth believes it to be."""
    assert Counter(r.state for r in found.rows) == {"sent": len(found.rows)}
    assert Counter(m.key for m in found.messages) == Counter(r.key for r in found.owed("Post"))
    assert Counter(r.key for r in found.rooms) == Counter(r.key for r in found.owed("OpenRoom"))
    assert {m.key: f"M{m.id}" for m in found.messages} == {r.key: r.external_id for r in found.owed("Post")}
    assert {r.key: f"C{r.id}" for r in found.rooms} == {r.key: r.external_id for r in found.owed("OpenRoom")}


def order_is_kept(found: Standing, yard: Yard) -> None:
    """Within a destination posts stand as they were owed; a room is made, then filled, then spoken in."""
    place = {r.key: r.destination for r in found.owed("Post")}
    for destination in set(place.values()):
        owed = [r.key for r in found.owed("Post") if r.destination == destination]
        assert [m.key for m in found.messages if place[m.key] == destination] == owed
    done = [(a.method, a.place, a.key) for a in yard.hunter.watch.accepted]
    for room in found.rooms:
        here = [method for method, place, key in done if place == f"C{room.id}" or key == room.key]
        steps = [s for s in dict.fromkeys(here) if s != "look_up"]
        assert steps == ["open_room", "invite", "post"]


async def everything_was_said(found: Standing, yard: Yard) -> None:
    """Compare with what the story asked for, which no row could have forgotten."""
    titles = Counter(decode(m.card).title for m in found.messages)
    wanted = [f"note {n}" for n in range(yard.posts)] + [f"Coming up: Ritual {n}" for n in range(yard.rituals)]
    assert {w: titles[w] for w in wanted} == dict.fromkeys(wanted, 1)
    circles = [r for r in await yard.town.world.rooms(SPACE, viewer=None) if r.name.startswith("circle-")]
    assert sorted(r.name for r in circles) == sorted(f"circle-{n}" for n in range(yard.circles))
    assert {r.people for r in circles} == {frozenset({"maria", "jonas"})}


HALVES = {"sqlite": (0, KILLS - KILLS // 2), "postgres": (len(AIMS) // 2, KILLS // 2)}
"""Where each database begins in the round of aims, and how many kills it takes."""


@pytest.mark.timeout(900)
async def test_killed_at_any_moment_everything_owed_is_done_once_and_in_order(
    any_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kind = request.node.callspec.params["any_url"]
    begin, most = HALVES[kind]
    async with yard(any_url) as here:
        await kill_often(here, tmp_path, any_url, list(islice(aims(begin), most)))
        found = await standing(here)
        print(tally(kind, here.hunter.kills, here.hunter.watch.arrived))
        print(f"  {len(found.messages)} posts and {len(found.rooms)} rooms stand, of {len(found.rows)} rows")
        nothing_is_lost_or_doubled(found)
        order_is_kept(found, here)
        await everything_was_said(found, here)
        enough_hit(here.hunter.kills)


def enough_hit(kills: Sequence[Kill]) -> None:
    """Hold the kills to their aim: at least half of them met a row in `sending`."""
    hits = sum(k.hit for k in kills)
    assert 2 * hits >= len(kills), f"only {hits} of {len(kills)} kills hit a row in `sending`"
