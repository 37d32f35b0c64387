"""A town: one or more sandbox spaces with people, a wired Hearth, and hands to act with.

Stories are told in user words: `town.types("maria", "/ritual list")`, `town.presses(...)`, `town.waits(...)`.
Both clocks stand still until the story moves them; ids are seeded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.coming import coming_of
from adapters.main.suggesting import suggestions
from adapters.main.wiring import Hearth, wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.read import pressed, sight, submitted, typed
from adapters.sandbox.render import as_text
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.world import PLATFORM, Message, Room
from bot.cards import Button, Buttons, Card, Form, Reply
from bot.commands import Event, EventKind, Request
from bot.ports import Platform
from storage.database import Database

BEGIN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Copenhagen."""
SPACE = "town"
ZONE = "Europe/Copenhagen"
SETUP = {
    "name": "Testing guild",
    "charter": "People who care how software is tested",
    "zone": ZONE,
    "language": "en",
    "rhythm": "every Tuesday 10:00",
}


def buttons(card: Card) -> list[Button]:
    """Return the buttons of a card, in order."""
    return [b for k in card.blocks if isinstance(k, Buttons) for b in k.buttons]


@dataclass(slots=True)
class Town:
    """People in sandbox spaces, and one Hearth."""

    database: Database
    clock: FrozenClock
    world: SqlWorld
    hearth: Hearth
    rooms: dict[str, str] = field(default_factory=dict)
    count: int = 0
    last: Request | None = None

    def _id(self) -> str:
        self.count += 1
        return f"act-{self.count}"

    # People and spaces

    async def adds_space(self, space: str) -> None:
        """Make a space with a general room."""
        await self.world.add_space(space)
        self.rooms[space] = (await self.world.add_room(space, "general", private=False, by=None)).id

    async def lets_in(self, *names: str, space: str = SPACE, zone: str = ZONE) -> None:
        """Let people in; the first of a space may set Hearth up. Their handle is their name in lower case."""
        for name in names:
            person = await self.world.add_person(space, name, zone=zone)
            await self._event(EventKind.ARRIVED, space, person.id, person.name, zone)
        await self.hearth.pulse()

    async def leaves(self, person: str, *, space: str = SPACE) -> None:
        """Let somebody leave a space."""
        await self.world.leave(space, person)
        await self._event(EventKind.DEPARTED, space, person)
        await self.hearth.pulse()

    async def _event(self, kind: EventKind, space: str, person: str, name: str = "", zone: str | None = None) -> None:
        event = Event(self._id(), PLATFORM, space, kind, self.clock.now(), person=person, name=name, zone=zone)
        await self.hearth.engine.receive(event)

    # What people do

    async def types(self, person: str, text: str, *, space: str = SPACE, room: str | None = None) -> Reply:
        """Type a line in a room (the general one otherwise)."""
        seen = await sight(self.world, space, person, room or self.rooms[space])
        return await self.sends(typed(seen, self._id(), text))

    async def presses(self, person: str, card: Card | None, label: str, *, space: str = SPACE) -> Reply:
        """Press the button with this label on a card."""
        assert card is not None
        button = next((b for b in buttons(card) if b.label == label), None)
        assert button is not None, f"no button {label}: {[b.label for b in buttons(card)]}"
        return await self.pushes(person, button.action, button.value, space=space)

    async def pushes(self, person: str, action: str, value: str, *, space: str = SPACE) -> Reply:
        """Press a button by what it carries, as an old or a forged one would."""
        seen = await sight(self.world, space, person, self.rooms[space])
        return await self.sends(pressed(seen, self._id(), action, value))

    async def repeats(self) -> Reply:
        """Send the last request once more, as a platform that repeats itself."""
        assert self.last is not None
        return await self.sends(self.last)

    async def fills(self, person: str, form: Form | None, answers: Mapping[str, str], *, space: str = SPACE) -> Reply:
        """Fill in a form."""
        assert form is not None
        seen = await sight(self.world, space, person, self.rooms[space])
        return await self.sends(submitted(seen, self._id(), form, answers))

    async def sends(self, request: Request) -> Reply:
        """Hand a request to the engine, and let what it owes arrive."""
        self.last = request
        reply = await self.hearth.engine.call(request)
        await self.hearth.settle()
        return reply

    async def sets_up(self, person: str = "maria", *, space: str = SPACE, **answers: str) -> Reply:
        """Set a community up, as its form asks."""
        asked = await self.types(person, "/hearth community setup", space=space)
        return await self.fills(person, asked.form, SETUP | answers, space=space)

    async def starts_ritual(self, person: str, text: str, *, space: str = SPACE) -> Reply:
        """Type a `ritual create` line and start what it shows, also while another ritual is on trial."""
        draft = await self.types(person, text, space=space)
        blocks = draft.card.blocks if draft.card else ()
        labels = [b.label for k in blocks if isinstance(k, Buttons) for b in k.buttons]
        label = "Start it too" if "Start it too" in labels else "Start"
        return await self.presses(person, draft.card, label, space=space)

    # Time

    async def waits(self, time: timedelta) -> None:
        """Let community time pass, each beat at its own time."""
        await self.hearth.advance_to(self.clock.now() + time, self.clock)

    async def minute_passes(self) -> None:
        """Let a minute of real time pass, after which a card may be edited again."""
        self.clock.wait(timedelta(minutes=1))
        await self.hearth.pulse()

    # What people see

    async def reads(self, person: str | None, room: str = "general", *, space: str = SPACE) -> list[Message]:
        """Return the messages of a room by its name, as a person may read them; None reads all."""
        found = await self.room(room, space=space, viewer=person)
        return list(await self.world.messages(space, room=found.id, viewer=person)) if found else []

    async def mail(self, person: str, *, space: str = SPACE) -> list[Message]:
        """Return somebody's direct messages from Hearth."""
        return list(await self.world.messages(space, direct=person, viewer=person))

    async def offered(self, person: str, line: str, *, space: str = SPACE) -> list[str]:
        """Return the ways to go on that are offered while somebody types, without the slash."""
        seen = await sight(self.world, space, person, self.rooms[space])
        found = await suggestions(self.hearth.engine, typed(seen, self._id(), ""), line)
        return [w for s in found for w in (s.insert, s.label, s.hint)]

    async def values_offered(self, person: str, path: tuple[str, ...], arg: str, *, space: str = SPACE) -> list[str]:
        """Return the values that are offered for one argument before anything is typed."""
        seen = await sight(self.world, space, person, self.rooms[space])
        return list(await self.hearth.engine.suggest(typed(seen, self._id(), ""), path, arg, ""))

    async def coming(self, space: str = SPACE) -> list[str]:
        """Return what a space is told that Hearth is about to do next."""
        return [c.what for c in await coming_of(self.hearth, space)]

    async def room(self, name: str, *, space: str = SPACE, viewer: str | None = None) -> Room | None:
        """Return a room by name, if the viewer sees it."""
        return next((r for r in await self.world.rooms(space, viewer=viewer) if r.name == name), None)

    async def said(self, reply: Reply) -> str:
        """Return what the last asker reads in a reply, as plain lines."""
        if reply.form is not None:
            return "\n".join(
                (reply.form.title, reply.form.error, *(f"{f.label}: {f.value}" for f in reply.form.fields))
            )
        assert reply.card is not None
        assert self.last is not None
        reader = await self.hearth.engine.reader(self.last, reply.card)
        return as_text(reply.card, reader.names, reader.zone, reader.language)

    @staticmethod
    def text(message: Message, zone: str = ZONE) -> str:
        """Return a message as plain lines."""
        return as_text(message.card, message.names, zone) if message.card else message.text

    async def close(self) -> None:
        """Let everything end; the database stays with whoever opened it."""
        if self.hearth.wakeups is not None:
            await self.hearth.wakeups.close()


async def open_town(
    database: Database,
    *,
    people: tuple[str, ...] = ("Maria", "Jonas", "Aisha", "Noor"),
    platform: Platform | None = None,
) -> Town:
    """Return a town on an up-to-date database: one space, its people, no community yet. Maria may set up."""
    clock = FrozenClock(BEGIN)
    world = SqlWorld(database, clock)
    here = platform or SandboxPlatform(world, clock)
    hearth = wire(database, clock, SeededIds("town"), {PLATFORM: here})
    town = Town(database, clock, world, hearth)
    await town.adds_space(SPACE)
    await town.lets_in(*people)
    return town
