"""What the core needs of the world, as protocols. Each has one contract suite that every adapter passes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from bot.cards import Card, Form
from bot.drawings import Drawing
from bot.i18n import SOURCE_LANGUAGE
from bot.keys import MemberId, RoomId, SpaceId
from bot.rooms import RoomsSeen, RoomState

T = TypeVar("T")


class Clock(Protocol):
    """Two times. Both return aware UTC."""

    def now(self) -> datetime:
        """Return community time; in the sandbox and in tests it may travel, forward only."""

    def real(self) -> datetime:
        """Return real time: for time-outs, backoff and tokens; it never travels."""


class TravellingClock(Clock, Protocol):
    """A clock whose community time may be moved."""

    async def travel(self, to: datetime) -> None:
        """Move community time forward to `to`; an earlier `to` changes nothing.

        Raises:
            Conflict: a real platform is installed in this database.
        """


class Ids(Protocol):
    """New ids and secrets."""

    def new(self) -> str:
        """Return 16 characters of `[a-z2-7]` never returned before."""

    def secret(self) -> str:
        """Return a secret a person can type: 8 characters without look-alikes."""


class Wakeups(Protocol):
    """Tells a lane's drain to look now. No time, no transaction; may be lost or doubled without harm."""

    def wake(self, lane: SpaceId) -> None:
        """Ask for a look at what the lane owes; called after the commit."""


class Heavy(Protocol):
    """Runs a pure function elsewhere, so that nothing holds the event loop for over 50 ms."""

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """Return `work(*args)`, or raise what it raised; both must be importable and picklable."""


class Pictures(Protocol):
    """Draws, away from the event loop. None: it could not be drawn now, and words must do."""

    async def png(self, drawing: Drawing) -> bytes | None:
        """Return a picture for a chat."""

    async def svg(self, drawing: Drawing) -> bytes | None:
        """Return the same picture for the web."""


class NoPictures:
    """Draws nothing: a process that shows none."""

    __slots__ = ()

    async def png(self, drawing: Drawing) -> bytes | None:
        """Return nothing."""
        del drawing
        return None

    async def svg(self, drawing: Drawing) -> bytes | None:
        """Return nothing."""
        del drawing
        return None


class Capability(StrEnum):
    """What a platform may be able to do (tests/contract/expected.toml lists who must)."""

    POST = "post"
    EDIT = "edit"
    DELETE = "delete"
    DIRECT = "direct"
    OPEN_PRIVATE = "open-private"
    OPEN_PUBLIC = "open-public"
    INVITE = "invite"
    REMOVE = "remove"
    TOPIC = "topic"
    RENAME = "rename"
    CLOSE = "close"
    THREAD = "thread"  # under a message of Hearth's own
    LOOK_UP_POST = "look-up-post"  # in a public room
    LOOK_UP_PRIVATE = "look-up-private"  # in a private room
    LOOK_UP_DIRECT = "look-up-direct"
    LOOK_UP_ROOM = "look-up-room"
    MEMBERS = "members"  # who is in a room
    ROOMS = "rooms"  # which rooms there are, and which private ones Hearth is in
    INSPECT = "inspect"  # what a room is like now, and what Hearth may do in it
    READER_ZONE = "reader-zone"  # a Moment shows in the reader's own zone
    SCHEDULE = "schedule"  # events in the platform's own calendar


@dataclass(frozen=True, slots=True)
class Limits:
    """What a space bears: how many requests at once, and how long one may take in all."""

    at_once: int = 4
    invites: int = 100


@dataclass(frozen=True, slots=True)
class Names:
    """How one space knows what a card mentions: our id to (external id or None, shown name).

    Rooms of other spaces and members without an account here have no external id: the name is shown. A time is told in
    `zone` (IANA) and in `language` (IETF tag) where no reader's own client tells it: the community's, or the reader's.
    """

    people: Mapping[MemberId, tuple[str | None, str]] = field(default_factory=dict)
    rooms: Mapping[RoomId, tuple[str | None, str]] = field(default_factory=dict)
    zone: str = "UTC"
    language: str = SOURCE_LANGUAGE


@dataclass(frozen=True, slots=True)
class RoomAt:
    """A room, as the platform knows it."""

    external: str
    private: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """An event for the platform's own calendar. `starts` and `ends` are instants of the community, aware UTC."""

    name: str
    about: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class PersonAt:
    """A person's direct messages, as the platform knows them."""

    external: str


