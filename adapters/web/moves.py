"""Where the clock's buttons lead: pure arithmetic on the wall clock of whoever presses."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

Move: TypeAlias = Callable[[datetime, str], datetime]
"""(now, IANA zone) to an aware UTC instant strictly later than `now`."""
MORNING = time(9)


def to_monday(now: datetime, zone: str) -> datetime:
    """Return the next Monday 09:00 in the zone, strictly later than now."""
    local = now.astimezone(ZoneInfo(zone))
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), MORNING, ZoneInfo(zone))
    while monday.astimezone(UTC) <= now:
        monday += timedelta(weeks=1)
    return monday.astimezone(UTC)


def days_on(days: int) -> Move:
    """Return the move to the same wall time that many days later; a skipped hour is read before the gap."""

    def move(now: datetime, zone: str) -> datetime:
        return (now.astimezone(ZoneInfo(zone)) + timedelta(days=days)).astimezone(UTC)

    return move
