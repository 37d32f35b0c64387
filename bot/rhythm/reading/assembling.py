"""From what was said to a rule: which of the pieces belong together, and which contradict each other."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from bot.i18n import _
from bot.rhythm.calendar_words import MONTH_DAYS
from bot.rhythm.reading.dates import DayOfYear, Said
from bot.rhythm.reading.facts import Facts, Pace
from bot.rhythm.reading.limits import check_interval
from bot.rhythm.reading.tokens import NO_DAY, Unclear
from bot.rhythm.rules import Frequency, Nth, Rule

T = TypeVar("T")
WORKING_DAYS: Final = tuple((0, day) for day in range(5))
EVERY_MONTH: Final = range(1, 13)
LONGEST_MONTH: Final = 31
MOST_WEEKS_TOUCHED: Final = 5
"""A month has at most five Tuesdays."""
OF_MONTH: Final = (Frequency.MONTHLY, Frequency.YEARLY)


def spoken_rule(facts: Facts) -> Rule | None:
    """Return the rule that was said, without its end; None for a single date.

    A rule that still lacks its day ("weekly") has neither `days` nor `month_days`.

    Raises:
        Unclear: the pieces say nothing, or contradict each other.
    """
    pace = pace_of(facts)
    months = _months(facts)
    if facts.weeks:
        return _in_weeks(facts, pace, months)
    if facts.dates:
        return _dated(facts, pace, months)
    if sum(map(bool, (facts.weekdays, facts.nth or facts.working_days, facts.month_days))) > 1:
        raise Unclear(_("I found two kinds of days in it."))
    if facts.nth or facts.working_days:
        return _nth(facts, pace, months)
    if facts.month_days:
        return _month_days(facts, pace, months)
    if facts.weekdays:
        return _weekly(facts, pace, months)
    if pace is None:
        raise Unclear(_("On which day?"), more=NO_DAY)
    return Rule(pace.frequency, pace.interval, months=months)


def pace_of(facts: Facts) -> Pace | None:
    """Return how often; "every 3 months … of the month" says it once.

    Raises:
        Unclear: two different rhythms were said.
    """
    if len({pace.frequency for pace in facts.paces}) > 1:
        raise Unclear(_("I found two rhythms in it."))
    telling = [pace for pace in facts.paces if pace.interval != 1] or facts.paces
    pace = only(telling, lambda: _("I found two rhythms in it."))
    if pace is not None:
        check_interval(pace.frequency, pace.interval)
    return pace


def only(found: Iterable[T], several: Callable[[], str]) -> T | None:
    """Return the one thing that was said, None when nothing was.

    Raises:
        Unclear: different things were said.
    """
    distinct = list(dict.fromkeys(found))
    if len(distinct) > 1:
        raise Unclear(several())
    return distinct[0] if distinct else None


def single_date(facts: Facts) -> Said | None:
    """Return the only date that was said.

    Raises:
        Unclear: there are several.
    """
    return only(facts.dates, lambda: _("I found two dates in it."))


def _dated(facts: Facts, pace: Pace | None, months: tuple[int, ...]) -> Rule | None:
    """Return every year's date, or None for a single one."""
    date = single_date(facts)
    more = facts.weekdays or facts.nth or facts.working_days or facts.month_days or months
    if not facts.repeats and not more:
        return None
    yearly = pace is None or pace.frequency is Frequency.YEARLY
    match date:
        case DayOfYear(month, day, None, None) if yearly and not more:
            interval = pace.interval if pace is not None else 1
            return Rule(Frequency.YEARLY, interval, months=(month,), month_days=(day,))
    raise Unclear(_("I found a date and a rhythm in it; say “starting” before the date it begins."))


