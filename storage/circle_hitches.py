"""Queries about what could not be done for circles: beside the deliveries, whose fate decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles.hitches import Awaited, Doing, Hitch
from bot.deliveries import OPEN_STATES, State
from bot.facts import DeliveryRefused
from bot.keys import CircleId, CommunityId, RoomId
from storage.tables.circles import circle_hitches as hitches
from storage.tables.engine import deliveries
from storage.writing import put

STILL = (State.REFUSED.value, State.SKIPPED.value)
DOINGS = [d.value for d in Doing]


@dataclass(frozen=True, slots=True)
class SqlHitches:
    """`HitchStore` on one session."""

    session: AsyncSession

    async def keep(self, refused: Sequence[DeliveryRefused]) -> None:
        """Keep what was refused in circles' rooms."""
        of_circles = {f.delivery: f for f in refused if f.circle is not None}
        query = select(deliveries.c.id, deliveries.c.room_id, deliveries.c.act).where(
            deliveries.c.id.in_(list(of_circles)), deliveries.c.room_id.is_not(None), deliveries.c.act.in_(DOINGS)
        )
        for row in (await self.session.execute(query)).all():
            fact = of_circles[row.id]
            kept = {
                "community_id": fact.community,
                "circle_id": fact.circle,
                "room_id": row.room_id,
                "doing": row.act,
                "delivery_id": fact.delivery,
                "why": fact.why[:64],
                "missing": fact.missing,
                "remedy": fact.remedy,
            }
            await put(self.session, hitches, kept, key=("room_id", "doing"))

    async def of(self, community: CommunityId, circle: CircleId) -> tuple[Hitch, ...]:
        """Return what is refused still."""
        query = (
            select(hitches)
            .join(deliveries, deliveries.c.id == hitches.c.delivery_id)
            .where(hitches.c.community_id == community, hitches.c.circle_id == circle)
            .where(deliveries.c.state.in_(STILL))
            .order_by(deliveries.c.seq)
        )
        rows = await self.session.execute(query)
        return tuple(Hitch(RoomId(r.room_id), Doing(r.doing), r.why, r.missing, r.remedy) for r in rows)

    async def awaited(self, community: CommunityId, circle: CircleId) -> tuple[Awaited, ...]:
        """Return what is owed and not settled; all of it bears the circle as its reason."""
        query = (
            select(deliveries.c.room_id, deliveries.c.act, deliveries.c.retry_at)
            .where(deliveries.c.reason == circle, deliveries.c.community_id == community)
            .where(deliveries.c.state.in_([s.value for s in OPEN_STATES]))
            .where(deliveries.c.room_id.is_not(None), deliveries.c.act.in_(DOINGS))
            .order_by(deliveries.c.seq)
        )
        rows = await self.session.execute(query)
        return tuple(Awaited(RoomId(r.room_id), Doing(r.act), r.retry_at) for r in rows)

    async def clear(self, community: CommunityId, circle: CircleId) -> None:
        """Forget a circle's hitches."""
        mine = (hitches.c.community_id == community) & (hitches.c.circle_id == circle)
        await self.session.execute(delete(hitches).where(mine))
