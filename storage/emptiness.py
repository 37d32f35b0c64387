"""Of which empty chairs stewards have heard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.keys import OccurrenceId
from bot.voices.model import Date
from storage.tables.voices import chair_warnings
from storage.writing import add_new


@dataclass(frozen=True, slots=True)
class SqlWarnings:
    """`WarningStore` on one session."""

    session: AsyncSession

    async def told(self, dates: Iterable[OccurrenceId]) -> frozenset[OccurrenceId]:
        """Return of which of these dates they have heard."""
        query = select(chair_warnings.c.occurrence_id).where(chair_warnings.c.occurrence_id.in_(list(dates)))
        return frozenset(OccurrenceId(o) for o in await self.session.scalars(query))

    async def tell(self, dates: Sequence[Date], at: datetime) -> None:
        """Note that they have."""
        rows = [{"occurrence_id": d.occurrence, "ritual_id": d.ritual, "told_at": at} for d in dates]
        await add_new(self.session, chair_warnings, rows, key=("occurrence_id",))
