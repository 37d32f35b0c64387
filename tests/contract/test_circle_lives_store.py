"""Where circles stand, as both databases keep it."""

import importlib
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.circles.model import Circle, CircleSeen, Kind, State, Sweep
from bot.community.model import Room
from bot.keys import CircleId, RoomId
from migrations.run import STEPS
from storage.circles import SqlCircles
from storage.community import SqlCommunities
from storage.database import Database
from tests.worlds.ground import NORTH, NOW, SOUTH

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
