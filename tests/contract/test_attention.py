"""Two workers and one budget: what is counted and what is owed are one transaction, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.wiring import Hearth, wire
from bot.cards import Card, Para
from bot.community.attending import Attending
from bot.community.attention import Weight, Wish
from bot.community.model import Account, Member
from bot.deliveries import State
from bot.keys import AccountId, MemberId
from storage.attention import SqlWishes
from storage.database import Database
from storage.members import SqlMembers
from storage.tables.attention import nudges, wishes
from storage.tables.engine import deliveries
from tests.worlds.ground import NORTH, NOW

PEOPLE = 8
AT = NOW + timedelta(hours=4)


@pytest.fixture
async def workers(any_ready_url: str) -> AsyncIterator[list[Hearth]]:
    """Return four workers, each with connections of its own, and a community of some members."""
    databases = [Database(any_ready_url) for _ in range(4)]
    async with databases[0].writing() as session:
        await NORTH.settle(session)
        people = SqlMembers(session)
        for n in range(PEOPLE):
            await people.put_member(Member(MemberId(f"m{n}"), NORTH.community, NOW))
            await people.put_account(Account(AccountId(f"a{n}"), NORTH.space, f"p{n}", f"P{n}", MemberId(f"m{n}")))
    yield [wire(d, FrozenClock(AT), SeededIds(f"w{n}"), {}, sends=False) for n, d in enumerate(databases)]
    for database in databases:
        await database.close()


def wish(member: int, subject: str) -> Wish:
    line = Para((subject,))
    until = AT + timedelta(days=1)
    return Wish(NORTH.community, MemberId(f"m{member}"), "test", subject, Weight.DUTY, Card(subject), line, until)


async def wants(hearth: Hearth, wanted: list[Wish]) -> None:
    async with hearth.engine.unit() as house:
        await house.service(Attending).want(wanted)


async def test_many_workers_never_spend_the_last_place_of_a_budget_twice(workers: list[Hearth]) -> None:
    rounds = 6
    for turn in range(rounds):
        # Each wants something of everybody, one half of them in the opposite order: nobody may wait in a ring.
        each = [[wish(m, f"{turn}-{n}") for m in range(PEOPLE)][:: 1 if n % 2 else -1] for n in range(len(workers))]
        await asyncio.gather(*(wants(h, w) for h, w in zip(workers, each, strict=True)))
    async with workers[0].database.reading() as session:
        query = select(nudges.c.member_id, func.count()).group_by(nudges.c.member_id)
        counted = {row[0]: row[1] for row in await session.execute(query)}
        assert counted == {f"m{n}": 2 for n in range(PEOPLE)}
        assert await session.scalar(select(func.count()).select_from(deliveries)) == 2 * PEOPLE
        assert await session.scalar(select(func.count()).select_from(wishes)) == rounds * len(workers) * PEOPLE
        carried = select(func.count()).select_from(wishes).where(wishes.c.delivery_id.is_not(None))
        assert await session.scalar(carried) == 2 * PEOPLE


async def test_the_same_thing_wished_by_two_workers_comes_once(workers: list[Hearth]) -> None:
    await asyncio.gather(*(wants(h, [wish(0, "same"), wish(1, "same")]) for h in workers))
    async with workers[0].database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(deliveries)) == 2
        assert await session.scalar(select(func.count()).select_from(wishes)) == 2


async def test_who_has_not_heard_of_something_is_whom_no_message_took_it_to(workers: list[Hearth]) -> None:
    one, other = workers[0], workers[1]
    await wants(one, [wish(0, "told"), wish(1, "told"), wish(0, "one more"), wish(0, "too much"), wish(2, "other")])
    await wants(other, [wish(1, "too much")])
    async with other.database.writing() as session:
        # Somebody's message was taken back unsent, somebody else's was refused; the others' are on their way.
        carried = {
            r.subject: r.delivery_id for r in await session.execute(select(wishes).where(wishes.c.member_id == "m0"))
        }
        for subject, state in (("told", State.WITHDRAWN), ("one more", State.REFUSED)):
            its = deliveries.c.id == carried[subject]
            await session.execute(update(deliveries).where(its).values(state=state.value))
        store = SqlWishes(session, SeededIds("w"))
        assert await store.unheard([]) == frozenset()
        found = await store.unheard(["told", "one more", "too much", "nothing"])
    assert found == {(MemberId("m0"), s) for s in ("told", "one more", "too much")}
