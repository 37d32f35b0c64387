"""The record of who did what to whom: added to, and cleared when it is old."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.record import PAST_STEWARDS, Entry, Sought
from bot.community.store import Record, Who
from bot.facts import Noted
from bot.keys import CircleId
from storage.people import export, forget
from storage.tables.community import accounts, members
from storage.tables.record import record

TOLD = ("at", "verb")
"""What somebody is told of what others did to them."""


async def clear_record(session: AsyncSession, before: datetime) -> None:
    """Remove acts older than that (community time)."""
    await session.execute(delete(record).where(record.c.at < before))


def _wanted(sought: Sought) -> list[ColumnElement[bool]]:
    """Return what is sought besides a person."""
    wanted: list[ColumnElement[bool]] = []
    if sought.circle is not None:
        wanted += [record.c.circle_id == sought.circle, record.c.verb.not_in(PAST_STEWARDS)]
    if sought.since is not None:
        wanted.append(record.c.at >= sought.since)
    if sought.verb:
        noun = record.c.verb.startswith(f"{sought.verb}.", autoescape=True)
        wanted.append(or_(record.c.verb == sought.verb, noun))
    return wanted


def _entry(row: Row[Any]) -> Entry:
    circle = CircleId(row.circle_id) if row.circle_id else None
    return Entry(row.at, row.verb, row.actor, row.subject, circle, row.about_id)


@dataclass(frozen=True, slots=True)
class SqlRecord:
    """`Records` on one session."""

    session: AsyncSession

    async def add(self, acts: Sequence[Noted]) -> None:
        """Write acts; somebody who was forgotten a moment before is not written down again."""
        actors = await self._there(accounts, (a.actor for a in acts))
        subjects = await self._there(members, (a.subject for a in acts))
        rows = [
            {
                "community_id": act.community,
                "at": act.at,
                "actor_id": act.actor if act.actor in actors else None,
                "verb": act.verb,
                "subject_id": act.subject if act.subject in subjects else None,
                "circle_id": act.circle,
                "about_id": act.about,
            }
            for act in acts
        ]
        await self.session.execute(insert(record), rows)

    async def _there(self, table: Table, wanted: Iterable[str | None]) -> frozenset[str]:
        ids = {i for i in wanted if i is not None}
        if not ids:
            return frozenset()
        return frozenset(await self.session.scalars(select(table.c.id).where(table.c.id.in_(ids))))

    async def entries(self, sought: Sought, *, most: int, skip: int = 0) -> tuple[Entry, ...]:
        """Return acts, newest first; accounts are the members they belong to now, and so are linked members."""
        actor, subject = accounts.alias("actor"), members.alias("subject")
        whom = func.coalesce(subject.c.linked_to, subject.c.id)
        query = (
            select(record, actor.c.member_id.label("actor"), whom.label("subject"))
            .outerjoin(actor, actor.c.id == record.c.actor_id)
            .outerjoin(subject, subject.c.id == record.c.subject_id)
            .where(record.c.community_id == sought.community, *_wanted(sought))
        )
        if sought.person is not None:
            open_ = or_(record.c.circle_id.is_(None), record.c.circle_id.in_(list(sought.whole)))
            here = record.c.verb.not_in(PAST_STEWARDS)
            query = query.where(or_(actor.c.member_id == sought.person, whom == sought.person), open_, here)
        newest = query.order_by(record.c.at.desc(), record.c.seq.desc())
        return tuple(_entry(r) for r in await self.session.execute(newest.limit(most).offset(skip)))

    async def export(self, who: Who) -> Record:
        """Return what the person did, and what was done to them: not by whom, nor in which circle."""
        found = await export(self.session, (record,), who)
        rows = [r if r.get("actor_id") in who.accounts else {k: r[k] for k in TOLD} for r in found.get("record", ())]
        return {"record": rows} if rows else {}

    async def forget(self, who: Who) -> None:
        """Take the person out of the record; that something was done stays."""
        await forget(self.session, (record,), who)
