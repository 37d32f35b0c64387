"""What a typed rhythm says, piece by piece, before it is put together."""

from dataclasses import dataclass, fields
from datetime import time

from bot.rhythm.reading.dates import Said
from bot.rhythm.reading.tokens import Role
from bot.rhythm.rules import Frequency, Nth


@dataclass(frozen=True, slots=True)
class Pace:
    """A frequency and an interval; `quarterly` when it was said as quarters of a year."""

    frequency: Frequency
    interval: int
    quarterly: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """How long it goes on: for 10 weeks."""

    frequency: Frequency
    periods: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Every piece found; two texts side by side say what both say. Each field is in the order typed."""

    repeats: tuple[bool, ...] = ()  # "every", or a weekday said of all of them
    once: tuple[bool, ...] = ()
    paces: tuple[Pace, ...] = ()
    weekdays: tuple[int, ...] = ()
    weeks: tuple[tuple[int, ...], ...] = ()  # ISO weeks: the odd or the even ones
    nth: tuple[Nth, ...] = ()
    working_days: tuple[int, ...] = ()  # "first weekday": which of them
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    not_months: tuple[int, ...] = ()
    dates: tuple[Said, ...] = ()
    clocks: tuple[time, ...] = ()
    halves: tuple[Role, ...] = ()  # "in the evening", away from the time itself
    zones: tuple[str, ...] = ()
    starts: tuple[Said, ...] = ()
    ends: tuple[Said, ...] = ()
    times: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    skips: tuple[Said, ...] = ()
    rules: tuple[str, ...] = ()  # RRULE values as typed

    def __add__(self, other: "Facts") -> "Facts":
        """Return what both say."""
        return Facts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))
