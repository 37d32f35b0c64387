"""What people do in the sandbox: they type, press, fill in, come and go; what is answered is counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapters.main.wiring import Hearth
from adapters.sandbox.read import Sight, pressed, sight, submitted, typed
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.world import PLATFORM
from bot.cards import Button, Buttons, Card, Form, Reply
from bot.commands import Event, EventKind, Request
from bot.i18n import _


def buttons_of(card: Card | None) -> list[Button]:
    """Return the buttons of a card, in order."""
    return [b for k in (card.blocks if card else ()) if isinstance(k, Buttons) for b in k.buttons]


@dataclass(slots=True)
class Hands:
    """Does what people do, through the engine's one door. `counts`: calls, refused, broken, arrived, left."""

    hearth: Hearth
    world: SqlWorld
    rooms: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    number: int = 0
    _seen: dict[tuple[str, str], Sight] = field(default_factory=dict)

    def _id(self) -> str:
        self.number += 1
        return f"act-{self.number}"

    async def _sight(self, space: str, person: str) -> Sight:
        """Return what somebody sees; it is the same until somebody comes or goes, or they type."""
        if (space, person) not in self._seen:
            self._seen[space, person] = await sight(self.world, space, person, self.rooms[space])
        return self._seen[space, person]

    async def types(self, space: str, person: str, text: str) -> Reply:
        """Type a line in the space's first room."""
        self._seen.pop((space, person), None)
        return await self._asks(typed(await self._sight(space, person), self._id(), text))

    async def presses(self, space: str, person: str, action: str, value: str) -> Reply:
        """Press a button by what it carries."""
        return await self._asks(pressed(await self._sight(space, person), self._id(), action, value))

    async def fills(self, space: str, person: str, form: Form, answers: Mapping[str, str]) -> Reply:
        """Fill in a form."""
        reply = await self._asks(submitted(await self._sight(space, person), self._id(), form, answers))
        self.counts["refused"] += reply.form is not None
        return reply

    async def _asks(self, request: Request) -> Reply:
        reply = await self.hearth.engine.call(request)
        title = reply.card.title if reply.card else ""
        self.counts["calls"] += 1
        self.counts["refused"] += title == _("That did not work")
        self.counts["broken"] += title == _("Something broke")
        return reply

    async def arrives(self, space: str, name: str, zone: str) -> str:
        """Come into a space; return the new handle."""
        person = await self.world.add_person(space, name, zone=zone)
        self.counts["arrived"] += 1
        await self._event(space, EventKind.ARRIVED, person.id, self.hearth.clock.now(), name, zone)
        return person.id

    async def leaves(self, space: str, person: str) -> None:
        """Leave a space."""
        await self.world.leave(space, person)
        self.counts["left"] += 1
        await self._event(space, EventKind.DEPARTED, person, self.hearth.clock.now())

    async def _event(
        self, space: str, kind: EventKind, person: str, at: datetime, name: str = "", zone: str | None = None
    ) -> None:
        self._seen.clear()
        event = Event(self._id(), PLATFORM, space, kind, at, person=person, name=name, zone=zone)
        await self.hearth.engine.receive(event)
        await self.hearth.pulse()
