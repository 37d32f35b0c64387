"""Queries about lines of stewards: who is in circles, when they were last heard of, and who was asked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles.life import LIVING
from bot.circles.line import NO_HOLDS, OPEN, Ask, AskState, Insider, Line
from bot.circles.model import INSIDE, Role, State
from bot.community.store import Record, Who
from bot.deliveries import State as Sent
from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId
from storage.bulk import among
from storage.people import export, forget
from storage.tables.circles import circle_handovers, circle_seats, circles
from storage.tables.community import accounts, activity, members
from storage.tables.engine import deliveries
from storage.writing import insert

LIVES = circles.c.state.in_(sorted(LIVING - {State.ASKED}))
STILL_OPEN = circle_handovers.c.state.in_(sorted(OPEN))
_by = accounts.alias("by_account")
ASKS = (
    select(circle_handovers, accounts.c.member_id, _by.c.member_id.label("by_member"))
    .outerjoin(accounts, accounts.c.id == circle_handovers.c.account_id)
    .outerjoin(_by, _by.c.id == circle_handovers.c.handed_by)
    .order_by(circle_handovers.c.asked_at, circle_handovers.c.id)
)


def _ask(row: Row[Any]) -> Ask:
    return Ask(
        id=row.id,
        community=CommunityId(row.community_id),
        circle=CircleId(row.circle_id) if row.circle_id else None,
        state=AskState(row.state),
        at=row.asked_at,
        until=row.until,
        account=AccountId(row.account_id) if row.account_id else None,
        member=MemberId(row.member_id) if row.member_id else None,
        by=MemberId(row.by_member) if row.by_member else None,
        by_account=AccountId(row.handed_by) if row.handed_by else None,
        told=tuple(DeliveryId(d) for d in json.loads(row.told)),
    )


def _row(ask: Ask) -> dict[str, Any]:
    return {
        "id": ask.id,
        "community_id": ask.community,
        "circle_id": ask.circle,
        "account_id": ask.account,
        "handed_by": ask.by_account,
        "state": ask.state.value,
        "asked_at": ask.at,
        "until": ask.until,
        "told": json.dumps(list(ask.told)),
    }


def _insiders(wanted: Sequence[CircleId]) -> Select[Any]:
    """Return who is in circles, longest first: each seat with its member's rest."""
    return (
        select(circle_seats, accounts.c.member_id, members.c.sabbatical_until, members.c.snoozed_until)
        .join(accounts, accounts.c.id == circle_seats.c.account_id)
        .join(members, members.c.id == accounts.c.member_id)
        .where(
            among(circle_seats.c.circle_id, wanted),
            circle_seats.c.role.in_(sorted(INSIDE)),
            members.c.left_at.is_(None),
        )
        .order_by(circle_seats.c.since, circle_seats.c.account_id)
    )


