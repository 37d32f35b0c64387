"""What is kept for a while only, and what the engine keeps about a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from storage.attention import clear_wishes
from storage.brought import clear_unshown
from storage.candidates import clear_declined
from storage.deliveries import SqlDeliveries
from storage.drawer import HOUR, clear_forms
from storage.people import export, forget
from storage.record import clear_record
from storage.rhythm import clear_drafts
from storage.tables.community import accounts, notices, spaces
from storage.tables.engine import deliveries
from storage.tables.platforms import installations, kept_forms
from storage.timing import SqlBeats, SqlCalls, SqlInbox

TEXTS = timedelta(days=7)
A_DAY = timedelta(days=1)
BEATS = timedelta(days=30)
UNSHOWN = timedelta(days=30)
DECLINED = timedelta(days=180)
RECORD = timedelta(days=400)
"""A year and a little: what happened before last year's review can still be looked up at this one."""


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
        await clear_forms(self.session, real - HOUR)
        await clear_drafts(self.session, now - TEXTS)
        await clear_wishes(self.session, now)
        await clear_unshown(self.session, now - UNSHOWN)
        await clear_declined(self.session, now - DECLINED)
        await clear_record(self.session, now - RECORD)
        await self.beats.clear(now - BEATS)

    async def export(self, who: Who) -> Record:
        """Return what was sent, or is owed, to the person, and when a form of theirs was kept; it itself is sealed."""
        found = await export(self.session, (deliveries, kept_forms), who)
        hidden = {kept_forms.c.sealed.name, kept_forms.c.owner.name}
        rows = [{k: v for k, v in r.items() if k not in hidden} for r in found.get(kept_forms.name, ())]
        return {**found, **({kept_forms.name: rows} if rows else {})}

    async def forget(self, who: Who) -> None:
        """Remove what was sent, or is owed, to the person, and their beats."""
        await SqlDeliveries(self.session).forget(who.accounts)
        await forget(self.session, (kept_forms,), who)
        await self._uninstall(who)
        await self.beats.forget(who.members)
        for ident in (*who.members, *who.accounts):
            await self._erase(ident)

    async def _uninstall(self, who: Who) -> None:
        """Take the person out of what they installed: it stays, and no longer says who did it."""
        theirs = select(spaces.c.platform, spaces.c.external_id.label("space"), accounts.c.external_id.label("person"))
        query = theirs.join_from(accounts, spaces, accounts.c.space_id == spaces.c.id)
        rows = (await self.session.execute(query.where(accounts.c.id.in_(who.accounts)))).all()
        made = [
            and_(
                installations.c.platform == r.platform,
                installations.c.space == r.space,
                installations.c.installed_by == r.person,
            )
            for r in rows
        ]
        if made:
            await self.session.execute(update(installations).where(or_(*made)).values(installed_by=""))

    async def _erase(self, ident: str) -> None:
        """Take an id out of what was written to others, and drop the desk's notes about it."""
        for column in (deliveries.c.payload, deliveries.c.reason):
            erased = {column.name: func.replace(column, ident, "")}
            await self.session.execute(update(deliveries).where(column.contains(ident)).values(erased))
        await self.session.execute(delete(notices).where(notices.c.cause.contains(ident)))
