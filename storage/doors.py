"""Queries about whom circles do not let in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CircleId, CommunityId, MemberId
from storage.bulk import among, insert_all
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.doors import circle_blocks, circle_refusals

TABLES = (circle_refusals, circle_blocks)
KEY = ("circle_id", "account_id")


def _of(table: Table, members: Iterable[MemberId]) -> ColumnElement[bool]:
    theirs = select(accounts.c.id).where(among(accounts.c.member_id, members))
    return table.c.account_id.in_(theirs)


@dataclass(frozen=True, slots=True)
class SqlDoors:
    """`DoorStore` on one session."""

    session: AsyncSession

    async def blocked(self, wanted: Iterable[CircleId]) -> Mapping[CircleId, frozenset[MemberId]]:
        """Return who is blocked from each of these circles."""
        found: dict[CircleId, set[MemberId]] = {c: set() for c in wanted}
        query = (
            select(circle_blocks.c.circle_id, accounts.c.member_id)
            .join(accounts, accounts.c.id == circle_blocks.c.account_id)
            .where(among(circle_blocks.c.circle_id, found), accounts.c.member_id.is_not(None))
        )
        for row in await self.session.execute(query):
            found[CircleId(row.circle_id)].add(MemberId(row.member_id))
        return {c: frozenset(members) for c, members in found.items()}

    async def refused_until(self, circle: CircleId, member: MemberId) -> datetime | None:
        """Return until when a no to somebody holds, if they were told one."""
        mine = (circle_refusals.c.circle_id == circle) & _of(circle_refusals, [member])
        until: datetime | None = await self.session.scalar(select(func.max(circle_refusals.c.until)).where(mine))
        return until

    async def refuse(
        self, community: CommunityId, circle: CircleId, gone: Sequence[AccountId], until: datetime
    ) -> None:
        """Write a no for each account of somebody."""
        await self._put(circle_refusals, community, circle, gone, {"until": until})

    async def pardon(self, circle: CircleId, members: Sequence[MemberId]) -> None:
        """Remove noes."""
        await self._drop(circle_refusals, circle, members)

    async def block(self, community: CommunityId, circle: CircleId, gone: Sequence[AccountId], at: datetime) -> None:
        """Write a block for each account of somebody."""
        await self._put(circle_blocks, community, circle, gone, {"at": at})

    async def unblock(self, circle: CircleId, member: MemberId) -> None:
        """Remove somebody's block."""
        await self._drop(circle_blocks, circle, [member])

    async def spread(self, member: MemberId) -> None:
        """Write what holds for one account of a person for each of them."""
        theirs = [
            AccountId(a)
            for a in await self.session.scalars(select(accounts.c.id).where(accounts.c.member_id == member))
        ]
        for table, column in ((circle_refusals, "until"), (circle_blocks, "at")):
            last = func.max(table.c[column]).label("last")
            query = select(table.c.community_id, table.c.circle_id, last).where(_of(table, [member]))
            for row in (await self.session.execute(query.group_by(table.c.community_id, table.c.circle_id))).all():
                at = {column: row.last}
                await self._put(table, CommunityId(row.community_id), CircleId(row.circle_id), theirs, at)

    async def _put(
        self,
        table: Table,
        community: CommunityId,
        circle: CircleId,
        theirs: Sequence[AccountId],
        more: Mapping[str, Any],
    ) -> None:
        rows = [{"community_id": community, "circle_id": circle, "account_id": a, **more} for a in theirs]
        await insert_all(self.session, table, rows, key=KEY, over=tuple(more))

    async def _drop(self, table: Table, circle: CircleId, members: Sequence[MemberId]) -> None:
        await self.session.execute(delete(table).where(table.c.circle_id == circle, _of(table, members)))

    async def export(self, who: Who) -> Record:
        """Return the person's noes."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove the person's noes and blocks."""
        await forget(self.session, TABLES, who)
