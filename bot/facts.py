"""What happened, as frozen values that features tell and other features hear in the same transaction."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, Self, TypeAlias

from bot.acts import ActFact
from bot.commands import Call
from bot.keys import (
    AccountId,
    CircleId,
    CommunityId,
    DeliveryId,
    MemberId,
    OccurrenceId,
    RitualId,
    RoomId,
    SpaceId,
)
from bot.pages import PageRead
from bot.rooms import RoomFact
from bot.times import BeatsLate, CommunityPaused, CommunityResumed, DatesMissed, HolidaysChanged, OccurrencePlanned


@dataclass(frozen=True, slots=True)
class CommunityFounded:
    """A community was set up in a space."""

    community: CommunityId
    space: SpaceId
    account: AccountId
    at: datetime
    rhythm: str  # the starter rhythm as typed; empty for none


@dataclass(frozen=True, slots=True)
class SpaceLinked:
    """A community got one more space."""

    community: CommunityId
    space: SpaceId
    at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody became a member."""

    community: CommunityId
    member: MemberId
    account: AccountId
    at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody left the last of their spaces, or asked to be forgotten."""

    community: CommunityId
    member: MemberId
    at: datetime


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Somebody asked to be forgotten; told after `Left`, so that their access is gone before they are.

    `absorbed` are the members that were linked to them.
    """

    community: CommunityId
    member: MemberId
    accounts: tuple[AccountId, ...]
    at: datetime
    absorbed: tuple[MemberId, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberMoved:
    """A member's zone, quiet hours or snooze changed, so their own beats must move."""

    community: CommunityId
    member: MemberId
    at: datetime


@dataclass(frozen=True, slots=True)
class OccurrenceOpened:
    """An occurrence of a ritual began."""

    community: CommunityId
    ritual: RitualId
    occurrence: OccurrenceId
    starts: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class OccurrenceEnded:
    """An occurrence of a ritual is over."""

    community: CommunityId
    ritual: RitualId
    occurrence: OccurrenceId
    starts: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class OccurrenceDropped:
    """An occurrence will not take place: skipped, paused, retired, or moved away."""

    community: CommunityId
    ritual: RitualId
    occurrence: OccurrenceId
    starts: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody noted who was at an occurrence; told again with everybody when it is changed."""

    community: CommunityId
    ritual: RitualId
    occurrence: OccurrenceId
    members: tuple[MemberId, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class OccurrenceMoved:
    """An occurrence takes place at another time: it began at `before` and begins at `starts` now.

    It keeps its id, so what was given to it stays; whoever answered may want to be asked again. Dates that
    are not written yet are told as well.
    """

    community: CommunityId
    ritual: RitualId
    occurrence: OccurrenceId
    before: datetime
    starts: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class CircleLeft:
    """A member is no longer in a circle; `steward`: they looked after it."""

    community: CommunityId
    circle: CircleId
    member: MemberId
    at: datetime
    steward: bool = False


@dataclass(frozen=True, slots=True)
class RoomOpened:
    """A room that Hearth asked for now exists. `called`: what it is called, where the name was taken."""

    community: CommunityId
    room: RoomId
    circle: CircleId | None
    at: datetime
    called: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RoomLost:
    """A room is gone or was never made. `by_hand`: somebody archived or deleted it, or took Hearth out of it.

    `missing` and `remedy` name how Hearth is let in again, where it was taken out.
    """

    community: CommunityId
    room: RoomId
    circle: CircleId | None
    at: datetime
    by_hand: bool = False
    missing: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class RoomClosed:
    """A room was archived, as Hearth was asked to."""

    community: CommunityId
    room: RoomId
    circle: CircleId | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryRefused:
    """Something that Hearth owed cannot be delivered; `why` is a platform's code, never text.

    `missing` and `remedy` name a permission and the place where it is given, in the platform's words.
    `again`: it can be sent once more as it is. `by_hand`: the room is gone, which is told by itself (`RoomLost`).
    """

    community: CommunityId
    delivery: DeliveryId
    circle: CircleId | None
    why: str
    missing: str
    remedy: str
    at: datetime
    again: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """Somebody did something that the record keeps: who did what to whom, never what was said.

    `verb` is a noun and a verb, as "circle.approve". `actor` is None for Hearth itself. `about` is the id of the
    ritual, guest or space that it was done to, empty for none.
    """

    community: CommunityId
    verb: str
    actor: AccountId | None
    subject: MemberId | None
    circle: CircleId | None
    at: datetime
    about: str = ""

    @classmethod
    def by(
        cls,
        call: Call,
        verb: str,
        *,
        subject: MemberId | None = None,
        circle: CircleId | None = None,
        about: str = "",
    ) -> Self:
        """Return what the asker of a call did, now."""
        return cls(call.community, verb, call.account, subject, circle, call.now, about)


Fact: TypeAlias = (
    CommunityFounded
    | SpaceLinked
    | Joined
    | Left
    | Forgotten
    | MemberMoved
    | OccurrencePlanned
    | OccurrenceOpened
    | OccurrenceEnded
    | OccurrenceDropped
    | OccurrenceMoved
    | Attended
    | DatesMissed
    | HolidaysChanged
    | CommunityPaused
    | CommunityResumed
    | BeatsLate
    | ActFact
    | CircleLeft
    | RoomOpened
    | RoomLost
    | RoomFact
    | RoomClosed
    | PageRead
    | DeliveryRefused
    | Noted
)

Listener: TypeAlias = Callable[[Any, Sequence[Any]], Awaitable[None]]
"""An unbound method of a service: (service, facts). The facts are of one kind, in the order they were told.

A batch of beats tells hundreds at once: a listener reads what it needs for all of them together.
"""

Listens: TypeAlias = Sequence[tuple[type, Listener]]
"""(kind of fact, unbound method) pairs."""


class Tell(Protocol):
    """Tells a fact; whoever listens has heard it before the transaction ends."""

    def __call__(self, fact: Fact, /) -> None:
        """Keep the fact until the handler is done, then hand it to its listeners in order."""
