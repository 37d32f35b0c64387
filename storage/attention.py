"""Queries about what wants members' attention, and about the messages they got."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.beats import BeatState
from bot.codec import decode, encode
from bot.community.attention import Weight, Wish
from bot.community.budget import WEEKLY, Ledger, Nudge
from bot.community.model import Member
from bot.community.store import Record, Who
from bot.community.wishes import Kept
from bot.deliveries import OPEN_STATES, UNKNOWN, State
from bot.keys import CommunityId, DeliveryId, MemberId
from bot.ports import Ids
from storage.members import as_member
from storage.people import export, forget
from storage.tables.attention import nudges, wishes
from storage.tables.community import members
from storage.tables.engine import beats, deliveries
from storage.writing import add_new

PERSON = func.coalesce(members.c.linked_to, members.c.id)
"""The person that a member is now."""
OPEN = [s.value for s in OPEN_STATES]
TABLES = (wishes, nudges)
A_WEEK = timedelta(days=7)
FOUR_WEEKS = timedelta(days=28)


def _never_came() -> ColumnElement[bool]:
    """Return the condition of a delivery that was not sent and will not be, so that it may be tried anew.

    What was refused is not among them: a platform would refuse it again, and the desk may send it again.
    """
    expired = and_(deliveries.c.state == State.SKIPPED.value, func.coalesce(deliveries.c.why, "") != UNKNOWN)
    return or_(deliveries.c.state == State.WITHDRAWN.value, expired)


def _kept(row: Row[Any]) -> Kept:
    wish = Wish(
        community=CommunityId(row.community_id),
        member=MemberId(row.member_id),
        kind=row.kind,
        subject=row.subject,
        weight=Weight(row.weight),
        card=decode(row.card),
        line=decode(row.line),
        good_until=row.good_until,
    )
    return Kept(row.id, MemberId(row.person), wish)


def _wished(people: Iterable[MemberId], *which: ColumnElement[bool]) -> "Select[Any]":
    """Return the query of people's wishes with their deliveries, in the order in which they should come."""
    query = select(wishes, PERSON.label("person")).join(members, members.c.id == wishes.c.member_id)
    query = query.join(deliveries, deliveries.c.id == wishes.c.delivery_id, isouter=True)
    order = (wishes.c.weight, wishes.c.good_until, wishes.c.wished_at, wishes.c.kind, wishes.c.subject, wishes.c.id)
    return query.where(PERSON.in_(list(people)), *which).order_by(*order)


