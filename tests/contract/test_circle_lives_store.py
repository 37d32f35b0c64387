"""Where circles stand and what could not be done for them, as both databases keep it."""

import importlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.circles.hitches import Awaited, Hitch
from bot.circles.hitches import Doing as Kept
from bot.circles.model import Circle, CircleSeen, Kind, State, Sweep
from bot.circles.reviews import Review
from bot.community.model import Room
from bot.deliveries import CloseRoom, Delivery, Invite, OpenRoom, RoomAct, ToRoom
from bot.deliveries import State as Owed
from bot.facts import DeliveryRefused
from bot.keys import CircleId, RoomId
from bot.rhythm.coming import Coming
from bot.rhythm.model import occurrence
from migrations.run import STEPS
from storage.circle_hitches import SqlHitches
from storage.circle_reviews import SqlReviews
from storage.circles import SqlCircles
from storage.community import SqlCommunities
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.given import SqlGiven
from storage.rhythm import SqlRituals
from storage.tables.circles import circle_hitches
from tests.worlds.ground import IDS, NORTH, NOW, REAL, SOUTH, usual

LATER = NOW + timedelta(hours=1)
STEP = next(STEPS.glob("*_lives_of_circles.py")).stem


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with a circle in the north, and a south that knows nothing of it."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        await NORTH.open_circle(session)
    return any_database


async def _seen(database: Database) -> CircleSeen | None:
    async with database.reading() as session:
        return await SqlCircles(session).named(NORTH.community, NORTH.circle, Sweep())


async def _go(database: Database, to: State) -> bool:
    async with database.writing() as session:
        return await SqlCircles(session).move(NORTH.community, NORTH.circle, to, LATER)


async def test_a_step_is_kept_with_its_time(ground: Database) -> None:
    before = await _seen(ground)
    assert before is not None
    assert (before.state, before.since) == (State.OPEN, NOW)
    assert await _go(ground, State.DORMANT)
    after = await _seen(ground)
    assert after is not None
    assert (after.state, after.since) == (State.DORMANT, LATER)


async def test_what_is_no_step_changes_nothing(ground: Database) -> None:
    for to in (State.OPEN, State.ASKED, State.OPENING, State.CLOSED):
        assert not await _go(ground, to)
    seen = await _seen(ground)
    assert seen is not None
    assert (seen.state, seen.since) == (State.OPEN, NOW)


async def test_of_two_who_go_the_same_step_one_has_gone_it(ground: Database) -> None:
    assert [await _go(ground, State.CLOSING), await _go(ground, State.CLOSING)] == [True, False]


async def test_who_is_closed_is_found_no_more(ground: Database) -> None:
    assert await _go(ground, State.CLOSING)
    assert await _seen(ground) is not None
    assert await _go(ground, State.CLOSED)
    assert await _seen(ground) is None


async def test_another_community_lets_nothing_go_anywhere(ground: Database) -> None:
    async with ground.writing() as session:
        assert not await SqlCircles(session).move(SOUTH.community, NORTH.circle, State.CLOSING, LATER)
    seen = await _seen(ground)
    assert seen is not None
    assert seen.state is State.OPEN


ROOMS = {"never": (None, "opening"), "refused": (None, "lost"), "made": ("C9", "open"), "gone": ("C8", "lost")}
"""What became of a circle's room before its state was told apart: (the platform's id, its state)."""


async def test_circles_of_before_stand_where_their_rooms_say(ground: Database) -> None:
    step = importlib.import_module(f"migrations.versions.{STEP}")
    async with ground.writing() as session:
        for name in (*ROOMS, "nowhere"):
            old = Circle(CircleId(name), NORTH.community, name, "", Kind.PRIVATE, 30, NOW.date(), NOW, NORTH.account)
            await SqlCircles(session).add(old)
        for name, (external, state) in ROOMS.items():
            room = Room(RoomId(f"r-{name}"), NORTH.space, external, name, private=True, circle=CircleId(name))
            await SqlCommunities(session).put_room(replace(room, state=state))
        for statement in step.statements():
            await session.execute(statement)
        found = {c.id: c.state.value for c in await SqlCircles(session).seen(NORTH.community, Sweep())}
    assert found == {
        "never": "opening",
        "refused": "asked",
        "made": "open",
        "gone": "open",
        "nowhere": "asked",
        NORTH.circle: "asked",
    }


# What could not be done

ROOM = replace(NORTH.another_room("den"), circle=NORTH.circle, private=True)


def _owed(number: int, act: RoomAct) -> Delivery:
    owed = NORTH.delivery(number, to=ToRoom(ROOM.id), act=act, reason=NORTH.circle)
    return replace(owed, circle=NORTH.circle)


def _refusal(delivery: Delivery, missing: str = "Manage Channels") -> DeliveryRefused:
    return DeliveryRefused(NORTH.community, delivery.id, delivery.circle, "50013", missing, "Click there.", NOW)


