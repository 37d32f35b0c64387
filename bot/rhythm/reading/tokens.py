"""What one word of a typed rhythm can mean."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Final, TypeAlias

from bot.rhythm.rules import Frequency


class Role(StrEnum):
    """Small words that carry structure."""

    AT = "at"
    IN = "in"
    EVERY = "every"
    OTHER = "other"
    ONCE = "once"
    FROM = "from"
    UNTIL = "until"
    TO = "to"  # until, or the second half of a range
    END = "end"
    FOR = "for"
    TIMES = "times"
    NEXT = "next"
    THIS = "this"
    EXCEPT = "except"
    MORNING = "am"
    AFTERNOON = "pm"
    ODD = "odd"  # before "week": its ISO number
    EVEN = "even"
    WORKING = "working"  # before "day"
    FILLER = "filler"  # says nothing: "the", "of", "please"


@dataclass(frozen=True, slots=True)
class Token:
    """A word and what it means; `text` is the word as it was typed."""

    text: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class Mark(Token):
    """A small word."""

    role: Role


@dataclass(frozen=True, slots=True)
class Weekdays(Token):
    """A day of the week, or a group of them, from Monday = 0. `each`: said of all of them ("Tuesdays")."""

    days: tuple[int, ...]
    each: bool = False


@dataclass(frozen=True, slots=True)
class Month(Token):
    """A month, from January = 1."""

    number: int


@dataclass(frozen=True, slots=True)
class Ordinal(Token):
    """A place in an order; -1 is the last."""

    number: int


@dataclass(frozen=True, slots=True)
class Number(Token):
    """A whole number, with its count of digits as typed (0 for a word)."""

    value: int
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Unit(Token):
    """A stretch of time: so many periods of a frequency ("quarter" is 3 months)."""

    frequency: Frequency
    periods: int = 1


@dataclass(frozen=True, slots=True)
class Adverb(Token):
    """A whole rhythm in one word: "weekly", "fortnightly"."""

    frequency: Frequency
    periods: int = 1


@dataclass(frozen=True, slots=True)
class Relative(Token):
    """A day counted from today: 0 is today."""

    days: int


@dataclass(frozen=True, slots=True)
class Clock(Token):
    """A time of day."""

    at: time


@dataclass(frozen=True, slots=True)
class Day(Token):
    """A date with a year."""

    day: date


@dataclass(frozen=True, slots=True)
class Slashed(Token):
    """Two or three numbers with slashes or dots between: which is the month is still open."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place(Token):
    """A time zone, by its IANA name."""

    zone: str


@dataclass(frozen=True, slots=True)
class Unknown(Token):
    """A word we do not know."""


Tokens: TypeAlias = tuple[Token, ...]


class Unclear(Exception):
    """What was typed cannot be used: the reason as one sentence, and perhaps better words in its place.

    `old` is what to replace in the text by `new`, `more` are endings that may complete it; these are in
    English, which is always read. It never leaves the reader: `read_when` turns it into `Invalid`.
    """

    def __init__(
        self, reason: str, *, suggestion: str = "", old: str = "", new: str = "", more: tuple[str, ...] = ()
    ) -> None:
        """Keep what to say."""
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion
        self.old = old
        self.new = new
        self.more = more


A_TIME: Final = " 10:00"
NO_TIME: Final = (A_TIME,)
NO_DAY: Final = (" on Tuesday", " on Tuesday 10:00", " on the first Tuesday", " on the first Tuesday 10:00")
"""Endings that may complete what lacks a time, or a day."""
