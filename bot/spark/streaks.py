"""The community's streak: weeks in which something took place, with one forgiven a quarter. Pure; never a person's.

Sources for forgiving: a run that one bad week ends is given up altogether (mission 6.4 asks for one forgiven week).
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.spark.model import Held

TOGETHER: Final = 2
"""Two people are a meeting; in a community of four that is half of it."""
WEEK: Final = timedelta(weeks=1)
QUARTER: Final = 13
"""Weeks. Of any thirteen in a row one may be missed: there are four such weeks in a year, as many as holidays take."""
WORTH_SAYING: Final = 4
"""A streak is told from a month on: shorter ones are no news."""


@dataclass(frozen=True, slots=True)
class Streak:
    """So many weeks with something in them, since the Monday of the first. `forgiven`: Mondays, latest first."""

    weeks: int = 0
    since: date | None = None
    forgiven: tuple[date, ...] = ()


def monday_of(at: datetime, zone: str) -> date:
    """Return the Monday of an instant's week in a zone (IANA)."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def weeks_of(held: Iterable[Held], zone: str) -> frozenset[date]:
    """Return the Mondays of weeks in which enough people were together."""
    return frozenset(monday_of(h.starts, zone) for h in held if h.people >= TOGETHER)


def weeks_between(begins: datetime, ends: datetime, zone: str) -> frozenset[date]:
    """Return the Mondays of all weeks that a stretch touches."""
    first, last = monday_of(begins, zone), monday_of(max(begins, ends), zone)
    return frozenset(first + n * WEEK for n in range((last - first) // WEEK + 1))


def streak(held: AbstractSet[date], neutral: AbstractSet[date], this: date) -> Streak:
    """Return the streak that holds in the week of the Monday `this`.

    It is the longest stretch up to now that begins with a week that counts and in which every two missed weeks
    are at least `QUARTER` weeks apart. This week is not over: it counts once something took place, and is not
    missed before. `neutral` weeks, in which the community rested or Hearth was away, neither count nor break.
    All dates are Mondays.
    """
    weeks, since = 0, None
    forgiven: list[date] = []
    kept = 0
    week, first = this, min(held, default=this)
    while week >= first:
        if week in held:
            weeks, since, kept = weeks + 1, week, len(forgiven)
        elif week != this and week not in neutral:
            if forgiven and (forgiven[-1] - week) // WEEK < QUARTER:
                break
            forgiven.append(week)
        week -= WEEK
    return Streak(weeks, since, tuple(forgiven[:kept])) if weeks else Streak()
