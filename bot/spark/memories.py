"""What was a year ago: which week that is, and what of it is worth a word. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.community.model import at_local
from bot.keys import OccurrenceId
from bot.spark.milestones import anniversary
from bot.spark.model import Held

MONTHLY: Final = timedelta(days=27)
"""Looks are a week apart, so the next word comes four weeks after the last, at the earliest."""
MANY: Final = 3
"""A date with nothing to tell but who was there is worth a word from three people on."""
MOST: Final = 3
"""So many dates of one week are told."""
LONGEST: Final = 280
"""Characters of what was taken away; more is in the thread of that date."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of a date: the question, what was taken away, who came from outside; each empty for nothing."""

    question: str = ""
    decided: str = ""
    guest: str = ""

    @property
    def empty(self) -> bool:
        """Return whether nothing is kept but that it took place."""
        return not (self.question or self.decided or self.guest)


@dataclass(frozen=True, slots=True)
class Memory:
    """One date a year ago with what is kept of it."""

    held: Held
    told: Told


def a_year_ago(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the week a year before, from its Monday to the next one, as instants (aware UTC) in a zone (IANA).

    It is the week with the same day of the year before; 28 February is that of 29 February.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    same = anniversary(today, today.year - 1)
    monday = same - timedelta(days=same.weekday())
    return at_local(monday, time(), zone), at_local(monday + timedelta(weeks=1), time(), zone)


def without(told: Told, names: Iterable[str]) -> Told:
    """Return what may be told where these people are not to be named: a text that names one of them is left out."""
    found = [re.compile(rf"(?<!\w){re.escape(n)}(?!\w)", re.IGNORECASE) for n in names if n.strip()]

    def clean(text: str) -> str:
        return "" if any(f.search(text) for f in found) else text

    return Told(clean(told.question), clean(told.decided), clean(told.guest))


def worth_it(found: Iterable[Memory]) -> tuple[Memory, ...]:
    """Return what is worth a word, at most `MOST` dates, those with most to tell first, then the earliest."""
    good = [m for m in found if not m.told.empty or m.held.people >= MANY]
    parts = {m.held.id: sum(map(bool, (m.told.question, m.told.decided, m.told.guest))) for m in good}
    best = sorted(good, key=lambda m: (-parts[m.held.id], -m.held.people, m.held.starts, m.held.id))[:MOST]
    return tuple(sorted(best, key=lambda m: (m.held.starts, m.held.id)))


def asked_again(found: Iterable[Memory]) -> OccurrenceId | None:
    """Return the date whose question may be asked again: the first that has one."""
    return next((m.held.id for m in found if m.told.question), None)
