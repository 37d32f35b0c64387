"""Queries about guests and chairs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, GuestId, RitualId, SlotId
from bot.voices.model import Guest, GuestState, Slot
from storage import writing
from storage.people import export, forget
from storage.tables.origins import guest_origins
from storage.tables.questions import question_boxes
from storage.tables.voices import guest_slots, guests
from storage.writing import insert, put, put_all


def _fold(name: str) -> str:
    return writing.folded(name, guests.c.folded)


def _guest(row: Row[Any]) -> Guest:
    return Guest(
        id=GuestId(row.id),
        community=CommunityId(row.community_id),
        name=row.name,
        topic=row.topic,
        organisation=row.organisation,
        biography=row.biography,
        link=row.link,
        source=row.source,
        source_key=row.source_key,
        state=GuestState(row.state),
        suggested_at=row.suggested_at,
        suggested_by=AccountId(row.suggested_by) if row.suggested_by else None,
        owner=AccountId(row.owner_id) if row.owner_id else None,
        base=row.base,
        turns=row.base + (row.turns or 0),
        last=row.last,
        since=row.since_at,
        away_until=row.away_until,
        passes=row.passes,
        passed_in=row.passed_in,
        passed_at=row.passed_at,
        volunteered=row.volunteered,
    )


def _as_row(guest: Guest) -> dict[str, Any]:
    return {
        "id": guest.id,
        "community_id": guest.community,
        "name": guest.name,
        "folded": _fold(guest.name),
        "topic": guest.topic,
        "organisation": guest.organisation,
        "biography": guest.biography,
        "link": guest.link,
        "source": guest.source,
        "source_key": guest.source_key,
        "state": guest.state.value,
        "suggested_at": guest.suggested_at,
        "suggested_by": guest.suggested_by,
        "owner_id": guest.owner,
        "base": guest.base,
        "since_at": guest.since,
        "away_until": guest.away_until,
        "passes": guest.passes,
        "passed_in": guest.passed_in,
        "passed_at": guest.passed_at,
        "volunteered": guest.volunteered,
    }


def _slot(row: Row[Any]) -> Slot:
    return Slot(
        SlotId(row.id),
        CommunityId(row.community_id),
        RitualId(row.ritual_id),
        row.starts_at,
        GuestId(row.guest_id),
        GuestState(row.state),
    )


def _guests() -> Select[Any]:
    """Return guests with how often and when last they were heard."""
    heard = (
        select(
            guest_slots.c.guest_id,
            func.count().label("turns"),
            func.max(guest_slots.c.starts_at).label("last"),
        )
        .where(guest_slots.c.state == GuestState.HOSTED.value)
        .group_by(guest_slots.c.guest_id)
        .subquery()
    )
    return select(guests, heard.c.turns, heard.c.last).outerjoin(heard, heard.c.guest_id == guests.c.id)


def _turns() -> Select[Any]:
    """Return the fewest and the most turns that a guest of a community has had."""
    each = GUESTS.where(guests.c.community_id == bindparam("community")).subquery()
    had = each.c.base + func.coalesce(each.c.turns, 0)
    return select(func.min(had), func.max(had))


# Building them takes longer than asking them, so it is done once.
GUESTS = _guests()
TURNS = _turns()


@dataclass(frozen=True, slots=True)
class SqlGuests:
    """`GuestStore` on one session."""

    session: AsyncSession

    async def named(self, community: CommunityId, name: str) -> Guest | None:
        """Return the guest of that name or id."""
        same = or_(guests.c.folded == _fold(name), guests.c.id == name)
        row = (await self.session.execute(GUESTS.where(guests.c.community_id == community, same))).first()
        return _guest(row) if row else None

    async def all(self, community: CommunityId) -> tuple[Guest, ...]:
        """Return a community's guests, by name."""
        query = GUESTS.where(guests.c.community_id == community).order_by(guests.c.folded)
        return tuple(_guest(r) for r in await self.session.execute(query))

    async def turns(self, community: CommunityId) -> tuple[int, int] | None:
        """Return the fewest and the most turns that a guest of a community has had; None where there is none."""
        row = (await self.session.execute(TURNS, {"community": community})).one()
        return None if row[0] is None else (row[0], row[1])

    async def get(self, wanted: Iterable[GuestId]) -> Mapping[GuestId, Guest]:
        """Return guests by id."""
        ids = list(dict.fromkeys(wanted))
        if not ids:
            return {}
        query = GUESTS.where(guests.c.id.in_(ids))
        return {GuestId(r.id): _guest(r) for r in await self.session.execute(query)}

    async def pools(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Guest, ...]]:
        """Return the guests of many communities, by name."""
        found: dict[CommunityId, list[Guest]] = {c: [] for c in communities}
        query = GUESTS.where(guests.c.community_id.in_(list(found))).order_by(guests.c.folded)
        for row in await self.session.execute(query) if found else ():
            found[CommunityId(row.community_id)].append(_guest(row))
        return {c: tuple(each) for c, each in found.items()}

    async def put(self, guest: Guest) -> None:
        """Write a guest."""
        await put(self.session, guests, _as_row(guest))

    async def put_all(self, many: Sequence[Guest]) -> None:
        """Write guests."""
        await put_all(self.session, guests, [_as_row(g) for g in many])

    async def drop(self, guest: GuestId) -> None:
        """Keep nothing of a guest; how to reach them goes before."""
        theirs = update(question_boxes).where(question_boxes.c.guest_id == guest)
        await self.session.execute(theirs.values(guest="", topic="", speaker_id=None))
        await self.session.execute(delete(guest_slots).where(guest_slots.c.guest_id == guest))
        await self.session.execute(delete(guest_origins).where(guest_origins.c.guest_id == guest))
        await self.session.execute(delete(guests).where(guests.c.id == guest))

    async def disown(self, accounts: Iterable[AccountId]) -> tuple[GuestId, ...]:
        """Let nobody look after the guests of these accounts; return whose that were."""
        theirs = update(guests).where(guests.c.owner_id.in_(list(accounts))).values(owner_id=None)
        return tuple(GuestId(r.id) for r in await self.session.execute(theirs.returning(guests.c.id)))

    async def add(self, new: Sequence[Guest]) -> int:
        """Add guests whose name is new here; return how many were."""
        if not new:
            return 0
        statement = insert(self.session, guests).on_conflict_do_nothing(index_elements=["community_id", "folded"])
        rows = [_as_row(g) for g in new]
        return len((await self.session.execute(statement.returning(guests.c.id), rows)).all())

    async def slots(self, community: CommunityId, after: datetime) -> tuple[Slot, ...]:
        """Return the chairs of later dates, in order."""
        coming = (guest_slots.c.community_id == community) & (guest_slots.c.starts_at > after)
        query = select(guest_slots).where(coming).order_by(guest_slots.c.starts_at, guest_slots.c.id)
        return tuple(_slot(r) for r in await self.session.execute(query))

    async def slots_at(self, dates: Sequence[tuple[RitualId, datetime]]) -> Mapping[tuple[RitualId, datetime], Slot]:
        """Return chairs by (ritual, start)."""
        if not dates:
            return {}
        wanted = set(dates)
        rituals, starts = {r for r, _s in wanted}, {s for _r, s in wanted}
        query = select(guest_slots).where(guest_slots.c.ritual_id.in_(rituals), guest_slots.c.starts_at.in_(starts))
        found = (_slot(r) for r in await self.session.execute(query))
        return {(s.ritual, s.starts): s for s in found if (s.ritual, s.starts) in wanted}

    async def put_slot(self, slot: Slot) -> None:
        """Write a chair."""
        row = {
            "id": slot.id,
            "community_id": slot.community,
            "ritual_id": slot.ritual,
            "starts_at": slot.starts,
            "guest_id": slot.guest,
            "state": slot.state.value,
        }
        await put(self.session, guest_slots, row)

    async def drop_slots(self, slots: Iterable[SlotId]) -> None:
        """Free chairs."""
        await self.session.execute(delete(guest_slots).where(guest_slots.c.id.in_(list(slots))))

    async def host(self, taken: Sequence[Slot]) -> None:
        """Mark chairs as taken."""
        hosted = GuestState.HOSTED.value
        ids = [s.id for s in taken]
        await self.session.execute(update(guest_slots).where(guest_slots.c.id.in_(ids)).values(state=hosted))

    async def export(self, who: Who) -> Record:
        """Return the guests the person suggested or looks after."""
        return await export(self.session, (guests,), who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from guests."""
        await forget(self.session, (guests,), who)
