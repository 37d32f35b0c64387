"""Writing a ritual's next date with its beats, and taking back what is planned."""

from dataclasses import dataclass
from datetime import datetime

from bot.beats import Beats
from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.facts import OccurrenceDropped, Tell
from bot.rhythm import texts
from bot.rhythm.calendar import Calendar
from bot.rhythm.finding import rooms_of
from bot.rhythm.model import GRACE, Moment, Occurrence, OccurrenceState, Ritual, moments, occurrence
from bot.rhythm.store import RitualStore


@dataclass(frozen=True, slots=True)
class Planning:
    """What happens to a ritual's dates when the ritual changes."""

    now: datetime
    store: RitualStore
    places: CommunityStore
    beats: Beats
    owe: Owe
    tell: Tell
    calendar: Calendar

    async def plan(self, ritual: Ritual) -> Occurrence | None:
        """Materialise the next date and its beats; those whose moment has passed are left out."""
        start = ritual.next_date(self.now)
        if start is None:
            return None
        planned = occurrence(ritual, start)
        await self.store.plan([planned])
        plan_beats(self.beats, ritual, planned, self.now)
        await self.calendar.put_in([(ritual, planned)])
        return planned

    async def stop(self, ritual: Ritual) -> None:
        """Withdraw everything that is planned or owed for a ritual."""
        await self._drop(ritual, await self._planned(ritual))

    async def skip(self, ritual: Ritual, starts: datetime, following: datetime | None) -> None:
        """Drop one planned date; its rooms hear of it when it was announced already."""
        dropped = [o for o in await self._planned(ritual) if o.starts == starts]
        await self._drop(ritual, dropped)
        for planned in dropped:
            announced = moments(ritual, planned).get(Moment.ANNOUNCE)
            if announced is not None and announced <= self.now:
                await self._take_back(ritual, planned, following)

    async def _planned(self, ritual: Ritual) -> list[Occurrence]:
        return [o for o in await self.store.planned([ritual.id]) if o.state is OccurrenceState.PLANNED]

    async def _drop(self, ritual: Ritual, dropped: list[Occurrence]) -> None:
        if not dropped:
            return
        ids = [o.id for o in dropped]
        await self.store.mark(ids, OccurrenceState.DROPPED)
        await self.beats.withdraw(ritual.community, ids)
        await self.owe.withdraw(ritual.community, ids)
        await self.calendar.take_out(ritual, dropped)
        for planned in dropped:
            self.tell(OccurrenceDropped(ritual.community, ritual.id, planned.id, planned.starts, self.now))

    async def _take_back(self, ritual: Ritual, planned: Occurrence, following: datetime | None) -> None:
        card = texts.skipped(ritual, planned.starts, following)
        for room in await rooms_of(ritual, self.places):
            self.owe.post(room, card, reason=ritual.id, expires_at=planned.starts)


def plan_beats(beats: Beats, ritual: Ritual, planned: Occurrence, now: datetime) -> None:
    """Write the beats of a date whose moments are still to come; one that has begun opens, and is asked about."""
    begun = frozenset({Moment.OPEN, Moment.WORTH}) if planned.starts <= now else frozenset()
    for moment, due in moments(ritual, planned).items():
        if due > now or moment in begun:
            beats.at(moment.value, ritual.community, planned.id, due, grace=GRACE[moment])
