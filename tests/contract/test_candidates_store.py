"""The contract of questions that wait for a steward, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.ids import SeededIds
from bot.community.store import Who
from bot.keys import DeliveryId
from bot.voices.candidates import Heard, State, Suggestion
from storage.candidates import SqlCandidates
from storage.database import Database
from storage.shelf import SqlShelf
from storage.timing import SqlBeats
from tests.contract.storing import undone
from tests.worlds.ground import NORTH, NOW, SOUTH

MINUTE = timedelta(minutes=1)
WHO = Who(NORTH.community, NORTH.member, (NORTH.account,))


def candidate(number: int, text: str = "", *, key: str | None = None, minute: int = 0) -> Suggestion:
    return Suggestion(
        f"candidate-{number}",
        NORTH.community,
        "practice",
        text or f"Question {number}?",
        NOW + minute * MINUTE,
        "The Lancet",
        "2026-11",
        "https://lancet.example/1",
        NORTH.account if key is None else None,
        None if key is None else "feed",
        key,
        member=NORTH.member if key is None else None,
    )


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with two communities."""
    async with any_database.writing() as session:
        for plot in (NORTH, SOUTH):
            await plot.settle(session)
    return any_database


async def test_what_was_added_is_found_in_line_and_round_again(ground: Database) -> None:
    new = [candidate(1, minute=1), candidate(2, minute=1), candidate(3, key="a")]
    async with ground.writing() as session:
        store = SqlCandidates(session)
        assert await store.add(new) == {NORTH.community: 3}
        assert await store.waiting([NORTH.community, SOUTH.community]) == {NORTH.community: 3, SOUTH.community: 0}
    async with ground.reading() as session:
        store = SqlCandidates(session)
        line = [new[2], new[0], new[1], new[2]]
        found = await store.after(NORTH.community)
        for expected in line:
            assert found == expected
            found = await store.after(NORTH.community, found.id)
        assert await store.after(SOUTH.community) is None
        assert await store.get(SOUTH.community, new[0].id) is None
        assert await store.get(NORTH.community, new[0].id) == new[0]


async def test_words_and_keys_are_there_once_a_community(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlCandidates(session)
        assert await store.add([]) == {}
        first = [candidate(1, "Stuck?"), candidate(2, "Rest?", key="a"), candidate(3, "stuck!")]
        assert await store.add(first) == {NORTH.community: 2}
        assert await store.add([candidate(4, "Rest, really?", key="a"), candidate(5, "STUCK", key="b")]) == {}
        there = replace(candidate(6, "Stuck?", key="a"), community=SOUTH.community)
        assert await store.add([there]) == {SOUTH.community: 1}
        assert await store.same(NORTH.community, "...stuck") == first[0]
        assert await store.same(NORTH.community, "unstuck") is None


async def test_the_first_decision_counts(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlCandidates(session)
        await store.add([candidate(1), candidate(2)])
        assert await store.decide(candidate(1), State.TAKEN)
        assert not await store.decide(candidate(1), State.DECLINED)
        assert await store.after(NORTH.community) == candidate(2)
        assert await store.after(NORTH.community, candidate(1).id) == candidate(2)
        assert await store.get(NORTH.community, candidate(1).id) == replace(candidate(1), state=State.TAKEN)
        assert (await store.waiting([NORTH.community]))[NORTH.community] == 1


async def test_what_was_not_committed_never_was(ground: Database) -> None:
    async def work(session: AsyncSession) -> None:
        await SqlCandidates(session).add([candidate(1)])

    await undone(ground, work)
    async with ground.reading() as session:
        assert await SqlCandidates(session).after(NORTH.community) is None


async def test_what_was_told_is_kept_a_community(ground: Database) -> None:
    heard = Heard(NOW, (DeliveryId("one"), DeliveryId("two")))
    async with ground.writing() as session:
        store = SqlCandidates(session)
        await store.put_heard({NORTH.community: Heard(NOW - MINUTE, ())})
        await store.put_heard({NORTH.community: heard})
        assert await store.heard([NORTH.community, SOUTH.community]) == {NORTH.community: heard}


async def test_what_a_person_suggested_is_exported_and_forgotten_and_a_feeds_stays(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlCandidates(session)
        await store.add([candidate(1), candidate(2, key="a")])
        assert [r["text"] for r in (await store.export(WHO))["prompt_candidates"]] == ["Question 1?"]
        await store.forget(WHO)
        assert await store.export(WHO) == {}
        assert await store.after(NORTH.community) == candidate(2, key="a")


async def test_what_members_suggested_and_was_declined_is_kept_for_half_a_year(ground: Database) -> None:
    new = [candidate(1), candidate(2), candidate(3, key="a"), candidate(4, minute=1)]
    async with ground.writing() as session:
        store = SqlCandidates(session)
        await store.add(new)
        for each in (new[0], new[2], new[3]):
            assert await store.decide(each, State.DECLINED)
        shelf = SqlShelf(session, SqlBeats(session, SeededIds("shelf")))
        await shelf.clear(NOW + timedelta(days=180, seconds=1), NOW)
        kept = [await store.get(NORTH.community, c.id) is not None for c in new]
    assert kept == [False, True, True, True]
