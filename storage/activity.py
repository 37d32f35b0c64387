"""Queries about activity: counts a person, room, kind and day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.keys import AccountId, CommunityId, RoomId
from storage.tables.community import activity, rooms, spaces
from storage.tables.rhythm import ritual_rooms, rituals
from storage.writing import insert


@dataclass(frozen=True, slots=True)
class SqlActivity:
    """`ActivityStore` on one session."""

    session: AsyncSession

    async def counts(self, platform: str, space: str, room: str) -> bool:
        """Return whether activity counts in a room: a public one that is a home or a ritual's."""
        chosen = exists().where(
            ritual_rooms.c.room_id == rooms.c.id,
            rituals.c.id == ritual_rooms.c.ritual_id,
            rituals.c.state != "retired",
        )
        query = select(rooms.c.id).join(spaces, spaces.c.id == rooms.c.space_id)
        query = query.where(
            spaces.c.platform == platform,
            spaces.c.external_id == space,
            spaces.c.community_id.is_not(None),
            rooms.c.external_id == room,
            rooms.c.private.is_(False),
            rooms.c.circle_id.is_(None),
            or_(spaces.c.home_room_id == rooms.c.id, chosen),
        )
        return await self.session.scalar(query) is not None

    async def add(self, community: CommunityId, account: AccountId, room: RoomId, kind: str, day: date) -> None:
        """Count one up."""
        key = {"account_id": account, "room_id": room, "kind": kind, "day": day}
        statement = insert(self.session, activity).values(**key, community_id=community, number=1)
        more = {"number": activity.c.number + 1}
        await self.session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=more))
