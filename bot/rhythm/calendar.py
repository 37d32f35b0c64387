"""Dates in the platforms' own calendars: each ritual's next one, in every space that has a calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.community.store import CommunityStore
from bot.deliveries import Owe, Priority, Schedule, Unschedule
from bot.keys import DeliveryId, OccurrenceId, RoomId
from bot.ports import Slot
from bot.rhythm.model import Occurrence, Ritual
from bot.rhythm.store import RitualStore


@dataclass(frozen=True, slots=True)
class Calendar:
    """Puts dates in and takes them out. `platforms` are the names of those that have a calendar."""

    now: datetime
    store: RitualStore
    places: CommunityStore
    owe: Owe
    platforms: frozenset[str]

    async def put_in(self, planned: Sequence[tuple[Ritual, Occurrence]]) -> None:
        """Owe an event for each date that has none yet, in the ritual's room of each space with a calendar."""
        if not self.platforms:
            return
        spaces = await self.places.spaces(dict.fromkeys(r.community for r, _o in planned))
        kept = await self.store.occurrences([o.id for _r, o in planned])
        slots: dict[OccurrenceId, Sequence[tuple[RoomId, DeliveryId]]] = {}
        for ritual, date in planned:
            rooms = ritual.posted_in(s for s in spaces[ritual.community] if s.platform in self.platforms)
            if rooms and not kept[date.id].scheduled:
                slots[date.id] = [(room, self._put(ritual, date, room)) for room in rooms]
        if slots:
            await self.store.scheduled(slots)

    def _put(self, ritual: Ritual, date: Occurrence, room: RoomId) -> DeliveryId:
        act = Schedule(Slot(ritual.name, ritual.value, date.starts, date.ends))
        return self.owe.act(room, act, reason=date.id, expires_at=date.starts, priority=Priority.RITUAL)

    async def take_out(self, ritual: Ritual, dropped: Sequence[Occurrence]) -> None:
        """Owe that the events of dropped dates go; call it once what is unsent for them is withdrawn."""
        gone: Mapping[OccurrenceId, Sequence[tuple[RoomId, DeliveryId]]] = {o.id: () for o in dropped if o.scheduled}
        for date in dropped:
            for room, event in date.scheduled:
                # Not for the date's own reason: a second drop would take this back.
                self.owe.act(room, Unschedule(event), reason=ritual.id, expires_at=date.ends, priority=Priority.RITUAL)
        if gone:
            await self.store.scheduled(gone)
