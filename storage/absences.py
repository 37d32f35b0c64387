"""Queries about the times Hearth was away."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.keys import CommunityId, RitualId
from bot.rhythm.absences import Absence
from storage.tables.community import absences
from storage.writing import add_new, insert

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _of(communities: Iterable[CommunityId]) -> Select[Any]:
    theirs = absences.c.community_id.in_(list(communities)) & (absences.c.back_at > NEVER)
    return select(absences).where(theirs).order_by(absences.c.community_id)


def _absence(row: Row[Any]) -> Absence:
    missed, opened = _numbers(row.missed), _numbers(row.opened)
    return Absence(CommunityId(row.community_id), row.away_from, row.back_at, missed, opened, row.others, row.told_at)


@dataclass(frozen=True, slots=True)
class SqlAbsences:
    """`AbsenceStore` on one session."""

    session: AsyncSession

    async def absences(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, Absence]:
        """Return the last absence of each community that had one."""
        return await self._found(_of(communities))

    async def hold(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, Absence]:
        """Return them, locked where the database has many writers.

        A row that is not there cannot be locked, so each community gets one that says nothing.
        """
        wanted = sorted(communities)
        blank = {"away_from": NEVER, "back_at": NEVER, "missed": "{}", "opened": "{}", "others": 0, "told_at": None}
        await add_new(self.session, absences, [blank | {"community_id": c} for c in wanted], key=("community_id",))
        return await self._found(_of(wanted).with_for_update())

    async def _found(self, query: Select[Any]) -> Mapping[CommunityId, Absence]:
        return {CommunityId(r.community_id): _absence(r) for r in await self.session.execute(query)}

    async def put_absences(self, new: Sequence[Absence]) -> None:
        """Write absences, all in one statement."""
        if not new:
            return
        rows = [
            {
                "community_id": a.community,
                "away_from": a.since,
                "back_at": a.back,
                "missed": json.dumps(dict(a.missed)),
                "opened": json.dumps(dict(a.opened)),
                "others": a.others,
                "told_at": a.told,
            }
            for a in new
        ]
        statement = insert(self.session, absences)
        set_ = {name: statement.excluded[name] for name in rows[0] if name != "community_id"}
        await self.session.execute(statement.on_conflict_do_update(index_elements=["community_id"], set_=set_), rows)


def _numbers(text: str) -> Mapping[RitualId, int]:
    return {RitualId(r): n for r, n in json.loads(text).items()}
