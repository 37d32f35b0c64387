"""When members were last heard of."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.keys import MemberId
from storage.bulk import among
from storage.tables.community import accounts, activity


async def last_seen(session: AsyncSession, wanted: Iterable[MemberId]) -> Mapping[MemberId, datetime]:
    """Return when members were last heard of: a command, a button, or something noted in a public room."""
    ids = list(dict.fromkeys(wanted))
    found: dict[MemberId, datetime] = {}
    called = select(accounts.c.member_id, func.max(accounts.c.used_at).label("at"))
    called = called.where(among(accounts.c.member_id, ids), accounts.c.used_at.is_not(None))
    for row in await session.execute(called.group_by(accounts.c.member_id)):
        found[MemberId(row.member_id)] = row.at
    acted = select(accounts.c.member_id, func.max(activity.c.day).label("day"))
    acted = acted.join(activity, activity.c.account_id == accounts.c.id).where(among(accounts.c.member_id, ids))
    for row in await session.execute(acted.group_by(accounts.c.member_id)):
        # A day is kept, no time: it counts whole.
        noted = datetime.combine(row.day, time(), UTC) + timedelta(days=1)
        member = MemberId(row.member_id)
        found[member] = max(noted, found.get(member, noted))
    return found


def heard_of(row: Row[Any], seen: datetime | None, now: datetime) -> tuple[datetime | None, bool]:
    """Return when a member was last heard of, None for never, and whether they rest now; `row` has their rests."""
    rests = [t for t in (row.sabbatical_until, row.snoozed_until) if t is not None]
    # Whoever has just come back from a rest was not silent while it lasted.
    heard = max((t for t in (seen, *rests) if t is not None and t <= now), default=None)
    return heard, any(t > now for t in rests)