def _nth(facts: Facts, pace: Pace | None, months: tuple[int, ...]) -> Rule:
    """Return a rule for "first Tuesday" or "last weekday" of a month."""
    unpaced = Frequency.YEARLY if months else Frequency.MONTHLY
    frequency, interval = (pace.frequency, pace.interval) if pace is not None else (unpaced, 1)
    if frequency not in OF_MONTH:
        raise Unclear(_("I found two rhythms in it."))
    if frequency is Frequency.YEARLY and not months:
        raise Unclear(_("In which month?"))
    places = {place for place, _day in facts.nth} | set(facts.working_days)
    if any(place == 0 or abs(place) > MOST_WEEKS_TOUCHED for place in places):
        raise Unclear(_("A month has no such day."))
    if not facts.working_days:
        return Rule(frequency, interval, days=_sorted(facts.nth), months=months)
    if facts.nth:
        raise Unclear(_("I found two kinds of days in it."))
    positions = tuple(sorted(set(facts.working_days), key=_from_start))
    return Rule(frequency, interval, days=WORKING_DAYS, positions=positions, months=months)


def _month_days(facts: Facts, pace: Pace | None, months: tuple[int, ...]) -> Rule:
    """Return a rule for "the 15th"."""
    days = tuple(sorted(set(facts.month_days), key=_from_start))
    if not facts.repeats:
        sentence = _("Is that once, or every month?")
        shown = _(MONTH_DAYS.get(days[0], MONTH_DAYS[1]))
        raise Unclear(sentence, suggestion=_("the {days} of every month").format(days=shown))
    frequency, interval = (pace.frequency, pace.interval) if pace is not None else (Frequency.MONTHLY, 1)
    if frequency not in OF_MONTH:
        raise Unclear(_("I found two rhythms in it."))
    if frequency is Frequency.YEARLY and not months:
        raise Unclear(_("In which month?"))
    if any(day == 0 or abs(day) > LONGEST_MONTH for day in days):
        raise Unclear(_("A month has no such day."))
    return Rule(frequency, interval, month_days=days, months=months)


def _weekly(facts: Facts, pace: Pace | None, months: tuple[int, ...]) -> Rule:
    """Return a rule for days of the week; "daily, Monday to Friday" is one too."""
    days = tuple((0, day) for day in sorted(set(facts.weekdays)))
    if pace is None or (pace.frequency is Frequency.DAILY and pace.interval == 1):
        return Rule(Frequency.WEEKLY, days=days, months=months)
    if pace.frequency is Frequency.WEEKLY:
        return Rule(Frequency.WEEKLY, pace.interval, days=days, months=months)
    if pace.frequency is Frequency.DAILY:
        raise Unclear(_("I found two rhythms in it."))
    raise Unclear(_("Which one of the month: the first, the second, the last?"))


def _in_weeks(facts: Facts, pace: Pace | None, months: tuple[int, ...]) -> Rule:
    """Return a rule for days of odd or even weeks, by their ISO number."""
    weeks = only(facts.weeks, lambda: _("I found two rhythms in it.")) or ()
    if facts.dates or facts.nth or facts.working_days or facts.month_days:
        raise Unclear(_("I found two kinds of days in it."))
    if pace is not None and (pace.frequency, pace.interval) != (Frequency.WEEKLY, 1):
        raise Unclear(_("I found two rhythms in it."))
    if not facts.weekdays:
        raise Unclear(_("On which day?"), more=NO_DAY)
    days = tuple((0, day) for day in sorted(set(facts.weekdays)))
    return Rule(Frequency.YEARLY, days=days, months=months, weeks=weeks)


def _months(facts: Facts) -> tuple[int, ...]:
    """Return the months it is bound to, sorted; none when it runs all year.

    Raises:
        Unclear: every month is left out.
    """
    if not facts.months and not facts.not_months:
        return ()
    left = tuple(sorted(set(facts.months or EVERY_MONTH) - set(facts.not_months)))
    if not left:
        raise Unclear(_("That leaves no month."))
    return left if len(left) < len(EVERY_MONTH) else ()


def _sorted(nth: Iterable[Nth]) -> tuple[Nth, ...]:
    """Return what counts from the start before what counts from the end, each once."""
    return tuple(sorted(set(nth), key=lambda item: (_from_start(item[0]), item[1])))


def _from_start(place: int) -> tuple[bool, int]:
    return (place < 0, place)
