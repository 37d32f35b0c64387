"""What is kept of milestones and of what was a year ago, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.model import Account, Member
from bot.community.store import Who
from bot.keys import AccountId, MemberId, OccurrenceId, PromptId
from bot.rhythm.model import Occurrence, OccurrenceState
from bot.rhythm.program import Recap
from bot.spark.memories import Told
from bot.spark.milestones import Candidate, Own, Permission, Personal
from storage.database import Database
from storage.members import SqlMembers
from storage.memories import SqlMemories
from storage.milestones import SqlMilestones
from storage.recaps import SqlRecaps
from storage.rhythm import SqlRituals
from storage.tables.hosts import hostings
from storage.tables.rhythm import prompt_answers
from tests.worlds.ground import IDS, NORTH, NOW, SOUTH

DAY = timedelta(days=1)
WEEK = 7 * DAY
BOTH = (NORTH.community, SOUTH.community)
WHO = Who(NORTH.community, NORTH.member, (NORTH.account,))
OWN = Own("own", NORTH.community, NORTH.account, Personal.YEARS, 1)


def date(number: int, *, prompt: PromptId | None = None) -> Occurrence:
    starts = NOW - number * WEEK
    ident = OccurrenceId(f"date-{number}")
    return Occurrence(
        ident, NORTH.community, NORTH.ritual().id, starts, 45, OccurrenceState.PLANNED, starts, prompt=prompt
    )


@pytest.fixture
async def ground(any_database: Database) -> Database:
    async with any_database.writing() as session:
        for plot in (NORTH, SOUTH):
            await plot.settle(session)
        await SqlRituals(session, IDS, NOW).put(NORTH.community, NORTH.ritual())
    return any_database


async def over(session: AsyncSession, *dates: Occurrence) -> None:
    rituals = SqlRituals(session, IDS, NOW)
    await rituals.plan(dates)
    await rituals.mark([d.id for d in dates], OccurrenceState.ENDED)


async def test_what_was_told_is_known_once_and_answers_are_counted(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlMilestones(session)
        await store.mark([(NORTH.community, "years:1"), (NORTH.community, "streak:26")], NOW)
        await store.mark([(NORTH.community, "years:1")], NOW + DAY)
        assert await store.known(BOTH) == {
            NORTH.community: frozenset({"years:1", "streak:26"}), SOUTH.community: frozenset()
        }  # fmt: skip
        await over(session, date(1))
        row = {"id": "answer", "community_id": NORTH.community, "occurrence_id": "date-1", "text": "Yes"}
        await session.execute(insert(prompt_answers).values(**row, account_id=NORTH.account, answered_at=NOW))
        assert await store.answers(BOTH) == {NORTH.community: 1, SOUTH.community: 0}


async def test_those_who_came_a_year_ago_are_found_unless_they_were_asked_or_left(ground: Database) -> None:
    async with ground.writing() as session:
        store, people = SqlMilestones(session), SqlMembers(session)
        year = NOW.replace(year=NOW.year + 1)
        member = await people.member(NORTH.member)
        assert member is not None
        await people.put_member(replace(member, joined_at=NOW))
        expected = Candidate(NORTH.community, NORTH.member, NORTH.account, Personal.YEARS, 1)
        assert await store.candidates([NORTH.community], year - DAY, year) == (expected,)
        assert await store.candidates([NORTH.community], year, year + DAY) == ()
        assert await store.candidates([SOUTH.community], year - 400 * DAY, year - DAY) == ()
        await store.put([OWN], year)
        assert await store.candidates([NORTH.community], year - DAY, year) == ()
        two = year.replace(year=year.year + 1)
        assert [c.number for c in await store.candidates([NORTH.community], two - DAY, two)] == [2]
        await people.put_member(replace(member, joined_at=NOW, left_at=NOW + DAY))
        assert await store.candidates([NORTH.community], two - DAY, two) == ()


async def test_whoever_has_just_hosted_ten_times_is_found(ground: Database) -> None:
    async with ground.writing() as session:
        dates = [date(n) for n in range(1, 11)]
        await over(session, *dates)
        row = {"community_id": NORTH.community, "account_id": NORTH.account, "part": "hosts", "since": NOW}
        rows = [row | {"id": d.id, "occurrence_id": d.id} for d in dates]
        await session.execute(insert(hostings), rows[1:])
        store = SqlMilestones(session)
        since = NOW - 9 * DAY
        assert await store.candidates(BOTH, since, NOW) == ()
        await session.execute(insert(hostings), rows[:1])
        expected = Candidate(NORTH.community, NORTH.member, NORTH.account, Personal.HOSTED, 10)
        assert await store.candidates(BOTH, since, NOW) == (expected,)


async def test_a_yes_is_told_once_and_a_refusal_outweighs_it(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlMilestones(session)
        await store.put([OWN], NOW)
        assert await store.consented(BOTH) == ()
        yes = replace(OWN, consent=Permission.YES)
        await store.put([yes], NOW)
        assert await store.own("own") == (yes, NOW)
        assert await store.consented(BOTH) == (yes,)
        await store.refuse(NORTH.community, [NORTH.account], NOW)
        assert await store.refused([NORTH.account, SOUTH.account]) == {NORTH.account}
        assert await store.consented(BOTH) == ()
        assert await store.drop_open([NORTH.account]) == ("own",)
        await store.refuse(NORTH.community, [NORTH.account], None)
        assert await store.consented(BOTH) == ()
        await store.put([yes], NOW)
        await store.said(["own"])
        assert await store.consented(BOTH) == ()
        await store.refuse(NORTH.community, [NORTH.account], NOW)
        assert set(await store.export(WHO)) == {"own_milestones", "milestone_refusals"}
        await store.forget(WHO)
        assert await store.own("own") is None
        assert await store.refused([NORTH.account]) == frozenset()


async def test_what_is_kept_of_a_date_is_told_but_nothing_that_names_the_forgotten(ground: Database) -> None:
    async with ground.writing() as session:
        recaps, store = SqlRecaps(session), SqlMemories(session)
        one, two = date(1), date(2)
        await over(session, one, two)
        account = await SqlMembers(session).account(NORTH.account)
        assert account is not None
        await recaps.put(one, Recap(one.id, None, "Less of it", ""), NOW)
        await recaps.put(two, Recap(two.id, None, f"Thanks to {account.name.upper()}!", ""), NOW)
        found = await store.told([one.id, two.id])
        assert found[one.id] == Told(decided="Less of it")
        assert found[two.id].decided
        await store.forget(WHO)
        found = await store.told([one.id, two.id])
        assert (found[one.id].decided, found[two.id].decided) == ("Less of it", "")


async def test_the_names_of_those_who_left_or_refused_are_known(ground: Database) -> None:
    async with ground.writing() as session:
        people, store = SqlMembers(session), SqlMemories(session)
        for name in ("bo", "eva"):
            await people.put_member(Member(MemberId(name), NORTH.community, NOW, left_at=NOW if name == "bo" else None))
            await people.put_account(Account(AccountId(f"{name}-1"), NORTH.space, name, name, MemberId(name)))
        assert await store.unnamed(BOTH) == {NORTH.community: frozenset({"bo"}), SOUTH.community: frozenset()}
        await SqlMilestones(session).refuse(NORTH.community, [AccountId("eva-1")], NOW)
        assert (await store.unnamed(BOTH))[NORTH.community] == {"bo", "eva"}


async def test_a_question_is_asked_again_once_in_its_own_community(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlMemories(session)
        await over(session, date(1))
        ident = date(1).id
        assert not await store.ask(NORTH.community, ident, NORTH.account, NOW)
        await store.remember([(NORTH.community, ident)], NOW)
        assert not await store.ask(SOUTH.community, ident, SOUTH.account, NOW)
        assert await store.ask(NORTH.community, ident, NORTH.account, NOW)
        assert not await store.ask(NORTH.community, ident, NORTH.account, NOW)
        assert set(await store.export(WHO)) == {"memories"}
