"""What is kept of a slot that alternates, on both databases: what dates were, and the cases that members offer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.community.model import Account
from bot.community.store import Who
from bot.keys import AccountId, MemberId
from bot.voices.alternating import Case, Kind, Taken
from storage.database import Database
from storage.members import SqlMembers
from storage.slot_turns import SqlTurns
from tests.contract.storing import rituals
from tests.worlds.ground import NORTH, NOW, SOUTH

WEEK = timedelta(weeks=1)
HOUR = NORTH.ritual().id
MINE = Case("case-one", NORTH.community, HOUR, NORTH.account, NORTH.member, "", "Slow tests", NOW)
WHO = Who(NORTH.community, NORTH.member, (NORTH.account,))


def taken(week: int, turn: Kind, held: Kind, case: str | None = None) -> Taken:
    return Taken(NORTH.community, HOUR, NOW + week * WEEK, turn, held, case)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    async with any_database.writing() as session:
        for plot in (NORTH, SOUTH):
            await plot.settle(session)
        await rituals(session).put(NORTH.community, NORTH.ritual())
    return any_database


async def test_what_dates_were_is_written_once_and_counted_from_the_latest(ground: Database) -> None:
    rows = [taken(1, Kind.GUEST, Kind.CLINIC), taken(2, Kind.CASE, Kind.CASE), taken(3, Kind.GUEST, Kind.GUEST)]
    async with ground.writing() as session:
        turns = SqlTurns(session)
        await turns.take(rows)
        await turns.take([taken(1, Kind.CASE, Kind.CASE)])
        keys = [(t.ritual, t.starts) for t in rows]
        assert await turns.taken([*keys, (HOUR, NOW)]) == dict(zip(keys, rows, strict=True))
        assert await turns.last([HOUR]) == {HOUR: {Kind.GUEST: NOW + 3 * WEEK, Kind.CASE: NOW + 2 * WEEK}}
        assert await turns.held(NORTH.community, 2) == [Kind.GUEST, Kind.CASE]
        assert await turns.held(SOUTH.community, 2) == []


async def test_a_member_has_one_open_case_and_it_closes_when_it_was_brought(ground: Database) -> None:
    async with ground.writing() as session:
        turns = SqlTurns(session)
        await turns.offer(MINE)
        newer = replace(MINE, id="case-two", topic="Fast tests")
        await turns.offer(newer)
        [open_] = (await turns.cases([HOUR]))[HOUR]
        assert open_ == replace(newer, name=open_.name)
        assert open_.name
        await turns.take([taken(1, Kind.CASE, Kind.CASE, "case-two")])
        assert (await turns.cases([HOUR]))[HOUR] == (replace(open_, brought_at=NOW + WEEK),)
        assert await turns.take_back(NORTH.community, "case-two", NORTH.member) is None
        await turns.offer(replace(MINE, id="case-three"))
        assert [c.id for c in (await turns.cases([HOUR]))[HOUR]] == ["case-three", "case-two"]


async def test_only_whoever_offered_a_case_takes_it_back(ground: Database) -> None:
    async with ground.writing() as session:
        turns = SqlTurns(session)
        await turns.offer(MINE)
        assert await turns.take_back(NORTH.community, MINE.id, MemberId("other")) is None
        assert await turns.take_back(SOUTH.community, MINE.id, NORTH.member) is None
        assert await turns.take_back(NORTH.community, MINE.id, NORTH.member) == HOUR
        assert (await turns.cases([HOUR]))[HOUR] == ()


async def test_whoever_left_brings_nothing_and_whoever_is_forgotten_leaves_the_count(ground: Database) -> None:
    async with ground.writing() as session:
        turns, people = SqlTurns(session), SqlMembers(session)
        await turns.offer(MINE)
        here = await people.account(NORTH.account)
        assert isinstance(here, Account)
        await people.put_account(replace(here, left_at=NOW))
        assert (await turns.cases([HOUR]))[HOUR] == ()
        await turns.take([taken(1, Kind.CASE, Kind.CASE, MINE.id)])
        assert [r["topic"] for r in (await turns.export(WHO))["own_cases"]] == ["Slow tests"]
        await turns.forget(WHO)
        assert await turns.export(WHO) == {}
        assert await turns.export(replace(WHO, accounts=(AccountId("other"),))) == {}
        assert await turns.held(NORTH.community, 5) == [Kind.CASE]
