"""Queries about the nudges a member got."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import MemberId
from bot.ports import Ids
from bot.rhythm.store import Nudge
from storage.people import export, forget
from storage.tables.community import members as rows
from storage.tables.rhythm import nudges
from storage.writing import insert


@dataclass(frozen=True, slots=True)
class SqlNudges:
    """`NudgeStore` on one session."""

    session: AsyncSession
    ids: Ids

    async def sent(self, members: Iterable[MemberId], week_from: str) -> Mapping[tuple[MemberId, str], tuple[str, ...]]:
        """Return the kinds sent by (member, week), those to members linked to them too."""
        person = func.coalesce(rows.c.linked_to, rows.c.id).label("person")
        query = (
            select(person, nudges.c.week, nudges.c.kind)
            .join(rows, rows.c.id == nudges.c.member_id)
            .where(person.in_(list(members)), nudges.c.week >= week_from)
        )
        found: dict[tuple[MemberId, str], tuple[str, ...]] = {}
        for row in await self.session.execute(query.order_by(nudges.c.sent_at)):
            key = (MemberId(row.person), row.week)
            found[key] = (*found.get(key, ()), row.kind)
        return found

    async def note(self, sent: Sequence[Nudge]) -> None:
        """Note nudges as sent."""
        rows = [
            {
                "id": self.ids.new(),
                "community_id": n.community,
                "member_id": n.member,
                "week": n.week,
                "kind": n.kind,
                "sent_at": n.at,
            }
            for n in sent
        ]
        await self.session.execute(insert(self.session, nudges), rows)

    async def export(self, who: Who) -> Record:
        """Return the nudges the person got."""
        return await export(self.session, (nudges,), who)

    async def forget(self, who: Who) -> None:
        """Remove the nudges the person got."""
        await forget(self.session, (nudges,), who)
