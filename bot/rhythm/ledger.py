"""How the inconvenient hour is shared: how often each time of day was taken and will be, and for how many it is bad."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from bot.cards import Block
from bot.keys import CommunityId, RitualId
from bot.rhythm import hour_texts
from bot.rhythm.changing import chain_of, wall_of
from bot.rhythm.hour_texts import FEWEST_KNOWN, Hour
from bot.rhythm.model import Ritual
from bot.rhythm.recurrence import holding

AHEAD: Final = 12
"""As many dates are looked ahead: two, three and four times come out even in it."""
PAST: Final = timedelta(days=366)
DAY: Final = range(8, 21)
"""The hours in which people are up and may be asked to come, by their own clocks."""


class HourStore(Protocol):
    """What the ledger is counted from. Nothing is kept for it."""

    async def held(self, ritual: RitualId, since: datetime) -> Sequence[datetime]:
        """Return when the dates of a ritual began that took place since then, aware UTC."""

    async def zones(self, community: CommunityId) -> Mapping[str, int]:
        """Return of how many members each zone is, of those whose zone is known; who is linked counts once."""


@dataclass(frozen=True, slots=True)
class Ledgers:
    """Shows the ledger of rituals whose dates take turns, in two queries; of others nothing, in none."""

    now: datetime
    store: HourStore

    async def of(self, ritual: Ritual) -> tuple[Block, ...]:
        """Return the ledger as it stands in a card."""
        if not times_of(ritual, self.now):
            return ()
        held = await self.store.held(ritual.id, self.now - PAST)
        zones = await self.store.zones(ritual.community)
        return hour_texts.ledger(hours(ritual, held, zones, self.now), sum(zones.values()))


def times_of(ritual: Ritual, now: datetime) -> tuple[time, ...]:
    """Return the times of day that a ritual's coming dates take in turn, earliest first."""
    return tuple(sorted({at for each in chain_of(holding(ritual.when, now)) for at in each.turns}))


def hours(ritual: Ritual, held: Iterable[datetime], zones: Mapping[str, int], now: datetime) -> tuple[Hour, ...]:
    """Return each time with how often it was taken and will be, and for how many members it is not by day.

    A date counts for the time at which it takes place: one that was moved elsewhere counts for none.
    """
    past, coming = list(held), ritual.coming(now, AHEAD)
    found: list[Hour] = []
    for at in times_of(ritual, now):
        ahead = [each for each in coming if _is_at(ritual, each, at)]
        usual = ahead[0] if ahead else _today(ritual, at, now)
        outside = sum(count for zone, count in zones.items() if not by_day(usual, zone))
        enough = sum(zones.values()) >= FEWEST_KNOWN
        so_far = sum(_is_at(ritual, each, at) for each in past)
        found.append(Hour(at, so_far, len(ahead), len(coming), outside if enough else None))
    return tuple(found)


def by_day(at: datetime, zone: str) -> bool:
    """Tell whether it is between eight and nine in the evening there."""
    return at.astimezone(ZoneInfo(zone)).hour in DAY


def _today(ritual: Ritual, at: time, now: datetime) -> datetime:
    return ritual.when.local(datetime.combine(wall_of(ritual.when, now).date(), at))


def _is_at(ritual: Ritual, start: datetime, at: time) -> bool:
    """Tell whether a date begins at a local time, also where clocks leave it out that day."""
    return ritual.when.local(datetime.combine(wall_of(ritual.when, start).date(), at)) == start
