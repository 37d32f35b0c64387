"""A yard: a community on a simulated platform at an address, whose worker is another process and gets killed.

The story is told here and nothing is sent here; the worker does that, over real HTTP. Each platform has a
module of its own (`OPENINGS`) that serves it and says what stands there.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, Protocol

from sqlalchemy import Row

from adapters.clock import FrozenClock, SystemClock
from adapters.ids import RandomIds
from adapters.main.wiring import Hearth, wire
from bot.cards import Button, Buttons, Reply
from bot.commands import Event, EventKind, Person, Request
from bot.keys import MemberId, RoomId
from bot.ports import Clock, Platform
from migrations.run import upgrade
from storage.database import Database
from tests.worlds.hunting import Asked, Hunter
from tests.worlds.ledger import Ledger, Owing, know_room, owe
from tests.worlds.town import SETUP
from tests.worlds.trouble import Step

BEFORE = timedelta(minutes=30)
"""How long ago the story began, so that rituals' beats have come due before the first worker starts."""
RITUALS = 6
ROOMS = 4
PEOPLE = ("Maria", "Jonas", "Aisha", "Noor", "Mei", "Ravi")
BACKLOG = 60
"""Rows that are owed at least when a worker starts, so that a kill finds it at work."""
HOME = "general"


@dataclass(frozen=True, slots=True)
class Standing:
    """A message of Hearth's as it stands. `key` is the one it was made under; `place` a room or person, by id."""

    key: str
    id: str
    place: str
    title: str
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomStanding:
    """A room of Hearth's. `key`: as above, None where the platform keeps none; `people` in it, by id."""

    key: str | None
    id: str
    name: str
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stands:
    """What a platform keeps, oldest first. `events` are (id, name) pairs of its calendar."""

    messages: Sequence[Standing]
    rooms: Sequence[RoomStanding]
    events: Sequence[tuple[str, str]] = ()


class Served(Protocol):
    """One space of a platform, served at an address of this machine, a hunter beside it."""

    @property
    def platform(self) -> str:
        """Return the platform's name."""

    @property
    def space(self) -> str:
        """Return the platform's id of the space."""

    @property
    def adapter(self) -> Platform:
        """Return the product's own adapter, over the served platform."""

    @property
    def reaches(self) -> Mapping[str, str]:
        """Return the settings by which a worker finds it."""

    @property
    def reads_back(self) -> bool:
        """Return whether posts in circle rooms can be looked for."""

    async def installs(self, database: Database) -> None:
        """Write what a worker must find in the database."""

    async def joins(self, name: str) -> str:
        """Let somebody in; return the platform's id of them."""

    async def adds_room(self, name: str) -> str:
        """Let people make a room; return its id. One of them is `HOME`."""

    async def stands(self) -> Stands:
        """Return what Hearth has made there."""


class Beside(Protocol):
    """Stands beside the served platform and sees each request; what it raises becomes the platform's answer."""

    async def sees(self, step: Step, asked: Asked) -> bool:
        """Look at a request; return whether its asker is dead and gets no answer."""


Opening = Callable[[Beside, Clock], AbstractAsyncContextManager[Served]]
"""Serves a platform that keeps this clock's real time."""
OPENINGS: dict[str, str] = {
    "sandbox": "tests.worlds.yard_sandbox:opened",
    "slack": "tests.worlds.yard_slack:opened",
    "discord": "tests.worlds.yard_discord:opened",
}
"""Where each platform's opening stands, as module:name."""


