"""Reading out of tokens how often something happens and on which days."""

from itertools import takewhile
from typing import Final, TypeAlias

from bot.i18n import _
from bot.rhythm.calendar_words import NTH, weekday_name
from bot.rhythm.reading.facts import Facts, Pace
from bot.rhythm.reading.tokens import (
    Adverb,
    Mark,
    Month,
    Number,
    Ordinal,
    Role,
    Token,
    Tokens,
    Unclear,
    Unit,
    Weekdays,
)
from bot.rhythm.rules import EVEN_WEEKS, ODD_WEEKS, Frequency

Found: TypeAlias = tuple[Facts, int] | None
"""What the first tokens say and how many they are; None when they say nothing of the kind."""
WORKING_DAYS: Final = (0, 1, 2, 3, 4)
QUARTER: Final = 3
"""Months."""


def read_pace(tokens: Tokens) -> Found:
    """Read "every other week", "every 3 months", "weekly", and "every other" before a day of the week."""
    match tokens:
        case (Mark(Role.EVERY), Mark(Role.OTHER), Unit(frequency, n), *_):
            return _paced(frequency, 2 * n), 3
        case (Mark(Role.EVERY), Mark(Role.OTHER), Weekdays(), *_):
            return _paced(Frequency.WEEKLY, 2), 2
        case (Mark(Role.EVERY), Number(count), Unit(frequency, n), *_):
            return _paced(frequency, count * n), 3
        case (Mark(Role.EVERY), Number(count), Weekdays(), *_):
            return _paced(Frequency.WEEKLY, count), 2
        case (Mark(Role.EVERY), Ordinal(count), *rest) if count > 1:
            return _every_nth(count, tuple(rest))
        case (Mark(Role.EVERY | Role.ONCE), Unit(frequency, n), *_):
            return _paced(frequency, n, quarterly=n == QUARTER), 2
        case (Mark(Role.EVERY), Mark(Role.MORNING | Role.AFTERNOON as half), *_):
            return _paced(Frequency.DAILY, 1) + Facts(halves=(half,)), 2
        case (Adverb(frequency, n), *_):
            return _paced(frequency, n, quarterly=n == QUARTER), 1
        case _:
            return None


def read_parity(tokens: Tokens) -> Found:
    """Read "every odd week", "in even weeks"."""
    match tokens:
        case (Mark(Role.EVERY), Mark(Role.ODD | Role.EVEN as parity), Unit(Frequency.WEEKLY, 1), *_):
            return _in_weeks(parity), 3
        case (Mark(Role.ODD | Role.EVEN as parity), Unit(Frequency.WEEKLY, 1), *_):
            return _in_weeks(parity), 2
        case _:
            return None


def read_nth(tokens: Tokens) -> Found:
    """Read "second and fourth Wednesday", "first weekday", "1st and 15th", "last day"."""
    places = tuple(takewhile(lambda token: isinstance(token, Ordinal), tokens))
    numbers = tuple(place.number for place in places if isinstance(place, Ordinal))
    match tokens[len(places) :]:
        case _ if not places:
            return None
        case (Weekdays(days, each=True), *_) if days == WORKING_DAYS:
            return Facts(working_days=numbers), len(places) + 1
        case (Weekdays(), *_) as rest:
            days = _single_days(rest)
            nth = tuple((number, day) for day in days for number in numbers)
            return (Facts(nth=nth), len(places) + len(days)) if days else None
        case (Unit(Frequency.DAILY, 1), *_):
            return Facts(month_days=numbers), len(places) + 1
        case _:
            return (Facts(month_days=numbers), len(places)) if min(numbers) > 0 else None


def read_weekdays(tokens: Tokens) -> Found:
    """Read "Tuesday", "Tuesdays", "Mon to Fri", "weekdays"."""
    match tokens:
        case (Weekdays((first,), each=one), Mark(Role.TO), Weekdays((last,), each=two), *_):
            days = tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
            return Facts(weekdays=days, repeats=(True,) if one or two else ()), 3
        case (Weekdays(days, each=each), *_):
            return Facts(weekdays=days, repeats=(True,) if each else ()), 1
        case _:
            return None


def _in_weeks(parity: Role) -> Facts:
    return Facts(repeats=(True,), weeks=(ODD_WEEKS if parity is Role.ODD else EVEN_WEEKS,))


def _paced(frequency: Frequency, interval: int, *, quarterly: bool = False) -> Facts:
    return Facts(repeats=(True,), paces=(Pace(frequency, interval, quarterly),))


def _every_nth(count: int, rest: Tokens) -> Found:
    """Read "every second week", "every second Tuesday"; not "every second day of the month"."""
    match rest:
        case (Unit(frequency, n), *more) if frequency is not Frequency.DAILY or not _of_month(tuple(more)):
            return _paced(frequency, count * n), 3
        case (Weekdays((weekday,)), *more) if not _of_month(tuple(more)):
            return _every_nth_weekday(count, weekday), 2
        case _:
            return None


def _every_nth_weekday(count: int, weekday: int) -> Facts:
    """Return "every second Tuesday" as every other one.

    Raises:
        Unclear: a third one could be meant of the month as well.
    """
    if count == 2:
        return _paced(Frequency.WEEKLY, 2)
    name = weekday_name(weekday)
    weeks = _("every {count} weeks on {days}").format(count=count, days=name)
    if count not in NTH:
        raise Unclear(_("A month has no such day."), suggestion=weeks)
    nth = _("{nth} {day}").format(nth=_(NTH[count]), day=name)
    month = _("the {days} of every month").format(days=nth)
    sentence = _("That could be “{one}” or “{other}”.").format(one=weeks, other=month)
    raise Unclear(sentence, suggestion=month)


def _of_month(rest: Tokens) -> bool:
    """Tell whether "of the month" or "of March" follows, perhaps after more days."""
    days = tuple(takewhile(lambda token: isinstance(token, Weekdays | Ordinal), rest))
    match rest[len(days) :]:
        case (Mark(Role.IN), Month(), *_):
            return True
        case (Month() | Unit(Frequency.MONTHLY) | Adverb(Frequency.MONTHLY), *_):
            return True
        case (Mark(Role.EVERY), Unit(Frequency.MONTHLY), *_):
            return True
        case (Mark(Role.EVERY), Mark(Role.OTHER) | Number() | Ordinal(), Unit(Frequency.MONTHLY), *_):
            return True
        case _:
            return False


def _single_days(tokens: tuple[Token, ...]) -> tuple[int, ...]:
    """Return the days of the week at the front that stand for one day each."""
    days = takewhile(lambda token: isinstance(token, Weekdays) and len(token.days) == 1, tokens)
    return tuple(token.days[0] for token in days if isinstance(token, Weekdays))
