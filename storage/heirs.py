"""Queries about the stewards of communities: who is there, who has left, and who may be asked next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select

from bot.community.line import NO_HOLDS, OPEN, Ask, Insider
from bot.community.line_store import HomeLine
from bot.keys import AccountId, CommunityId, MemberId
from storage.asks import ASKS, STILL_OPEN, SqlAsks, as_ask
from storage.bulk import among
from storage.seen import heard_of, last_seen
from storage.tables.circles import circle_handovers
from storage.tables.community import accounts, activity, members, stewards
from storage.writing import add_new

OWN = circle_handovers.c.circle_id.is_(None)
SEATS = (
    select(stewards.c.community_id, stewards.c.account_id, stewards.c.since, accounts.c.member_id, members.c.left_at)
    .join(accounts, accounts.c.id == stewards.c.account_id)
    .join(members, members.c.id == accounts.c.member_id)
    .order_by(stewards.c.since, stewards.c.account_id)
)


@dataclass(frozen=True, slots=True)
class SqlHeirs(SqlAsks):
    """`HeirStore` on one session."""

    async def lines(self, wanted: Iterable[CommunityId], now: datetime) -> Mapping[CommunityId, HomeLine]:
        """Return the stewards of communities, and whoever is being asked."""
        homes = list(dict.fromkeys(wanted))
        seats = (await self.session.execute(SEATS.where(among(stewards.c.community_id, homes)))).all()
        asks = await self._asks(homes, now)
        asked = {a.member: h for h, each in asks.items() for a in each if a.member is not None and a.state in OPEN}
        people = await self._people({**asked, **{r.member_id: r.community_id for r in seats}}, seats, now)
        gone: dict[CommunityId, dict[MemberId, datetime]] = {h: {} for h in homes}
        for row in seats:
            if row.left_at is not None:
                gone[CommunityId(row.community_id)][MemberId(row.member_id)] = row.left_at
        return {h: HomeLine(h, people.get(h, ()), tuple(asks[h]), tuple(gone[h].items())) for h in homes}

    async def _asks(self, homes: Sequence[CommunityId], now: datetime) -> Mapping[CommunityId, list[Ask]]:
        found: dict[CommunityId, list[Ask]] = {h: [] for h in homes}
        lately = STILL_OPEN | (circle_handovers.c.asked_at > now - NO_HOLDS)
        for row in await self.session.execute(ASKS.where(OWN, among(circle_handovers.c.community_id, homes), lately)):
            found[CommunityId(row.community_id)].append(as_ask(row))
        return found

    async def _people(
        self, wanted: Mapping[MemberId, CommunityId], seats: Sequence[Any], now: datetime
    ) -> Mapping[CommunityId, tuple[Insider, ...]]:
        """Return those of these members who are here, the longest-standing first, by community."""
        query = select(members, accounts.c.id.label("account")).join(accounts, accounts.c.member_id == members.c.id)
        query = query.where(among(members.c.id, wanted), members.c.left_at.is_(None), members.c.linked_to.is_(None))
        query = query.where(accounts.c.left_at.is_(None)).order_by(members.c.joined_at, members.c.id, accounts.c.id)
        rows = (await self.session.execute(query)).all()
        seen = await last_seen(self.session, wanted)
        since: dict[MemberId, datetime] = {}
        mine: dict[MemberId, tuple[AccountId, ...]] = {}
        for seat in seats:
            member = MemberId(seat.member_id)
            since.setdefault(member, seat.since)
            mine[member] = (*mine.get(member, ()), AccountId(seat.account_id))
        found: dict[CommunityId, dict[MemberId, Insider]] = {}
        for row in rows:
            member = MemberId(row.id)
            heard, away = heard_of(row, seen.get(member), now)
            begun = since.get(member, row.joined_at)
            insider = Insider(
                member, mine.get(member, (AccountId(row.account),)), member in since, begun, heard or begun, away
            )
            found.setdefault(CommunityId(row.community_id), {}).setdefault(member, insider)
        return {h: tuple(each.values()) for h, each in found.items()}

    async def followers(
        self, lines: Collection[HomeLine], since: datetime, now: datetime
    ) -> Mapping[CommunityId, tuple[Insider, ...]]:
        """Return the first of those who may be asked."""
        most = max((len(line.asks) for line in lines), default=0) + 1
        ranked = _able([line.community for line in lines], since, now).subquery()
        query = select(ranked.c.id, ranked.c.community_id).where(ranked.c.place <= most)
        rows = await self.session.execute(query)
        return await self._people({MemberId(r.id): CommunityId(r.community_id) for r in rows}, (), now)

    async def asking(self, communities: Iterable[CommunityId]) -> frozenset[CommunityId]:
        """Return which communities have a question open."""
        query = select(circle_handovers.c.community_id).where(OWN, STILL_OPEN)
        found = await self.session.scalars(query.where(among(circle_handovers.c.community_id, communities)))
        return frozenset(CommunityId(c) for c in found)

    async def seat(self, seats: Sequence[tuple[CommunityId, AccountId]], at: datetime) -> None:
        """Make accounts stewards."""
        rows = [{"community_id": c, "account_id": a, "since": at, "named_by": None} for c, a in seats]
        await add_new(self.session, stewards, rows, key=("community_id", "account_id"))

    async def free(self, wanted: Collection[MemberId]) -> None:
        """Let members be stewards no longer, at whichever account."""
        theirs = select(accounts.c.id).where(among(accounts.c.member_id, wanted))
        await self.session.execute(delete(stewards).where(stewards.c.account_id.in_(theirs)))


def _able(homes: Collection[CommunityId], since: datetime, now: datetime) -> Select[Any]:
    """Return members who are there, do not rest, were heard of since then and are no stewards, in their order."""
    order = func.row_number().over(partition_by=members.c.community_id, order_by=(members.c.joined_at, members.c.id))
    steward = exists().where(accounts.c.member_id == members.c.id, stewards.c.account_id == accounts.c.id)
    return select(members.c.id, members.c.community_id, order.label("place")).where(
        among(members.c.community_id, homes),
        members.c.left_at.is_(None),
        members.c.linked_to.is_(None),
        *(or_(c.is_(None), c <= now) for c in (members.c.sabbatical_until, members.c.snoozed_until)),
        _heard_since(since),
        ~steward,
    )


def _heard_since(start: datetime) -> ColumnElement[bool]:
    theirs = (accounts.c.member_id == members.c.id) & accounts.c.left_at.is_(None)
    called = exists().where(theirs, accounts.c.used_at > start)
    acted = exists().where(theirs, activity.c.account_id == accounts.c.id, activity.c.day >= start.date())
    return or_(called, acted)
