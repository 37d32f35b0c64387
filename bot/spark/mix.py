"""How familiar and how new what took place was. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.spark.model import Held

FIRST_DATES: Final = 2
"""The first two dates of a ritual are new: by the third people know what comes."""
SEASON: Final = timedelta(weeks=12)
YEAR: Final = timedelta(weeks=52)
ENOUGH: Final = 6
"""Of fewer dates nothing can be said: half of three is chance."""
STALE: Final = timedelta(weeks=10)
"""So long without anything new is long: two wild slots would have fitted in."""
MUCH: Final = 0.5
"""From a half on what is new outweighs what people come back for (mission 6.1: home rituals stay constant)."""


class Reading(StrEnum):
    """What a mix tells."""

    FEW = "few"  # too few dates to say
    FAMILIAR = "familiar"  # nothing new for long
    NEW = "new"  # half or more of it
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Mix:
    """Dates, and people times minutes where it is known who took part, of either kind."""

    familiar: int = 0
    new: int = 0
    familiar_minutes: int = 0
    new_minutes: int = 0

    @property
    def dates(self) -> int:
        """Return how many dates there were."""
        return self.familiar + self.new

    @property
    def minutes(self) -> int:
        """Return people times minutes, of both kinds."""
        return self.familiar_minutes + self.new_minutes


def is_new(held: Held) -> bool:
    """Return whether a date was new to those who came: wild, a ritual's first ones, a first guest, a first form."""
    return held.wild or held.nth <= FIRST_DATES or held.first_guest or held.first_form


def mixed(held: Iterable[Held], since: datetime) -> Mix:
    """Return the mix of what began at or after an instant (aware)."""
    here = [h for h in held if h.starts >= since]
    new, familiar = [h for h in here if is_new(h)], [h for h in here if not is_new(h)]
    return Mix(len(familiar), len(new), _minutes(familiar), _minutes(new))


def _minutes(held: Iterable[Held]) -> int:
    return sum(h.people * h.minutes for h in held)


def reading(held: Sequence[Held], now: datetime) -> Reading:
    """Return what the last twelve weeks tell. `held`: earliest first, and further back."""
    season = mixed(held, now - SEASON)
    if season.dates < ENOUGH:
        return Reading.FEW
    if familiar_since(held, now) >= STALE:
        return Reading.FAMILIAR
    return Reading.NEW if season.new >= MUCH * season.dates else Reading.BOTH


def familiar_since(held: Sequence[Held], now: datetime) -> timedelta:
    """Return for how long nothing was new: since the last new date, or since the first one of all."""
    new = [h.starts for h in held if is_new(h)]
    begun = max(new) if new else min((h.starts for h in held), default=now)
    return now - begun
