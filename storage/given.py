"""Queries about what members give to an occurrence: whether they come, and answers to its question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Table, and_, delete, func, insert, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, MemberId, OccurrenceId, PromptId
from bot.ports import Ids
from bot.rhythm.coming import Coming, Rsvp, once_each
from bot.rhythm.model import Occurrence
from bot.rhythm.store import Given
from storage.bulk import IDS, among
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.rhythm import occurrences, prompt_answers, rsvps

TABLES = (rsvps, prompt_answers)
ANSWERED = (
    select(prompt_answers.c.community_id, occurrences.c.prompt_id)
    .join(occurrences, occurrences.c.id == prompt_answers.c.occurrence_id)
    .where(occurrences.c.prompt_id.is_not(None))
    .distinct()
)


@cache
def _with_names(table: Table) -> Select[Any]:
    """Return what was given to the dates `ids`, with who gave it, oldest first."""
    member = func.coalesce(accounts.c.member_id, accounts.c.id).label("who")
    query = select(table, accounts.c.name, member).join(accounts, accounts.c.id == table.c.account_id)
    mine = among(table.c.occurrence_id, IDS)
    return query.where(mine).order_by(table.c.answered_at, table.c.id)


def _rsvp(row: Row[Any]) -> Rsvp:
    return Rsvp(
        id=row.id,
        member=MemberId(row.who),
        account=AccountId(row.account_id),
        name=row.name,
        status=Coming(row.status),
        at=row.answered_at,
        again=row.asked_again,
    )


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
        self, occurrence: Occurrence, account: AccountId, theirs: Sequence[AccountId], *, status: Coming, at: datetime
    ) -> None:
        """Keep what a member says; what they said before, at any of their accounts, goes."""
        await self._keep(rsvps, occurrence, account, theirs, at, status=status.value, asked_again=False)

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

    async def rsvps(self, wanted: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Rsvp, ...]]:
        """Return what members said of dates, oldest first, once a member."""
        found: dict[OccurrenceId, list[Rsvp]] = {o: [] for o in wanted}
        for row in await self.session.execute(_with_names(rsvps), {"ids": list(found)}):
            found[OccurrenceId(row.occurrence_id)].append(_rsvp(row))
        return {o: once_each(each) for o, each in found.items()}

    async def said(self, wanted: Iterable[OccurrenceId], member: MemberId) -> Mapping[OccurrenceId, Coming]:
        """Return what one member said of dates."""
        query = _with_names(rsvps).where(accounts.c.member_id == member)
        mine: dict[OccurrenceId, list[Rsvp]] = {}
        for row in await self.session.execute(query, {"ids": list(wanted)}):
            mine.setdefault(OccurrenceId(row.occurrence_id), []).append(_rsvp(row))
        return {o: once_each(each)[0].status for o, each in mine.items()}

    async def hold(self, wanted: Sequence[OccurrenceId]) -> None:
        """Hold dates until the unit ends: of two people one gets the last seat."""
        query = select(occurrences.c.id).where(among(occurrences.c.id, wanted)).order_by(occurrences.c.id)
        await self.session.execute(query.with_for_update())

    async def seat(self, waiting: Sequence[str]) -> None:
        """Give seats to those who waited."""
        await self._change(waiting, status=Coming.GOING.value)

    async def unseat(self, going: Sequence[str]) -> None:
        """Let those wait who had seats."""
        await self._change(going, status=Coming.WAITING.value)

    async def spoke_twice(self, people: Sequence[AccountId], after: datetime) -> tuple[OccurrenceId, ...]:
        """Return the dates that begin after then and of which several of these accounts said something."""
        query = select(rsvps.c.occurrence_id).join(occurrences, occurrences.c.id == rsvps.c.occurrence_id)
        query = query.where(among(rsvps.c.account_id, people), occurrences.c.starts_at > after)
        query = query.group_by(rsvps.c.occurrence_id).having(func.count() > 1).order_by(rsvps.c.occurrence_id)
        return tuple(OccurrenceId(o) for o in await self.session.scalars(query))

    async def ask_again(self, said: Sequence[str]) -> None:
        """Mark what was said as asked again."""
        await self._change(said, asked_again=True)

    async def _change(self, rows: Sequence[str], **values: object) -> None:
        await self.session.execute(update(rsvps).where(among(rsvps.c.id, rows)).values(**values))

    async def leave(self, people: Sequence[AccountId], after: datetime) -> tuple[OccurrenceId, ...]:
        """Remove what people said of dates that begin after then; return which."""
        ahead = select(occurrences.c.id).where(occurrences.c.starts_at > after)
        mine = and_(among(rsvps.c.account_id, people), rsvps.c.occurrence_id.in_(ahead))
        found = await self.session.scalars(select(rsvps.c.occurrence_id).where(mine).distinct())
        dates = tuple(OccurrenceId(o) for o in sorted(found))
        await self.session.execute(delete(rsvps).where(mine))
        return dates

    async def answers(self, wanted: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Given, ...]]:
        """Return the answers to each question, newest last."""
        ids = tuple(dict.fromkeys(wanted))
        rows = _last(await self.session.execute(_with_names(prompt_answers), {"ids": list(ids)}))
        return {o: tuple(Given(r.name, r.text) for r in rows if r.occurrence_id == o) for o in ids}

    async def answered(
        self, homes: Iterable[CommunityId], since: datetime
    ) -> Mapping[CommunityId, frozenset[PromptId]]:
        """Return the questions of communities that somebody answered since then."""
        query = ANSWERED.where(among(prompt_answers.c.community_id, list(homes)), prompt_answers.c.answered_at >= since)
        found: dict[CommunityId, set[PromptId]] = {}
        for row in await self.session.execute(query):
            found.setdefault(CommunityId(row.community_id), set()).add(PromptId(row.prompt_id))
        return {home: frozenset(each) for home, each in found.items()}

    async def answered_by(self, people: Sequence[AccountId], since: datetime) -> frozenset[PromptId]:
        """Return the questions that these accounts answered since then."""
        theirs = among(prompt_answers.c.account_id, people)
        rows = await self.session.execute(ANSWERED.where(theirs, prompt_answers.c.answered_at >= since))
        return frozenset(PromptId(r.prompt_id) for r in rows)

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
