"""Recurrences to try, and the same dates found by brute force: day by day, without dateutil."""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

from bot.rhythm.recurrence import Recurrence
from bot.rhythm.rules import EVEN_WEEKS, ODD_WEEKS

EXAMPLES: Final = int(os.environ.get("HEARTH_RHYTHM_EXAMPLES", "150"))
"""How many recurrences each property tries."""
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ZONES = (
    "Europe/Copenhagen",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/St_Johns",
    "Africa/Cairo",
    "UTC",
)
HORIZON = date(2031, 1, 1)
ONE_DAY = timedelta(days=1)
steady = settings(
    derandomize=True,
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)

# ------------------------------------------------ the same rules, by brute force, without dateutil


@dataclass(frozen=True)
class Plain:
    """A rule as a person would tick it off on a calendar, day by day."""

    freq: str
    interval: int = 1
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    week_starts: int = 0
    ends: str = ""
    count: int = field(default=10**6)
    until: date = HORIZON

    def text(self) -> str:
        parts = [f"FREQ={self.freq}", f"INTERVAL={self.interval}"]
        days = ",".join(f"{which or ''}{CODES[day]}" for which, day in self.days)
        for name, value in (
            ("BYMONTH", ",".join(map(str, self.months))),
            ("BYWEEKNO", ",".join(map(str, self.weeks))),
            ("BYMONTHDAY", ",".join(map(str, self.month_days))),
            ("BYDAY", days),
            ("BYSETPOS", ",".join(map(str, self.positions))),
            ("WKST", CODES[self.week_starts]),
        ):
            if value:
                parts.append(f"{name}={value}")
        return ";".join(parts) + self.ends


def period(rule: Plain, day: date) -> int:
    """Number the periods of the rule's frequency."""
    return {
        "DAILY": day.toordinal(),
        "WEEKLY": (day.toordinal() - 1 - rule.week_starts) // 7,
        "MONTHLY": day.year * 12 + day.month,
        "YEARLY": day.year,
    }[rule.freq]


