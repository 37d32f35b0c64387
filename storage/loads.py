"""Queries about how full spaces are, and which of their rooms are circles'."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles.loads import Counted
from bot.keys import CommunityId, SpaceId
from bot.rooms import Load, LoadKind
from storage.bulk import among
from storage.tables.community import communities, rooms, space_loads
from storage.tables.hallways import hallway_rooms
from storage.writing import put


@dataclass(frozen=True, slots=True)
class SqlLoads:
    """`LoadStore` on one session."""

    session: AsyncSession

    async def of(self, spaces: Iterable[SpaceId]) -> tuple[Counted, ...]:
        """Return how full spaces were when they were counted last."""
        query = select(space_loads).where(among(space_loads.c.space_id, list(spaces)))
        rows = await self.session.execute(query.order_by(space_loads.c.space_id, space_loads.c.kind))
        return tuple(
            Counted(
                CommunityId(r.community_id),
                SpaceId(r.space_id),
                Load(LoadKind(r.kind), r.used, r.cap, private=r.private, public=r.public),
                r.counted_at,
                r.told_at,
            )
            for r in rows
        )

    async def put(self, counted: Sequence[Counted]) -> None:
        """Write how full spaces are."""
        for one in counted:
            row = {
                "space_id": one.space,
                "kind": one.load.kind.value,
                "community_id": one.community,
                "used": one.load.used,
                "cap": one.load.cap,
                "private": one.load.private,
                "public": one.load.public,
                "counted_at": one.at,
                "told_at": one.told_at,
            }
            await put(self.session, space_loads, row, key=("space_id", "kind"))

    async def adopted(self, space: SpaceId) -> frozenset[str]:
        """Return the platform's ids of rooms that are, or were, a circle's, a hallway's or the stewards' own."""
        desk = select(communities.c.desk_room_id)
        ours = or_(
            rooms.c.circle_id.is_not(None),
            rooms.c.id.in_(desk),
            rooms.c.id.in_(select(hallway_rooms.c.room_id)),
        )
        query = select(rooms.c.external_id).where(rooms.c.space_id == space, rooms.c.external_id.is_not(None), ours)
        return frozenset(await self.session.scalars(query))
