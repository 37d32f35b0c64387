"""Feeds that a community follows, and what becomes of their entries: values and pure rules."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, NewType, Protocol, TypeAlias
from urllib.parse import urlsplit

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId
from bot.pages import Entry, Outline

SourceId = NewType("SourceId", str)
MOST_SOURCES: Final = 20
MOST_OFFERED: Final = 20
"""Feeds of a list that a steward may choose from: four rows of buttons."""
A_WEEK: Final = timedelta(weeks=1)
A_DAY: Final = timedelta(days=1)
MOST_A_WEEK: Final = 3
"""New questions from all feeds of a community together."""
FRESH: Final = timedelta(days=30)
"""Older entries make no question, and a question that has waited so long is not news any more."""
GIVES_UP: Final = 5
"""Readings that failed in a row after which stewards hear of it, and it is tried once a week."""


class Standing(StrEnum):
    """Where a feed stands."""

    NEW = "new"  # being looked at for the first time
    OFFERED = "offered"  # named by a list, not chosen yet
    ON = "on"
    ENDED = "ended"  # its server says that it is gone for good


@dataclass(frozen=True, slots=True)
class Source:
    """A feed. `trouble` (a `bot.pages.Trouble`) and `status` tell why the last reading failed, `failures` how often.

    `newest` is when its newest entry was published, as far as it says so.
    """

    id: SourceId
    community: CommunityId
    url: str
    title: str
    state: Standing
    added_by: AccountId | None
    added_at: datetime
    etag: str = ""
    modified: str = ""
    failures: int = 0
    trouble: str = ""
    status: int = 0
    read_at: datetime | None = None
    newest: datetime | None = None

    @property
    def name(self) -> str:
        """Return how it is called: by its own title, else by where it stands."""
        return self.title or urlsplit(self.url).hostname or self.url

    @property
    def follows(self) -> bool:
        """Return whether it counts among those that are followed."""
        return self.state in {Standing.ON, Standing.NEW}


class SourceStore(Protocol):
    """Feeds of communities, and which of them are to be read."""

    async def all(self, community: CommunityId) -> tuple[Source, ...]:
        """Return a community's feeds in the order in which they came, those offered left out."""

    async def get(self, sources: Collection[SourceId]) -> tuple[Source, ...]: ...
    async def at(self, community: CommunityId, url: str) -> Source | None: ...
    async def put(self, source: Source) -> None: ...
    async def offer(self, community: CommunityId, sources: Sequence[Source]) -> tuple[Source, ...]:
        """Keep these as offered instead of those offered before; return those that are none of the community's yet."""

    async def drop(self, source: Source) -> None:
        """Remove a feed, and those of its questions that wait."""

    async def followed(self, communities: Collection[CommunityId]) -> tuple[Source, ...]:
        """Return the feeds these communities follow."""

    async def given(self, community: CommunityId, since: datetime) -> "tuple[Given, ...]":
        """Return which feed gave a question when, since then."""

    async def known(self, community: CommunityId, keys: Collection[str]) -> frozenset[str]:
        """Return those of the keys that questions of the community have."""

    async def expire(self, community: CommunityId, before: datetime) -> int:
        """Decline the questions from feeds that have waited since then; return how many."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


Given: TypeAlias = tuple[SourceId, datetime]
"""Which feed gave a question, and when."""


class Wanting(Protocol):
    """Asks for readings; the scout does them, outside of any unit of work."""

    async def want(self, sources: Collection[SourceId], real: datetime) -> None:
        """Ask for a reading of each; one that is wanted already stays so. `real` is real time."""


def next_reading(source: Source, now: datetime) -> datetime:
    """Return when a feed is read next: each day, or each week while it fails, at a minute of its own (UTC)."""
    minute = int.from_bytes(sha256(source.id.encode()).digest()[:4]) % (24 * 60)
    ahead = A_WEEK if source.failures >= GIVES_UP else A_DAY
    day = datetime.combine((now + ahead).astimezone(UTC).date(), time(0), UTC)
    return day + timedelta(minutes=minute)


def share(
    source: Source, sources: Iterable[Source], given: Collection[tuple[SourceId, datetime]], now: datetime
) -> int:
    """Return how many questions a feed may give now, so that no week brings many and each lively feed has its turn.

    `given`: which feed gave one when, over the time that `round_of` says at least.
    """
    lively = _lively(source, sources, now)
    left = MOST_A_WEEK - sum(now - at < A_WEEK for _source, at in given)
    mine = max(1, MOST_A_WEEK // lively) - sum(who == source.id and now - at < round_of(lively) for who, at in given)
    return max(0, min(left, mine))


def round_of(lively: int) -> timedelta:
    """Return how long it takes until so many feeds have each had their turn."""
    return A_WEEK * max(1, -(-lively // MOST_A_WEEK))


LONGEST_ROUND: Final = round_of(MOST_SOURCES)


def _lively(source: Source, sources: Iterable[Source], now: datetime) -> int:
    """Return how many feeds told something lately, this one counted anyway."""
    told = {s.id for s in sources if s.newest is not None and now - s.newest < FRESH}
    return len(told | {source.id})


def fresh(entries: Iterable[Entry], known: Collection[str], now: datetime) -> tuple[Entry, ...]:
    """Return the entries that a question can be made of, the newest first; undated ones as they stand, at the end."""
    dated = [e for e in entries if e.key not in known and e.published is not None and told(e, now) >= now - FRESH]
    undated = [e for e in entries if e.key not in known and e.published is None]
    return (*sorted(dated, key=lambda e: told(e, now), reverse=True), *undated)


def told(entry: Entry, now: datetime) -> datetime:
    """Return when an entry says it was published; never later than now, and now where it does not say."""
    return min(entry.published or now, now)


def newest(entries: Iterable[Entry], now: datetime) -> datetime | None:
    """Return when the newest entry was published; None where none says so."""
    return max((told(e, now) for e in entries if e.published is not None), default=None)


def offered(outlines: Iterable[Outline], taken: Collection[str]) -> tuple[Outline, ...]:
    """Return the feeds of a list that may be chosen: not followed yet, as many as fit a card."""
    return tuple(o for o in outlines if o.url not in taken)[:MOST_OFFERED]
