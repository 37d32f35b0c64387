"""Who gets a seat when a circle is full: pure rules of the waiting list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.circles.model import INSIDE, Role, Seat
from bot.keys import MemberId

OFFER_HOLDS = timedelta(hours=72)
"""How long a free seat is kept for whoever is next: a weekend and a day, as for other questions to one person."""
AWAY = timedelta(hours=1)
"""An hour by which Hearth noticed the end of an offer too late: it was not there, and the seat is kept a day more."""
AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """What changes on a waiting list: whose time has passed, and to whom a seat is offered now."""

    lapsed: tuple[Seat, ...] = ()
    offered: tuple[Seat, ...] = ()


def waiting(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """Return who waits for a seat, whoever came first in front, each person once."""
    inside = {s.member for s in seats if s.role in INSIDE}
    line = sorted((s for s in seats if s.role is Role.WAITING), key=lambda s: (s.since, s.account))
    first: dict[MemberId, Seat] = {}
    for seat in line:
        if seat.member not in inside:
            first.setdefault(seat.member, seat)
    return tuple(first.values())


def at_the_end(seats: Sequence[Seat], seat: Seat) -> Seat:
    """Return a seat that comes after all who wait, also after one who came in the same instant."""
    last = max((s.since for s in seats if s.role is Role.WAITING and s.member != seat.member), default=None)
    return seat if last is None or last < seat.since else replace(seat, since=last + timedelta(microseconds=1))


def taken(seats: Sequence[Seat], now: datetime, *, by_others_than: MemberId | None = None) -> int:
    """Return how many seats are not free: people inside, and those for whom one is kept."""
    inside = {s.member for s in seats if s.role in INSIDE}
    kept = {s.member for s in waiting(seats) if s.until is not None and s.until > now}
    return len((inside | kept) - {by_others_than})


def free(seats: Sequence[Seat], cap: int, now: datetime, *, to: MemberId | None = None) -> int:
    """Return how many seats are free; `to`: for somebody for whom one may be kept already."""
    return max(0, cap - taken(seats, now, by_others_than=to))


def turn(seats: Sequence[Seat], cap: int, now: datetime) -> Turn:
    """Return whose offer is over, and who is offered the seats that are free then, in the order of the list."""
    line = waiting(seats)
    lapsed = tuple(s for s in line if s.until is not None and s.until <= now)
    gone = {s.member for s in lapsed}
    left = [s for s in seats if s.member not in gone or s.role is not Role.WAITING]
    next_ones = [s for s in waiting(left) if s.until is None][: free(left, cap, now)]
    return Turn(lapsed, tuple(replace(s, until=now + OFFER_HOLDS) for s in next_ones))


def place_of(seats: Sequence[Seat], member: MemberId) -> int | None:
    """Return somebody's place on the waiting list, 1 for the next one; None when they do not wait."""
    return next((n for n, s in enumerate(waiting(seats), 1) if s.member == member), None)


def once_more(seats: Sequence[Seat], now: datetime) -> tuple[Seat, ...]:
    """Return the offers that ended while nobody could take them, kept for another day."""
    over = (s for s in waiting(seats) if s.until is not None and s.until <= now)
    return tuple(replace(s, until=now + AGAIN) for s in over)
