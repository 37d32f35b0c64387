"""Whoever waits is served first: a long queue and a room in trouble hold up nobody who asked for something."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.wiring import Hearth, wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import people
from adapters.sandbox.tables import spaces as places
from adapters.sandbox.world import PLATFORM
from bot.deliveries import Priority, State
from bot.errors import Outcome, PlatformFault
from bot.keys import MemberId
from storage.database import Database
from storage.tables.community import accounts, members
from tests.worlds.ledger import A_WEEK, Ledger, Owing, owe, said
from tests.worlds.town import BEGIN, SPACE, Town

NUDGES = 2000
REQUEST = timedelta(milliseconds=250)
"""How long each request takes the platform: a lane of four at once asks it 16 times in a second at most."""
SOON = timedelta(seconds=5)
BACKOFF = timedelta(minutes=10)


@dataclass(slots=True)
class Timed(SandboxPlatform):
    """A platform whose every request takes its time by the frozen clock, and that writes down when each was done."""

    machine: FrozenClock = field(default_factory=lambda: FrozenClock(BEGIN))
    done: list[tuple[datetime, str]] = field(default_factory=list)
    trouble: Callable[[str, Any], bool] = field(default=lambda _method, _at: False)

    def _takes(self, method: str, at: Any) -> None:
        self.machine.wait(REQUEST / 4)  # four are under way at once
        if self.trouble(method, at):
            raise PlatformFault("slow_down", Outcome.NOT_DONE, retry_after=BACKOFF)
        self.done.append((self.machine.real(), method))

    async def post(self, space: str, to: Any, *rest: Any, **under: Any) -> str:
        self._takes("post", to)
        return await SandboxPlatform.post(self, space, to, *rest, **under)

    async def direct(self, space: str, to: Any, *rest: Any) -> str:
        self._takes("direct", to)
        return await SandboxPlatform.direct(self, space, to, *rest)

    async def open_room(self, space: str, *rest: Any, **named: Any) -> str:
        self._takes("open_room", None)
        return await SandboxPlatform.open_room(self, space, *rest, **named)

    async def invite(self, space: str, room: Any, *rest: Any) -> None:
        self._takes("invite", room)
        await SandboxPlatform.invite(self, space, room, *rest)


async def town_of(database: Database) -> tuple[Town, Timed]:
    """Return a town whose Hearth sends only when it is told to, with a community."""
    clock = FrozenClock(BEGIN)
    world = SqlWorld(database, clock)
    platform = Timed(world, clock, machine=clock)
    hearth = wire(database, clock, SeededIds("town"), {PLATFORM: platform}, sends=False)
    town = Town(database, clock, world, hearth)
    await town.adds_space(SPACE)
    await town.lets_in("Maria", "Jonas", "Aisha")
    await town.sets_up(rhythm="")
    return town, platform


async def crowd(town: Town) -> list[MemberId]:
    """Let very many people in, whom nobody watches come."""
    ours = await Ledger(town.database).lane()
    async with town.database.writing() as session:
        space = await session.scalar(select(places.c.id))
        community = await session.scalar(select(members.c.community_id).limit(1))
        names = [f"p{n}" for n in range(NUDGES)]
        rows: list[dict[str, Any]] = [
            {"space_id": space, "handle": n, "name": n, "zone": "UTC", "here": True} for n in names
        ]
        await session.execute(insert(people), rows)
        rows = [{"id": f"m{n}", "community_id": community, "joined_at": BEGIN} for n in names]
        await session.execute(insert(members), rows)
        rows = [{"id": f"a{n}", "space_id": ours, "external_id": n, "name": n, "member_id": f"m{n}"} for n in names]
        await session.execute(insert(accounts), rows)
    return [MemberId(f"m{n}") for n in names]


async def drains(hearth: Hearth, town: Town, most: int) -> None:
    await hearth.courier.drain(await Ledger(town.database).lane(), most=most)


async def test_a_circle_is_complete_within_seconds_whatever_else_is_owed(database: Database) -> None:
    town, platform = await town_of(database)
    ledger = Ledger(database)
    nudged = await crowd(town)
    general = (await ledger.rooms())[town.rooms[SPACE]]
    # One room is in trouble, and there is a queue behind it and a card in it that should be edited.
    [stands] = await owe(town.hearth, Owing("stands", room=general))
    await drains(town.hearth, town, 1)
    platform.trouble = lambda _method, at: getattr(at, "external", None) == town.rooms[SPACE]
    await owe(town.hearth, *(Owing(f"post {n}", room=general) for n in range(20)))
    async with town.hearth.engine.unit() as unit:
        unit.owing.edit(stands, said("edited"), reason="test", expires_at=town.clock.now() + A_WEEK)  # type: ignore[attr-defined]
    await owe(town.hearth, *(Owing("your week", member=m, priority=Priority.NUDGE) for m in nudged))
    await drains(town.hearth, town, 40)
    waits = next(r for r in await ledger.rows() if r.state == State.WAITING.value)
    assert waits.retry_at >= town.clock.real() + BACKOFF - timedelta(seconds=10)
    before, sent = town.clock.real(), len(platform.done)
    assert sum(r.state == "due" for r in await ledger.rows()) > NUDGES - 50
    await town.types("maria", '/circle create "Hello" "Why not" @jonas people:@aisha')
    await drains(town.hearth, town, 40)
    steps = {method: at - before for at, method in reversed(platform.done[sent:]) if method != "direct"}
    assert list(reversed(steps)) == ["open_room", "invite", "post"]
    assert all(took <= SOON for took in steps.values()), steps
    assert (await town.mail("aisha"))[-1:] != []
    room = await town.room("hello")
    assert room is not None
    assert room.people == {"maria", "jonas"}
    [first] = await town.reads("jonas", "hello")
    assert first.card is not None
    # What was in trouble still waits, and no nudge was lost for it.
    assert sum(r.state == "waiting" for r in await ledger.rows()) == 1
