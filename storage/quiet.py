"""Queries about rituals of which somebody wants no reminders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, MemberId, RitualId
from bot.rhythm.model import Ritual
from storage.bulk import among
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.rhythm import no_reminders
from storage.writing import add_new


@dataclass(frozen=True, slots=True)
class SqlQuiet:
    """`QuietStore` on one session."""

    session: AsyncSession

    async def put(self, ritual: Ritual, account: AccountId, theirs: Sequence[AccountId], *, wanted: bool) -> None:
        """Keep whether a member wants reminders of a ritual, at whichever of `theirs` accounts."""
        mine = (no_reminders.c.ritual_id == ritual.id) & among(no_reminders.c.account_id, [*theirs, account])
        await self.session.execute(delete(no_reminders).where(mine))
        if not wanted:
            row = {"community_id": ritual.community, "ritual_id": ritual.id, "account_id": account}
            await add_new(self.session, no_reminders, [row], key=("ritual_id", "account_id"))

    async def quiet(self, rituals: Iterable[RitualId]) -> frozenset[tuple[RitualId, MemberId]]:
        """Return who wants no reminders of which ritual."""
        who = func.coalesce(accounts.c.member_id, accounts.c.id).label("who")
        query = select(no_reminders.c.ritual_id, who).join(accounts, accounts.c.id == no_reminders.c.account_id)
        found = await self.session.execute(query.where(among(no_reminders.c.ritual_id, rituals)))
        return frozenset((RitualId(r.ritual_id), MemberId(r.who)) for r in found)

    async def export(self, who: Who) -> Record:
        """Return of which rituals the person wants no reminders."""
        return await export(self.session, (no_reminders,), who)

    async def forget(self, who: Who) -> None:
        """Remove that."""
        await forget(self.session, (no_reminders,), who)
