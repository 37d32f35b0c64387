"""Hallways: a room for a while for those who came to a date. What one is, when it ends, and what must be kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.cards import Card
from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId, OccurrenceId, RitualId, RoomId

DAYS = 2
MOST_DAYS = 7
"""A hallway is for going on from a date; whoever wants more than a week wants a circle."""
FEWEST = 2
"""A room for one is no hallway."""
WARNING = timedelta(hours=1)
OPENED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Gathering:
    """A date, or a ritual of which none is over yet, as hallways know of it.

    `over_at` is when it was over (aware UTC), None while it is not; then there is no date. `came` are those who were
    there, `host` who hosted it.
    """

    ritual: RitualId
    name: str
    date: OccurrenceId | None = None
    starts: datetime | None = None
    over_at: datetime | None = None
    host: MemberId | None = None
    came: tuple[MemberId, ...] = ()

    @property
    def people(self) -> tuple[MemberId, ...]:
        """Return for whom its hallway is: those who came and whoever hosted, each once."""
        hosts = () if self.host is None else (self.host,)
        return tuple(dict.fromkeys((*hosts, *self.came)))

    def fresh(self, now: datetime) -> bool:
        """Return whether it was over only lately (aware `now`)."""
        return self.over_at is not None and self.over_at <= now <= self.over_at + OPENED_WITHIN


class Gatherings(Protocol):
    """What members meet for, as hallways ask for it."""

    async def find(self, community: CommunityId, named: str) -> Gathering | None:
        """Return the date of that id, or the last one of the ritual of that name; None for no such ritual."""

    async def of(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Gathering]: ...
    async def names(self, community: CommunityId) -> Sequence[str]: ...
    async def post(self, date: OccurrenceId, card: Card, *, reason: str, until: datetime) -> tuple[DeliveryId, ...]:
        """Owe a card under each opening of a date, or in the rooms of its ritual."""


@dataclass(frozen=True, slots=True)
class Hallway:
    """The hallway of a date: at most one. `notices` are the cards under the date that tell of it.

    Who is in it is kept nowhere: who came is asked for, and who is there its platform alone knows.
    """

    id: str
    community: CommunityId
    date: OccurrenceId
    opened_by: AccountId | None
    opened_at: datetime
    closes_at: datetime
    rooms: tuple[RoomId, ...] = ()
    notices: tuple[DeliveryId, ...] = ()
    closed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether people may come in (aware `now`)."""
        return self.closed_at is None and now < self.closes_at


class HallwayStore(Protocol):
    """Hallways and their rooms."""

    async def add(self, hallway: Hallway) -> bool:
        """Write a hallway; return False, and write nothing, where its date had one already."""

    async def add_room(self, hallway: Hallway, room: RoomId) -> None:
        """Note one more room of it; the room is there already."""

    async def of_date(self, date: OccurrenceId) -> Hallway | None: ...
    async def hold(self, community: CommunityId, hallway: str) -> Hallway | None:
        """Return one, held until this unit of work ends."""

    async def get(self, hallways: Iterable[str]) -> tuple[Hallway, ...]: ...
    async def of_rooms(self, rooms: Iterable[RoomId]) -> Mapping[RoomId, Hallway]: ...
    async def all_open(self, communities: Iterable[CommunityId]) -> tuple[Hallway, ...]:
        """Return the hallways of communities that are not closed."""

    async def close(self, hallways: Sequence[str], at: datetime) -> tuple[str, ...]:
        """Close hallways; return those that were not closed before. Of two who close one at once, one hears it."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...
