"""The words the reader knows, as tables: one a language, English always besides the reader's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from types import MappingProxyType
from typing import Final

from bot.i18n import SOURCE_LANGUAGE
from bot.rhythm.reading.tokens import (
    Adverb,
    Clock,
    Mark,
    Month,
    Number,
    Ordinal,
    Relative,
    Role,
    Token,
    Unit,
    Weekdays,
)
from bot.rhythm.rules import Frequency

WORKING_DAYS: Final = (0, 1, 2, 3, 4)
DAY, WEEK, MONTH, YEAR = Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY, Frequency.YEARLY


@dataclass(frozen=True, slots=True)
class Spellings:
    """The words of one language, all in lower case; several spellings of one thing are in one string."""

    weekdays: tuple[str, ...]  # seven, Monday first; the first spelling is the full name
    each_weekday: tuple[str, ...]  # the same said of all of them: "tuesdays"
    working_days: str
    weekend: str
    months: tuple[str, ...]  # twelve
    numbers: tuple[str, ...]  # from one
    ordinals: Mapping[int, str]
    units: Mapping[tuple[Frequency, int], str]
    adverbs: Mapping[tuple[Frequency, int], str]
    relative: Mapping[int, str]  # days from today
    clocks: Mapping[time, str]
    roles: Mapping[Role, str]


ENGLISH: Final = Spellings(
    weekdays=(
        "monday mon",
        "tuesday tue tues",
        "wednesday wed weds",
        "thursday thu thur thurs",
        "friday fri",
        "saturday sat",
        "sunday sun",
    ),
    each_weekday=(
        "mondays mons",
        "tuesdays",
        "wednesdays",
        "thursdays",
        "fridays fris",
        "saturdays sats",
        "sundays suns",
    ),
    working_days="weekday weekdays workday workdays",
    weekend="weekend weekends",
    months=(
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sep sept",
        "october oct",
        "november nov",
        "december dec",
    ),
    numbers=(
        *("one", "two", "three", "four", "five", "six"),
        *("seven", "eight", "nine", "ten", "eleven", "twelve"),
    ),
    ordinals={
        1: "first",
        2: "second",
        3: "third",
        4: "fourth",
        5: "fifth",
        6: "sixth",
        -1: "last final",
        -2: "penultimate",
    },
    units={
        (DAY, 1): "day days",
        (WEEK, 1): "week weeks wk wks",
        (WEEK, 2): "fortnight fortnights",
        (MONTH, 1): "month months",
        (MONTH, 3): "quarter quarters",
        (YEAR, 1): "year years",
    },
    adverbs={
        (DAY, 1): "daily",
        (WEEK, 1): "weekly",
        (WEEK, 2): "biweekly bi-weekly fortnightly",
        (MONTH, 1): "monthly",
        (MONTH, 2): "bimonthly bi-monthly",
        (MONTH, 3): "quarterly",
        (YEAR, 1): "yearly annually annual",
    },
    relative={0: "today tonight", 1: "tomorrow"},
    clocks={time(12): "noon midday", time(0): "midnight"},
    roles={
        Role.AT: "at @",
        Role.IN: "in during",
        Role.EVERY: "every each ev",
        Role.OTHER: "other alternate",
        Role.ONCE: "once",
        Role.FROM: "from starting start starts beginning begin begins since",
        Role.UNTIL: "until till til ending ends",
        Role.TO: "to through thru - – — →",
        Role.END: "end",
        Role.FOR: "for",
        Role.TIMES: "times time x occurrences sessions meetings",
        Role.NEXT: "next coming upcoming",
        Role.THIS: "this",
        Role.EXCEPT: "except excluding skipping not without",
        Role.MORNING: "am a.m. a.m morning mornings",
        Role.AFTERNOON: "pm p.m. p.m afternoon afternoons evening evenings",
        Role.ODD: "odd odd-numbered uneven",
        Role.EVEN: "even even-numbered",
        Role.WORKING: "working business",
        Role.FILLER: (
            "the on of a an per and or & + plus please but always only just by rule repeat repeats "
            "o'clock oclock o’clock sharp iso calendar h hrs hours local timezone zone tz and/or up then"
        ),
    },
)

SPELLINGS: Final[Mapping[str, Spellings]] = {SOURCE_LANGUAGE: ENGLISH}
"""A new language is a new row; where two languages share a word, the reader's own means it."""


@cache
def words_of(language: str) -> Mapping[str, Token]:
    """Return every known spelling and its meaning: English, and above it the reader's language."""
    known = _meanings(ENGLISH)
    if language != SOURCE_LANGUAGE and language in SPELLINGS:
        known |= _meanings(SPELLINGS[language])
    return MappingProxyType(known)


def _meanings(table: Spellings) -> dict[str, Token]:
    """Return one language's spellings and their meanings."""
    rows: list[tuple[str, Token]] = [
        *((words, Weekdays((day,))) for day, words in enumerate(table.weekdays)),
        *((words, Weekdays((day,), each=True)) for day, words in enumerate(table.each_weekday)),
        (table.working_days, Weekdays(WORKING_DAYS, each=True)),
        (table.weekend, Weekdays((5, 6), each=True)),
        *((words, Month(number)) for number, words in enumerate(table.months, start=1)),
        *((words, Number(value)) for value, words in enumerate(table.numbers, start=1)),
        *((words, Ordinal(number)) for number, words in table.ordinals.items()),
        *((words, Unit(frequency, n)) for (frequency, n), words in table.units.items()),
        *((words, Adverb(frequency, n)) for (frequency, n), words in table.adverbs.items()),
        *((words, Relative(days)) for days, words in table.relative.items()),
        *((words, Clock(at)) for at, words in table.clocks.items()),
        *((words, Mark(role)) for role, words in table.roles.items()),
    ]
    return {word: meaning for words, meaning in rows for word in words.split()}
