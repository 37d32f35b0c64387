"""Writing a ritual's next date with its beats, and taking back what is planned."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.beats import Beats
from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.facts import OccurrenceDropped, OccurrenceMoved, Tell
from bot.rhythm import moving_texts
from bot.rhythm.calendar import Calendar
from bot.rhythm.finding import rooms_of
from bot.rhythm.model import GRACE, Moment, Occurrence, OccurrenceState, Ritual, moments, occurrence, occurrence_id
from bot.rhythm.recurrence import Start
from bot.rhythm.store import RitualStore
from bot.times import OccurrencePlanned


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
        """Materialise the next date and its beats; those whose moment has passed are left out.

        While the whole community rests, nothing is written: the date after the rest is only told.
        """
        start = ritual.next_date(self.now)
        if start is None:
            return None
        planned = occurrence(ritual, start)
        if ritual.rests is not None and ritual.rests > self.now:
            return planned  # it is written when the community goes on
        await self.store.plan([planned])
        plan_beats(self.beats, ritual, planned, self.now)
        await self.calendar.put_in([(ritual, planned)])
        self.tell(written(ritual, planned, self.now))
        return planned

    async def anew(self, ritual: Ritual) -> None:
        """Plan the next date again where it is another one now."""
        start = ritual.next_date(self.now)
        planned = await self.planned(ritual)
        same = [o for o in planned if start is not None and o.original == start.original]
        await self.drop(ritual, [o for o in planned if o not in same])
        if not same or start is None:
            await self.plan(ritual)
        elif same[0].starts != start.at:
            await self._move(ritual, same[0], occurrence(ritual, start))

    async def _move(self, ritual: Ritual, old: Occurrence, new: Occurrence) -> None:
        """Let a date take place at another time; what was given to it stays."""
        await self.reset(ritual, old)
        await self.store.move([new])
        plan_beats(self.beats, ritual, new, self.now)
        await self.calendar.follow(ritual, [(old, new)])
        self.tell(OccurrenceMoved(ritual.community, ritual.id, new.id, old.starts, new.starts, self.now))

    async def stop(self, ritual: Ritual) -> None:
        """Withdraw everything that is planned or owed for a ritual."""
        await self.drop(ritual, await self.planned(ritual))

    async def skip(self, ritual: Ritual, start: Start, following: datetime | None) -> None:
        """Drop one date; its rooms hear of it when it was announced already."""
        ident = occurrence_id(ritual.id, start.original)
        dropped = [o for o in await self.planned(ritual) if o.id == ident]
        await self.drop(ritual, dropped)
        if not dropped:
            # A chair may be taken at a date that is not written yet.
            self.tell(OccurrenceDropped(ritual.community, ritual.id, ident, start.at, self.now))
        for planned in dropped:
            announced = moments(ritual, planned).get(Moment.ANNOUNCE)
            if announced is not None and announced <= self.now:
                await self._take_back(ritual, planned, following)

    async def planned(self, ritual: Ritual) -> list[Occurrence]:
        """Return the dates of a ritual that are written and have not begun, in order."""
        return [o for o in await self.store.planned([ritual.id]) if o.state is OccurrenceState.PLANNED]

    async def reset(self, ritual: Ritual, planned: Occurrence) -> None:
        """Withdraw the beats of a date that goes elsewhere, and what is not sent for it yet."""
        await self.beats.withdraw(ritual.community, [planned.id])
        await self.owe.withdraw(ritual.community, [planned.id])

    async def drop(self, ritual: Ritual, dropped: Sequence[Occurrence]) -> None:
        """Let dates not take place."""
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
        card = moving_texts.skipped(ritual, planned.starts, following)
        for room in await rooms_of(ritual, self.places):
            self.owe.post(room, card, reason=ritual.id, expires_at=planned.starts)


def written(ritual: Ritual, planned: Occurrence, now: datetime) -> OccurrencePlanned:
    """Return what is told of a date that is written down, or changes."""
    return OccurrencePlanned(ritual.community, ritual.id, planned.id, planned.starts, planned.minutes, ritual.form, now)


def plan_beats(
    beats: Beats,
    ritual: Ritual,
    planned: Occurrence,
    now: datetime,
    *,
    but: Collection[Moment] = (),
    then: Start | None = None,
) -> None:
    """Write the beats of a date whose moments are still to come; one that has begun opens, and is asked about.

    One that is near already has its host at once. `then` is the date that follows, where it is known already.
    """
    begun = frozenset({Moment.OPEN, Moment.WORTH}) if planned.starts <= now else frozenset()
    for moment, usual in moments(ritual, planned, then).items():
        due = max(usual, now) if moment is Moment.HOST and planned.starts > now else usual
        if (due > now or moment in begun or (moment is Moment.HOST and due == now)) and moment not in but:
            beats.at(moment.value, ritual.community, planned.id, due, grace=GRACE[moment])
