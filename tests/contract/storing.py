"""What the tests of the store share: the ground they stand on, what furnishes it, and what comes to nothing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards import Card, Para
from bot.community.attention import Weight, Wish
from bot.community.merging import Own
from bot.community.store import MemberLink, PersonCode
from bot.keys import AccountId, CommunityId, MemberId
from bot.rhythm.absences import Absence
from storage.database import Database
from storage.rhythm import SqlRituals
from storage.timing import SqlBeats
from tests.worlds.ground import IDS, NORTH, NOW, REAL

KIND = "ritual.open"
GRACE = timedelta(hours=1)
OVERLAP_S = 0.3
"""How long a worker that holds its claim waits for another: SQLite lets nobody in before the first has ended."""
HOUR = NOW.replace(minute=0)

SECOND = AccountId("north-second")
OTHER = MemberId("north-other")
CODE = PersonCode("code", NORTH.community, "digest", NORTH.account, REAL + timedelta(minutes=10), 5)
BEFORE = Own(("Europe/Madrid", True), "es", (1200, 480), NOW, 3, True, NOW + timedelta(days=1))
WISH = Wish(
    NORTH.community,
    NORTH.member,
    "host.ahead",
    "date",
    Weight.DUTY,
    Card("You host on Friday", (Para(("Friday wins.",)),)),
    Para(("You host on Friday.",)),
    NOW + timedelta(days=3),
)
LINK = MemberLink("link", NORTH.community, NORTH.member, OTHER, (NORTH.account,), BEFORE, Own(), NOW)

AWAY = Absence(NORTH.community, NOW, NOW, {NORTH.ritual().id: 2}, {NORTH.ritual().id: 1}, 3)


def rituals(session: AsyncSession) -> SqlRituals:
    return SqlRituals(session, IDS, NOW)


async def undone(database: Database, work: Callable[[AsyncSession], Awaitable[None]]) -> None:
    """Do some work in a unit that breaks at its end."""

    async def breaks() -> None:
        async with database.writing() as session:
            await work(session)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await breaks()


async def plan_date(session: AsyncSession, community: CommunityId) -> None:
    beats = SqlBeats(session, IDS)
    beats.at(KIND, community, "subject", NOW, grace=GRACE)
    await beats.flush()
