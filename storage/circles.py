"""Queries about circles: every one asks who is looking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles.life import sources
from bot.circles.model import (
    INSIDE,
    Circle,
    CircleSeen,
    Kind,
    Role,
    Seat,
    State,
    Sweep,
    Viewer,
    bound,
    may_see,
    role_of,
)
from bot.community.store import Record, Who
from bot.keys import AccountId, CircleId, CommunityId, MemberId, RitualId
from storage.bulk import among, insert_all
from storage.people import export, forget
from storage.tables.circles import circle_seats, circles
from storage.tables.community import accounts
from storage.writing import folded, put


def _seen(row: Row[Any], seats: Sequence[Seat], viewer: Viewer) -> CircleSeen | None:
    """Return a circle as the viewer may see it; None when they may not know of it."""
    kind, ident = Kind(row.kind), CircleId(row.id)
    mine = role_of(seats, viewer)
    if not may_see(kind, mine, viewer):
        return None
    inside = not isinstance(viewer, str) or mine in INSIDE
    if State(row.state) is State.CLOSING and not inside:
        return None  # nobody comes in any more
    return CircleSeen(
        id=ident,
        community=CommunityId(row.community_id),
        viewer=viewer,
        kind=kind,
        state=State(row.state),
        name=bound(row.name, ident, kind, viewer),
        purpose=bound(row.purpose, ident, kind, viewer),
        cap=row.cap,
        review_on=row.review_on,
        seats=tuple(seats) if inside else tuple(s for s in seats if s.member == viewer),
        size=len({s.member for s in seats if s.role in INSIDE}),
        since=row.state_since or row.created_at,
        cooldown=row.cooldown_days,
        asked_at=row.asked_at,
    )


def _seat_row(community: CommunityId, circle: CircleId, seat: Seat) -> dict[str, Any]:
    return {
        "community_id": community,
        "circle_id": circle,
        "account_id": seat.account,
        "role": seat.role.value,
        "since": seat.since,
        "until": seat.until,
        "ritual_id": seat.ritual if seat.until is not None else None,
    }


@dataclass(frozen=True, slots=True)
class SqlCircles:
    """`CircleStore` on one session."""

    session: AsyncSession

    async def _find(
        self, community: CommunityId, viewer: Viewer, *where: ColumnElement[bool]
    ) -> tuple[CircleSeen, ...]:
        living = (circles.c.community_id == community, circles.c.state != State.CLOSED.value, *where)
        rows = (
            await self.session.execute(select(circles).where(*living).order_by(circles.c.folded, circles.c.id))
        ).all()
        seats = await self._seats([CircleId(r.id) for r in rows])
        found = (_seen(r, seats[CircleId(r.id)], viewer) for r in rows)
        return tuple(c for c in found if c is not None)

    async def _seats(self, wanted: Iterable[CircleId]) -> dict[CircleId, list[Seat]]:
        found: dict[CircleId, list[Seat]] = {c: [] for c in wanted}
        query = (
            select(circle_seats, accounts.c.member_id)
            .join(accounts, accounts.c.id == circle_seats.c.account_id)
            .where(circle_seats.c.circle_id.in_(list(found)), accounts.c.member_id.is_not(None))
            .order_by(circle_seats.c.since, circle_seats.c.account_id)
        )
        for row in await self.session.execute(query):
            ritual = RitualId(row.ritual_id) if row.ritual_id else None
            seat = Seat(
                AccountId(row.account_id), MemberId(row.member_id), Role(row.role), row.since, row.until, ritual
            )
            found[CircleId(row.circle_id)].append(seat)
        return found

    async def named(self, community: CommunityId, name: str, viewer: Viewer) -> CircleSeen | None:
        """Return the circle of that name or id that the viewer may know of."""
        same = or_(circles.c.folded == folded(name, circles.c.folded), circles.c.id == name)
        found = await self._find(community, viewer, same)
        return found[0] if found else None

    async def seen(self, community: CommunityId, viewer: Viewer) -> tuple[CircleSeen, ...]:
        """Return the circles the viewer may know of."""
        return await self._find(community, viewer)

    async def of_member(self, community: CommunityId, member: MemberId) -> tuple[CircleSeen, ...]:
        """Return the circles in which a member has a seat, as the engine sees them."""
        theirs = (
            select(circle_seats.c.circle_id)
            .join(accounts, accounts.c.id == circle_seats.c.account_id)
            .where(accounts.c.member_id == member)
        )
        return await self._find(community, Sweep(), circles.c.id.in_(theirs))

    async def add(self, circle: Circle) -> None:
        """Write a new circle."""
        row = {
            "id": circle.id,
            "community_id": circle.community,
            "name": circle.name,
            "folded": folded(circle.name, circles.c.folded),
            "purpose": circle.purpose,
            "kind": circle.kind.value,
            "state": circle.state.value,
            "state_since": circle.created_at,
            "cap": circle.cap,
            "review_on": circle.review_on,
            "created_at": circle.created_at,
            "created_by": circle.created_by,
        }
        await put(self.session, circles, row)

    async def move(self, community: CommunityId, circle: CircleId, to: State, at: datetime) -> bool:
        """Let a circle stand there, if that is a step from where it stands."""
        before = [state.value for state in sources(to)]
        mine = (circles.c.id == circle) & (circles.c.community_id == community) & circles.c.state.in_(before)
        step = update(circles).where(mine).values(state=to.value, state_since=at).returning(circles.c.id)
        return await self.session.scalar(step) is not None

    async def close(self, community: CommunityId, circle: CircleId) -> None:
        """Close a circle and give its seats back."""
        mine = (circles.c.id == circle) & (circles.c.community_id == community)
        await self.session.execute(update(circles).where(mine).values(state=State.CLOSED.value))
        seats = (circle_seats.c.circle_id == circle) & (circle_seats.c.community_id == community)
        await self.session.execute(delete(circle_seats).where(seats))

    async def swept(self, wanted: Iterable[CircleId]) -> Mapping[CircleId, CircleSeen]:
        """Return the living ones of these circles as the engine sees them."""
        return {CircleId(r.id): s for r, seats in await self._living(wanted) if (s := _seen(r, seats, Sweep()))}

    async def seen_by_each(
        self, wanted: Mapping[CircleId, Sequence[MemberId]]
    ) -> Mapping[tuple[CircleId, MemberId], CircleSeen]:
        """Return circles as each of these members may see them; what somebody may not know of is missing."""
        found: dict[tuple[CircleId, MemberId], CircleSeen] = {}
        for row, seats in await self._living(wanted):
            circle = CircleId(row.id)
            each = ((m, _seen(row, seats, m)) for m in wanted[circle])
            found |= {(circle, m): seen for m, seen in each if seen is not None}
        return found

    async def _living(self, wanted: Iterable[CircleId]) -> list[tuple[Row[Any], list[Seat]]]:
        """Return rows of circles that are not closed, each with its seats."""
        ids = list(dict.fromkeys(wanted))
        if not ids:
            return []
        living = (among(circles.c.id, ids), circles.c.state != "closed")
        rows = (await self.session.execute(select(circles).where(*living).order_by(circles.c.id))).all()
        seats = await self._seats([CircleId(r.id) for r in rows])
        return [(r, seats[CircleId(r.id)]) for r in rows]

    async def tied(self, rituals: Iterable[RitualId]) -> tuple[CircleId, ...]:
        """Return the circles in which somebody's seat ends with a date of one of these rituals."""
        query = select(circle_seats.c.circle_id).where(among(circle_seats.c.ritual_id, rituals)).distinct()
        return tuple(CircleId(c) for c in await self.session.scalars(query))

    async def hold(self, wanted: Iterable[CircleId]) -> None:
        """Hold circles until the unit ends; a seat may be written to them meanwhile, by whoever did not ask."""
        query = select(circles.c.id).where(among(circles.c.id, wanted)).order_by(circles.c.id)
        await self.session.execute(query.with_for_update(key_share=True))

    async def set_size(self, community: CommunityId, circle: CircleId, cap: int, cooldown: int) -> None:
        """Say how many fit, and how many days nobody asks again after a no."""
        mine = (circles.c.id == circle) & (circles.c.community_id == community)
        await self.session.execute(update(circles).where(mine).values(cap=cap, cooldown_days=cooldown))

    async def put_seat(self, community: CommunityId, circle: CircleId, seat: Seat) -> None:
        """Write a seat."""
        await self.put_seats(community, circle, [seat])

    async def put_seats(self, community: CommunityId, circle: CircleId, seats: Sequence[Seat]) -> None:
        """Write seats."""
        if await self.session.scalar(select(circles.c.community_id).where(circles.c.id == circle)) != community:
            msg = "a circle of another community"
            raise ValueError(msg)
        await self._put([_seat_row(community, circle, seat) for seat in seats])

    async def put_many(self, seats: Sequence[tuple[CircleSeen, Seat]]) -> None:
        """Write seats in circles as they were read."""
        await self._put([_seat_row(circle.community, circle.id, seat) for circle, seat in seats])

    async def _put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        over = ("role", "since", "until", "ritual_id")
        await insert_all(self.session, circle_seats, rows, key=("circle_id", "account_id"), over=over)

    async def drop_many(self, seats: Sequence[tuple[CircleSeen, Seat]]) -> None:
        """Take seats away in circles as they were read."""
        if not seats:
            return
        mine = (circle_seats.c.circle_id == bindparam("circle")) & (circle_seats.c.account_id == bindparam("account"))
        connection = await self.session.connection()
        rows = [{"circle": circle.id, "account": seat.account} for circle, seat in seats]
        await connection.execute(delete(circle_seats).where(mine), rows)

    async def drop_seats(self, community: CommunityId, circle: CircleId, gone: Sequence[AccountId]) -> None:
        """Take seats away."""
        mine = (circle_seats.c.circle_id == circle) & (circle_seats.c.community_id == community)
        await self.session.execute(delete(circle_seats).where(mine, circle_seats.c.account_id.in_(gone)))

    async def export(self, who: Who) -> Record:
        """Return the person's circles and seats."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove the person's seats, and their name from circles they made."""
        await forget(self.session, TABLES, who)


TABLES = (circles, circle_seats)
