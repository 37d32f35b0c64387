"""The sandbox's own words: people, rooms and messages of a space that needs no account anywhere."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.cards import Card
from bot.ports import Names

PLATFORM = "sandbox"
SPACE = "sandbox"
"""The space that opens on first start; others are named by whoever makes them."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to act as. `id` is the handle typed after @; the first person may set Hearth up."""

    id: str
    name: str
    zone: str
    first: bool = False
    here: bool = True


@dataclass(frozen=True, slots=True)
class Room:
    """A room. `id` never changes, `name` may. `people`: the ids of who is in it; `hearth`: Hearth is."""

    id: str
    name: str
    topic: str
    private: bool
    archived: bool
    people: frozenset[str]
    hearth: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What stands in a room (`room`) or in somebody's direct messages with Hearth (`direct`: their id).

    Hearth's own have `author` None and a `card`; people's have a `text`. `at` is community time. `names`
    are what the card mentions, as Hearth gave them when it was sent. `under`: the message in whose thread it stands.
    """

    id: str
    room: str | None
    direct: str | None
    author: str | None
    text: str
    at: datetime
    card: Card | None = None
    names: Names = field(default_factory=Names)
    key: str | None = None
    edited: bool = False
    under: str | None = None


class World(Protocol):
    """One sandbox: several spaces, kept in tables of its own, the same for every tab and process.

    What is asked of a space, room or person that is not there, or that the viewer may not see, comes back
    empty; what would change one raises `NotFound`.
    """

    async def spaces(self) -> tuple[str, ...]:
        """Return the spaces, in the order in which they were made."""

    async def add_space(self, space: str) -> None:
        """Make a space; one that is there stays.

        Raises:
            Invalid: empty, too long, or not one plain line.
        """

    async def people(self, space: str) -> tuple[Person, ...]:
        """Return who is here, in the order in which they came; who has left is left out."""

    async def person(self, space: str, person: str) -> Person | None:
        """Return somebody by their id, also when they have left (`here`)."""

    async def add_person(self, space: str, name: str, *, zone: str) -> Person:
        """Let somebody in, into the open rooms too; the first of a space may set Hearth up.

        Their id is a handle that nobody in the space has or had.

        Raises:
            Invalid: no name, or no such zone.
        """

    async def leave(self, space: str, person: str) -> None:
        """Let somebody leave the space and all its rooms."""

    async def rooms(self, space: str, *, viewer: str | None) -> tuple[Room, ...]:
        """Return the rooms a person sees: open ones and those they are in.

        In the order in which they were made, archived ones too. None, the platform itself, sees all.
        """

    async def room(self, space: str, room: str) -> Room | None:
        """Return a room by its id, for the platform itself: no viewer is asked for."""

    async def add_room(self, space: str, name: str, *, private: bool, by: str | None) -> Room:
        """Make a room by a person's hand: they are in it, Hearth is not; by None, nobody is.

        Its name is written as the platforms write them, and numbered when it is taken.
        """

    async def drop_room(self, space: str, room: str) -> None:
        """Delete a room by hand, as a person would; one that is gone stays gone."""

    async def let_in(self, space: str, room: str, person: str | None) -> None:
        """Let a person into a room by hand, or Hearth itself (None); who is in stays."""

    async def let_out(self, space: str, room: str, person: str | None) -> None:
        """Take a person out of a room by hand, or Hearth itself (None); who is out stays out."""

    async def messages(
        self,
        space: str,
        *,
        room: str | None = None,
        direct: str | None = None,
        viewer: str | None,
        most: int = 200,
    ) -> tuple[Message, ...]:
        """Return the last messages of a room or of somebody's direct messages, oldest first.

        Nobody but `direct` themselves reads their direct messages; nobody outside a private room reads it.
        `viewer` None is the platform itself and reads all.
        """

    async def say(self, space: str, person: str, text: str, *, room: str) -> Message:
        """Say something in a room; saying it in an open room brings the person in.

        Raises:
            Invalid: nothing to say.
            NotFound: no such person or room, or none they see.
            Conflict: the room is archived.
        """

    async def clear(self) -> None:
        """Remove every space, person, room and message: starting over. Ids are not given out again."""

    def changes(self) -> AsyncIterator[None]:
        """Yield once whenever anything changed in this process since the last time; for pages that watch."""
