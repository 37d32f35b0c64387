"""The sandbox as a platform: what Hearth can do in it, and how it refuses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.sandbox import rows
from adapters.sandbox.listing import fits_in, listed
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import KEY_CHARACTERS, messages, rooms
from adapters.sandbox.text import TOPIC_CHARACTERS
from adapters.sandbox.words import shown_of
from adapters.sandbox.world import PLATFORM
from adapters.text import is_called, one_line, room_name
from bot.cards import Card
from bot.errors import Conflict, Outcome, PlatformFault
from bot.i18n import _, later
from bot.lacking import NoCalendar
from bot.ports import Capability, Clock, Found, Limits, Names, PersonAt, RoomAt, Seen
from bot.rooms import Opened, Presence, RoomsSeen, RoomState

LIMITS: Final = Limits(at_once=4, invites=100)
CAPABILITIES: Final = frozenset(Capability) - {Capability.SCHEDULE}
"""It has no calendar beside the rooms."""
SEAT: Final = later("being in the room")
LET_IN: Final = later("Somebody who is in that room can let Hearth in.")


@dataclass(slots=True)
class SandboxPlatform(NoCalendar):
    """`Platform` over the sandbox's tables.

    `clock` dates what is sent: it is shown in community time and looked up in real time.
    """

    world: SqlWorld
    clock: Clock
    name: str = PLATFORM
    limits: Limits = LIMITS
    capabilities: frozenset[Capability] = CAPABILITIES

    # Messages

    async def post(
        self, space: str, to: RoomAt, card: Card, names: Names, key: str, *, under: str | None = None
    ) -> str:
        async with self._writing() as session:
            place = await _space(session, space)
            room = await _room(session, place, to)
            thread = await _thread(session, room.id, under)
            return await self._send(session, place, card, names, key, room_id=room.id, under_id=thread)

    async def direct(self, space: str, to: PersonAt, card: Card, names: Names, key: str) -> str:
        async with self._writing() as session:
            place = await _space(session, space)
            person = await _person(session, place, to.external)
            return await self._send(session, place, card, names, key, direct_id=person.id)

    async def _send(
        self, session: AsyncSession, place: int, card: Card, names: Names, key: str, **to: int | None
    ) -> str:
        """Write a message; two under one key are two."""
        _fits(key)
        now, real = self.clock.now(), self.clock.real()
        values = shown_of(card, names) | to | {"space_id": place, "text": "", "key": key, "edited": False}
        return f"{rows.MESSAGE}{await rows.add(session, messages, **values, at=now, sent_at=real)}"

    async def edit(self, space: str, at: RoomAt | PersonAt, message: str, card: Card, names: Names) -> None:
        async with self._writing() as session:
            own = await _own(session, await _space(session, space), at, message)
            values = shown_of(card, names) | {"edited": True}
            done = await session.execute(update(messages).where(own).values(**values).returning(messages.c.id))
            if done.first() is None:
                raise PlatformFault("message_gone", Outcome.NEVER)

    async def delete(self, space: str, at: RoomAt | PersonAt, message: str) -> None:
        async with self._writing() as session:
            own = await _own(session, await _space(session, space), at, message)
            await session.execute(delete(messages).where(own))

    # Rooms

    async def open_room(self, space: str, name: str, purpose: str, *, private: bool, key: str) -> str:
        _fits(key)
        async with self._writing() as session:
            place = await _space(session, space)
            await fits_in(session, place)
            free = await rows.free_room_name(session, place, name)
            new = await rows.add(
                session,
                rooms,
                space_id=place,
                name=free,
                topic=one_line(purpose, TOPIC_CHARACTERS),
                private=private,
                archived=False,
                hearth=True,
                key=key,
                opened_at=self.clock.real(),
            )
            return Opened(f"{rows.ROOM}{new}", "" if free == room_name(name) else free)

    async def rename(self, space: str, room: RoomAt, name: str) -> None:
        async with self._writing() as session:
            place = await _space(session, space)
            found = await _room(session, place, room)
            free = await rows.free_room_name(session, place, name, own=found.id)
            await session.execute(update(rooms).where(rooms.c.id == found.id).values(name=free))

    async def topic(self, space: str, room: RoomAt, topic: str) -> None:
        async with self._writing() as session:
            found = await _room(session, await _space(session, space), room)
            line = one_line(topic, TOPIC_CHARACTERS)
            await session.execute(update(rooms).where(rooms.c.id == found.id).values(topic=line))

    async def close(self, space: str, room: RoomAt) -> None:
        async with self._writing() as session:
            found = await _room(session, await _space(session, space), room, archived=True)
            await session.execute(update(rooms).where(rooms.c.id == found.id).values(archived=True))

    # Who is in a room

    async def invite(self, space: str, room: RoomAt, people: tuple[str, ...]) -> None:
        """Let people in. Somebody who is gone is a fault, told once those who are here are in."""
        if len(people) > self.limits.invites:
            raise PlatformFault("too_many_people", Outcome.NEVER)
        async with self._writing() as session:
            place = await _space(session, space)
            found = await _room(session, place, room)
            rest = [await rows.present(session, place, p) for p in people]
            for person in rest:
                if person is not None:
                    await rows.seat(session, found.id, person.id)
        if None in rest:
            raise PlatformFault("person_gone", Outcome.NEVER)

    async def remove(self, space: str, room: RoomAt, person: str) -> None:
        async with self._writing() as session:
            place = await _space(session, space)
            found = await _room(session, place, room)
            row = await rows.person_row(session, place, person)
            if row is not None:
                await rows.unseat(session, row.id, room=found.id)

    async def members(self, space: str, room: RoomAt) -> frozenset[str]:
        async with self._reading() as session:
            place = await _space(session, space, hold=False)
            found = await _room(session, place, room, archived=True)
            return await rows.seated(session, found.id)

    async def list_rooms(self, space: str, person: str | None) -> RoomsSeen:
        async with self._reading() as session:
            return await listed(session, await _space(session, space, hold=False), person)

    async def inspect(
        self,
        space: str,
        room: RoomAt,
        name: str,
        known: tuple[str, ...],
        *,
        everybody: bool = False,  # noqa: ARG002 - all are told anyhow
    ) -> RoomState:
        async with self._reading() as session:
            place = await _space(session, space, hold=False)
            found = await rows.room_row(session, place, room.external)
            if found is None:
                return RoomState(Presence.GONE)
            if found.archived:
                return RoomState(Presence.ARCHIVED)
            if found.private and not found.hearth:
                return RoomState(Presence.UNSEEN, missing=_(SEAT), remedy=_(LET_IN))
            those = {r.handle: r for r in await rows.people_in(session, place)}
            inside = await rows.seated(session, found.id)
        return RoomState(
            Presence.OPEN,
            called="" if is_called(found.name, name) else found.name,
            private=found.private,
            people=inside,
            names={p: those[p].name for p in inside - set(known)},
            departed=frozenset(p for p in known if p not in those or not those[p].here),
        )

    # Looking for what was made

    async def look_up(
        self,
        space: str,
        at: RoomAt | PersonAt | None,
        key: str,
        *,
        since: datetime,
        name: str | None = None,  # noqa: ARG002 - the key is enough here
        card: Card | None = None,  # noqa: ARG002
        names: Names | None = None,  # noqa: ARG002
        under: str | None = None,  # noqa: ARG002 - what stands in a thread stands in its room
    ) -> Found:
        async with self._reading() as session:
            place = await _space(session, space, hold=False)
            if at is None:
                made = and_(rooms.c.space_id == place, rooms.c.key == key, rooms.c.opened_at >= since)
                query, kind = select(rooms.c.id).where(made).order_by(rooms.c.id), rows.ROOM
            else:
                here = await _place(session, place, at, archived=True)
                sent = and_(here, messages.c.author_id.is_(None), messages.c.key == key, messages.c.sent_at >= since)
                query, kind = select(messages.c.id).where(sent).order_by(messages.c.id), rows.MESSAGE
            first = await session.scalar(query.limit(1))
        return Found(Seen.ABSENT) if first is None else Found(Seen.THERE, f"{kind}{first}")

    # Units of work

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncSession]:
        async with _faults(), self.world.writing() as session:
            yield session

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncSession]:
        async with _faults(), self.world.sessions.reading() as session:
            yield session


@asynccontextmanager
async def _faults() -> AsyncIterator[None]:
    """Turn what the database raises into what a platform raises."""
    try:
        yield
    except Conflict as error:
        raise PlatformFault("conflict", Outcome.NOT_DONE) from error
    except NoConnection as error:
        raise PlatformFault("no_connection", Outcome.NOT_DONE) from error
    except (DBAPIError, OSError) as error:
        # The connection may have been lost while it committed.
        raise PlatformFault("database", Outcome.UNKNOWN) from error


def _fits(key: str) -> None:
    if not 0 < len(key) <= KEY_CHARACTERS:
        raise PlatformFault("key_length", Outcome.NEVER)


async def _space(session: AsyncSession, space: str, *, hold: bool = True) -> int:
    """Return a space; held, nobody else gives names or sends in it meanwhile, so ids stand in order."""
    found = await rows.space_id(session, space, hold=hold)
    if found is None:
        raise PlatformFault("space_gone", Outcome.NEVER, lost=True)
    return found


async def _room(session: AsyncSession, place: int, room: RoomAt, *, archived: bool = False) -> Row[Any]:
    """Return a room that Hearth may use; an archived one only where that does no harm."""
    found = await rows.room_row(session, place, room.external)
    if found is None or (found.archived and not archived):
        raise PlatformFault("room_gone", Outcome.NEVER, lost=True)
    if found.private and not found.hearth:
        raise PlatformFault("not_in_room", Outcome.NEVER, missing=_(SEAT), remedy=_(LET_IN))
    return found


async def _thread(session: AsyncSession, room: int, under: str | None) -> int | None:
    """Return the message of Hearth's own in a room in whose thread something goes; None when it is not there."""
    if under is None:
        return None
    own = and_(messages.c.room_id == room, messages.c.author_id.is_(None), messages.c.under_id.is_(None))
    found: int | None = await session.scalar(
        select(messages.c.id).where(own, messages.c.id == rows.number(rows.MESSAGE, under))
    )
    return found


async def _person(session: AsyncSession, place: int, person: str) -> Row[Any]:
    found = await rows.present(session, place, person)
    if found is None:
        raise PlatformFault("person_gone", Outcome.NEVER)
    return found


async def _place(
    session: AsyncSession, place: int, at: RoomAt | PersonAt, *, archived: bool = False
) -> ColumnElement[bool]:
    """Return what all messages of a room, or of somebody's direct messages, have in common."""
    if isinstance(at, RoomAt):
        room: int = (await _room(session, place, at, archived=archived)).id
        return messages.c.room_id == room
    person: int = (await _person(session, place, at.external)).id
    return messages.c.direct_id == person


async def _own(session: AsyncSession, place: int, at: RoomAt | PersonAt, message: str) -> ColumnElement[bool]:
    """Return what only that message of Hearth's own has."""
    here = await _place(session, place, at)
    return and_(here, messages.c.id == rows.number(rows.MESSAGE, message), messages.c.author_id.is_(None))
