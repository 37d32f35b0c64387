"""The local days of a rule. The cost does not grow with the age of the rule, except where it has a COUNT."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import dropwhile, takewhile
from typing import Final, Literal, Protocol

from dateutil.rrule import rrule, weekday

from bot.rhythm.rules import Frequency, Rule

DAYS_IN_WEEK: Final = 7
MONTHS_IN_YEAR: Final = 12
FREQUENCIES: Final[dict[Frequency, Literal[0, 1, 2, 3]]] = {
    Frequency.YEARLY: 0,
    Frequency.MONTHLY: 1,
    Frequency.WEEKLY: 2,
    Frequency.DAILY: 3,
}
"""dateutil's numbers (dateutil.rrule: YEARLY to DAILY)."""


class Ruled(Protocol):
    """What has days by a rule: `begins` is the first of them, `at` the local time up to which UNTIL is read."""

    @property
    def parts(self) -> Rule: ...
    @property
    def begins(self) -> date: ...
    @property
    def at(self) -> time: ...


def days_of(when: Ruled, near: date) -> Iterator[date]:
    """Yield the rule's local days from `near` on, or from the first when they must be counted."""
    return _days(when.parts, when.begins, when.at, near)


def place_of(when: Ruled, day: date) -> int:
    """Return how many days the rule has before a local day: 0 for its first one.

    Each year is counted once a process; what a rule costs does not grow with its age after that.
    """
    rule, begins, at = when.parts, when.begins, when.at
    earlier = sum(len(_year(rule, begins, at, year)) for year in range(begins.year, day.year))
    return earlier + (bisect_left(_year(rule, begins, at, day.year), day) if day >= begins else 0)


@lru_cache(maxsize=1024)
def _year(rule: Rule, begins: date, at: time, year: int) -> tuple[date, ...]:
    """Return the rule's days of a year."""
    days = dropwhile(lambda day: day.year < year, _days(rule, begins, at, date(year, 1, 1)))
    return tuple(takewhile(lambda day: day.year == year, days))


def _days(rule: Rule, begins: date, at: time, near: date) -> Iterator[date]:
    days = _endless(rule, begins, begins if rule.count else max(near, begins))
    for number, day in enumerate(dropwhile(lambda day: day < begins, days), start=1):
        if rule.until is not None and datetime.combine(day, at) > rule.until:
            return
        yield day
        if number == rule.count:
            return


def _endless(rule: Rule, begins: date, near: date) -> Iterator[date]:
    """Yield the days of the rule without its end, from the first day of the period that holds `near`."""
    if rule.frequency is Frequency.WEEKLY and not rule.months and not rule.positions:
        return _weekly(rule, _aligned(rule, begins, near))
    found = rrule(
        FREQUENCIES[rule.frequency],
        dtstart=datetime.combine(_aligned(rule, begins, near), time.min),
        interval=rule.interval,
        wkst=rule.week_starts,
        bymonth=rule.months or None,
        byweekno=rule.weeks or None,
        bymonthday=rule.month_days or None,
        byweekday=[weekday(day, which or None) for which, day in rule.days] or None,
        bysetpos=rule.positions or None,
    )
    return (moment.date() for moment in found)


def _weekly(rule: Rule, first: date) -> Iterator[date]:
    """Yield the days of certain weekdays from the week that starts on `first`: what most rituals are, made cheap."""
    offsets = _offsets(rule)
    for week in range(first.toordinal(), date.max.toordinal() - DAYS_IN_WEEK, DAYS_IN_WEEK * rule.interval):
        for offset in offsets:
            yield date.fromordinal(week + offset)


@lru_cache(maxsize=4096)
def _offsets(rule: Rule) -> tuple[int, ...]:
    return tuple(sorted({(day - rule.week_starts) % DAYS_IN_WEEK for _which, day in rule.days}))


def _aligned(rule: Rule, begins: date, near: date) -> date:
    """Return the first day of the rule's last period that starts not after `near`.

    A period starts where INTERVAL's count from `begins` says so: a fresh DTSTART for dateutil, which
    would otherwise walk there from `begins`.
    """
    match rule.frequency:
        case Frequency.DAILY:
            return near - timedelta(days=(near - begins).days % rule.interval)
        case Frequency.WEEKLY:
            first = begins - timedelta(days=(begins.weekday() - rule.week_starts) % DAYS_IN_WEEK)
            return near - timedelta(days=(near - first).days % (DAYS_IN_WEEK * rule.interval))
        case Frequency.MONTHLY:
            months = near.year * MONTHS_IN_YEAR + near.month - 1
            months -= (months - (begins.year * MONTHS_IN_YEAR + begins.month - 1)) % rule.interval
            return date(months // MONTHS_IN_YEAR, months % MONTHS_IN_YEAR + 1, 1)
        case Frequency.YEARLY:
            return date(near.year - (near.year - begins.year) % rule.interval, 1, 1)
