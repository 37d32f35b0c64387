"""Seats that become free: those who have waited longest move up, and are told at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import Owe, Priority
from bot.i18n import speaking
from bot.keys import MemberId, OccurrenceId
from bot.rhythm import coming_texts
from bot.rhythm.coming import Rsvp, moving_up, one_too_many, place_in_line
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
        await self._tell([(ritual, date, each.member, 0) for ritual, date, each in risen])
        await self.showing.again([date.id for _ritual, date, each in up if each], opened=False)

    async def joined(self, member: MemberId) -> None:
        """Free the second seat of somebody who turned out to be one person with two accounts."""
        dates = await self._twice([member])
        await self.fill(dates)
        await self.showing.again(dates, opened=False)

    async def parted(self, kept: MemberId, restored: MemberId) -> None:
        """Let one of two members wait where the seat they had as a person of their own is somebody else's by now."""
        dates = await self._twice([kept, restored])
        found = [o for o in (await self.store.occurrences(dates)).values() if self._open(o)]
        await self.given.hold([o.id for o in found])
        rituals = await self.store.get(dict.fromkeys(o.ritual for o in found))
        said = await self.given.rsvps([o.id for o in found])
        over: list[tuple[Ritual, Occurrence, Rsvp]] = []
        for date in found:
            ritual = rituals[date.ritual]
            if (each := one_too_many(said[date.id], ritual.capacity, kept, restored)) is not None:
                over.append((ritual, date, each))
        await self.given.unseat([each.id for _ritual, _date, each in over])
        now = await self.given.rsvps([date.id for _ritual, date, _each in over])
        await self._tell([(r, d, each.member, place_in_line(each.member, now[d.id])) for r, d, each in over])
        await self.showing.again(dates, opened=False)

    async def _twice(self, members: Sequence[MemberId]) -> Sequence[OccurrenceId]:
        accounts = await self.people.accounts_of(members)
        return await self.given.spoke_twice([a.id for each in accounts.values() for a in each], self.now)

    def _open(self, date: Occurrence) -> bool:
        return date.state is OccurrenceState.PLANNED and date.starts > self.now

    async def _tell(self, told: Sequence[tuple[Ritual, Occurrence, MemberId, int]]) -> None:
        """Tell each of their seat, or their place in the queue: it answers their own act, and costs no nudge."""
        members = await self.people.members([member for _ritual, _date, member, _place in told])
        communities = await self.places.communities(dict.fromkeys(ritual.community for ritual, *_rest in told))
        for ritual, date, ident, place in told:
            member = members.get(ident)
            if member is None:
                continue
            with speaking(member.language or communities[ritual.community].language):
                words = (
                    coming_texts.waiting_again(ritual, date, place) if place else coming_texts.promoted(ritual, date)
                )
            self.owe.direct(member.id, words, reason=date.id, expires_at=date.starts, priority=Priority.WAITING)
