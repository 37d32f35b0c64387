"""A steward's circle on Slack and on Discord, while a channel is in a long backoff and thousands of nudges are due."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from adapters.clock import FrozenClock
from bot.deliveries import Priority, State
from bot.keys import MemberId
from storage.database import Database
from storage.tables.community import accounts, members
from tests.worlds.discord import faults as discord
from tests.worlds.hunting import Asked, Doing
from tests.worlds.ledger import Owing, owe
from tests.worlds.slack import faults as slack
from tests.worlds.town import BEGIN
from tests.worlds.trouble import Step
from tests.worlds.yards import Yard, fenced

NUDGES = 2000
REQUEST = timedelta(milliseconds=250)
"""How long each request takes the platform, by its clock; four are under way at once."""
SOON = timedelta(seconds=5)
BACKOFF = timedelta(minutes=10)
TROUBLE: dict[str, Callable[[], object]] = {
    # A 429 of Slack's is for the whole method; what it says of one channel stands in the answer, without a time.
    "slack": lambda: slack.refuses("rate_limited"),
    "discord": lambda: discord.limited(BACKOFF.total_seconds()),
}


@dataclass(slots=True)
class Slow:
    """Every request takes its time, and each that is about one place fails; what was done is written down."""

    clock: FrozenClock
    fails: Callable[..., object]
    place: str = ""
    done: list[tuple[datetime, Asked]] = field(default_factory=list)

    async def sees(self, step: Step, asked: Asked) -> bool:
        if step is Step.ARRIVAL:
            self.clock.wait(REQUEST / 4)
            if self.place and asked.doing is Doing.POST and asked.place == self.place:
                await self.fails(asked)  # type: ignore[misc]
        elif step is Step.ACCEPTED:
            self.done.append((self.clock.real(), asked))
        return False


async def crowd(yard: Yard) -> list[MemberId]:
    """Let very many people in, whom nobody watches come."""
    lane = await yard.ledger.lane()
    ids = [await yard.served.joins(f"p{n}") for n in range(NUDGES)]
    async with yard.hearth.database.writing() as session:
        community = await session.scalar(select(members.c.community_id).limit(1))
        rows = [{"id": f"m{n}", "community_id": community, "joined_at": BEGIN} for n in range(NUDGES)]
        await session.execute(insert(members), rows)
        known = [
            {"id": f"a{n}", "space_id": lane, "external_id": who, "name": f"p{n}", "member_id": f"m{n}"}
            for n, who in enumerate(ids)
        ]
        await session.execute(insert(accounts), known)
    return [MemberId(f"m{n}") for n in range(NUDGES)]


async def backs_off(yard: Yard, slow: Slow) -> None:
    """Let the first room fail until it waits its ten minutes."""
    room, lane = yard.rooms[0], await yard.ledger.lane()
    slow.place = (await yard.ledger.places())[room]
    await owe(yard.hearth, *(Owing(f"post {n}", room=room) for n in range(20)))
    for _failure in range(20):
        await yard.hearth.courier.drain(lane, most=4)
        waits = next(r for r in await yard.ledger.rows() if r.state == State.WAITING.value)
        left = waits.retry_at - yard.clock.real()
        if left > BACKOFF / 2:
            return
        yard.clock.wait(max(left, timedelta()))
    pytest.fail("it never waits for long")


@pytest.mark.parametrize("platform", TROUBLE)
async def test_a_circle_is_complete_within_seconds_whatever_else_is_owed(database: Database, platform: str) -> None:
    clock = FrozenClock(BEGIN)
    slow = Slow(clock, TROUBLE[platform]())  # type: ignore[arg-type]
    async with fenced(database, clock, slow, clock, platform) as yard:
        await yard.settles()
        lane = await yard.ledger.lane()
        await yard.hearth.courier.drain(lane)
        await backs_off(yard, slow)
        nudged = await crowd(yard)
        await owe(yard.hearth, *(Owing("your week", member=m, priority=Priority.NUDGE) for m in nudged))
        await yard.hearth.courier.drain(lane, most=40)
        before, sent = clock.real(), len(slow.done)
        assert sum(r.state == "due" for r in await yard.ledger.rows()) > NUDGES - 50
        await yard.circle("Hello")
        await yard.hearth.courier.drain(lane, most=40)
        first: dict[Doing, timedelta] = {}
        for at, asked in slow.done[sent:]:
            first.setdefault(asked.doing, at - before)
        steps = [first[d] for d in (Doing.OPEN, Doing.INVITE, Doing.CIRCLE)]
        assert steps == sorted(steps)
        assert steps[-1] <= SOON, first
        there = await yard.served.stands()
        inside = frozenset({yard.people["maria"], yard.people["jonas"]})
        [room] = [r for r in there.rooms if r.name == "hello"]
        assert room.people == inside
        assert [m.place for m in there.messages].count(room.id) == 1
        assert yard.people["aisha"] in [m.place for m in there.messages]
        # What was in trouble still waits, and no nudge was lost for it.
        assert sum(r.state == "waiting" for r in await yard.ledger.rows()) == 1
        assert not [m for m in there.messages if m.place == slow.place]
