"""What a journey may do in a town on any platform, and how a town is opened there.

A town is ONE space of a platform (a workspace, a guild, a sandbox space) with people in it. Several towns
share one Hearth when they are opened on one `Ground`: two spaces of one platform, or of two.

People and rooms go by their names: "maria" is the first word of a shown name ("Maria", "Zebedee
Quillwort") in lower case, rooms are named without the #. What a platform calls them stays inside its town.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Protocol

from adapters.ciphers import FernetCipher, new_key
from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.ground import Door
from adapters.main.wiring import Hearth, wire
from bot.pages import Pages
from bot.ports import Platform
from storage.database import Database
from tests.worlds.shown import Answer, ButtonShown, FormShown, RoomShown, Shown

BEGIN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Where every journey begins: a Monday, nine o'clock in Copenhagen."""
ZONE = "Europe/Copenhagen"
HOME = "general"
"""The room in which people stand at first. It is public, and everybody is in it."""
PEOPLE = ("Maria", "Jonas", "Aisha", "Noor")
SEED = "town"
ADDRESS = "https://hearth.example.org"
"""Where browsers would reach Hearth."""


class Town(Protocol):
    """One space of one platform, with people and hands to act with.

    Every method that makes Hearth do something returns when all that follows from it at this instant has
    arrived, on this and on every other platform of the ground.
    """

    # What it is. A town may keep these as attributes.

    @property
    def platform(self) -> str:
        """Return the platform's name: "sandbox", "slack", "discord"."""

    @property
    def name(self) -> str:
        """Return the space's shown name, as Hearth says it ("Home in town: #general")."""

    @property
    def ground(self) -> "Ground":
        """Return what it shares with other towns: Hearth, the clock, the database."""

    # How platforms differ: few properties, so that a journey can say so.

    @property
    def free_lines(self) -> bool:
        """Return whether people type whole lines, right or wrong.

        Where they do not (Discord), a client offers commands and their options and lets nobody send an
        unknown command, a word that is no number, a choice that is none, a person or room that is not
        there; such a line raises `Unsayable` in `types`.
        """

    @property
    def marks_questions(self) -> bool:
        """Return whether a form that comes back shows its sentence at the question that is wrong."""

    @property
    def own_zones(self) -> bool:
        """Return whether times on private cards follow the zone set with `my zone`.

        Else they follow the reader's own device, as those in messages always do.
        """

    @property
    def tells_zones(self) -> bool:
        """Return whether the platform tells Hearth where a person's device stands; else only `my zone` does."""

    @property
    def answers_repeats(self) -> bool:
        """Return whether what is delivered a second time gets an answer of its own.

        Else (Discord takes one answer an interaction) nothing comes, and `repeats` returns an empty answer.
        """

    @property
    def joins_rooms(self) -> bool:
        """Return whether people are in a public room only once they have joined it.

        Else (Discord) whoever is in the space is in each of its public rooms.
        """

    # People and rooms, by hand, as the platform's own people and admins do it

    async def lets_in(self, *names: str, zone: str = ZONE) -> None:
        """Let people in by their shown names; the platform tells Hearth.

        The first of a space may set Hearth up (an admin, Manage Server). They are in every public room,
        and their devices stand in `zone`.
        """

    async def leaves(self, person: str, *, told: bool = True) -> None:
        """Let somebody leave the space; `told` False: the platform loses its event."""

    def external(self, person: str) -> str:
        """Return the platform's own id of somebody, also when they have left."""

    async def adds_room(self, room: str, *, private: bool = False, by: str | None = None) -> None:
        """Let somebody make a room by hand; they are in it, Hearth is not in a private one.

        By nobody, it is public and everybody is in it.
        """

    async def drops_room(self, room: str) -> None:
        """Delete a room by hand, without a word to Hearth."""

    async def stands(self, room: str) -> None:
        """Let people type their lines in that room from now on; at first they stand in `HOME`."""

    async def uninstalls(self) -> None:
        """Take Hearth out of the space; the platform tells it so (and refuses whatever it asks afterwards)."""

    async def installs(self) -> None:
        """Let Hearth in again, as it was."""

    # What people do with Hearth

    async def types(self, person: str, line: str, *, room: str | None = None) -> Answer:
        """Give a command, in the room in which people stand, or in another one.

        The line is written as in the sandbox, `/ritual create "Friday wins" "every Friday 10:00" guests:yes`:
        a root word of the platform's own is put before it (Slack: `/hearth ritual create …`); where commands
        are picked (Discord), its quoted texts, words and `name:value`s become the command's options, `/hearth`
        alone is `/help`, and a leading `/hearth` is dropped. People stand in it as `@maria`, rooms as
        `#general`; those that the platform does not know are sent as typed.

        Raises:
            Unsayable: the platform's client would not let anybody send that (`free_lines`).
        """

    async def presses(self, person: str, shown: Shown, label: str) -> Answer:
        """Press the button with this label on a card that was shown to them, or to somebody else."""

    async def pushes(self, person: str, button: ButtonShown) -> Answer:
        """Send what this button carries, though it may never have been shown to them: an old or forged one."""

    async def fills(self, person: str, form: FormShown, answers: Mapping[str, str]) -> Answer:
        """Fill in a form and send it; what is not answered stays as it stood there.

        Answers are typed texts: people `@maria`, rooms `#general`. Where a refused form comes back as a card
        with a button that opens it again (Discord), that button is pressed: the answer is the form as it
        stands then, and its `error` what the card said.
        """

    async def repeats(self) -> Answer:
        """Deliver the last thing somebody did once more, same ids and all, as a platform that repeats itself."""

    async def offered(self, person: str, path: Sequence[str], arg: str, typed: str = "") -> list[str]:
        """Return all that is offered to somebody for an argument while they type, and any hints with it."""

    # What people do among themselves

    async def says(self, person: str, text: str, *, room: str | None = None) -> Shown:
        """Write a plain message in a room, not to Hearth; return it as it stands there."""

    # Time

    async def waits(self, time: timedelta) -> None:
        """Let community time pass, each beat at its own time; real time stands still."""

    async def outlasts(self, time: timedelta) -> None:
        """Let real time pass (it ends codes, backoffs and token lives), and do what is due then."""

    # What people see

    async def reads(self, person: str | None, room: str = HOME) -> list[Shown]:
        """Return what stands in a room, oldest first, as somebody may read it there on their device.

        None is the platform itself, which reads all, in `ZONE`. A room that is not there, or that they may
        not read, is empty.
        """

    async def mail(self, person: str, *, most: int = 200) -> list[Shown]:
        """Return somebody's last direct messages from Hearth, oldest first; also of somebody who has left."""

    async def rooms(self, person: str | None) -> list[RoomShown]:
        """Return the rooms somebody sees, archived ones too; None, the platform itself, sees all."""

    async def sees(self, person: str) -> list[str]:
        """Return, raw, all that this platform would give somebody, shown or not.

        People, the rooms in their list with topics and members, every message they can get (asking for rooms
        and direct messages that are not theirs by id as well), and pages of Hearth's own (Slack's App Home,
        the sandbox's "about to do next").
        """


