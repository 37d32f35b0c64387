"""Checks every message of Hearth's own accord as it arrives against what its reader had set at that moment."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from adapters.main.simulation.witness import Arrival
from bot.community.model import Member, is_quiet, week_of
from bot.community.nudging import weekly_reason
from bot.deliveries import Priority
from bot.keys import MemberId
from storage.database import Database
from storage.members import as_member
from storage.tables.community import accounts, communities, members
from storage.tables.engine import deliveries


@dataclass(slots=True)
class Nudges:
    """What came so far. `weeks`: how many messages a member got in a week; the other counts are of broken promises."""

    database: Database
    weeks: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_day: Counter[datetime] = field(default_factory=Counter)
    weekly: int = 0
    alone: int = 0
    over_budget: int = 0
    in_quiet_hours: int = 0
    unwelcome: int = 0
    most: int = 0
    most_of: int = 0

    async def check(self, arrived: Sequence[Arrival]) -> None:
        """Look at direct messages that have just arrived; those that answer an own act are no nudges."""
        if not arrived:
            return
        person = func.coalesce(members.c.linked_to, members.c.id)
        found = select(deliveries.c.key, deliveries.c.reason, person.label("person"))
        found = found.join(accounts, accounts.c.id == deliveries.c.account_id)
        found = found.join(members, members.c.id == accounts.c.member_id)
        found = found.where(
            deliveries.c.key.in_([a.key for a in arrived]), deliveries.c.priority == int(Priority.NUDGE)
        )
        async with self.database.reading() as session:
            told = {r.key: (r.person, r.reason) for r in await session.execute(found)}
            whose = select(members).where(members.c.id.in_([p for p, _reason in told.values()]))
            people = {r.id: as_member(r) for r in await session.execute(whose)} if told else {}
            home = await session.scalar(select(communities.c.zone)) or "UTC"
        for each in arrived:
            if each.key in told:
                who, reason = told[each.key]
                self._count(people[who], each.at, home, weekly=reason == weekly_reason(MemberId(who)))

    def _count(self, member: Member, at: datetime, home: str, *, weekly: bool) -> None:
        zone = member.zone or home
        local = at.astimezone(ZoneInfo(zone))
        week = (member.id, week_of(at, zone))
        self.weeks[week] += 1
        self.by_day[at] += 1
        self.weekly += weekly
        self.alone += not weekly
        self.most = max(self.most, self.weeks[week])
        self.over_budget += self.weeks[week] > member.most
        self.in_quiet_hours += is_quiet(local.hour * 60 + local.minute, member.quiet())
        away = [t for t in (member.snoozed_until, member.sabbatical_until) if t is not None and t > at]
        self.unwelcome += bool(away) or (member.listens and not weekly)
