"""A delivery is one message or platform action that Hearth owes; these are its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol, TypeAlias

from bot.cards import Card, PrivateText
from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId, RoomId, SpaceId
from bot.ports import Slot
from bot.rooms import Adopting


class Priority(IntEnum):
    """Urgent first, within a lane."""

    WAITING = 0  # somebody is waiting for it
    RITUAL = 1
    NUDGE = 2  # nudges and digests
    UPKEEP = 3  # what nobody sees


class State(StrEnum):
    """Where a delivery stands."""

    DUE = "due"
    SENDING = "sending"  # the request may be under way; nobody touches it before it is settled
    SENT = "sent"
    WAITING = "waiting"  # not accepted; asked again at `retry_at`
    SKIPPED = "skipped"  # expired, or its outcome cannot be known and may not be repeated
    REFUSED = "refused"  # never will be
    WITHDRAWN = "withdrawn"  # became pointless before it was sent


UNKNOWN = "unknown-outcome"
"""Why something is skipped of which nobody can know whether it arrived."""
EXPIRED = "expired"
"""Why something is skipped that could not be done in all the time it was good for."""
BARRED = "barred:"
"""What the why of a refused row begins with when its room was gone or closed to Hearth: let in, it is owed again."""
OPEN_STATES = (State.DUE, State.SENDING, State.WAITING)


@dataclass(frozen=True, slots=True)
class ToRoom:
    """One of our rooms."""

    room: RoomId


@dataclass(frozen=True, slots=True)
class ToAccount:
    """A member, at one of their accounts: a direct message."""

    account: AccountId


Destination: TypeAlias = ToRoom | ToAccount


@dataclass(frozen=True, slots=True)
class Post:
    """Send a card. `under`: into the thread of what that delivery posted in the same room.

    Where that stands nowhere (refused, withdrawn, skipped, or gone since), the card is posted in the room: what
    it says is owed all the same, and whoever reads there misses nothing. What became pointless with the first
    message bears the same reason, and is withdrawn with it.
    """

    card: Card
    under: DeliveryId | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the card of something sent before; does nothing when that was never sent."""

    of: DeliveryId
    card: Card


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """Make the destination room."""

    name: str | PrivateText
    purpose: str | PrivateText
    private: bool


@dataclass(frozen=True, slots=True)
class Invite:
    """Let accounts into the destination room; who is in already stays."""

    accounts: tuple[AccountId, ...]


@dataclass(frozen=True, slots=True)
class Remove:
    """Take an account out of the destination room; who is out already stays out.

    `external` is the platform's id of the person: they may be forgotten here before it is done.
    """

    account: AccountId
    external: str


@dataclass(frozen=True, slots=True)
class RenameRoom:
    """Give the destination room this name."""

    name: str | PrivateText


@dataclass(frozen=True, slots=True)
class Inspect:
    """Look at the destination room. `accounts` belong there. `keep`: what it is called now is right.

    `adopts`: somebody wants it to be a circle, and everybody in it is told by name.
    """

    name: str | PrivateText
    accounts: tuple[AccountId, ...]
    keep: bool = False
    adopts: Adopting | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """Ask which rooms there are in the destination room's space, for `asker`; `accounts` is theirs there, or none."""

    asker: AccountId | None = None
    accounts: tuple[AccountId, ...] = ()


@dataclass(frozen=True, slots=True)
class CloseRoom:
    """Archive the destination room; what was said stays with the platform."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Put an event that takes place in the destination room into the platform's own calendar."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class Unschedule:
    """Take an event out of the calendar; does nothing when it was never put there."""

    of: DeliveryId


@dataclass(frozen=True, slots=True)
class Reschedule:
    """Let an event in the calendar say this instead; does nothing when it was never put there, or is gone by hand."""

    of: DeliveryId
    slot: Slot


RoomAct: TypeAlias = (
    OpenRoom | Invite | Remove | RenameRoom | Inspect | Survey | CloseRoom | Schedule | Reschedule | Unschedule
)
Act: TypeAlias = Post | Edit | RoomAct


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row as the delivery walk reads it.

    `due_at`, `expires_at` are community time; `retry_at`, `sent_from` are real time; all aware UTC. `key` is
    unique and at most 25 characters (Discord's nonce): the platforms find a sent thing again by it.
    `reason` is the beat, the command or the subject it came from. `external` is the platform's id of what
    was made; the place it lives in is the destination's own. `why`: why it waits, or was not done.
    """

    id: DeliveryId
    community: CommunityId
    space: SpaceId
    to: Destination
    act: Act
    priority: Priority
    reason: str
    expires_at: datetime
    state: State
    attempt: int
    key: str
    sent_from: datetime | None = None
    retry_at: datetime | None = None
    external: str | None = None
    circle: CircleId | None = None
    why: str | None = None


class Owe(Protocol):
    """Collects what is owed; it is written with the unit of work, in order. Nothing else sends anything.

    A card whose `PrivateText` may not go where it is owed stops the whole unit (`ValueError`, a bug).
    `reason` is the id of what the delivery is about: withdrawing by it takes back what is unsent.
    `expires_at` is community time: later it is skipped, not sent.
    """

    def post(
        self,
        room: RoomId,
        card: Card,
        *,
        reason: str,
        expires_at: datetime,
        priority: Priority = Priority.RITUAL,
        under: DeliveryId | None = None,
    ) -> DeliveryId:
        """Owe a card to a room; `under`: into the thread of what was owed to that room before.

        Order is kept within a room, so the first message is sent before its thread is written to. A thread has
        no threads: `under` names a message that stands in the room itself.
        """

    def direct(
        self,
        member: MemberId,
        card: Card,
        *,
        reason: str,
        expires_at: datetime,
        priority: Priority = Priority.WAITING,
        at: AccountId | None = None,
    ) -> DeliveryId:
        """Owe a card to a member, at the account they used last; nothing is owed when none is left.

        `at`: at that one of their accounts, for what is about what was done there.
        """

    def act(
        self,
        room: RoomId,
        act: RoomAct,
        *,
        reason: str,
        expires_at: datetime,
        priority: Priority = Priority.WAITING,
    ) -> DeliveryId:
        """Owe an action on a room."""

    def edit(self, of: DeliveryId, card: Card, *, reason: str, expires_at: datetime) -> None:
        """Owe the replacement of a card; an edit of it still unsent is replaced, not added.

        Nothing is owed for a card that was withdrawn or refused.
        """

    async def withdraw(self, community: CommunityId, reasons: Sequence[str]) -> int:
        """Withdraw what is owed for these reasons and not yet being sent; return how many."""

    async def rest(self, community: CommunityId) -> int:
        """Withdraw the unsent messages that nobody waits for, of Hearth's own accord; return how many."""