class Unsayable(Exception):
    """The platform's own client would not let anybody send that."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What towns share: one database, one clock (both times stand still), one Hearth."""

    database: Database
    clock: FrozenClock
    hearth: Hearth

    async def waits(self, time: timedelta) -> None:
        """Let community time pass, each beat at its own time."""
        await self.hearth.advance_to(self.clock.now() + time, self.clock)

    async def outlasts(self, time: timedelta) -> None:
        """Let real time pass, and do what is due then."""
        self.clock.wait(time)
        await self.hearth.pulse()


class World(Protocol):
    """One simulated platform, to which one Hearth is wired."""

    @property
    def adapter(self) -> Platform:
        """Return the product's own adapter, over this simulated platform: the engine sends through it."""

    async def connects(self, ground: Ground) -> None:
        """Take the wired Hearth: what people do from now on goes to its engine, through the product's adapter."""

    async def opens(self, name: str, people: Sequence[str]) -> Town:
        """Return a new space with Hearth installed in it, a room `HOME`, and these people; no community yet."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Two towns on one Hearth, no community in either: Maria may set up here, Bo there."""

    here: Town
    there: Town


Opening = Callable[[Database, FrozenClock], AbstractAsyncContextManager[World]]
"""Starts a simulated platform; everything of it ends with the context."""

WORLDS: dict[str, str] = {
    "sandbox": "tests.worlds.sandbox_town:open_world",
    "slack": "tests.worlds.slack.town:open_world",
    "discord": "tests.worlds.discord.town:open_world",
}
"""Where each platform's `Opening` stands, as module:name; imported only when somebody asks for it."""


def opening(platform: str) -> Opening:
    """Return how a platform is started."""
    module, name = WORLDS[platform].split(":")
    found: Opening = getattr(import_module(module), name)
    return found


@asynccontextmanager
async def opened(
    database: Database, *platforms: str, seed: str = SEED, pages: Pages | None = None
) -> AsyncIterator[dict[str, World]]:
    """Start these platforms and wire one Hearth to all of them, on an up-to-date database.

    `seed` is for its ids, `pages` is who is on the web: nobody otherwise.
    """
    clock = FrozenClock(BEGIN)
    async with AsyncExitStack() as stack:
        worlds = {p: await stack.enter_async_context(opening(p)(database, clock)) for p in platforms}
        door = Door(lambda: ADDRESS, FernetCipher.of([new_key()]))
        adapters = {p: w.adapter for p, w in worlds.items()}
        hearth = wire(database, clock, SeededIds(seed), adapters, door=door, pages=pages)
        ground = Ground(database, clock, hearth)
        for world in worlds.values():
            await world.connects(ground)
        try:
            yield worlds
        finally:
            if hearth.wakeups is not None:
                await hearth.wakeups.close()
