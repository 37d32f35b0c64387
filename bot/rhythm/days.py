"""The local days of a rule. The cost does not grow with the age of the rule, except where it has a COUNT."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import dropwhile
from typing import Final, Literal

from dateutil.rrule import rrule, weekday

from bot.rhythm.rules import Frequency, Rule
from bot.rhythm.when import Recurrence

DAYS_IN_WEEK: Final = 7
MONTHS_IN_YEAR: Final = 12
FREQUENCIES: Final[dict[Frequency, Literal[0, 1, 2, 3]]] = {
    Frequency.YEARLY: 0,
    Frequency.MONTHLY: 1,
    Frequency.WEEKLY: 2,
    Frequency.DAILY: 3,
}
"""dateutil's numbers (dateutil.rrule: YEARLY to DAILY)."""


def days_of(when: Recurrence, near: date) -> Iterator[date]:
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
