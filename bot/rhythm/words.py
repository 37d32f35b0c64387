"""A recurrence in plain words, such that `read_when` reads the same rule back."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Final

from bot.i18n import _, counted
from bot.rhythm.calendar_words import (
    MONTH_DAYS,
    NTH,
    date_words,
    day_of_year_words,
    listed,
    month_name,
    weekday_name,
)
from bot.rhythm.rules import EVEN_WEEKS, ODD_WEEKS, Frequency, Rule
from bot.rhythm.when import Recurrence

ONE_DAY: Final = Rule(Frequency.DAILY, count=1)
"""How a single date is written."""
WORKING_DAYS: Final = tuple((0, day) for day in range(5))
WEEKEND: Final = ((0, 5), (0, 6))
SHORTEST_SEASON: Final = 3
"""Months in a row from which on "from … to …" reads better than a list."""


def describe(when: Recurrence) -> str:
    """Return it in the reader's language: "every other Tuesday at 10:00 (Europe/Copenhagen)".

    Skipped days are not told, nor is the day it begins, except for a single date.
    """
    if when.earlier is not None:
        rhythm = describe(replace(when, earlier=None))
        return _("{earlier}, then {rhythm}").format(earlier=describe(when.earlier), rhythm=rhythm)
    rule = when.parts
    if rule == ONE_DAY:
        rhythm = _("on {weekday} {date}").format(
            weekday=weekday_name(when.begins.weekday()), date=date_words(when.begins)
        )
        rule = replace(rule, count=None)
    else:
        rhythm = _rhythm(rule) or _("by the rule {rule}").format(rule=replace(rule, count=None, until=None))
    timed = _timed(rhythm, when)
    return _("{rhythm} ({zone})").format(rhythm=_bounded(timed, rule, when.at), zone=when.zone)


def _timed(rhythm: str, when: Recurrence) -> str:
    """Add the time of day, or those that take turns, from the earliest on."""
    if not when.turns:
        return _("{rhythm} at {time}").format(rhythm=rhythm, time=clock_words(when.at))
    first = when.turns.index(min(when.turns))
    times = listed([clock_words(at) for at in when.turns[first:] + when.turns[:first]])
    return _("{rhythm} at {times} in turn").format(rhythm=rhythm, times=times)


def clock_words(at: time) -> str:
    """Return "10:00", with seconds only if it has some."""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def last_day(rule: Rule, at: time) -> date | None:
    """Return the last local day a rule with UNTIL can have, None when it has no UNTIL."""
    if rule.until is None:
        return None
    return rule.until.date() - timedelta(days=at > rule.until.time())


def _bounded(rhythm: str, rule: Rule, at: time) -> str:
    """Add how often or how long."""
    last = last_day(rule, at)
    if last is not None:
        return _("{rhythm} until {date}").format(rhythm=rhythm, date=date_words(last))
    if rule.count is not None:
        times = counted("{count} time", "{count} times", rule.count)
        return _("{rhythm} for {times}").format(rhythm=rhythm, times=times)
    return rhythm


def _rhythm(rule: Rule) -> str:
    """Return the days in words; empty when words would be longer than the rule itself."""
    if rule.week_starts or any(position not in NTH for position in rule.positions):
        return ""
    match rule.frequency:
        case Frequency.DAILY:
            return "" if rule.days or rule.month_days else _in_season(_daily(rule.interval), rule.months)
        case Frequency.WEEKLY:
            return "" if rule.positions else _in_season(_weekly(rule), rule.months)
        case Frequency.MONTHLY:
            return _in_season(_monthly(rule), rule.months)
        case Frequency.YEARLY:
            return _in_season(_by_week(rule), rule.months) if rule.weeks else _yearly(rule)


def _daily(interval: int) -> str:
    if interval == 1:
        return _("every day")
    return _("every other day") if interval == 2 else _("every {count} days").format(count=interval)


def _weekly(rule: Rule) -> str:
    if rule.interval == 1 and rule.days == WORKING_DAYS:
        return _("every weekday")
    if rule.interval == 1 and rule.days == WEEKEND:
        return _("every weekend")
    pattern = _("every {count} weeks on {days}")
    if rule.interval <= 2:
        pattern = _("every {days}") if rule.interval == 1 else _("every other {days}")
    return pattern.format(days=listed([weekday_name(day) for _which, day in rule.days]), count=rule.interval)


def _by_week(rule: Rule) -> str:
    """Return "every Tuesday in odd weeks"; empty when its weeks have no such word."""
    parity = {ODD_WEEKS: _("{rhythm} in odd weeks"), EVEN_WEEKS: _("{rhythm} in even weeks")}.get(rule.weeks)
    return parity.format(rhythm=_weekly(Rule(Frequency.WEEKLY, days=rule.days))) if parity else ""


def _monthly(rule: Rule) -> str:
    days = _days_of_month(rule)
    pattern = _("the {days} of every {count} months")
    if rule.interval <= 2:
        one, two = _("the {days} of every month"), _("the {days} of every other month")
        pattern = one if rule.interval == 1 else two
    return pattern.format(days=days, count=rule.interval) if days else ""


def _yearly(rule: Rule) -> str:
    if len(rule.months) != 1:
        return ""
    [month] = rule.months
    if len(rule.month_days) == 1 and rule.month_days[0] > 0 and not rule.days:
        days = day_of_year_words(month, rule.month_days[0])
    elif rule.days and (nth := _days_of_month(rule)):
        days = _("the {days} of {month}").format(days=nth, month=month_name(month))
    else:
        return ""
    pattern = _("every {count} years on {days}")
    if rule.interval <= 2:
        pattern = _("every year on {days}") if rule.interval == 1 else _("every other year on {days}")
    return pattern.format(days=days, count=rule.interval)


def _days_of_month(rule: Rule) -> str:
    """Return "first Tuesday", "1st and 15th" or "last weekday"; empty when there are no such words."""
    if rule.positions:
        shown = rule.days == WORKING_DAYS and not rule.month_days
        positions = listed([_(NTH[position]) for position in rule.positions])
        return _("{nth} weekday").format(nth=positions) if shown else ""
    if rule.month_days and not rule.days:
        known = all(day in MONTH_DAYS for day in rule.month_days)
        return listed([_(MONTH_DAYS[day]) for day in rule.month_days]) if known else ""
    if not rule.days or any(which not in NTH for which, _day in rule.days):
        return ""
    return listed([_("{nth} {day}").format(nth=_(NTH[which]), day=weekday_name(day)) for which, day in rule.days])


def _in_season(rhythm: str, months: tuple[int, ...]) -> str:
    """Add the months, as a range when they are one long run, over New Year too."""
    if not months or not rhythm:
        return rhythm
    firsts = [month for month in months if (month - 2) % 12 + 1 not in months]
    if len(firsts) == 1 and len(months) >= SHORTEST_SEASON:
        first, last = firsts[0], (firsts[0] + len(months) - 2) % 12 + 1
        pattern = _("{rhythm} from {first} to {last}")
        return pattern.format(rhythm=rhythm, first=month_name(first), last=month_name(last))
    return _("{rhythm} in {months}").format(rhythm=rhythm, months=listed([month_name(m) for m in months]))
