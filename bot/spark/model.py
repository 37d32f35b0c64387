"""What the spark knows of a community: what took place, its wild slot, and what it chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.keys import AccountId, CommunityId, OccurrenceId, RitualId

STEADY: Final = timedelta(weeks=8)
"""So long something familiar must have gone on before something new is offered: two months make a habit."""
STEADY_DATES: Final = 4
"""A ritual of every other week has so many dates in that time; with fewer nothing is familiar yet."""
STILL: Final = timedelta(weeks=5)
"""And it still goes on: its last date is no longer ago than one of a monthly ritual may be."""
CHOOSING: Final = timedelta(weeks=4)
"""Stewards hear of a wild date at the first look within four weeks of it: so at least three weeks ahead."""


@dataclass(frozen=True, slots=True)
class Held:
    """One date that took place and is over.

    `people` are the distinct members of whom it is known that they took part, 0 where nobody knows. `nth`: it is
    the ritual's so manieth date that took place, from 1. `first_guest`: somebody from outside spoke, and had never
    before.
    """

    id: OccurrenceId
    ritual: RitualId
    name: str
    starts: datetime
    minutes: int
    people: int
    nth: int
    wild: bool = False
    first_guest: bool = False
    first_form: bool = False  # it had a form that the community had never used before


@dataclass(frozen=True, slots=True)
class Slot:
    """A community's wild slot: a ritual each of whose dates is for something new. `date` is its next one."""

    ritual: RitualId
    name: str
    rhythm: str
    date: OccurrenceId | None = None
    starts: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sparks:
    """What a community chose, and what was done for it last (aware UTC, None for never)."""

    community: CommunityId
    milestones: bool = True
    memories: bool = True
    offered_at: datetime | None = None  # it was offered a wild slot
    looked_at: datetime | None = None  # milestones were looked for
    remembered_at: datetime | None = None
    streak: int = 0  # weeks running, at the last look


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a member would like to try."""

    id: str
    community: CommunityId
    account: AccountId
    text: str


@dataclass(frozen=True, slots=True)
class WildDate:
    """One wild date: what was offered for it (keys of ours, ids of suggestions), and what was chosen."""

    date: OccurrenceId
    community: CommunityId
    offered: tuple[str, ...] = ()
    title: str = ""
    about: str = ""
    chosen_by: AccountId | None = None


def steady(held: Sequence[Held], now: datetime) -> bool:
    """Return whether a ritual has been there for two months, often enough to be familiar, and still is."""
    by_ritual: dict[RitualId, list[datetime]] = {}
    for each in held:
        if not each.wild:
            by_ritual.setdefault(each.ritual, []).append(each.starts)
    return any(
        len(dates) >= STEADY_DATES and min(dates) <= now - STEADY and max(dates) >= now - STILL
        for dates in by_ritual.values()
    )
