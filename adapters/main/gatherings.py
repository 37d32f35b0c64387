"""Hallways and the dates of rituals: what circles ask of rhythm, and the services that keep hallways."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.main.ground import Ground
from bot.cards import Card
from bot.circles.hallway_keeping import HallwayKeeping
from bot.circles.hallway_opening import Hallways
from bot.circles.hallways import Gathering
from bot.keys import CommunityId, DeliveryId, OccurrenceId
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual
from bot.rhythm.posting import Rooms
from bot.rhythm.program import HostStore, RecapStore, host_of
from bot.rhythm.store import RitualStore
from storage.hallways import SqlHallways
from storage.hosts import SqlHosts
from storage.recaps import SqlRecaps
from storage.rhythm import SqlRituals


@dataclass(frozen=True, slots=True)
class RitualGatherings:
    """`Gatherings`: the dates of rituals."""

    now: datetime
    rituals: RitualStore
    hosts: HostStore
    recaps: RecapStore
    rooms: Rooms

    async def find(self, community: CommunityId, named: str) -> Gathering | None:
        """Return the date of that id, or the last one of the ritual of that name."""
        ident = OccurrenceId(named)
        date = (await self.rituals.occurrences([ident])).get(ident)
        if date is not None and date.community == community:
            return (await self.of([date.id]))[date.id]
        ritual = await self.rituals.named(community, named)
        if ritual is None:
            return None
        last = await self.recaps.last(ritual.id, self.now)
        return (await self.of([last]))[last] if last is not None else Gathering(ritual.id, ritual.name)

    async def of(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Gathering]:
        """Return what is known of dates, in a fixed number of queries."""
        found = await self.rituals.occurrences(list(dates))
        if not found:
            return {}
        rituals = await self.rituals.get(dict.fromkeys(d.ritual for d in found.values()))
        there, parts = await self.recaps.attended(found), await self.hosts.hostings(found)
        return {i: self._gathering(rituals[d.ritual], d, parts[i], there[i]) for i, d in found.items()}

    def _gathering(self, ritual: Ritual, date: Occurrence, parts: Any, there: Any) -> Gathering:
        host = host_of(parts)
        begun = date.state in {OccurrenceState.OPENED, OccurrenceState.ENDED}
        return Gathering(
            ritual.id,
            ritual.name,
            date.id,
            date.starts,
            date.asked_at if begun and date.asked_at <= self.now else None,
            host.member if host is not None else None,
            tuple(t.member for t in there),
        )

    async def names(self, community: CommunityId) -> Sequence[str]:
        """Return the names of a community's rituals."""
        return [r.name for r in (await self.rituals.all([community]))[community]]

    async def post(self, date: OccurrenceId, card: Card, *, reason: str, until: datetime) -> tuple[DeliveryId, ...]:
        """Owe a card under each opening of a date, or in the rooms of its ritual."""
        found = (await self.rituals.occurrences([date]))[date]
        ritual = (await self.rituals.get([found.ritual]))[found.ritual]
        return await self.rooms.under(ritual, found.openings, card, reason=reason, expires_at=until)


def hallway_services(ground: Ground) -> dict[type, Any]:
    """Return the services of hallways, in one unit of work."""
    now, places, people, beats = ground.now, ground.places, ground.people, ground.beats
    store, rituals = SqlHallways(ground.session), SqlRituals(ground.session, ground.ids, now)
    rooms = Rooms(places, ground.deliveries, ground.owe)
    dates = RitualGatherings(now, rituals, SqlHosts(ground.session, ground.ids), SqlRecaps(ground.session), rooms)
    return {
        Hallways: Hallways(now, store, dates, places, people, beats, ground.owe, ground.ids, ground.tell),
        HallwayKeeping: HallwayKeeping(now, store, dates, places, people, beats, ground.owe),
    }