@pytest.fixture
async def owing(ground: Database) -> Database:
    """Return the north with a room that is to be made, filled and archived; the making was refused."""
    async with ground.writing() as session:
        await SqlCommunities(session).put_room(ROOM)
        opening = _owed(1, OpenRoom("a", "b", private=True))
        await SqlDeliveries(session).put([opening, _owed(2, Invite((NORTH.account,))), _owed(3, CloseRoom())])
        await SqlDeliveries(session).settle(opening, Owed.REFUSED, real=REAL, why="50013")
        await SqlHitches(session).keep([_refusal(opening)])
    return ground


async def test_a_hitch_is_kept_with_what_mends_it(owing: Database) -> None:
    async with owing.reading() as session:
        found = await SqlHitches(session).of(NORTH.community, NORTH.circle)
        assert found == (Hitch(ROOM.id, Kept.OPEN, "50013", "Manage Channels", "Click there."),)
        waits = await SqlHitches(session).awaited(NORTH.community, NORTH.circle)
        assert waits == (Awaited(ROOM.id, Kept.INVITE, None), Awaited(ROOM.id, Kept.CLOSE, None))


async def test_a_hitch_is_told_no_more_once_its_delivery_is_owed_again_or_dropped(owing: Database) -> None:
    async with owing.writing() as session:
        await SqlDeliveries(session).settle(_owed(1, CloseRoom()), Owed.WITHDRAWN, real=REAL, why="dropped")
        assert await SqlHitches(session).of(NORTH.community, NORTH.circle) == ()


async def test_of_each_room_and_doing_the_last_hitch_is_kept(owing: Database) -> None:
    async with owing.writing() as session:
        await SqlHitches(session).keep([_refusal(_owed(1, CloseRoom()), missing="Manage Roles")])
        (found,) = await SqlHitches(session).of(NORTH.community, NORTH.circle)
    assert found.missing == "Manage Roles"


async def test_what_was_refused_elsewhere_is_no_hitch(owing: Database) -> None:
    async with owing.writing() as session:
        elsewhere = NORTH.delivery(9)
        await SqlDeliveries(session).put([elsewhere])
        await SqlHitches(session).keep([_refusal(elsewhere)])
        assert len((await session.execute(select(circle_hitches))).all()) == 1


async def test_another_community_sees_and_clears_no_hitch(owing: Database) -> None:
    async with owing.writing() as session:
        hitches = SqlHitches(session)
        assert await hitches.of(SOUTH.community, NORTH.circle) == ()
        assert await hitches.awaited(SOUTH.community, NORTH.circle) == ()
        await hitches.clear(SOUTH.community, NORTH.circle)
        assert len(await hitches.of(NORTH.community, NORTH.circle)) == 1
        await hitches.clear(NORTH.community, NORTH.circle)
        assert await hitches.of(NORTH.community, NORTH.circle) == ()


# Reviews


async def _review(database: Database) -> Review | None:
    async with database.reading() as session:
        return (await SqlReviews(session).of([NORTH.circle])).get(NORTH.circle)


async def test_a_review_is_asked_settled_and_let_rest(ground: Database) -> None:
    base = Review(NORTH.circle, NORTH.community, State.OPEN, date(2027, 3, 1), None, None)
    assert await _review(ground) == base
    async with ground.writing() as session:
        await SqlReviews(session).ask([NORTH.circle], LATER)
        await SqlReviews(session).alive([NORTH.circle], NOW)
    assert await _review(ground) == replace(base, asked_at=LATER, given_at=NOW)
    async with ground.writing() as session:
        await SqlReviews(session).settle([NORTH.circle], date(2027, 6, 1))
        assert await SqlReviews(session).let_rest([NORTH.circle], LATER) == (NORTH.circle,)
        assert await SqlReviews(session).let_rest([NORTH.circle], LATER) == ()
    assert await _review(ground) == replace(base, state=State.DORMANT, review_on=date(2027, 6, 1), given_at=NOW)


async def test_an_answer_to_a_date_in_a_circles_room_counts_as_given(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlCommunities(session).put_room(ROOM)
        ritual = replace(NORTH.ritual(), rooms={NORTH.space: ROOM.id})
        await SqlRituals(session, IDS, NOW).put(NORTH.community, ritual)
        its = occurrence(ritual, usual(NOW + timedelta(days=1)))
        await SqlRituals(session, IDS, NOW).plan([its])
        await SqlGiven(session, IDS).rsvp(its, NORTH.account, [NORTH.account], status=Coming.GOING, at=LATER)
    found = await _review(ground)
    assert found is not None
    assert found.given_at == LATER


async def test_a_community_is_shown_its_own_living_circles(ground: Database) -> None:
    async with ground.writing() as session:
        reviews = SqlReviews(session)
        assert [r.circle for r in await reviews.all_of([NORTH.community, SOUTH.community])] == [NORTH.circle]
        assert await reviews.all_of([SOUTH.community]) == ()
        await SqlCircles(session).move(NORTH.community, NORTH.circle, State.CLOSING, LATER)
        assert await reviews.all_of([NORTH.community]) == ()
