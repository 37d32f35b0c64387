"""The contract of what is kept about question boxes, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.ciphers import FernetCipher, new_key
from adapters.ids import SeededIds
from bot.community.model import Account
from bot.community.store import Who
from bot.keys import AccountId, DeliveryId, GuestId, MemberId, RoomId
from bot.voices.masks import Masks
from bot.voices.questions import Best, Box, BoxState, Mark, Question, QuestionState, mask_of
from storage.database import Database
from storage.members import SqlMembers
from storage.questions import SqlQuestions
from tests.contract.storing import undone
from tests.worlds.ground import NORTH, NOW, SOUTH

STARTS = NOW + timedelta(days=4)
BOX = Box(
    id="box",
    community=NORTH.community,
    ritual=NORTH.ritual().id,
    guest="Ada",
    guest_id=GuestId("north-guest"),
    topic="Engines",
    starts=STARTS,
    ends=STARTS + timedelta(minutes=45),
    state=BoxState.OPEN,
    posts=((RoomId("north-room"), DeliveryId("post")),),
    notices=(DeliveryId("notice"),),
)
ASKED = Question("first", NORTH.community, BOX.id, BOX.id, QuestionState.APPROVED, date(2026, 11, 23), "Why?")
SECOND = AccountId("north-second")
"""Another account of the same member."""
OTHER = AccountId("north-other-1")
KEYS = FernetCipher.of([new_key()])
WHO = Who(NORTH.community, NORTH.member, (NORTH.account,))


def hidden(ident: str, account: AccountId = NORTH.account, **more: object) -> Question:
    """Return a question without a name."""
    question = replace(ASKED, id=ident, text=f"Question {ident}?", mask=mask_of("key", BOX.id, account))
    return replace(question, **more)  # type: ignore[arg-type]


def named(ident: str, account: AccountId = NORTH.account) -> Question:
    return replace(ASKED, id=ident, text=f"Question {ident}?", account=account)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    async with any_database.writing() as session:
        for plot in (NORTH, SOUTH):
            await plot.settle(session)
        people = SqlMembers(session)
        await people.put_account(Account(SECOND, NORTH.space, "second", "Ada", NORTH.member))
        await people.put_account(Account(OTHER, NORTH.space, "other", "Bo", None))
        await SqlQuestions(session).put_boxes([BOX])
    return any_database


async def seen(session: AsyncSession) -> dict[str, Question]:
    return {q.id: q for q in (await SqlQuestions(session).questions([BOX.id]))[BOX.id]}


async def test_a_box_comes_back_as_it_was_and_is_found_by_its_date_while_it_goes_on(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlQuestions(session)
        assert await store.boxes([BOX.id, "none"]) == {BOX.id: BOX}
        assert await store.boxes_at([(NORTH.ritual().id, STARTS)]) == {(NORTH.ritual().id, STARTS): BOX}
        assert await store.boxes_at([(NORTH.ritual().id, NOW), (SOUTH.ritual().id, STARTS)]) == {}
        assert await store.boxes_in([NORTH.community, SOUTH.community]) == {
            NORTH.community: (BOX,),
            SOUTH.community: (),
        }
        await store.put_boxes(
            [replace(BOX, state=BoxState.CLOSED), replace(BOX, id="later", starts=STARTS + timedelta(days=7))]
        )
        assert await store.boxes_at([(NORTH.ritual().id, STARTS)]) == {}
        assert [b.id for b in (await store.boxes_in([NORTH.community]))[NORTH.community]] == ["box", "later"]


async def test_questions_come_back_with_the_name_of_whoever_asked_or_without_one(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlQuestions(session).put([named("named"), hidden("hidden")])
        found = await seen(session)
        assert found["named"] == replace(named("named"), member=NORTH.member, name="Ada")
        assert found["hidden"] == hidden("hidden")
        assert await SqlQuestions(session).question(SOUTH.community, "named") is None


async def test_what_a_broken_unit_asked_was_never_asked(ground: Database) -> None:
    async def asks(session: AsyncSession) -> None:
        await SqlQuestions(session).put([named("named")])

    await undone(ground, asks)
    async with ground.reading() as session:
        assert await seen(session) == {}


async def test_a_member_votes_once_from_whichever_account_and_takes_it_back(ground: Database) -> None:
    both = (NORTH.account, SECOND)
    async with ground.writing() as session:
        store = SqlQuestions(session)
        await store.put([ASKED, hidden("same", into=ASKED.id), named("else")])
        assert await store.give(ASKED, NORTH.account, both, Mark.VOTE) is True
        assert await store.give(ASKED, OTHER, (OTHER,), Mark.VOTE) is True
        assert await store.marks([BOX.id], Mark.VOTE) == {ASKED.id: 2}
        assert await store.marks([BOX.id], Mark.LIKE) == {}
        assert await store.marked(BOX.id, both, Mark.VOTE) == {ASKED.id}
        assert await store.give(ASKED, SECOND, both, Mark.VOTE) is False
        assert await store.marks([BOX.id], Mark.VOTE) == {ASKED.id: 1}


async def test_votes_for_what_says_the_same_count_once_a_member_and_part_again(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlQuestions(session)
        other = named("else")
        await store.put([ASKED, other])
        await store.give(ASKED, NORTH.account, (), Mark.VOTE)
        await store.give(other, SECOND, (), Mark.VOTE)
        assert await store.marks([BOX.id], Mark.VOTE) == {ASKED.id: 1, other.id: 1}
        await store.put([replace(other, into=ASKED.id)])
        assert await store.marks([BOX.id], Mark.VOTE) == {ASKED.id: 1}
        # Parted accounts are two people again.
        second = await SqlMembers(session).account(SECOND)
        assert second is not None
        await SqlMembers(session).put_account(replace(second, member=None))
        assert await store.marks([BOX.id], Mark.VOTE) == {ASKED.id: 2}
        await store.drop([ASKED.id])
        assert await store.marks([BOX.id], Mark.VOTE) == {other.id: 1}
        assert (await seen(session))[other.id].into is None


async def test_the_best_liked_answer_of_a_date(ground: Database) -> None:
    key = (NORTH.ritual().id, STARTS)
    async with ground.writing() as session:
        store = SqlQuestions(session)
        done = replace(ASKED, state=QuestionState.ANSWERED, answer="Because.")
        await store.put([done, replace(done, id="other", answer="No.")])
        assert await store.best([key]) == {}
        await store.give(done, NORTH.account, (), Mark.LIKE)
        assert await store.best([key, (SOUTH.ritual().id, STARTS)]) == {key: Best("Why?", "Because.", 1)}


# Who asked


async def test_a_key_is_made_once_and_kept_sealed(ground: Database) -> None:
    async with ground.writing() as session:
        masks = Masks(SqlQuestions(session), KEYS, SeededIds("keys"))
        assert await masks.key(NORTH.community) is None
        key = await masks.ready(NORTH.community)
        assert (await masks.key(NORTH.community), await masks.ready(NORTH.community)) == (key, key)
        assert await masks.ready(SOUTH.community) != key
        assert key not in str((await session.execute(text("SELECT * FROM question_keys"))).all())


async def test_with_other_keys_of_the_operator_the_same_masks_are_found(ground: Database) -> None:
    """Keys are changed one after the other: whoever asked before is known after it."""
    old, new = new_key(), new_key()
    async with ground.writing() as session:
        store, ids = SqlQuestions(session), SeededIds("keys")
        first = await Masks(store, FernetCipher.of([old]), ids).ready(NORTH.community)
        assert await Masks(store, FernetCipher.of([new, old]), ids).ready(NORTH.community) == first
        assert await Masks(store, FernetCipher.of([new]), ids).key(NORTH.community) == first


async def test_what_nobody_could_ever_have_removed_goes_with_its_key(ground: Database) -> None:
    async with ground.writing() as session:
        store, ids = SqlQuestions(session), SeededIds("keys")
        before = Masks(store, KEYS, ids)
        mask = await before.mask(NORTH.community, BOX.id, NORTH.account)
        await store.put([replace(hidden("hidden"), mask=mask), named("named")])
        after = Masks(store, FernetCipher.of([new_key()]), ids)
        assert await after.own(NORTH.community, [NORTH.account]) == (
            replace(named("named"), member=NORTH.member, name="Ada"),
        )
        await after.ready(NORTH.community)
        assert set(await seen(session)) == {"named"}


async def test_the_asker_finds_their_own_and_nobody_elses(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlQuestions(session)
        await store.put([hidden("mine"), hidden("theirs", OTHER), named("named")])
        masks = [mask_of("key", BOX.id, NORTH.account)]
        assert await store.asked_in(NORTH.community) == (BOX.id,)
        assert {q.id for q in await store.own([NORTH.account], masks)} == {"mine", "named"}
        assert await store.own([SECOND], []) == ()


async def test_an_export_tells_the_questions_with_a_name_and_never_a_mask(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlQuestions(session)
        await store.put([hidden("mine"), hidden("theirs", OTHER), named("named")])
        await store.give(hidden("theirs", OTHER), NORTH.account, (), Mark.VOTE)
        record = await store.export(WHO)
        assert {r["id"] for r in record["questions"]} == {"named"}
        assert [r["question_id"] for r in record["question_marks"]] == ["theirs"]
        assert not any("mask" in row for rows in record.values() for row in rows)
        assert "questions" not in await store.export(Who(NORTH.community, MemberId("no"), (SECOND,)))


async def test_forgetting_removes_questions_and_keeps_answers_without_them(ground: Database) -> None:
    done = hidden("done", state=QuestionState.ANSWERED, answer="Because.")
    async with ground.writing() as session:
        store = SqlQuestions(session)
        others = [hidden("theirs", OTHER, into="mine"), replace(named("kept", OTHER))]
        await store.put([hidden("mine"), named("named"), done, *others])
        await store.give(others[1], NORTH.account, (), Mark.VOTE)
        await store.forget(WHO, [mask_of("key", BOX.id, NORTH.account)])
        assert {i: (q.text, q.mask, q.answer, q.into) for i, q in (await seen(session)).items()} == {
            "theirs": ("Question theirs?", mask_of("key", BOX.id, OTHER), "", None),
            "kept": ("Question kept?", "", "", None),
            "done": ("", "", "Because.", None),
        }
        assert await store.marks([BOX.id], Mark.VOTE) == {}


async def test_questions_stand_in_no_order_that_tells_who_came_first(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlQuestions(session).put([hidden("zz"), hidden("mm"), hidden("aa")])
        assert list(await seen(session)) == ["aa", "mm", "zz"]
        if not ground.sqlite:
            return
        with pytest.raises(Exception, match="no such column: rowid"):
            await session.execute(text("SELECT rowid FROM questions"))
