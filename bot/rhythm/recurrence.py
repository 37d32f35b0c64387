"""When the next start comes. The cost does not grow with the age of the rule, except where it has a COUNT."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import dropwhile
from typing import Final, Literal

from dateutil.rrule import rrule, weekday

from bot.rhythm.rules import Frequency, Rule
from bot.rhythm.when import Recurrence
from bot.rhythm.words import describe
from bot.rhythm.zones import zone_named

__all__ = ["Recurrence", "describe", "next_start", "starts", "zone_named"]

MARGIN: Final = timedelta(days=3)
"""A local day is at most one off the UTC day, a skipped time moves by at most a day; one more for safety."""
DAYS_IN_WEEK: Final = 7
MONTHS_IN_YEAR: Final = 12
FREQUENCIES: Final[dict[Frequency, Literal[0, 1, 2, 3]]] = {
    Frequency.YEARLY: 0,
    Frequency.MONTHLY: 1,
    Frequency.WEEKLY: 2,
    Frequency.DAILY: 3,
}
"""dateutil's numbers (dateutil.rrule: YEARLY to DAILY)."""


def next_start(when: Recurrence, after: datetime) -> datetime | None:
    """Return the first start strictly later than `after`.

    Args:
        when: the recurrence.
        after: aware, any zone.

    Returns:
        Aware UTC, or None when the rule has ended. When clocks change: a time that is skipped is read
        with the offset before the gap (it moves forward), a time that comes twice means the first.

    Raises:
        ValueError: `after` is naive (a bug, never the user's doing).

    Source:
        RFC 5545 §3.3.5, form 3; §3.3.10.
    """
    return next((start for _day, start in starts_by_day(when, after)), None)


def starts(when: Recurrence, after: datetime, count: int) -> tuple[datetime, ...]:
    """Return the next starts strictly later than `after`, at most `count`, in order, aware UTC.

    Raises:
        ValueError: `after` is naive.
    """
    found: list[datetime] = []
    for _day, start in starts_by_day(when, after):
        if len(found) >= count:
            break
        found.append(start)
    return tuple(found)


def starts_by_day(when: Recurrence, after: datetime) -> Iterator[tuple[date, datetime]]:
    """Yield (local day, start in UTC) strictly later than `after`, in order, each instant once.

    Raises:
        ValueError: `after` is naive.
    """
    if after.utcoffset() is None:
        msg = "`after` must know its zone"
        raise ValueError(msg)
    latest = after
    for day in _days(when, _near(after)):
        start = when.instant(day)
        # A zone that leaves out a whole day gives two days the same instant (Pacific/Apia, 30 December 2011).
        if start > latest and day not in when.skipped:
            latest = start
            yield day, start


def _near(after: datetime) -> date:
    """Return a day surely before the local day of the next start."""
    day = after.replace(tzinfo=None).date() if after.tzinfo is UTC else after.astimezone(UTC).date()
    return date.fromordinal(max(1, day.toordinal() - MARGIN.days))


def _days(when: Recurrence, near: date) -> Iterator[date]:
    """Yield the rule's local days from `near` on, or from the first when they must be counted."""
    rule = when.parts
    days = _endless(rule, when.begins, when.begins if rule.count else max(near, when.begins))
    for number, day in enumerate(dropwhile(lambda day: day < when.begins, days), start=1):
        if rule.until is not None and datetime.combine(day, when.at) > rule.until:
            return
        yield day
        if number == rule.count:
            return


def _endless(rule: Rule, begins: date, near: date) -> Iterator[date]:
    """Yield the days of the rule without its end, from the first day of the period that holds `near`."""
    found = rrule(
        FREQUENCIES[rule.frequency],
        dtstart=datetime.combine(_aligned(rule, begins, near), time.min),
        interval=rule.interval,
        wkst=rule.week_starts,
        bymonth=rule.months or None,
        bymonthday=rule.month_days or None,
        byweekday=[weekday(day, which or None) for which, day in rule.days] or None,
        bysetpos=rule.positions or None,
    )
    return (moment.date() for moment in found)


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
