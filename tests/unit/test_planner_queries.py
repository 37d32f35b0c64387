"""A planner reads what it needs for a whole batch in a fixed number of queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta

import pytest
from sqlalchemy import event

from bot.community.model import Account, Member
from bot.keys import AccountId, CommunityId, MemberId, RitualId
from bot.rhythm.model import Moment, Ritual, RitualState, occurrence
from bot.rhythm.recurrence import Recurrence
from bot.rhythm.weeks import WEEKLY, WEEKLY_GRACE
from storage.members import SqlMembers
from storage.rhythm import SqlRituals
from storage.timing import SqlBeats
from tests.worlds.town import BEGIN, ZONE, Town

MANY = 500
GRACE = timedelta(hours=1)


@contextmanager
def counted(town: Town) -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    said: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            said.append(statement)

    engine = town.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def _rituals(town: Town, number: int, kind: Moment) -> None:
    """Store rituals with a date each, and a beat of that kind due now."""
    space = await _space(town)
    when = Recurrence("FREQ=WEEKLY;BYDAY=MO", date(2026, 11, 23), time(9, 0), ZONE)
    async with town.database.writing() as session:
        store = SqlRituals(session, town.hearth.engine.ids, BEGIN)
        beats = SqlBeats(session, town.hearth.engine.ids)
        for n in range(number):
            ritual = Ritual(
                id=RitualId(f"ritual{n:010}"),
                community=space,
                name=f"Ritual {n}",
                value="because",
                when=when,
                minutes=30,
                deck="practice",
                guests=True,
                state=RitualState.ACTIVE,
                revision=1,
                created_at=BEGIN,
                created_by=None,
            )
            await store.put(space, ritual)
            planned = occurrence(ritual, BEGIN)
            await store.plan([planned])
            if kind is Moment.WORTH:
                await store.opened({planned.id: None})
            beats.at(kind.value, space, planned.id, BEGIN, grace=GRACE)
        await beats.flush()


async def _space(town: Town) -> CommunityId:
    async with town.hearth.engine.units.reading() as house:
        space = await house.access.places.space("sandbox", "town")
    assert space is not None
    assert space.community is not None
    return space.community


async def _members(town: Town, number: int) -> None:
    """Store members whose Monday is now."""
    community = await _space(town)
    async with town.hearth.engine.units.reading() as house:
        space = await house.access.places.space("sandbox", "town")
    assert space is not None
    async with town.database.writing() as session:
        people = SqlMembers(session)
        beats = SqlBeats(session, town.hearth.engine.ids)
        for n in range(number):
            member = Member(MemberId(f"member{n:010}"), community, BEGIN, zone=ZONE)
            await people.put_member(member)
            await people.put_account(Account(AccountId(f"account{n:09}"), space.id, f"x{n}", f"X{n}", member.id))
            beats.at(WEEKLY, community, member.id, BEGIN, grace=WEEKLY_GRACE)
        await beats.flush()


async def _statements(town: Town, most: int) -> int:
    with counted(town) as said:
        handled = await town.hearth.engine._plan(most)
    assert handled > 0
    return len(said)


@pytest.mark.parametrize("kind", list(Moment))
async def test_a_moment_of_rituals_costs_as_many_statements_for_500_as_for_one(town: Town, kind: Moment) -> None:
    await town.sets_up(rhythm="")
    await _rituals(town, MANY, kind)
    await town.hearth.settle()
    one = await _statements(town, 1)
    many = await _statements(town, MANY - 1)
    assert many == one


async def test_the_weekly_nudge_costs_as_many_statements_for_500_as_for_one(town: Town) -> None:
    await town.sets_up(rhythm="")
    await town.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "why"')
    await _members(town, MANY)
    one = await _statements(town, 1)
    many = await _statements(town, MANY - 1)
    assert many == one
