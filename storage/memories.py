"""Queries about what was a year ago."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, OccurrenceId
from bot.spark.memories import Told, without
from storage.bulk import among
from storage.held import HOSTED
from storage.people import export, forget
from storage.tables.community import accounts, members
from storage.tables.hosts import recaps
from storage.tables.rhythm import occurrences
from storage.tables.spark import memories, milestone_refusals, untold_dates
from storage.tables.voices import guest_slots, guests
from storage.writing import add_new, changed

TABLES = (memories,)


@dataclass(frozen=True, slots=True)
class SqlMemories:
    """`MemoryStore` on one session."""

    session: AsyncSession

    async def told(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Told]:
        """Return what was taken away and who came, in one query."""
        chair = and_(
            guest_slots.c.ritual_id == occurrences.c.ritual_id,
            guest_slots.c.starts_at == occurrences.c.starts_at,
            guest_slots.c.state == HOSTED,
        )
        query = (
            select(
                occurrences.c.id,
                recaps.c.decided,
                guests.c.name.label("guest"),
                untold_dates.c.occurrence_id.label("untold"),
            )
            .outerjoin(recaps, recaps.c.occurrence_id == occurrences.c.id)
            .outerjoin(guest_slots, chair)
            .outerjoin(guests, guests.c.id == guest_slots.c.guest_id)
            .outerjoin(untold_dates, untold_dates.c.occurrence_id == occurrences.c.id)
            .where(among(occurrences.c.id, dates))
        )
        return {
            OccurrenceId(r.id): Told("", "" if r.untold else r.decided or "", r.guest or "")
            for r in await self.session.execute(query)
        }

    async def unnamed(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, frozenset[str]]:
        """Return names by community: of who left it, and of who refused."""
        wanted = list(dict.fromkeys(communities))
        refused = exists().where(milestone_refusals.c.account_id == accounts.c.id)
        gone = or_(members.c.left_at.is_not(None), accounts.c.left_at.is_not(None), refused)
        query = select(members.c.community_id, accounts.c.name).join(accounts, accounts.c.member_id == members.c.id)
        found: dict[CommunityId, set[str]] = {c: set() for c in wanted}
        for row in await self.session.execute(query.where(among(members.c.community_id, wanted), gone)):
            found[CommunityId(row.community_id)].add(row.name)
        return {c: frozenset(each) for c, each in found.items()}

    async def remember(self, dates: Sequence[tuple[CommunityId, OccurrenceId]], at: datetime) -> None:
        """Write whose questions may be asked again."""
        rows = [{"occurrence_id": o, "community_id": c, "told_at": at} for c, o in dates]
        await add_new(self.session, memories, rows, key=("occurrence_id",))

    async def ask(self, community: CommunityId, date: OccurrenceId, account: AccountId, at: datetime) -> bool:
        """Note that it is asked again, once."""
        mine = and_(memories.c.occurrence_id == date, memories.c.community_id == community)
        statement = update(memories).where(mine, memories.c.asked_at.is_(None)).values(asked_by=account, asked_at=at)
        return await changed(self.session, statement) == 1

    async def export(self, who: Who) -> Record:
        """Return what points to the person."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Note the dates whose recaps name the person, while their names are known, and remove the person."""
        names = set(await self.session.scalars(select(accounts.c.name).where(accounts.c.id.in_(who.accounts))))
        mine = and_(recaps.c.community_id == who.community, recaps.c.decided != "")
        rows = (await self.session.execute(select(recaps.c.occurrence_id, recaps.c.decided).where(mine))).all()
        named = [r.occurrence_id for r in rows if not without(Told(decided=r.decided), names).decided]
        new = [{"occurrence_id": o, "community_id": who.community} for o in named]
        await add_new(self.session, untold_dates, new, key=("occurrence_id",))
        await forget(self.session, TABLES, who)
