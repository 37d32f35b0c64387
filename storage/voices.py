"""Queries about guests, chairs and prompts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, GuestId, OccurrenceId, PromptId, RitualId, SlotId
from bot.ports import Ids
from bot.voices.model import Guest, GuestState, Prompt, Slot
from bot.voices.prompts import folded
from storage import writing
from storage.people import export, forget
from storage.tables.voices import guest_slots, guests, prompt_uses, prompts
from storage.writing import insert, put


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


@dataclass(frozen=True, slots=True)
class SqlGuests:
    """`GuestStore` on one session."""

    session: AsyncSession

    async def named(self, community: CommunityId, name: str) -> Guest | None:
        """Return the guest of that name or id."""
        same = or_(guests.c.folded == _fold(name), guests.c.id == name)
        row = (await self.session.execute(_guests().where(guests.c.community_id == community, same))).first()
        return _guest(row) if row else None

    async def all(self, community: CommunityId) -> tuple[Guest, ...]:
        """Return a community's guests, by name."""
        query = _guests().where(guests.c.community_id == community).order_by(guests.c.folded)
        return tuple(_guest(r) for r in await self.session.execute(query))

    async def turns(self, community: CommunityId) -> tuple[int, int] | None:
        """Return the fewest and the most turns that a guest of a community has had; None where there is none."""
        each = _guests().where(guests.c.community_id == community).subquery()
        had = each.c.base + func.coalesce(each.c.turns, 0)
        row = (await self.session.execute(select(func.min(had), func.max(had)))).one()
        return None if row[0] is None else (row[0], row[1])

    async def get(self, wanted: Iterable[GuestId]) -> Mapping[GuestId, Guest]:
        """Return guests by id."""
        query = _guests().where(guests.c.id.in_(list(dict.fromkeys(wanted))))
        return {GuestId(r.id): _guest(r) for r in await self.session.execute(query)}

    async def put(self, guest: Guest) -> None:
        """Write a guest."""
        await put(self.session, guests, _as_row(guest))

    async def add(self, new: Sequence[Guest]) -> int:
        """Add guests whose name is new here; return how many were."""
        if not new:
            return 0
        statement = insert(self.session, guests).values([_as_row(g) for g in new])
        statement = statement.on_conflict_do_nothing(index_elements=["community_id", "folded"])
        return len((await self.session.execute(statement.returning(guests.c.id))).all())

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

    async def drop_slot(self, slot: SlotId) -> None:
        """Free a chair."""
        await self.session.execute(delete(guest_slots).where(guest_slots.c.id == slot))

    async def host(self, taken: Sequence[Slot]) -> None:
        """Mark chairs as taken and their guests as hosted."""
        hosted = GuestState.HOSTED.value
        ids, who = [s.id for s in taken], [s.guest for s in taken]
        await self.session.execute(update(guest_slots).where(guest_slots.c.id.in_(ids)).values(state=hosted))
        await self.session.execute(update(guests).where(guests.c.id.in_(who)).values(state=hosted))

    async def export(self, who: Who) -> Record:
        """Return the guests the person suggested or looks after."""
        return await export(self.session, (guests,), who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from guests."""
        await forget(self.session, (guests,), who)


def _prompt(row: Row[Any]) -> Prompt:
    return Prompt(
        id=PromptId(row.id),
        community=CommunityId(row.community_id),
        deck=row.deck,
        text=row.text,
        source=row.source,
        dated=row.dated,
        added_by=AccountId(row.added_by) if row.added_by else None,
        base=row.base,
        turns=row.base + (row.turns or 0),
        last=row.last,
    )


def _prompts() -> Select[Any]:
    """Return prompts with how often and when last each was used."""
    used = (
        select(
            prompt_uses.c.prompt_id,
            func.count().label("turns"),
            func.max(prompt_uses.c.used_at).label("last"),
        )
        .group_by(prompt_uses.c.prompt_id)
        .subquery()
    )
    return select(prompts, used.c.turns, used.c.last).outerjoin(used, used.c.prompt_id == prompts.c.id)


@dataclass(frozen=True, slots=True)
class SqlPrompts:
    """`PromptStore` on one session."""

    session: AsyncSession
    ids: Ids

    async def deck(
        self, communities: Iterable[CommunityId], decks: Iterable[str]
    ) -> Mapping[tuple[CommunityId, str], tuple[Prompt, ...]]:
        """Return the prompts of each (community, deck)."""
        wanted = [
            prompts.c.community_id.in_(list(dict.fromkeys(communities))),
            prompts.c.deck.in_(list(dict.fromkeys(decks))),
        ]
        found: dict[tuple[CommunityId, str], list[Prompt]] = {}
        for row in await self.session.execute(_prompts().where(*wanted).order_by(prompts.c.id)):
            found.setdefault((CommunityId(row.community_id), row.deck), []).append(_prompt(row))
        return {k: tuple(p) for k, p in found.items()}

    async def all(self, community: CommunityId) -> tuple[Prompt, ...]:
        """Return a community's prompts."""
        query = _prompts().where(prompts.c.community_id == community).order_by(prompts.c.deck, prompts.c.id)
        return tuple(_prompt(r) for r in await self.session.execute(query))

    async def add(self, new: Sequence[Prompt], at: datetime) -> int:
        """Add prompts whose words are new here; return how many were."""
        before = await self.session.scalar(select(func.count()).select_from(prompts)) or 0
        statement = insert(self.session, prompts).on_conflict_do_nothing(index_elements=["community_id", "folded"])
        rows = [
            {
                "id": p.id,
                "community_id": p.community,
                "deck": p.deck,
                "text": p.text,
                "folded": folded(p.text),
                "source": p.source,
                "dated": p.dated,
                "added_at": at,
                "added_by": p.added_by,
                "base": p.base,
            }
            for p in new
        ]
        if rows:
            await self.session.execute(statement, rows)
        return (await self.session.scalar(select(func.count()).select_from(prompts)) or 0) - before

    async def used_for(self, occurrences: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Prompt]:
        """Return the prompt each date opened with already."""
        query = (
            _prompts()
            .add_columns(prompt_uses.c.occurrence_id)
            .join(prompt_uses, prompt_uses.c.prompt_id == prompts.c.id)
            .where(prompt_uses.c.occurrence_id.in_(list(occurrences)))
        )
        return {OccurrenceId(r.occurrence_id): _prompt(r) for r in await self.session.execute(query)}

    async def use(self, used: Sequence[tuple[Prompt, OccurrenceId | None]], at: datetime) -> None:
        """Note prompts as used."""
        rows = [
            {
                "id": self.ids.new(),
                "community_id": p.community,
                "prompt_id": p.id,
                "occurrence_id": o,
                "used_at": at,
            }
            for p, o in used
        ]
        statement = insert(self.session, prompt_uses).on_conflict_do_nothing(index_elements=["occurrence_id"])
        await self.session.execute(statement, rows)

    async def export(self, who: Who) -> Record:
        """Return the prompts the person added."""
        return await export(self.session, (prompts,), who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from prompts."""
        await forget(self.session, (prompts,), who)
