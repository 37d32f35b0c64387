"""Queries about hallways."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles.hallways import Hallway
from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, OccurrenceId, RoomId
from storage.bulk import among
from storage.people import export, forget
from storage.tables.hallways import hallway_rooms, hallways
from storage.writing import added

TABLES = (hallways,)


@dataclass(frozen=True, slots=True)
class SqlHallways:
    """`HallwayStore` on one session."""

    session: AsyncSession

    async def add(self, hallway: Hallway) -> bool:
        """Write a hallway, unless its date had one already."""
        row = {
            "id": hallway.id,
            "community_id": hallway.community,
            "occurrence_id": hallway.date,
            "opened_by": hallway.opened_by,
            "opened_at": hallway.opened_at,
            "closes_at": hallway.closes_at,
            "closed_at": hallway.closed_at,
            "notices": " ".join(hallway.notices),
        }
        return await added(self.session, hallways, row, key=("occurrence_id",)) == 1

    async def add_room(self, hallway: Hallway, room: RoomId) -> None:
        """Note one more room of it."""
        await self.session.execute(insert(hallway_rooms).values(room_id=room, hallway_id=hallway.id))

    async def of_date(self, date: OccurrenceId) -> Hallway | None:
        """Return the hallway of a date."""
        return next(iter(await self._found(select(hallways).where(hallways.c.occurrence_id == date))), None)

    async def hold(self, community: CommunityId, hallway: str) -> Hallway | None:
        """Return one, held until this unit of work ends."""
        mine = (hallways.c.id == hallway) & (hallways.c.community_id == community)
        return next(iter(await self._found(select(hallways).where(mine).with_for_update())), None)

    async def get(self, wanted: Iterable[str]) -> tuple[Hallway, ...]:
        """Return hallways by id."""
        return await self._found(select(hallways).where(among(hallways.c.id, wanted)))

    async def of_rooms(self, rooms: Iterable[RoomId]) -> Mapping[RoomId, Hallway]:
        """Return the hallway of each room that is one's."""
        query = select(hallway_rooms).where(among(hallway_rooms.c.room_id, rooms))
        owners = {RoomId(r.room_id): r.hallway_id for r in await self.session.execute(query)}
        if not owners:
            return {}
        found = {h.id: h for h in await self.get(dict.fromkeys(owners.values()))}
        return {room: found[hallway] for room, hallway in owners.items()}

    async def all_open(self, communities: Iterable[CommunityId]) -> tuple[Hallway, ...]:
        """Return the hallways of communities that are not closed."""
        theirs = among(hallways.c.community_id, communities)
        return await self._found(select(hallways).where(theirs, hallways.c.closed_at.is_(None)))

    async def close(self, wanted: Sequence[str], at: datetime) -> tuple[str, ...]:
        """Close hallways; return those that were not closed before."""
        still = update(hallways).where(among(hallways.c.id, wanted), hallways.c.closed_at.is_(None))
        return tuple(await self.session.scalars(still.values(closed_at=at).returning(hallways.c.id)))

    async def _found(self, query: Select[Any]) -> tuple[Hallway, ...]:
        rows = (await self.session.execute(query.order_by(hallways.c.id))).all()
        if not rows:
            return ()
        mine = select(hallway_rooms).where(among(hallway_rooms.c.hallway_id, [r.id for r in rows]))
        of: dict[str, list[RoomId]] = {r.id: [] for r in rows}
        for row in await self.session.execute(mine.order_by(hallway_rooms.c.room_id)):
            of[row.hallway_id].append(RoomId(row.room_id))
        return tuple(
            Hallway(
                id=r.id,
                community=CommunityId(r.community_id),
                date=OccurrenceId(r.occurrence_id),
                opened_by=AccountId(r.opened_by) if r.opened_by else None,
                opened_at=r.opened_at,
                closes_at=r.closes_at,
                rooms=tuple(of[r.id]),
                notices=tuple(DeliveryId(n) for n in r.notices.split()),
                closed_at=r.closed_at,
            )
            for r in rows
        )

    async def export(self, who: Who) -> Record:
        """Return the hallways the person opened."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove who opened them."""
        await forget(self.session, TABLES, who)
