"""How a circle's room may differ from what it should be. Pure: what is expected, what was seen, what follows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.cards import PrivateText
from bot.keys import AccountId, CircleId, CommunityId, RoomId
from bot.rooms import Presence, RoomState

AGAIN_AFTER = timedelta(days=7)
"""What is urgent and still so is said again after a week; everything else is said once."""
DAY = timedelta(days=1)
DAY_MINUTES = 24 * 60


class Kind(StrEnum):
    """What is different."""

    GONE = "gone"  # archived or deleted by hand
    UNSEEN = "unseen"  # Hearth was taken out of it, or it is gone
    RENAMED = "renamed"
    PUBLIC = "public"
    RIGHT = "right"  # Hearth lacks something there
    ADDED = "added"  # somebody is in it and has no seat
    ABSENT = "absent"  # somebody has a seat and is not in it


URGENT = frozenset({Kind.PUBLIC, Kind.RIGHT})


@dataclass(frozen=True, slots=True)
class Expected:
    """A room as it should be. People go by the platform's ids.

    `hidden`: only its members may see it. `seats`: whose seats open this room; `allowed`: accounts of those in the
    circle that may be there besides. `still`: nobody was being let in or taken out meanwhile.
    """

    hidden: bool
    seats: frozenset[str]
    allowed: frozenset[str] = frozenset()
    still: bool = True


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference; `person` is the platform's id of whom it is about, empty for the room itself."""

    kind: Kind
    person: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A difference that the stewards were told of, at `told` (community time)."""

    id: str
    community: CommunityId
    room: RoomId
    circle: CircleId
    kind: Kind
    account: AccountId | None
    told: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """A circle's room that is looked at: its name as Hearth gave it, and who belongs there."""

    community: CommunityId
    room: RoomId
    circle: CircleId
    name: str | PrivateText
    accounts: tuple[AccountId, ...]


def compare(expected: Expected, seen: RoomState) -> tuple[Drift, ...]:
    """Return every difference, the room's own first; a room that is not there has no other."""
    if seen.presence in {Presence.GONE, Presence.ARCHIVED}:
        return (Drift(Kind.GONE),)
    if seen.presence is Presence.UNSEEN:
        return (Drift(Kind.UNSEEN),)
    own = (
        (Kind.PUBLIC, expected.hidden and not seen.private),
        (Kind.RIGHT, bool(seen.missing)),
        (Kind.RENAMED, bool(seen.called)),
    )
    found = [Drift(kind) for kind, true in own if true]
    if seen.people is not None and expected.hidden and expected.still:
        if seen.private:  # into a public one everybody may come
            strangers = seen.people - expected.seats - expected.allowed - seen.departed
            found += [Drift(Kind.ADDED, p) for p in sorted(strangers)]
        found += [Drift(Kind.ABSENT, p) for p in sorted(expected.seats - seen.people - seen.departed)]
    return tuple(found)


def told_again(noted: Told, now: datetime) -> bool:
    """Return whether a difference that still is there is told once more."""
    return noted.kind in URGENT and now - noted.told >= AGAIN_AFTER


def next_look(community: CommunityId, after: datetime) -> datetime:
    """Return the next moment (UTC) after `after` at which a community's rooms are looked at, once a day."""
    midnight = after.replace(hour=0, minute=0, second=0, microsecond=0)
    moment = midnight + timedelta(minutes=int(sha256(f"rooms {community}".encode()).hexdigest(), 16) % DAY_MINUTES)
    return moment if moment > after else moment + DAY
