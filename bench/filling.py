"""Fills a database with rituals as Hearth leaves them: the next date and its beats ahead, the last one done."""

from collections.abc import Iterator, Sequence
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
ROWS_AT_ONCE = 2_000
"""Rituals written in one transaction."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ritual:
    """What the rows of one ritual are made from."""

    number: int

    @property
    def id(self) -> RitualId:
        """Its id, 16 characters as all are."""
        return RitualId(f"r{self.number:015d}")

    @property
    def community(self) -> int:
        """The number of its community."""
        return self.number // RITUALS_A_COMMUNITY

    @property
    def starts(self) -> datetime:
        """Its next date."""
        return NOW + FIRST + timedelta(minutes=self.number % SPREAD_MINUTES)


async def fill(database: Database, count: int) -> None:
    """Store that many rituals, nothing of them due at NOW."""
    for first in range(0, count, ROWS_AT_ONCE):
        some = [Ritual(n) for n in range(first, min(first + ROWS_AT_ONCE, count))]
        async with database.writing() as session:
            for table, rows in _rows(some):
                await session.execute(table.insert(), rows)
    if not database.sqlite:
        # What autovacuum does by itself soon after; SQLite has no such thing, so it gets none here.
        async with database.engine.connect() as connection:
            plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await plain.execute(text("VACUUM ANALYZE"))


def _rows(some: Sequence[Ritual]) -> Iterator[tuple[Table, Rows]]:
    numbers = list(dict.fromkeys(r.community for r in some if r.number % RITUALS_A_COMMUNITY == 0))
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
    """Return the four beats ahead, and the last one that was handled."""
    ahead = {
        Moment.ANNOUNCE: ritual.starts - LEAD,
        Moment.REMIND: ritual.starts - REMINDER,
        Moment.OPEN: ritual.starts,
        Moment.WORTH: ritual.starts + timedelta(minutes=MINUTES),
    }
    due = [(m, at, BeatState.DUE, ritual.starts) for m, at in ahead.items()]
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
