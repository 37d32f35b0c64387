"""What sending needs to know of a claimed delivery: addresses, names, people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards import Mention, RoomLink, spans_of
from bot.deliveries import (
    Delivery,
    Edit,
    Inspect,
    Invite,
    Post,
    Remove,
    Reschedule,
    State,
    Survey,
    ToAccount,
    ToRoom,
    Unschedule,
)
from bot.delivery.store import Ticket
from bot.keys import DeliveryId, MemberId, RoomId, SpaceId
from bot.ports import Names, PersonAt, RoomAt
from storage.bulk import IDS, among
from storage.community import SqlCommunities
from storage.members import SqlMembers
from storage.tables.community import accounts, communities, spaces

Places: TypeAlias = dict[DeliveryId, tuple[str, str, RoomAt | PersonAt | None]]
Tongue: TypeAlias = tuple[str, str] | None
"""The zone and the language of a space's community; None while it has none."""
SPACES = (
    select(spaces, communities.c.zone, communities.c.language)
    .outerjoin(communities, communities.c.id == spaces.c.community_id)
    .where(among(spaces.c.id, IDS))
)


@dataclass(frozen=True, slots=True)
class SqlTickets:
    """Addresses of deliveries on one session."""

    session: AsyncSession

    async def tickets(self, claimed: Sequence[Delivery], before: Mapping[DeliveryId, Delivery]) -> tuple[Ticket, ...]:
        """Return claimed deliveries with addresses and names; `before` are those that they change or answer."""
        if not claimed:
            return ()
        where, tongues = await self._places(claimed)
        names = {d.id: _in(tongues[d.space], await self._names(d)) for d in claimed}
        people = await self._people(claimed)
        return tuple(
            Ticket(
                delivery=d,
                platform=where[d.id][0],
                space=where[d.id][1],
                at=where[d.id][2],
                names=names[d.id],
                message=_of(d, before),
                under=_under(d, before),
                people=people[d.id],
                reconcile=d.state is State.SENDING,
            )
            for d in claimed
        )

    async def _places(self, claimed: Sequence[Delivery]) -> tuple[Places, dict[SpaceId, Tongue]]:
        """Return where deliveries go, and the zone and language of the communities of their spaces."""
        found = (await self.session.execute(SPACES, {"ids": list({d.space for d in claimed})})).all()
        space = {r.id: (r.platform, r.external_id) for r in found}
        tongues: dict[SpaceId, Tongue] = {SpaceId(r.id): (r.zone, r.language) if r.zone else None for r in found}
        room = await SqlCommunities(self.session).rooms([d.to.room for d in claimed if isinstance(d.to, ToRoom)])
        person = await SqlMembers(self.session).accounts([d.to.account for d in claimed if isinstance(d.to, ToAccount)])
        places: Places = {}
        for delivery in claimed:
            at: RoomAt | PersonAt | None = None
            if isinstance(delivery.to, ToAccount):
                at = PersonAt(person[delivery.to.account].external)
            elif (here := room[delivery.to.room]).external is not None:
                at = RoomAt(here.external, here.private)
            places[delivery.id] = (*space[delivery.space], at)
        return places, tongues

    async def _names(self, delivery: Delivery) -> Names:
        """Return how the space knows the members and rooms that a card mentions."""
        if not isinstance(delivery.act, (Post, Edit)):
            return Names()
        spans = list(spans_of(delivery.act.card))
        return await self.names(
            delivery.space,
            [s.member for s in spans if isinstance(s, Mention)],
            [s.room for s in spans if isinstance(s, RoomLink)],
        )

    async def names(self, space: SpaceId, members: Sequence[MemberId], linked: Sequence[RoomId]) -> Names:
        """Return how one space knows members and rooms; elsewhere known ones have a name only."""
        people: dict[MemberId, tuple[str | None, str]] = {}
        if members:
            rows = await self.session.execute(select(accounts).where(accounts.c.member_id.in_(list(members))))
            for row in rows:
                here = row.external_id if row.space_id == space and row.left_at is None else None
                if here is not None or MemberId(row.member_id) not in people:
                    people[MemberId(row.member_id)] = (here, row.name)
        known = await SqlCommunities(self.session).rooms(linked) if linked else {}
        places = {i: (r.external if r.space == space else None, r.name) for i, r in known.items()}
        return Names(people, places)

    async def _people(self, claimed: Sequence[Delivery]) -> dict[DeliveryId, tuple[str, ...]]:
        """Return the platform's ids of who is let in, taken out or expected; who has left meanwhile is not let in."""
        invited = [a for d in claimed if isinstance(d.act, (Invite, Inspect, Survey)) for a in d.act.accounts]
        known = await SqlMembers(self.session).accounts(invited) if invited else {}
        people: dict[DeliveryId, tuple[str, ...]] = {}
        for delivery in claimed:
            people[delivery.id] = ()
            if isinstance(delivery.act, (Invite, Inspect, Survey)):
                here = (known[a] for a in delivery.act.accounts if a in known)
                people[delivery.id] = tuple(a.external for a in here if a.left_at is None)
            elif isinstance(delivery.act, Remove) and delivery.act.external:
                people[delivery.id] = (delivery.act.external,)
        return people


def _in(tongue: Tongue, names: Names) -> Names:
    """Return names with which times are told as the community tells them."""
    return names if tongue is None else replace(names, zone=tongue[0], language=tongue[1])


def earlier(delivery: Delivery) -> DeliveryId | None:
    """Return the earlier delivery that this one changes or answers."""
    match delivery.act:
        case Edit(of, _) | Reschedule(of, _) | Unschedule(of):
            return of
        case Post(_, under):
            return under
        case _:
            return None


def _of(delivery: Delivery, known: Mapping[DeliveryId, Delivery]) -> str | None:
    """Return the platform's id of what an earlier delivery made and this one changes."""
    before = known.get(delivery.act.of) if isinstance(delivery.act, (Edit, Reschedule, Unschedule)) else None
    return before.external if before is not None else None


def _under(delivery: Delivery, known: Mapping[DeliveryId, Delivery]) -> str | None:
    """Return the platform's id of the message in whose thread a card goes: it stands in the same room, or nowhere."""
    before = known.get(delivery.act.under) if isinstance(delivery.act, Post) and delivery.act.under else None
    return before.external if before is not None and before.to == delivery.to else None
