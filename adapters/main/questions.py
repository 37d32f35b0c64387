"""Question boxes and the dates of rituals: what they ask of rhythm, and their services."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from adapters.main.circles import guesting_of
from adapters.main.ground import Ground
from bot.cards import Reply
from bot.circles.guesting import Guesting
from bot.commands import Call
from bot.community.duties import Service
from bot.community.store import CommunityStore
from bot.deliveries import Delivery, ToRoom
from bot.errors import Invalid
from bot.i18n import _
from bot.keys import CommunityId, DeliveryId, MemberId, RitualId, RoomId
from bot.rhythm.model import Occurrence, RitualState
from bot.rhythm.phrases import read_when
from bot.rhythm.posting import Posted
from bot.rhythm.program import HostStore, host_of
from bot.rhythm.recurrence import starts
from bot.rhythm.store import RitualStore
from bot.voices.asking import Asking
from bot.voices.boxes import Boxes
from bot.voices.masks import Masks
from bot.voices.question_cards import QuestionCards
from bot.voices.question_store import DateKey, Occasion
from bot.voices.questions import Box
from bot.voices.replying import Replying
from bot.voices.seating import Seating
from bot.voices.sifting import Sifting
from bot.voices.store import GuestStore
from bot.voices.voting import Voting
from storage.hosts import SqlHosts
from storage.questions import SqlQuestions
from storage.rhythm import SqlRituals

QUESTIONS: tuple[type[Service], ...] = (Seating, Asking, Voting, Boxes, Sifting, Replying)
"""In the order in which help shows their commands."""


@dataclass(frozen=True, slots=True)
class RitualOccasions:
    """`Occasions`: the dates of rituals."""

    now: datetime
    rituals: RitualStore
    hosts: HostStore
    places: CommunityStore
    posted: Posted

    async def about(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, Occasion]:
        """Return how rituals are called, how long a date takes, and where they are posted."""
        found = await self.rituals.get(list(rituals))
        spaces = await self.places.spaces(dict.fromkeys(r.community for r in found.values()))
        return {
            i: Occasion(r.name, timedelta(minutes=r.minutes), r.posted_in(spaces[r.community]))
            for i, r in found.items()
        }

    async def next_date(self, community: CommunityId, ritual: str) -> DateKey | None:
        """Return the next date of the active ritual of that name."""
        found = await self.rituals.named(community, ritual)
        if found is None or found.state is not RitualState.ACTIVE:
            return None
        return next(((found.id, at) for at in found.coming(self.now, 1)), None)

    async def threads(self, boxes: Sequence[Box]) -> Mapping[str, Mapping[RoomId, DeliveryId]]:
        """Return what opened the date of each box, by box and room."""
        dates = await self.rituals.occurrences([b.occurrence for b in boxes if b.occurrence is not None])
        found = await self.posted.deliveries([p for d in dates.values() for p in d.openings])
        return {
            b.id: _rooms(dates[b.occurrence], found)
            for b in boxes
            if b.occurrence is not None and b.occurrence in dates
        }

    async def host(self, box: Box) -> MemberId | None:
        """Return who hosts the date of a box, also before it begins."""
        if box.ritual is None:
            return None
        ident = box.occurrence
        if ident is None:
            planned = await self.rituals.planned([box.ritual])
            ident = next((o.id for o in planned if o.starts == box.starts), None)
        if ident is None:
            return None
        host = host_of((await self.hosts.hostings([ident]))[ident])
        return host.member if host is not None else None

    def moment(self, text: str, *, zone: str, now: datetime, field: str) -> datetime:
        """Return the one date that somebody means."""
        found = starts(read_when(text, zone=zone, now=now, field=field), now, 2)
        if len(found) != 1:
            raise Invalid(_("That is a rhythm, and a box is for one date. Nothing was changed."), field=field)
        return found[0]


@dataclass(frozen=True, slots=True)
class CircleSeats:
    """`GuestSeats`: the seats of circles that end."""

    guesting: Guesting

    async def seat(self, call: Call, circle: str, member: MemberId, *, until: datetime, ritual: RitualId) -> Reply:
        """Ask somebody into a circle until a date is over."""
        return await self.guesting.seat(replace(call, args={"name": circle}), member, until, ritual)


def _rooms(date: Occurrence, found: Mapping[DeliveryId, Delivery]) -> Mapping[RoomId, DeliveryId]:
    return {d.to.room: i for i in date.openings if (d := found.get(i)) is not None and isinstance(d.to, ToRoom)}


def occasions_of(ground: Ground) -> RitualOccasions:
    """Return the dates of rituals, in one unit of work."""
    now, ids = ground.now, ground.ids
    rituals, hosts = SqlRituals(ground.session, ids, now), SqlHosts(ground.session, ids)
    return RitualOccasions(now, rituals, hosts, ground.places, ground.deliveries)


def question_services(ground: Ground, guests: GuestStore) -> dict[type, Any]:
    """Return the services of question boxes, in one unit of work."""
    now, ids, tell, people = ground.now, ground.ids, ground.tell, ground.people
    store = SqlQuestions(ground.session)
    masks = Masks(store, ground.door.seals, ids)
    occasions = occasions_of(ground)
    cards = QuestionCards(now, store, occasions, ground.places, people, ground.beats, ground.owe)
    return {
        Boxes: Boxes(guests, cards, ids, tell),
        Asking: Asking(now, cards, masks, people, ground.desk, ids),
        Voting: Voting(now, cards, masks, people),
        Sifting: Sifting(cards, tell),
        Replying: Replying(cards, tell),
        Seating: Seating(now, guests, CircleSeats(guesting_of(ground)), store, occasions, ground.places, people, tell),
    }
