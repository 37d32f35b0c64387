"""Queries about who hosts dates, and what stands on their agendas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Table, and_, delete, func, insert, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, MemberId, OccurrenceId, RitualId
from bot.ports import Ids
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual
from bot.rhythm.program import HOSTING, Hosting, Item, Part, Program, host_of
from bot.rhythm.rota import Turn
from storage.bulk import among
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.hosts import agenda_items, hostings, ritual_hosts
from storage.tables.rhythm import occurrences
from storage.writing import add_new

TABLES = (ritual_hosts, hostings, agenda_items)
WHO = func.coalesce(accounts.c.member_id, accounts.c.id).label("who")
TAKES_PLACE = (OccurrenceState.PLANNED.value, OccurrenceState.OPENED.value, OccurrenceState.ENDED.value)
HOSTS = [p.value for p in HOSTING]


def _named(table: Table) -> Select[Any]:
    """Return what accounts have to do with something, with their members and shown names."""
    return select(table, accounts.c.name, WHO).join(accounts, accounts.c.id == table.c.account_id)


def _item(row: Row[Any]) -> Item:
    return Item(row.id, MemberId(row.who), row.name, row.text)


@dataclass(frozen=True, slots=True)
class SqlHosts:
    """`HostStore` and `AgendaStore` on one session."""

    session: AsyncSession
    ids: Ids

    # Rotas

    async def rotas(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, tuple[Turn, ...]]:
        """Return the hosts of rituals, each member once."""
        wanted = list(dict.fromkeys(rituals))
        last = await self._last(wanted)
        found: dict[RitualId, dict[MemberId, Turn]] = {r: {} for r in wanted}
        query = _named(ritual_hosts).where(among(ritual_hosts.c.ritual_id, wanted))
        for row in await self.session.execute(query.order_by(ritual_hosts.c.joined_at, ritual_hosts.c.account_id)):
            ritual, member = RitualId(row.ritual_id), MemberId(row.who)
            turn = Turn(member, AccountId(row.account_id), row.name, last.get((ritual, member)))
            found[ritual].setdefault(member, turn)
        return {r: tuple(each.values()) for r, each in found.items()}

    async def _last(self, rituals: Sequence[RitualId]) -> Mapping[tuple[RitualId, MemberId], datetime]:
        """Return when the last date of a ritual began, or begins, that a member hosts."""
        starts = func.max(occurrences.c.starts_at).label("starts")
        query = (
            select(occurrences.c.ritual_id, WHO, starts)
            .join(hostings, hostings.c.occurrence_id == occurrences.c.id)
            .join(accounts, accounts.c.id == hostings.c.account_id)
            .where(
                among(occurrences.c.ritual_id, rituals),
                occurrences.c.state.in_(TAKES_PLACE),
                hostings.c.part.in_(HOSTS),
            )
            .group_by(occurrences.c.ritual_id, WHO)
        )
        return {(RitualId(r.ritual_id), MemberId(r.who)): r.starts for r in await self.session.execute(query)}

    async def join(self, ritual: Ritual, account: AccountId, theirs: Sequence[AccountId], at: datetime) -> None:
        """Put a member on a ritual's rota."""
        mine = and_(ritual_hosts.c.ritual_id == ritual.id, among(ritual_hosts.c.account_id, [*theirs, account]))
        if (await self.session.execute(select(ritual_hosts.c.account_id).where(mine))).first() is None:
            row = {"community_id": ritual.community, "ritual_id": ritual.id, "account_id": account, "joined_at": at}
            await add_new(self.session, ritual_hosts, [row], key=("ritual_id", "account_id"))

    async def leave(self, ritual: Ritual, theirs: Sequence[AccountId]) -> None:
        """Take a member off a ritual's rota."""
        mine = and_(ritual_hosts.c.ritual_id == ritual.id, among(ritual_hosts.c.account_id, theirs))
        await self.session.execute(delete(ritual_hosts).where(mine))

    async def rotas_of(self, people: Sequence[AccountId]) -> tuple[RitualId, ...]:
        """Return the rituals on whose rotas accounts stand."""
        query = select(ritual_hosts.c.ritual_id).where(among(ritual_hosts.c.account_id, people)).distinct()
        return tuple(RitualId(r) for r in sorted(await self.session.scalars(query)))

    # Who hosts

    async def hostings(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Hosting, ...]]:
        """Return everybody's part in hosting dates."""
        found: dict[OccurrenceId, dict[MemberId, Hosting]] = {d: {} for d in dates}
        query = _named(hostings).where(among(hostings.c.occurrence_id, found))
        for row in await self.session.execute(query.order_by(hostings.c.since, hostings.c.id)):
            date, member = OccurrenceId(row.occurrence_id), MemberId(row.who)
            # Two members who became one: the last thing either said counts.
            found[date].pop(member, None)
            found[date][member] = Hosting(date, member, AccountId(row.account_id), row.name, Part(row.part))
        return {d: tuple(each.values()) for d, each in found.items()}

    async def hosted_by(self, people: Sequence[AccountId], after: datetime) -> tuple[OccurrenceId, ...]:
        """Return the dates to come that accounts host."""
        query = select(hostings.c.occurrence_id).join(occurrences, occurrences.c.id == hostings.c.occurrence_id)
        mine = and_(among(hostings.c.account_id, people), hostings.c.part.in_(HOSTS), occurrences.c.starts_at > after)
        return tuple(OccurrenceId(o) for o in sorted(await self.session.scalars(query.where(mine))))

    async def put(self, given: Sequence[tuple[Occurrence, AccountId, Sequence[AccountId], Part]], at: datetime) -> None:
        """Write parts, one a member and date."""
        if not given:
            return
        mine = [
            and_(hostings.c.occurrence_id == date.id, hostings.c.account_id.in_([*theirs, account]))
            for date, account, theirs, _part in given
            if theirs
        ]
        if mine:
            await self.session.execute(delete(hostings).where(or_(*mine)))
        rows = [
            {
                "id": self.ids.new(),
                "community_id": date.community,
                "occurrence_id": date.id,
                "account_id": account,
                "part": part.value,
                "since": at,
            }
            for date, account, _theirs, part in given
        ]
        await self.session.execute(insert(hostings), rows)

    async def drop_passes(self, dates: Sequence[OccurrenceId]) -> None:
        """Let those who could not be asked once more, and whoever said yes again."""
        here = among(hostings.c.occurrence_id, dates)
        await self.session.execute(delete(hostings).where(here, hostings.c.part.notin_(HOSTS)))
        await self.session.execute(update(hostings).where(here).values(part=Part.ASKED.value))

    # Agendas, and what cards show

    async def agendas(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Item, ...]]:
        """Return what stands on the agenda of each date."""
        found: dict[OccurrenceId, list[Item]] = {d: [] for d in dates}
        query = _named(agenda_items).where(among(agenda_items.c.occurrence_id, dates))
        for row in await self.session.execute(query.order_by(agenda_items.c.added_at, agenda_items.c.id)):
            found[OccurrenceId(row.occurrence_id)].append(_item(row))
        return {d: tuple(each) for d, each in found.items()}

    async def add(self, date: Occurrence, account: AccountId, text: str, at: datetime) -> str:
        """Write an item."""
        ident = self.ids.new()
        row = {
            "id": ident,
            "community_id": date.community,
            "occurrence_id": date.id,
            "account_id": account,
            "text": text,
            "added_at": at,
        }
        await self.session.execute(insert(agenda_items).values(**row))
        return ident

    async def drop(self, item: str) -> None:
        """Remove an item."""
        await self.session.execute(delete(agenda_items).where(agenda_items.c.id == item))

    async def date_of(self, item: str) -> OccurrenceId | None:
        """Return on which date's agenda an item stands."""
        found = await self.session.scalar(select(agenda_items.c.occurrence_id).where(agenda_items.c.id == item))
        return OccurrenceId(found) if found else None

    async def programs(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Program]:
        """Return what cards show of hosts and agendas."""
        hosts, items = await self.hostings(dates), await self.agendas(dates)
        rota = select(occurrences.c.id).join(ritual_hosts, ritual_hosts.c.ritual_id == occurrences.c.ritual_id)
        hosted = set(await self.session.scalars(rota.where(among(occurrences.c.id, dates)).distinct()))
        found: dict[OccurrenceId, Program] = {}
        for date in dates:
            host = host_of(hosts[date])
            found[date] = Program(date in hosted, host.name if host else None, items[date])
        return found

    # Duties

    async def touched(self, people: Sequence[AccountId]) -> tuple[OccurrenceId, ...]:
        """Return the dates on whose cards accounts stand."""
        mine = [select(t.c.occurrence_id).where(among(t.c.account_id, people)) for t in (hostings, agenda_items)]
        return tuple(OccurrenceId(o) for o in sorted(await self.session.scalars(union(*mine))))

    async def export(self, who: Who) -> Record:
        """Return what the person hosts, and what they put on agendas."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove that."""
        await forget(self.session, TABLES, who)
