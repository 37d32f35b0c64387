"""What siblings need of each other, where the two sides do not fit by themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.circles.model import Role
from bot.circles.store import CircleStore
from bot.community.record import Glimpse
from bot.community.store import CommunityStore
from bot.keys import CircleId, CommunityId, GuestId, MemberId, RitualId
from bot.rhythm.model import Ritual, RitualState, occurrence_id
from bot.rhythm.recurrence import Start
from bot.rhythm.store import RitualStore
from bot.voices.model import Date
from bot.voices.store import GuestStore

MOST_DATES = 60
"""As many dates of a ritual as are looked at: six weeks of one that takes place every day."""


@dataclass(frozen=True, slots=True)
class ChairDates:
    """The dates at which a guest may speak, as voices ask for them."""

    now: datetime
    rituals: RitualStore

    async def with_chairs(self, community: CommunityId, count: int) -> Sequence[Date]:
        """Return the coming dates of active rituals that have a chair, earliest first, at most `count` a ritual."""
        found = (await self.rituals.all([community]))[community]
        return _in_order([_date(r, s) for r in found if _has_chair(r) for s in r.dates(self.now, count)])

    async def alternating(self, rituals: Iterable[RitualId]) -> frozenset[RitualId]:
        """Return those whose chair takes turns with own cases and peer clinics."""
        return frozenset(r.id for r in (await self.rituals.get(list(rituals))).values() if r.guests and r.alternates)

    async def chairless(self, rituals: Iterable[RitualId]) -> frozenset[RitualId]:
        """Return those that have no chair, or were retired."""
        found = (await self.rituals.get(list(rituals))).values()
        return frozenset(r.id for r in found if not r.guests or r.state is RitualState.RETIRED)

    async def of_ritual(self, community: CommunityId, ritual: str, count: int) -> Sequence[Date] | None:
        """Return the coming dates of an active ritual by its name or id; None where there is none of that name."""
        found = await self.rituals.named(community, ritual)
        if found is None:
            return None
        return [_date(found, s) for s in found.dates(self.now, count)] if found.state is RitualState.ACTIVE else ()

    async def chairs_until(
        self, communities: Iterable[CommunityId], until: datetime
    ) -> Mapping[CommunityId, Sequence[Date]]:
        """Return those of many communities that begin by then, and the next of each ritual, earliest first."""
        found = await self.rituals.all(communities)
        return {c: _in_order(d for r in each for d in self._until(r, until)) for c, each in found.items()}

    def _until(self, ritual: Ritual, until: datetime) -> Iterator[Date]:
        starts = ritual.dates(self.now, MOST_DATES) if _has_chair(ritual) else ()
        return (_date(ritual, s) for n, s in enumerate(starts) if n == 0 or s.at <= until)


def _has_chair(ritual: Ritual) -> bool:
    return ritual.guests and ritual.state is RitualState.ACTIVE


def _date(ritual: Ritual, start: Start) -> Date:
    return Date(ritual.community, ritual.id, occurrence_id(ritual.id, start.original), ritual.name, start.at)


def _in_order(dates: Iterable[Date]) -> list[Date]:
    return sorted(dates, key=lambda d: (d.starts, d.name))


@dataclass(frozen=True, slots=True)
class RitualEnds:
    """When the next date of a ritual is over, as circles ask for it."""

    now: datetime
    rituals: RitualStore

    async def next_end(self, community: CommunityId, ritual: str) -> tuple[RitualId, datetime] | None:
        """Return a ritual of that name and when its next date ends; None where there is none."""
        found = await self.rituals.named(community, ritual)
        if found is None or found.state is not RitualState.ACTIVE:
            return None
        ends = (s + timedelta(minutes=found.minutes) for s in found.coming(self.now, 1))
        return next(((found.id, end) for end in ends), None)

    async def lengths(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, timedelta]:
        """Return how long a date of each of these rituals takes."""
        return {i: timedelta(minutes=r.minutes) for i, r in (await self.rituals.get(list(rituals))).items()}


@dataclass(frozen=True, slots=True)
class CircleStewards:
    """Who looks after a circle, as deliveries ask for it."""

    circles: CircleStore

    async def steers(self, community: CommunityId, circle: CircleId, member: MemberId) -> bool:
        """Return whether a member is a steward of a circle."""
        seen = await self.circles.named(community, circle, member)
        return seen is not None and seen.role is Role.STEWARD


@dataclass(frozen=True, slots=True)
class RecordedThings:
    """How circles, rituals, guests and spaces are called, as the record asks for it."""

    circle_store: CircleStore
    rituals: RitualStore
    guests: GuestStore
    places: CommunityStore

    async def circles(self, community: CommunityId, reader: MemberId) -> Mapping[CircleId, Glimpse]:
        """Return the circles the reader may know of: an outsider's private ones are not among them."""
        seen = await self.circle_store.seen(community, reader)
        return {c.id: Glimpse(c.name, c.role is Role.STEWARD) for c in seen}

    async def called(self, community: CommunityId, verbs: Mapping[str, str]) -> Mapping[str, str]:
        """Return how things are called; what each is, its verb says."""
        nouns = {ident: verb.partition(".")[0] for ident, verb in verbs.items()}
        rituals = await self.rituals.get([RitualId(i) for i, noun in nouns.items() if noun == "ritual"])
        guests = await self.guests.get([GuestId(i) for i, noun in nouns.items() if noun == "guest"])
        names: dict[str, str] = {i: r.name for i, r in rituals.items()} | {i: g.name for i, g in guests.items()}
        if "community" in nouns.values():
            spaces = (await self.places.spaces([community]))[community]
            names |= {s.id: s.name for s in spaces}
        return names
