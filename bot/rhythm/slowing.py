"""Half as often, or once more: what a rhythm may become with one tap."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from bot.rhythm.days import days_of
from bot.rhythm.recurrence import Recurrence, is_date, upcoming
from bot.rhythm.rules import Frequency

SATURDAY: Final = 5


def slower(when: Recurrence, now: datetime) -> Recurrence | None:
    """Return the recurrence half as often, counted from its next date, which stays.

    None when there is no next date, or it comes once a year or less often already. A COUNT becomes half of
    what is left of it; UNTIL stays, and so do added dates and the moved ones of days that stay.
    """
    rule = when.parts
    regular = replace(when, added=frozenset(), moved={}, earlier=None)
    following = next(upcoming(regular, now), None)
    if following is None or rule.frequency is Frequency.YEARLY:
        return None
    left = (sum(day >= following.day for day in days_of(regular, following.day)) + 1) // 2 if rule.count else None
    rarely = str(replace(rule, interval=2 * rule.interval, count=left))
    first = regular.wall(following.day).time()
    rare = replace(regular, rule=rarely, begins=following.day, at=first, turns=regular.turns_from(following.day))
    kept = {d: m for d, m in when.moved.items() if d < following.day or is_date(rare, d) or _is_added(when, d)}
    return replace(rare, added=when.added, moved=kept, earlier=when.earlier)


def once_more(when: Recurrence, now: datetime) -> Recurrence | None:
    """Return the recurrence with one date more, about halfway between the next two, None when there is no day free.

    A ritual of working days gets none at a weekend.
    """
    coming = [s.at.astimezone(ZoneInfo(when.zone)).date() for s in islice(upcoming(when, now), 2)]
    if len(coming) < 2:
        return None
    first, second = coming
    free = [d for d in _between(first, second) if _is_free(when, d) and (d.weekday() < SATURDAY or _weekends(coming))]
    middle = first + (second - first) / 2
    day = min(free, key=lambda d: (abs(d - middle), d), default=None)
    return None if day is None else replace(when, added=when.added | {when.wall(day)})


def _between(first: date, second: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(1, (second - first).days)]


def _is_free(when: Recurrence, day: date) -> bool:
    return day not in when.skipped and day not in when.moved and not is_date(when, day)


def _weekends(days: list[date]) -> bool:
    return any(d.weekday() >= SATURDAY for d in days)


def _is_added(when: Recurrence, day: date) -> bool:
    return any(at.date() == day for at in when.added)