def in_lists(rule: Plain, day: date, begins: date) -> bool:
    """Tell whether a day fits the BY-lists, the missing ones taken from the first day."""
    months, month_days = rule.months, rule.month_days
    if rule.weeks:
        iso_year, week, _day = day.isocalendar()
        from_end = week - date(iso_year, 12, 28).isocalendar().week - 1
        weekdays = {weekday for _which, weekday in rule.days}
        fits = day.weekday() in weekdays and (not months or day.month in months)
        return fits and bool({week, from_end} & set(rule.weeks))
    if not rule.days and not rule.month_days and rule.freq in {"MONTHLY", "YEARLY"}:
        month_days = (begins.day,)
        months = (begins.month,) if rule.freq == "YEARLY" and not months else months
    days = rule.days or (((0, begins.weekday()),) if rule.freq == "WEEKLY" else ())
    after_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    month = (day.replace(day=1), after_month)
    year = (date(day.year, 1, 1), date(day.year + 1, 1, 1))
    whole = year if rule.freq == "YEARLY" and not rule.months else month

    def nth(which: int, weekday: int) -> bool:
        if day.weekday() != weekday:
            return False
        from_start = (day - whole[0]).days // 7 + 1
        from_end = -(((whole[1] - day).days - 1) // 7 + 1)
        return which in (0, from_start, from_end)

    return (
        (not months or day.month in months)
        and (not month_days or day.day in month_days or -(after_month - day).days in month_days)
        and (not days or any(nth(which, weekday) for which, weekday in days))
    )


def positioned(rule: Plain, day: date, begins: date) -> bool:
    """Tell whether a day is at one of the positions among the fitting days of its period."""
    if not rule.positions:
        return True
    around = (day + timedelta(days=step) for step in range(-31, 32))
    fitting = [d for d in around if period(rule, d) == period(rule, day) and in_lists(rule, d, begins)]
    place = fitting.index(day)
    return place + 1 in rule.positions or place - len(fitting) in rule.positions


def ticked(rule: Plain, begins: date, until: date = HORIZON) -> Iterator[date]:
    """Yield the rule's days, one by one."""
    day, left = begins, rule.count
    while day <= min(until, rule.until) and left:
        at_interval = (period(rule, day) - period(rule, begins)) % rule.interval == 0
        if at_interval and in_lists(rule, day, begins) and positioned(rule, day, begins):
            left -= 1
            yield day
        day += ONE_DAY


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment at which clocks there show that time, by RFC 5545 §3.3.5 form 3."""
    as_utc = wall.replace(tzinfo=UTC)
    offsets = [(as_utc + timedelta(hours=h)).astimezone(zone).utcoffset() for h in range(-30, 31, 10)]
    known = {offset for offset in offsets if offset is not None}
    moments = [as_utc - offset for offset in known]
    shown = [m for m in moments if m.astimezone(zone).replace(tzinfo=None) == wall]
    before = offsets[0]
    assert before is not None
    return min(shown) if shown else as_utc - before


def by_hand(rule: Plain, when: Recurrence, after: datetime) -> Iterator[datetime]:
    """Yield every start later than a moment, up to the horizon."""
    zone = ZoneInfo(when.zone)
    near = after.date() - 3 * ONE_DAY
    times = when.turns or (when.at,)
    for number, day in enumerate(ticked(rule, when.begins)):
        if day >= near and day not in when.skipped:
            start = instant(datetime.combine(day, times[number % len(times)]), zone)
            if start > after:
                yield start


@cache
def clock_changes(zone: str) -> tuple[date, ...]:
    """Return the days from 2025 to 2030 on which clocks change there."""
    noons = (datetime(2025, 1, 1, 12, tzinfo=ZoneInfo(zone)) + n * ONE_DAY for n in range(2190))
    return tuple(b.date() for a, b in itertools.pairwise(noons) if a.utcoffset() != b.utcoffset())


# ------------------------------------------------------------------------------------ random rules

weekday_sets = st.sets(st.integers(0, 6), min_size=1, max_size=5).map(sorted)
month_sets = st.sets(st.integers(1, 12), min_size=1, max_size=11).map(sorted).map(tuple)
sometimes_months = st.one_of(st.just(()), st.just(()), month_sets)
weekday_groups = st.sampled_from(([0, 1, 2, 3, 4], [5, 6]))
plain_days = st.one_of(weekday_sets, weekday_sets, weekday_groups).map(lambda days: tuple((0, d) for d in days))
places = st.sampled_from((1, 2, 3, 4, 5, -1, -2))
nth_days = st.sets(st.tuples(places, st.integers(0, 6)), min_size=1, max_size=3).map(sorted).map(tuple)
month_days = st.sets(st.sampled_from((1, 2, 13, 15, 28, 29, 30, 31, -1, -2)), min_size=1, max_size=3)
sorted_month_days = month_days.map(sorted).map(tuple)
at_positions = st.sets(st.sampled_from((1, 2, -1, 3, 7)), min_size=1, max_size=2).map(sorted).map(tuple)

parities = st.sampled_from((ODD_WEEKS, EVEN_WEEKS))
week_sets = st.sets(st.sampled_from((1, 2, 9, 26, 52, 53, -1, -2)), min_size=1, max_size=3).map(sorted).map(tuple)

shapes = st.one_of(
    st.builds(Plain, st.just("DAILY"), st.integers(1, 40), months=sometimes_months),
    st.builds(Plain, st.just("WEEKLY"), st.integers(1, 6), plain_days, months=sometimes_months),
    st.builds(Plain, st.just("WEEKLY"), st.integers(1, 6), plain_days, week_starts=st.integers(0, 6)),
    st.builds(Plain, st.just("WEEKLY"), st.integers(1, 6)),
    st.builds(Plain, st.just("WEEKLY"), st.integers(1, 3), plain_days, positions=at_positions),
    st.builds(Plain, st.just("MONTHLY"), st.integers(1, 7), nth_days, months=sometimes_months),
    st.builds(Plain, st.just("MONTHLY"), st.integers(1, 7), month_days=sorted_month_days),
    st.builds(Plain, st.just("MONTHLY"), st.integers(1, 7), months=sometimes_months),
    st.builds(Plain, st.just("MONTHLY"), st.integers(1, 3), plain_days, positions=at_positions),
    st.builds(Plain, st.just("YEARLY"), st.integers(1, 3), nth_days, months=month_sets),
    st.builds(Plain, st.just("YEARLY"), st.integers(1, 3), nth_days),
    st.builds(Plain, st.just("YEARLY"), st.integers(1, 2), month_days=sorted_month_days, months=month_sets),
    st.builds(Plain, st.just("YEARLY"), st.integers(1, 2)),
    st.builds(Plain, st.just("YEARLY"), st.just(1), plain_days, months=sometimes_months, weeks=parities),
    st.builds(Plain, st.just("YEARLY"), st.just(1), plain_days, weeks=week_sets),
)
walls = st.one_of(
    st.sampled_from((time(0), time(2), time(2, 30), time(1, 45), time(3), time(10), time(23, 59))),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)


@st.composite
def recurrences(draw: st.DrawFn) -> tuple[Plain, Recurrence]:
    """Draw a rule and a recurrence that begins on one of its days."""
    rule = draw(shapes)
    earliest = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 800)))
    begins = next(ticked(replace(rule, interval=1), earliest), None)
    assume(begins is not None)
    assert begins is not None
    match draw(st.sampled_from(("never", "never", "count", "until"))):
        case "count":
            count = draw(st.integers(1, 30))
            rule = replace(rule, ends=f";COUNT={count}", count=count)
        case "until":
            until = begins + timedelta(days=draw(st.integers(0, 900)))
            rule = replace(rule, ends=f";UNTIL={until:%Y%m%d}T235959", until=until)
        case _:
            pass
    when = Recurrence(rule.text(), begins, draw(walls), draw(st.sampled_from(ZONES)))
    some = list(itertools.islice(ticked(rule, begins), 12))
    return rule, replace(when, skipped=frozenset(draw(st.sets(st.sampled_from(some), max_size=2))))


minutes = st.integers(0, 6 * 365 * 24 * 60)
moments = minutes.map(lambda minute: datetime(2024, 12, 1, tzinfo=UTC) + timedelta(minutes=minute))