@dataclass(frozen=True, slots=True)
class SqlLines:
    """`LineStore` on one session."""

    session: AsyncSession

    async def lines(self, wanted: Iterable[CircleId], now: datetime) -> Mapping[CircleId, Line]:
        """Return the lines of circles that live."""
        ids = list(dict.fromkeys(wanted))
        query = select(circles.c.id, circles.c.community_id).where(among(circles.c.id, ids), LIVES)
        homes = {CircleId(r.id): CommunityId(r.community_id) for r in await self.session.execute(query)}
        people = await self._people(list(homes), now)
        asks: dict[CircleId, list[Ask]] = {c: [] for c in homes}
        lately = STILL_OPEN | (circle_handovers.c.asked_at > now - NO_HOLDS)
        for row in await self.session.execute(ASKS.where(among(circle_handovers.c.circle_id, homes), lately)):
            asks[CircleId(row.circle_id)].append(_ask(row))
        return {c: Line(c, homes[c], tuple(people[c].values()), tuple(asks[c])) for c in ids if c in homes}

    async def _people(self, wanted: Sequence[CircleId], now: datetime) -> Mapping[CircleId, dict[MemberId, Insider]]:
        rows = (await self.session.execute(_insiders(wanted))).all()
        seen = await self.seen([MemberId(r.member_id) for r in rows])
        found: dict[CircleId, dict[MemberId, Insider]] = {c: {} for c in wanted}
        for row in rows:
            mine, member = found[CircleId(row.circle_id)], MemberId(row.member_id)
            rests = [t for t in (row.sabbatical_until, row.snoozed_until) if t is not None]
            # Whoever has just come back from a rest was not silent while it lasted.
            heard = max([t for t in (seen.get(member), *rests) if t is not None and t <= now], default=row.since)
            before = mine.get(member)
            mine[member] = Insider(
                member=member,
                accounts=(*(before.accounts if before else ()), AccountId(row.account_id)),
                steward=row.role == Role.STEWARD.value or (before is not None and before.steward),
                since=before.since if before else row.since,
                seen=heard,
                away=any(t > now for t in rests),
            )
        return found

    async def seen(self, wanted: Iterable[MemberId]) -> Mapping[MemberId, datetime]:
        """Return when members were last heard of: a command, a button, or something noted in a public room."""
        ids = list(dict.fromkeys(wanted))
        found: dict[MemberId, datetime] = {}
        called = select(accounts.c.member_id, func.max(accounts.c.used_at).label("at"))
        called = called.where(among(accounts.c.member_id, ids), accounts.c.used_at.is_not(None))
        for row in await self.session.execute(called.group_by(accounts.c.member_id)):
            found[MemberId(row.member_id)] = row.at
        acted = select(accounts.c.member_id, func.max(activity.c.day).label("day"))
        acted = acted.join(activity, activity.c.account_id == accounts.c.id).where(among(accounts.c.member_id, ids))
        for row in await self.session.execute(acted.group_by(accounts.c.member_id)):
            # A day is kept, no time: it counts whole.
            noted = datetime.combine(row.day, time(), UTC) + timedelta(days=1)
            member = MemberId(row.member_id)
            found[member] = max(noted, found.get(member, noted))
        return found

    async def living(self, communities: Iterable[CommunityId]) -> tuple[CircleId, ...]:
        """Return the circles of communities that live."""
        query = select(circles.c.id).where(among(circles.c.community_id, communities), LIVES).order_by(circles.c.id)
        return tuple(CircleId(c) for c in await self.session.scalars(query))

    async def of_asks(self, asks: Iterable[str]) -> Mapping[str, Ask]:
        """Return questions by id."""
        return {r.id: _ask(r) for r in await self.session.execute(ASKS.where(among(circle_handovers.c.id, asks)))}

    async def put(self, asks: Sequence[Ask]) -> frozenset[str]:
        """Write new questions, where none is open."""
        if not asks:
            return frozenset()
        statement = insert(self.session, circle_handovers).values([_row(a) for a in asks])
        statement = statement.on_conflict_do_nothing().returning(circle_handovers.c.id)
        return frozenset(await self.session.scalars(statement))

    async def end(self, asks: Sequence[tuple[Ask, AskState]]) -> frozenset[str]:
        """End questions that stand as they were read; one statement for all that end alike."""
        ended: set[str] = set()
        for state in sorted({s for _ask, s in asks}):
            mine = [a for a, s in asks if s is state]
            stands = among(circle_handovers.c.id, [a.id for a in mine]) & circle_handovers.c.state.in_(
                sorted({a.state for a in mine})
            )
            statement = update(circle_handovers).where(stands).values(state=state.value)
            ended.update(await self.session.scalars(statement.returning(circle_handovers.c.id)))
        return frozenset(ended)

    async def told(self, asks: Sequence[Ask]) -> None:
        """Write which messages show questions, and when the desk hears again."""
        if not asks:
            return
        mine = circle_handovers.c.id == bindparam("ask")
        statement = update(circle_handovers).where(mine).values(told=bindparam("cards"), until=bindparam("ends"))
        rows = [{"ask": a.id, "cards": json.dumps(list(a.told)), "ends": a.until} for a in asks]
        connection = await self.session.connection()
        await connection.execute(statement, rows)

    async def reached(self, asks: Iterable[Ask]) -> frozenset[str]:
        """Return the questions of which a message has arrived."""
        of = {delivery: ask.id for ask in asks for delivery in ask.told}
        query = select(deliveries.c.id).where(among(deliveries.c.id, of), deliveries.c.state == Sent.SENT.value)
        return frozenset(of[DeliveryId(d)] for d in await self.session.scalars(query))

    async def seat(self, seats: Sequence[tuple[CircleId, AccountId, Role]]) -> None:
        """Give seats another role."""
        if not seats:
            return
        mine = (circle_seats.c.circle_id == bindparam("circle")) & (circle_seats.c.account_id == bindparam("account"))
        statement = update(circle_seats).where(mine).values(role=bindparam("part"))
        rows = [{"circle": c, "account": a, "part": role.value} for c, a, role in seats]
        connection = await self.session.connection()
        await connection.execute(statement, rows)

    async def export(self, who: Who) -> Record:
        """Return what the person was asked."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove that."""
        await forget(self.session, TABLES, who)


TABLES = (circle_handovers,)
