"""What nobody means: intervals that are slips of the finger, days that never come."""

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
        bool(rule.positions) and all(abs(position) > _most_days(rule, lengths) for position in rule.positions),
    )
    if any(never):
        raise Unclear(_("No such day ever comes."))


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
