"""The text of a recurrence rule and the value it stands for (RFC 5545 §3.3.10, days and slower only)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Nth: TypeAlias = tuple[int, int]
"""(which one, day of the week from Monday = 0); 0 is every one, -1 the last."""

DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST_OF_DAY = time(23, 59, 59)
ODD_WEEKS = tuple(range(1, 54, 2))
EVEN_WEEKS = tuple(range(2, 54, 2))
"""By their ISO number. A year of 53 weeks ends and the next begins with an odd one: two odd weeks follow each other."""


class Frequency(StrEnum):
    """How long the period is that INTERVAL counts."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, part by part. `until` is a local floating date-time; `months` and the rest are sorted."""

    frequency: Frequency
    interval: int = 1
    days: tuple[Nth, ...] = ()
    month_days: tuple[int, ...] = ()  # 1 to 31, or -1 (the last) to -31
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()  # BYSETPOS: which of a period's days; -1 is the last
    weeks: tuple[int, ...] = ()  # BYWEEKNO: ISO weeks, 1 to 53, or from the end
    week_starts: int = 0  # from Monday = 0
    count: int | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what RFC 5545 §3.3.10 forbids."""
        nth = any(which for which, _day in self.days)
        weekly, daily = self.frequency is Frequency.WEEKLY, self.frequency is Frequency.DAILY
        _require(self.interval >= 1, "INTERVAL")
        _require(self.count is None or (self.count >= 1 and self.until is None), "COUNT")
        _require(not (nth and (weekly or daily)), "BYDAY")
        _require(not (self.month_days and (weekly or nth)), "BYMONTHDAY")
        _require(not self.weeks or self._has_plain_weeks(), "BYWEEKNO")
        _require(not self.positions or bool(self.days), "BYSETPOS")
        _require(not (self.positions and (daily or nth or self.month_days)), "BYSETPOS")

    def _has_plain_weeks(self) -> bool:
        """Tell whether its weeks stand with days of the week and months alone, every year, counted from Mondays.

        RFC 5545 allows them in yearly rules only. With an interval it leaves open whose year 1 January's week is, and
        without a day of the week programs differ: some take DTSTART's, some all seven.
        """
        nth = any(which for which, _day in self.days)
        alone = not (nth or self.month_days or self.positions or self.week_starts)
        return alone and bool(self.days) and self.frequency is Frequency.YEARLY and self.interval == 1

    def __str__(self) -> str:
        """Return the canonical text: parts in one order, defaults left out."""
        parts = {
            "FREQ": self.frequency.value,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "BYMONTH": _numbers(self.months),
            "BYWEEKNO": _numbers(self.weeks),
            "BYMONTHDAY": _numbers(self.month_days),
            "BYDAY": ",".join(f"{which or ''}{DAY_CODES[day]}" for which, day in self.days),
            "BYSETPOS": _numbers(self.positions),
            "WKST": DAY_CODES[self.week_starts] if self.week_starts else "",
            "COUNT": str(self.count or ""),
            "UNTIL": f"{self.until:%Y%m%dT%H%M%S}" if self.until else "",
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)

    def anchored(self, day: date) -> "Rule":
        """Return the rule with the parts it takes from its first day written out (RFC 5545 §3.3.10)."""
        if self.days or self.month_days:
            return self
        match self.frequency:
            case Frequency.DAILY:
                return self
            case Frequency.WEEKLY:
                return replace(self, days=((0, day.weekday()),))
            case Frequency.MONTHLY:
                return replace(self, month_days=(day.day,))
            case Frequency.YEARLY:
                return replace(self, months=self.months or (day.month,), month_days=(day.day,))


@lru_cache(maxsize=4096)
def read_rule(text: str) -> Rule:
    """Return the rule written in an RRULE value, with or without "RRULE:" before it.

    Raises:
        ValueError: it is no such rule; the message is the part that cannot be used.
    """
    parts: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").strip(";").split(";"):
        name, _equals, value = part.partition("=")
        _require(name in READERS and name not in parts and bool(value), part)
        parts[name] = value
    _require("FREQ" in parts, "FREQ")
    found = {READERS[name][0]: _part(name, value) for name, value in parts.items()}
    return Rule(**found)  # type: ignore[arg-type]  # each reader returns the type of its field


def last_moment(text: str) -> datetime:
    """Return an UNTIL value as a floating date-time; a date alone means its last second."""
    match = _require_match(r"([0-9]{8})(?:T([0-9]{6}))?", text)
    return datetime.combine(date.fromisoformat(match[1]), time.fromisoformat(match[2]) if match[2] else LAST_OF_DAY)


def _part(name: str, value: str) -> object:
    """Read one part, so that an error names all of it."""
    try:
        return READERS[name][1](value)
    except ValueError:
        raise ValueError(f"{name}={value}") from None


def _integer(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within bounds, 0 excluded."""

    def read(text: str) -> int:
        number = int(_require_match(r"[+-]?[0-9]{1,4}", text)[0])
        _require(low <= number <= high and number != 0, text)
        return number

    return read


def _listed(read: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Return a reader of lists with commas, sorted and each item once."""
    return lambda text: tuple(sorted({read(item) for item in text.split(",")}, key=_order))


def _order(item: object) -> tuple[bool, object]:
    """Sort what counts from the end behind what counts from the start."""
    first = item[0] if isinstance(item, tuple) else item
    return (isinstance(first, int) and first < 0, item)


def _nth(text: str) -> Nth:
    """Read one BYDAY item such as TU, 2TU or -1FR."""
    match = _require_match(r"([+-]?[0-9]{1,2})?([A-Z]{2})", text)
    which = _integer(-53, 53)(match[1]) if match[1] else 0
    return which, DAY_CODES.index(match[2])


def _numbers(values: tuple[int, ...]) -> str:
    return ",".join(map(str, values))


def _require(fine: bool, part: str) -> None:
    if not fine:
        raise ValueError(part)


def _require_match(pattern: str, text: str) -> re.Match[str]:
    match = re.fullmatch(pattern, text)
    if match is None:
        raise ValueError(text)
    return match


READERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "FREQ": ("frequency", Frequency),
    "INTERVAL": ("interval", _integer(1, 9999)),
    "BYMONTH": ("months", _listed(_integer(1, 12))),
    "BYWEEKNO": ("weeks", _listed(_integer(-53, 53))),
    "BYMONTHDAY": ("month_days", _listed(_integer(-31, 31))),
    "BYDAY": ("days", _listed(_nth)),
    "BYSETPOS": ("positions", _listed(_integer(-366, 366))),
    "WKST": ("week_starts", DAY_CODES.index),
    "COUNT": ("count", _integer(1, 9999)),
    "UNTIL": ("until", last_moment),
}
"""The parts we know: the field of `Rule` and the reader of the value."""
