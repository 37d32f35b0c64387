"""Queries about where deliveries go: rooms, accounts, and the spaces that are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.model import Account, Room
from bot.keys import AccountId, CommunityId, MemberId, RoomId, SpaceId
from storage.bulk import IDS, among
from storage.community import SqlCommunities
from storage.members import as_account
from storage.tables.community import accounts, spaces

COMMUNITIES_OF = select(spaces.c.id, spaces.c.community_id).where(
    among(spaces.c.id, IDS), spaces.c.gone_at.is_(None), spaces.c.community_id.is_not(None)
)


@dataclass(frozen=True, slots=True)
class SqlAddresses:
    """Addresses on one session."""

    session: AsyncSession

    async def rooms(self, wanted: Sequence[RoomId]) -> Mapping[RoomId, Room]:
        """Return rooms by id."""
        return await SqlCommunities(self.session).rooms(wanted)

    async def reachable(self, members: Sequence[MemberId]) -> Mapping[MemberId, Account]:
        """Return the account at which each member is reached: of those still there, the one used last."""
        query = select(accounts).join(spaces, spaces.c.id == accounts.c.space_id)
        here = and_(accounts.c.member_id.in_(list(dict.fromkeys(members))), accounts.c.left_at.is_(None))
        rows = await self.session.execute(query.where(here, spaces.c.gone_at.is_(None)).order_by(accounts.c.id))
        used = sorted(rows, key=lambda r: (r.used_at is not None, r.used_at))
        return {MemberId(r.member_id): as_account(r) for r in used}

    async def accounts(self, wanted: Sequence[AccountId]) -> Mapping[AccountId, Account]:
        """Return accounts by id."""
        query = select(accounts).where(among(accounts.c.id, wanted))
        return {AccountId(r.id): as_account(r) for r in await self.session.execute(query)}

    async def communities_of(self, wanted: Sequence[SpaceId]) -> Mapping[SpaceId, CommunityId]:
        """Return the community of each space that has one and is still there."""
        found = await self.session.execute(COMMUNITIES_OF, {"ids": list(wanted)})
        return {SpaceId(r.id): CommunityId(r.community_id) for r in found}
