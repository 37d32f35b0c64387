"""The store's contract about beats, on SQLite and on PostgreSQL: each is claimed once."""

import asyncio
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.ids import SeededIds
from bot.beats import Beat, BeatState
from storage.database import Database
from storage.tables.engine import beats as beat_rows
from storage.timing import SqlBeats
from tests.contract.storing import (
    GRACE,
    KIND,
    OVERLAP_S,
    undone,
)
from tests.worlds.ground import IDS, NORTH, NOW


async def _beats(database: Database, *moments: timedelta, subject: str = "subject") -> None:
    async with database.writing() as session:
        beats = SqlBeats(session, SeededIds(f"beats {moments} {subject}"))
        for moment in moments:
            beats.at(KIND, NORTH.community, subject, NOW + moment, grace=GRACE)
        await beats.flush()


async def _claim_beats(database: Database, most: int = 10) -> tuple[Beat, ...]:
    """Claim and finish, as the pulse does."""
    async with database.writing() as session:
        beats = SqlBeats(session, IDS)
        claimed = await beats.claim(NOW, most)
        await beats.finish([b.id for b in claimed], BeatState.DONE)
        return claimed


async def test_due_beats_are_claimed_earliest_first_and_once(ground: Database) -> None:
    await _beats(ground, timedelta(), -timedelta(hours=2), timedelta(seconds=1), -timedelta(hours=1))
    claimed = await _claim_beats(ground, 2)
    assert [b.due_at for b in claimed] == [NOW - timedelta(hours=2), NOW - timedelta(hours=1)]
    assert [b.due_at for b in await _claim_beats(ground)] == [NOW]
    assert await _claim_beats(ground) == ()
    async with ground.reading() as session:
        assert await SqlBeats(session, IDS).next_due() == NOW + timedelta(seconds=1)


async def test_two_workers_never_claim_the_same_beat(two_workers: tuple[Database, Database]) -> None:
    first, second = two_workers
    await _beats(first, *(-timedelta(minutes=m) for m in range(6)))
    async with first.writing() as session:
        beats = SqlBeats(session, IDS)
        mine = await beats.claim(NOW, 3)
        other = asyncio.create_task(_claim_beats(second))
        await asyncio.wait({other}, timeout=OVERLAP_S)
        await beats.finish([b.id for b in mine], BeatState.DONE)
    theirs = await asyncio.wait_for(other, 10)
    assert len(mine) == 3
    assert {b.id for b in mine} & {b.id for b in theirs} == set()
    rest = await _claim_beats(first)
    assert len(mine) + len(theirs) + len(rest) == 6


async def test_a_rolled_back_claim_of_a_beat_is_free_again(ground: Database) -> None:
    await _beats(ground, timedelta())

    async def claims(session: AsyncSession) -> None:
        beats = SqlBeats(session, IDS)
        claimed = await beats.claim(NOW, 1)
        await beats.finish([b.id for b in claimed], BeatState.DONE)

    await undone(ground, claims)
    assert len(await _claim_beats(ground)) == 1


async def test_planning_the_same_moment_twice_plans_it_once(ground: Database) -> None:
    await _beats(ground, timedelta())
    await _beats(ground, timedelta(), timedelta())
    assert len(await _claim_beats(ground)) == 1
    # What was done already is not done again either.
    await _beats(ground, timedelta())
    assert await _claim_beats(ground) == ()


async def test_a_withdrawn_beat_is_not_claimed_and_can_become_due_again(ground: Database) -> None:
    await _beats(ground, timedelta())
    async with ground.writing() as session:
        assert await SqlBeats(session, IDS).withdraw(NORTH.community, ["subject"]) == 1
    assert await _claim_beats(ground) == ()
    await _beats(ground, timedelta())
    assert len(await _claim_beats(ground)) == 1


async def test_withdrawing_one_kind_leaves_the_others(ground: Database) -> None:
    async with ground.writing() as session:
        beats = SqlBeats(session, IDS)
        beats.at("one", NORTH.community, "subject", NOW, grace=GRACE)
        beats.at("other", NORTH.community, "subject", NOW, grace=GRACE)
        beats.at("one", NORTH.community, "another", NOW, grace=GRACE)
        await beats.flush()
        beats.at("one", NORTH.community, "subject", NOW + GRACE, grace=GRACE)
        await beats.withdraw(NORTH.community, ["subject"], "one")
        await beats.flush()
    left = {(b.kind, b.subject) for b in await _claim_beats(ground)}
    assert left == {("other", "subject"), ("one", "another")}
    async with ground.reading() as session:
        assert await SqlBeats(session, IDS).next_due() is None


async def test_a_beat_withdrawn_while_it_is_handled_stays_withdrawn(ground: Database) -> None:
    await _beats(ground, timedelta())
    async with ground.writing() as session:
        beats = SqlBeats(session, IDS)
        [claimed] = await beats.claim(NOW, 1)
        await beats.withdraw(NORTH.community, ["subject"])
        await beats.finish([claimed.id], BeatState.DONE)
    async with ground.reading() as session:
        assert await session.scalar(select(beat_rows.c.state)) == BeatState.WITHDRAWN.value
