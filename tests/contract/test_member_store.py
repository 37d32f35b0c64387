"""The store's contract about members, on SQLite and on PostgreSQL: their answers, and two accounts of one person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.ids import SeededIds
from bot.community.budget import Ledger, Nudge
from bot.community.model import Account, Member, Space
from bot.community.store import Who
from bot.keys import AccountId, OccurrenceId, SpaceId
from bot.rhythm.coming import Coming
from bot.rhythm.model import Worth, occurrence
from bot.rhythm.store import Given
from storage.attention import SqlWishes
from storage.circles import SqlCircles
from storage.community import SqlCommunities
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.given import SqlGiven
from storage.members import SqlMembers
from storage.prompts import SqlPrompts
from storage.selves import SqlSelves
from storage.voices import SqlGuests
from tests.contract.storing import CODE, GRACE, LINK, OTHER, SECOND, rituals
from tests.worlds.ground import IDS, NORTH, NOW, REAL, usual

# Answers


async def test_a_member_has_one_answer_at_whichever_of_their_accounts(furnished: Database) -> None:
    second = AccountId("north-second")
    planned = occurrence(NORTH.ritual(), usual(NORTH.slot().starts))
    async with furnished.writing() as session:
        await SqlMembers(session).put_account(Account(second, NORTH.space, "U2", "Ada too", NORTH.member))
        store = rituals(session)
        await store.answer(planned, NORTH.account, [NORTH.account, second], Worth.YES, NOW)
        await store.answer(planned, second, [NORTH.account, second], Worth.NO, NOW)
        assert await store.answers([planned.id]) == {planned.id: {"no": 1}}
        await SqlMembers(session).put_account(Account(second, NORTH.space, "U2", "Ada too", None))
        assert await store.answers([OccurrenceId("none")]) == {OccurrenceId("none"): {}}


async def test_answers_of_somebody_forgotten_stay_in_the_totals(furnished: Database) -> None:
    planned = occurrence(NORTH.ritual(), usual(NORTH.slot().starts))
    async with furnished.writing() as session:
        await rituals(session).answer(planned, NORTH.account, [NORTH.account], Worth.YES, NOW)
        await rituals(session).forget(Who(NORTH.community, NORTH.member, (NORTH.account,)))
        assert await rituals(session).answers([planned.id]) == {planned.id: {"yes": 1}}
        assert await rituals(session).export(Who(NORTH.community, NORTH.member, (NORTH.account,))) == {}


# Two accounts of one person


async def two_accounts(session: AsyncSession, *, linked: bool) -> None:
    """Give the north a second member whose account may be linked to the first's."""
    resting = Member(OTHER, NORTH.community, NOW, linked_to=NORTH.member if linked else None)
    await SqlMembers(session).put_member(resting)
    member = NORTH.member if linked else OTHER
    await SqlMembers(session).put_account(Account(SECOND, NORTH.space, "U2", "Eva", member))


@pytest.mark.parametrize("linked", [False, True])
async def test_what_two_linked_accounts_gave_counts_once_and_the_last_word_holds(
    ground: Database, *, linked: bool
) -> None:
    planned = occurrence(NORTH.ritual(), usual(NORTH.slot().starts))
    async with ground.writing() as session:
        await two_accounts(session, linked=linked)
        await rituals(session).put(NORTH.community, NORTH.ritual())
        await rituals(session).plan([planned])
        store = SqlGiven(session, SeededIds("given"))
        # Before they were linked, each account spoke for itself.
        says = ((NORTH.account, NOW, True, Worth.YES), (SECOND, NOW + GRACE, not linked, Worth.NO))
        for account, at, comes, worth in says:
            await store.rsvp(planned, account, [account], status=Coming.GOING if comes else Coming.NO, at=at)
            await store.answer(planned, account, [account], f"By {account}", at)
            await rituals(session).answer(planned, account, [account], worth, at)
        said, answers = await store.rsvps([planned.id]), await store.answers([planned.id])
        worths = await rituals(session).answers([planned.id])
        of_ritual = await rituals(session).answers_of(NORTH.ritual().id)
        mine = await store.said([planned.id], NORTH.member)
    assert len(answers[planned.id]) == (1 if linked else 2)
    assert answers[planned.id][-1] == Given("Eva", "By north-second")
    assert [r.status for r in said[planned.id]] == ([Coming.NO] if linked else [Coming.GOING, Coming.GOING])
    assert mine == {planned.id: Coming.NO if linked else Coming.GOING}
    assert worths[planned.id] == of_ritual == ({"no": 1} if linked else {"no": 1, "yes": 1})


