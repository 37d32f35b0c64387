"""Queries about how circles' rooms differ from what they should be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles.drift import Kind, Told, Watched
from bot.circles.model import INSIDE, Sweep, bound
from bot.circles.model import Kind as CircleKind
from bot.community.store import Record, Who
from bot.keys import AccountId, CircleId, CommunityId, RoomId
from storage.bulk import among
from storage.claiming import is_open
from storage.people import export, forget
from storage.tables.circles import circle_seats, circles, drifts
from storage.tables.community import accounts, rooms
from storage.tables.engine import deliveries
from storage.writing import folded, put

TABLES = (drifts,)
LIVES = ("open", "dormant")
LETTING = ("OpenRoom", "Invite", "Remove")


def _noted(row: Row[Any]) -> Told:
    return Told(
        row.id,
        CommunityId(row.community_id),
        RoomId(row.room_id),
        CircleId(row.circle_id),
        Kind(row.kind),
        AccountId(row.account_id) if row.account_id else None,
        row.told_at,
    )


@dataclass(frozen=True, slots=True)
class SqlDrifts:
    """`DriftStore` on one session."""

    session: AsyncSession

    async def noted(self, community: CommunityId, room: RoomId) -> tuple[Told, ...]:
        """Return what the stewards were told about a room."""
        return await self._find(drifts.c.community_id == community, drifts.c.room_id == room)

    async def of_circle(self, community: CommunityId, circle: CircleId) -> tuple[Told, ...]:
        """Return what the stewards were told about all rooms of a circle."""
        return await self._find(drifts.c.community_id == community, drifts.c.circle_id == circle)

    async def _find(self, *where: ColumnElement[bool]) -> tuple[Told, ...]:
        query = select(drifts).where(*where).order_by(drifts.c.told_at, drifts.c.id)
        return tuple(_noted(r) for r in await self.session.execute(query))

    async def put(self, noted: Sequence[Told]) -> None:
        """Write what the stewards were told."""
        for one in noted:
            row = {
                "id": one.id,
                "community_id": one.community,
                "room_id": one.room,
                "circle_id": one.circle,
                "kind": one.kind.value,
                "account_id": one.account,
                "told_at": one.told,
            }
            await put(self.session, drifts, row)

    async def drop(self, noted: Sequence[Told]) -> None:
        """Take away what is so no more."""
        if noted:
            await self.session.execute(delete(drifts).where(drifts.c.id.in_([n.id for n in noted])))

    async def watched(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Watched, ...]]:
        """Return the open rooms of open circles."""
        wanted = list(dict.fromkeys(communities))
        here = and_(among(circles.c.community_id, wanted), circles.c.state.in_(LIVES), rooms.c.state == "open")
        query = (
            select(circles.c.id, circles.c.community_id, circles.c.name, circles.c.kind, rooms.c.id.label("room"))
            .add_columns(rooms.c.space_id)
            .join(rooms, rooms.c.circle_id == circles.c.id)
            .where(here)
            .order_by(rooms.c.id)
        )
        rows = (await self.session.execute(query)).all()
        seats = await self._seats({r.id for r in rows})
        found: dict[CommunityId, list[Watched]] = {c: [] for c in wanted}
        for row in rows:
            circle = CircleId(row.id)
            name = bound(row.name, circle, CircleKind(row.kind), Sweep())
            theirs = seats.get((row.id, row.space_id), ())
            watched = Watched(CommunityId(row.community_id), RoomId(row.room), circle, name, tuple(theirs))
            found[watched.community].append(watched)
        return {c: tuple(w) for c, w in found.items()}

    async def _seats(self, wanted: Iterable[str]) -> dict[tuple[str, str], list[AccountId]]:
        """Return the accounts inside, by circle and space."""
        query = (
            select(circle_seats.c.circle_id, accounts.c.space_id, accounts.c.id)
            .join(accounts, accounts.c.id == circle_seats.c.account_id)
            .where(among(circle_seats.c.circle_id, wanted), circle_seats.c.role.in_([r.value for r in INSIDE]))
            .where(accounts.c.left_at.is_(None))
            .order_by(accounts.c.id)
        )
        found: dict[tuple[str, str], list[AccountId]] = {}
        for row in await self.session.execute(query):
            found.setdefault((row.circle_id, row.space_id), []).append(AccountId(row.id))
        return found

    async def looking(self, wanted: Iterable[RoomId]) -> frozenset[RoomId]:
        """Return which rooms are about to be looked at."""
        theirs = and_(deliveries.c.destination.in_([f"i{r}" for r in wanted]), deliveries.c.act == "Inspect")
        query = select(deliveries.c.room_id).where(theirs, deliveries.c.state.in_(["due", "waiting"]))
        return frozenset(RoomId(r) for r in await self.session.scalars(query.where(is_open(deliveries.c.state))))

    async def stirred(self, circle: CircleId, room: RoomId, since: datetime) -> bool:
        """Return whether people were let in or taken out since then, or still are to be."""
        theirs = and_(deliveries.c.reason == circle, deliveries.c.room_id == room, deliveries.c.act.in_(LETTING))
        lately = or_(is_open(deliveries.c.state), deliveries.c.finished_at > since)
        return await self.session.scalar(select(deliveries.c.id).where(theirs, lately).limit(1)) is not None

    async def rename(self, community: CommunityId, circle: CircleId, name: str) -> None:
        """Call a circle something else."""
        mine = and_(circles.c.id == circle, circles.c.community_id == community)
        values = {"name": name, "folded": folded(name, circles.c.folded)}
        await self.session.execute(update(circles).where(mine).values(values))

    async def export(self, who: Who) -> Record:
        """Return what was noted about the person."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove what was noted about the person."""
        await forget(self.session, TABLES, who)
