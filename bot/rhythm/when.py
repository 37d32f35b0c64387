"""When a ritual happens, as one value."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.rhythm.rules import Rule, read_rule


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule of days, a local time and the zone in which both are meant (RFC 5545 §3.8.5).

    `rule` is an RRULE value without DTSTART; its UNTIL, if any, is a local floating date-time. `begins` is
    DTSTART's day: it anchors INTERVAL and is an occurrence itself. `at` is local wall time, `zone` an
    IANA name. `skipped` are EXDATE's local days; COUNT counts them, as RFC 5545 does.

    Raises:
        ValueError: the rule, the time or the zone is none (a bug; what people type goes through `read_when`).
    """

    rule: str
    begins: date
    at: time
    zone: str
    skipped: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what could never be worked out."""
        read_rule(self.rule)
        if self.at.tzinfo is not None:
            msg = "a wall time has no zone of its own"
            raise ValueError(msg)
        try:
            ZoneInfo(self.zone)
        except (KeyError, OSError) as error:
            msg = f"no such zone: {self.zone!r}"
            raise ValueError(msg) from error

    @property
    def parts(self) -> Rule:
        """Return the rule, read, with what it takes from its first day written out."""
        return read_rule(self.rule).anchored(self.begins)

    def skip(self, day: date) -> "Recurrence":
        """Return the same without that local day."""
        return replace(self, skipped=self.skipped | {day})

    def instant(self, day: date) -> datetime:
        """Return when that local day's start comes, in UTC.

        When clocks change: a time that is skipped is read with the offset before the gap, a time that
        comes twice means the first (RFC 5545 §3.3.5, form 3).
        """
        wall = datetime.combine(day, self.at.replace(fold=0), ZoneInfo(self.zone))
        return wall.astimezone(UTC)
