"""What nobody means: intervals that are slips of the finger, days that never come."""

from datetime import date, timedelta
from typing import Final

from bot.i18n import _, counted
from bot.rhythm.reading.tokens import Unclear
from bot.rhythm.rules import Frequency, Rule

MOST_PERIODS: Final = {
    Frequency.DAILY: 366,
    Frequency.WEEKLY: 52,
    Frequency.MONTHLY: 24,
    Frequency.YEARLY: 10,
}
"""Beyond these an interval is a slip of the finger."""
DAYS_IN_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""At most."""
DAYS_IN_YEAR: Final = 366
FIRST_DAY: Final = date(2001, 1, 1)
CYCLE: Final = 28 * 366
"""Days after which the same days of the week come on the same dates of a year."""
WEEK: Final = 7


def check_interval(frequency: Frequency, interval: int) -> None:
    """Refuse an interval that nobody means.

    Raises:
        Unclear: it is 0, or too long.
    """
    most = MOST_PERIODS[frequency]
    if interval < 1:
        raise Unclear(_("Something has to lie between two times."))
    if interval <= most:
        return
    raise Unclear(_("At most {longest} may lie between two times.").format(longest=_stretch(frequency, most)))


def _stretch(frequency: Frequency, count: int) -> str:
    """Return "52 weeks"."""
    match frequency:
        case Frequency.DAILY:
            return counted("{count} day", "{count} days", count)
        case Frequency.WEEKLY:
            return counted("{count} week", "{count} weeks", count)
        case Frequency.MONTHLY:
            return counted("{count} month", "{count} months", count)
        case Frequency.YEARLY:
            return counted("{count} year", "{count} years", count)


def check_possible(rule: Rule) -> None:
    """Refuse a rule that no day can ever fit; one would be sought for eight thousand years.

    Raises:
        Unclear: it is such a rule.
    """
    months = rule.months or tuple(range(1, 13))
    lengths = [DAYS_IN_MONTH[month - 1] for month in months]
    by_month = rule.frequency is Frequency.MONTHLY or bool(rule.months)
    weeks = -(-(max(lengths) if by_month else DAYS_IN_YEAR) // WEEK)
    never = (
        bool(rule.month_days) and all(abs(day) > max(lengths) for day in rule.month_days),
        bool(rule.days) and all(abs(which) > weeks for which, _day in rule.days),
        bool(rule.weeks and rule.months) and not _weeks_touch_months(rule),
        bool(rule.positions) and all(abs(position) > _most_days(rule, lengths) for position in rule.positions),
    )
    if any(never):
        raise Unclear(_("No such day ever comes."))


def _weeks_touch_months(rule: Rule) -> bool:
    """Tell whether some year has a day of one of its weeks in one of its months."""
    weekdays = {day for _which, day in rule.days}
    days = (FIRST_DAY + timedelta(days=n) for n in range(CYCLE))
    fits = (day for day in days if day.month in rule.months and day.weekday() in weekdays)
    return any(_numbers_of_week(day) & set(rule.weeks) for day in fits)


def _numbers_of_week(day: date) -> set[int]:
    """Return the number of a day's ISO week from the start of its year, and from the end."""
    year, week, _day = day.isocalendar()
    return {week, week - date(year, 12, 28).isocalendar().week - 1}


def _most_days(rule: Rule, lengths: list[int]) -> int:
    """Return how many days of one period can be among the rule's days of the week."""
    match rule.frequency:
        case Frequency.DAILY | Frequency.WEEKLY:
            return len(rule.days)
        case Frequency.MONTHLY:
            return _most_within(rule, max(lengths))
        case Frequency.YEARLY:
            return sum(_most_within(rule, n) for n in lengths) if rule.months else _most_within(rule, DAYS_IN_YEAR)


def _most_within(rule: Rule, length: int) -> int:
    """Return how many of the days of the week fit into so many days in a row, begun on the best day."""
    weekdays = {day for _which, day in rule.days}
    left = length % WEEK
    best = max(sum((first + step) % WEEK in weekdays for step in range(left)) for first in range(WEEK))
    return length // WEEK * len(weekdays) + best
