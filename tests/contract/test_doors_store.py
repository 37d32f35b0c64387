"""Noes and blocks of circles, on SQLite and on PostgreSQL: they hold for the person, whichever account asks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.model import Account, Member
from bot.community.store import Who
from bot.keys import AccountId, CircleId, MemberId
from storage.database import Database
from storage.doors import SqlDoors
from storage.members import SqlMembers
from tests.worlds.ground import NORTH, NOW

EVA = Member(MemberId("eva"), NORTH.community, NOW)
HERS = Account(AccountId("eva-first"), NORTH.space, "E1", "Eva", EVA.id)
OTHER = Member(MemberId("eva-again"), NORTH.community, NOW)
SECOND = Account(AccountId("eva-second"), NORTH.space, "E2", "Eva", OTHER.id)
LATER = NOW + timedelta(days=30)
MINE = NORTH.circle


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with a circle, and somebody who came with two accounts that nobody knows to be one person."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await NORTH.open_circle(session)
        people = SqlMembers(session)
        for member, account in ((EVA, HERS), (OTHER, SECOND)):
            await people.put_member(member)
            await people.put_account(account)
    return any_database


async def test_a_no_and_a_block_are_found_and_taken_back(ground: Database) -> None:
    async with ground.writing() as session:
        doors = SqlDoors(session)
        assert await doors.blocked([MINE, CircleId("never")]) == {MINE: frozenset(), CircleId("never"): frozenset()}
        assert await doors.refused_until(MINE, EVA.id) is None
        await doors.block(NORTH.community, MINE, [HERS.id], NOW)
        await doors.block(NORTH.community, MINE, [HERS.id], NOW)
        await doors.refuse(NORTH.community, MINE, [HERS.id], NOW)
        await doors.refuse(NORTH.community, MINE, [HERS.id], LATER)
    async with ground.writing() as session:
        doors = SqlDoors(session)
        assert await doors.blocked([MINE]) == {MINE: frozenset({EVA.id})}
        assert await doors.refused_until(MINE, EVA.id) == LATER
        await doors.unblock(MINE, OTHER.id)
        await doors.pardon(MINE, [OTHER.id])
        assert await doors.blocked([MINE]) == {MINE: frozenset({EVA.id})}
        await doors.unblock(MINE, EVA.id)
        await doors.pardon(MINE, [EVA.id])
        assert await doors.blocked([MINE]) == {MINE: frozenset()}
        assert await doors.refused_until(MINE, EVA.id) is None


async def links(session: AsyncSession) -> None:
    """Let the two be one person."""
    await SqlMembers(session).put_account(replace(SECOND, member=EVA.id))
    await SqlDoors(session).spread(EVA.id)


async def test_what_held_for_one_of_two_holds_for_both_after_a_link_and_after_it_is_undone(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlDoors(session).block(NORTH.community, MINE, [SECOND.id], NOW)
        await SqlDoors(session).refuse(NORTH.community, MINE, [HERS.id], NOW)
        await SqlDoors(session).refuse(NORTH.community, MINE, [SECOND.id], LATER)
        await links(session)
    async with ground.writing() as session:
        doors = SqlDoors(session)
        assert await doors.blocked([MINE]) == {MINE: frozenset({EVA.id})}
        await SqlMembers(session).put_account(SECOND)  # the link is undone
        assert await doors.blocked([MINE]) == {MINE: frozenset({EVA.id, OTHER.id})}
        assert [await doors.refused_until(MINE, m) for m in (EVA.id, OTHER.id)] == [LATER, LATER]


async def test_a_link_between_people_of_whom_nothing_is_kept_writes_nothing(ground: Database) -> None:
    async with ground.writing() as session:
        await links(session)
        assert await SqlDoors(session).blocked([MINE]) == {MINE: frozenset()}


async def test_an_export_tells_the_no_and_not_the_block_and_forgetting_leaves_neither(ground: Database) -> None:
    who = Who(NORTH.community, EVA.id, (HERS.id,))
    async with ground.writing() as session:
        doors = SqlDoors(session)
        await doors.block(NORTH.community, MINE, [HERS.id], NOW)
        await doors.refuse(NORTH.community, MINE, [HERS.id], LATER)
        assert list(await doors.export(who)) == ["circle_refusals"]
        await doors.forget(who)
        assert await doors.export(who) == {}
        assert await doors.blocked([MINE]) == {MINE: frozenset()}
