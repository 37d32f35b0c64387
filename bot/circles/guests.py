"""Seats that end: pure rules of who is a guest, until when, and what a steward types for it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.circles.model import Role, Seat
from bot.community.model import at_local
from bot.keys import MemberId

LONGEST_VISIT = timedelta(days=366)
"""Whoever stays longer than a year is a member in all but name."""
NOW = frozenset({"now"})


def guests(seats: Sequence[Seat], now: datetime) -> tuple[Seat, ...]:
    """Return who is a guest now (aware)."""
    return tuple(s for s in seats if s.role is Role.GUEST and not _over(s, now))


def over(seats: Sequence[Seat], now: datetime) -> tuple[Seat, ...]:
    """Return the seats of guests, and invitations to be one, whose time is over."""
    return tuple(s for s in seats if s.role in {Role.GUEST, Role.INVITED} and _over(s, now))


def _over(seat: Seat, now: datetime) -> bool:
    return seat.until is not None and seat.until <= now


def guest_seat(seats: Sequence[Seat], member: MemberId) -> Seat | None:
    """Return somebody's seat or invitation that ends, whichever ends last."""
    mine = [s for s in seats if s.member == member and s.role in {Role.GUEST, Role.INVITED} and s.until is not None]
    return max(mine, key=lambda s: (s.role is Role.GUEST, s.until), default=None)


def read_until(text: str, now: datetime, zone: str) -> datetime | None:
    """Return the instant somebody means: a day (its end), a day and a time, or now; None for no date at all.

    The day and the time are local to `zone` (IANA); `now` is aware.
    """
    words = " ".join(text.split()).casefold()
    if words in NOW:
        return now
    day, _space, clock = words.partition(" ")
    try:
        on = date.fromisoformat(day)
        at = time.fromisoformat(clock) if clock else None
    except ValueError:
        return None
    if at is None:
        return at_local(on + timedelta(days=1), time(), zone)
    return at_local(on, at.replace(tzinfo=None), zone)


def example(now: datetime, zone: str) -> str:
    """Return a date to copy: a week from now, in the evening."""
    return f"{(now.astimezone(ZoneInfo(zone)) + timedelta(days=7)).date().isoformat()} 18:00"
