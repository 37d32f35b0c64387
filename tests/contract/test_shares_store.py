"""Summaries on both databases: kept whole and sealed, held by one unit of work at a time, and dropped whole."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.ciphers import FernetCipher, new_key
from bot.circles.consent import Change, Stance, Voice, Words, agrees, all_agree
from bot.circles.shares import Share, ShareState
from bot.community.model import Account, Member
from bot.community.store import Who
from bot.deliveries import ToAccount
from bot.keys import AccountId, DeliveryId, MemberId
from storage.circle_shares import SqlShares
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.members import SqlMembers
from storage.tables.shares import circle_share_voices, circle_shares
from tests.worlds.ground import NORTH, NOW, SOUTH

CIPHER = FernetCipher.of([new_key()])
BEN = Account(AccountId("north-ben"), NORTH.space, "U2", "Ben", MemberId("north-benmember"))
WORDS = Words("Lessons", "Ada begins small.\nBen agrees.")
SHARE = Share(
    "share",
    NORTH.community,
    NORTH.circle,
    NORTH.account,
    NORTH.member,
    NORTH.room,
    ShareState.ASKING,
    WORDS,
    (
        Voice(NORTH.account, NORTH.member, "Ada"),
        Voice(BEN.id, MemberId("north-benmember"), "Ben", Stance.YES, WORDS.pieces, Change("agrees", "nods")),
    ),
    NOW + timedelta(days=14),
    (DeliveryId("one"), DeliveryId("two")),
)


@pytest.fixture
async def ground(any_ready_url: str) -> AsyncIterator[Database]:
    database = Database(any_ready_url)
    async with database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        await NORTH.open_circle(session)
        assert BEN.member is not None
        await SqlMembers(session).put_member(Member(BEN.member, NORTH.community, NOW))
        await SqlMembers(session).put_account(BEN)
        await SqlShares(session, CIPHER).put(SHARE)
    yield database
    await database.close()


async def test_a_summary_comes_back_whole_to_its_community_only(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlShares(session, CIPHER)
        found = await store.hold(NORTH.community, "share")
        assert found is not None
        by_account = tuple(sorted(SHARE.voices, key=lambda v: v.account))
        assert found == replace(SHARE, voices=by_account)
        assert await store.hold(SOUTH.community, "share") is None
        assert await store.get(["share", "none"]) == (found,)
        assert await store.of_member(NORTH.community, NORTH.member) == (found,)
        assert await store.of_member(SOUTH.community, NORTH.member) == ()
        assert await store.under_way(NORTH.community, [NORTH.circle]) == (found,)
        assert await store.under_way(SOUTH.community, [NORTH.circle]) == ()


async def test_no_word_and_no_name_stands_there_in_the_clear(ground: Database) -> None:
    async with ground.reading() as session:
        rows = [*await session.execute(select(circle_shares)), *await session.execute(select(circle_share_voices))]
    for word in ("Lessons", "small", "Ada", "Ben", "nods"):
        assert word not in repr(rows)


async def test_of_two_last_answers_at_once_one_sees_the_other(ground: Database) -> None:
    posted: list[str] = []

    async def answer(account: AccountId) -> None:
        async with ground.writing() as session:
            store = SqlShares(session, CIPHER)
            share = await store.hold(NORTH.community, "share")
            assert share is not None
            voices = tuple(agrees(WORDS, v) if v.account == account else v for v in share.voices)
            if all_agree(WORDS, voices):
                posted.append(account)
            await store.put(replace(share, voices=voices))

    async with ground.writing() as session:
        fresh = tuple(replace(v, stance=Stance.ASKED, agreed=(), proposed=None) for v in SHARE.voices)
        await SqlShares(session, CIPHER).put(replace(SHARE, voices=fresh))
    await asyncio.gather(answer(NORTH.account), answer(BEN.id))
    assert len(posted) == 1


async def test_nothing_of_a_dropped_summary_is_left(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlShares(session, CIPHER).drop([SHARE])
    async with ground.reading() as session:
        assert (await session.execute(select(circle_shares))).all() == []
        assert (await session.execute(select(circle_share_voices))).all() == []


async def test_somebody_reads_their_own_words_in_their_export(ground: Database) -> None:
    async with ground.reading() as session:
        store = SqlShares(session, CIPHER)
        mine = await store.export(Who(NORTH.community, NORTH.member, (NORTH.account,)))
        bens = await store.export(Who(NORTH.community, MemberId("north-benmember"), (BEN.id,)))
    assert mine["circle_shares"][0]["sealed"][:2] == [WORDS.title, WORDS.text]
    assert bens["circle_share_voices"][0]["proposed"] == ["agrees", "nods"]
    assert "circle_shares" not in bens


async def test_what_is_not_posted_of_a_circle_is_found_with_the_messages_about_it(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlShares(session, CIPHER)
        await store.put(replace(SHARE, id="draft", state=ShareState.DRAFTED, voices=()))
        await store.put(replace(SHARE, id="posted", state=ShareState.POSTED, voices=()))
        asked = NORTH.delivery(1, to=ToAccount(BEN.id), reason="share")
        shown = NORTH.delivery(2, reason="share")
        other = NORTH.delivery(3, to=ToAccount(BEN.id), reason="another")
        await SqlDeliveries(session).put([asked, shown, other])
        found = await store.pending(NORTH.community, NORTH.circle)
        assert [s.id for s in found] == ["draft", "share"]
        assert await store.pending(SOUTH.community, NORTH.circle) == ()
        assert await store.messages(found) == ((asked.id, BEN.member),)
