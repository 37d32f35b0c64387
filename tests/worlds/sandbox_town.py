"""Towns in the sandbox."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.clock import FrozenClock
from adapters.main.coming import coming_of
from adapters.main.suggesting import suggestions
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.read import Sight, pressed, sight, submitted, typed
from adapters.sandbox.render import as_text
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.world import PLATFORM, Message, Room
from bot.cards import Button, Buttons, Card, Form, Mention, Reply, spans_of
from bot.codec import encode
from bot.commands import Event, EventKind, Request
from storage.database import Database
from tests.worlds.shown import Answer, ButtonShown, FieldShown, FormShown, RoomShown, Shown
from tests.worlds.towns import HOME, ZONE, Ground, Opening


@dataclass(slots=True)
class SandboxWorld:
    """One sandbox: its spaces are the towns."""

    world: SqlWorld
    adapter: SandboxPlatform
    connected: Ground | None = None
    acts: int = 0

    @property
    def ground(self) -> Ground:
        """Return what it was connected to."""
        assert self.connected is not None
        return self.connected

    def act(self) -> str:
        """Return a new id for something somebody does."""
        self.acts += 1
        return f"act-{self.acts}"

    async def connects(self, ground: Ground) -> None:
        """Take the wired Hearth."""
        self.connected = ground

    async def opens(self, name: str, people: Sequence[str]) -> "SandboxTown":
        """Return a new space with people."""
        await self.world.add_space(name)
        await self.world.add_room(name, HOME, private=False, by=None)
        town = SandboxTown(self, name)
        await town.lets_in(*people)
        return town


@asynccontextmanager
async def open_world(database: Database, clock: FrozenClock) -> AsyncIterator[SandboxWorld]:
    """Start a sandbox in the tables it has in Hearth's own database."""
    world = SqlWorld(database, clock)
    yield SandboxWorld(world, SandboxPlatform(world, clock))


