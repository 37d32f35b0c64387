"""Which rooms a space of the sandbox has, and how many it bears."""

from typing import Final

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.sandbox import rows
from adapters.sandbox.tables import rooms
from bot.errors import Outcome, PlatformFault
from bot.rooms import Load, LoadKind, RoomListed, RoomsSeen

MOST_ROOMS: Final = 500
"""Rooms that are not archived, in a space: as many as channels on a server of Discord."""


async def listed(session: AsyncSession, place: int, person: str | None) -> RoomsSeen:
    """Return the rooms that Hearth knows of, as somebody may hear of them."""
    here = and_(rooms.c.space_id == place, rooms.c.archived.is_(False))
    found = (await session.execute(select(rooms).where(here).order_by(rooms.c.id))).all()
    private = [r for r in found if r.private and r.hearth]
    told = []
    for room in private:
        inside = person is not None and person in await rows.seated(session, room.id)
        told.append(RoomListed(f"{rows.ROOM}{room.id}", room.name if inside else "", inside))
    seen = len([r for r in found if not r.private or r.hearth])
    return RoomsSeen(tuple(told), seen, (Load(LoadKind.CHANNELS, len(found), MOST_ROOMS, private=True, public=True),))


async def fits_in(session: AsyncSession, place: int) -> None:
    """Refuse a room more than a space bears."""
    here = and_(rooms.c.space_id == place, rooms.c.archived.is_(False))
    if (await session.scalar(select(func.count()).select_from(rooms).where(here)) or 0) >= MOST_ROOMS:
        raise PlatformFault("too_many_rooms", Outcome.NEVER)
