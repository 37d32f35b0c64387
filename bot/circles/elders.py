"""Rooms older than Hearth: what keeps one from becoming a circle. Pure: what was seen, what follows."""

from dataclasses import dataclass
from enum import StrEnum

from bot.circles.model import CAP, LARGEST_CAP
from bot.rooms import Adopting, Presence, RoomState


class Bar(StrEnum):
    """Why a room cannot be adopted, the plainest first."""

    UNSEEN = "unseen"  # Hearth is not in it
    GONE = "gone"
    ARCHIVED = "archived"
    OUTSIDE = "outside"  # the asker is not in it, and hears no more than of a room that is not there
    CIRCLE = "circle"  # it is one already
    DESK = "desk"  # the community's stewards meet there
    ROLES = "roles"  # opened to roles, and nobody tells who that is
    PUBLIC = "public"
    UNTOLD = "untold"  # the platform does not tell who is in it
    LARGE = "large"
    CAP = "cap"  # more people are in it than should fit
    ALONE = "alone"  # nobody else is in it, and nobody was named


@dataclass(frozen=True, slots=True)
class Elder:
    """An older room as it was found. `asker`: the platform's id of whoever wants to adopt it."""

    seen: RoomState
    asker: str
    circle: bool = False
    desk: bool = False

    @property
    def people(self) -> frozenset[str]:
        """Return the platform's ids of who would be in the circle, whoever asks among them."""
        return (self.seen.people or frozenset()) | {self.asker}


def cap_of(wish: Adopting, size: int) -> int:
    """Return how many fit: as was asked, else as usual, and never fewer than are in it."""
    return max(CAP, size) if wish.cap is None else wish.cap


def barred(elder: Elder, wish: Adopting) -> Bar | None:
    """Return what keeps a room from being adopted; None when nothing does."""
    seen, size = elder.seen, len(elder.people)
    inside = wish.here or elder.asker in (seen.people or ())
    checks = (
        (Bar.UNSEEN, seen.presence is Presence.UNSEEN),
        (Bar.GONE, seen.presence is Presence.GONE),
        (Bar.ARCHIVED, seen.presence is Presence.ARCHIVED),
        (Bar.PUBLIC, not seen.private and not seen.by_roles),
        (Bar.OUTSIDE, not inside),
        (Bar.CIRCLE, elder.circle),
        (Bar.DESK, elder.desk),
        (Bar.ROLES, seen.by_roles),
        (Bar.UNTOLD, seen.people is None),
        (Bar.LARGE, size > LARGEST_CAP),
        (Bar.CAP, cap_of(wish, size) < size),
        (Bar.ALONE, size == 1 and wish.steward is None),
    )
    return next((bar for bar, true in checks if true), None)
