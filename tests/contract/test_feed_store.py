"""The addresses of calendars and what they show, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Conflict
from bot.keys import AccountId, MemberId, RitualId
from bot.rhythm.addresses import Feed, digest
from bot.rhythm.coming import Coming
from bot.rhythm.feeds import Mark, Window
from bot.rhythm.holidays import Policy
from bot.rhythm.model import occurrence
from storage.database import Database
from storage.feeds import SqlFeeds
from storage.given import SqlGiven
from storage.rhythm import SqlRituals
from storage.tables.feeds import feeds
from tests.worlds.ground import IDS, NORTH, NOW, SOUTH, usual


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with two communities that know nothing of each other."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
    return any_database


def feed(secret: str, member: MemberId | None = None) -> Feed:
    return Feed(f"feed-{secret}", NORTH.community, member, digest(secret), f"sealed {secret}", NOW)


async def test_a_calendar_has_one_address_the_newest(ground: Database) -> None:
    old, new, ours = feed("old", NORTH.member), feed("new", NORTH.member), feed("ours")
    async with ground.writing() as session:
        for each in (old, new, feed("first"), ours):
            await SqlFeeds(session).put(each)
    async with ground.reading() as session:
        store = SqlFeeds(session)
        assert [await store.behind(digest(s)) for s in ("old", "new", "first", "ours")] == [None, new, None, ours]
        assert set(await store.feeds(NORTH.community, [NORTH.member])) == {new, ours}
        assert await store.feeds(NORTH.community, [SOUTH.member]) == (ours,)
        assert await store.feeds(SOUTH.community, [NORTH.member]) == ()


async def test_addresses_go_one_by_one_and_in_their_own_community(ground: Database) -> None:
    mine, ours = feed("mine", NORTH.member), feed("ours")
    async with ground.writing() as session:
        store = SqlFeeds(session)
        await store.put(mine)
        await store.put(ours)
        await store.drop(SOUTH.community, [NORTH.member, None])
        assert await store.behind(mine.digest) == mine
        await store.drop(NORTH.community, [NORTH.member])
        assert [await store.behind(f.digest) for f in (mine, ours)] == [None, ours]
        await store.drop(NORTH.community, [None])
        assert await store.behind(ours.digest) is None


async def test_two_stewards_at_once_cannot_make_two_addresses_of_one_calendar(ground: Database) -> None:
    row = {"id": "other", "community_id": NORTH.community, "digest": digest("other"), "sealed": "", "made_at": NOW}
    async with ground.writing() as session:
        await SqlFeeds(session).put(feed("ours"))
    with pytest.raises(Conflict):
        async with ground.writing() as session:
            await session.execute(feeds.insert().values(**row))


async def test_each_change_of_a_ritual_or_its_dates_counts(ground: Database) -> None:
    ritual, later = NORTH.ritual(), NOW + timedelta(days=1)
    async with ground.writing() as session:
        await SqlRituals(session, IDS, NOW).put(NORTH.community, ritual)
        first = await SqlFeeds(session).marks([ritual.id])
        await SqlRituals(session, IDS, later).put(NORTH.community, replace(ritual, minutes=30))
        await SqlFeeds(session).raise_sequence([ritual.id], later + timedelta(hours=1))
        then = await SqlFeeds(session).marks([ritual.id])
    assert first == {ritual.id: Mark(1, NOW)}
    assert then == {ritual.id: Mark(3, later + timedelta(hours=1))}


async def test_other_holidays_are_a_change_of_the_rituals_that_go_by_them_and_of_no_others(ground: Database) -> None:
    goes, keeps, south = replace(NORTH.ritual(), holidays=Policy.SKIP), NORTH.ritual(), SOUTH.ritual()
    keeps = replace(keeps, id=RitualId("keeps"), name="Keeps", uid="")
    later, both = NOW + timedelta(days=1), [goes.id, keeps.id, south.id]
    async with ground.writing() as session:
        await SqlRituals(session, IDS, NOW).put(NORTH.community, goes)
        await SqlRituals(session, IDS, NOW).put(NORTH.community, keeps)
        await SqlRituals(session, IDS, NOW).put(SOUTH.community, replace(south, holidays=Policy.MOVE))
        before = await SqlFeeds(session).marks(both)
        await SqlFeeds(session).raise_for_holidays([NORTH.community], later)
        assert await SqlFeeds(session).marks(both) == {**before, goes.id: Mark(before[goes.id].sequence + 1, later)}


async def test_the_dates_of_a_window_are_those_that_begin_in_it(ground: Database) -> None:
    ritual, window = NORTH.ritual(), Window.at(NOW)
    second = timedelta(seconds=1)
    times = [window.begins - second, window.begins, NOW, window.ends - second, window.ends]
    dates = [occurrence(ritual, usual(at)) for at in times]
    async with ground.writing() as session:
        store = SqlRituals(session, IDS, NOW)
        await store.put(NORTH.community, ritual)
        await store.plan(dates)
    async with ground.reading() as session:
        assert await SqlFeeds(session).dates(NORTH.community, window) == tuple(dates[1:4])
        assert await SqlFeeds(session).dates(SOUTH.community, window) == ()


async def test_what_a_member_said_is_their_last_word_of_each_date(ground: Database) -> None:
    ritual = NORTH.ritual()
    one, two = (occurrence(ritual, usual(NOW + timedelta(days=n))) for n in (1, 8))
    who: AccountId = NORTH.account
    async with ground.writing() as session:
        rituals, given = SqlRituals(session, IDS, NOW), SqlGiven(session, IDS)
        await rituals.put(NORTH.community, ritual)
        await rituals.plan([one, two])
        await given.rsvp(one, who, [who], status=Coming.GOING, at=NOW - timedelta(days=200))
        await given.rsvp(two, who, [who], status=Coming.GOING, at=NOW)
        await given.rsvp(two, who, [who], status=Coming.MAYBE, at=NOW + timedelta(hours=1))
        store = SqlFeeds(session)
        assert list(await store.said(NORTH.member, NOW - timedelta(days=92))) == [(ritual.id, two.id, Coming.MAYBE)]
        assert list(await store.said(SOUTH.member, NOW - timedelta(days=92))) == []