@dataclass(slots=True)
class Yard:
    """A community whose worker is killed: its story, the served platform, the hunter."""

    served: Any
    hearth: Hearth
    clock: FrozenClock
    ledger: Ledger
    beside: Beside
    people: dict[str, str] = field(default_factory=dict)
    rooms: list[RoomId] = field(default_factory=list)
    members: list[MemberId] = field(default_factory=list)
    acts: int = 0
    rituals: int = 0
    circles: int = 0
    posts: int = 0

    @property
    def hunter(self) -> Hunter:
        """Return who stands beside the platform, where that is a hunter."""
        assert isinstance(self.beside, Hunter)
        return self.beside

    async def prepares(self) -> None:
        """Set a community up, with rooms and rituals whose announcements have come due since."""
        home = await self.settles()
        starts = self.clock.now() + timedelta(days=1, minutes=20)
        for number in range(RITUALS):
            at = starts + timedelta(minutes=number)
            line = f'ritual create "Ritual {number}" "every {at:%A %H:%M}" "Because"'
            draft = await self.asks("maria", home, line)
            assert draft.card is not None
            start = next(b for b in _buttons(draft) if b.action == "ritual.start")
            await self.asks("maria", home, start.value, path=tuple(start.action.split(".")))
            self.rituals += 1

    async def settles(self) -> str:
        """Set a community up, with rooms; return the platform's id of its home."""
        await self.served.installs(self.hearth.database)
        home: str = await self.served.adds_room(HOME)
        for name in PEOPLE:
            self.people[name.lower()] = await self.served.joins(name)
            await self._arrived(name)
        await self.hearth.engine.pulse()
        await self.asks("maria", home, path=("community", "setup"), answers=SETUP | {"zone": "UTC"})
        for number in range(ROOMS):
            made, lane = await self.served.adds_room(f"room-{number}"), await self.ledger.lane()
            self.rooms.append(await know_room(self.hearth, lane, made, f"room-{number}"))
        self.members = list((await self.ledger.members()).values())
        return home

    async def _arrived(self, name: str) -> None:
        who, at = self.people[name.lower()], self.clock.now()
        event = Event(self._id(), self.served.platform, self.served.space, EventKind.ARRIVED, at, who)
        await self.hearth.engine.receive(event)

    async def asks(
        self,
        person: str,
        room: str | None,
        text: str = "",
        *,
        path: tuple[str, ...] = (),
        answers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Hand the engine what somebody does, as their platform's adapter would: a line, a button or a form."""
        names = {who: name.title() for name, who in self.people.items()}
        who = self.people[person]
        request = Request(
            id=self._id(),
            platform=self.served.platform,
            space=self.served.space,
            space_name="Yard",
            person=Person(who, names[who], installer=person == "maria", zone="UTC"),
            room=room,
            room_name=HOME if room else "",
            text=text,
            path=path,
            answers=answers or {},
            form=answers is not None,
            people=names,
        )
        return await self.hearth.engine.call(request)

    def _id(self) -> str:
        self.acts += 1
        return f"act-{self.acts}"

    async def owes_more(self) -> None:
        """Owe a circle (a room, its people, its first message), and posts to rooms and people up to the backlog."""
        await self.circle(f"Circle {self.circles}")
        self.circles += 1
        missing = max(0, BACKLOG - await self.ledger.open())
        places = [Owing("", room=r) for r in self.rooms] + [Owing("", member=m) for m in self.members]
        chosen = [places[n % len(places)] for n in range(self.posts, self.posts + missing)]
        owed = [Owing(f"note {self.posts + n}", o.room, o.member, answers=n % 2 == 1) for n, o in enumerate(chosen)]
        self.posts += len(owed)
        await owe(self.hearth, *owed)

    async def circle(self, name: str) -> None:
        """Let Maria create a circle with Jonas as its second steward, and invite Aisha."""
        jonas, aisha = self.people["jonas"], self.people["aisha"]
        reply = await self.asks("maria", None, f'circle create "{name}" "Why not" <@{jonas}> people:<@{aisha}>')
        assert reply.card is not None

    async def rows(self) -> list[Row[Any]]:
        """Return every delivery, in the order in which they were owed."""
        return await self.ledger.rows()


def _buttons(reply: Reply) -> list[Button]:
    assert reply.card is not None
    return [b for k in reply.card.blocks if isinstance(k, Buttons) for b in k.buttons]


@asynccontextmanager
async def yard(url: str, platform: str = "sandbox") -> AsyncIterator[Yard]:
    """Open a yard on an empty database: the story is told half an hour ago, and nothing is sent here."""
    ago = datetime.now(UTC).replace(second=0, microsecond=0) - BEFORE
    database = Database(url)
    await upgrade(database.engine)
    hunter = Hunter(Ledger(database))
    async with fenced(database, FrozenClock(ago, ago), hunter, SystemClock(), platform) as found:
        await found.prepares()
        yield found


@asynccontextmanager
async def fenced(
    database: Database, clock: FrozenClock, beside: Beside, outside: Clock, platform: str
) -> AsyncIterator[Yard]:
    """Open a yard on an up-to-date database, with nobody in it; the platform keeps `outside`'s real time."""
    module, name = OPENINGS[platform].split(":")
    opening: Opening = getattr(import_module(module), name)
    async with opening(beside, outside) as served:
        hearth = wire(database, clock, RandomIds(), {platform: served.adapter}, sends=False)
        try:
            yield Yard(served, hearth, clock, Ledger(database), beside)
        finally:
            await hearth.close()