@dataclass(frozen=True, slots=True)
class SqlWishes:
    """`WishStore` on one session."""

    session: AsyncSession
    ids: Ids

    async def hold(self, wanted: Iterable[MemberId]) -> Mapping[MemberId, Member]:
        """Return the person behind each member, their rows locked in one order where there are many writers."""
        ids = list(dict.fromkeys(wanted))
        whom = select(members.c.linked_to).where(members.c.id.in_(ids), members.c.linked_to.is_not(None))
        query = select(members).where(or_(members.c.id.in_(ids), members.c.id.in_(whom))).order_by(members.c.id)
        rows = {r.id: as_member(r) for r in await self.session.execute(query.with_for_update(key_share=True))}
        return {MemberId(i): rows[rows[i].linked_to or i] for i in ids if i in rows}

    async def people_of(self, community: CommunityId, subjects: Iterable[str]) -> tuple[MemberId, ...]:
        """Return the members of whom something is wished about these subjects."""
        query = select(wishes.c.member_id).where(wishes.c.community_id == community)
        found = await self.session.scalars(query.where(wishes.c.subject.in_(list(subjects))).distinct())
        return tuple(sorted(MemberId(m) for m in found))

    async def add(self, wanted: Sequence[Wish], at: datetime) -> None:
        """Keep wishes; one that is there already stays."""
        rows = [
            {
                "id": self.ids.new(),
                "community_id": w.community,
                "member_id": w.member,
                "kind": w.kind,
                "subject": w.subject,
                "weight": int(w.weight),
                "card": encode(w.card),
                "line": encode(w.line),
                "good_until": w.good_until,
                "wished_at": at,
            }
            for w in wanted
        ]
        await add_new(self.session, wishes, rows, key=("member_id", "kind", "subject"))

    async def drop(self, community: CommunityId, subjects: Iterable[str]) -> tuple[str, ...]:
        """Remove the wishes about these subjects; return their ids."""
        return await self._drop(wishes.c.community_id == community, wishes.c.subject.in_(list(subjects)))

    async def drop_of(self, people: Iterable[MemberId]) -> tuple[str, ...]:
        """Remove the wishes for these members, and for those who rest in them; return their ids."""
        ids = list(people)
        theirs = select(members.c.id).where(or_(members.c.id.in_(ids), members.c.linked_to.in_(ids)))
        return await self._drop(wishes.c.member_id.in_(theirs))

    async def _drop(self, *which: ColumnElement[bool]) -> tuple[str, ...]:
        ids = tuple(await self.session.scalars(select(wishes.c.id).where(*which)))
        await self.remove(ids)
        return ids

    async def remove(self, ids: Iterable[str]) -> None:
        """Remove wishes by id."""
        await self.session.execute(delete(wishes).where(wishes.c.id.in_(list(ids))))

    async def unsent(self, people: Iterable[MemberId]) -> tuple[str, ...]:
        """Return the ids of people's wishes whose own message is owed and not sent."""
        rows = await self.session.execute(_wished(people, deliveries.c.state.in_(OPEN)))
        return tuple(r.id for r in rows)

    async def unsettled(self, people: Iterable[MemberId], now: datetime) -> frozenset[MemberId]:
        """Return for whom a message that carries a wish has expired, and whether it was sent is not known yet."""
        rows = await self.session.execute(_wished(people, deliveries.c.state.in_(OPEN), deliveries.c.expires_at < now))
        return frozenset(MemberId(r.person) for r in rows)

    async def waiting(self, people: Iterable[MemberId], now: datetime) -> Mapping[MemberId, tuple[Kept, ...]]:
        """Return what waits for each and is still good, in the order in which it should come."""
        ids = list(people)
        free = or_(wishes.c.delivery_id.is_(None), _never_came())
        found: dict[MemberId, tuple[Kept, ...]] = dict.fromkeys(ids, ())
        for row in await self.session.execute(_wished(ids, free, wishes.c.good_until >= now)):
            found[MemberId(row.person)] += (_kept(row),)
        return found

    async def unsaid(self, person: MemberId, since: datetime) -> tuple[Kept, ...]:
        """Return what a person was not sent and was still good at some time since then."""
        rows = await self.session.execute(_wished([person], _unsaid(), _since(since)))
        return tuple(_kept(r) for r in rows)

    async def unheard(self, subjects: Iterable[str]) -> frozenset[tuple[MemberId, str]]:
        """Return for whom of these subjects nothing was sent, and nothing is on its way."""
        query = select(PERSON.label("person"), wishes.c.subject).join(members, members.c.id == wishes.c.member_id)
        query = query.join(deliveries, deliveries.c.id == wishes.c.delivery_id, isouter=True)
        query = query.where(wishes.c.subject.in_(list(subjects)), _unsaid())
        return frozenset((MemberId(r.person), str(r.subject)) for r in await self.session.execute(query))

    async def missed(self, people: Iterable[MemberId], since: datetime, now: datetime) -> Mapping[MemberId, int]:
        """Return how many wishes of each came too late in that time."""
        found: dict[MemberId, int] = {}
        for row in await self.session.execute(_wished(people, _unsaid(), _since(since), wishes.c.good_until < now)):
            person = MemberId(row.person)
            found[person] = found.get(person, 0) + 1
        return found

    async def carried(self, by: Mapping[str, DeliveryId]) -> None:
        """Note which message carries which wish."""
        rows = [{"b_id": w, "b_delivery": d} for w, d in by.items()]
        statement = update(wishes).where(wishes.c.id == bindparam("b_id")).values(delivery_id=bindparam("b_delivery"))
        await self.session.execute(statement, rows)

    async def ledgers(self, people: Iterable[MemberId], since: datetime) -> Mapping[MemberId, Ledger]:
        """Return what each person was sent since then, each message once at whichever member it is noted."""
        ids = list(people)
        query = select(nudges, PERSON.label("person")).join(members, members.c.id == nudges.c.member_id)
        query = query.join(deliveries, deliveries.c.id == nudges.c.delivery_id, isouter=True)
        counts = or_(deliveries.c.id.is_(None), ~_never_came())
        query = query.where(PERSON.in_(ids), nudges.c.sent_at >= since, counts)
        found: dict[MemberId, dict[str, Nudge]] = {p: {} for p in ids}
        for row in await self.session.execute(query.order_by(nudges.c.sent_at, nudges.c.id)):
            found[MemberId(row.person)][row.delivery_id or row.id] = _nudge(row)
        return {p: Ledger(tuple(n.values())) for p, n in found.items()}

    async def weekly_due(self, people: Iterable[MemberId], now: datetime) -> frozenset[MemberId]:
        """Return whose weekly message is due by now and not handled yet."""
        mine = and_(beats.c.kind == WEEKLY, beats.c.subject.in_(list(people)), beats.c.due_at <= now)
        query = select(beats.c.subject).where(mine, beats.c.state == BeatState.DUE.value)
        return frozenset(MemberId(s) for s in await self.session.scalars(query))

    async def note(self, owed: Sequence[Nudge]) -> None:
        """Note messages as owed."""
        await self.session.execute(insert(nudges), [self._row(n) for n in owed])

    def _row(self, nudge: Nudge) -> dict[str, Any]:
        return {
            "id": self.ids.new(),
            "community_id": nudge.community,
            "member_id": nudge.member,
            "week": nudge.week,
            "zone": nudge.zone,
            "kind": nudge.kind,
            "sent_at": nudge.at,
            "delivery_id": nudge.delivery,
        }

    async def copy(self, kept: MemberId, restored: MemberId, since: datetime) -> None:
        """Let what one member was sent count for another one as well, once for both."""
        query = select(nudges).where(nudges.c.member_id == kept, nudges.c.sent_at >= since)
        rows = [_nudge(r, member=restored) for r in await self.session.execute(query)]
        if rows:
            await self.note(rows)

    async def export(self, who: Who) -> Record:
        """Return what the person was sent, and what waits for them."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove both, and the person from what others wait for."""
        await forget(self.session, TABLES, who)
        for ident in (*who.members, *who.accounts):
            for column in (wishes.c.card, wishes.c.line):
                erased = {column.name: func.replace(column, ident, "")}
                await self.session.execute(update(wishes).where(column.contains(ident)).values(erased))


