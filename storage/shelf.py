"""What is kept for a while only, and what the engine keeps about a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from storage.deliveries import SqlDeliveries
from storage.people import export
from storage.rhythm import clear_drafts
from storage.tables.community import notices
from storage.tables.engine import deliveries
from storage.timing import SqlBeats, SqlCalls, SqlInbox

TEXTS = timedelta(days=7)
A_DAY = timedelta(days=1)
BEATS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SqlShelf:
    """`Shelf` on one session."""

    session: AsyncSession
    beats: SqlBeats

    async def clear(self, now: datetime, real: datetime) -> None:
        """Clear what is old: by real time where it is a platform's, by community time where it is ours."""
        await SqlDeliveries(self.session).blank(real - TEXTS)
        await SqlInbox(self.session).clear(real - A_DAY)
        await SqlCalls(self.session).clear(real - A_DAY)
        await clear_drafts(self.session, now - TEXTS)
        await self.beats.clear(now - BEATS)

    async def export(self, who: Who) -> Record:
        """Return what was sent, or is owed, to the person."""
        return await export(self.session, (deliveries,), who)

    async def forget(self, who: Who) -> None:
        """Remove what was sent, or is owed, to the person, and their beats."""
        await SqlDeliveries(self.session).forget(who.accounts)
        await self.beats.forget([who.member])
        for ident in (who.member, *who.accounts):
            await self._erase(ident)

    async def _erase(self, ident: str) -> None:
        """Take an id out of what was written to others, and drop the desk's notes about it."""
        for column in (deliveries.c.payload, deliveries.c.reason):
            erased = {column.name: func.replace(column, ident, "")}
            await self.session.execute(update(deliveries).where(column.contains(ident)).values(erased))
        await self.session.execute(delete(notices).where(notices.c.cause.contains(ident)))
