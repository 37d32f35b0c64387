"""When the next dates come: the rule's days, without those left out, each at its time or where it was moved to.

The stages, in this order, each its own function: the rule's days (`bot.rhythm.days`), minus the skipped ones; those
on public holidays left out or moved (`bot.rhythm.holidays`);
days that keep their own time because they were moved one by one; added dates; each instant once, in order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush, merge
from itertools import dropwhile, islice
from typing import Final

from bot.rhythm.days import days_of
from bot.rhythm.holidays import LONGEST_MOVE, Holidays, Policy
from bot.rhythm.when import Recurrence
from bot.rhythm.words import describe
from bot.rhythm.zones import zone_named

__all__ = ["Recurrence", "Start", "describe", "holding", "is_date", "next_start", "starts", "upcoming", "zone_named"]

MARGIN: Final = timedelta(days=3)
"""A local day is at most one off the UTC day, a skipped time moves by at most a day; one more for safety."""
NEVER: Final = timedelta(days=5 * 366)
"""A rule all of whose dates for so long are holidays has none: 25 December, left out on holidays."""


@dataclass(frozen=True, slots=True)
class Start:
    """One date of a recurrence.

    `at` is when it begins and `original` when it would have begun had nobody moved it (RECURRENCE-ID), both aware
    UTC; `original` is what a date is known by. `day` is the local day of the rule, `minutes` its own length,
    None for the ritual's.
    """

    at: datetime
    original: datetime
    day: date
    minutes: int | None = None


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
        RFC 5545 §3.3.5, form 3; §3.3.10; §3.8.4.4 (moved), §3.8.5.1 (skipped), §3.8.5.2 (added).
    """
    return next((start.at for start in upcoming(when, after)), None)


def starts(when: Recurrence, after: datetime, count: int) -> tuple[datetime, ...]:
    """Return the next starts strictly later than `after`, at most `count`, in order, aware UTC.

    Raises:
        ValueError: `after` is naive.
    """
    return tuple(start.at for start in islice(upcoming(when, after), count))


def upcoming(when: Recurrence, after: datetime) -> Iterator[Start]:
    """Yield the dates strictly later than `after`, in order, each instant once.

    Raises:
        ValueError: `after` is naive.
    """
    if after.utcoffset() is None:
        msg = "`after` must know its zone"
        raise ValueError(msg)
    latest = after
    for start in _all(when, after):
        # A zone that leaves out a whole day gives two days the same instant (Pacific/Apia, 30 December 2011).
        if start.at > latest:
            latest = start.at
            yield start


def _all(when: Recurrence, after: datetime) -> Iterator[Start]:
    """Yield the dates from about `after` on, in order."""
    regular = _regular(when, after)
    if not (when.moved or when.added or when.earlier):
        return regular
    earlier = _all(when.earlier, after) if when.earlier else iter(())
    single = sorted(_single(when), key=_at)
    return merge(earlier, regular, single, key=_at)


def _at(start: Start) -> datetime:
    return start.at


def _regular(when: Recurrence, after: datetime) -> Iterator[Start]:
    """Yield the dates that come where the rule says, or where the holidays let them."""
    if when.holidays is not None and when.holidays.policy is not Policy.KEEP:
        found = _around_holidays(when, when.holidays, _near(after - LONGEST_MOVE))
    else:
        found = (Start(at := when.instant(day), at, day, when.minutes) for day in _left(when, _near(after)))
    return _in_order(found) if when.turns else found


def _in_order(starts: Iterator[Start]) -> Iterator[Start]:
    """Yield dates of one a day in order: a late time that clocks leave out may come after an early one next day."""
    held: list[tuple[datetime, date, Start]] = []
    for start in starts:
        heappush(held, (start.at, start.day, start))
        if len(held) > 1:
            yield heappop(held)[-1]
    yield from (each[-1] for each in sorted(held))


def _left(when: Recurrence, near: date) -> Iterator[date]:
    """Yield the rule's days that are not left out and do not go their own way."""
    return (day for day in days_of(when, near) if day not in when.skipped and day not in when.moved)


def _around_holidays(when: Recurrence, holidays: Holidays, near: date) -> Iterator[Start]:
    """Yield the dates, those on holidays left out or moved, in order; of two on one day the day's own is there."""
    latest: date | None = None
    for target, day in _targets(when, holidays, near):
        if target != latest:
            latest = target
            at = when.local(datetime.combine(target, when.wall(day).time()))
            yield Start(at, when.instant(day), day, when.minutes)


def _targets(when: Recurrence, holidays: Holidays, near: date) -> Iterator[tuple[date, date]]:
    """Yield where the days take place and which they are, in order; of two in one place the day's own comes first."""
    held: list[tuple[date, bool, date]] = []
    latest: date | None = None
    for day in _left(when, near):
        target = holidays.day_for(day)
        latest = latest or day
        if target is not None:
            latest = day
            heappush(held, (target, target != day, day))
        elif day - latest > NEVER:
            break  # a rule that has holidays alone
        while held and held[0][0] <= day:
            yield heappop(held)[::2]
    while held:
        yield heappop(held)[::2]


def _single(when: Recurrence) -> Iterator[Start]:
    """Yield the dates that were moved or added one by one, in no order."""
    added = {at.date(): at for at in when.added}
    for day, at in added.items():
        if day not in when.skipped and day not in when.moved:
            yield Start(when.local(at), when.local(at), day, when.minutes)
    for day, moved in when.moved.items():
        if day not in when.skipped:
            original = moved.original or (when.local(added[day]) if day in added else when.instant(day))
            yield Start(when.local(moved.at), original, day, moved.minutes or when.minutes)


def holding(when: Recurrence, now: datetime) -> Recurrence:
    """Return the same without an earlier rule that has no date left after `now`."""
    if when.earlier is None or next_start(when.earlier, now) is not None:
        return when
    return replace(when, earlier=None)


def is_date(when: Recurrence, day: date) -> bool:
    """Tell whether the rule has that local day, or it was added, whether or not it was moved or left out."""
    if when.earlier is not None and day < when.begins:
        return is_date(when.earlier, day)
    added = any(at.date() == day for at in when.added)
    return added or next(dropwhile(lambda each: each < day, days_of(when, day)), None) == day


def _near(after: datetime) -> date:
    """Return a day surely before the local day of the next start."""
    day = after.replace(tzinfo=None).date() if after.tzinfo is UTC else after.astimezone(UTC).date()
    return date.fromordinal(max(1, day.toordinal() - MARGIN.days))
