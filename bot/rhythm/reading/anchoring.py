"""From what was said to a recurrence: which day is the first, and which the last."""

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.i18n import _
from bot.rhythm.calendar_words import date_words
from bot.rhythm.reading.assembling import only, pace_of, single_date, spoken_rule
from bot.rhythm.reading.dates import ComingWeekday, DayOfWeek, DayOfYear, DaysAhead, Said, WholePeriod
from bot.rhythm.reading.facts import Facts, Span
from bot.rhythm.reading.limits import check_possible
from bot.rhythm.reading.scanning import NOON, YEARS, clock
from bot.rhythm.reading.tokens import NO_DAY, NO_TIME, Role, Unclear
from bot.rhythm.reading.written_rules import written_rule
from bot.rhythm.recurrence import upcoming
from bot.rhythm.rules import LAST_OF_DAY, Frequency, Rule
from bot.rhythm.when import Recurrence
from bot.rhythm.words import ONE_DAY, clock_words

MOST_TIMES: Final = 1000
"""Twenty years of every week. A rule with a number of times is counted from its start on each question."""
FIRST_MONTHS: Final = (1, 4, 7, 10)
"""Of the quarters of a year."""
WEEK: Final = 7
YEAR: Final = 12


def recurrence_of(facts: Facts, written: str, *, zone: str, now: datetime) -> Recurrence:
    """Return when it happens, from the first time after `now`.

    Args:
        facts: what was said.
        written: an RRULE value that stood in the text, or empty.
        zone: IANA, where none was said.
        now: aware.

    Raises:
        Unclear: something is missing, contradicts something else, or is over already.
    """
    zone = only(facts.zones, lambda: _("I found two time zones in it.")) or zone
    at = _time_of_day(facts)
    rule = written_rule(written, facts, at=at or LAST_OF_DAY, zone=zone) if written else spoken_rule(facts)
    if rule is None or (facts.once and not facts.repeats and facts.weekdays):
        return _single(facts, at, zone=zone, now=now)
    if facts.once and not facts.repeats:
        raise Unclear(_("Once, but on which date?"))
    check_possible(rule)
    today = now.astimezone(ZoneInfo(zone)).date()
    start = only(facts.starts, lambda: _("I found two starts in it."))
    rule = _with_day(rule, start, today, written=bool(written))
    at = _given(at)
    first = start.first(today) if start is not None else None
    begins = _first_day(facts, rule, Recurrence(str(ONE_DAY), first or today, at, zone), now=now, fixed=first)
    skipped = frozenset(said.first(today) for said in facts.skips)
    ended = _ended(rule, facts, begins=begins, today=today)
    if ended.until is not None and datetime.combine(begins, at) > ended.until:
        raise Unclear(_nothing_left(ended.until.date(), today))
    return Recurrence(str(ended), begins, at, zone, skipped)


def _nothing_left(last: date, today: date) -> str:
    """Say that the end comes before the first time."""
    if last < today:
        return _("{moment} lies in the past.").format(moment=date_words(last))
    return _("There is no such day until {date}.").format(date=date_words(last))


def _time_of_day(facts: Facts) -> time | None:
    """Return the time that was said; "in the evening" tells which 7 is meant.

    Raises:
        Unclear: two were said.
    """
    half = only(facts.halves, _two_times)
    at = only(facts.clocks, _two_times)
    if at is None or half is None or (half is Role.AFTERNOON and at.hour >= NOON):
        return at
    return clock(at.hour, at.minute, at.second, half=half, shown=f"{clock_words(at)} {half}").at


def _two_times() -> str:
    return _("I found two times of day in it.")


def _given(at: time | None) -> time:
    """Return the time of day that was said."""
    if at is None:
        raise Unclear(_("At what time?"), more=NO_TIME)
    return at


