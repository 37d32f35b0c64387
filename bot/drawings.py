"""What a picture shows, as plain values; `adapters.pictures` draws them, each in one way for chat and web."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Sign(StrEnum):
    """What the marks of a line mean; each has a shape and a colour of its own."""

    BEAT = "beat"
    CLASH = "clash"
    HOLIDAY = "holiday"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a month: what it is about in words, and the days it has.

    `days` are days of the month; `marked` those of them that something is the matter with; `stretches` are
    (first, last) days without a break.
    """

    label: str
    sign: Sign
    days: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()
    stretches: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A month, a column a day and a line a thing.

    `title` says the finding; `first` is the weekday of its first day (Monday is 0), `days` how many it has,
    `initials` what its weekdays are called, from Monday, as short as they are understood.
    """

    title: str
    first: int
    days: int
    initials: tuple[str, str, str, str, str, str, str]
    lines: tuple[Line, ...]


Drawing: TypeAlias = Month
