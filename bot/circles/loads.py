"""How full spaces are. Pure: what was counted, and what follows; and what must be kept about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.keys import CommunityId, SpaceId
from bot.rooms import Load

WARN_PERCENT = 80
FORGET_PERCENT = 75
"""Below this what was told is forgotten, and told anew when it fills again; between the two nothing changes."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How full a space was at `at`, and since when its stewards know that it fills, None when they do not.

    Both are community time.
    """

    community: CommunityId
    space: SpaceId
    load: Load
    at: datetime
    told_at: datetime | None = None

    @property
    def full(self) -> bool:
        """Return whether there is no room left."""
        return self.load.used >= self.load.cap


class LoadStore(Protocol):
    """How full spaces are, and which of their rooms are circles'."""

    async def of(self, spaces: Iterable[SpaceId]) -> tuple[Counted, ...]: ...
    async def put(self, counted: Sequence[Counted]) -> None: ...
    async def adopted(self, space: SpaceId) -> frozenset[str]:
        """Return the platform's ids of the rooms that are, or were, a circle's, a hallway's or the stewards' own."""


def percent(load: Load) -> int:
    """Return how full something is, in whole percent, rounded down."""
    return load.used * 100 // load.cap


def after(
    community: CommunityId, space: SpaceId, load: Load, before: Counted | None, now: datetime
) -> tuple[Counted, bool]:
    """Return what is kept now that this was counted, and whether the stewards are to hear of it."""
    told = before.told_at if before is not None else None
    if percent(load) < FORGET_PERCENT:
        told = None
    warns = told is None and percent(load) >= WARN_PERCENT
    return Counted(community, space, load, now, now if warns else told), warns


def barring(counted: Iterable[Counted], *, private: bool) -> Counted | None:
    """Return what is so full that no new room of that kind can be opened; None when nothing is."""
    return next((c for c in counted if c.full and (c.load.private if private else c.load.public)), None)
