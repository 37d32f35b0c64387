"""Seats in circles, on SQLite and on PostgreSQL: what is kept of them, and many who want the last one."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.sandbox.read import pressed, sight
from bot.circles.model import INSIDE, Role, Seat, Sweep
from bot.community.model import Account, Member
from bot.keys import AccountId, CircleId, CommunityId, MemberId, RitualId
from storage.circles import SqlCircles
from storage.database import Database
from storage.members import SqlMembers
from storage.tables.circles import circles
from tests.worlds.ground import NORTH, NOW
from tests.worlds.town import SPACE, buttons, open_town

PEOPLE = ("Maria", "Jonas", "Aisha", "Noor", "Mei", "Tomas", "Olga", "Bo")


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with a community."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
    return any_database


async def test_a_seat_keeps_when_it_ends_and_circles_come_back_as_each_may_see_them(ground: Database) -> None:
    async with ground.writing() as session:
        await NORTH.open_circle(session)
        people, store = SqlMembers(session), SqlCircles(session)
        seats = []
        for name, role in (("waits", Role.WAITING), ("asks", Role.ASKED)):
            member, account = MemberId(name), AccountId(f"{name}-account")
            await people.put_member(Member(member, NORTH.community, NOW))
            await people.put_account(Account(account, NORTH.space, name, name, member))
            seats.append(Seat(account, member, role, NOW, NOW + timedelta(days=3)))
        await store.put_seats(NORTH.community, NORTH.circle, seats)
        await store.set_size(NORTH.community, NORTH.circle, 7, 14)
    async with ground.reading() as session:
        store = SqlCircles(session)
        everybody = (await store.swept([NORTH.circle, CircleId("never")]))[NORTH.circle]
        wanted = {NORTH.circle: [NORTH.member, MemberId("waits"), MemberId("asks"), MemberId("nobody")]}
        seen = await store.seen_by_each(wanted)
        assert everybody == await store.named(NORTH.community, "mentors", Sweep())
        assert {m: c for (_i, m), c in seen.items()} == {
            m: await store.named(NORTH.community, "mentors", m) for m in (NORTH.member, MemberId("waits"))
        }
    assert (everybody.cap, everybody.cooldown) == (7, 14)
    assert [s for s in everybody.seats if s.member != NORTH.member] == sorted(seats, key=lambda s: s.account)


async def test_seats_that_end_with_a_rituals_date_are_found_by_it_until_they_end_no_more(ground: Database) -> None:
    ritual, other = RitualId("r" * 16), RitualId("s" * 16)
    async with ground.writing() as session:
        await NORTH.open_circle(session)
        people, store = SqlMembers(session), SqlCircles(session)
        await people.put_member(Member(MemberId("visits"), NORTH.community, NOW))
        account = Account(AccountId("visits-account"), NORTH.space, "v", "v", MemberId("visits"))
        await people.put_account(account)
        seat = Seat(account.id, MemberId("visits"), Role.GUEST, NOW, NOW + timedelta(days=3), ritual)
        await store.put_seat(NORTH.community, NORTH.circle, seat)
    async with ground.writing() as session:
        store = SqlCircles(session)
        assert seat in (await store.swept([NORTH.circle]))[NORTH.circle].seats
        assert (await store.tied([other, ritual]), await store.tied([other])) == ((NORTH.circle,), ())
        await store.put_seat(NORTH.community, NORTH.circle, replace(seat, role=Role.MEMBER, until=None))
        assert await store.tied([ritual]) == ()


async def test_of_many_who_want_the_last_seat_at_once_one_gets_it_and_the_others_wait(any_database: Database) -> None:
    town = await open_town(any_database, people=PEOPLE)
    await town.sets_up()
    await town.types("maria", '/circle create "Walks" "Walking" @jonas kind:open cap:3')
    async with any_database.reading() as session:
        community, ident = (await session.execute(select(circles.c.community_id, circles.c.id))).one()
    requests = [
        pressed(await sight(town.world, SPACE, p.lower(), town.rooms[SPACE]), f"at-once-{p}", "circle.join", ident)
        for p in PEOPLE[2:]
    ]
    replies = await asyncio.gather(*(town.hearth.engine.call(r) for r in requests))
    titles = sorted(str(r.card.title) for r in replies if r.card is not None)
    assert titles == ["On the waiting list"] * 5 + ["Welcome"]
    places = sorted(b for r in replies if r.card is not None for b in str(r.card.blocks[0]).split("'") if b.isdigit())
    assert places == ["1", "2", "3", "4", "5"]
    async with any_database.reading() as session:
        seen = await SqlCircles(session).named(CommunityId(community), ident, Sweep())
    assert seen is not None
    assert sum(s.role in INSIDE for s in seen.seats) == seen.cap
    await town.close()


async def test_of_two_stewards_who_answer_at_once_one_does(any_database: Database) -> None:
    town = await open_town(any_database)
    await town.sets_up()
    await town.types("maria", '/circle create "Walks" "Walking" @jonas kind:listed')
    await town.types("noor", "/circle join Walks")
    value = buttons((await town.mail("maria"))[-1].card)[0].value  # type: ignore[arg-type]
    requests = [
        pressed(await sight(town.world, SPACE, p, town.rooms[SPACE]), f"at-once-{p}", f"circle.{verb}", value)
        for p, verb in (("maria", "admit"), ("jonas", "decline"))
    ]
    replies = await asyncio.gather(*(town.hearth.engine.call(r) for r in requests))
    titles = [str(r.card.title) for r in replies if r.card is not None]
    assert sum(t == "That did not work" for t in titles) == 1
    assert sum(t in {"Let in", "Answered"} for t in titles) == 1
    await town.hearth.settle()
    assert len(await town.mail("noor")) == 1
    await town.close()
