"""What the house's own upkeep costs: the same number of statements for one community or circle and for five hundred."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.wiring import Hearth, wire
from bot.beats import Beat
from bot.circles.filling import ENDS
from bot.circles.guesting import VISIT
from bot.circles.handing import DAILY as LINES
from bot.circles.watching import LOOK
from bot.community.heirs import DEADLINE
from bot.community.line import ANSWER_WITHIN, SILENT_AFTER
from bot.community.succession import DAILY
from bot.keys import BeatId, CommunityId
from storage.database import Database
from storage.tables.circles import circle_handovers, circle_seats, circles
from storage.tables.community import accounts, communities, members, rooms, spaces, stewards
from storage.tables.engine import deliveries
from tests.unit.test_planner_queries import count, counting
from tests.worlds.ground import NOW

MANY = 500
DAY = timedelta(days=1)
LATER = NOW + SILENT_AFTER + DAY


@pytest.fixture
async def hearth(database: Database) -> Hearth:
    """Return a Hearth that sends nothing, where communities have a silent steward and two members who are there."""
    names = [CommunityId(f"c{n}") for n in range(MANY)]
    async with database.writing() as session:
        same = {"name": "Guild", "charter": "", "zone": "UTC", "language": "en", "stage": "", "founded_at": NOW}
        await session.execute(insert(communities), [same | {"id": c} for c in names])
        space = {"platform": "sandbox", "name": ""}
        rows: list[dict[str, Any]] = [space | {"id": f"s{c}", "external_id": c, "community_id": c} for c in names]
        await session.execute(insert(spaces), rows)
        for who, used in (("m", None), ("n", LATER - DAY), ("o", LATER - DAY)):
            rows = [{"id": f"{who}{c}", "community_id": c, "joined_at": NOW} for c in names]
            await session.execute(insert(members), rows)
            rows = [
                {"id": f"a{who}{c}", "space_id": f"s{c}", "external_id": f"{who}{c}", "name": "Eva", "used_at": used}
                | {"member_id": f"{who}{c}"}
                for c in names
            ]
            await session.execute(insert(accounts), rows)
        rows = [{"community_id": c, "account_id": f"am{c}", "since": NOW} for c in names]
        await session.execute(insert(stewards), rows)
    return wire(database, FrozenClock(LATER), SeededIds("queries"), {}, sends=False)


async def spent(hearth: Hearth, kind: str, subjects: Sequence[tuple[str, str]]) -> list[str]:
    """Let beats of a kind come due in one unit of work, (community, subject) each; return its statements."""
    now = hearth.clock.now()
    due = [Beat(BeatId(f"b{s}"), kind, CommunityId(c), s, now, DAY) for c, s in subjects]
    service, planner = hearth.engine.planners[kind]
    with counting(hearth.database) as seen:
        async with hearth.engine.unit() as house:
            await planner(house.service(service), due)
    return seen


async def test_five_hundred_communities_without_stewards_take_no_more_statements_than_one(hearth: Hearth) -> None:
    homes = [(f"c{n}", f"c{n}") for n in range(MANY)]
    one = await spent(hearth, DAILY, homes[:1])
    many = await spent(hearth, DAILY, homes[1:])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, circle_handovers, state="asked") == MANY
    assert await count(hearth, deliveries) == 2 * MANY  # who is asked, and the steward of whom nobody has heard
    # When the time to say no is over, each of them is a steward.
    assert isinstance(hearth.clock, FrozenClock)
    hearth.clock.at += ANSWER_WITHIN
    async with hearth.database.writing() as session:
        await session.execute(update(deliveries).values(state="sent"))
        query = select(circle_handovers.c.community_id, circle_handovers.c.id)
        asks = [(r.community_id, r.id) for r in await session.execute(query)]
    one = await spent(hearth, DEADLINE, asks[:1])
    many = await spent(hearth, DEADLINE, asks[1:])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, stewards) == 2 * MANY


async def circles_with(hearth: Hearth, *seats: tuple[str, str, Any]) -> list[tuple[str, str]]:
    """Give every community a circle with a room and these seats, (who, role, until) each; return (home, circle)."""
    async with hearth.database.writing() as session:
        circle = {"purpose": "", "kind": "private", "state": "open", "cap": 30, "review_on": LATER.date()}
        circle |= {"created_at": NOW, "asked_at": None, "given_at": None}
        homes = [f"c{n}" for n in range(MANY)]
        rows = [circle | {"id": f"k{c}", "community_id": c, "name": c, "folded": c} for c in homes]
        await session.execute(insert(circles), rows)
        row = {"name": "", "private": True, "state": "open"}
        rows = [row | {"id": f"r{c}", "space_id": f"s{c}", "external_id": f"r{c}", "circle_id": f"k{c}"} for c in homes]
        await session.execute(insert(rooms), rows)
        rows = [
            {"community_id": c, "circle_id": f"k{c}", "account_id": f"a{who}{c}"}
            | {"role": role, "since": NOW, "until": until}
            for c in homes
            for who, role, until in seats
        ]
        await session.execute(insert(circle_seats), rows)
    return [(c, f"k{c}") for c in homes]


async def test_five_hundred_circles_lines_take_no_more_statements_than_one(hearth: Hearth) -> None:
    homes = [(c, c) for c, _k in await circles_with(hearth, ("m", "steward", None), ("n", "member", None))]
    one = await spent(hearth, LINES, homes[:1])
    many = await spent(hearth, LINES, homes[1:])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, circle_handovers, state="asked") == MANY


async def test_five_hundred_circles_rooms_take_no_more_statements_than_one(hearth: Hearth) -> None:
    homes = [(c, c) for c, _k in await circles_with(hearth, ("m", "steward", None))]
    one = await spent(hearth, LOOK, homes[:1])
    many = await spent(hearth, LOOK, homes[1:])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, deliveries, act="Inspect") == MANY


async def test_five_hundred_seats_that_go_on_take_no_more_statements_than_one(hearth: Hearth) -> None:
    kept = await circles_with(hearth, ("m", "steward", None), ("n", "waiting", LATER), ("o", "waiting", None))
    one = await spent(hearth, ENDS, kept[:1])
    many = await spent(hearth, ENDS, kept[1:])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, circle_seats, role="invited") == MANY
    assert await count(hearth, deliveries) == 2 * MANY  # whose time is over, and who comes next


async def test_five_hundred_visits_end_with_no_more_statements_than_one(hearth: Hearth) -> None:
    visits = await circles_with(hearth, ("m", "steward", None), ("n", "guest", LATER))
    one = await spent(hearth, VISIT, visits[:1])
    many = await spent(hearth, VISIT, visits[1:])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, circle_seats, role="guest") == 0
