"""When a ritual happens, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.rhythm.days import place_of
from bot.rhythm.holidays import Holidays
from bot.rhythm.rules import Rule, read_rule


@dataclass(frozen=True, slots=True)
class Moved:
    """One date that goes its own way (RFC 5545 §3.8.4.4).

    `at` is its local date and wall time, `minutes` its own length, None for the usual one. `original` is the instant
    it is known by (aware UTC), where that is not the one its day gives: the ritual's rule was changed under it.
    """

    at: datetime
    minutes: int | None = None
    original: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule of days, a local time and the zone in which both are meant (RFC 5545 §3.8.5).

    `rule` is an RRULE value without DTSTART; its UNTIL, if any, is a local floating date-time. `begins` is
    DTSTART's day: it anchors INTERVAL and is an occurrence itself. `at` is local wall time, `zone` an
    IANA name. A ritual has one date a local day, so days name dates: `skipped` are EXDATE's, COUNT counts them,
    as RFC 5545 does; `moved` are the dates that go their own way; `added` are RDATE's local date-times, on days
    that the rule leaves free, and COUNT does not count them. `earlier` is what still holds before this begins, its
    end written in it; `minutes` its length there, None for the ritual's. `holidays` are the community's, with what
    is done about dates of the rule that fall on one; moved and added dates were chosen by hand and stay.

    `turns` are the times of day that its days take in turn, none where all begin `at` the same: the first day of the
    rule has the first of them, which `at` is too, the next day the second. Only the rule's days are counted. A date
    that is skipped, moved or on a holiday has had its turn, so that what becomes of one date never shifts another.

    Raises:
        ValueError: the rule, the time or the zone is none (a bug; what people type goes through `read_when`).
    """

    rule: str
    begins: date
    at: time
    zone: str
    skipped: frozenset[date] = frozenset()
    added: frozenset[datetime] = frozenset()
    moved: Mapping[date, Moved] = field(default_factory=dict, hash=False)
    earlier: "Recurrence | None" = None
    minutes: int | None = None
    holidays: Holidays | None = None
    turns: tuple[time, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could never be worked out."""
        read_rule(self.rule)
        if any(at.tzinfo is not None for at in (self.at, *self.turns)):
            msg = "a wall time has no zone of its own"
            raise ValueError(msg)
        if self.turns and self.turns[0] != self.at:
            msg = "the first day takes the first turn"
            raise ValueError(msg)
        try:
            ZoneInfo(self.zone)
        except (KeyError, OSError) as error:
            msg = f"no such zone: {self.zone!r}"
            raise ValueError(msg) from error

    def under(self, holidays: "Holidays | None") -> "Recurrence":
        """Return the same under these holidays."""
        if self.earlier is None and self.holidays == holidays:
            return self
        earlier = self.earlier.under(holidays) if self.earlier is not None else None
        return replace(self, holidays=holidays, earlier=earlier)

    @property
    def parts(self) -> Rule:
        """Return the rule, read, with what it takes from its first day written out."""
        return _anchored(self.rule, self.begins)

    def skip(self, day: date) -> "Recurrence":
        """Return the same without that local day."""
        if self.earlier is not None and day < self.begins:
            return replace(self, earlier=self.earlier.skip(day))
        return replace(self, skipped=self.skipped | {day})

    def move(self, day: date, moved: Moved) -> "Recurrence":
        """Return the same with the date of that local day elsewhere."""
        if self.earlier is not None and day < self.begins:
            return replace(self, earlier=self.earlier.move(day, moved))
        return replace(self, moved={**self.moved, day: moved})

    def turns_from(self, day: date) -> tuple[time, ...]:
        """Return the times it takes in turn as they go on from a local day; a day of the rule has the first."""
        first = place_of(self, day) % len(self.turns) if self.turns else 0
        return self.turns[first:] + self.turns[:first]

    def wall(self, day: date) -> datetime:
        """Return the local date and time of the rule's start on a local day."""
        return datetime.combine(day, self.turns_from(day)[0] if self.turns else self.at)

    def instant(self, day: date) -> datetime:
        """Return when the rule's start on that local day comes, in UTC.

        When clocks change: a time that is skipped is read with the offset before the gap, a time that
        comes twice means the first (RFC 5545 §3.3.5, form 3).
        """
        return self.local(self.wall(day))

    def local(self, wall: datetime) -> datetime:
        """Return when clocks in its zone show that date and time, in UTC, by the same rule."""
        return wall.replace(tzinfo=ZoneInfo(self.zone), fold=0).astimezone(UTC)


@lru_cache(maxsize=4096)
def _anchored(rule: str, begins: date) -> Rule:
    return read_rule(rule).anchored(begins)
