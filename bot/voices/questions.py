"""Question boxes and the questions in them: frozen values and pure rules."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.keys import AccountId, CommunityId, DeliveryId, GuestId, MemberId, OccurrenceId, RitualId, RoomId

AHEAD: Final = timedelta(days=5)
"""A box opens five days before its guest comes."""
RECAP_AFTER: Final = timedelta(days=1)
LASTS: Final = timedelta(hours=1)
"""How long a date takes that belongs to no ritual."""
LONGEST_QUESTION: Final = 300
LONGEST_ANSWER: Final = 1500
LONGEST_REASON: Final = 200
MOST_A_BOX: Final = 3
"""Questions of one member that one box holds at a time."""
MOST_A_DAY: Final = 10
MOST_CARRIED: Final = 3
"""How many times a question waits for another guest before it is let go."""
HEARD_EVERY: Final = timedelta(minutes=15)
"""Stewards hear of questions at the quarters of an hour: the moment would tell who asked."""

Places = tuple[tuple[RoomId, DeliveryId], ...]
"""What was posted where."""


class BoxState(StrEnum):
    """Where a box stands."""

    PLANNED = "planned"
    OPEN = "open"
    OVER = "over"  # its date has passed; answers may still come
    CLOSED = "closed"  # after the recap, or because the date does not take place


class QuestionState(StrEnum):
    """Where a question stands."""

    NEW = "new"  # the stewards have not heard of it yet
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    ANSWERED = "answered"


UNHEARD: Final = frozenset({QuestionState.NEW, QuestionState.WAITING})
PUBLIC: Final = frozenset({QuestionState.APPROVED, QuestionState.ANSWERED})
GOES_ON: Final = frozenset({BoxState.PLANNED, BoxState.OPEN, BoxState.OVER})


class Mark(StrEnum):
    """What a member gives to a question: a vote for it, or thanks for its answer."""

    VOTE = "vote"
    LIKE = "like"


@dataclass(frozen=True, slots=True)
class Box:
    """Where members put questions to a guest before their date. Instants are aware UTC.

    `ritual` is None for a date that belongs to none, `guest_id` where the guest is on no list. `posts` are its cards,
    one a room; `notices` tell the stewards what waits; `speaker` is the guest's own account.
    """

    id: str
    community: CommunityId
    ritual: RitualId | None
    guest: str
    guest_id: GuestId | None
    topic: str
    starts: datetime
    ends: datetime
    state: BoxState
    occurrence: OccurrenceId | None = None
    opened_by: AccountId | None = None
    speaker: AccountId | None = None
    posts: Places = ()
    notices: tuple[DeliveryId, ...] = ()

    @property
    def opens(self) -> datetime:
        """Return when it opens by itself."""
        return self.starts - AHEAD


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Who asked is `account`, or nobody: then only their mask is kept.

    `day` is all that is known of when. `asked_in` is the box it was first put in, `into` the question it says the
    same as. `name` is the asker's, empty without it.
    """

    id: str
    community: CommunityId
    box: str
    asked_in: str
    state: QuestionState
    day: date
    text: str
    account: AccountId | None = None
    member: MemberId | None = None
    name: str = ""
    mask: str = ""
    into: str | None = None
    reason: str = ""
    decided_by: AccountId | None = None
    carried: int = 0
    answer: str = ""
    answered_by: AccountId | None = None
    posts: Places = ()


@dataclass(frozen=True, slots=True)
class Best:
    """The answer of a date that most members found helpful."""

    question: str
    answer: str
    likes: int


def mask_of(key: str, asked_in: str, account: AccountId) -> str:
    """Return what stands for whoever asks without their name: 64 hexadecimal digits.

    With another box it is another one, so that nobody's questions can be strung together over time. It follows the
    account as every act does: parted accounts have their own again.

    Source:
        RFC 2104, HMAC, with SHA-256.
    """
    return hmac.new(key.encode(), f"{asked_in}:{account}".encode(), hashlib.sha256).hexdigest()


def heard_at(now: datetime) -> datetime:
    """Return when stewards hear of a question asked now: at the next quarter of an hour, never at once."""
    begun = now.replace(minute=0, second=0, microsecond=0)
    quarters = (now - begun) // HEARD_EVERY
    return begun + (quarters + 1) * HEARD_EVERY


def live(questions: Iterable[Question], votes: Mapping[str, int]) -> tuple[Question, ...]:
    """Return the approved questions as the room sees them: most votes first, then the older day.

    Of one day the order is by id, which says nothing of when.
    """
    roots = [q for q in questions if q.state is QuestionState.APPROVED and q.into is None]
    return tuple(sorted(roots, key=lambda q: (-votes.get(q.id, 0), q.day, q.id)))


def answered(questions: Iterable[Question], likes: Mapping[str, int]) -> tuple[Question, ...]:
    """Return the answered questions, best liked first."""
    roots = [q for q in questions if q.state is QuestionState.ANSWERED and q.into is None]
    return tuple(sorted(roots, key=lambda q: (-likes.get(q.id, 0), q.day, q.id)))


def waiting(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return what the stewards have heard of and not decided."""
    found = [q for q in questions if q.state is QuestionState.WAITING]
    return tuple(sorted(found, key=lambda q: (q.day, q.id)))


def left_over(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return what goes on to another guest with what was put together with it; what waited often is let go."""
    stays = UNHEARD | {QuestionState.APPROVED}
    return tuple(q for q in questions if q.state in stays and q.carried < MOST_CARRIED)


def best(questions: Iterable[Question], likes: Mapping[str, int]) -> Best | None:
    """Return the best-liked answer; None while nobody liked one."""
    first = next(iter(answered(questions, likes)), None)
    if first is None or not likes.get(first.id, 0):
        return None
    return Best(first.text, first.answer, likes[first.id])


def next_for(box: Box, others: Sequence[Box]) -> Box | None:
    """Return the box to which what is left of one goes: the guest's next one, else the ritual's."""
    ahead = [b for b in others if b.id != box.id and b.state in {BoxState.PLANNED, BoxState.OPEN}]
    ahead.sort(key=lambda b: (b.starts, b.id))
    theirs = next((b for b in ahead if same_guest(b, box)), None)
    return theirs or next((b for b in ahead if box.ritual is not None and b.ritual == box.ritual), None)


def same_guest(one: Box, other: Box) -> bool:
    """Return whether two boxes are for the same person."""
    if one.guest_id is not None and other.guest_id is not None:
        return one.guest_id == other.guest_id
    return " ".join(one.guest.split()).casefold() == " ".join(other.guest.split()).casefold()


def too_many(own: Iterable[Question], box: str, today: date) -> str:
    """Return which limit a member has reached: "box", "day", or "" for none."""
    mine = list(own)
    if sum(q.box == box and q.state in UNHEARD | {QuestionState.APPROVED} for q in mine) >= MOST_A_BOX:
        return "box"
    return "day" if sum(q.day == today for q in mine) >= MOST_A_DAY else ""
