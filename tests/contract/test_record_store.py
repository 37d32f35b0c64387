"""The record of who did what to whom, on both databases: added to, cleared when old, and nobody forgotten in it."""

import inspect
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.community.record import Records
from bot.community.store import Who
from bot.facts import Noted
from bot.keys import AccountId, MemberId
from storage.database import Database
from storage.record import SqlRecord, clear_record
from storage.tables.record import record
from tests.worlds.ground import NORTH, NOW, SOUTH

YEAR = timedelta(days=365)
GONE_ACCOUNT, GONE_MEMBER = AccountId("gone-account"), MemberId("gone-member")


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with two communities that know nothing of each other."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
    return any_database


def act(verb: str, *, days: int = 0, about: str = "") -> Noted:
    at = NOW - timedelta(days=days)
    return Noted(NORTH.community, verb, NORTH.account, NORTH.member, NORTH.circle, at, about)


async def rows(database: Database) -> list[tuple[object, ...]]:
    async with database.reading() as session:
        wanted = (record.c.verb, record.c.actor_id, record.c.subject_id, record.c.circle_id, record.c.about_id)
        return [tuple(r) for r in await session.execute(select(*wanted).order_by(record.c.seq))]


async def test_acts_are_written_in_the_order_in_which_they_were_told(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlRecord(session).add([act("ritual.skip", about="ritual"), act("circle.approve")])
    assert await rows(ground) == [
        ("ritual.skip", NORTH.account, NORTH.member, NORTH.circle, "ritual"),
        ("circle.approve", NORTH.account, NORTH.member, NORTH.circle, ""),
    ]


async def test_whoever_was_forgotten_a_moment_before_is_not_written_down(ground: Database) -> None:
    told = Noted(NORTH.community, "circle.leave", GONE_ACCOUNT, GONE_MEMBER, NORTH.circle, NOW)
    async with ground.writing() as session:
        await SqlRecord(session).add([told])
    assert await rows(ground) == [("circle.leave", None, None, NORTH.circle, "")]


async def test_forgetting_takes_the_person_out_and_leaves_the_act(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlRecord(session).add([act("steward.add")])
        await SqlRecord(session).forget(Who(NORTH.community, NORTH.member, (NORTH.account,)))
    assert await rows(ground) == [("steward.add", None, None, NORTH.circle, "")]


async def test_whom_something_was_done_to_is_not_told_by_whom_or_in_which_circle(ground: Database) -> None:
    refused = Noted(NORTH.community, "circle.refuse", SOUTH.account, NORTH.member, NORTH.circle, NOW)
    async with ground.writing() as session:
        await SqlRecord(session).add([refused, act("steward.add")])
    async with ground.reading() as session:
        found = await SqlRecord(session).export(Who(NORTH.community, NORTH.member, (NORTH.account,)))
    theirs, own = found["record"]
    assert theirs == {"at": NOW, "verb": "circle.refuse"}
    assert own["circle_id"] == NORTH.circle


async def test_what_is_old_is_cleared(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlRecord(session).add([act("ritual.edit", days=401), act("ritual.move", days=400)])
        await clear_record(session, NOW - timedelta(days=400))
    assert [r[0] for r in await rows(ground)] == ["ritual.move"]


def test_no_method_changes_an_act_but_forgetting() -> None:
    methods = {n for n, _f in inspect.getmembers(SqlRecord, inspect.isfunction) if not n.startswith("_")}
    assert methods == {n for n, _f in inspect.getmembers(Records, inspect.isfunction) if not n.startswith("_")}
    changing = [
        n for n in methods if any(w in inspect.getsource(getattr(SqlRecord, n)) for w in ("update(", "delete("))
    ]
    assert changing == []
