"""The contract of what is kept about who looks after communities, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.line import NO_HOLDS, Ask, AskState
from bot.community.model import Account, Member
from bot.keys import AccountId, MemberId
from storage.activity import SqlActivity
from storage.database import Database
from storage.heirs import SqlHeirs
from storage.members import SqlMembers
from tests.worlds.ground import NORTH, NOW, SOUTH

DAY = timedelta(days=1)
LATER = NOW + 60 * DAY
SINCE = LATER - 42 * DAY
NAMES = ("bo", "cleo", "dan", "eva")


def account(name: str) -> AccountId:
    return AccountId(f"north-{name}-1")


async def somebody(session: AsyncSession, name: str, day: int) -> None:
    """Let somebody join on a day after the first; they called lately."""
    people = SqlMembers(session)
    await people.put_member(Member(MemberId(f"north-{name}"), NORTH.community, NOW + day * DAY))
    here = Account(account(name), NORTH.space, name, name, MemberId(f"north-{name}"), used_at=LATER - DAY)
    await people.put_account(here)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with two communities; Ada looks after the northern one, and four others are in it."""
    async with any_database.writing() as session:
        for plot in (NORTH, SOUTH):
            await plot.settle(session)
            await SqlMembers(session).add_steward(plot.community, plot.account, None, NOW)
        for day, name in enumerate(NAMES, 1):
            await somebody(session, name, day)
    return any_database


def ask(ident: str, name: str, state: AskState = AskState.ASKED) -> Ask:
    return Ask(ident, NORTH.community, None, state, NOW, NOW + 3 * DAY, account(name), MemberId(f"north-{name}"))


async def first(session: AsyncSession) -> list[str]:
    """Return who may be asked in the north, in order."""
    store = SqlHeirs(session)
    lines = await store.lines([NORTH.community, SOUTH.community], LATER)
    found = await store.followers(list(lines.values()), SINCE, LATER)
    assert SOUTH.community not in found
    return [p.member.removeprefix("north-") for p in found.get(NORTH.community, ())]


async def test_a_line_has_its_stewards_and_whoever_is_asked_and_says_who_has_left(ground: Database) -> None:
    async with ground.writing() as session:
        store, people = SqlHeirs(session), SqlMembers(session)
        await store.seat([(NORTH.community, account("bo")), (NORTH.community, account("bo"))], NOW + DAY)
        assert await store.put([ask("ask", "cleo"), ask("before", "dan", AskState.NO)]) == {"ask", "before"}
        line = (await store.lines([NORTH.community], NOW + 5 * DAY))[NORTH.community]
        assert [(p.member, p.steward) for p in line.people] == [
            (NORTH.member, True), ("north-bo", True), ("north-cleo", False)
        ]  # fmt: skip
        assert (line.open, line.departed) == (ask("ask", "cleo"), ())
        bo = await people.member(MemberId("north-bo"))
        assert bo is not None
        await people.put_member(replace(bo, left_at=NOW + 2 * DAY))
        line = (await store.lines([NORTH.community], NOW + 5 * DAY))[NORTH.community]
        assert line.departed == ((MemberId("north-bo"), NOW + 2 * DAY),)
        assert MemberId("north-bo") not in {p.member for p in line.people}
        await store.free([MemberId("north-bo")])
        assert (await store.lines([NORTH.community], NOW))[NORTH.community].departed == ()
        assert await people.stewards(NORTH.community) == (NORTH.member,)
        assert [a.id for a in (await store.lines([NORTH.community], NOW + NO_HOLDS))[NORTH.community].asks] == ["ask"]


async def test_one_question_is_open_in_a_community(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlHeirs(session)
        assert await store.put([ask("ask", "bo")]) == {"ask"}
        assert await store.put([ask("second", "cleo")]) == frozenset()
        assert await store.asking([NORTH.community, SOUTH.community]) == {NORTH.community}
        assert await store.end([(ask("ask", "bo"), AskState.NO)]) == {"ask"}
        assert await store.asking([NORTH.community]) == frozenset()


async def test_whoever_may_be_asked_was_heard_of_is_there_and_does_not_rest(ground: Database) -> None:
    async with ground.writing() as session:
        store, people = SqlHeirs(session), SqlMembers(session)
        assert await first(session) == ["bo"]
        await store.put([ask("ask", "bo", AskState.NO)])
        assert await first(session) == ["bo", "cleo"]  # one more than were asked
        for name in NAMES:
            was = await people.account(account(name))
            assert was is not None
            await people.put_account(replace(was, used_at=SINCE - DAY))
        assert await first(session) == []
        for name in ("cleo", "dan", "eva"):  # a day on which they wrote counts as well
            await SqlActivity(session).add(NORTH.community, account(name), NORTH.room, "wrote", date(2027, 1, 20))
        assert await first(session) == ["cleo", "dan"]
        cleo = await people.member(MemberId("north-cleo"))
        assert cleo is not None
        await people.put_member(replace(cleo, snoozed_until=LATER + DAY))
        assert await first(session) == ["dan", "eva"]
        await people.put_member(replace(cleo, left_at=LATER - DAY))
        await store.seat([(NORTH.community, account("dan"))], NOW)
        assert await first(session) == ["eva"]
