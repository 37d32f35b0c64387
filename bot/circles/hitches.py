"""What could not be done for a circle, and what it still waits for; and where that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.facts import DeliveryRefused
from bot.keys import CircleId, CommunityId, RoomId


class Doing(StrEnum):
    """What Hearth does with a circle's room."""

    OPEN = "OpenRoom"
    INVITE = "Invite"
    REMOVE = "Remove"
    CLOSE = "CloseRoom"
    SAY = "Post"


@dataclass(frozen=True, slots=True)
class Hitch:
    """Something that was refused, or of which nobody knows whether it was done.

    `why` is a platform's code; `missing` and `remedy` name a permission and where it is given, empty for none.
    """

    room: RoomId
    doing: Doing
    why: str
    missing: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that is still owed to a circle's room; `until`: not before then (aware, real time)."""

    room: RoomId
    doing: Doing
    until: datetime | None


class HitchStore(Protocol):
    """Hitches, the last one of each room and doing."""

    async def keep(self, refused: Sequence[DeliveryRefused]) -> None:
        """Keep what was refused in circles' rooms; the rest is no hitch of a circle's."""

    async def of(self, community: CommunityId, circle: CircleId) -> tuple[Hitch, ...]:
        """Return what is refused still: not what was sent again or dropped since."""

    async def awaited(self, community: CommunityId, circle: CircleId) -> tuple[Awaited, ...]:
        """Return what is owed to a circle's rooms and not settled, in the order in which it was owed."""

    async def clear(self, community: CommunityId, circle: CircleId) -> None:
        """Forget a circle's hitches: they are mended, or it is closed."""