async def test_nudges_of_a_member_who_rests_count_for_the_one_they_are(ground: Database) -> None:
    async with ground.writing() as session:
        await two_accounts(session, linked=True)
        store = SqlWishes(session, IDS)
        nudge = Nudge(NORTH.community, OTHER, "2026-W48", "member.week", NOW, "UTC")
        await store.note([nudge])
        since = NOW - timedelta(days=1)
        assert await store.ledgers([NORTH.member], since) == {NORTH.member: Ledger((nudge,))}
        assert await store.ledgers([OTHER], since) == {OTHER: Ledger()}
        assert await store.ledgers([NORTH.member], NOW + timedelta(seconds=1)) == {NORTH.member: Ledger()}
        assert [m.id for m in await SqlMembers(session).members_of(NORTH.community)] == [NORTH.member]


async def test_a_member_is_reached_at_the_account_used_last_in_a_space_that_is_there(ground: Database) -> None:
    async def reached(session: AsyncSession) -> str | None:
        found = await SqlDeliveries(session).reachable([NORTH.member])
        return found[NORTH.member].id if found else None

    async with ground.writing() as session:
        await two_accounts(session, linked=True)
        people, places = SqlMembers(session), SqlCommunities(session)
        elsewhere = Space(SpaceId("north-harbour"), "sandbox", "harbour", "harbour", NORTH.community, None)
        await places.put_space(elsewhere)
        one, two = (await people.accounts_of([NORTH.member]))[NORTH.member]
        await people.put_account(replace(two, space=elsewhere.id, used_at=NOW))
        assert await reached(session) == two.id
        await people.put_account(replace(one, used_at=NOW + GRACE))
        assert await reached(session) == one.id
        await people.put_account(replace(one, left_at=NOW))
        assert await reached(session) == two.id
        await places.put_space(replace(elsewhere, gone_at=NOW))
        assert await reached(session) is None
        assert await SqlDeliveries(session).communities_of([elsewhere.id]) == {}


async def test_forgetting_one_of_two_linked_members_leaves_nothing_of_either(furnished: Database) -> None:
    async with furnished.writing() as session:
        who = Who(NORTH.community, NORTH.member, (NORTH.account,), (OTHER,))
        assert {"member_links", "person_codes"} <= (await SqlMembers(session).export(who)).keys()
        for store in (
            SqlCircles(session),
            rituals(session),
            SqlGuests(session),
            SqlPrompts(session, IDS),
            SqlGiven(session, IDS),
            SqlWishes(session, IDS),
        ):
            await store.forget(who)
        await SqlDeliveries(session).forget(who.accounts)
        await SqlMembers(session).forget(who)
        assert await SqlMembers(session).members([NORTH.member, OTHER]) == {}
        assert await SqlSelves(session).links(NORTH.community) == ()
        assert await SqlSelves(session).codes(NORTH.community, real=REAL) == ()


async def test_a_link_and_a_code_come_back_whole(furnished: Database) -> None:
    async with furnished.reading() as session:
        assert await SqlSelves(session).links(NORTH.community) == (LINK,)
        assert await SqlSelves(session).codes(NORTH.community, real=REAL) == (CODE,)
        assert await SqlSelves(session).codes(NORTH.community, real=CODE.expires_at) == ()
    async with furnished.writing() as session:
        await SqlSelves(session).put_code(replace(CODE, tries_left=0), real=REAL)
        assert await SqlSelves(session).codes(NORTH.community, real=REAL) == ()
