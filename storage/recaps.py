"""Queries about what was noted when dates were over, and who was there."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Table, and_, delete, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, DeliveryId, MemberId, OccurrenceId, RitualId
from bot.rhythm.coming import Coming
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual
from bot.rhythm.program import Recap, There
from storage.bulk import among
from storage.people import export, forget
from storage.tables.community import accounts, members
from storage.tables.hosts import attendances, recaps
from storage.tables.rhythm import occurrences, rsvps
from storage.writing import add_new, folded, put

TABLES = (recaps, attendances)
BEGUN = (OccurrenceState.OPENED.value, OccurrenceState.ENDED.value)
WHO = func.coalesce(accounts.c.member_id, accounts.c.id).label("who")


def _recap(row: Row[Any]) -> Recap:
    return Recap(
        occurrence=OccurrenceId(row.occurrence_id),
        author=AccountId(row.account_id) if row.account_id else None,
        decided=row.decided,
        links=row.links,
        posts=tuple(DeliveryId(d) for d in json.loads(row.posts)),
    )


def _there(row: Any) -> There:
    return There(MemberId(row.who), AccountId(row.account), row.name)


def _people(table: Table) -> Select[Any]:
    """Return who gave something to dates, with their members and shown names."""
    query = select(table.c.occurrence_id, accounts.c.id.label("account"), accounts.c.name, WHO)
    return query.join(accounts, accounts.c.id == table.c.account_id)


@dataclass(frozen=True, slots=True)
class SqlRecaps:
    """`RecapStore` on one session."""

    session: AsyncSession

    async def recaps(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Recap]:
        """Return recaps by date."""
        query = select(recaps).where(among(recaps.c.occurrence_id, dates))
        return {OccurrenceId(r.occurrence_id): _recap(r) for r in await self.session.execute(query)}

    async def put(self, date: Occurrence, recap: Recap, at: datetime) -> None:
        """Write a recap."""
        row = {
            "occurrence_id": date.id,
            "community_id": date.community,
            "account_id": recap.author,
            "decided": recap.decided,
            "links": recap.links,
            "written_at": at,
            "posts": json.dumps(recap.posts),
        }
        await put(self.session, recaps, row, key=("occurrence_id",))

    async def came(self, date: Occurrence, people: Sequence[AccountId]) -> None:
        """Write who was there."""
        await self.session.execute(delete(attendances).where(attendances.c.occurrence_id == date.id))
        rows = [{"community_id": date.community, "occurrence_id": date.id, "account_id": a} for a in people]
        await add_new(self.session, attendances, rows, key=("occurrence_id", "account_id"))

    async def attended(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[There, ...]]:
        """Return who was at each date, once a member, by name."""
        wanted = list(dict.fromkeys(dates))
        noted = select(recaps.c.occurrence_id).where(among(recaps.c.occurrence_id, wanted))
        going = and_(rsvps.c.status == Coming.GOING.value, rsvps.c.occurrence_id.notin_(noted))
        said = _people(rsvps).where(among(rsvps.c.occurrence_id, wanted), going)
        came = _people(attendances).where(among(attendances.c.occurrence_id, wanted))
        found: dict[OccurrenceId, dict[MemberId, There]] = {d: {} for d in wanted}
        for row in await self.session.execute(union(said, came).order_by("name", "account")):
            found[OccurrenceId(row.occurrence_id)].setdefault(MemberId(row.who), _there(row))
        return {d: tuple(each.values()) for d, each in found.items()}

    async def known_as(self, ritual: Ritual, names: Sequence[str]) -> Mapping[str, tuple[There, ...]]:
        """Return the members of the ritual's community by name."""
        query = select(accounts.c.id.label("account"), accounts.c.name, WHO)
        query = query.join(members, members.c.id == accounts.c.member_id)
        here = and_(members.c.community_id == ritual.community, members.c.left_at.is_(None))
        found: dict[str, dict[MemberId, There]] = {folded(n, accounts.c.name): {} for n in names}
        # Names are folded here: the databases do not agree on how to fold letters beyond ASCII.
        for row in await self.session.execute(query.where(here).order_by(accounts.c.id)):
            theirs = found.get(folded(row.name, accounts.c.name))
            if theirs is not None:
                theirs.setdefault(MemberId(row.who), _there(row))
        return {n: tuple(each.values()) for n, each in found.items()}

    async def last(self, ritual: RitualId, before: datetime) -> OccurrenceId | None:
        """Return the last date that was opened."""
        mine = and_(occurrences.c.ritual_id == ritual, occurrences.c.state.in_(BEGUN))
        query = select(occurrences.c.id).where(mine, occurrences.c.starts_at <= before)
        found = await self.session.scalar(query.order_by(occurrences.c.starts_at.desc()).limit(1))
        return OccurrenceId(found) if found else None

    async def told_of(self, people: Sequence[AccountId]) -> tuple[OccurrenceId, ...]:
        """Return the dates whose recaps show accounts."""
        mine = [select(t.c.occurrence_id).where(among(t.c.account_id, people)) for t in TABLES]
        return tuple(OccurrenceId(o) for o in sorted(await self.session.scalars(union(*mine))))

    async def export(self, who: Who) -> Record:
        """Return the recaps the person wrote, and the dates they were at."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove that; what a community decided stays, without its author."""
        await forget(self.session, TABLES, who)
