"""Queries of rhythm senses: who took part in runs that are over, and how much was sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, Table, and_, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.deliveries import Post, State
from bot.keys import CommunityId, RitualId, SpaceId
from bot.rhythm.coming import Coming
from bot.rhythm.model import OccurrenceState
from bot.rhythm.senses import LAST_RUNS, Load, Run
from storage.tables.community import accounts, members, rooms, spaces
from storage.tables.engine import deliveries
from storage.tables.hosts import attendances, recaps
from storage.tables.rhythm import occurrences, prompt_answers, rsvps, worths


@dataclass(frozen=True, slots=True)
class SqlSenses:
    """`SenseStore` on one session."""

    session: AsyncSession

    async def runs(self, rituals: Iterable[RitualId], before: datetime) -> Mapping[RitualId, tuple[Run, ...]]:
        """Return the last runs of each ritual, earliest first, with how many distinct members took part."""
        wanted = list(dict.fromkeys(rituals))
        last = _last_runs(wanted, before)
        seen = union(*took_part(last)).subquery()
        query = (
            select(last.c.ritual_id, last.c.starts_at, func.count(seen.c.who).label("people"))
            .outerjoin(seen, seen.c.occurrence_id == last.c.id)
            .group_by(last.c.id, last.c.ritual_id, last.c.starts_at)
            .order_by(last.c.starts_at)
        )
        found: dict[RitualId, list[Run]] = {r: [] for r in wanted}
        for row in await self.session.execute(query):
            found[RitualId(row.ritual_id)].append(Run(row.starts_at, row.people))
        return {r: tuple(each) for r, each in found.items()}

    async def loads(
        self, communities: Iterable[CommunityId], since: datetime
    ) -> Mapping[CommunityId, tuple[Load, ...]]:
        """Return what was sent in each space since then (community time), and to how many members."""
        wanted = list(dict.fromkeys(communities))
        sent = _sent(wanted, since)
        query = (
            select(
                spaces.c.id,
                spaces.c.community_id,
                sent.c.posts,
                sent.c.directs,
                func.count(members.c.id.distinct()).label("n"),
            )
            .join(sent, sent.c.space_id == spaces.c.id)
            .outerjoin(accounts, and_(accounts.c.space_id == spaces.c.id, accounts.c.left_at.is_(None)))
            .outerjoin(members, and_(members.c.id == accounts.c.member_id, members.c.left_at.is_(None)))
            .where(spaces.c.gone_at.is_(None))
            .group_by(spaces.c.id, spaces.c.community_id, sent.c.posts, sent.c.directs)
            .order_by(spaces.c.id)
        )
        found: dict[CommunityId, list[Load]] = {c: [] for c in wanted}
        for row in await self.session.execute(query):
            found[CommunityId(row.community_id)].append(Load(SpaceId(row.id), row.posts, row.directs, row.n))
        return {c: tuple(each) for c, each in found.items()}


def _last_runs(wanted: list[RitualId], before: datetime) -> Subquery:
    turn = func.row_number().over(
        partition_by=occurrences.c.ritual_id, order_by=(occurrences.c.starts_at.desc(), occurrences.c.id)
    )
    over = select(occurrences.c.id, occurrences.c.ritual_id, occurrences.c.starts_at, turn.label("turn")).where(
        occurrences.c.ritual_id.in_(wanted),
        occurrences.c.state == OccurrenceState.ENDED.value,
        occurrences.c.starts_at < before,
    )
    numbered = over.subquery()
    return select(numbered).where(numbered.c.turn <= LAST_RUNS).subquery()


def took_part(last: Subquery) -> list[Select[Any]]:
    """Return (date, member) of whoever was there or gave something.

    Who was there is what a date's recap says; without one it is whoever said that they come.
    """
    noted = exists().where(recaps.c.occurrence_id == rsvps.c.occurrence_id)
    going = _gave(rsvps, rsvps.c.id, last).where(rsvps.c.status == Coming.GOING.value, ~noted)
    came = _gave(attendances, attendances.c.account_id, last)
    gave = [_gave(t, t.c.id, last) for t in (prompt_answers, worths)]
    return [going, came, *gave]


def _gave(table: Table, row: ColumnElement[str], last: Subquery) -> Select[Any]:
    """Return (date, member) of a table; somebody who was forgotten since counts once a thing."""
    who = func.coalesce(accounts.c.member_id, table.c.account_id, row).label("who")
    query = select(table.c.occurrence_id, who).join(last, last.c.id == table.c.occurrence_id)
    return query.outerjoin(accounts, accounts.c.id == table.c.account_id)


def _sent(wanted: list[CommunityId], since: datetime) -> Subquery:
    """Return by space how much was sent: posts in rooms that all see, and direct messages.

    A delivery is dated by its last use, in community time: within a few days of when it went out.
    """
    public = and_(deliveries.c.room_id.is_not(None), rooms.c.private.is_(False))
    posts, directs = func.count(rooms.c.id).filter(public), func.count(deliveries.c.account_id)
    query = (
        select(deliveries.c.space_id, posts.label("posts"), directs.label("directs"))
        .outerjoin(rooms, rooms.c.id == deliveries.c.room_id)
        .where(
            deliveries.c.community_id.in_(wanted),
            deliveries.c.state == State.SENT.value,
            deliveries.c.act == Post.__name__,
            deliveries.c.expires_at > since,
            or_(public, deliveries.c.account_id.is_not(None)),
        )
    )
    return query.group_by(deliveries.c.space_id).subquery()
