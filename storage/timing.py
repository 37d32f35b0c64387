"""Queries about beats, the inbox and calls seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Row, String, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.beats import STEADY, Beat, BeatState
from bot.codec import decode, encode
from bot.commands import Event
from bot.keys import BeatId, CommunityId
from bot.ports import Ids
from storage.bulk import IDS, among, insert_all
from storage.tables.base import Instant
from storage.tables.community import communities
from storage.tables.engine import beats, calls_seen, clock, inbox
from storage.writing import added, changed, insert, put

WITHDRAWN = beats.c.state == BeatState.WITHDRAWN.value
NEXT_DUE = select(beats.c.due_at).where(beats.c.state == BeatState.DUE.value).order_by(beats.c.due_at).limit(1)
UNWORKED = (
    select(inbox.c.seq, inbox.c.payload)
    .where(inbox.c.worked_at.is_(None))
    .order_by(inbox.c.seq)
    .limit(bindparam("most", type_=Integer))
)
# Every pulse asks for these; they are built once.


def _beat(row: Row[Any]) -> Beat:
    return Beat(
        id=BeatId(row.id),
        kind=row.kind,
        community=CommunityId(row.community_id),
        subject=row.subject,
        due_at=row.due_at,
        grace=timedelta(seconds=row.grace_seconds),
    )


EARLIEST = (
    select(beats)
    .where(beats.c.state == BeatState.DUE.value, beats.c.due_at <= bindparam("now", type_=Instant))
    .order_by(beats.c.due_at, beats.c.id)
    .limit(bindparam("most", type_=Integer))
)
CLAIM = EARLIEST.with_for_update(skip_locked=True)
RESTING = select(communities.c.id).where(
    among(communities.c.id, IDS), communities.c.paused_until > bindparam("now", type_=Instant)
)
FINISH = (
    update(beats)
    .where(among(beats.c.id, IDS), beats.c.state == BeatState.DUE.value)
    .values(state=bindparam("to", type_=String))
)


@dataclass(slots=True)
class SqlBeats:
    """`Beats` and `BeatQueue` on one session; new beats are written by `flush`."""

    session: AsyncSession
    ids: Ids
    pending: list[dict[str, Any]] = field(default_factory=list)

    def at(self, kind: str, community: CommunityId, subject: str, due_at: datetime, *, grace: timedelta) -> None:
        """Plan a beat."""
        row = {
            "id": self.ids.new(),
            "kind": kind,
            "community_id": community,
            "subject": subject,
            "due_at": due_at,
            "grace_seconds": int(grace.total_seconds()),
            "state": BeatState.DUE.value,
        }
        self.pending.append(row)

    async def flush(self) -> None:
        """Write what was planned; what is there already stays, and a withdrawn one is due again."""
        rows, self.pending = self.pending, []
        key = ("kind", "subject", "due_at")
        await insert_all(self.session, beats, rows, key=key, over=["state"], where=WITHDRAWN)

    async def withdraw(self, community: CommunityId, subjects: Sequence[str], kind: str | None = None) -> int:
        """Withdraw beats that are due, also such as this unit of work planned."""
        self.pending = [r for r in self.pending if r["subject"] not in subjects or (kind and r["kind"] != kind)]
        query = update(beats).where(
            beats.c.community_id == community,
            among(beats.c.subject, subjects),
            beats.c.state == BeatState.DUE.value,
        )
        if kind is not None:
            query = query.where(beats.c.kind == kind)
        return await changed(self.session, query.values(state=BeatState.WITHDRAWN.value))

    async def rest(self, community: CommunityId) -> int:
        """Withdraw a community's beats but the steady ones, also such as this unit of work planned."""
        self.pending = [r for r in self.pending if r["community_id"] != community or r["kind"].startswith(STEADY)]
        theirs = (beats.c.community_id == community) & (beats.c.state == BeatState.DUE.value)
        query = update(beats).where(theirs, ~beats.c.kind.startswith(STEADY, autoescape=True))
        return await changed(self.session, query.values(state=BeatState.WITHDRAWN.value))

    async def resting(self, wanted: Iterable[CommunityId], now: datetime) -> frozenset[CommunityId]:
        """Return those of the communities that rest."""
        found = await self.session.scalars(RESTING, {"ids": list(wanted), "now": now})
        return frozenset(CommunityId(c) for c in found)

    async def forget(self, subjects: Sequence[str]) -> None:
        """Remove every beat about a subject."""
        await self.session.execute(delete(beats).where(among(beats.c.subject, subjects)))

    async def claim(self, now: datetime, most: int) -> tuple[Beat, ...]:
        """Return due beats, earliest first, locked where the database has many writers."""
        return tuple(_beat(r) for r in await self.session.execute(CLAIM, {"now": now, "most": most}))

    async def first(self, now: datetime) -> tuple[Beat, ...]:
        """Return the earliest due beat, locked by nobody."""
        return tuple(_beat(r) for r in await self.session.execute(EARLIEST, {"now": now, "most": 1}))

    async def finish(self, done: Sequence[BeatId], state: BeatState) -> None:
        """Mark beats as handled; one that was withdrawn meanwhile stays withdrawn."""
        if done:
            await self.session.execute(FINISH, {"ids": list(done), "to": state.value})

    async def next_due(self) -> datetime | None:
        """Return when the earliest due beat is due."""
        return await self.session.scalar(NEXT_DUE)

    async def due(self, community: CommunityId, most: int) -> tuple[Beat, ...]:
        """Return a community's next beats, earliest first."""
        query = (
            select(beats)
            .where(beats.c.state == BeatState.DUE.value, beats.c.community_id == community)
            .order_by(beats.c.due_at, beats.c.id)
            .limit(most)
        )
        return tuple(_beat(r) for r in await self.session.execute(query))

    async def clear(self, before: datetime) -> None:
        """Remove beats that were handled before then (community time)."""
        await self.session.execute(delete(beats).where(beats.c.state != BeatState.DUE.value, beats.c.due_at < before))