class Seen(StrEnum):
    """What looking for a sent thing found."""

    THERE = "there"
    ABSENT = "absent"
    UNKNOWABLE = "unknowable"  # this platform cannot be asked here; do not repeat


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of a look-up; `external` is set when it is there."""

    seen: Seen
    external: str | None = None


class Platform(Protocol):
    """One space's platform. Every method raises `PlatformFault` and nothing else.

    `key` is at most 25 characters, the same at each attempt at one delivery: what was made under it can
    be found again. Methods that change membership or close are safe to repeat; posts and rooms are not.
    A card is rendered within the platform's limits, `names` says whom it mentions.
    """

    name: str
    limits: Limits
    capabilities: frozenset[Capability]

    async def post(
        self, space: str, to: RoomAt, card: Card, names: Names, key: str, *, under: str | None = None
    ) -> str:
        """Post a card in a room; return the platform's id of the message.

        `under`: into the thread of that message of Hearth's own in the room; where there can be none, because
        the message is gone, its thread is locked or the room has no threads, the card stands in the room.
        """

    async def direct(self, space: str, to: PersonAt, card: Card, names: Names, key: str) -> str:
        """Send a card to one person; return the platform's id of the message."""

    async def edit(self, space: str, at: RoomAt | PersonAt, message: str, card: Card, names: Names) -> None:
        """Replace a message of Hearth's own. A message that is gone is a fault that never mends."""

    async def delete(self, space: str, at: RoomAt | PersonAt, message: str) -> None:
        """Remove a message of Hearth's own; one that is gone stays gone."""

    async def open_room(self, space: str, name: str, purpose: str, *, private: bool, key: str) -> str:
        """Make a room; return the platform's id. A taken name gets a number behind it (`bot.rooms.Opened` tells it)."""

    async def rename(self, space: str, room: RoomAt, name: str) -> None:
        """Give a room another name."""

    async def topic(self, space: str, room: RoomAt, topic: str) -> None:
        """Set a room's topic."""

    async def invite(self, space: str, room: RoomAt, people: tuple[str, ...]) -> None:
        """Let people in; who is in stays. At most `limits.invites` at a time."""

    async def remove(self, space: str, room: RoomAt, person: str) -> None:
        """Take a person out; who is out stays out."""

    async def close(self, space: str, room: RoomAt) -> None:
        """Archive a room; one that is closed stays closed."""

    async def members(self, space: str, room: RoomAt) -> frozenset[str]:
        """Return the external ids of the people in a room, Hearth itself left out."""

    async def list_rooms(self, space: str, person: str | None) -> RoomsSeen:
        """Return which rooms there are; the names of private ones only where `person` is in them."""

    async def inspect(
        self, space: str, room: RoomAt, name: str, known: tuple[str, ...], *, everybody: bool = False
    ) -> RoomState:
        """Return what a room is like now; gone is no fault. `name`: as asked for; `known`: who belongs there.

        `everybody`: all who are not known are told by name, however many; else some at each look.
        """

    async def schedule(self, space: str, room: RoomAt, slot: Slot, key: str) -> str:
        """Put an event that takes place in a room into the calendar; return the platform's id of it."""

    async def reschedule(self, space: str, room: RoomAt, event: str, slot: Slot) -> None:
        """Let an event of Hearth's own say this instead; one that is gone or over stays so."""

    async def unschedule(self, space: str, event: str) -> None:
        """Take an event of Hearth's own out of the calendar; one that is gone or over stays so."""

    async def look_up_slot(self, space: str, room: RoomAt, slot: Slot, key: str) -> Found:
        """Look for an event of Hearth's own in the calendar."""

    async def look_up(
        self,
        space: str,
        at: RoomAt | PersonAt | None,
        key: str,
        *,
        since: datetime,
        name: str | None = None,
        card: Card | None = None,
        names: Names | None = None,
        under: str | None = None,
    ) -> Found:
        """Look for what was made under `key` since then (real time): a message, or a room when `at` is None.

        `under`: the message in whose thread it was to stand; it is looked for there and in the room.

        `name` is the room's, as it was asked for; `card` and `names` are the message's: for platforms
        that cannot find a thing by its key alone.
        """


class Drawer(Protocol):
    """Keeps a half-filled form for an hour, encrypted, for whoever filled it: a refused one opens again filled."""

    async def keep(self, platform: str, space: str, person: str, form: Form) -> str:
        """Keep a form; return an id of 16 characters. `space` and `person` are the platform's ids."""

    async def kept(self, platform: str, space: str, person: str, form: str) -> Form | None:
        """Return a form that this person filled; None when its hour is over, or it is somebody else's."""


Platforms = Mapping[str, Platform]
"""By platform name: "sandbox", "slack", "discord"."""
