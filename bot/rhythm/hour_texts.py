"""What is said of times of day that take turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from bot.cards import Block, Fields, Note, Span
from bot.i18n import _, counted
from bot.rhythm.words import clock_words

FEWEST_KNOWN: Final = 5
"""For how many a time is bad is told from so many members on, so that nobody's zone can be told from it."""


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day: how many dates of the last year took it, and how many of the next `looked` will.

    `outside` is for how many members it is not by day, None while too few zones are known.
    """

    at: time
    past: int
    ahead: int
    looked: int
    outside: int | None


def ledger(hours: Sequence[Hour], known: int) -> tuple[Block, ...]:
    """Return a line for each time, and what is counted; `known` is of how many members the zone is known."""
    rows: tuple[tuple[str, tuple[Span, ...]], ...] = tuple((clock_words(h.at), (_line(h, known),)) for h in hours)
    return Fields(rows), Note((_counted(known),))


def _line(hour: Hour, known: int) -> str:
    past = counted("{count} date so far", "{count} dates so far", hour.past)
    taken = _("{past}, {ahead} of the next {number}").format(past=past, ahead=hour.ahead, number=hour.looked)
    if hour.outside is None:
        return taken
    return _("{taken} · outside the day for {outside} of {known}").format(
        taken=taken, outside=hour.outside, known=known
    )


def _counted(known: int) -> str:
    turns = _("The times take turns; a date that is skipped or moved has had its turn.")
    if known < FEWEST_KNOWN:
        few = _("Once I know the zones of {number} members, I count for how many a time is outside the day.")
        return f"{turns} {few.format(number=FEWEST_KNOWN)}"
    zones = _("Counted are the last 12 months, and the {known} members whose zone I know; the day is 8:00 to 21:00.")
    return f"{turns} {zones.format(known=known)}"
