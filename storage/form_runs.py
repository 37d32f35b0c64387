"""Queries about forms on dates: how far they are, and the lines, dots and roles of people."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Table, and_, delete, func, insert, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId, OccurrenceId, RitualId
from bot.ports import Ids
from bot.rhythm.model import OccurrenceState
from bot.spark.form_runs import Dot, Entry, Held, Phase, Run, Sheet, State
from storage.bulk import among, insert_all, update_all
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.forms import form_dots, form_entries, form_parts, form_runs
from storage.tables.rhythm import occurrences

TABLES = (form_entries, form_dots, form_parts)
WHO = func.coalesce(accounts.c.member_id, accounts.c.id).label("who")
HAS = (State.ASKED.value, State.HOLDS.value)
GONE = (OccurrenceState.DROPPED.value, OccurrenceState.MISSED.value)


def _named(table: Table) -> Select[Any]:
    return select(table, accounts.c.name, WHO).join(accounts, accounts.c.id == table.c.account_id)


def _run(row: Row[Any]) -> Run:
    sheets = {
        key: Sheet(
            Phase(s["phase"]),
            s["say"],
            tuple(map(DeliveryId, s["cards"])),
            tuple(map(DeliveryId, s["results"])),
        )
        for key, s in json.loads(row.lists).items()
    }
    return Run(
        OccurrenceId(row.occurrence_id),
        CommunityId(row.community_id),
        RitualId(row.ritual_id),
        row.form,
        row.starts_at,
        row.minutes,
        row.began_at,
        frozenset(json.loads(row.done)),
        sheets,
    )


def _run_row(run: Run) -> dict[str, Any]:
    sheets = {
        key: {"phase": s.phase, "say": s.say, "cards": s.cards, "results": s.results} for key, s in run.sheets.items()
    }
    return {
        "occurrence_id": run.occurrence,
        "community_id": run.community,
        "ritual_id": run.ritual,
        "form": run.form,
        "starts_at": run.starts,
        "minutes": run.minutes,
        "began_at": run.began,
        "done": json.dumps(sorted(run.done)),
        "lists": json.dumps(sheets),
    }


CHANGES = ("form", "starts_at", "minutes", "began_at", "done", "lists")


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        row.id,
        OccurrenceId(row.occurrence_id),
        row.list,
        row.place,
        MemberId(row.who),
        AccountId(row.account_id),
        row.name,
        row.text,
    )


ENTRIES = _named(form_entries).order_by(form_entries.c.added_at, form_entries.c.id)


@dataclass(frozen=True, slots=True)
class SqlFormRuns:
    """`RunStore` on one session."""

    session: AsyncSession
    ids: Ids

    # Runs

    async def runs(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Run]:
        """Return the runs of dates."""
        query = select(form_runs).where(among(form_runs.c.occurrence_id, list(dates)))
        return {OccurrenceId(r.occurrence_id): _run(r) for r in await self.session.execute(query)}

    async def put(self, runs: Sequence[Run]) -> None:
        """Write runs."""
        rows = [_run_row(r) for r in runs]
        await insert_all(self.session, form_runs, rows, key=("occurrence_id",), over=CHANGES)

    async def drop_runs(self, dates: Sequence[OccurrenceId]) -> None:
        """Let dates have no form."""
        await self.session.execute(delete(form_runs).where(among(form_runs.c.occurrence_id, dates)))

    async def of_form(self, community: CommunityId, forms: Sequence[str]) -> tuple[Run, ...]:
        """Return the runs with these forms that have not begun."""
        mine = (form_runs.c.community_id == community, among(form_runs.c.form, forms), form_runs.c.began_at.is_(None))
        return tuple(_run(r) for r in await self.session.execute(select(form_runs).where(*mine)))

    # Lines

    async def entries(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Entry, ...]]:
        """Return the lines of dates."""
        found: dict[OccurrenceId, list[Entry]] = {d: [] for d in dates}
        for row in await self.session.execute(ENTRIES.where(among(form_entries.c.occurrence_id, list(found)))):
            found[OccurrenceId(row.occurrence_id)].append(_entry(row))
        return {d: tuple(each) for d, each in found.items()}

    async def entry(self, entry: str) -> Entry | None:
        """Return a line."""
        row = (await self.session.execute(ENTRIES.where(form_entries.c.id == entry))).first()
        return _entry(row) if row else None

    async def add(self, run: Run, entry: Entry, at: datetime) -> None:
        """Write a line."""
        row = {
            "id": entry.id,
            "community_id": run.community,
            "ritual_id": run.ritual,
            "occurrence_id": run.occurrence,
            "list": entry.list,
            "place": entry.place,
            "account_id": entry.account,
            "text": entry.text,
            "waits": False,
            "added_at": at,
        }
        await self.session.execute(insert(form_entries).values(**row))

    async def reword(self, entry: str, text: str) -> None:
        """Let a line say something else."""
        await self.session.execute(update(form_entries).where(form_entries.c.id == entry).values(text=text))

    async def drop(self, entry: str) -> None:
        """Remove a line, with its dots."""
        await self.session.execute(delete(form_dots).where(form_dots.c.choice == entry))
        await self.session.execute(delete(form_entries).where(form_entries.c.id == entry))

    async def let_wait(self, entries: Sequence[str]) -> None:
        """Mark lines that had no turn."""
        if entries:
            await self.session.execute(update(form_entries).where(among(form_entries.c.id, entries)).values(waits=True))

    async def waiting(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, tuple[Entry, ...]]:
        """Return the lines that wait for a ritual's next date."""
        found: dict[RitualId, list[Entry]] = {r: [] for r in rituals}
        query = ENTRIES.where(among(form_entries.c.ritual_id, list(found)), form_entries.c.waits)
        for row in await self.session.execute(query):
            found[RitualId(row.ritual_id)].append(_entry(row))
        return {r: tuple(each) for r, each in found.items()}

    async def carry(self, entries: Mapping[str, OccurrenceId]) -> None:
        """Put lines that wait on the list of another date, without their dots."""
        rows = [{"id": entry, "occurrence_id": date, "waits": False} for entry, date in entries.items()]
        if rows:
            await update_all(self.session, form_entries, rows, key="id")
            await self.session.execute(delete(form_dots).where(among(form_dots.c.choice, list(entries))))

    # Dots

    async def dots(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Dot, ...]]:
        """Return the dots on dates."""
        found: dict[OccurrenceId, list[Dot]] = {d: [] for d in dates}
        query = _named(form_dots).where(among(form_dots.c.occurrence_id, list(found)))
        for row in await self.session.execute(query.order_by(form_dots.c.given_at, form_dots.c.id)):
            dot = Dot(row.list, row.choice, MemberId(row.who), AccountId(row.account_id))
            found[OccurrenceId(row.occurrence_id)].append(dot)
        return {d: tuple(each) for d, each in found.items()}

    async def dot(self, run: Run, dot: Dot, at: datetime) -> None:
        """Write a dot."""
        row = {
            "id": self.ids.new(),
            "community_id": run.community,
            "occurrence_id": run.occurrence,
            "list": dot.list,
            "choice": dot.choice,
            "account_id": dot.account,
            "given_at": at,
        }
        await self.session.execute(insert(form_dots).values(**row))

    async def undot(self, run: Run, key: str, choices: Sequence[str], theirs: Sequence[AccountId]) -> None:
        """Take a member's dots back."""
        here = and_(form_dots.c.occurrence_id == run.occurrence, form_dots.c.list == key)
        mine = and_(among(form_dots.c.choice, choices), among(form_dots.c.account_id, theirs))
        await self.session.execute(delete(form_dots).where(here, mine))

    # Roles

    async def parts(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Held, ...]]:
        """Return who has which role."""
        found: dict[OccurrenceId, dict[tuple[str, MemberId], Held]] = {d: {} for d in dates}
        query = _named(form_parts).where(among(form_parts.c.occurrence_id, list(found)))
        for row in await self.session.execute(query.order_by(form_parts.c.since, form_parts.c.id)):
            member = MemberId(row.who)
            mine = found[OccurrenceId(row.occurrence_id)]
            # Two members who became one: the last thing either said counts.
            mine.pop((row.role, member), None)
            mine[row.role, member] = Held(row.role, member, AccountId(row.account_id), row.name, State(row.state))
        return {d: tuple(each.values()) for d, each in found.items()}

    async def last(self, rituals: Iterable[RitualId]) -> Mapping[tuple[RitualId, str, MemberId], datetime]:
        """Return when a member has a role last."""
        query = (
            select(form_parts.c.ritual_id, form_parts.c.role, WHO, func.max(occurrences.c.starts_at).label("starts"))
            .join(occurrences, occurrences.c.id == form_parts.c.occurrence_id)
            .join(accounts, accounts.c.id == form_parts.c.account_id)
            .where(
                among(form_parts.c.ritual_id, list(rituals)),
                form_parts.c.state.in_(HAS),
                occurrences.c.state.notin_(GONE),
            )
            .group_by(form_parts.c.ritual_id, form_parts.c.role, WHO)
        )
        rows = await self.session.execute(query)
        return {(RitualId(r.ritual_id), r.role, MemberId(r.who)): r.starts for r in rows}

    async def draw(self, drawn: Sequence[tuple[Run, Held]], at: datetime) -> None:
        """Write roles of members who had nothing to do with them so far."""
        await insert_all(self.session, form_parts, [self._part(run, held, at) for run, held in drawn])

    def _part(self, run: Run, held: Held, at: datetime) -> dict[str, Any]:
        return {
            "id": self.ids.new(),
            "community_id": run.community,
            "ritual_id": run.ritual,
            "occurrence_id": run.occurrence,
            "role": held.role,
            "account_id": held.account,
            "state": held.state.value,
            "since": at,
        }

    async def take(self, run: Run, held: Held, theirs: Sequence[AccountId], at: datetime) -> None:
        """Write what a member has to do with a role."""
        here = and_(form_parts.c.occurrence_id == run.occurrence, form_parts.c.role == held.role)
        await self.session.execute(
            delete(form_parts).where(here, among(form_parts.c.account_id, [*theirs, held.account]))
        )
        await self.session.execute(insert(form_parts).values(**self._part(run, held, at)))

    async def release(self, dates: Sequence[OccurrenceId]) -> None:
        """Let those be asked again who could not, and whoever said yes."""
        here = among(form_parts.c.occurrence_id, dates)
        await self.session.execute(delete(form_parts).where(here, form_parts.c.state == State.PASSED.value))
        await self.session.execute(update(form_parts).where(here).values(state=State.ASKED.value))

    # Duties

    async def touched(self, people: Sequence[AccountId], after: datetime) -> tuple[OccurrenceId, ...]:
        """Return the dates on whose cards accounts stand."""
        mine = union(*(select(t.c.occurrence_id).where(among(t.c.account_id, people)) for t in TABLES)).subquery()
        query = select(occurrences.c.id).join(mine, mine.c.occurrence_id == occurrences.c.id)
        found = await self.session.scalars(query.where(occurrences.c.starts_at > after))
        return tuple(OccurrenceId(o) for o in sorted(found))

    async def export(self, who: Who) -> Record:
        """Return what the person wrote, voted and does."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove that."""
        await forget(self.session, TABLES, who)