@dataclass(slots=True)
class SandboxTown:
    """One space of the sandbox. `stood`: the room in which people stand; `zones`: where whose device stands."""

    sandbox: SandboxWorld
    name: str
    stood: str = HOME
    zones: dict[str, str] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    last: Request | None = None
    platform: str = PLATFORM
    free_lines: bool = True
    marks_questions: bool = True
    own_zones: bool = True
    tells_zones: bool = True
    answers_repeats: bool = True
    joins_rooms: bool = True

    @property
    def ground(self) -> Ground:
        """Return what it shares."""
        return self.sandbox.ground

    @property
    def world(self) -> SqlWorld:
        """Return the sandbox's own tables."""
        return self.sandbox.world

    # People and rooms, by hand

    async def lets_in(self, *names: str, zone: str = ZONE) -> None:
        for name in names:
            person = await self.world.add_person(self.name, name, zone=zone)
            self.zones[person.id] = zone
            await self._event(EventKind.ARRIVED, person.id, person.name, zone)
        await self.ground.hearth.pulse()

    async def leaves(self, person: str, *, told: bool = True) -> None:
        await self.world.leave(self.name, person)
        if told:
            await self._event(EventKind.DEPARTED, person)
            await self.ground.hearth.pulse()

    def external(self, person: str) -> str:
        return person

    async def adds_room(self, room: str, *, private: bool = False, by: str | None = None) -> None:
        await self.world.add_room(self.name, room, private=private, by=by)

    async def drops_room(self, room: str) -> None:
        await self.world.drop_room(self.name, (await self._room(room)).id)

    async def stands(self, room: str) -> None:
        self.stood = room

    async def uninstalls(self) -> None:
        await self._event(EventKind.SPACE_GONE)
        await self.ground.hearth.pulse()

    async def installs(self) -> None:
        await self._event(EventKind.SPACE_BACK)
        await self.ground.hearth.pulse()

    async def _event(self, kind: EventKind, person: str | None = None, name: str = "", zone: str | None = None) -> None:
        now = self.ground.clock.now()
        event = Event(self.sandbox.act(), PLATFORM, self.name, kind, now, person=person, name=name, zone=zone)
        await self.ground.hearth.engine.receive(event)

    # What people do with Hearth

    async def types(self, person: str, line: str, *, room: str | None = None) -> Answer:
        return await self._sends(typed(await self._sight(person, room), self.sandbox.act(), line))

    async def presses(self, person: str, shown: Shown, label: str) -> Answer:
        button = next((b for b in shown.buttons if b.label == label), None)
        assert button is not None, f"no button {label}: {shown.labels}"
        return await self.pushes(person, button)

    async def pushes(self, person: str, button: ButtonShown) -> Answer:
        return await self._sends(pressed(await self._sight(person), self.sandbox.act(), button.action, button.value))

    async def fills(self, person: str, form: FormShown, answers: Mapping[str, str]) -> Answer:
        opened = self.forms[form.id]
        given = {f.name: f.value for f in opened.fields} | dict(answers)
        return await self._sends(submitted(await self._sight(person), self.sandbox.act(), opened, given))

    async def repeats(self) -> Answer:
        assert self.last is not None
        return await self._sends(self.last)

    async def offered(self, person: str, path: Sequence[str], arg: str, typed: str = "") -> list[str]:
        asker = await self._asker(person)
        values = await self.ground.hearth.engine.suggest(asker, tuple(path), arg, typed)
        line = f"{' '.join(path)} {arg}:{typed}"
        hints = await suggestions(self.ground.hearth.engine, asker, line)
        return [*values, *(w for s in hints for w in (s.insert, s.label, s.hint) if w not in values)]

    async def _sight(self, person: str, room: str | None = None) -> Sight:
        return await sight(self.world, self.name, person, (await self._room(room or self.stood)).id)

    async def _asker(self, person: str) -> Request:
        return typed(await self._sight(person), self.sandbox.act(), "")

    async def _sends(self, request: Request) -> Answer:
        self.last = request
        reply = await self.ground.hearth.engine.call(request)
        await self.ground.hearth.settle()
        return await self._answer(request, reply)

    async def _answer(self, request: Request, reply: Reply) -> Answer:
        if reply.form is not None:
            return Answer(form=self._opened(reply.form))
        if reply.card is None:
            return Answer()
        reader = await self.ground.hearth.engine.reader(request, reply.card)
        text = as_text(reply.card, reader.names, reader.zone, reader.language)
        shown = Shown(f"reply-{request.id}", text.split("\n")[0], text, _buttons(reply.card), raw=encode(reply.card))
        return Answer(shown)

    def _opened(self, form: Form) -> FormShown:
        handle = f"form-{len(self.forms) + 1}"
        self.forms[handle] = form
        fields = tuple(FieldShown(f.name, f.label, f.value, f.choices, f.required) for f in form.fields)
        return FormShown(handle, form.title, fields, form.error, form.wrong, raw=repr(form))

    # What people do among themselves

    async def says(self, person: str, text: str, *, room: str | None = None) -> Shown:
        message = await self.world.say(self.name, person, text, room=(await self._room(room or self.stood)).id)
        return _shown(message, ZONE)

    # Time

    async def waits(self, time: timedelta) -> None:
        await self.ground.waits(time)

    async def outlasts(self, time: timedelta) -> None:
        await self.ground.outlasts(time)

    # What people see

    async def reads(self, person: str | None, room: str = HOME) -> list[Shown]:
        found = next((r for r in await self.world.rooms(self.name, viewer=person) if r.name == room), None)
        if found is None:
            return []
        zone = self.zones.get(person or "", ZONE)
        return [_shown(m, zone) for m in await self.world.messages(self.name, room=found.id, viewer=person)]

    async def mail(self, person: str, *, most: int = 200) -> list[Shown]:
        zone = self.zones.get(person, ZONE)
        sent = await self.world.messages(self.name, direct=person, viewer=None, most=most)
        return [_shown(m, zone) for m in sent]

    async def rooms(self, person: str | None) -> list[RoomShown]:
        return [
            RoomShown(r.name, r.topic, r.private, r.archived, r.people)
            for r in await self.world.rooms(self.name, viewer=person)
        ]

    async def sees(self, person: str) -> list[str]:
        seen = [f"{p.id} {p.name}" for p in await self.world.people(self.name)]
        mine = await self.world.rooms(self.name, viewer=person)
        seen += [f"{r.id} {r.name} {r.topic} {sorted(r.people)}" for r in mine]
        got: list[Message] = []
        for room in await self.world.rooms(self.name, viewer=None):
            # Knowing its id is not enough.
            got += await self.world.messages(self.name, room=room.id, viewer=person)
        for other in await self.world.people(self.name):
            got += await self.world.messages(self.name, direct=other.id, viewer=person)
        coming = await coming_of(self.ground.hearth, self.name)
        return [*seen, *map(_raw, got), *(c.what for c in coming)]

    async def _room(self, name: str) -> Room:
        """Return a room by its name, as the platform itself knows it."""
        return next(r for r in await self.world.rooms(self.name, viewer=None) if r.name == name)


def _buttons(card: Card) -> tuple[ButtonShown, ...]:
    found: list[Button] = [b for k in card.blocks if isinstance(k, Buttons) for b in k.buttons]
    return tuple(ButtonShown(b.label, b.action, b.value) for b in found)


def _raw(message: Message) -> str:
    card = encode(message.card) if message.card is not None else ""
    return f"{message.text} {card} {message.names}"


def _shown(message: Message, zone: str) -> Shown:
    """Return a message as somebody reads it whose device stands in a zone."""
    card, raw = message.card, _raw(message)
    if card is None:
        return Shown(message.id, "", message.text, at=message.at, raw=raw, author=message.author)
    text = as_text(card, message.names, zone)
    known = message.names.people
    meant = [known.get(s.member, (None, ""))[0] for s in spans_of(card) if isinstance(s, Mention)]
    pings = tuple(m for m in meant if m is not None)
    return Shown(message.id, text.split("\n")[0], text, _buttons(card), message.at, pings, raw)


OPENING: Opening = open_world
"""Here the type checker holds the sandbox to what towns and worlds must be."""
