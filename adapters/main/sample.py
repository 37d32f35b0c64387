"""The sample community that opens on first start: people, a ritual with a guest's chair, a circle, guests.

Everything is done as people would do it, through the engine's one door.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.main.wiring import Hearth
from adapters.sandbox.read import pressed, sight, submitted, typed
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.world import PLATFORM, SPACE
from bot.cards import Buttons, Form, Reply
from bot.commands import Event, EventKind

PEOPLE = (
    ("Maria Lindqvist", "Europe/Copenhagen"),
    ("Jonas Weber", "Europe/Berlin"),
    ("Aisha Bello", "Africa/Lagos"),
    ("Tomás Rivera", "America/Bogota"),
    ("Mei Tanaka", "Asia/Tokyo"),
    ("Noor Haddad", "Europe/Copenhagen"),
)
"""Maria sets Hearth up; Maria and Jonas look after the circle; Noor is in no circle."""
COMMUNITY: Mapping[str, str] = {
    "name": "Testing guild",
    "charter": "People who care how software is tested, across all our teams",
    "zone": "Europe/Copenhagen",
    "language": "en",
    "rhythm": "",
}
GUESTS = (
    ("Ada Byron", "Testing what was never built", "Analytical Society"),
    ("Ravi Menon", "Property tests in a bank", "Northbank"),
    ("Lena Fischer", "When to delete a test", "Rail Systems"),
    ("Carlos Vega", "Testing with users in the room", "Open Clinics"),
    ("Grace Njeri", "The cost of flaky tests", "Harbour Cloud"),
)


@dataclass(slots=True)
class Hand:
    """Does in the sandbox what people do: types, presses, fills in."""

    hearth: Hearth
    world: SqlWorld
    space: str
    room: str
    count: int = field(default=0)

    def _id(self) -> str:
        self.count += 1
        return f"sample-{self.count}"

    async def type(self, person: str, text: str) -> Reply:
        """Type a line."""
        seen = await sight(self.world, self.space, person, self.room)
        reply = await self.hearth.engine.call(typed(seen, self._id(), text))
        await self.hearth.settle()
        return reply

    async def press(self, person: str, reply: Reply, label: str) -> Reply:
        """Press the button of a card that has this label."""
        button = next(
            b
            for k in (reply.card.blocks if reply.card else ())
            if isinstance(k, Buttons)
            for b in k.buttons
            if b.label == label
        )
        seen = await sight(self.world, self.space, person, self.room)
        reply = await self.hearth.engine.call(pressed(seen, self._id(), button.action, button.value))
        await self.hearth.settle()
        return reply

    async def fill(self, person: str, form: Form, answers: Mapping[str, str]) -> Reply:
        """Fill in a form."""
        seen = await sight(self.world, self.space, person, self.room)
        reply = await self.hearth.engine.call(submitted(seen, self._id(), form, answers))
        await self.hearth.settle()
        return reply


async def open_sample(hearth: Hearth, world: SqlWorld) -> None:
    """Open the sample community in an empty sandbox."""
    await world.add_space(SPACE)
    room = await world.add_room(SPACE, "general", private=False, by=None)
    handles = [await let_in(hearth, world, SPACE, name, zone) for name, zone in PEOPLE]
    maria, jonas, aisha = handles[:3]
    await world.add_room(SPACE, "random", private=False, by=maria)
    hand = Hand(hearth, world, SPACE, room.id)
    asked = await hand.type(maria, "/hearth community setup")
    if asked.form is None:
        msg = "set-up did not ask"
        raise RuntimeError(msg)
    await hand.fill(maria, asked.form, COMMUNITY)
    await hearth.pulse()
    await hand.type(maria, f"/steward add @{jonas}")
    draft = await hand.type(
        maria,
        '/ritual create "Friday wins" "every Friday 10:00" "What went well, so that others can use '
        'it" guests:yes minutes:30',
    )
    await hand.press(maria, draft, "Start")
    await hand.type(maria, f'/circle create "Mentors" "How we mentor newcomers, in confidence" @{jonas} kind:private')
    for name, topic, organisation in GUESTS:
        await hand.type(aisha, f'/guest suggest "{name}" topic:"{topic}" organisation:"{organisation}"')
    invited = await hand.type(maria, f'/guest invite "{GUESTS[0][0]}"')
    await hand.press(maria, invited, "They said yes")
    await world.say(SPACE, aisha, "Hello everybody! Glad this exists.", room=room.id)


async def let_in(hearth: Hearth, world: SqlWorld, space: str, name: str, zone: str) -> str:
    """Let somebody into a space, and let Hearth hear of it; return their handle."""
    person = await world.add_person(space, name, zone=zone)
    event = Event(
        f"arrived-{person.id}-{hearth.clock.real().timestamp()}",
        PLATFORM,
        space,
        EventKind.ARRIVED,
        hearth.clock.now(),
        person=person.id,
        name=person.name,
        zone=person.zone,
    )
    await hearth.engine.receive(event)
    return person.id
