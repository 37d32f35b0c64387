"""A command is data, written once; everything that knows commands is derived from it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from bot.cards import Reply
from bot.keys import AccountId, CommunityId, MemberId, RoomId, SpaceId


class Kind(StrEnum):
    """What an argument holds, and so what its handler gets."""

    TEXT = "text"  # str, one line
    LONG = "long"  # str, several lines
    WHOLE = "whole"  # int
    PERSON = "person"  # MemberId
    PEOPLE = "people"  # tuple[MemberId, ...]
    ROOM = "room"  # RoomId
    CHOICE = "choice"  # one of `choices`


class Access(StrEnum):
    """Who may call a command."""

    ANYONE = "anyone"  # also before there is a community
    INSTALLER = "installer"  # who may set up: the platform says (workspace admin, Manage Server)
    MEMBER = "member"
    HOST = "host"  # whoever hosts the date it is about, and stewards: its handler asks, only it knows the date
    STEWARD = "steward"


Value: TypeAlias = str | int | tuple[str, ...]
Handler: TypeAlias = Callable[[Any, "Call"], Awaitable[Reply]]
"""An unbound method of a service class."""
Suggest: TypeAlias = Callable[[Any, "Call", str], Awaitable[Sequence[str]]]
"""An unbound method: (service, call, what was typed so far) to at most 25 values the asker may see."""


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument. `label` is the question a form asks, `help` the hint; both marked for translation.

    `asked` puts an optional argument into the form as well. `longest` is in characters.
    """

    name: str
    help: str
    kind: Kind = Kind.TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    asked: bool = False
    label: str = ""
    suggest: Suggest | None = None
    longest: int = 200

    @property
    def in_form(self) -> bool:
        """Return whether the command's form asks for it."""
        return self.required or self.asked


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody can do.

    `hidden` commands are reached by a button only and stand in no help, tree or document.
    `bare_form` opens the form also when nothing but required arguments was given, so that a command whose
    work lies in its optional arguments asks for them.
    `reads`: its handler writes, owes and tells nothing, so it is answered without waiting for those who write;
    a handler that does so all the same fails (docs/decisions/0014-reading-commands.md).
    """

    path: tuple[str, ...]
    summary: str
    handler: Handler
    args: tuple[Arg, ...] = ()
    access: Access = Access.MEMBER
    examples: tuple[str, ...] = ()
    hidden: bool = False
    bare_form: bool = False
    reads: bool = False

    @property
    def name(self) -> str:
        """Return the path as it is typed."""
        return " ".join(self.path)

    @property
    def action(self) -> str:
        """Return the path as a button carries it."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Call:
    """A command on its way to its handler: everything about the asker is known and checked.

    `args` holds only what was given, each as its `Kind` says. `now` is community time, aware UTC.
    `community` is NOWHERE for calls that come before a set-up (Access.ANYONE, Access.INSTALLER only).
    """

    id: str
    path: tuple[str, ...]
    community: CommunityId
    member: MemberId
    account: AccountId
    space: SpaceId
    room: RoomId | None
    now: datetime
    steward: bool
    installer: bool
    zone: str
    language: str
    args: Mapping[str, Value] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a text argument, or the default when it was not given."""
        value = self.args.get(name, default)
        return value if isinstance(value, str) else str(value)

    def people(self, name: str) -> tuple[MemberId, ...]:
        """Return the members of a PEOPLE argument, in the order given, each once."""
        value = self.args.get(name, ())
        if not isinstance(value, tuple):
            msg = f"{name} holds no people"
            raise TypeError(msg)
        return tuple(MemberId(v) for v in dict.fromkeys(value))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as their platform names them. `installer`: the platform lets them set Hearth up."""

    external: str
    name: str
    installer: bool = False
    zone: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What an adapter hands to the engine: a command, a button or a form, as its platform told it.

    `id` is the platform's id of this interaction: the same one coming twice acts once.
    `text` is what was typed after the root word; a button or a form gives `path` and `answers` instead
    (`form` tells that the answers came from a form, so a refusal goes back into it).
    People and rooms stand in texts and answers as `<@external>` and `<#external>`; `people` and `rooms`
    tell the shown names of those the platform vouches for (rooms: name, private).
    """

    id: str
    platform: str
    space: str
    space_name: str
    person: Person
    room: str | None = None
    room_name: str = ""
    room_private: bool = False
    text: str = ""
    path: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    form: bool = False
    people: Mapping[str, str] = field(default_factory=dict)
    rooms: Mapping[str, tuple[str, bool]] = field(default_factory=dict)


class EventKind(StrEnum):
    """What can come in by itself."""

    ARRIVED = "arrived"  # somebody came into the space
    DEPARTED = "departed"  # somebody left the space or was deactivated
    ENTERED = "entered"  # somebody came into a room
    EXITED = "exited"  # somebody left a room
    ROOM_GONE = "room-gone"  # a room was archived or deleted
    ROOM_BACK = "room-back"  # Hearth was let into a room, or may write there again
    ROOM_RENAMED = "room-renamed"
    ROOM_TOUCHED = "room-touched"  # something else about a room changed: who may see it, what Hearth may do
    CHANGED = "changed"  # somebody's shown name or zone changed
    WROTE = "wrote"  # somebody wrote in a room that everybody may read; never what
    REPLIED = "replied"  # somebody answered under a message there
    REACTED = "reacted"  # somebody reacted to one
    SPACE_GONE = "space-gone"  # Hearth was taken out of the space, or its tokens were revoked
    SPACE_BACK = "space-back"  # Hearth was let in again
    RIGHTS_BACK = "rights-back"  # Hearth may do more in the whole space than before
    RIGHTS_TOUCHED = "rights-touched"  # it may do less, or nobody knows


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a platform, reduced to ids, kind and time before anything is stored.

    `id` is unique in its space: a second copy does nothing. `at` is community time. `name` is the
    person's shown name or the room's new one, `zone` the person's, when the event brings them.
    """

    id: str
    platform: str
    space: str
    kind: EventKind
    at: datetime
    person: str | None = None
    room: str | None = None
    name: str = ""
    zone: str | None = None
