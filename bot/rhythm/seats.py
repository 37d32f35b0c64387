"""Seats that become free: those who have waited longest move up, and are told at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import Owe, Priority
from bot.i18n import speaking
from bot.keys import MemberId, OccurrenceId
from bot.rhythm import coming_texts
from bot.rhythm.coming import Rsvp, moving_up
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual
from bot.rhythm.showing import Showing
from bot.rhythm.store import GivenStore, RitualStore


@dataclass(frozen=True, slots=True)
class Seats:
    """Fills free seats from the waiting list."""

    now: datetime
    store: RitualStore
    given: GivenStore
    places: CommunityStore
    people: MemberStore
    owe: Owe
    showing: Showing

    async def fill(self, dates: Sequence[OccurrenceId]) -> None:
        """Let those who wait take the free seats of dates still to come; the cards show it."""
        found = [o for o in (await self.store.occurrences(dates)).values() if self._open(o)]
        if not found:
            return
        await self.given.hold([o.id for o in found])
        rituals = await self.store.get(dict.fromkeys(o.ritual for o in found))
        said = await self.given.rsvps([o.id for o in found])
        up = [(rituals[o.ritual], o, moving_up(said[o.id], rituals[o.ritual].capacity)) for o in found]
        risen = [(ritual, date, each) for ritual, date, all_ in up for each in all_]
        if not risen:
            return
        await self.given.seat([each.id for _ritual, _date, each in risen])
        await self._tell(risen)
        await self.showing.again([date.id for _ritual, date, each in up if each], opened=False)

    def _open(self, date: Occurrence) -> bool:
        return date.state is OccurrenceState.PLANNED and date.starts > self.now

    async def _tell(self, risen: Sequence[tuple[Ritual, Occurrence, Rsvp]]) -> None:
        """Tell each: it answers what they asked for, so it costs nothing of their week."""
        members = await self.people.members([MemberId(r.member) for _ritual, _date, r in risen])
        communities = await self.places.communities(dict.fromkeys(ritual.community for ritual, _d, _r in risen))
        for ritual, date, each in risen:
            member = members.get(each.member)
            if member is None:
                continue
            with speaking(member.language or communities[ritual.community].language):
                card = coming_texts.promoted(ritual, date)
            self.owe.direct(member.id, card, reason=date.id, expires_at=date.starts, priority=Priority.WAITING)
