"""Hearth's own rows, as a fault test reads them; and posts owed straight away, without a story around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, or_, select

from adapters.main.house import House
from adapters.main.wiring import Hearth
from bot.cards import Card, Para
from bot.community.model import Room
from bot.deliveries import OPEN_STATES, Priority
from bot.keys import DeliveryId, MemberId, RoomId, SpaceId
from storage.community import SqlCommunities
from storage.database import Database
from storage.tables.community import accounts, rooms, spaces
from storage.tables.engine import beats, deliveries

OPEN = frozenset(s.value for s in OPEN_STATES)
A_WEEK = timedelta(days=7)


def said(text: str) -> Card:
    """Return a card that says one thing."""
    return Card(text, (Para((text,)),))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Reads one database."""

    database: Database

    async def rows(self) -> list[Row[Any]]:
        """Return every delivery, in the order in which they were owed."""
        async with self.database.reading() as session:
            return list((await session.execute(select(deliveries).order_by(deliveries.c.seq))).all())

    async def row(self, delivery: DeliveryId) -> Row[Any]:
        """Return one delivery."""
        return next(r for r in await self.rows() if r.id == delivery)

    async def states(self) -> dict[str, int]:
        """Return how many deliveries are in each state."""
        states = [r.state for r in await self.rows()]
        return {s: states.count(s) for s in dict.fromkeys(states)}

    async def open(self) -> int:
        """Return how many deliveries are not finished."""
        return sum(r.state in OPEN for r in await self.rows())

    async def state_of(self, key: str) -> str:
        """Return the state of the delivery with a key."""
        async with self.database.reading() as session:
            query = select(deliveries.c.state).where(deliveries.c.key == key)
            return str(await session.scalar(query))

    async def sending(self) -> list[str]:
        """Return the keys of what is being sent."""
        async with self.database.reading() as session:
            query = select(deliveries.c.key).where(deliveries.c.state == "sending")
            return list(await session.scalars(query))

    async def sent_to(self, place: str | None) -> list[Row[Any]]:
        """Return what is being sent to a place by the platform's id of it; None: to any."""
        query = select(deliveries).outerjoin(rooms, rooms.c.id == deliveries.c.room_id)
        query = query.outerjoin(accounts, accounts.c.id == deliveries.c.account_id)
        query = query.where(deliveries.c.state == "sending").order_by(deliveries.c.seq)
        if place is not None:
            query = query.where(or_(rooms.c.external_id == place, accounts.c.external_id == place))
        async with self.database.reading() as session:
            return list((await session.execute(query)).all())

    async def beats(self) -> list[Row[Any]]:
        """Return every beat, earliest first."""
        async with self.database.reading() as session:
            return list((await session.execute(select(beats).order_by(beats.c.due_at, beats.c.id))).all())

    async def lane(self) -> SpaceId:
        """Return the only space."""
        async with self.database.reading() as session:
            return SpaceId((await session.scalars(select(spaces.c.id))).one())

    async def rooms(self) -> Mapping[str, RoomId]:
        """Return our id of each room, by the platform's."""
        async with self.database.reading() as session:
            known = await session.execute(select(rooms.c.external_id, rooms.c.id))
            return {r.external_id: RoomId(r.id) for r in known if r.external_id}

    async def places(self) -> Mapping[RoomId, str]:
        """Return the platform's id of each room that is there, by ours."""
        return {ours: external for external, ours in (await self.rooms()).items()}

    async def room(self, external: str) -> Room:
        """Return a room by the platform's id."""
        found = (await self.rooms())[external]
        async with self.database.reading() as session:
            return (await SqlCommunities(session).rooms([found]))[found]

    async def members(self) -> Mapping[str, MemberId]:
        """Return each member, by the platform's id of their account."""
        async with self.database.reading() as session:
            known = await session.execute(select(accounts.c.external_id, accounts.c.member_id))
            return {r.external_id: MemberId(r.member_id) for r in known if r.member_id}


async def know_room(hearth: Hearth, space: SpaceId, external: str, name: str, *, private: bool = False) -> RoomId:
    """Let Hearth know a room that stands on the platform."""
    room = Room(RoomId(hearth.engine.ids.new()), space, external, name, private, None)
    async with hearth.database.writing() as session:
        await SqlCommunities(session).put_room(room)
    return room.id


@dataclass(frozen=True, slots=True)
class Owing:
    """Something to owe: to a room or to a member. `answers`: under what is owed first to that room beside it."""

    text: str
    room: RoomId | None = None
    member: MemberId | None = None
    priority: Priority = Priority.RITUAL
    reason: str = "test"
    answers: bool = False


async def owe(hearth: Hearth, *owed: Owing, expires_at: datetime | None = None) -> Sequence[DeliveryId]:
    """Owe all of it in one unit of work; return the ids, in the same order."""
    until = expires_at or hearth.clock.now() + A_WEEK
    ids: list[DeliveryId] = []
    first: dict[RoomId, DeliveryId] = {}
    async with hearth.engine.unit() as unit:
        owing = cast("House", unit).owing
        for o in owed:
            rest: Any = {"reason": o.reason, "expires_at": until, "priority": o.priority}
            if o.room is not None:
                ids.append(owing.post(o.room, said(o.text), **rest, under=first.get(o.room) if o.answers else None))
                first.setdefault(o.room, ids[-1])
            elif o.member is not None:
                ids.append(owing.direct(o.member, said(o.text), **rest))
    return ids
