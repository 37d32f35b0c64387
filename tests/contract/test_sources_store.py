"""The contract of what is kept about feeds, and of how they are claimed to be read, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.community.store import Who
from bot.pages import Asked
from bot.voices.candidates import State, Suggestion
from bot.voices.sources import Source, SourceId, Standing
from storage.candidates import SqlCandidates
from storage.database import Database
from storage.sources import MOST_ATTEMPTS, SqlErrands, SqlSources
from tests.contract.storing import undone
from tests.worlds.ground import NORTH, NOW, REAL, SOUTH

LIMIT = timedelta(seconds=30)
DAY = timedelta(days=1)


def feed(number: int, state: Standing = Standing.ON, *, south: bool = False) -> Source:
    plot = SOUTH if south else NORTH
    ident = SourceId(f"{plot.name}-feed-{number}")
    url = f"https://f{number}.example.org/"
    return Source(ident, plot.community, url, "Looms", state, plot.account, NOW + number * DAY)


def question(number: int, of: Source | None, *, age: timedelta = timedelta()) -> Suggestion:
    name = of.id if of is not None else None
    key = f"{name}:{number}" if name else None
    ident = f"{NORTH.name}-q-{number}"
    return Suggestion(ident, NORTH.community, "outside", f"What of {number}?", NOW - age, feed=name, key=key)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    async with any_database.writing() as session:
        for plot in (NORTH, SOUTH):
            await plot.settle(session)
    return any_database


async def test_feeds_are_a_communitys_own_and_found_again(ground: Database) -> None:
    read = replace(feed(1), etag='"1"', failures=2, trouble="status", status=500, read_at=NOW, newest=NOW - DAY)
    async with ground.writing() as session:
        store = SqlSources(session)
        for each in (feed(2, Standing.ENDED), feed(1), read, feed(1, south=True), feed(3, Standing.OFFERED)):
            await store.put(each)
        assert await store.all(NORTH.community) == (read, feed(2, Standing.ENDED))
        assert await store.followed([NORTH.community, SOUTH.community]) == (read, feed(1, south=True))
        assert await store.at(NORTH.community, read.url) == read
        assert await store.at(SOUTH.community, feed(2).url) is None
        assert await store.get([read.id, SourceId("nobody")]) == (read,)
        who = Who(NORTH.community, NORTH.member, (NORTH.account,))
        assert len((await store.export(who))["prompt_feeds"]) == 3
        await store.forget(who)
        assert (await store.all(NORTH.community))[0] == replace(read, added_by=None)

    async def puts(session: object) -> None:
        await SqlSources(session).put(feed(7))  # type: ignore[arg-type]

    await undone(ground, puts)
    async with ground.reading() as session:
        assert await SqlSources(session).get([feed(7).id]) == ()


async def test_a_list_is_offered_in_its_order_in_place_of_the_one_before(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlSources(session)
        await store.put(feed(1))
        await store.offer(NORTH.community, [feed(9, Standing.OFFERED)])
        new = [feed(n, Standing.OFFERED) for n in (5, 3)]
        same = replace(feed(1, Standing.OFFERED), id=SourceId("another"))
        assert await store.offer(NORTH.community, [*new, same]) == tuple(new)
        assert await store.get([feed(9).id]) == ()
        assert await store.all(NORTH.community) == (feed(1),)


async def test_what_a_feed_gave_is_known_grows_old_and_goes_with_it(ground: Database) -> None:
    async with ground.writing() as session:
        store, questions = SqlSources(session), SqlCandidates(session)
        one, two = feed(1), feed(2)
        new = [question(1, one, age=9 * DAY), question(2, one), question(3, two, age=9 * DAY), question(4, None)]
        for each in (one, two):
            await store.put(each)
        await questions.add([*new, replace(question(5, None), added_at=NOW - 9 * DAY)])
        assert await store.known(NORTH.community, [f"{one.id}:1", f"{one.id}:7"]) == {f"{one.id}:1"}
        assert await store.known(SOUTH.community, [f"{one.id}:1"]) == frozenset()
        assert set(await store.given(NORTH.community, NOW - DAY)) == {(one.id, NOW)}
        assert await store.expire(NORTH.community, NOW - 9 * DAY) == 2
        assert await questions.waiting([NORTH.community]) == {NORTH.community: 3}
        kept = await questions.get(NORTH.community, new[0].id)
        assert kept is not None
        assert kept.state is State.DECLINED
        await store.drop(one)
        assert await store.all(NORTH.community) == (two,)
        assert await questions.waiting([NORTH.community]) == {NORTH.community: 2}
        assert await store.known(NORTH.community, [f"{one.id}:1", f"{one.id}:2"]) == {f"{one.id}:1"}


async def test_what_is_wanted_is_claimed_once_and_again_when_its_reader_is_lost(ground: Database) -> None:
    async with ground.writing() as session:
        store, errands = SqlSources(session), SqlErrands(session)
        for each in (feed(1), feed(2), feed(3)):
            await store.put(each)
        assert (await errands.waiting(REAL, LIMIT), errands.asked) == (False, False)
        await errands.want([feed(2).id], REAL - DAY)
        await errands.want([feed(1).id, feed(2).id], REAL)
        assert (await errands.waiting(REAL, LIMIT), errands.asked) == (True, True)
        claimed = await errands.claim(REAL, LIMIT, 5)
        assert [(e.id, e.asked, e.attempt) for e in claimed] == [
            (feed(2).id, Asked(feed(2).url), 1), (feed(1).id, Asked(feed(1).url), 1)
        ]  # fmt: skip
        assert await errands.claim(REAL + LIMIT, LIMIT, 5) == ()
        assert not await errands.waiting(REAL + LIMIT, LIMIT)
        assert await errands.settle(claimed[1])
        assert not await errands.settle(claimed[1])
        # The other one never came back.
        again = await errands.claim(REAL + 2 * LIMIT, LIMIT, 5)
        assert [(e.id, e.attempt) for e in again] == [(feed(2).id, 2)]
        assert not await errands.settle(claimed[0])
        assert await errands.settle(again[0])
        assert not await errands.waiting(REAL + DAY, LIMIT)


async def test_what_breaks_its_readers_is_left_alone_in_the_end(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlSources(session).put(feed(1))
        errands = SqlErrands(session)
        await errands.want([feed(1).id], REAL)
        for attempt in range(MOST_ATTEMPTS):
            assert await errands.claim(REAL + attempt * 2 * LIMIT, LIMIT, 5)
        assert not await errands.waiting(REAL + DAY, LIMIT)
        assert await errands.claim(REAL + DAY, LIMIT, 5) == ()


async def test_two_workers_never_claim_the_same(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlSources(session).put(feed(1))
        await SqlErrands(session).want([feed(1).id], REAL)
    async with ground.writing() as session:
        assert len(await SqlErrands(session).claim(REAL, LIMIT, 5)) == 1
    async with ground.writing() as session:
        assert await SqlErrands(session).claim(REAL, LIMIT, 5) == ()
