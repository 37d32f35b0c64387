"""Letting what is planned and posted follow a ritual that changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.facts import OccurrenceDropped, OccurrenceMoved
from bot.keys import OccurrenceId
from bot.rhythm import moving_texts
from bot.rhythm.changing import AHEAD, adopted, by_original, dates_ahead
from bot.rhythm.finding import rooms_of
from bot.rhythm.model import ROOMY, Moment, Occurrence, Ritual, occurrence, occurrence_id
from bot.rhythm.planning import Planning, plan_beats, written
from bot.rhythm.recurrence import Start
from bot.rhythm.seats import Seats
from bot.rhythm.showing import Showing
from bot.rhythm.store import RitualStore

Pair = tuple[Occurrence, Occurrence]
"""A date as it was and as it is."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Puts a changed ritual in the place of what it was."""

    now: datetime
    store: RitualStore
    places: CommunityStore
    owe: Owe
    planning: Planning
    showing: Showing
    seats: Seats

    async def make(self, before: Ritual, changed: Ritual) -> tuple[Sequence[Pair], Occurrence | None]:
        """Write the change; planned dates keep what was given to them wherever they go.

        Returns:
            The dates that were written before and take place at another time now, and the next one, None when
            none is left.
        """
        ahead = [o for o in await self.planning.planned(before) if o.starts > self.now]
        after = adopted(changed, ahead, self.now)
        await self.store.put(after.community, after)
        coming = {occurrence_id(after.id, s.original): s for s in dates_ahead(after, self.now)}
        pairs = [(o, occurrence(after, coming[o.id])) for o in ahead if o.id in coming]
        await self.planning.drop(after, [o for o in ahead if o.id not in coming])
        await self._follow(before, after, pairs)
        self._tell_of_later(before, after, {o.id for o in ahead})
        moved = [pair for pair in pairs if _moved(pair)]
        return moved, await self._next(after, {o.id: o for _old, o in pairs})

    async def _next(self, ritual: Ritual, there: Mapping[OccurrenceId, Occurrence]) -> Occurrence | None:
        """Return the next date; one that is not written yet is, with its beats."""
        start = ritual.next_date(self.now)
        written = there.get(occurrence_id(ritual.id, start.original)) if start is not None else None
        return written or await self.planning.plan(ritual)

    async def _follow(self, before: Ritual, after: Ritual, pairs: Sequence[Pair]) -> None:
        """Let dates, their beats and their cards go where the ritual says now."""
        shown = (before.name, before.value) != (after.name, after.value)
        timed = [pair for pair in pairs if _moved(pair) or pair[0].minutes != pair[1].minutes]
        await self.store.move([new for _old, new in timed])
        for old, new in timed:
            await self.planning.reset(after, old)
            plan_beats(self.planning.beats, after, new, self.now, but=self._announced(old, new))
        changed = pairs if shown else timed
        await self.planning.calendar.follow(after, pairs if before.rooms != after.rooms else changed)
        moved = [pair for pair in timed if _moved(pair)]
        await self._tell_rooms(after, moved)
        for old, new in moved:
            self.planning.tell(OccurrenceMoved(after.community, after.id, new.id, old.starts, new.starts, self.now))
        for _old, new in pairs if before.form != after.form else timed:
            self.planning.tell(written(after, new, self.now))
        was: Mapping[OccurrenceId, datetime] = {old.id: old.starts for old, _new in moved}
        await self.showing.again([new.id for _old, new in changed], opened=False, was=was)
        if before.capacity != after.capacity:
            await self._reseat([new.id for _old, new in pairs])

    async def _reseat(self, dates: Sequence[OccurrenceId]) -> None:
        """Let as many come as there are seats now; nobody loses one."""
        await self.seats.fill(dates)
        await self.showing.again(dates, opened=False)

    def _announced(self, old: Occurrence, new: Occurrence) -> frozenset[Moment]:
        """Return the announcement, when the rooms had it and the date is near: they hear of the move anyway."""
        soon = new.starts - self.now < ROOMY
        return frozenset({Moment.ANNOUNCE}) if old.announced and soon else frozenset()

    async def _tell_rooms(self, ritual: Ritual, moved: Sequence[Pair]) -> None:
        """Say once where a date was announced that it moves."""
        rooms = await rooms_of(ritual, self.places) if moved else ()
        for old, new in moved:
            if old.announced:
                card = moving_texts.moved(ritual, old.starts, new.starts)
                for room in rooms:
                    self.owe.post(room, card, reason=new.id, expires_at=new.starts)

    def _tell_of_later(self, before: Ritual, after: Ritual, told: set[OccurrenceId]) -> None:
        """Tell what becomes of dates that are not written yet: somebody may have a chair at one."""
        now = after.dates(self.now, 2 * AHEAD)
        same, days = by_original(now), {s.day: s for s in now}
        for old in before.dates(self.now, AHEAD):
            if occurrence_id(before.id, old.original) not in told:
                self._tell_of(after, old, same.get(old.original) or days.get(old.day))

    def _tell_of(self, after: Ritual, old: Start, new: Start | None) -> None:
        ident = occurrence_id(after.id, (new or old).original)
        if new is None:
            self.planning.tell(OccurrenceDropped(after.community, after.id, ident, old.at, self.now))
        elif new.at != old.at:
            self.planning.tell(OccurrenceMoved(after.community, after.id, ident, old.at, new.at, self.now))


def _moved(pair: Pair) -> bool:
    return pair[0].starts != pair[1].starts
