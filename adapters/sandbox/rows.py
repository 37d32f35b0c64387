"""Queries on the sandbox's tables, each on one session: spaces, people, rooms, seats and messages."""

import json
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, bindparam, delete, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.sandbox.tables import messages, people, rooms, seats, spaces
from adapters.sandbox.text import HANDLE_CHARACTERS, HEARTH_HANDLE, handle
from adapters.sandbox.words import names_of
from adapters.sandbox.world import Message, Person, Room
from adapters.text import ROOM_NAME_CHARACTERS, free, room_name
from bot.codec import decode
from bot.ports import Names

ROOM = "C"
MESSAGE = "M"
"""What ids begin with, so that one is never taken for the other."""


def number(kind: str, external: str) -> int | None:
    """Return the row's number behind an id, or None for what is no such id."""
    found = re.fullmatch(rf"{kind}([1-9][0-9]{{0,17}})", external, re.ASCII)
    return int(found[1]) if found else None


SPACE = select(spaces.c.id).where(spaces.c.name == bindparam("name"))
SPACE_HELD = SPACE.with_for_update()
PEOPLE = select(people).where(people.c.space_id == bindparam("space")).order_by(people.c.id)
PERSON = select(people).where(people.c.space_id == bindparam("space"), people.c.handle == bindparam("person"))
ONE_ROOM = select(rooms).where(rooms.c.space_id == bindparam("space"), rooms.c.id == bindparam("room"))
# These are asked with every call and every delivery; they are built once.


# Spaces


async def space_id(session: AsyncSession, space: str, *, hold: bool = False) -> int | None:
    """Return a space's number. `hold` keeps others from giving names in it until this unit ends."""
    return await session.scalar(SPACE_HELD if hold else SPACE, {"name": space})


async def add_new(session: AsyncSession, table: Table, **values: Any) -> None:
    """Add a row; one that is there already stays."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    await session.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


async def add(session: AsyncSession, table: Table, **values: Any) -> int:
    """Add a row; return its number."""
    done = await session.execute(insert(table).values(**values).returning(table.c.id))
    return int(done.scalar_one())


async def clear(session: AsyncSession) -> None:
    """Remove everything; numbers go on where they were."""
    for table in (messages, seats, rooms, people, spaces):
        await session.execute(delete(table))


# People


async def people_in(session: AsyncSession, space: int) -> Sequence[Row[Any]]:
    """Return everybody who was ever in a space, in the order in which they came."""
    return (await session.execute(PEOPLE, {"space": space})).all()


async def person_row(session: AsyncSession, space: int, person: str) -> Row[Any] | None:
    """Return somebody by their handle, whether they are here or have left."""
    return (await session.execute(PERSON, {"space": space, "person": person})).first()


async def present(session: AsyncSession, space: int, person: str) -> Row[Any] | None:
    """Return somebody by their handle, when they are here."""
    row = await person_row(session, space, person)
    return row if row is not None and row.here else None


def free_handle(name: str, those: Sequence[Row[Any]]) -> str:
    """Return a handle that nobody in the space has or had, nor Hearth."""
    taken = {HEARTH_HANDLE, *(r.handle for r in those)}
    return free(handle(name), taken, longest=HANDLE_CHARACTERS)


def as_person(row: Row[Any], *, first: bool) -> Person:
    """Return a person."""
    return Person(id=row.handle, name=row.name, zone=row.zone, first=first, here=row.here)


# Rooms


async def room_row(session: AsyncSession, space: int, room: str) -> Row[Any] | None:
    """Return a room by its id."""
    return (await session.execute(ONE_ROOM, {"space": space, "room": number(ROOM, room)})).first()


async def rooms_in(session: AsyncSession, space: int, *, seen_by: int | None) -> Sequence[Row[Any]]:
    """Return rooms in the order in which they were made; `seen_by` None sees all."""
    query = select(rooms).where(rooms.c.space_id == space).order_by(rooms.c.id)
    return (await session.execute(query if seen_by is None else query.where(visible_to(seen_by)))).all()


def visible_to(person: int) -> ColumnElement[bool]:
    """Open rooms, and those in which the person is."""
    mine = select(seats.c.room_id).where(seats.c.person_id == person)
    return or_(rooms.c.private.is_(False), rooms.c.id.in_(mine))


async def free_room_name(session: AsyncSession, space: int, wanted: str, *, own: int | None = None) -> str:
    """Return the name a room gets; `own` is the room that has one already. The space must be held."""
    taken = await session.execute(select(rooms.c.id, rooms.c.name).where(rooms.c.space_id == space))
    return free(room_name(wanted), {n for i, n in taken if i != own}, longest=ROOM_NAME_CHARACTERS)


async def seated(session: AsyncSession, room: int) -> frozenset[str]:
    """Return the handles of who is in a room."""
    query = select(people.c.handle).join(seats, seats.c.person_id == people.c.id).where(seats.c.room_id == room)
    return frozenset(await session.scalars(query))


async def seat(session: AsyncSession, room: int, person: int) -> None:
    """Let somebody in; who is in stays."""
    await add_new(session, seats, room_id=room, person_id=person)


async def unseat(session: AsyncSession, person: int, *, room: int | None = None) -> None:
    """Take somebody out of a room, or out of all."""
    mine = seats.c.person_id == person
    await session.execute(delete(seats).where(mine if room is None else and_(mine, seats.c.room_id == room)))


async def as_rooms(session: AsyncSession, found: Sequence[Row[Any]]) -> tuple[Room, ...]:
    """Return rooms with who is in them, in one query for all."""
    inside: dict[int, set[str]] = {r.id: set() for r in found}
    query = select(seats.c.room_id, people.c.handle).join(people, seats.c.person_id == people.c.id)
    for room, person in await session.execute(query.where(seats.c.room_id.in_(list(inside)))):
        inside[room].add(person)
    return tuple(
        Room(
            id=f"{ROOM}{r.id}",
            name=r.name,
            topic=r.topic,
            private=r.private,
            archived=r.archived,
            people=frozenset(inside[r.id]),
            hearth=r.hearth,
        )
        for r in found
    )


async def drop_room(session: AsyncSession, room: int) -> None:
    """Remove a room and what stands in it."""
    await session.execute(delete(messages).where(messages.c.room_id == room))
    await session.execute(delete(seats).where(seats.c.room_id == room))
    await session.execute(delete(rooms).where(rooms.c.id == room))


# Messages


async def last_messages(session: AsyncSession, where: ColumnElement[bool], most: int) -> tuple[Message, ...]:
    """Return the last messages of one place, oldest first."""
    author, reader = people.alias(), people.alias()
    query = (
        select(messages, author.c.handle.label("author"), reader.c.handle.label("direct"))
        .outerjoin(author, messages.c.author_id == author.c.id)
        .outerjoin(reader, messages.c.direct_id == reader.c.id)
        .where(where)
        .order_by(messages.c.id.desc())
        .limit(most)
    )
    return tuple(as_message(r) for r in reversed((await session.execute(query)).all()))


def as_message(row: Row[Any]) -> Message:
    """Return a message; the row has its author's and its reader's handle beside it."""
    return Message(
        id=f"{MESSAGE}{row.id}",
        room=None if row.room_id is None else f"{ROOM}{row.room_id}",
        direct=row.direct,
        author=row.author,
        text=row.text,
        at=row.at,
        card=None if row.card is None else decode(row.card),
        names=Names() if row.names is None else names_of(json.loads(row.names)),
        key=row.key,
        edited=row.edited,
        under=None if row.under_id is None else f"{MESSAGE}{row.under_id}",
    )
