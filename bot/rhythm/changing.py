"""What becomes of single dates when a rule changes: pure rules."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import dropwhile, takewhile
from typing import Final
from zoneinfo import ZoneInfo

from bot.rhythm.days import days_of
from bot.rhythm.model import Occurrence, Ritual
from bot.rhythm.recurrence import Start, is_date, next_start, upcoming
from bot.rhythm.rules import LAST_OF_DAY, read_rule
from bot.rhythm.when import Moved, Recurrence

AHEAD: Final = 60
"""As many dates ahead as are looked at one by one: more than a year of every week."""
REMEMBERED: Final = timedelta(days=31)
"""What became of dates that are longer ago is forgotten with the next change; their record stays."""


def moved_to(when: Recurrence, start: Start, wall: datetime, minutes: int | None) -> Recurrence:
    """Return the same with one of its dates at another local date and time; it stays known as it was."""
    return when.move(start.day, Moved(wall, minutes, start.original))


def put_back(when: Recurrence, day: date) -> Recurrence:
    """Return the same with the date of a local day where the rule has it, neither skipped nor moved."""
    if when.earlier is not None and day < when.begins:
        return replace(when, earlier=put_back(when.earlier, day))
    moved = {d: m for d, m in when.moved.items() if d != day}
    return replace(when, skipped=when.skipped - {day}, moved=moved)


def until(when: Recurrence, day: date) -> Recurrence:
    """Return what a recurrence has before a local day of its own; its number of times becomes an end."""
    if when.earlier is not None and day <= when.begins:
        return until(when.earlier, day)
    last = datetime.combine(day - timedelta(days=1), LAST_OF_DAY)
    rule = read_rule(when.rule)
    last = min(last, rule.until) if rule.until else last
    return replace(
        when,
        rule=str(replace(rule, count=None, until=last)),
        skipped=frozenset(d for d in when.skipped if d < day),
        added=frozenset(a for a in when.added if a.date() < day),
        moved={d: m for d, m in when.moved.items() if d < day},
    )


def from_day(when: Recurrence, day: date) -> Recurrence:
    """Return the same rule as it goes on from one of its own days, without what was decided about single dates."""
    if when.earlier is not None and day < when.begins:
        return from_day(when.earlier, day)
    rule, days = when.parts, days_of(when, when.begins)
    earlier = list(takewhile(lambda each: each < day, days)) if rule.count else []
    first = next(dropwhile(lambda each: each < day, days_of(when, day)), day)
    if rule.count is not None:
        rule = replace(rule, count=max(1, rule.count - len(earlier)))
    turns = when.turns_from(first)
    return Recurrence(str(rule), first, turns[0] if turns else when.at, when.zone, turns=turns)


def followed(before: Recurrence, day: date, new: Recurrence, *, minutes: int, now: datetime) -> Recurrence:
    """Return the recurrence that holds to the old rule before a local day and to the new one from then on.

    `minutes` is how long the dates before that day take.
    """
    new = keeping(before, new, since=day)
    earlier = until(before, day)
    if next_start(earlier, now) is None:
        return new
    return replace(new, earlier=replace(earlier, minutes=earlier.minutes or minutes))


def keeping(before: Recurrence, new: Recurrence, *, since: date) -> Recurrence:
    """Return a new rule with what was decided about single dates from a day on, as far as it has them."""
    skipped, added, moved = set(new.skipped), set(new.added), dict(new.moved)
    for old in chain_of(before):
        skipped |= {d for d in old.skipped if d >= since and is_date(new, d)}
        added |= {_in_zone(old, new, a) for a in old.added if a.date() >= since and not is_date(new, a.date())}
        moved |= {
            d: _same(old, new, m) for d, m in old.moved.items() if d >= since and _told(old, d) and is_date(new, d)
        }
    return replace(new, skipped=frozenset(skipped), added=frozenset(added), moved=moved)


def adopted(ritual: Ritual, planned: Sequence[Occurrence], now: datetime) -> Ritual:
    """Return the changed ritual with the dates that were planned before it as its own, each known as it was.

    A date whose day stays is the same date at another time; the next one becomes the new rule's next.
    """
    dates = dates_ahead(ritual, now)
    known, taken = {s.original for s in dates}, {o.original for o in planned}
    free = [s for s in dates if s.original not in taken]
    when = ritual.when
    for place, date_ in enumerate(planned):
        if date_.original not in known:
            day = date_.original.astimezone(ZoneInfo(when.zone)).date()
            same = next((s for s in free if s.day == day), free[0] if free and not place else None)
            if same is not None:
                free.remove(same)
                when = when.move(same.day, Moved(wall_of(when, same.at), same.minutes, date_.original))
    return replace(ritual, when=when)


def without_past(when: Recurrence, now: datetime) -> Recurrence:
    """Return the same without what was decided about dates that are long over."""
    oldest = (now - REMEMBERED).date()
    earlier = without_past(when.earlier, now) if when.earlier else None
    return replace(
        when,
        skipped=frozenset(d for d in when.skipped if d >= oldest),
        added=frozenset(a for a in when.added if a.date() >= oldest),
        moved={d: m for d, m in when.moved.items() if max(d, m.at.date()) >= oldest},
        earlier=earlier if earlier and next_start(earlier, now - REMEMBERED) is not None else None,
    )


def wall_of(when: Recurrence, at: datetime) -> datetime:
    """Return what clocks in its zone show at an instant."""
    return at.astimezone(ZoneInfo(when.zone)).replace(tzinfo=None)


def chain_of(when: Recurrence) -> Iterator[Recurrence]:
    """Yield the recurrence and those that hold before it."""
    yield when
    if when.earlier is not None:
        yield from chain_of(when.earlier)


def left_out(when: Recurrence, now: datetime) -> tuple[datetime, ...]:
    """Return when the skipped dates that are still ahead would begin, in order, aware UTC."""
    return tuple(sorted(at for each in chain_of(when) for d in each.skipped if (at := each.instant(d)) > now))


def at_midnight(when: Recurrence, day: date) -> datetime:
    """Return the instant just before a local day begins, aware UTC."""
    return when.local(datetime.combine(day, time.min)) - timedelta(seconds=1)


def _told(when: Recurrence, day: date) -> bool:
    """Tell whether somebody moved the date, rather than the rule under it."""
    return when.moved[day].at != when.wall(day) or when.moved[day].minutes is not None


def _same(old: Recurrence, new: Recurrence, moved: Moved) -> Moved:
    return replace(moved, at=_in_zone(old, new, moved.at))


def _in_zone(old: Recurrence, new: Recurrence, wall: datetime) -> datetime:
    return wall if old.zone == new.zone else wall_of(new, old.local(wall))


def dates_ahead(ritual: Ritual, now: datetime) -> tuple[Start, ...]:
    """Return the dates that are looked at one by one: the next ones, and all up to the last that was moved."""
    moved = [each.local(m.at) for each in chain_of(ritual.when) for m in each.moved.values()]
    latest = max(moved, default=now)
    numbered = enumerate(upcoming(ritual.when, now))
    return tuple(s for _number, s in takewhile(lambda at: at[0] < AHEAD or at[1].at <= latest, numbered))


def by_original(dates: Iterable[Start]) -> dict[datetime, Start]:
    """Return dates by what they are known by."""
    return {s.original: s for s in dates}
