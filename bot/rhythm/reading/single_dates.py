"""A single date and time, as somebody types where a date moves to: "Thursday 14:00", "3 December 9:30", "15:00"."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.i18n import _
from bot.rhythm.reading.anchoring import recurrence_of
from bot.rhythm.reading.dates import DayOfYear
from bot.rhythm.reading.facts import Facts
from bot.rhythm.reading.tokens import Unclear


def single_of(facts: Facts, written: str, *, day: date, zone: str, now: datetime) -> datetime:
    """Return the instant that was said, aware UTC.

    A time alone means the local day `day`, a weekday alone the one in that day's week.

    Raises:
        Unclear: a rhythm was said, or no time, or one that is over.
    """
    if written or facts.repeats or facts.paces or facts.nth or facts.working_days or facts.month_days:
        raise Unclear(_("That is a rhythm; say one date and a time."))
    if facts.weekdays and not facts.dates:
        monday = datetime.combine(day - timedelta(days=day.weekday()), time.min, ZoneInfo(zone))
        now = max(now, monday)
    elif not facts.dates:
        facts = replace(facts, dates=(DayOfYear(day.month, day.day, day.year),))
    when = recurrence_of(replace(facts, once=(True,)), "", zone=zone, now=now)
    return when.instant(when.begins)
