"""Circles, who may see what of them, and the rules of joining."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.cards import PrivateText
from bot.keys import AccountId, CircleId, CommunityId, MemberId, RitualId

CAP = 30
"""Wenger, McDermott and Snyder: beyond a few dozen people a group falls into subgroups (chapter 2)."""
LARGEST_CAP = 500
LONGEST_NAME = 60
LONGEST_PURPOSE = 200
REVIEW_AFTER = timedelta(days=90)
COOLDOWN = 30
"""Days between a no and the next question: long enough that something may have changed."""


class Kind(StrEnum):
    """Who learns that a circle exists, and how one comes in."""

    PRIVATE = "private"  # unseen from outside; by invitation
    LISTED = "listed"  # its name and purpose are seen; ask to join
    OPEN = "open"  # seen; join


class State(StrEnum):
    """Where a circle stands in its life; `bot.circles.life` has the steps from one to the next."""

    ASKED = "asked"  # wanted; no room of it can be made as things are
    OPENING = "opening"  # its first room is owed
    OPEN = "open"
    DORMANT = "dormant"  # nobody answered its review; nothing is taken away
    CLOSING = "closing"  # until each of its rooms is archived
    CLOSED = "closed"


class Role(StrEnum):
    """What a seat in a circle means."""

    STEWARD = "steward"
    MEMBER = "member"
    GUEST = "guest"  # let into the room until an hour; no member
    INVITED = "invited"
    WAITING = "waiting"  # for a seat: it is full; with `until`, one is kept for them until then
    ASKED = "asked"


INSIDE = frozenset({Role.STEWARD, Role.MEMBER})
"""Who is a member."""
LET_IN = INSIDE | {Role.GUEST}
"""Who belongs in its rooms."""
KNOWING = LET_IN | {Role.INVITED, Role.WAITING}
"""Who may know of a private one."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The engine itself, looking after circles: what it sees may go nowhere but the circle's own rooms."""


Viewer: TypeAlias = MemberId | Sweep


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's seat, kept with the account that took it; `until` (aware UTC) is when it ends, None for never.

    `ritual` is there where it ends with a date of that ritual, and moves with it.
    """

    account: AccountId
    member: MemberId
    role: Role
    since: datetime
    until: datetime | None = None
    ritual: RitualId | None = None


@dataclass(frozen=True, slots=True)
class CircleSeen:
    """A circle as one viewer may see it.

    `name` and `purpose` of a private circle are bound to it and to the viewer. `seats` are there for those
    inside only; an outsider sees none, an invited person or one who asked sees their own. `since` is when it came
    to stand where it stands, `asked_at` when its stewards were asked whether it is alive, None when no question is
    open (aware UTC); `cooldown` how many days somebody does not ask again after a no.
    """

    id: CircleId
    community: CommunityId
    viewer: Viewer
    kind: Kind
    state: State
    name: str | PrivateText
    purpose: str | PrivateText
    cap: int
    review_on: date
    seats: tuple[Seat, ...]
    size: int
    since: datetime
    cooldown: int = COOLDOWN
    asked_at: datetime | None = None

    @property
    def role(self) -> Role | None:
        """Return the viewer's own role."""
        return role_of(self.seats, self.viewer)

    @property
    def inside(self) -> bool:
        """Return whether the viewer is in it, or is the engine itself."""
        return isinstance(self.viewer, Sweep) or self.role in INSIDE

    @property
    def let_in(self) -> bool:
        """Return whether the viewer belongs in its rooms: a member, or a guest while they are one."""
        return isinstance(self.viewer, Sweep) or self.role in LET_IN

    def stewards(self) -> tuple[MemberId, ...]:
        """Return its stewards as far as the viewer sees them, longest first, each once."""
        return tuple(dict.fromkeys(s.member for s in self.seats if s.role is Role.STEWARD))

    def members(self) -> tuple[MemberId, ...]:
        """Return who is in it as far as the viewer sees them, longest first, each once."""
        return tuple(dict.fromkeys(s.member for s in self.seats if s.role in INSIDE))


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle as it is written: going in only. Nothing returns one of these."""

    id: CircleId
    community: CommunityId
    name: str
    purpose: str
    kind: Kind
    cap: int
    review_on: date
    created_at: datetime
    created_by: AccountId
    state: State = State.OPEN


def role_of(seats: Sequence[Seat], viewer: Viewer) -> Role | None:
    """Return what somebody is in a circle: whoever has a seat with each of two accounts has the stronger one."""
    theirs = {s.role for s in seats if s.member == viewer}
    return next((role for role in Role if role in theirs), None)


def may_see(kind: Kind, role: Role | None, viewer: Viewer) -> bool:
    """Return whether a viewer may know that a circle exists."""
    return isinstance(viewer, Sweep) or kind is not Kind.PRIVATE or role in KNOWING


def bound(text: str, circle: CircleId, kind: Kind, viewer: Viewer) -> str | PrivateText:
    """Return a circle's words as that viewer may pass them on: a private circle's stay bound to it."""
    if kind is not Kind.PRIVATE:
        return text
    return PrivateText(text, circle, None if isinstance(viewer, Sweep) else viewer)
