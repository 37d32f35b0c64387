"""What the ledger of times is counted from, on both databases."""

from dataclasses import replace
from datetime import timedelta

from bot.community.model import Member
from bot.keys import MemberId
from bot.rhythm.model import OccurrenceState, occurrence
from storage.database import Database
from storage.hours import SqlHours
from storage.members import SqlMembers
from storage.rhythm import SqlRituals
from tests.worlds.ground import IDS, NORTH, NOW, SOUTH, usual

WEEK = timedelta(weeks=1)


async def test_dates_that_took_place_are_told_in_order_and_no_others(any_database: Database) -> None:
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        store = SqlRituals(session, IDS, NOW)
        for home in (NORTH, SOUTH):
            await store.put(home.community, home.ritual())
        ended, opened, old, missed, dropped, coming = (
            occurrence(NORTH.ritual(), usual(NOW + n * WEEK)) for n in (-1, -2, -60, -3, -4, 1)
        )
        other = occurrence(SOUTH.ritual(), usual(NOW - WEEK))
        await store.plan([ended, opened, old, missed, dropped, coming, other])
        await store.opened({opened.id: None}, {opened.id: ()}, NOW)
        await store.mark([ended.id, old.id, other.id], OccurrenceState.ENDED)
        await store.mark([missed.id], OccurrenceState.MISSED)
        await store.mark([dropped.id], OccurrenceState.DROPPED)
    async with any_database.reading() as session:
        held = await SqlHours(session).held(NORTH.ritual().id, NOW - 53 * WEEK)
    assert held == [opened.starts, ended.starts]


async def test_members_are_counted_by_zone_once_and_while_they_are_here(any_database: Database) -> None:
    tokyo = Member(MemberId("tokyo"), NORTH.community, NOW, zone="Asia/Tokyo")
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        people = SqlMembers(session)
        for member in (
            tokyo,
            replace(tokyo, id=MemberId("second")),
            replace(tokyo, id=MemberId("linked"), linked_to=tokyo.id),
            replace(tokyo, id=MemberId("gone"), left_at=NOW),
            replace(tokyo, id=MemberId("unknown"), zone=None),
            replace(tokyo, id=MemberId("far"), zone="Europe/Madrid"),
            replace(tokyo, id=MemberId("elsewhere"), community=SOUTH.community),
        ):
            await people.put_member(member)
    async with any_database.reading() as session:
        found = await SqlHours(session).zones(NORTH.community)
    assert found == {"Asia/Tokyo": 2, "Europe/Madrid": 1}
