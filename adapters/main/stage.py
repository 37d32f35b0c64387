"""The sandbox as the page sees it: what people do goes through the engine, what they see comes from the sandbox."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from adapters.main.coming import coming_of
from adapters.main.gallery import Gallery
from adapters.main.sample import let_in, open_sample
from adapters.main.suggesting import suggestions
from adapters.main.wiring import Hearth
from adapters.sandbox import render
from adapters.sandbox.read import pressed, sight, submitted, typed
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.world import PLATFORM, Message, Person
from adapters.web.ports import (
    BlockShown,
    ButtonShown,
    ButtonsShown,
    CardShown,
    ComingShown,
    FieldShown,
    FieldsShown,
    FormShown,
    MessageShown,
    NoteShown,
    ParagraphShown,
    PersonShown,
    PictureShown,
    ReplyShown,
    RoomShown,
    Run,
    RunKind,
    Suggestion,
)
from bot.cards import Card, Form
from bot.commands import Event, EventKind, Request
from bot.engine import Reader
from bot.ports import NoPictures, Pictures, TravellingClock


@dataclass(slots=True)
class Stage:
    """`adapters.web.ports.Sandbox` over one Hearth. `refusal` says why the clock does not move, or None."""

    hearth: Hearth
    world: SqlWorld
    clock: TravellingClock
    refusal: Callable[[], str | None]
    wipe: Callable[[], Awaitable[None]]
    pictures: Pictures = field(default_factory=NoPictures)
    gallery: Gallery = field(default_factory=Gallery)
    _walking: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    # Looking

    async def spaces(self) -> Sequence[str]:
        """Return the spaces."""
        return await self.world.spaces()

    async def people(self, space: str) -> Sequence[PersonShown]:
        """Return everybody of a space."""
        return [_person(p) for p in await self.world.people(space)]

    async def rooms(self, space: str, viewer: str) -> Sequence[RoomShown]:
        """Return the rooms somebody sees."""
        return [
            RoomShown(r.id, r.name, r.topic, r.private, r.archived)
            for r in await self.world.rooms(space, viewer=viewer)
        ]

    async def messages(
        self, space: str, viewer: str, *, room: str | None = None, direct: str | None = None
    ) -> Sequence[MessageShown]:
        """Return the last messages, cards in the reader's own zone and language."""
        reader = await self._reader(space, viewer)
        names = {p.id: p.name for p in await self.world.people(space)}
        found = await self.world.messages(space, room=room, direct=direct, viewer=viewer)
        return [self._message(m, names, reader) for m in found]

    async def _reader(self, space: str, person: str) -> Reader:
        return await self.hearth.engine.reader(await self._request(space, person, None, "look"), None)

    async def _request(self, space: str, person: str, room: str | None, request_id: str) -> Request:
        return typed(await sight(self.world, space, person, room), request_id, "")

    async def coming(self, space: str, viewer_zone: str) -> Sequence[ComingShown]:
        """Return what Hearth is about to do next."""
        del viewer_zone  # instants are told as instants
        return await coming_of(self.hearth, space)

    # Doing

    async def say(self, space: str, person: str, room: str, text: str) -> None:
        """Say something in a room."""
        await self.world.say(space, person, text, room=room)

    async def call(
        self,
        space: str,
        person: str,
        room: str | None,
        *,
        text: str = "",
        path: tuple[str, ...] = (),
        answers: Mapping[str, str] | None = None,
        form: bool = False,
        request_id: str,
    ) -> ReplyShown:
        """Answer a command, a button or a form, and let what it owes arrive."""
        seen = await sight(self.world, space, person, room)
        if form:
            request = submitted(seen, request_id, self._form(path), answers or {})
        elif path:
            request = pressed(seen, request_id, ".".join(path), text)
        else:
            request = typed(seen, request_id, "/" + text)
        reply = await self.hearth.engine.call(request)
        await self.hearth.settle()
        reader = await self.hearth.engine.reader(request, reply.card)
        return ReplyShown(
            card=card_shown(reply.card, reader, self.gallery) if reply.card else None,
            form=form_shown(reply.form) if reply.form else None,
        )

    def _form(self, path: tuple[str, ...]) -> Form:
        """Return the form of a command as the catalogue has it: which answers are people and rooms."""
        return self.hearth.engine.catalogue.form(self.hearth.engine.catalogue.entry(path).command, {})

    async def suggest(self, space: str, person: str, room: str | None, typed: str) -> Sequence[Suggestion]:
        """Return ways to go on typing."""
        request = await self._request(space, person, room, "suggest")
        return await suggestions(self.hearth.engine, request, typed)

    async def suggest_value(
        self, space: str, person: str, room: str | None, path: tuple[str, ...], arg: str, typed: str
    ) -> Sequence[str]:
        """Return values for one argument."""
        request = await self._request(space, person, room, "suggest")
        return await self.hearth.engine.suggest(request, path, arg, typed)

    async def add_space(self) -> str:
        """Make another space with a general room."""
        space = f"space-{len(await self.world.spaces()) + 1}"
        await self.world.add_space(space)
        await self.world.add_room(space, "general", private=False, by=None)
        return space

    async def add_person(self, space: str, name: str, zone: str) -> PersonShown:
        """Let somebody in."""
        handle = await let_in(self.hearth, self.world, space, name, zone)
        await self.hearth.pulse()
        found = await self.world.person(space, handle)
        return _person(found) if found else PersonShown(handle, name, zone)

    async def leave(self, space: str, person: str) -> None:
        """Let somebody leave the space, and let Hearth hear of it."""
        await self.world.leave(space, person)
        real = self.hearth.clock.real().timestamp()
        event = Event(
            f"left-{person}-{real}",
            PLATFORM,
            space,
            EventKind.DEPARTED,
            self.hearth.clock.now(),
            person=person,
        )
        await self.hearth.engine.receive(event)
        await self.hearth.pulse()

    async def picture(self, name: str) -> bytes | None:
        """Return a picture that was shown before."""
        drawing = self.gallery.drawing(name)
        return await self.pictures.svg(drawing) if drawing is not None else None

    def _message(self, message: Message, names: Mapping[str, str], reader: Reader) -> MessageShown:
        shown = None
        if message.card is not None:
            seen = Reader(message.names, reader.zone, reader.language)
            shown = card_shown(message.card, seen, self.gallery)
        author = names.get(message.author or "", message.author or "") if message.author else "Hearth"
        edited, under = message.edited, message.under
        return MessageShown(message.id, author, message.author, message.text, shown, message.at, edited, under)

    # Time

    def now(self) -> datetime:
        """Return community time."""
        return self.hearth.clock.now()

    def clock_refusal(self) -> str | None:
        """Return why the clock does not move."""
        return self.refusal()

    async def advance_to(self, to: datetime) -> None:
        """Walk to an instant; one walk at a time."""
        async with self._walking:
            await self.hearth.advance_to(to, self.clock)
        self.world.told.tell()

    async def start_over(self) -> None:
        """Forget everything and open the sample again."""
        async with self._walking:
            await self.hearth.settle()
            await self.wipe()
            await open_sample(self.hearth, self.world)
        self.world.told.tell()

    def changes(self) -> AsyncIterator[None]:
        """Yield once whenever anything changed."""
        return self.world.changes()


