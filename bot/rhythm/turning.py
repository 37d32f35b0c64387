"""Letting a ritual's dates take turns between times of day: pure rules.

No counter is kept that could go wrong: a rule's first day has the first time, each day of the rule after it the next.
Whoever changes the times or the rhythm begins anew, with the next date.
"""

from dataclasses import replace
from datetime import date, datetime, time
from itertools import dropwhile

from bot.rhythm.changing import from_day, wall_of
from bot.rhythm.days import days_of, place_of
from bot.rhythm.recurrence import next_start, upcoming
from bot.rhythm.rules import LAST_OF_DAY, read_rule
from bot.rhythm.when import Recurrence
from bot.rhythm.words import last_day

Times = tuple[time, ...]


def sharing(new: Recurrence, times: Times) -> Recurrence:
    """Return a new rhythm whose first date takes its own time, which is one of `times`, and the next ones the others.

    Raises:
        ValueError: its time is none of them.
    """
    return _turning(new, _from(times, times.index(new.at)))


def taking(when: Recurrence, times: Times, after: datetime) -> Recurrence:
    """Return the same with its dates taking `times` in turn: the first that comes as usual after then, the first.

    Without times all dates take the one that comes next now. Dates that were moved or added stay where they are.
    """
    if when.earlier is not None and next_start(when.earlier, after) is not None:
        earlier = taking(when.earlier, times, after)
        going_on = earlier.turns_from(when.begins) or (earlier.at,)
        return replace(_turning(when, going_on), earlier=earlier)
    usual = replace(when, added=frozenset(), moved={}, earlier=None, skipped=when.skipped | set(when.moved))
    coming = next(upcoming(usual, after), None)
    if coming is None:
        return when
    begins = min(coming.day, _next_day(when, after))
    begun = from_day(replace(when, earlier=None), begins)
    whole = replace(when, rule=begun.rule, begins=begins, at=begun.at, turns=begun.turns, earlier=None)
    if not times:
        return _turning(whole, (when.wall(coming.day).time(),))
    return _turning(whole, _from(times, -place_of(begun, coming.day)))


def _next_day(when: Recurrence, after: datetime) -> date:
    """Return the first local day of the rule that would begin after then, whatever became of it."""
    near = wall_of(when, after).date()
    return next(dropwhile(lambda day: day < near or when.instant(day) <= after, days_of(when, near)), date.max)


def _from(times: Times, first: int) -> Times:
    """Return times that follow each other in a circle, from another one on."""
    first %= len(times)
    return times[first:] + times[:first]


def _turning(when: Recurrence, times: Times) -> Recurrence:
    """Return the same rule with these times; a last day stays the last, whichever time it takes."""
    rule, last = read_rule(when.rule), last_day(read_rule(when.rule), when.at)
    if last is not None:
        rule = replace(rule, until=datetime.combine(last, LAST_OF_DAY))
    return replace(when, rule=str(rule), at=times[0], turns=times if len(times) > 1 else ())
