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
from bot.community.heirs import DEADLINE
from bot.community.line import ANSWER_WITHIN, SILENT_AFTER
from bot.community.succession import DAILY
from bot.keys import BeatId, CommunityId
from storage.database import Database
from storage.tables.circles import circle_handovers
from storage.tables.community import accounts, communities, members, spaces, stewards
from storage.tables.engine import deliveries
from tests.unit.test_planner_queries import count, counting
from tests.worlds.ground import NOW

MANY = 500
DAY = timedelta(days=1)
LATER = NOW + SILENT_AFTER + DAY


@pytest.fixture
async def hearth(database: Database) -> Hearth:
    """Return a Hearth that sends nothing, where communities have a silent steward and a member who is there."""
    names = [CommunityId(f"c{n}") for n in range(MANY)]
    async with database.writing() as session:
        same = {"name": "Guild", "charter": "", "zone": "UTC", "language": "en", "stage": "", "founded_at": NOW}
        await session.execute(insert(communities), [same | {"id": c} for c in names])
        space = {"platform": "sandbox", "name": ""}
        rows: list[dict[str, Any]] = [space | {"id": f"s{c}", "external_id": c, "community_id": c} for c in names]
        await session.execute(insert(spaces), rows)
        for who, used in (("m", None), ("n", LATER - DAY)):
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
