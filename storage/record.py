"""The record of who did what to whom: added to, and cleared when it is old."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.facts import Noted
from storage.people import export, forget
from storage.tables.community import accounts, members
from storage.tables.record import record

TOLD = ("at", "verb")
"""What somebody is told of what others did to them."""


async def clear_record(session: AsyncSession, before: datetime) -> None:
    """Remove acts older than that (community time)."""
    await session.execute(delete(record).where(record.c.at < before))


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

    async def export(self, who: Who) -> Record:
        """Return what the person did, and what was done to them: not by whom, nor in which circle."""
        found = await export(self.session, (record,), who)
        rows = [r if r.get("actor_id") in who.accounts else {k: r[k] for k in TOLD} for r in found.get("record", ())]
        return {"record": rows} if rows else {}

    async def forget(self, who: Who) -> None:
        """Take the person out of the record; that something was done stays."""
        await forget(self.session, (record,), who)
