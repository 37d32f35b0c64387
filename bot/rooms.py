"""What a platform tells of rooms when it is asked, or by itself: values and facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self, TypeAlias

from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId, RoomId, SpaceId


class Presence(StrEnum):
    """Whether a room is there."""

    OPEN = "open"
    ARCHIVED = "archived"  # archived, or locked for good
    GONE = "gone"
    UNSEEN = "unseen"  # hidden from Hearth, or gone: the platform does not say which


@dataclass(frozen=True, slots=True)
class RoomState:
    """A room as its platform has it now.

    `called` is what it is called instead, empty where it has the name it was asked by. `people` are the platform's ids
    of who is in it, bots left out; None where the platform does not tell, or everybody is. `names` are the shown names
    of those among them who were not known, `departed` the known ones who are not in the space any more. `missing`
    and `remedy` name the first right that Hearth lacks there, and where it is given; `hide` is where a public room is
    made private again. `by_roles`: it is not everybody's, and roles open it, so nobody is told who may come in.
    """

    presence: Presence
    called: str = ""
    private: bool = True
    people: frozenset[str] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    departed: frozenset[str] = frozenset()
    missing: str = ""
    remedy: str = ""
    hide: str = ""
    by_roles: bool = False


@dataclass(frozen=True, slots=True)
class Adopting:
    """What a steward wants an older room to become: the circle with this id, `cap` and `review` as they were typed.

    `here`: they said it in that room. `sure`: they saw what would become of it, and said yes. `name` is empty for what
    the room is called, `steward` for whoever has been here longest.
    """

    circle: CircleId
    account: AccountId
    purpose: str = field(repr=False)
    name: str = field(default="", repr=False)
    steward: MemberId | None = None
    cap: int | None = None
    review: str = ""
    here: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class RoomInspected:
    """Hearth looked at a room. `since` is real time: when it began to. `keep`: a steward keeps the name it has now.

    `adopts` is why it was looked at, where somebody wants it to be a circle; `look` is the delivery that asked for it.
    """

    community: CommunityId
    room: RoomId
    circle: CircleId | None
    state: RoomState
    since: datetime
    at: datetime
    keep: bool = False
    adopts: Adopting | None = None
    look: DeliveryId | None = None


class Opened(str):
    """The platform's id of a room that was opened; `called`: its name, where that is another than was asked for."""

    __slots__ = ("called",)
    called: str

    def __new__(cls, external: str, called: str = "") -> Self:
        """Return the id of a room, and what it is called instead."""
        made = super().__new__(cls, external)
        made.called = called
        return made


@dataclass(frozen=True, slots=True)
class RoomListed:
    """A private room Hearth is in. `shared`: so is whoever asks; only then is `name` told, else it is empty."""

    external: str
    name: str = field(repr=False)
    shared: bool


class LoadKind(StrEnum):
    """What a space has no endless number of."""

    CHANNELS = "channels"
    CATEGORY = "category"  # channels of the fullest one
    THREADS = "threads"  # active ones


@dataclass(frozen=True, slots=True)
class Load:
    """How many there are of something, and how many fit.

    `private`, `public`: a new private room, one that is open to all, counts to it.
    """

    kind: LoadKind
    used: int
    cap: int
    private: bool = False
    public: bool = False


@dataclass(frozen=True, slots=True)
class RoomsSeen:
    """The rooms of a space as its platform tells of them.

    `private` are those Hearth is in, its own among them. `rooms` is how many it knows of in all, archived ones left
    out, None where they are too many to be counted. `loads`: where the platform says how much fits.
    """

    private: tuple[RoomListed, ...]
    rooms: int | None
    loads: tuple[Load, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomsFound:
    """Hearth asked a platform for the rooms of a space; `seen` is None when it did not tell. `asker`: for whom."""

    community: CommunityId
    space: SpaceId
    seen: RoomsSeen | None
    at: datetime
    asker: AccountId | None = None


@dataclass(frozen=True, slots=True)
class RoomTouched:
    """Something about a circle's room changed. `entered`: that account came in (True) or went out (False)."""

    community: CommunityId
    room: RoomId
    circle: CircleId
    at: datetime
    account: AccountId | None = None
    entered: bool | None = None


@dataclass(frozen=True, slots=True)
class AccountLeft:
    """Somebody left one of their spaces and is still in another."""

    community: CommunityId
    account: AccountId
    member: MemberId
    space: SpaceId
    at: datetime


@dataclass(frozen=True, slots=True)
class SpaceGone:
    """Hearth was taken out of a space. Its people have not left, and nothing of theirs is taken away."""

    community: CommunityId
    space: SpaceId
    at: datetime


@dataclass(frozen=True, slots=True)
class SpaceBack:
    """Hearth is in a space again."""

    community: CommunityId
    space: SpaceId
    at: datetime


@dataclass(frozen=True, slots=True)
class RightsChanged:
    """What Hearth may do in a whole space changed."""

    community: CommunityId
    space: SpaceId
    at: datetime


@dataclass(frozen=True, slots=True)
class SeatsStirred:
    """Somebody who has a seat in a circle is not in its room any more, or is again: of Hearth's doing was neither."""

    community: CommunityId
    circle: CircleId
    at: datetime


RoomFact: TypeAlias = (
    RoomInspected | RoomsFound | RoomTouched | SpaceGone | SpaceBack | RightsChanged | SeatsStirred | AccountLeft
)
"""What is told of rooms and spaces."""
