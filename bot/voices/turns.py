"""Whose turn it is among a community's guests: rotation.py on what is known of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.keys import CommunityId, GuestId
from bot.voices.model import Guest, Slot
from bot.voices.rotation import SPREAD_WINDOW, cycle_of, order
from bot.voices.speakers import groups_of


def cycle(guests: Sequence[Guest], now: datetime) -> int:
    """Return how many whole rounds the guests have behind them, those who may not be asked now aside.

    Whether somebody is out of this cycle depends on it, and it on whether they are: the cycle that would hold
    while anybody waits is tried first. Who has a chair coming waits as well.
    """
    most = max((g.turns for g in guests), default=0)
    trying = max(0, most - 1)
    return cycle_of(g.candidate(away=g.away(now), cycle=trying) for g in guests)


def order_of(community: CommunityId, guests: Sequence[Guest], slots: Iterable[Slot], now: datetime) -> tuple[str, ...]:
    """Return the ids of who may be asked, whose turn it is first; the seed is the community's own.

    `slots` are the chairs of coming dates: whoever has one is not asked for another, and their groups count as
    heard lately.
    """
    held = tuple(slots)
    busy, here = {s.guest for s in held}, cycle(guests, now)
    candidates = (g.candidate(away=g.id in busy or g.away(now), cycle=here) for g in guests)
    return order(candidates, seed=community, recent=_recent(guests, held))


def _recent(guests: Sequence[Guest], slots: Sequence[Slot]) -> list[frozenset[str]]:
    """Return the groups of the latest voices, newest first: who is asked already comes before the next one does."""
    by_id = {g.id: g for g in guests}
    coming = [by_id[s.guest] for s in sorted(slots, key=lambda s: s.starts, reverse=True) if s.guest in by_id]
    heard = sorted(
        (g for g in guests if g.last is not None), key=lambda g: (g.last or g.suggested_at, g.id), reverse=True
    )
    return [groups_of(g) for g in _once([*coming, *heard])[:SPREAD_WINDOW]]


def _once(guests: Iterable[Guest]) -> list[Guest]:
    known: dict[GuestId, Guest] = {}
    for guest in guests:
        known.setdefault(guest.id, guest)
    return list(known.values())