def _single(facts: Facts, at: time | None, *, zone: str, now: datetime) -> Recurrence:
    """Return a single date."""
    if facts.starts or facts.ends or facts.times or facts.spans or facts.skips:
        raise Unclear(_("A single date needs no start, no end and no number."))
    if len(facts.weekdays) > 1:
        raise Unclear(_("Once, but on which date?"))
    said = single_date(facts) or ComingWeekday(facts.weekdays[0], today_too=True)
    at = _given(at)
    today = now.astimezone(ZoneInfo(zone)).date()
    day = said.first(today)
    when = Recurrence(str(ONE_DAY), day, at, zone)
    if when.instant(day) <= now and not isinstance(said, DaysAhead | DayOfWeek):
        day = said.first(today + timedelta(days=1))
    if when.instant(day) <= now:
        shown = _("{date} at {time}").format(date=date_words(day), time=clock_words(at))
        raise Unclear(_("{moment} lies in the past.").format(moment=shown))
    return replace(when, begins=day)


def _with_day(rule: Rule, start: Said | None, today: date, *, written: bool) -> Rule:
    """Return the rule with its day, from the day it starts when it names none itself."""
    if rule.days or rule.month_days or rule.frequency is Frequency.DAILY:
        return rule
    if isinstance(start, DayOfYear | DaysAhead | DayOfWeek | ComingWeekday):
        return rule.anchored(start.first(today))
    if written:
        return rule.anchored(today)
    raise Unclear(_("On which day?"), more=NO_DAY)


def _first_day(facts: Facts, rule: Rule, probe: Recurrence, *, now: datetime, fixed: date | None) -> date:
    """Return the local day of the first start after `now`.

    The interval counts from the first day that fits: from the start that was said, even a past one,
    otherwise from now. Quarters begin in January, April, July and October unless a start was said.
    """
    pace = pace_of(facts)
    quarterly = pace is not None and pace.quarterly and fixed is None and not rule.months
    loose = replace(rule, interval=1, count=None, until=None)
    loose = replace(loose, months=FIRST_MONTHS) if quarterly else loose
    after = now if fixed is None else datetime.combine(fixed, time.min, UTC) - timedelta(days=3)
    anchor = _next_day(replace(probe, rule=str(loose)), after)
    endless = replace(rule, count=None, until=None)
    return _next_day(replace(probe, rule=str(endless), begins=anchor), now)


def _next_day(when: Recurrence, after: datetime) -> date:
    """Return the local day of the next start."""
    day = next((start.day for start in upcoming(when, after)), None)
    if day is None or day.year not in YEARS:
        raise Unclear(_("No such day ever comes."))
    return day


def _ended(rule: Rule, facts: Facts, *, begins: date, today: date) -> Rule:
    """Return the rule with its end.

    Raises:
        Unclear: two ends were said, or one that makes no sense.
    """
    end = only(facts.ends, lambda: _("I found two ends in it."))
    times = only(facts.times, lambda: _("I found two numbers of times in it."))
    span = only(facts.spans, lambda: _("I found two ends in it."))
    if sum(limit is not None for limit in (end, times, span, rule.until, rule.count)) > 1:
        raise Unclear(_("I found two ends in it."))
    count = times if times is not None else rule.count
    if count is not None and not 1 <= count <= MOST_TIMES:
        raise Unclear(_("It can happen 1 to {most} times.").format(most=MOST_TIMES))
    if end is not None:
        last = end.last(today if isinstance(end, DaysAhead | DayOfWeek | WholePeriod) else begins)
        return replace(rule, until=datetime.combine(last, LAST_OF_DAY))
    if span is not None:
        return replace(rule, until=datetime.combine(_end_of(span, begins), LAST_OF_DAY))
    return replace(rule, count=count)


def _end_of(span: Span, begins: date) -> date:
    """Return the last day of a span that starts on `begins`."""
    if not 1 <= span.periods <= MOST_TIMES:
        raise Unclear(_("It can happen 1 to {most} times.").format(most=MOST_TIMES))
    match span.frequency:
        case Frequency.DAILY:
            return begins + timedelta(days=span.periods - 1)
        case Frequency.WEEKLY:
            return begins + timedelta(days=span.periods * WEEK - 1)
        case Frequency.MONTHLY | Frequency.YEARLY:
            months = span.periods * (YEAR if span.frequency is Frequency.YEARLY else 1)
            years, month = divmod(begins.month - 1 + months, YEAR)
            year = begins.year + years
            if year not in YEARS:
                raise Unclear(_("The year {year} is too far away.").format(year=year))
            day = min(begins.day, monthrange(year, month + 1)[1])
            return date(year, month + 1, day) - timedelta(days=1)
