"""Dates in the platforms' own calendars: each ritual's next one, in every space that has a calendar.

Hearth owns the recurrence: an event is one date. Whoever deletes one by hand has decided; it is not made again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.community.model import Space
from bot.community.store import CommunityStore
from bot.deliveries import UNKNOWN, Delivery, Owe, Priority, Reschedule, RoomAct, Schedule, State, Unschedule
from bot.keys import CommunityId, DeliveryId, OccurrenceId, RoomId
from bot.ports import Slot
from bot.rhythm.model import Occurrence, Ritual
from bot.rhythm.posting import Posted
from bot.rhythm.store import RitualStore

Slots = Sequence[tuple[RoomId, DeliveryId]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Puts dates in, lets them follow what changes, and takes them out. `platforms` have a calendar, by name."""

    now: datetime
    store: RitualStore
    places: CommunityStore
    owe: Owe
    platforms: frozenset[str]
    posted: Posted

    async def put_in(self, planned: Sequence[tuple[Ritual, Occurrence]]) -> None:
        """Owe an event for each date that has none yet, in the ritual's room of each space with a calendar."""
        if not self.platforms:
            return
        spaces = await self._spaces([r for r, _o in planned])
        kept = await self.store.occurrences([o.id for _r, o in planned])
        slots: dict[OccurrenceId, Slots] = {}
        for ritual, date in planned:
            rooms = self._rooms(ritual, spaces)
            if rooms and not kept[date.id].scheduled:
                slots[date.id] = [(room, self._put(ritual, date, room)) for room in rooms]
        if slots:
            await self.store.scheduled(slots)

    async def follow(self, ritual: Ritual, pairs: Sequence[tuple[Occurrence, Occurrence]]) -> None:
        """Owe that the events of dates, as they were and as they are, say what is so now.

        An event stays the same one, with whoever is interested in it; where the room is another one it is made anew,
        and so is one that was never put in: it waits no longer for the old date, or that date passed unsent.
        """
        if not self.platforms:
            return
        rooms = self._rooms(ritual, await self._spaces([ritual]))
        never = await self._never([old for old, _new in pairs])
        slots: dict[OccurrenceId, Slots] = {}
        for old, new in pairs:
            there = {room: event for room, event in old.scheduled if event not in never}
            slots[new.id] = [(room, self._at(ritual, new, room, there.get(room))) for room in rooms]
            self._out(ritual, old, [(room, event) for room, event in old.scheduled if room not in rooms])
        changed = {o.id: slots[o.id] for o, _new in pairs if list(o.scheduled) != list(slots[o.id])}
        if changed:
            await self.store.scheduled(changed)

    async def _never(self, dates: Sequence[Occurrence]) -> frozenset[DeliveryId]:
        """Withdraw the unsent events of dates; return those that are in no calendar and never will be."""
        dates = [date for date in dates if date.scheduled]
        if not dates:
            return frozenset()
        await self.owe.withdraw(dates[0].community, [_reason(date) for date in dates])
        found = await self.posted.deliveries([event for date in dates for _room, event in date.scheduled])
        return frozenset(d.id for d in found.values() if _is_never(d))

    async def take_out(self, ritual: Ritual, dropped: Sequence[Occurrence]) -> None:
        """Owe that the events of dropped dates go, and withdraw those that are not there yet."""
        gone: Mapping[OccurrenceId, Slots] = {o.id: () for o in dropped if o.scheduled}
        if not gone:
            return
        await self.owe.withdraw(ritual.community, [_reason(o) for o in dropped])
        for date in dropped:
            self._out(ritual, date, date.scheduled)
        await self.store.scheduled(gone)

    async def _spaces(self, rituals: Sequence[Ritual]) -> Mapping[CommunityId, Sequence[Space]]:
        return await self.places.spaces(dict.fromkeys(r.community for r in rituals))

    def _rooms(self, ritual: Ritual, spaces: Mapping[CommunityId, Sequence[Space]]) -> tuple[RoomId, ...]:
        """Return where a ritual is posted, in the spaces with a calendar."""
        return ritual.posted_in(s for s in spaces[ritual.community] if s.platform in self.platforms)

    def _put(self, ritual: Ritual, date: Occurrence, room: RoomId) -> DeliveryId:
        return self._owe(date, room, Schedule(_slot(ritual, date)))

    def _at(self, ritual: Ritual, date: Occurrence, room: RoomId, event: DeliveryId | None) -> DeliveryId:
        """Owe what makes a room's event right; return the delivery that made it."""
        if event is None:
            return self._put(ritual, date, room)
        self._owe(date, room, Reschedule(event, _slot(ritual, date)))
        return event

    def _owe(self, date: Occurrence, room: RoomId, act: RoomAct) -> DeliveryId:
        return self.owe.act(room, act, reason=_reason(date), expires_at=date.starts, priority=Priority.RITUAL)

    def _out(self, ritual: Ritual, date: Occurrence, events: Slots) -> None:
        for room, event in events:
            # Not for the date's own reason: a second drop would take this back.
            self.owe.act(room, Unschedule(event), reason=ritual.id, expires_at=date.ends, priority=Priority.RITUAL)


def _is_never(event: Delivery) -> bool:
    """Tell whether an event was not put in: withdrawn, or expired; one of which nobody can know may be there."""
    return event.state is State.WITHDRAWN or (event.state is State.SKIPPED and event.why != UNKNOWN)


def _slot(ritual: Ritual, date: Occurrence) -> Slot:
    return Slot(ritual.name, ritual.value, date.starts, date.ends)


def _reason(date: Occurrence) -> str:
    """Return what events are owed for: a date that goes elsewhere takes its messages back, not its event."""
    return f"event.{date.id}"