def _unsaid() -> ColumnElement[bool]:
    """Return the condition of a wish that no message carried to its member, and none is on its way."""
    unreachable = deliveries.c.id.is_(None)
    return or_(unreachable, _never_came(), deliveries.c.state == State.REFUSED.value)


def _since(since: datetime) -> ColumnElement[bool]:
    """Return the condition of what was good since then, or at all for who was away till then: they look later."""
    return or_(
        wishes.c.good_until >= since,
        and_(members.c.sabbatical_until.is_not(None), members.c.sabbatical_until >= since),
        and_(members.c.snoozed_until.is_not(None), members.c.snoozed_until >= since),
    )


def _nudge(row: Row[Any], member: MemberId | None = None) -> Nudge:
    return Nudge(
        community=CommunityId(row.community_id),
        member=member or MemberId(row.member_id),
        week=row.week,
        kind=row.kind,
        at=row.sent_at,
        zone=row.zone or "",
        delivery=DeliveryId(row.delivery_id) if row.delivery_id else None,
    )


async def clear_wishes(session: AsyncSession, now: datetime) -> None:
    """Remove what was sent a week after it was good, and what was not after four, or four after a long absence."""
    sent = and_(wishes.c.delivery_id.is_not(None), wishes.c.good_until < now - A_WEEK)
    old = select(wishes.c.id).join(members, members.c.id == wishes.c.member_id).where(~_since(now - FOUR_WEEKS))
    await session.execute(delete(wishes).where(or_(sent, wishes.c.id.in_(old))))
