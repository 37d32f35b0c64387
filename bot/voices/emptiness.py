"""Empty chairs: three weeks before a date that nobody from outside has, its stewards hear of it, once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.acts import ChairChanged
from bot.beats import Beat, Beats, Planners
from bot.cards import Card
from bot.community.desk import Desk
from bot.community.duties import Service
from bot.community.model import Community
from bot.community.store import CommunityStore
from bot.facts import Listens, Noted, OccurrenceDropped, OccurrenceMoved
from bot.i18n import speaking
from bot.keys import CommunityId, GuestId, OccurrenceId
from bot.times import CommunityResumed, HolidaysChanged
from bot.voices import emptiness_texts as texts
from bot.voices.model import Date, Guest, Slot
from bot.voices.slot_turns import SlotTurns
from bot.voices.store import Dates, GuestStore
from bot.voices.turns import order_of

EMPTY: Final = "guest.empty"
"""One beat a community, at the first moment at which it is to hear of an empty chair."""
GRACE: Final = timedelta(days=3)
AHEAD: Final = timedelta(weeks=3)
TOGETHER: Final = timedelta(weeks=3)
"""Chairs that would be told so soon after are told at once: what comes every week is told every third."""
SETTLING: Final = timedelta(days=1)
"""A ritual that was just made, or a chair that was just given back, is not told of at once."""
SUGGESTED: Final = 3


class WarningStore(Protocol):
    """Of which empty chairs stewards have heard."""

    async def told(self, dates: Iterable[OccurrenceId]) -> frozenset[OccurrenceId]:
        """Return those of which they have."""

    async def tell(self, dates: Sequence[Date], at: datetime) -> None: ...


def ripe(empty: Sequence[Date], now: datetime) -> tuple[Date, ...]:
    """Return which empty chairs are told now: none before its time, and then those that follow soon as well."""
    if not any(d.starts - AHEAD <= now for d in empty):
        return ()
    return tuple(d for d in empty if d.starts - AHEAD <= now + TOGETHER)


def next_look(empty: Iterable[Date], now: datetime) -> datetime:
    """Return when chairs are looked at again: at the first one's time, in three weeks where there is none."""
    moments = [max(d.starts - AHEAD, now + SETTLING) for d in empty if d.starts > now + SETTLING]
    return min([*moments, now + AHEAD])


@dataclass(frozen=True, slots=True)
class Empty:
    """What a batch of communities has: their dates with chairs, which are empty and untold, and who could come."""

    dates: Mapping[CommunityId, Sequence[Date]]
    untold: Mapping[CommunityId, Sequence[Date]]
    guests: Mapping[CommunityId, Sequence[Guest]]
    slots: Sequence[Slot]

    def next(self, community: CommunityId, now: datetime) -> list[Guest]:
        """Return who could be asked, by fair rotation."""
        mine = [s for s in self.slots if s.community == community]
        guests = self.guests[community]
        by_id = {g.id: g for g in guests}
        return [by_id[GuestId(i)] for i in order_of(community, guests, mine, now)[:SUGGESTED]]


@dataclass(frozen=True, slots=True)
class Emptiness(Service):
    """Looks for empty chairs in time."""

    now: datetime
    store: GuestStore
    dates: Dates
    warnings: WarningStore
    places: CommunityStore
    beats: Beats
    desk: Desk
    slot_turns: SlotTurns

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the look."""
        return {EMPTY: Emptiness.look}

    @staticmethod
    def listens() -> Listens:
        """Return what changes when a chair is to be told of."""
        return (
            (Noted, Emptiness.noted),
            (ChairChanged, Emptiness.changed),
            (OccurrenceMoved, Emptiness.changed),
            (OccurrenceDropped, Emptiness.changed),
            (CommunityResumed, Emptiness.changed),
            (HolidaysChanged, Emptiness.changed),
        )

    async def look(self, beats: Sequence[Beat]) -> None:
        """Tell the stewards of these communities of empty chairs, and plan the next look."""
        homes = await self.places.communities(dict.fromkeys(b.community for b in beats))
        late = {b.community for b in beats if b.late(self.now)}
        found = await self._empty(homes)
        cards: dict[CommunityId, Card] = {}
        told: list[Date] = []
        for community, home in homes.items():
            chairs = () if community in late else ripe(found.untold[community], self.now)
            if chairs:
                cards[community] = self._card(home, chairs, found.next(community, self.now))
                told.extend(chairs)
        await self.desk.hear_all(EMPTY, cards)
        await self.warnings.tell(told, self.now)
        for community in homes:
            left = [d for d in found.untold[community] if d not in told]
            self._plan(community, found.dates[community], left)

    def _card(self, home: Community, chairs: Sequence[Date], guests: Sequence[Guest]) -> Card:
        with speaking(home.language):
            return texts.empty(home, chairs, guests)

    def _plan(self, community: CommunityId, dates: Sequence[Date], untold: Sequence[Date]) -> None:
        """Write the next look of a community that has chairs at all."""
        if dates:
            self.beats.at(EMPTY, community, community, next_look(untold, self.now), grace=GRACE)

    async def _empty(self, communities: Iterable[CommunityId]) -> Empty:
        ids = list(communities)
        dates = await self.dates.chairs_until(ids, self.now + AHEAD + TOGETHER)
        every = [d for each in dates.values() for d in each]
        if not every:
            return Empty(dates, dates, dict.fromkeys(ids, ()), ())
        slots = await self.store.slots_at([(d.ritual, d.starts) for d in every])
        free = [d for d in await self.slot_turns.for_guests(every) if (d.ritual, d.starts) not in slots]
        told = await self.warnings.told([d.occurrence for d in free])
        untold = {c: [d for d in each if d in free and d.occurrence not in told] for c, each in dates.items()}
        return Empty(dates, untold, await self.store.pools(ids), tuple(slots.values()))

    async def noted(self, facts: Sequence[Noted]) -> None:
        """Look anew where a ritual was started, changed, paused or woken."""
        await self._anew({f.community for f in facts if f.verb.startswith("ritual.")})

    async def changed(
        self, facts: Sequence[ChairChanged | OccurrenceMoved | OccurrenceDropped | CommunityResumed | HolidaysChanged]
    ) -> None:
        """Look anew where a chair was taken or given back, or a date is another one."""
        await self._anew({f.community for f in facts})

    async def _anew(self, communities: set[CommunityId]) -> None:
        """Plan the next look of these communities again; one that rests has none."""
        if not communities:
            return
        homes = await self.places.communities(sorted(communities))
        found = await self._empty(homes)
        for community, home in homes.items():
            await self.beats.withdraw(community, [community], EMPTY)
            if not home.resting(self.now):
                self._plan(community, found.dates[community], found.untold[community])
