"""Queries about calendars: their addresses, how often rituals changed, the dates of a window, what members said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import CommunityId, MemberId, OccurrenceId, RitualId
from bot.rhythm.addresses import Feed
from bot.rhythm.coming import Coming
from bot.rhythm.feeds import Mark, Window
from bot.rhythm.holidays import Policy
from bot.rhythm.model import Occurrence
from storage.bulk import among
from storage.occurrences import as_occurrence
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.feeds import feeds
from storage.tables.rhythm import occurrences, rituals, rsvps
from storage.writing import put

TABLES = (feeds,)


def _feed(row: Row[Any]) -> Feed:
    member = MemberId(row.member_id) if row.member_id else None
    return Feed(row.id, CommunityId(row.community_id), member, row.digest, row.sealed, row.made_at)


def _of(community: CommunityId, members: Sequence[MemberId | None]) -> ColumnElement[bool]:
    """Return which addresses are these members', or the community's where None is among them."""
    named = feeds.c.member_id.in_([m for m in members if m is not None])
    whose = or_(named, feeds.c.member_id.is_(None)) if None in members else named
    return and_(feeds.c.community_id == community, whose)


async def raise_sequence(session: AsyncSession, changed: Sequence[RitualId], at: datetime) -> None:
    """Note that rituals or their dates have changed."""
    now = {"sequence": rituals.c.sequence + 1, "changed_at": at}
    await session.execute(update(rituals).where(among(rituals.c.id, changed)).values(**now))


@dataclass(frozen=True, slots=True)
class SqlFeeds:
    """`FeedStore` on one session."""

    session: AsyncSession

    async def put(self, feed: Feed) -> None:
        """Write an address; the one that the same calendar had goes."""
        await self.drop(feed.community, [feed.member])
        row = {
            "id": feed.id,
            "community_id": feed.community,
            "member_id": feed.member,
            "digest": feed.digest,
            "sealed": feed.sealed,
            "made_at": feed.made_at,
        }
        await put(self.session, feeds, row)

    async def feeds(self, community: CommunityId, members: Sequence[MemberId]) -> tuple[Feed, ...]:
        """Return the community's address and those of these members."""
        query = select(feeds).where(_of(community, [None, *members])).order_by(feeds.c.made_at, feeds.c.id)
        return tuple(_feed(r) for r in await self.session.execute(query))

    async def behind(self, digest: str) -> Feed | None:
        """Return the address with that digest."""
        row = (await self.session.execute(select(feeds).where(feeds.c.digest == digest))).first()
        return _feed(row) if row else None

    async def drop(self, community: CommunityId, members: Sequence[MemberId | None]) -> None:
        """Remove addresses."""
        await self.session.execute(delete(feeds).where(_of(community, members)))

    async def marks(self, wanted: Iterable[RitualId]) -> Mapping[RitualId, Mark]:
        """Return how often rituals changed, and when last."""
        columns = (rituals.c.id, rituals.c.sequence, func.coalesce(rituals.c.changed_at, rituals.c.created_at))
        query = select(*columns).where(among(rituals.c.id, wanted))
        return {RitualId(i): Mark(sequence, at) for i, sequence, at in await self.session.execute(query)}

    async def raise_sequence(self, changed: Sequence[RitualId], at: datetime) -> None:
        """Note that dates of rituals have changed."""
        await raise_sequence(self.session, changed, at)

    async def raise_for_holidays(self, communities: Sequence[CommunityId], at: datetime) -> None:
        """Note that dates of rituals which go by public holidays have changed."""
        theirs = and_(rituals.c.community_id.in_(communities), rituals.c.holidays != Policy.KEEP.value)
        await self.session.execute(update(rituals).where(theirs).values(sequence=rituals.c.sequence + 1, changed_at=at))

    async def dates(self, community: CommunityId, window: Window) -> tuple[Occurrence, ...]:
        """Return the kept dates of a window, earliest first."""
        inside = and_(occurrences.c.starts_at >= window.begins, occurrences.c.starts_at < window.ends)
        query = select(occurrences).where(occurrences.c.community_id == community, inside)
        rows = await self.session.execute(query.order_by(occurrences.c.starts_at, occurrences.c.id))
        return tuple(as_occurrence(r) for r in rows)

    async def said(self, member: MemberId, since: datetime) -> Sequence[tuple[RitualId, OccurrenceId, Coming]]:
        """Return what a member said to dates since then, oldest first, the last word of each date."""
        query = (
            select(occurrences.c.ritual_id, rsvps.c.occurrence_id, rsvps.c.status)
            .join(accounts, accounts.c.id == rsvps.c.account_id)
            .join(occurrences, occurrences.c.id == rsvps.c.occurrence_id)
            .where(accounts.c.member_id == member, rsvps.c.answered_at >= since)
            .order_by(rsvps.c.answered_at, rsvps.c.id)
        )
        last = {d: (RitualId(r), OccurrenceId(d), Coming(said)) for r, d, said in await self.session.execute(query)}
        return tuple(last.values())

    async def export(self, who: Who) -> Record:
        """Return the person's address, sealed as it is kept."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove the person's address."""
        await forget(self.session, TABLES, who)
