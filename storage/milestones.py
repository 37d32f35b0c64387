"""Queries about milestones: what was reached, and what members said about theirs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, MemberId
from bot.rhythm.model import OccurrenceState
from bot.rhythm.program import HOSTING
from bot.spark.milestones import Candidate, Own, Permission, Personal, anniversary, hosted_step
from storage.bulk import among, insert_all
from storage.people import export, forget
from storage.tables.community import accounts, members
from storage.tables.hosts import hostings
from storage.tables.rhythm import occurrences, prompt_answers
from storage.tables.spark import milestone_refusals, milestones, own_milestones
from storage.writing import add_new

TABLES = (own_milestones, milestone_refusals)
LONGEST_YEARS = 30
OPEN = (Permission.ASKED.value, Permission.YES.value)


def _own(row: Row[Any]) -> Own:
    community, account = CommunityId(row.community_id), AccountId(row.account_id)
    return Own(row.id, community, account, Personal(row.kind), row.number, Permission(row.consent))


@dataclass(frozen=True, slots=True)
class SqlMilestones:
    """`MilestoneStore` on one session."""

    session: AsyncSession

    async def answers(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, int]:
        """Return how many answers were given."""
        wanted = list(dict.fromkeys(communities))
        mine = among(prompt_answers.c.community_id, wanted)
        query = select(prompt_answers.c.community_id, func.count().label("n")).where(mine)
        rows = await self.session.execute(query.group_by(prompt_answers.c.community_id))
        return dict.fromkeys(wanted, 0) | {CommunityId(r.community_id): r.n for r in rows}

    async def known(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, frozenset[str]]:
        """Return what was told."""
        wanted = list(dict.fromkeys(communities))
        query = select(milestones.c.community_id, milestones.c.key)
        found: dict[CommunityId, set[str]] = {c: set() for c in wanted}
        for row in await self.session.execute(query.where(among(milestones.c.community_id, wanted))):
            found[CommunityId(row.community_id)].add(row.key)
        return {c: frozenset(each) for c, each in found.items()}

    async def mark(self, reached: Sequence[tuple[CommunityId, str]], at: datetime) -> None:
        """Write what was reached."""
        rows = [{"community_id": c, "key": key, "reached_at": at} for c, key in reached]
        await add_new(self.session, milestones, rows, key=("community_id", "key"))

    async def candidates(
        self, communities: Iterable[CommunityId], since: datetime, until: datetime
    ) -> tuple[Candidate, ...]:
        """Return who came to a milestone in that time, and was not asked about it."""
        wanted = list(dict.fromkeys(communities))
        found = [*await self._years(wanted, since, until), *await self._hosts(wanted, since)]
        asked = await self._asked(dict.fromkeys(c.member for c in found))
        return tuple(c for c in found if (c.member, c.kind.value, c.number) not in asked)

    async def _years(self, wanted: list[CommunityId], since: datetime, until: datetime) -> list[Candidate]:
        ranges = [(number, _years_before(since, number), _years_before(until, number)) for number in _numbers()]
        joined = members.c.joined_at
        on_a_day: ColumnElement[bool] = or_(*(and_(joined > b, joined <= e) for _n, b, e in ranges))
        rows = await self.session.execute(self._here(wanted).where(on_a_day).add_columns(joined.label("joined_at")))
        return [
            Candidate(CommunityId(r.community_id), MemberId(r.member_id), AccountId(r.account), Personal.YEARS, number)
            for r in rows
            for number, begins, ends in ranges
            if begins < r.joined_at <= ends
        ]

    def _here(self, wanted: list[CommunityId]) -> Any:
        """Select members who are here, with one of their accounts."""
        mine = and_(accounts.c.member_id == members.c.id, accounts.c.left_at.is_(None))
        query = select(
            members.c.community_id, members.c.id.label("member_id"), func.min(accounts.c.id).label("account")
        )
        here = and_(members.c.left_at.is_(None), members.c.linked_to.is_(None))
        query = query.join(accounts, mine).where(among(members.c.community_id, wanted), here)
        return query.group_by(members.c.community_id, members.c.id, members.c.joined_at).order_by(members.c.id)

    async def _hosts(self, wanted: list[CommunityId], since: datetime) -> list[Candidate]:
        over = and_(
            among(occurrences.c.community_id, wanted),
            occurrences.c.state == OccurrenceState.ENDED.value,
            hostings.c.part.in_([p.value for p in HOSTING]),
        )
        times = func.count(occurrences.c.id.distinct())
        query = (
            select(accounts.c.member_id, times.label("times"))
            .select_from(hostings)
            .join(occurrences, occurrences.c.id == hostings.c.occurrence_id)
            .join(accounts, accounts.c.id == hostings.c.account_id)
            .where(over, accounts.c.member_id.is_not(None))
            .group_by(accounts.c.member_id)
            .having(func.max(occurrences.c.starts_at) > since)
            .subquery()
        )
        rows = await self.session.execute(
            self._here(wanted)
            .join(query, query.c.member_id == members.c.id)
            .add_columns(query.c.times)
            .group_by(query.c.times)
        )
        return [
            Candidate(CommunityId(r.community_id), MemberId(r.member_id), AccountId(r.account), Personal.HOSTED, number)
            for r in rows
            if (number := hosted_step(r.times))
        ]

    async def _asked(self, wanted: Iterable[MemberId]) -> set[tuple[MemberId, str, int]]:
        query = select(accounts.c.member_id, own_milestones.c.kind, own_milestones.c.number)
        query = query.join(accounts, accounts.c.id == own_milestones.c.account_id)
        rows = await self.session.execute(query.where(among(accounts.c.member_id, wanted)))
        return {(MemberId(r.member_id), r.kind, r.number) for r in rows}

    async def refused(self, wanted: Collection[AccountId]) -> frozenset[AccountId]:
        """Return who refused."""
        query = select(milestone_refusals.c.account_id).where(among(milestone_refusals.c.account_id, wanted))
        return frozenset(AccountId(a) for a in await self.session.scalars(query))

    async def refuse(self, community: CommunityId, theirs: Sequence[AccountId], at: datetime | None) -> None:
        """Write or remove refusals."""
        if at is None:
            mine = among(milestone_refusals.c.account_id, theirs)
            await self.session.execute(delete(milestone_refusals).where(mine))
            return
        rows = [{"account_id": a, "community_id": community, "refused_at": at} for a in theirs]
        await add_new(self.session, milestone_refusals, rows, key=("account_id",))

    async def own(self, ident: str) -> tuple[Own, datetime] | None:
        """Return a member's milestone."""
        row = (await self.session.execute(select(own_milestones).where(own_milestones.c.id == ident))).first()
        return (_own(row), row.asked_at) if row else None

    async def put(self, owns: Sequence[Own], at: datetime) -> None:
        """Write members' milestones, in one statement."""
        rows = [
            {
                "id": own.id,
                "community_id": own.community,
                "account_id": own.account,
                "kind": own.kind.value,
                "number": own.number,
                "consent": own.consent.value,
                "asked_at": at,
            }
            for own in owns
        ]
        await insert_all(self.session, own_milestones, rows, key=("id",), over=("consent", "asked_at"))

    async def drop_open(self, theirs: Sequence[AccountId]) -> tuple[str, ...]:
        """Let what is open be a no."""
        mine = and_(among(own_milestones.c.account_id, theirs), own_milestones.c.consent.in_(OPEN))
        found = tuple(await self.session.scalars(select(own_milestones.c.id).where(mine)))
        await self.session.execute(update(own_milestones).where(mine).values(consent=Permission.NO.value))
        return found

    async def consented(self, communities: Iterable[CommunityId]) -> tuple[Own, ...]:
        """Return what may be told of those who did not refuse."""
        refused = exists().where(milestone_refusals.c.account_id == own_milestones.c.account_id)
        yes = own_milestones.c.consent == Permission.YES.value
        query = select(own_milestones).where(among(own_milestones.c.community_id, communities), yes, ~refused)
        rows = await self.session.execute(query.order_by(own_milestones.c.asked_at, own_milestones.c.id))
        return tuple(_own(r) for r in rows)

    async def said(self, owns: Sequence[str]) -> None:
        """Note what was told."""
        if owns:
            told = own_milestones.c.id.in_(list(owns))
            await self.session.execute(update(own_milestones).where(told).values(consent=Permission.SAID.value))

    async def export(self, who: Who) -> Record:
        """Return what points to the person."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove the person."""
        await forget(self.session, TABLES, who)


def _numbers() -> range:
    return range(1, LONGEST_YEARS + 1)


def _years_before(at: datetime, number: int) -> datetime:
    """Return the same time of day so many years before."""
    utc = at.astimezone(UTC)
    day = anniversary(utc.date(), utc.year - number)
    return datetime.combine(day, time(utc.hour, utc.minute, utc.second), UTC)
