"""What one unit of work holds, and who makes one: the engine's own protocols."""

from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from bot.beats import Beat, BeatState
from bot.commands import Event
from bot.community.access import Access
from bot.community.arrivals import Arrivals
from bot.community.desk import Desk
from bot.delivery.outcomes import Outcomes
from bot.delivery.scout import Errands
from bot.delivery.store import DeliveryStore
from bot.facts import Fact
from bot.keys import BeatId, CommunityId, SpaceId


class BeatQueue(Protocol):
    """Claims and finishes beats."""

    async def claim(self, now: datetime, most: int) -> tuple[Beat, ...]:
        """Return at most that many due beats, earliest first, held until the unit of work ends."""

    async def first(self, now: datetime) -> tuple[Beat, ...]:
        """Return the beat that would be claimed first, or none; it holds nothing, so a reading unit may ask."""

    async def finish(self, beats: Sequence[BeatId], state: BeatState) -> None:
        """Mark beats as handled."""

    async def resting(self, wanted: Iterable[CommunityId], now: datetime) -> frozenset[CommunityId]:
        """Return those of the communities that rest."""

    async def next_due(self) -> datetime | None:
        """Return when the earliest due beat is due."""


class Inbox(Protocol):
    """Events that came in and are not worked off yet."""

    async def put(self, event: Event, real: datetime) -> bool:
        """Keep an event; return False when it came before."""

    async def open(self, most: int) -> tuple[tuple[int, Event], ...]:
        """Return (number, event) pairs in the order they came."""

    async def done(self, number: int, real: datetime) -> None:
        """Mark one as worked off."""


class CallLog(Protocol):
    """Which interactions were handled."""

    async def first(self, platform: str, space: str, call: str, real: datetime) -> bool:
        """Note an interaction; return False when it was handled before."""


class House(Protocol):
    """Everything for one unit of work, on one session."""

    @property
    def access(self) -> Access: ...
    @property
    def arrivals(self) -> Arrivals: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def beats(self) -> BeatQueue: ...
    @property
    def deliveries(self) -> DeliveryStore: ...
    @property
    def errands(self) -> Errands: ...
    @property
    def outcomes(self) -> Outcomes: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def calls(self) -> CallLog: ...
    @property
    def facts(self) -> deque[Fact]: ...

    def service(self, kind: type) -> Any:
        """Return the service of a class."""

    async def flush(self) -> None:
        """Write what is owed and planned."""

    def lanes(self) -> frozenset[SpaceId]:
        """Return the lanes in which there is something new to do."""


class Units(Protocol):
    """Makes units of work. `at_once` is how many that write may be open together without waiting for each other."""

    @property
    def at_once(self) -> int: ...
    def writing(self) -> AbstractAsyncContextManager[House]:
        """Open a unit that commits at its end and undoes everything on an error."""

    def reading(self) -> AbstractAsyncContextManager[House]:
        """Open a unit that only reads."""
