"""Queries about the reviews of circles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles.life import sources
from bot.circles.model import State
from bot.circles.reviews import Review
from bot.keys import CircleId, CommunityId
from storage.bulk import among
from storage.tables.circles import circles
from storage.tables.community import rooms
from storage.tables.rhythm import occurrences, ritual_rooms, rsvps


@dataclass(frozen=True, slots=True)
class SqlReviews:
    """`ReviewStore` on one session."""

    session: AsyncSession

    async def of(self, wanted: Iterable[CircleId]) -> Mapping[CircleId, Review]:
        """Return the reviews of living circles."""
        return {r.circle: r for r in await self._read(among(circles.c.id, wanted))}

    async def all_of(self, communities: Iterable[CommunityId]) -> tuple[Review, ...]:
        """Return the reviews of all living circles of these communities."""
        return await self._read(among(circles.c.community_id, communities))

    async def _read(self, mine: ColumnElement[bool]) -> tuple[Review, ...]:
        still = circles.c.state.not_in([State.CLOSING.value, State.CLOSED.value])
        rows = (await self.session.execute(select(circles).where(mine, still).order_by(circles.c.id))).all()
        answered = await self._answered([CircleId(r.id) for r in rows])
        return tuple(
            Review(
                CircleId(r.id),
                CommunityId(r.community_id),
                State(r.state),
                r.review_on,
                r.asked_at,
                max((at for at in (r.given_at, answered.get(CircleId(r.id))) if at is not None), default=None),
            )
            for r in rows
        )

    async def _answered(self, wanted: Iterable[CircleId]) -> Mapping[CircleId, datetime]:
        """Return when somebody last answered a date of a ritual that lives in a circle's room."""
        query = (
            select(rooms.c.circle_id, func.max(rsvps.c.answered_at).label("at"))
            .join(ritual_rooms, ritual_rooms.c.room_id == rooms.c.id)
            .join(occurrences, occurrences.c.ritual_id == ritual_rooms.c.ritual_id)
            .join(rsvps, rsvps.c.occurrence_id == occurrences.c.id)
            .where(among(rooms.c.circle_id, wanted))
            .group_by(rooms.c.circle_id)
        )
        return {CircleId(r.circle_id): r.at for r in await self.session.execute(query)}

    async def ask(self, wanted: Iterable[CircleId], at: datetime) -> None:
        """Note that stewards are asked."""
        await self.session.execute(update(circles).where(among(circles.c.id, wanted)).values(asked_at=at))

    async def settle(self, wanted: Iterable[CircleId], review_on: date) -> None:
        """Set the next review; no question is open any more."""
        values = {"review_on": review_on, "asked_at": None}
        await self.session.execute(update(circles).where(among(circles.c.id, wanted)).values(values))

    async def let_rest(self, wanted: Iterable[CircleId], at: datetime) -> tuple[CircleId, ...]:
        """Make open circles dormant; return which of these were open."""
        before = [state.value for state in sources(State.DORMANT)]
        step = update(circles).where(among(circles.c.id, wanted), circles.c.state.in_(before))
        values = {"state": State.DORMANT.value, "state_since": at}
        gone = await self.session.scalars(step.values(values).returning(circles.c.id))
        return tuple(CircleId(i) for i in gone)

    async def alive(self, wanted: Iterable[CircleId], at: datetime) -> None:
        """Note that something was given to Hearth there."""
        await self.session.execute(update(circles).where(among(circles.c.id, wanted)).values(given_at=at))
