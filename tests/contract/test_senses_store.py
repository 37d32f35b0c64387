"""What rhythm senses read, on both databases: who took part in runs, and how much was sent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards import Card
from bot.community.model import Account, Member, Room
from bot.deliveries import Edit, State, ToAccount, ToRoom
from bot.keys import AccountId, DeliveryId, MemberId, OccurrenceId, RoomId
from bot.rhythm.coming import Coming
from bot.rhythm.model import Occurrence, OccurrenceState, Worth
from bot.rhythm.program import Recap
from bot.rhythm.senses import LAST_RUNS, Load, Run
from storage.community import SqlCommunities
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.given import SqlGiven
from storage.members import SqlMembers
from storage.recaps import SqlRecaps
from storage.rhythm import SqlRituals
from storage.senses import SqlSenses
from storage.tables.rhythm import worths
from tests.worlds.ground import IDS, NORTH, NOW

WEEK = timedelta(weeks=1)
RITUAL = NORTH.ritual().id
EVA, SECOND = AccountId("eva"), AccountId("eva-two")


def run(weeks_ago: int) -> Occurrence:
    ident, starts = OccurrenceId(f"run-{weeks_ago}"), NOW - weeks_ago * WEEK
    return Occurrence(ident, NORTH.community, RITUAL, starts, 45, OccurrenceState.PLANNED, starts)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with a community, two people of whom one has two accounts, and a ritual."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        people = SqlMembers(session)
        await people.put_member(Member(MemberId("eva"), NORTH.community, NOW))
        await people.put_account(Account(EVA, NORTH.space, "U2", "Eva", MemberId("eva")))
        await people.put_account(Account(SECOND, NORTH.space, "U3", "Eva again", MemberId("eva")))
        await SqlRituals(session, IDS, NOW).put(NORTH.community, NORTH.ritual())
    return any_database


async def over(session: AsyncSession, *dates: Occurrence) -> None:
    store = SqlRituals(session, IDS, NOW)
    await store.plan(dates)
    await store.mark([d.id for d in dates], OccurrenceState.ENDED)


async def runs(database: Database) -> tuple[Run, ...]:
    async with database.reading() as session:
        return (await SqlSenses(session).runs([RITUAL], NOW))[RITUAL]


async def test_a_member_counts_once_a_run_whatever_they_gave_and_from_whichever_account(ground: Database) -> None:
    date, empty = run(1), run(2)
    async with ground.writing() as session:
        await over(session, date, empty)
        given = SqlGiven(session, IDS)
        await given.rsvp(date, EVA, [], status=Coming.GOING, at=NOW)
        await given.answer(date, SECOND, [], "Eva's own", NOW)
        await SqlRituals(session, IDS, NOW).answer(date, SECOND, [], Worth.NO, NOW)
        await given.rsvp(date, NORTH.account, [], status=Coming.GOING, at=NOW)
        await given.rsvp(empty, NORTH.account, [], status=Coming.NO, at=NOW)
    assert await runs(ground) == (Run(empty.starts, 0), Run(date.starts, 2))


async def test_who_was_there_is_what_a_recap_says_and_without_one_whoever_said_that_they_come(ground: Database) -> None:
    noted, nobody, plain = run(3), run(2), run(1)
    async with ground.writing() as session:
        await over(session, noted, nobody, plain)
        given, recaps = SqlGiven(session, IDS), SqlRecaps(session)
        for date in (noted, nobody, plain):
            await given.rsvp(date, NORTH.account, [], status=Coming.GOING, at=NOW)
        # Ada said that she comes and did not; Eva came with both of her accounts; of the next date nobody was noted.
        await recaps.put(noted, Recap(noted.id, NORTH.account, "", ""), NOW)
        await recaps.came(noted, [EVA, SECOND])
        await recaps.put(nobody, Recap(nobody.id, NORTH.account, "Nothing", ""), NOW)
        await given.answer(nobody, EVA, [], "Eva's own", NOW)
    assert await runs(ground) == (Run(noted.starts, 1), Run(nobody.starts, 1), Run(plain.starts, 1))
    async with ground.writing() as session:
        await SqlRecaps(session).came(noted, [EVA, NORTH.account])
        await SqlRecaps(session).came(nobody, [])
    assert await runs(ground) == (Run(noted.starts, 2), Run(nobody.starts, 1), Run(plain.starts, 1))


async def test_whoever_was_forgotten_counts_in_the_worth_of_a_run_still(ground: Database) -> None:
    async with ground.writing() as session:
        await over(session, run(1))
        await SqlRituals(session, IDS, NOW).answer(run(1), EVA, [], Worth.YES, NOW)
        await session.execute(update(worths).values(account_id=None))
    assert await runs(ground) == (Run(run(1).starts, 1),)


async def test_only_what_took_place_is_a_run_and_only_the_last_are_looked_at(ground: Database) -> None:
    async with ground.writing() as session:
        await over(session, *(run(n) for n in range(1, LAST_RUNS + 3)))
        store = SqlRituals(session, IDS, NOW)
        await store.mark([run(1).id], OccurrenceState.MISSED)
        await store.mark([run(2).id], OccurrenceState.DROPPED)
        await over(session, run(-1))
    assert await runs(ground) == tuple(Run(run(n).starts, 0) for n in range(LAST_RUNS + 2, 2, -1))


async def test_what_everybody_saw_is_counted_by_space_and_private_rooms_are_not(ground: Database) -> None:
    async with ground.writing() as session:
        private = Room(RoomId("private"), NORTH.space, "C2", "mentors", private=True, circle=NORTH.circle)
        await SqlCommunities(session).put_room(private)
        sent = [replace(NORTH.delivery(n), state=State.SENT) for n in range(8)]
        direct = replace(sent[1], to=ToAccount(EVA))
        hidden = replace(sent[2], to=ToRoom(private.id))
        edit = replace(sent[3], act=Edit(DeliveryId("north-0"), Card("Again")))
        refused = replace(sent[4], state=State.REFUSED)
        old = replace(sent[5], expires_at=NOW - 5 * WEEK)
        await SqlDeliveries(session).put([sent[0], direct, hidden, edit, refused, old, *sent[6:]])
    async with ground.reading() as session:
        found = await SqlSenses(session).loads([NORTH.community], NOW - 4 * WEEK)
    assert found == {NORTH.community: (Load(NORTH.space, posts=3, directs=1, members=2),)}
