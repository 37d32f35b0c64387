"""The names of days, months and places in an order, as they are shown. Each is its own translation key."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.i18n import _, later

WEEKDAYS: Final = (
    later("Monday"),
    later("Tuesday"),
    later("Wednesday"),
    later("Thursday"),
    later("Friday"),
    later("Saturday"),
    later("Sunday"),
)
MONTHS: Final = (
    later("January"),
    later("February"),
    later("March"),
    later("April"),
    later("May"),
    later("June"),
    later("July"),
    later("August"),
    later("September"),
    later("October"),
    later("November"),
    later("December"),
)
NTH: Final = {
    1: later("first"),
    2: later("second"),
    3: later("third"),
    4: later("fourth"),
    5: later("fifth"),
    -1: later("last"),
}
MONTH_DAYS: Final = {
    -1: later("last day"),
    1: later("1st"),
    2: later("2nd"),
    3: later("3rd"),
    4: later("4th"),
    5: later("5th"),
    6: later("6th"),
    7: later("7th"),
    8: later("8th"),
    9: later("9th"),
    10: later("10th"),
    11: later("11th"),
    12: later("12th"),
    13: later("13th"),
    14: later("14th"),
    15: later("15th"),
    16: later("16th"),
    17: later("17th"),
    18: later("18th"),
    19: later("19th"),
    20: later("20th"),
    21: later("21st"),
    22: later("22nd"),
    23: later("23rd"),
    24: later("24th"),
    25: later("25th"),
    26: later("26th"),
    27: later("27th"),
    28: later("28th"),
    29: later("29th"),
    30: later("30th"),
    31: later("31st"),
}


def weekday_name(day: int) -> str:
    """Return the name of a day of the week, from Monday = 0."""
    return _(WEEKDAYS[day])


def month_name(month: int) -> str:
    """Return the name of a month, from January = 1."""
    return _(MONTHS[month - 1])


def date_words(day: date) -> str:
    """Return "30 June 2027"."""
    return _("{day} {month} {year}").format(day=day.day, month=month_name(day.month), year=day.year)


def day_of_year_words(month: int, day: int) -> str:
    """Return "3 March"."""
    return _("{day} {month}").format(day=day, month=month_name(month))


def listed(items: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"; empty without items."""
    if len(items) <= 1:
        return "".join(items)
    return _("{items} and {last}").format(items=", ".join(items[:-1]), last=items[-1])
