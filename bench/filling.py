"""Fills a database with rituals as Hearth leaves them: the next date and its beats ahead, the last one done."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Table, text

from bot.beats import BeatState
from bot.cards import Card
from bot.codec import encode
from bot.deliveries import Post, State
from bot.keys import RitualId
from bot.rhythm.model import GRACE, LEAD, REMINDER, Moment, OccurrenceState, RitualState, occurrence_id
from storage.database import Database
from storage.tables.community import communities, rooms, spaces
from storage.tables.engine import beats, deliveries
from storage.tables.rhythm import occurrences, rituals

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""A Monday. Everything ahead lies between two and nine days after it."""
WEEK = timedelta(days=7)
FIRST = timedelta(days=2)
SPREAD_MINUTES = 7 * 24 * 60
RITUALS_A_COMMUNITY = 10
MINUTES = 45
MINUTE = timedelta(minutes=1)
EARLY = 100
"""What is done before it is measured: connections, caches and prepared statements are warm afterwards."""
ROWS_AT_ONCE = 2_000
"""Rituals written in one transaction."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ritual:
    """What the rows of one ritual are made from: its number, that of its community, and its next date."""

    number: int
    community: int
    starts: datetime

    @property
    def id(self) -> RitualId:
        """Its id, 16 characters as all are."""
        return RitualId(f"r{self.number:015d}")


def spread(number: int) -> Ritual:
    """Return one of ten rituals of a community, nothing of it due at NOW."""
    starts = NOW + FIRST + timedelta(minutes=number % SPREAD_MINUTES)
    return Ritual(number, number // RITUALS_A_COMMUNITY, starts)


def at_once(number: int) -> Ritual:
    """Return the only ritual of a community: the first hundred begin a minute before NOW, all others at NOW."""
    return Ritual(number, number, NOW - MINUTE if number < EARLY else NOW)


async def fill(database: Database, count: int, made: Callable[[int], Ritual] = spread) -> None:
    """Store that many rituals; one that begins at NOW has its announcement and reminder behind it."""
    for first in range(0, count, ROWS_AT_ONCE):
        some = [made(n) for n in range(first, min(first + ROWS_AT_ONCE, count))]
        known = {made(first - 1).community} if first else set()
        async with database.writing() as session:
            for table, rows in _rows(some, known):
                await session.execute(table.insert(), rows)
    if not database.sqlite:
        # What autovacuum does by itself soon after; SQLite has no such thing, so it gets none here.
        async with database.engine.connect() as connection:
            plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await plain.execute(text("VACUUM ANALYZE"))


def _rows(some: Sequence[Ritual], known: AbstractSet[int]) -> Iterator[tuple[Table, Rows]]:
    numbers = [c for c in dict.fromkeys(r.community for r in some) if c not in known]
    if numbers:
        yield communities, [_community(n) for n in numbers]
        yield spaces, [_space(n) for n in numbers]
        yield rooms, [_room(n) for n in numbers]
    yield rituals, [_ritual(r) for r in some]
    yield occurrences, [o for r in some for o in _occurrences(r)]
    yield beats, [b for r in some for b in _beats(r)]
    yield deliveries, [_delivery(r) for r in some]


def _community(number: int) -> dict[str, Any]:
    return {
        "id": f"c{number:015d}",
        "name": f"Community {number}",
        "charter": "To be measured",
        "zone": "UTC",
        "language": "en",
        "stage": "maturing",
        "founded_at": NOW - WEEK,
    }


def _space(number: int) -> dict[str, Any]:
    return {
        "id": f"s{number:015d}",
        "platform": "sandbox",
        "external_id": f"space-{number}",
        "name": f"space-{number}",
        "community_id": f"c{number:015d}",
        "home_room_id": f"h{number:015d}",
    }


def _room(number: int) -> dict[str, Any]:
    return {
        "id": f"h{number:015d}",
        "space_id": f"s{number:015d}",
        "external_id": f"room-{number}",
        "name": "general",
        "private": False,
        "state": "open",
    }


def _ritual(ritual: Ritual) -> dict[str, Any]:
    return {
        "id": ritual.id,
        "community_id": f"c{ritual.community:015d}",
        "name": f"Ritual {ritual.number}",
        "folded": f"ritual {ritual.number}",
        "value": "Something to measure",
        "rule": "FREQ=WEEKLY",
        "begins": ritual.starts.date(),
        "at": time(ritual.starts.hour, ritual.starts.minute),
        "zone": "UTC",
        "skipped": "",
        "exceptions": "{}",
        "minutes": MINUTES,
        "deck": "",
        "guests": False,
        "state": RitualState.ACTIVE.value,
        "revision": 1,
        "created_at": NOW - WEEK,
    }


def _occurrences(ritual: Ritual) -> Rows:
    states = ((ritual.starts, OccurrenceState.PLANNED), (ritual.starts - WEEK, OccurrenceState.ENDED))
    return [
        {
            "id": occurrence_id(ritual.id, starts),
            "community_id": f"c{ritual.community:015d}",
            "ritual_id": ritual.id,
            "starts_at": starts,
            "original_at": starts,
            "minutes": MINUTES,
            "state": state.value,
        }
        for starts, state in states
    ]


def _beats(ritual: Ritual) -> Rows:
    """Return the four beats of the next date, done where they lie before NOW, and the last one that was handled."""
    ahead = {
        Moment.ANNOUNCE: ritual.starts - LEAD,
        Moment.REMIND: ritual.starts - REMINDER,
        Moment.OPEN: ritual.starts,
        Moment.WORTH: ritual.starts + timedelta(minutes=MINUTES),
    }
    due = [(m, at, BeatState.DUE if at >= NOW - MINUTE else BeatState.DONE, ritual.starts) for m, at in ahead.items()]
    done = (Moment.OPEN, ritual.starts - WEEK, BeatState.DONE, ritual.starts - WEEK)
    return [
        {
            "id": f"{'adrow'[place]}{ritual.number:015d}",
            "kind": moment.value,
            "community_id": f"c{ritual.community:015d}",
            "subject": occurrence_id(ritual.id, starts),
            "due_at": at,
            "grace_seconds": int(GRACE[moment].total_seconds()),
            "state": state.value,
        }
        for place, (moment, at, state, starts) in enumerate((*due, done))
    ]


PAYLOAD = encode(Post(Card("Something to measure")))


def _delivery(ritual: Ritual) -> dict[str, Any]:
    """Return the opening that was sent a week ago."""
    sent = ritual.starts - WEEK
    return {
        "id": f"d{ritual.number:015d}",
        "community_id": f"c{ritual.community:015d}",
        "space_id": f"s{ritual.community:015d}",
        "destination": f"h{ritual.community:015d}",
        "room_id": f"h{ritual.community:015d}",
        "act": "Post",
        "payload": PAYLOAD,
        "priority": 1,
        "reason": occurrence_id(ritual.id, sent),
        "expires_at": sent + GRACE[Moment.OPEN],
        "state": State.SENT.value,
        "attempt": 1,
        "key": f"hd{ritual.number:015d}",
        "sent_from": sent,
        "first_from": sent,
        "external_id": f"m{ritual.number}",
        "finished_at": sent,
    }
