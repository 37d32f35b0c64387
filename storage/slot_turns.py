"""Queries about the slot that alternates: what dates were, and the cases that members offer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, MemberId, RitualId
from bot.voices.alternating import Case, Kind, Taken
from bot.voices.slot_turns import Key
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.turns import own_cases, slot_turns
from storage.writing import add_new


@dataclass(frozen=True, slots=True)
class SqlTurns:
    """`TurnStore` on one session."""

    session: AsyncSession

    async def taken(self, dates: Iterable[Key]) -> Mapping[Key, Taken]:
        """Return what dates were, by (ritual, start)."""
        wanted = set(dates)
        here = slot_turns.c.ritual_id.in_({r for r, _s in wanted}) & slot_turns.c.starts_at.in_({s for _r, s in wanted})
        found = [_taken(r) for r in await self.session.execute(select(slot_turns).where(here))]
        return {(t.ritual, t.starts): t for t in found if (t.ritual, t.starts) in wanted}

    async def last(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, Mapping[Kind, datetime]]:
        """Return when each kind had its turn last."""
        at = func.max(slot_turns.c.starts_at).label("at")
        query = (
            select(slot_turns.c.ritual_id, slot_turns.c.turn, at)
            .where(slot_turns.c.ritual_id.in_(list(rituals)))
            .group_by(slot_turns.c.ritual_id, slot_turns.c.turn)
        )
        found: dict[RitualId, dict[Kind, datetime]] = {}
        for row in await self.session.execute(query):
            found.setdefault(RitualId(row.ritual_id), {})[Kind(row.turn)] = row.at
        return found

    async def take(self, taken: Sequence[Taken]) -> None:
        """Write what dates were, and which cases were brought to them."""
        rows = [
            {
                "community_id": t.community,
                "ritual_id": t.ritual,
                "starts_at": t.starts,
                "turn": t.turn.value,
                "held": t.held.value,
                "case_id": t.case,
            }
            for t in taken
        ]
        await add_new(self.session, slot_turns, rows, key=("ritual_id", "starts_at"))
        brought = [{"case": t.case, "at": t.starts} for t in taken if t.case is not None]
        if brought:
            statement = update(own_cases).where(own_cases.c.id == bindparam("case"))
            connection = await self.session.connection()
            await connection.execute(statement.values(brought_at=bindparam("at")), brought)

    async def held(self, community: CommunityId, count: int) -> Sequence[Kind]:
        """Return what the last dates of a community were, the latest first."""
        mine = slot_turns.c.community_id == community
        latest = select(slot_turns.c.held).where(mine).order_by(slot_turns.c.starts_at.desc()).limit(count)
        return [Kind(held) for held in await self.session.scalars(latest)]

    async def cases(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, tuple[Case, ...]]:
        """Return the cases of members who are here, open and brought, the oldest first."""
        found: dict[RitualId, list[Case]] = {r: [] for r in rituals}
        query = (
            select(own_cases, accounts.c.member_id, accounts.c.name)
            .join(accounts, accounts.c.id == own_cases.c.account_id)
            .where(own_cases.c.ritual_id.in_(list(found)), accounts.c.left_at.is_(None))
            .order_by(own_cases.c.offered_at, own_cases.c.id)
        )
        for row in await self.session.execute(query):
            found[RitualId(row.ritual_id)].append(_case(row))
        return {r: tuple(each) for r, each in found.items()}

    async def offer(self, case: Case) -> None:
        """Keep a case; an open one of the same member and ritual goes."""
        theirs = select(accounts.c.id).where(accounts.c.member_id == case.member)
        mine = own_cases.c.account_id.in_(theirs) & (own_cases.c.ritual_id == case.ritual)
        await self.session.execute(delete(own_cases).where(mine, own_cases.c.brought_at.is_(None)))
        row = {
            "id": case.id,
            "community_id": case.community,
            "ritual_id": case.ritual,
            "account_id": case.account,
            "topic": case.topic,
            "offered_at": case.offered_at,
        }
        await self.session.execute(insert(own_cases).values(**row))

    async def take_back(self, community: CommunityId, case: str, member: MemberId) -> RitualId | None:
        """Remove a member's open case; return its ritual, None where there is none."""
        theirs = select(accounts.c.id).where(accounts.c.member_id == member)
        mine = (own_cases.c.id == case) & (own_cases.c.community_id == community) & own_cases.c.account_id.in_(theirs)
        gone = delete(own_cases).where(mine, own_cases.c.brought_at.is_(None)).returning(own_cases.c.ritual_id)
        found: str | None = await self.session.scalar(gone)
        return RitualId(found) if found is not None else None

    async def export(self, who: Who) -> Record:
        """Return the cases a person offered."""
        return await export(self.session, (own_cases,), who)

    async def forget(self, who: Who) -> None:
        """Remove them; that a case was brought stays counted."""
        await forget(self.session, (own_cases,), who)


def _taken(row: Row[Any]) -> Taken:
    turn, held = Kind(row.turn), Kind(row.held)
    return Taken(CommunityId(row.community_id), RitualId(row.ritual_id), row.starts_at, turn, held, row.case_id)


def _case(row: Row[Any]) -> Case:
    return Case(
        row.id,
        CommunityId(row.community_id),
        RitualId(row.ritual_id),
        AccountId(row.account_id),
        MemberId(row.member_id or ""),
        row.name,
        row.topic,
        row.offered_at,
        row.brought_at,
    )
