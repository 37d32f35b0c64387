"""Queries about lines of stewards: who is in circles, when they were last heard of, and who was asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, update

from bot.circles.drift import Kind
from bot.circles.life import LIVING
from bot.circles.line import CircleLine
from bot.circles.model import INSIDE, Role, State
from bot.community.line import NO_HOLDS, Ask, Insider
from bot.keys import AccountId, CircleId, CommunityId, MemberId
from storage.asks import ASKS, STILL_OPEN, SqlAsks, as_ask
from storage.bulk import among
from storage.seen import heard_of, last_seen
from storage.tables.circles import circle_handovers, circle_seats, circles, drifts
from storage.tables.community import accounts, communities, members

LIVES = circles.c.state.in_(sorted(LIVING - {State.ASKED}))


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
class SqlLines(SqlAsks):
    """`LineStore` on one session."""

    async def lines(self, wanted: Iterable[CircleId], now: datetime) -> Mapping[CircleId, CircleLine]:
        """Return the lines of circles that live."""
        ids = list(dict.fromkeys(wanted))
        query = select(circles.c.id, circles.c.community_id, communities.c.paused_until, communities.c.resumed_at)
        query = query.join(communities, communities.c.id == circles.c.community_id)
        living = (await self.session.execute(query.where(among(circles.c.id, ids), LIVES))).all()
        homes = {CircleId(r.id): CommunityId(r.community_id) for r in living}
        people = await self._people(list(homes), now)
        for circle in living:
            # Nobody was silent while the community rested.
            resting = circle.paused_until is not None and circle.paused_until > now
            awake = now if resting else circle.resumed_at
            if awake is not None:
                mine = people[CircleId(circle.id)]
                mine |= {m: replace(p, seen=max(p.seen, awake)) for m, p in mine.items()}
        asks: dict[CircleId, list[Ask]] = {c: [] for c in homes}
        lately = STILL_OPEN | (circle_handovers.c.asked_at > now - NO_HOLDS)
        for row in await self.session.execute(ASKS.where(among(circle_handovers.c.circle_id, homes), lately)):
            asks[CircleId(row.circle_id)].append(as_ask(row))
        return {c: CircleLine(homes[c], tuple(people[c].values()), tuple(asks[c]), circle=c) for c in ids if c in homes}

    async def _people(self, wanted: Sequence[CircleId], now: datetime) -> Mapping[CircleId, dict[MemberId, Insider]]:
        rows = (await self.session.execute(_insiders(wanted))).all()
        seen = await last_seen(self.session, [MemberId(r.member_id) for r in rows])
        found: dict[CircleId, dict[MemberId, Insider]] = {c: {} for c in wanted}
        for row in rows:
            mine, member = found[CircleId(row.circle_id)], MemberId(row.member_id)
            heard, away = heard_of(row, seen.get(member), now)
            before = mine.get(member)
            mine[member] = Insider(
                member=member,
                accounts=(*(before.accounts if before else ()), AccountId(row.account_id)),
                steward=row.role == Role.STEWARD.value or (before is not None and before.steward),
                since=before.since if before else row.since,
                seen=heard or row.since,
                away=away,
            )
        return await self._out(found)

    async def _out(
        self, found: Mapping[CircleId, dict[MemberId, Insider]]
    ) -> Mapping[CircleId, dict[MemberId, Insider]]:
        """Mark those who are in none of a circle's rooms, though they have a seat: they were taken out by hand."""
        query = select(drifts.c.circle_id, drifts.c.account_id)
        query = query.where(among(drifts.c.circle_id, found), drifts.c.kind == Kind.ABSENT.value)
        absent = {(CircleId(r.circle_id), r.account_id) for r in await self.session.execute(query)}
        return {
            circle: {m: replace(p, out=all((circle, a) in absent for a in p.accounts)) for m, p in people.items()}
            for circle, people in found.items()
        }

    async def living(self, communities: Iterable[CommunityId]) -> tuple[CircleId, ...]:
        """Return the circles of communities that live."""
        query = select(circles.c.id).where(among(circles.c.community_id, communities), LIVES).order_by(circles.c.id)
        return tuple(CircleId(c) for c in await self.session.scalars(query))

    async def seat(self, seats: Sequence[tuple[CircleId, AccountId, Role]]) -> None:
        """Give seats another role."""
        if not seats:
            return
        mine = (circle_seats.c.circle_id == bindparam("circle")) & (circle_seats.c.account_id == bindparam("account"))
        statement = update(circle_seats).where(mine).values(role=bindparam("part"))
        rows = [{"circle": c, "account": a, "part": role.value} for c, a, role in seats]
        connection = await self.session.connection()
        await connection.execute(statement, rows)
