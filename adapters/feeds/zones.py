"""VTIMEZONE: a zone's changes of clocks, for programs that do not know the zone by its name (RFC 5545 §3.6.5)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from adapters.feeds.lines import folded, text

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@lru_cache(maxsize=128)
def timezone(zone: str, first: int, last: int) -> str:
    """Return the VTIMEZONE of a zone, with each change of its clocks from the one year to the end of the other.

    Every change stands by itself, as the zone's own data has it: rules would be guessed from them, and clocks that
    follow Ramadan have none.
    """
    known = ZoneInfo(zone)
    begins, ends = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}", *_observance(begins, known, before=begins)]
    lines += [line for at in _changes(known, begins, ends) for line in _observance(at, known, before=at - SECOND)]
    return "".join(map(folded, [*lines, "END:VTIMEZONE"]))


def _changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """Yield the instants (UTC) from which another offset holds."""
    at = begins
    while at < ends:
        if _offset(at + DAY, zone) != _offset(at, zone):
            yield _change(zone, at, at + DAY)
        at += DAY


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first second at which the offset of `after` holds."""
    while after - before > SECOND:
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        before, after = (middle, after) if _offset(middle, zone) == _offset(before, zone) else (before, middle)
    return after


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _observance(at: datetime, zone: ZoneInfo, *, before: datetime) -> list[str]:
    """Return what holds from an instant on: its begin is told in the local time that held before."""
    local = at.astimezone(zone)
    kind = "DAYLIGHT" if local.dst() else "STANDARD"
    was = _offset(before, zone)
    begins = (at + was).replace(tzinfo=None)
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{begins:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_signed(was)}",
        f"TZOFFSETTO:{_signed(_offset(at, zone))}",
        f"TZNAME:{text(local.tzname() or zone.key)}",
        f"END:{kind}",
    ]


def _signed(offset: timedelta) -> str:
    """Return a UTC-OFFSET: +0530, with seconds where there are any."""
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    shown = f"{'-' if seconds < 0 else '+'}{hours:02d}{rest // 60:02d}"
    return shown + (f"{rest % 60:02d}" if rest % 60 else "")
