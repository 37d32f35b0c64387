"""Reading days out of tokens: each reader returns what was said and how many tokens said it."""

from typing import Final, TypeAlias

from bot.i18n import _
from bot.rhythm.calendar_words import day_of_year_words
from bot.rhythm.reading.dates import (
    ComingWeekday,
    DayOfWeek,
    DayOfYear,
    DaysAhead,
    Said,
    WholeMonth,
    WholePeriod,
)
from bot.rhythm.reading.scanning import YEARS, calendar_day
from bot.rhythm.reading.tokens import (
    Day,
    Mark,
    Month,
    Number,
    Ordinal,
    Relative,
    Role,
    Slashed,
    Tokens,
    Unclear,
    Unit,
    Weekdays,
)
from bot.rhythm.rules import Frequency

Found: TypeAlias = tuple[Said, int] | None
YEAR_DIGITS: Final = 4
LAST_MONTH: Final = 12
LAST_DAY: Final = 31


def read_day(tokens: Tokens) -> Found:
    """Read one day: "Saturday 5 December 2026", "2026-12-05", "tomorrow", "next Tuesday"."""
    match tokens:
        case [Weekdays([weekday], each=False), *rest] if dated := _dated(tuple(rest), weekday):
            return dated[0], dated[1] + 1
        case [Relative(days), *_]:
            return DaysAhead(days), 1
        case [Mark(Role.NEXT | Role.THIS as role), Weekdays([weekday], each=False), *_]:
            return ComingWeekday(weekday, today_too=role is Role.THIS), 2
        case [Mark(Role.NEXT | Role.THIS as role), Unit(Frequency.WEEKLY, 1), Weekdays([weekday]), *_]:
            return DayOfWeek(weekday, weeks=int(role is Role.NEXT)), 3
        case [Weekdays([weekday]), Mark(Role.NEXT | Role.THIS as role), Unit(Frequency.WEEKLY, 1), *_]:
            return DayOfWeek(weekday, weeks=int(role is Role.NEXT)), 3
        case _:
            return _dated(tokens, None)


def read_stretch(tokens: Tokens) -> Found:
    """Read what a rhythm can start or end with: a day, "June 2027", "next week", "the end of the year"."""
    match tokens:
        case [Mark(Role.END), *rest] if ended := read_stretch(tuple(rest)):
            return ended[0], ended[1] + 1
        case [Mark(Role.NEXT), Month(), *rest] if month := read_stretch(tokens[1:]):
            return month[0], month[1] + 1
        case _:
            return read_day(tokens) or _period(tokens)


def _period(tokens: Tokens) -> Found:
    """Read a month, a year, a week or a coming weekday."""
    match tokens:
        case [Month(month), Number(year, digits=4), *_] if year in YEARS:
            return WholeMonth(month, year), 2
        case [Month(month), *_]:
            return WholeMonth(month), 1
        case [Number(year, digits=4), *_] if year in YEARS:
            return WholePeriod(Frequency.YEARLY, year=year), 1
        case [Mark(Role.NEXT), Unit(frequency, periods), *_]:
            return WholePeriod(frequency, ahead=periods), 2
        case [Mark(Role.THIS), Unit(frequency, 1), *_]:
            return WholePeriod(frequency), 2
        case [Unit(Frequency.MONTHLY | Frequency.YEARLY as frequency, 1), *_]:
            return WholePeriod(frequency), 1
        case [Weekdays([weekday], each=False), *_]:
            return ComingWeekday(weekday, today_too=True), 1
        case _:
            return None


def _dated(tokens: Tokens, weekday: int | None) -> Found:
    """Read a day of a month, perhaps with its year."""
    match tokens:
        case [Day(day), *_]:
            return DayOfYear(day.month, day.day, day.year, weekday), 1
        case [Slashed(numbers, text=text), *_]:
            return _slashed(numbers, text, weekday), 1
        case [Number(day, digits=1 | 2) | Ordinal(day), Month(month), *rest] if 1 <= day <= LAST_DAY:
            year = _year(tuple(rest))
            return DayOfYear(month, day, year, weekday), 3 if year else 2
        case [Month(month), Number(day, digits=1 | 2) | Ordinal(day), *rest] if 1 <= day <= LAST_DAY:
            year = _year(tuple(rest))
            return DayOfYear(month, day, year, weekday), 3 if year else 2
        case _:
            return None


def _year(rest: Tokens) -> int | None:
    """Return the year that follows a day; a number of four digits outside the years is a time of day."""
    match rest:
        case [Number(year, digits=4), *_] if year in YEARS:
            return year
        case _:
            return None


def _slashed(numbers: tuple[int, ...], text: str, weekday: int | None) -> Said:
    """Return the only day that numbers with slashes can mean.

    Raises:
        Unclear: they can mean two days, or none.
    """
    if numbers[0] > LAST_DAY:
        numbers = (*numbers[1:], numbers[0]) if len(numbers) == 3 else ()
        orders = [(numbers[0], numbers[1])] if numbers else []
    else:
        orders = [(numbers[1], numbers[0]), (numbers[0], numbers[1])]
    fitting = sorted({order for order in orders if order[0] <= LAST_MONTH}, key=orders.index)
    year = numbers[2] if len(numbers) == 3 else None
    if year is not None and year < 100:
        year += 2000
    if len(fitting) == 1:
        [(month, day)] = fitting
        if year is not None:
            calendar_day(year, month, day, shown=text)
        return DayOfYear(month, day, year, weekday)
    if not fitting:
        raise Unclear(_("There is no {date}.").format(date=text))
    one, other = (day_of_year_words(month, day) for month, day in fitting)
    sentence = _("“{date}” could be {one} or {other}.").format(date=text, one=one, other=other)
    raise Unclear(sentence, old=text, new=f"{one} {year}" if year else one)
