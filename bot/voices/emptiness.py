"""Empty chairs: stewards hear three weeks ahead of a guest's date that nobody has, a week ahead of a missing case."""

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
from bot.keys import CommunityId, GuestId, OccurrenceId, RitualId
from bot.times import CommunityResumed, HolidaysChanged
from bot.voices import emptiness_texts as texts
from bot.voices.alternating import Case, Kind
from bot.voices.model import Date, Guest, Slot
from bot.voices.slot_turns import SlotTurns
from bot.voices.store import Dates, GuestStore
from bot.voices.turns import order_of

EMPTY: Final = "guest.empty"
"""One beat a community, at the first moment at which it is to hear of an empty chair."""
GRACE: Final = timedelta(days=3)
_NOTED: Final = timedelta(hours=1)
"""What began at the very moment, three weeks before, has to be noted first: whose turn it is depends on it."""
AHEAD: Final = timedelta(weeks=3) - _NOTED
TOGETHER: Final = timedelta(weeks=3)
"""Chairs that would be told so soon after are told at once: what comes every week is told every third."""
AGAIN: Final = timedelta(weeks=3)
SETTLING: Final = timedelta(days=1)
"""A ritual that was just made, or a chair that was just given back, is not told of at once."""
SUGGESTED: Final = 3
CASE: Final = "guest.caseless"
CASE_AHEAD: Final = timedelta(weeks=1) - _NOTED


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


def next_look(empty: Iterable[Date], now: datetime, caseless: Iterable[Date] = ()) -> datetime:
    """Return when chairs are looked at again: at the first one's time, in three weeks where there is none.

    `caseless` are dates for an own case that nobody brings.
    """
    leads = [(d.starts, AHEAD) for d in empty] + [(d.starts, CASE_AHEAD) for d in caseless]
    moments = [max(starts - lead, now + SETTLING) for starts, lead in leads if starts > now + SETTLING]
    return min([*moments, now + AGAIN])


@dataclass(frozen=True, slots=True)
class Empty:
    """What a batch of communities has: their dates with chairs, which are empty and untold, and who could come.

    `caseless` are untold dates for an own case that nobody brings.
    """

    dates: Mapping[CommunityId, Sequence[Date]]
    untold: Mapping[CommunityId, Sequence[Date]]
    caseless: Mapping[CommunityId, Sequence[Date]]
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
        told += await self._ask_for_cases({c: h for c, h in homes.items() if c not in late}, found)
        await self.warnings.tell(told, self.now)
        for community in homes:
            self._plan(community, found, told)

    async def _ask_for_cases(self, homes: Mapping[CommunityId, Community], found: Empty) -> list[Date]:
        """Tell stewards of own cases that nobody brings a week ahead, with who could; return which dates."""
        due = {c: [d for d in found.caseless[c] if d.starts - CASE_AHEAD <= self.now] for c in homes}
        dates = [d for each in due.values() for d in each]
        could = await self.slot_turns.could_bring([d.ritual for d in dates])
        cards = {c: self._case_card(homes[c], each, could) for c, each in due.items() if each}
        await self.desk.hear_all(CASE, cards)
        return dates

    def _case_card(self, home: Community, dates: Sequence[Date], could: Mapping[RitualId, Sequence[Case]]) -> Card:
        with speaking(home.language):
            return texts.caseless([(d, could[d.ritual][:SUGGESTED]) for d in dates])

    def _card(self, home: Community, chairs: Sequence[Date], guests: Sequence[Guest]) -> Card:
        with speaking(home.language):
            return texts.empty(home, chairs, guests)

    def _plan(self, community: CommunityId, found: Empty, told: Sequence[Date] = ()) -> None:
        """Write the next look of a community that has chairs at all."""
        if not found.dates[community]:
            return
        empty = [d for d in found.untold[community] if d not in told]
        caseless = [d for d in found.caseless[community] if d not in told]
        due = next_look(empty, self.now, caseless)
        self.beats.at(EMPTY, community, community, due, grace=GRACE)

    async def _empty(self, communities: Iterable[CommunityId]) -> Empty:
        ids = list(communities)
        dates = await self.dates.chairs_until(ids, self.now + AHEAD + TOGETHER)
        every = [d for each in dates.values() for d in each]
        if not every:
            return Empty(dates, dates, dates, dict.fromkeys(ids, ()), ())
        slots = await self.store.slots_at([(d.ritual, d.starts) for d in every])
        seen = await self.slot_turns.seen([(d.ritual, d.starts) for d in every])
        told = await self.warnings.told([d.occurrence for d in every])
        free: set[OccurrenceId] = set()
        caseless: set[OccurrenceId] = set()
        for date in every:
            key = (date.ritual, date.starts)
            if date.occurrence in told:
                continue
            if key not in slots and (key not in seen or seen[key].kind is Kind.GUEST):
                free.add(date.occurrence)
            if key in seen and seen[key].kind is Kind.CASE and seen[key].case is None:
                caseless.add(date.occurrence)
        return Empty(
            dates,
            {c: [d for d in each if d.occurrence in free] for c, each in dates.items()},
            {c: [d for d in each if d.occurrence in caseless] for c, each in dates.items()},
            await self.store.pools(ids),
            tuple(slots.values()),
        )

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
                self._plan(community, found)
