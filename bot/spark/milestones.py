"""What is worth a word: anniversaries, round numbers, long streaks. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.keys import AccountId, CommunityId, MemberId, RitualId

DATES: Final = (50, 100, 200, 300, 400, 500, 750, 1000)
"""The 50th date of a weekly ritual is a year of it; afterwards they grow rarer."""
ANSWERS: Final = (500, 1000, 2500, 5000, 10000)
STREAKS: Final = (26, 52)
"""Half a year and a year of weeks (mission 6.4)."""
HOSTED: Final = (10, 25, 50, 100)
STILL: Final = timedelta(days=21)
"""An anniversary may be told for three weeks: after a rest or an absence it is too late for it."""
JUST: Final = 3
"""Somebody who hosted so many more times than a round number is asked about the next one."""
ANSWERED_WITHIN: Final = timedelta(days=21)
"""Silence for three weeks is a no."""


class Kind(StrEnum):
    """What a milestone is about; in this order they are told."""

    YEARS = "years"
    STREAK = "streak"
    DATES = "dates"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a community has come to. `founded`: the local day; `dates`: each ritual's name, and how many it has had."""

    founded: date
    dates: Mapping[RitualId, tuple[str, int]]
    answers: int
    streak: int


@dataclass(frozen=True, slots=True)
class Reached:
    """A milestone. `name` is the ritual's; `stale`: it is too late to tell it."""

    key: str
    kind: Kind
    number: int
    name: str = ""
    stale: bool = False


class Personal(StrEnum):
    """What a member may be asked about."""

    YEARS = "years"
    HOSTED = "hosted"


class Permission(StrEnum):
    """What somebody said to being named."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"
    SAID = "said"  # yes, and it was


@dataclass(frozen=True, slots=True)
class Own:
    """A member's own milestone. Nobody hears of it before they say yes; silence is a no."""

    id: str
    community: CommunityId
    account: AccountId
    kind: Personal
    number: int
    consent: Permission = Permission.ASKED


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who has come to a milestone of their own."""

    community: CommunityId
    member: MemberId
    account: AccountId
    kind: Personal
    number: int


def anniversary(of: date, year: int) -> date:
    """Return its anniversary in a year; that of 29 February is on the 28th where there is none."""
    try:
        return of.replace(year=year)
    except ValueError:
        return of.replace(year=year, day=28)


def years_between(since: date, today: date) -> tuple[int, timedelta]:
    """Return how many whole years lie between two days, and how long ago the last anniversary was."""
    last = anniversary(since, today.year)
    if last > today:
        last = anniversary(since, today.year - 1)
    return max(0, last.year - since.year), max(timedelta(), today - last)


def step(steps: Iterable[int], number: int) -> int:
    """Return the highest step that a number has come to, 0 for none."""
    return max((s for s in steps if s <= number), default=0)


def reached(figures: Figures, today: date) -> tuple[Reached, ...]:
    """Return what a community has come to, of each kind the highest, the most important first."""
    years, ago = years_between(figures.founded, today)
    found = [Reached(f"years:{years}", Kind.YEARS, years, stale=ago > STILL)] if years else []
    weeks = step(STREAKS, figures.streak)
    found += [Reached(f"streak:{weeks}", Kind.STREAK, weeks)] if weeks else []
    for ritual, (name, number) in sorted(figures.dates.items()):
        dates = step(DATES, number)
        found += [Reached(f"dates:{ritual}:{dates}", Kind.DATES, dates, name)] if dates else []
    answers = step(ANSWERS, figures.answers)
    found += [Reached(f"answers:{answers}", Kind.ANSWERS, answers)] if answers else []
    return tuple(found)


def hosted_step(times: int) -> int:
    """Return the round number that somebody who hosted so often has just come to, 0 for none."""
    last = step(HOSTED, times)
    return last if last and times < last + JUST else 0