def _person(person: Person) -> PersonShown:
    return PersonShown(person.id, person.name, person.zone, person.first, person.here)


def card_shown(card: Card, reader: Reader, gallery: Gallery) -> CardShown:
    """Return a card laid out for its reader; its pictures are hung up in the gallery."""
    shown = render.render(card, reader.names, zone=reader.zone, language=reader.language)
    return CardShown(shown.title.text, tuple(_block(b, gallery) for b in shown.blocks))


def _block(block: render.ShownBlock, gallery: Gallery) -> BlockShown:
    match block:
        case render.ShownPara(runs):
            return ParagraphShown(_runs(runs))
        case render.ShownNote(runs):
            return NoteShown(_runs(runs))
        case render.ShownFields(rows):
            return FieldsShown(tuple((label, _runs(runs)) for label, runs in rows))
        case render.ShownButtons(buttons):
            return ButtonsShown(
                tuple(ButtonShown(b.label, tuple(b.action.split(".")), b.value, b.look) for b in buttons)
            )
        case render.ShownPicture(alt, drawing):
            return PictureShown(alt, gallery.hang(drawing))
        case _:
            assert_never(block)


def _runs(runs: Sequence[render.Run]) -> tuple[Run, ...]:
    return tuple(Run(RunKind(r.ink.value), r.text) for r in runs)


def form_shown(form: Form) -> FormShown:
    """Return a form laid out."""
    fields = tuple(
        FieldShown(f.name, f.label, f.input, f.required, f.hint, f.value, f.choices, f.suggests, f.longest)
        for f in form.fields
    )
    return FormShown(form.title, form.path, fields, form.known, form.intro, form.error, form.wrong)
