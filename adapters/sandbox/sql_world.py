"""The sandbox in tables."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Row, false, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.sandbox import rows
from adapters.sandbox.changes import Changes
from adapters.sandbox.tables import messages, people, rooms, spaces
from adapters.sandbox.text import PERSON_NAME_CHARACTERS, SAID_CHARACTERS, SPACE_CHARACTERS
from adapters.sandbox.world import Message, Person, Room
from adapters.text import clipped, inert, one_line
from bot.errors import Conflict, Invalid, NotFound
from bot.i18n import _
from bot.ports import Clock
from bot.rhythm.zones import zone_named


class Sessions(Protocol):
    """Opens units of work on the database that holds the sandbox's tables."""

    def writing(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a unit that commits at its end and undoes everything on an error."""

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a unit that only reads."""


@dataclass(frozen=True, slots=True)
class SqlWorld:
    """`World` in tables. `told` rings after each change of this process."""

    sessions: Sessions
    clock: Clock
    told: Changes = field(default_factory=Changes)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open a unit that may write, and tell who watches once it is committed."""
        async with self.sessions.writing() as session:
            yield session
        self.told.tell()

    # Spaces and people

    async def spaces(self) -> tuple[str, ...]:
        async with self.sessions.reading() as session:
            return tuple(await session.scalars(select(spaces.c.name).order_by(spaces.c.id)))

    async def add_space(self, space: str) -> None:
        if not space or space != one_line(space, SPACE_CHARACTERS):
            raise Invalid(_("That is no name for a space. Nothing was changed."), field="space")
        async with self.writing() as session:
            await rows.add_new(session, spaces, name=space)

    async def people(self, space: str) -> tuple[Person, ...]:
        return tuple(p for p in await self._everybody(space) if p.here)

    async def person(self, space: str, person: str) -> Person | None:
        return next((p for p in await self._everybody(space) if p.id == person), None)

    async def _everybody(self, space: str) -> tuple[Person, ...]:
        async with self.sessions.reading() as session:
            place = await rows.space_id(session, space)
            found = [] if place is None else await rows.people_in(session, place)
        return tuple(rows.as_person(r, first=i == 0) for i, r in enumerate(found))

    async def add_person(self, space: str, name: str, *, zone: str) -> Person:
        shown = one_line(name, PERSON_NAME_CHARACTERS)
        if not shown:
            raise Invalid(_("A person needs a name. Nothing was changed."), field="name")
        zone = zone_named(zone, field="zone")
        async with self.writing() as session:
            place = await self._place(session, space)
            those = await rows.people_in(session, place)
            handle = rows.free_handle(shown, those)
            new = await rows.add(session, people, space_id=place, handle=handle, name=shown, zone=zone, here=True)
            for room in await rows.rooms_in(session, place, seen_by=None):
                if not room.private and not room.archived:
                    await rows.seat(session, room.id, new)
        return Person(handle, shown, zone, first=not those)

    async def leave(self, space: str, person: str) -> None:
        async with self.writing() as session:
            place = await self._place(session, space)
            row = await self._somebody(session, place, person)
            await session.execute(update(people).where(people.c.id == row.id).values(here=False))
            await rows.unseat(session, row.id)

    # Rooms

    async def rooms(self, space: str, *, viewer: str | None) -> tuple[Room, ...]:
        async with self.sessions.reading() as session:
            place = await rows.space_id(session, space)
            if place is None:
                return ()
            reader = None if viewer is None else await rows.present(session, place, viewer)
            if viewer is not None and reader is None:
                return ()
            found = await rows.rooms_in(session, place, seen_by=None if reader is None else reader.id)
            return await rows.as_rooms(session, found)

    async def room(self, space: str, room: str) -> Room | None:
        return next((r for r in await self.rooms(space, viewer=None) if r.id == room), None)

    async def add_room(self, space: str, name: str, *, private: bool, by: str | None) -> Room:
        async with self.writing() as session:
            place = await self._place(session, space)
            maker = None if by is None else await self._somebody(session, place, by)
            new = await rows.add(
                session,
                rooms,
                space_id=place,
                name=await rows.free_room_name(session, place, name),
                topic="",
                private=private,
                archived=False,
                hearth=False,
                opened_at=self.clock.real(),
            )
            if maker is not None:
                await rows.seat(session, new, maker.id)
            return await self._made(session, place, new)

    async def drop_room(self, space: str, room: str) -> None:
        async with self.writing() as session:
            found = await rows.room_row(session, await self._place(session, space), room)
            if found is not None:
                await rows.drop_room(session, found.id)

    async def let_in(self, space: str, room: str, person: str | None) -> None:
        async with self.writing() as session:
            place = await self._place(session, space)
            found = await self._open_room(session, place, room)
            if person is None:
                await session.execute(update(rooms).where(rooms.c.id == found.id).values(hearth=True))
            else:
                await rows.seat(session, found.id, (await self._somebody(session, place, person)).id)

    async def let_out(self, space: str, room: str, person: str | None) -> None:
        async with self.writing() as session:
            place = await self._place(session, space)
            found = await self._open_room(session, place, room)
            if person is None:
                await session.execute(update(rooms).where(rooms.c.id == found.id).values(hearth=False))
            else:
                await rows.unseat(session, (await self._somebody(session, place, person)).id, room=found.id)

    # Messages

    async def messages(
        self,
        space: str,
        *,
        room: str | None = None,
        direct: str | None = None,
        viewer: str | None,
        most: int = 200,
    ) -> tuple[Message, ...]:
        if direct is not None and viewer not in {None, direct}:
            return ()
        async with self.sessions.reading() as session:
            place = await rows.space_id(session, space)
            if place is None:
                return ()
            where = false()
            if room is not None and (found := await self._seen_room(session, place, room, viewer)) is not None:
                where = messages.c.room_id == found.id
            elif direct is not None and (reader := await rows.person_row(session, place, direct)) is not None:
                where = messages.c.direct_id == reader.id
            return await rows.last_messages(session, where, most)

    async def say(self, space: str, person: str, text: str, *, room: str) -> Message:
        words = clipped(inert(text).strip(), SAID_CHARACTERS)
        if not words:
            raise Invalid(_("There is nothing to say. Nothing was changed."), field="text")
        async with self.writing() as session:
            place = await self._place(session, space)
            author = await self._somebody(session, place, person)
            if await self._seen_room(session, place, room, person) is None:
                raise NotFound("room", room)
            found = await self._open_room(session, place, room)
            await rows.seat(session, found.id, author.id)
            now = self.clock.now()
            values = {
                "space_id": place,
                "room_id": found.id,
                "author_id": author.id,
                "text": words,
                "at": now,
            }
            new = await rows.add(session, messages, **values, sent_at=self.clock.real(), edited=False)
            return (await rows.last_messages(session, messages.c.id == new, 1))[0]

    async def clear(self) -> None:
        async with self.writing() as session:
            await rows.clear(session)

    def changes(self) -> AsyncIterator[None]:
        return self.told.watch()

    # What a change needs to be there

    @staticmethod
    async def _place(session: AsyncSession, space: str) -> int:
        found = await rows.space_id(session, space, hold=True)
        if found is None:
            raise NotFound("space", space)
        return found

    @staticmethod
    async def _somebody(session: AsyncSession, place: int, person: str) -> Row[Any]:
        found = await rows.present(session, place, person)
        if found is None:
            raise NotFound("person", person)
        return found

    @staticmethod
    async def _open_room(session: AsyncSession, place: int, room: str) -> Row[Any]:
        found = await rows.room_row(session, place, room)
        if found is None:
            raise NotFound("room", room)
        if found.archived:
            raise Conflict(_("That room is archived. Nothing was changed."))
        return found

    @staticmethod
    async def _seen_room(session: AsyncSession, place: int, room: str, viewer: str | None) -> Row[Any] | None:
        found = await rows.room_row(session, place, room)
        if found is None or viewer is None:
            return found
        if await rows.present(session, place, viewer) is None:
            return None
        return found if not found.private or viewer in await rows.seated(session, found.id) else None

    @staticmethod
    async def _made(session: AsyncSession, place: int, new: int) -> Room:
        row = await rows.room_row(session, place, f"{rows.ROOM}{new}")
        return (await rows.as_rooms(session, [row] if row is not None else []))[0]
