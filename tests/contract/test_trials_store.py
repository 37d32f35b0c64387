"""The store's contract about trials, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.ids import SeededIds
from bot.community.model import Account, Member
from bot.community.store import Who
from bot.errors import Conflict
from bot.keys import AccountId, DeliveryId, MemberId
from bot.rhythm.model import Occurrence, OccurrenceState, occurrence
from bot.rhythm.store import Draft
from bot.rhythm.trial_terms import USUAL, Terms
from bot.rhythm.trials import Decision, Stage, Trial, Verdict, new_trial
from storage.database import Database
from storage.given import SqlGiven
from storage.members import SqlMembers
from storage.rhythm import SqlRituals
from storage.trials import SqlTrials
from tests.worlds.ground import NORTH, NOW, SOUTH, usual

RITUAL = NORTH.ritual()
SECOND, EVA = AccountId("north-second"), MemberId("north-eva")
TRIAL = new_trial("trial", NORTH.community, RITUAL.id, USUAL, NOW)
DAY = timedelta(days=1)


def date(week: int) -> Occurrence:
    return occurrence(RITUAL, usual(NOW + timedelta(days=4, weeks=week)))


def store(session: AsyncSession) -> SqlTrials:
    return SqlTrials(session, SeededIds("trials"))


def rituals(session: AsyncSession) -> SqlRituals:
    return SqlRituals(session, SeededIds("r"), NOW)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with a ritual, three dates of it, and two members: Ada and Eva."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        await SqlMembers(session).put_member(Member(EVA, NORTH.community, NOW))
        await SqlMembers(session).put_account(Account(SECOND, NORTH.space, "U2", "Eva", EVA))
        await rituals(session).put(NORTH.community, RITUAL)
        await rituals(session).plan([date(n) for n in range(-1, 3)])
        await store(session).put([TRIAL])
    return any_database


async def test_a_trial_is_found_as_it_is_now(ground: Database) -> None:
    async with ground.writing() as session:
        assert await store(session).get(["trial", "none"]) == {"trial": TRIAL}
        told = replace(TRIAL.asked(NOW).told([DeliveryId("one")], NOW + DAY), rests=NOW + DAY)
        await store(session).put([told])
        assert await store(session).open_of([RITUAL.id]) == {RITUAL.id: told}
        assert await store(session).open_in([NORTH.community, SOUTH.community]) == (told,)
        assert await store(session).open_in([SOUTH.community]) == ()
        over = told.decided(Decision(Verdict.KEEP, "It is warm", NORTH.account, NOW + 2 * DAY))
        await store(session).put([over])
        assert (await store(session).get(["trial"]))["trial"] == over
        assert (await store(session).open_of([RITUAL.id]), await store(session).open_in([NORTH.community])) == ({}, ())


async def test_a_ritual_has_one_trial_that_is_not_over(ground: Database) -> None:
    another = replace(TRIAL, id="another", terms=Terms(None, 3), due=None)
    with pytest.raises(Conflict):
        async with ground.writing() as session:
            await store(session).put([another])
    async with ground.writing() as session:
        await store(session).put([TRIAL.withdrawn()])
        await store(session).put([another])
        assert await store(session).open_of([RITUAL.id]) == {RITUAL.id: another}
        assert (await store(session).get(["trial"]))["trial"].stage is Stage.OVER


async def test_only_dates_that_took_place_since_it_began_count(ground: Database) -> None:
    async with ground.writing() as session:
        await rituals(session).mark([date(-1).id, date(0).id, date(2).id], OccurrenceState.ENDED)
        await rituals(session).mark([date(1).id], OccurrenceState.DROPPED)
        assert await store(session).held(["trial", "none"]) == {"trial": (date(0).id, date(2).id), "none": ()}


async def test_replies_count_each_member_once_a_date(ground: Database) -> None:
    async with ground.writing() as session:
        given = SqlGiven(session, SeededIds("g"))
        await given.answer(date(0), NORTH.account, [NORTH.account], "One", NOW)
        await given.answer(date(0), SECOND, [SECOND], "Two", NOW)
        await SqlMembers(session).put_account(Account(SECOND, NORTH.space, "U2", "Eva", NORTH.member))
        assert await store(session).replies([date(0).id, date(1).id]) == {date(0).id: 1, date(1).id: 0}


async def said(session: AsyncSession, trial: Trial = TRIAL) -> dict[MemberId, Verdict | None]:
    return {v.member: v.verdict for v in (await store(session).voices([trial.id]))[trial.id]}


async def test_a_member_is_asked_once_and_has_one_answer(ground: Database) -> None:
    async with ground.writing() as session:
        for _again in range(2):
            await store(session).ask([(TRIAL, NORTH.account), (TRIAL, SECOND)], NOW)
        assert await said(session) == {NORTH.member: None, EVA: None}
        await store(session).answer(TRIAL, NORTH.account, [NORTH.account], Verdict.KEEP, NOW)
        await store(session).answer(TRIAL, NORTH.account, [NORTH.account], Verdict.RETIRE, NOW + DAY)
        assert await said(session) == {NORTH.member: Verdict.RETIRE, EVA: None}


async def test_two_accounts_that_became_one_member_are_one_voice(ground: Database) -> None:
    async with ground.writing() as session:
        kept = store(session)
        await kept.ask([(TRIAL, NORTH.account), (TRIAL, SECOND)], NOW)
        await kept.answer(TRIAL, SECOND, [SECOND], Verdict.KEEP, NOW + DAY)
        await SqlMembers(session).put_account(Account(SECOND, NORTH.space, "U2", "Eva", NORTH.member))
        assert await said(session) == {NORTH.member: Verdict.KEEP}
        await kept.answer(TRIAL, NORTH.account, [NORTH.account, SECOND], Verdict.CHANGE, NOW)
        assert await said(session) == {NORTH.member: Verdict.CHANGE}


async def test_forgetting_leaves_answers_and_decisions_without_the_person(ground: Database) -> None:
    who = Who(NORTH.community, NORTH.member, (NORTH.account,))
    async with ground.writing() as session:
        await store(session).ask([(TRIAL, NORTH.account), (TRIAL, SECOND)], NOW)
        await store(session).answer(TRIAL, NORTH.account, [NORTH.account], Verdict.KEEP, NOW)
        await store(session).put([TRIAL.decided(Decision(Verdict.KEEP, "It is warm", NORTH.account, NOW))])
        assert set(await store(session).export(who)) == {"trials", "trial_voices"}
        await store(session).forget(who)
        assert await store(session).export(who) == {}
        decision = (await store(session).get(["trial"]))["trial"].decision
        assert decision == Decision(Verdict.KEEP, "It is warm", None, NOW)
        voices = (await store(session).voices(["trial"]))["trial"]
        assert [(v.account, v.verdict) for v in voices] == [(SECOND, None), (None, Verdict.KEEP)]
        # Whoever had not answered leaves no trace.
        await store(session).forget(Who(NORTH.community, EVA, (SECOND,)))
        assert [v.verdict for v in (await store(session).voices(["trial"]))["trial"]] == [Verdict.KEEP]


@pytest.mark.parametrize("terms", [USUAL, Terms(None, 3), None])
async def test_a_draft_keeps_its_trial(ground: Database, terms: Terms | None) -> None:
    draft = Draft("draft", NORTH.community, NORTH.account, RITUAL, new=True, trial=terms)
    async with ground.writing() as session:
        await rituals(session).put_draft(draft)
        found = await rituals(session).draft(NORTH.community, "draft")
        assert found is not None
        assert found.trial == terms
