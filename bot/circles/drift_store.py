"""What must be kept about differences of rooms, as a protocol."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.circles.drift import Told, Watched
from bot.community.store import Record, Who
from bot.keys import CircleId, CommunityId, RoomId


class DriftStore(Protocol):
    """Differences that stewards were told of, and the rooms that are looked at."""

    async def noted(self, community: CommunityId, room: RoomId) -> tuple[Told, ...]: ...
    async def of_circle(self, community: CommunityId, circle: CircleId) -> tuple[Told, ...]: ...
    async def put(self, noted: Sequence[Told]) -> None: ...
    async def drop(self, noted: Sequence[Told]) -> None: ...
    async def watched(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Watched, ...]]:
        """Return the open rooms of open circles, in a fixed number of queries."""

    async def looking(self, rooms: Iterable[RoomId]) -> frozenset[RoomId]:
        """Return which of these rooms are about to be looked at."""

    async def stirred(self, circle: CircleId, room: RoomId, since: datetime) -> bool:
        """Return whether people were let in or taken out since then (real time), or still are to be."""

    async def rename(self, community: CommunityId, circle: CircleId, name: str) -> None:
        """Call a circle something else."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...
