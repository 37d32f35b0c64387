"""Queries about communities, spaces, rooms and the desk."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.model import Community, Room, Space
from bot.community.store import LinkCode, Notice
from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, RoomId, SpaceId
from storage.bulk import IDS, among
from storage.tables.community import communities, link_codes, notices, rooms, spaces
from storage.writing import put

# Who calls is looked up at each command: these statements are built once.
SPACE_AT = select(spaces).where(
    spaces.c.platform == bindparam("platform"), spaces.c.external_id == bindparam("external")
)
ROOM_AT = select(rooms).where(rooms.c.space_id == bindparam("space"), rooms.c.external_id == bindparam("external"))
COMMUNITY = select(communities).where(communities.c.id == bindparam("community"))
COMMUNITIES = select(communities).where(among(communities.c.id, IDS))
ROOMS = select(rooms).where(among(rooms.c.id, IDS))
SPACE = select(spaces).where(spaces.c.id == bindparam("space"))
SPACES = select(spaces).where(among(spaces.c.community_id, IDS)).order_by(spaces.c.platform, spaces.c.id)


def _space(row: Row[Any]) -> Space:
    community = CommunityId(row.community_id) if row.community_id else None
    home = RoomId(row.home_room_id) if row.home_room_id else None
    return Space(SpaceId(row.id), row.platform, row.external_id, row.name, community, home, row.gone_at)


def _community(row: Row[Any]) -> Community:
    return Community(
        id=CommunityId(row.id),
        name=row.name,
        charter=row.charter,
        zone=row.zone,
        language=row.language,
        stage=row.stage,
        founded_at=row.founded_at,
        founded_by=AccountId(row.founded_by) if row.founded_by else None,
        desk_room=RoomId(row.desk_room_id) if row.desk_room_id else None,
        country=row.country,
        region=row.region,
        paused_until=row.paused_until,
        pause_told=row.pause_told,
        resumed_at=row.resumed_at,
        questions=row.questions,
    )


def _room(row: Row[Any]) -> Room:
    circle = CircleId(row.circle_id) if row.circle_id else None
    return Room(RoomId(row.id), SpaceId(row.space_id), row.external_id, row.name, row.private, circle, row.state)


def _code(row: Row[Any]) -> LinkCode:
    return LinkCode(
        id=row.id,
        community=CommunityId(row.community_id),
        space=SpaceId(row.space_id),
        digest=row.digest,
        account=AccountId(row.account_id),
        expires_at=row.expires_at,
        tries_left=row.tries_left,
        claimed_space=SpaceId(row.claimed_space_id) if row.claimed_space_id else None,
        claimed_by=AccountId(row.claimed_by) if row.claimed_by else None,
    )


@dataclass(frozen=True, slots=True)
class SqlCommunities:
    """`CommunityStore` on one session."""

    session: AsyncSession

    async def space(self, platform: str, external: str) -> Space | None:
        """Return a space by its platform's id."""
        row = (await self.session.execute(SPACE_AT, {"platform": platform, "external": external})).first()
        return _space(row) if row else None

    async def space_by_id(self, space: SpaceId) -> Space | None:
        """Return a space by our id."""
        row = (await self.session.execute(SPACE, {"space": space})).first()
        return _space(row) if row else None

    async def spaces(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Space, ...]]:
        """Return the spaces of each community, in a fixed order."""
        wanted = list(dict.fromkeys(communities))
        found: dict[CommunityId, list[Space]] = {c: [] for c in wanted}
        for row in await self.session.execute(SPACES, {"ids": wanted}):
            found[CommunityId(row.community_id)].append(_space(row))
        return {c: tuple(s) for c, s in found.items()}

    async def put_space(self, space: Space) -> None:
        """Write a space."""
        row = {
            "id": space.id,
            "platform": space.platform,
            "external_id": space.external,
            "name": space.name,
            "community_id": space.community,
            "home_room_id": space.home,
            "gone_at": space.gone_at,
        }
        await put(self.session, spaces, row)

    async def community(self, community: CommunityId) -> Community | None:
        """Return a community."""
        row = (await self.session.execute(COMMUNITY, {"community": community})).first()
        return _community(row) if row else None

    async def communities(self, wanted: Iterable[CommunityId]) -> Mapping[CommunityId, Community]:
        """Return communities by id."""
        found = await self.session.execute(COMMUNITIES, {"ids": list(wanted)})
        return {CommunityId(r.id): _community(r) for r in found}

    async def put_community(self, community: Community) -> None:
        """Write a community."""
        row = {
            "id": community.id,
            "name": community.name,
            "charter": community.charter,
            "zone": community.zone,
            "language": community.language,
            "stage": community.stage,
            "founded_at": community.founded_at,
            "founded_by": community.founded_by,
            "desk_room_id": community.desk_room,
            "country": community.country,
            "region": community.region,
            "paused_until": community.paused_until,
            "pause_told": community.pause_told,
            "resumed_at": community.resumed_at,
            "questions": community.questions,
        }
        await put(self.session, communities, row)

    async def room_at(self, space: SpaceId, external: str) -> Room | None:
        """Return a room by its platform's id."""
        row = (await self.session.execute(ROOM_AT, {"space": space, "external": external})).first()
        return _room(row) if row else None

    async def room(self, room: RoomId) -> Room | None:
        """Return a room by our id."""
        return (await self.rooms([room])).get(room)

    async def rooms(self, wanted: Iterable[RoomId]) -> Mapping[RoomId, Room]:
        """Return rooms by id."""
        return {RoomId(r.id): _room(r) for r in await self.session.execute(ROOMS, {"ids": list(wanted)})}

    async def circle_rooms(self, circles: Iterable[CircleId]) -> Mapping[CircleId, tuple[Room, ...]]:
        """Return the rooms of each circle."""
        wanted = list(dict.fromkeys(circles))
        query = select(rooms).where(rooms.c.circle_id.in_(wanted)).order_by(rooms.c.id)
        found: dict[CircleId, list[Room]] = {c: [] for c in wanted}
        for row in await self.session.execute(query):
            found[CircleId(row.circle_id)].append(_room(row))
        return {c: tuple(r) for c, r in found.items()}

    async def put_room(self, room: Room) -> None:
        """Write a room."""
        row = {
            "id": room.id,
            "space_id": room.space,
            "external_id": room.external,
            "name": room.name,
            "private": room.private,
            "circle_id": room.circle,
            "state": room.state,
        }
        await put(self.session, rooms, row)

    async def put_code(self, code: LinkCode) -> None:
        """Write a link code."""
        row = {
            "id": code.id,
            "community_id": code.community,
            "space_id": code.space,
            "digest": code.digest,
            "account_id": code.account,
            "expires_at": code.expires_at,
            "tries_left": code.tries_left,
            "claimed_space_id": code.claimed_space,
            "claimed_by": code.claimed_by,
        }
        await put(self.session, link_codes, row)

    async def codes(self, *, real: datetime) -> tuple[LinkCode, ...]:
        """Return the codes that still hold (real time)."""
        holds = (link_codes.c.expires_at > real) & (link_codes.c.tries_left > 0)
        rows = await self.session.execute(select(link_codes).where(holds).order_by(link_codes.c.id))
        return tuple(_code(r) for r in rows)

    async def drop_code(self, code: LinkCode) -> None:
        """Remove a code."""
        await self.session.execute(delete(link_codes).where(link_codes.c.id == code.id))


@dataclass(frozen=True, slots=True)
class SqlDesk:
    """`DeskStore` on one session."""

    session: AsyncSession

    async def notice(self, community: CommunityId, cause: str, hour: datetime) -> Notice | None:
        """Return the notice of a cause and hour."""
        query = select(notices).where(
            notices.c.community_id == community, notices.c.cause == cause, notices.c.hour == hour
        )
        row = (await self.session.execute(query)).first()
        if row is None:
            return None
        sent: Sequence[str] = json.loads(row.deliveries)
        return Notice(row.id, community, cause, row.hour, row.number, tuple(DeliveryId(d) for d in sent))

    async def put_notice(self, notice: Notice) -> None:
        """Write a notice."""
        row = {
            "id": notice.id,
            "community_id": notice.community,
            "cause": notice.cause,
            "hour": notice.hour,
            "number": notice.count,
            "deliveries": json.dumps(notice.deliveries),
        }
        await put(self.session, notices, row)
