"""The wake-ups' contract: nothing that is owed is left lying, whenever it was written. Embedded is its first member."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

import pytest
from sqlalchemy import select

from adapters.ids import SeededIds
from adapters.main.house import House
from adapters.main.wiring import Hearth, wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.world import PLATFORM
from adapters.wakeups import EmbeddedWakeups
from bot.cards import Card
from bot.delivery.courier import Courier
from bot.keys import RoomId, SpaceId
from bot.ports import Names, RoomAt, Wakeups
from storage.database import Database
from storage.tables.community import rooms, spaces
from storage.tables.engine import deliveries
from tests.worlds.town import Town

LIMIT_S = 10
Drain = Callable[[SpaceId], Awaitable[object]]


class Waking(Wakeups, Protocol):
    """What this contract needs of each kind beside the port itself."""

    drain: Drain | None

    def closing(self) -> bool: ...
    async def idle(self) -> None: ...
    async def close(self) -> None: ...


KINDS: dict[str, Callable[[], Waking]] = {"embedded": EmbeddedWakeups}


@pytest.fixture(params=KINDS)
async def wakeups(request: pytest.FixtureRequest) -> AsyncIterator[Waking]:
    """Return each kind of wake-ups in turn, with no drain yet."""
    made = KINDS[request.param]()
    yield made
    await made.close()


@dataclass(slots=True)
class Post:
    """One community whose lane is drained by the wake-ups under test."""

    town: Town
    wakeups: Waking
    elsewhere: Hearth
    room: RoomId
    lane: SpaceId
    later: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.town.database

    async def owes(self, title: str, *, woken: bool) -> None:
        """Owe a message; another process that wakes nobody here does it when nobody is woken."""
        engine = self.town.hearth.engine if woken else self.elsewhere.engine
        async with engine.unit() as house:
            assert isinstance(house, House)
            expires = self.town.clock.now() + timedelta(days=1)
            house.owing.post(self.room, Card(title), reason=title, expires_at=expires)
        if woken:
            self.wakeups.wake(self.lane)

    def courier(self, unit: Callable[[], object] | None = None, platform: SandboxPlatform | None = None) -> Courier:
        here = platform or SandboxPlatform(self.town.world, self.town.clock)
        opens = unit or self.town.hearth.engine.unit
        return Courier(opens, self.town.clock, {PLATFORM: here}, timedelta(seconds=LIMIT_S))  # type: ignore[arg-type]

    async def pulses(self) -> None:
        """Do as the worker does each second: look which lanes have something to send, and wake them."""
        async with self.town.hearth.engine.units.reading() as house:
            lanes = await house.deliveries.lanes(self.town.clock.real(), send_limit=timedelta(seconds=LIMIT_S))
        for lane in lanes:
            self.wakeups.wake(lane)
        await self.settles()

    async def settles(self) -> None:
        await asyncio.wait_for(self.wakeups.idle(), LIMIT_S)
        await asyncio.gather(*self.later)

    async def arrived(self) -> list[str]:
        """Return the titles that stand in the room, in order."""
        return [str(m.card.title) for m in await self.town.reads(None) if m.card is not None]


@pytest.fixture
async def post(town: Town, wakeups: Waking) -> Post:
    """Return a founded town whose own drains are switched off."""
    await town.sets_up(rhythm="")
    own = town.hearth.wakeups
    assert own is not None
    own.drain = _nothing
    elsewhere = wire(town.database, town.clock, SeededIds("elsewhere"), {}, sends=False)
    async with town.database.reading() as session:
        lane = SpaceId((await session.scalars(select(spaces.c.id))).one())
        room = RoomId((await session.scalars(select(rooms.c.id))).one())
    return Post(town, wakeups, elsewhere, room, lane)


async def _nothing(lane: SpaceId) -> None:
    """Send nothing."""


# Written at any moment

STEPS = [f"{when} unit {number}" for number in (1, 2, 3) for when in ("before", "inside", "after")]
"""With one message owed a drain has three units of work: its claim, the outcome, and the last look."""
STEPS.append("at the end")


@pytest.mark.parametrize("woken", [True, False], ids=["woken", "silent"])
@pytest.mark.parametrize("step", STEPS)
async def test_what_is_written_at_any_step_of_a_drain_is_sent_within_two_pulses(
    post: Post, step: str, woken: bool
) -> None:
    passed: list[str] = []

    async def pass_by(name: str) -> None:
        passed.append(name)
        if name != step:
            return
        if name.startswith("inside"):
            # The one writer of SQLite is busy here: it is written as soon as this unit has ended.
            post.later.append(asyncio.create_task(post.owes("second", woken=woken)))
        else:
            await post.owes("second", woken=woken)

    number = 0

    @asynccontextmanager
    async def unit() -> AsyncIterator[object]:
        nonlocal number
        number += 1
        mine = number
        await pass_by(f"before unit {mine}")
        async with post.town.hearth.engine.unit() as house:
            await pass_by(f"inside unit {mine}")
            yield house
        await pass_by(f"after unit {mine}")

    courier = post.courier(unit)

    async def drain(lane: SpaceId) -> None:
        await courier.drain(lane)
        if "at the end" not in passed:
            await pass_by("at the end")

    post.wakeups.drain = drain
    await post.owes("first", woken=True)
    await post.settles()
    assert step in passed
    if woken:
        # What this process wrote itself needs no pulse at all.
        assert await post.arrived() == ["first", "second"]
    await post.pulses()
    await post.pulses()
    assert await post.arrived() == ["first", "second"]


async def test_waking_too_often_sends_nothing_twice(post: Post) -> None:
    post.wakeups.drain = post.courier().drain
    for number in range(5):
        await post.owes(str(number), woken=True)
        for _ in range(10):
            post.wakeups.wake(post.lane)
    await post.settles()
    assert await post.arrived() == ["0", "1", "2", "3", "4"]


# Looks


@dataclass(slots=True)
class Looks:
    """A drain that can be held, and what it has seen."""

    begun: list[str] = field(default_factory=list)
    running: int = 0
    most: int = 0
    entered: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def drain(self, lane: SpaceId) -> None:
        self.begun.append(lane)
        self.running += 1
        self.most = max(self.most, self.running)
        self.entered.set()
        try:
            await self.go.wait()
        finally:
            self.running -= 1


async def test_a_wake_while_a_look_runs_brings_one_more_look_and_never_two_at_once(wakeups: Waking) -> None:
    looks = Looks()
    wakeups.drain = looks.drain
    lane = SpaceId("lane")
    wakeups.wake(lane)
    await asyncio.wait_for(looks.entered.wait(), LIMIT_S)
    for _ in range(3):
        wakeups.wake(lane)
    looks.go.set()
    await asyncio.wait_for(wakeups.idle(), LIMIT_S)
    assert (looks.begun, looks.most) == ([lane, lane], 1)


async def test_one_lane_that_hangs_holds_up_no_other(wakeups: Waking) -> None:
    looks = Looks()
    wakeups.drain = looks.drain
    other = asyncio.Event()

    async def drain(lane: SpaceId) -> None:
        if lane == "other":
            other.set()
        else:
            await looks.drain(lane)

    wakeups.drain = drain
    wakeups.wake(SpaceId("slow"))
    await asyncio.wait_for(looks.entered.wait(), LIMIT_S)
    wakeups.wake(SpaceId("other"))
    await asyncio.wait_for(other.wait(), LIMIT_S)
    assert looks.running == 1
    looks.go.set()


async def test_a_drain_that_raises_is_not_the_end(wakeups: Waking) -> None:
    lane = SpaceId("lane")
    seen: list[int] = []
    first = asyncio.Event()

    async def drain(_lane: SpaceId) -> None:
        seen.append(len(seen))
        if len(seen) == 1:
            first.set()
            raise RuntimeError("the database has gone away")

    wakeups.drain = drain
    wakeups.wake(lane)
    await asyncio.wait_for(wakeups.idle(), LIMIT_S)
    wakeups.wake(lane)
    await asyncio.wait_for(wakeups.idle(), LIMIT_S)
    assert seen == [0, 1]


async def test_a_wake_while_a_drain_is_about_to_raise_is_not_lost(wakeups: Waking) -> None:
    lane = SpaceId("lane")
    looks = Looks()

    async def drain(which: SpaceId) -> None:
        await looks.drain(which)
        if len(looks.begun) == 1:
            raise RuntimeError("the database has gone away")

    wakeups.drain = drain
    wakeups.wake(lane)
    await asyncio.wait_for(looks.entered.wait(), LIMIT_S)
    wakeups.wake(lane)
    looks.go.set()
    await asyncio.wait_for(wakeups.idle(), LIMIT_S)
    assert len(looks.begun) == 2


# The end


@dataclass(slots=True)
class Held(SandboxPlatform):
    """A sandbox whose posts wait until they are let go."""

    entered: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, space: str, to: RoomAt, card: Card, names: Names, key: str, **under: Any) -> str:
        self.entered.set()
        await self.go.wait()
        return await SandboxPlatform.post(self, space, to, card, names, key, **under)


async def test_closing_finishes_what_is_being_sent_and_begins_nothing_more(post: Post) -> None:
    platform = Held(post.town.world, post.town.clock)
    post.wakeups.drain = partial(post.courier(platform=platform).drain, stop=post.wakeups.closing)
    await post.owes("first", woken=True)
    await asyncio.wait_for(platform.entered.wait(), LIMIT_S)
    await post.owes("second", woken=True)
    closing = asyncio.create_task(post.wakeups.close())
    post.wakeups.wake(post.lane)
    done, _pending = await asyncio.wait({closing}, timeout=0.05)
    assert not done
    platform.go.set()
    await asyncio.wait_for(closing, LIMIT_S)
    assert await post.arrived() == ["first"]
    async with post.database.reading() as session:
        states = list(await session.scalars(select(deliveries.c.state).order_by(deliveries.c.seq)))
    assert states == ["sent", "due"]
    post.wakeups.wake(post.lane)
    await asyncio.wait_for(post.wakeups.idle(), LIMIT_S)
    assert await post.arrived() == ["first"]


async def test_closing_with_nothing_to_send_is_done_at_once(wakeups: Waking) -> None:
    looks = Looks()
    wakeups.drain = looks.drain
    await asyncio.wait_for(wakeups.close(), LIMIT_S)
    assert looks.begun == []