@dataclass(frozen=True, slots=True)
class SqlInbox:
    """`Inbox` on one session."""

    session: AsyncSession

    async def put(self, event: Event, real: datetime) -> bool:
        """Keep an event once."""
        row = {
            "platform": event.platform,
            "space": event.space,
            "event_id": event.id,
            "payload": encode(event),
            "received_at": real,
        }
        statement = insert(self.session, inbox).values(**row)
        statement = statement.on_conflict_do_nothing(index_elements=["platform", "space", "event_id"])
        return bool(await changed(self.session, statement))

    async def open(self, most: int) -> tuple[tuple[int, Event], ...]:
        """Return what is not worked off, in the order it came."""
        found = await self.session.execute(UNWORKED, {"most": most})
        return tuple((r.seq, decode(r.payload)) for r in found)

    async def done(self, number: int, real: datetime) -> None:
        """Mark one as worked off; its id is kept against second copies, what it told of people is not."""
        await self.session.execute(update(inbox).where(inbox.c.seq == number).values(worked_at=real, payload=""))

    async def clear(self, before: datetime) -> None:
        """Remove what came before then (real time) and is worked off."""
        old = (inbox.c.received_at < before) & inbox.c.worked_at.is_not(None)
        await self.session.execute(delete(inbox).where(old))


@dataclass(frozen=True, slots=True)
class SqlCalls:
    """`CallLog` on one session."""

    session: AsyncSession

    async def first(self, platform: str, space: str, call: str, real: datetime) -> bool:
        """Note an interaction; return whether it is new."""
        row = {"platform": platform, "space": space, "call_id": call, "seen_at": real}
        return bool(await added(self.session, calls_seen, row, key=("platform", "space", "call_id")))

    async def clear(self, before: datetime) -> None:
        """Forget interactions seen before then (real time)."""
        await self.session.execute(delete(calls_seen).where(calls_seen.c.seen_at < before))


async def beats_stored(session: AsyncSession) -> int:
    """Return how many beats are due at some time."""
    return await session.scalar(select(func.count()).where(beats.c.state == BeatState.DUE.value)) or 0


async def load_ahead(session: AsyncSession) -> timedelta:
    """Return how far community time has travelled ahead of real time."""
    seconds = await session.scalar(select(clock.c.ahead_seconds).where(clock.c.id == 1))
    return timedelta(seconds=seconds or 0)


async def save_ahead(session: AsyncSession, seconds: int) -> None:
    """Keep how far community time has travelled, in seconds."""
    await put(session, clock, {"id": 1, "ahead_seconds": seconds})
