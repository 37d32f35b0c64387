"""What was refused because a room was closed to Hearth, owed again once it is let in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, update

from bot.deliveries import BARRED, State
from bot.keys import RoomId, SpaceId
from storage.addresses import SqlAddresses
from storage.tables.engine import deliveries
from storage.writing import changed


@dataclass(frozen=True, slots=True)
class SqlBarred(SqlAddresses):
    """Rows of rooms that Hearth may not use, on one session."""

    async def owe_again(self, room: RoomId, *, now: datetime) -> int:
        """Owe again what was refused because a room was closed to Hearth, and has not expired."""
        return await self._again(deliveries.c.room_id == room, now)

    async def owe_lane_again(self, lane: SpaceId, *, now: datetime) -> int:
        """Do so for every room of a space."""
        return await self._again(deliveries.c.space_id == lane, now)

    async def _again(self, here: ColumnElement[bool], now: datetime) -> int:
        mine = and_(
            here,
            deliveries.c.state == State.REFUSED.value,
            deliveries.c.why.startswith(BARRED, autoescape=True),
            deliveries.c.payload.is_not(None),
            deliveries.c.expires_at >= now,
        )
        values: dict[str, Any] = {"state": State.DUE.value, "why": None, "failures": 0, "finished_at": None}
        return await changed(self.session, update(deliveries).where(mine).values(**values))
