"""Queries about what members give to an occurrence: whether they come, and answers to its question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Table, and_, delete, func, insert, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, MemberId, OccurrenceId
from bot.ports import Ids
from bot.rhythm.model import Occurrence
from bot.rhythm.store import Given
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.rhythm import prompt_answers, rsvps

TABLES = (rsvps, prompt_answers)


def _with_names(table: Table, wanted: Iterable[OccurrenceId]) -> Select[Any]:
    """Return what was given to dates, with who gave it, oldest first."""
    member = func.coalesce(accounts.c.member_id, accounts.c.id).label("who")
    query = select(table, accounts.c.name, member).join(accounts, accounts.c.id == table.c.account_id)
    mine = table.c.occurrence_id.in_(list(dict.fromkeys(wanted)))
    return query.where(mine).order_by(table.c.answered_at, table.c.id)


def _last(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    """Return the last row of each member and date, in order."""
    last: dict[tuple[str, str], Row[Any]] = {}
    for row in rows:
        last.pop((row.occurrence_id, row.who), None)
        last[row.occurrence_id, row.who] = row
    return list(last.values())


@dataclass(frozen=True, slots=True)
class SqlGiven:
    """`GivenStore` on one session."""

    session: AsyncSession
    ids: Ids

    async def rsvp(
        self, occurrence: Occurrence, account: AccountId, theirs: Sequence[AccountId], *, going: bool, at: datetime
    ) -> None:
        """Keep whether a member comes; what they said before, at any of their accounts, goes."""
        await self._keep(rsvps, occurrence, account, theirs, at, going=going)

    async def answer(
        self, occurrence: Occurrence, account: AccountId, theirs: Sequence[AccountId], text: str, at: datetime
    ) -> None:
        """Keep a member's answer; an earlier one, at any of their accounts, goes."""
        await self._keep(prompt_answers, occurrence, account, theirs, at, text=text)

    async def _keep(
        self,
        table: Table,
        occurrence: Occurrence,
        account: AccountId,
        theirs: Sequence[AccountId],
        at: datetime,
        **given: object,
    ) -> None:
        mine = and_(table.c.occurrence_id == occurrence.id, table.c.account_id.in_([*theirs, account]))
        await self.session.execute(delete(table).where(mine))
        row = {
            "id": self.ids.new(),
            "community_id": occurrence.community,
            "occurrence_id": occurrence.id,
            "account_id": account,
            "answered_at": at,
        }
        await self.session.execute(insert(table).values(**row, **given))

    async def going(self, wanted: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[str, ...]]:
        """Return the names of those who come, in the order in which they said so."""
        ids = tuple(dict.fromkeys(wanted))
        rows = _last(await self.session.execute(_with_names(rsvps, ids)))
        return {o: tuple(r.name for r in rows if r.occurrence_id == o and r.going) for o in ids}

    async def expected(self, wanted: Iterable[OccurrenceId], member: MemberId) -> frozenset[OccurrenceId]:
        """Return those of the dates to which a member comes."""
        query = _with_names(rsvps, wanted).where(accounts.c.member_id == member)
        return frozenset(OccurrenceId(r.occurrence_id) for r in _last(await self.session.execute(query)) if r.going)

    async def answers(self, wanted: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Given, ...]]:
        """Return the answers to each question, newest last."""
        ids = tuple(dict.fromkeys(wanted))
        rows = _last(await self.session.execute(_with_names(prompt_answers, ids)))
        return {o: tuple(Given(r.name, r.text) for r in rows if r.occurrence_id == o) for o in ids}

    async def touched(self, people: Sequence[AccountId]) -> tuple[OccurrenceId, ...]:
        """Return the dates to which accounts gave something."""
        query = union(*(select(t.c.occurrence_id).where(t.c.account_id.in_(people)) for t in TABLES))
        return tuple(OccurrenceId(o) for o in sorted(await self.session.scalars(query)))

    async def export(self, who: Who) -> Record:
        """Return what the person gave."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove what the person gave."""
        await forget(self.session, TABLES, who)
