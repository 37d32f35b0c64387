"""Queries of the ledger of times: when dates took place, and in which zones members are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.keys import CommunityId, RitualId
from bot.rhythm.model import OccurrenceState
from storage.tables.community import members
from storage.tables.rhythm import occurrences

TOOK_PLACE = (OccurrenceState.OPENED.value, OccurrenceState.ENDED.value)


@dataclass(frozen=True, slots=True)
class SqlHours:
    """`HourStore` on one session."""

    session: AsyncSession

    async def held(self, ritual: RitualId, since: datetime) -> Sequence[datetime]:
        """Return when the dates began that took place, in order."""
        query = select(occurrences.c.starts_at).where(
            occurrences.c.ritual_id == ritual,
            occurrences.c.starts_at >= since,
            occurrences.c.state.in_(TOOK_PLACE),
        )
        return list(await self.session.scalars(query.order_by(occurrences.c.starts_at)))

    async def zones(self, community: CommunityId) -> Mapping[str, int]:
        """Return how many members are in each zone that is known."""
        query = (
            select(members.c.zone, func.count().label("n"))
            .where(
                members.c.community_id == community,
                members.c.zone.is_not(None),
                members.c.left_at.is_(None),
                members.c.linked_to.is_(None),
            )
            .group_by(members.c.zone)
        )
        return {row.zone: row.n for row in await self.session.execute(query)}
