"""The contract of what is kept about lines of stewards, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles.model import Role, Seat
from bot.community.line import NO_HOLDS, Ask, AskState, Insider
from bot.community.model import Account, Member
from bot.community.store import Who
from bot.deliveries import State
from bot.keys import AccountId, DeliveryId, MemberId
from storage.activity import SqlActivity
from storage.circle_line import SqlLines
from storage.circles import SqlCircles
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.members import SqlMembers
from tests.worlds.ground import NORTH, NOW, REAL, SOUTH

DAY = timedelta(days=1)
EVA = MemberId("north-eva")
EVAS = (AccountId("north-eva-1"), AccountId("north-eva-2"))


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with two communities, each with a circle; in the northern one are Ada, its steward, and Eva."""
    async with any_database.writing() as session:
        for plot in (NORTH, SOUTH):
            await plot.settle(session)
            await plot.open_circle(session)
        people = SqlMembers(session)
        await people.put_member(Member(EVA, NORTH.community, NOW))
        for account in EVAS:
            await people.put_account(Account(account, NORTH.space, account, "Eva", EVA))
            seat = Seat(account, EVA, Role.MEMBER, NOW + DAY)
            await SqlCircles(session).put_seat(NORTH.community, NORTH.circle, seat)
    return any_database


def ask(ident: str = "ask", state: AskState = AskState.ASKED) -> Ask:
    until = NOW + 3 * DAY
    return Ask(ident, NORTH.community, NORTH.circle, state, NOW, until, EVAS[0], EVA, NORTH.member, NORTH.account)


async def people(session: AsyncSession, *, days: int = 0) -> tuple[Insider, ...]:
    return (await SqlLines(session).lines([NORTH.circle], NOW + days * DAY))[NORTH.circle].people


async def test_a_line_tells_who_is_inside_each_once_and_when_they_were_heard_of(ground: Database) -> None:
    async with ground.writing() as session:
        ada = Insider(NORTH.member, (NORTH.account,), steward=True, since=NOW, seen=NOW)
        eva = Insider(EVA, EVAS, steward=False, since=NOW + DAY, seen=NOW + DAY)
        assert await people(session, days=9) == (ada, eva)
        # A command with either account counts, and a day on which they wrote counts whole.
        accounts = SqlMembers(session)
        used = await accounts.account(EVAS[1])
        assert used is not None
        await accounts.put_account(replace(used, used_at=NOW + 4 * DAY))
        await SqlActivity(session).add(NORTH.community, NORTH.account, NORTH.room, "wrote", date(2026, 11, 25))
        seen = [p.seen for p in await people(session, days=9)]
        assert seen == [NOW.replace(hour=0) + 3 * DAY, NOW + 4 * DAY]


async def test_a_rest_is_no_silence_and_whoever_left_is_not_inside(ground: Database) -> None:
    async with ground.writing() as session:
        members = SqlMembers(session)
        eva = Member(EVA, NORTH.community, NOW, sabbatical_until=NOW + 20 * DAY)
        await members.put_member(eva)
        assert [(p.away, p.seen) for p in await people(session, days=9)][1] == (True, NOW + DAY)
        assert [(p.away, p.seen) for p in await people(session, days=30)][1] == (False, NOW + 20 * DAY)
        await members.put_member(replace(eva, left_at=NOW))
        assert [p.member for p in await people(session, days=9)] == [NORTH.member]


async def test_one_question_is_open_in_a_circle_and_ends_once(ground: Database) -> None:
    async with ground.writing() as session:
        lines = SqlLines(session)
        assert await lines.put([ask()]) == {"ask"}
        assert await lines.put([ask("second")]) == frozenset()
        assert (await lines.lines([NORTH.circle], NOW))[NORTH.circle].open == ask()
        assert await lines.of_asks(["ask", "second"]) == {"ask": ask()}
        assert await lines.end([(ask(), AskState.NO)]) == {"ask"}
        assert await lines.end([(ask(), AskState.YES)]) == frozenset()
        assert await lines.put([ask("second"), ask("third", AskState.NO)]) == {"second", "third"}
        assert [a.id for a in (await lines.lines([NORTH.circle], NOW + NO_HOLDS))[NORTH.circle].asks] == ["second"]
        assert (await lines.lines([SOUTH.circle], NOW))[SOUTH.circle].asks == ()


async def test_what_shows_a_question_is_kept_and_whether_it_arrived(ground: Database) -> None:
    async with ground.writing() as session:
        lines, deliveries = SqlLines(session), SqlDeliveries(session)
        await lines.put([ask()])
        told = replace(ask(), told=(DeliveryId("north-1"), DeliveryId("north-2")), until=NOW + 9 * DAY)
        await lines.told([told])
        assert await lines.of_asks(["ask"]) == {"ask": told}
        await deliveries.put([NORTH.delivery(1), NORTH.delivery(2)])
        assert await lines.reached([told]) == frozenset()
        [sent], _ = await deliveries.claim(NORTH.space, now=NOW, real=REAL, send_limit=DAY, most=1)
        await deliveries.settle(sent, State.SENT, real=REAL)
        assert await lines.reached([told]) == {"ask"}


async def test_seats_change_their_role_and_only_living_circles_have_a_line(ground: Database) -> None:
    async with ground.writing() as session:
        lines, circles = SqlLines(session), SqlCircles(session)
        await lines.seat([(NORTH.circle, EVAS[0], Role.STEWARD), (NORTH.circle, NORTH.account, Role.MEMBER)])
        assert [(p.member, p.steward) for p in await people(session)] == [(NORTH.member, False), (EVA, True)]
        assert await lines.living([NORTH.community]) == (NORTH.circle,)
        await circles.close(NORTH.community, NORTH.circle)
        assert await lines.living([NORTH.community, SOUTH.community]) == (SOUTH.circle,)
        assert await lines.lines([NORTH.circle], NOW) == {}


async def test_whoever_is_forgotten_leaves_no_question(ground: Database) -> None:
    async with ground.writing() as session:
        lines = SqlLines(session)
        await lines.put([ask()])
        who = Who(NORTH.community, NORTH.member, (NORTH.account,))
        assert list((await lines.export(who))["circle_handovers"][0].values())[:1] == ["ask"]
        await lines.forget(who)
        assert (await lines.of_asks(["ask"]))["ask"].by is None
        await lines.forget(Who(NORTH.community, EVA, EVAS))
        assert await lines.of_asks(["ask"]) == {}
