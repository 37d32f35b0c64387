"""Where a community hears who looks after it: its home rooms and its stewards' room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.cards import Card
from bot.community.line import Ask
from bot.community.model import Community, Room
from bot.community.store import CommunityStore
from bot.deliveries import Owe, Priority
from bot.keys import CommunityId, DeliveryId, MemberId, RoomId

TOLD_WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class HomeRooms:
    """The rooms that can be used: the home of each space, and the stewards' own where there is one."""

    homes: Mapping[CommunityId, tuple[RoomId, ...]]
    desks: Mapping[CommunityId, RoomId]


@dataclass(frozen=True, slots=True)
class HeirWords:
    """Owes what is said."""

    now: datetime
    places: CommunityStore
    owe: Owe

    async def rooms(self, homes: Sequence[Community]) -> HomeRooms:
        """Return the rooms of communities."""
        spaces = await self.places.spaces([h.id for h in homes])
        wanted = {s.home for each in spaces.values() for s in each if s.home is not None}
        rooms = await self.places.rooms([*wanted, *(h.desk_room for h in homes if h.desk_room is not None)])
        return HomeRooms(
            {
                home: tuple(s.home for s in each if s.home is not None and s.gone_at is None and _usable(rooms, s.home))
                for home, each in spaces.items()
            },
            {
                h.id: h.desk_room
                for h in homes
                if h.desk_room is not None
                and _usable(rooms, h.desk_room)
                and any(s.gone_at is None and s.id == rooms[h.desk_room].space for s in spaces[h.id])
            },
        )

    def announce(self, home: Community, rooms: HomeRooms, card: Card) -> None:
        """Owe a card to the home room of every space."""
        for room in rooms.homes[home.id]:
            self._post(home, room, card)

    def wanted(self, home: Community, rooms: HomeRooms, card: Card) -> list[DeliveryId]:
        """Owe a card to the stewards' room, else to the home room of every space."""
        desk = rooms.desks.get(home.id)
        return [self._post(home, room, card) for room in ([desk] if desk is not None else rooms.homes[home.id])]

    def _post(self, home: Community, room: RoomId, card: Card) -> DeliveryId:
        expires = self.now + TOLD_WITHIN
        return self.owe.post(room, card, reason=home.id, expires_at=expires, priority=Priority.WAITING)

    def direct(self, home: Community, member: MemberId, card: Card) -> DeliveryId:
        """Owe a card to somebody."""
        return self.owe.direct(member, card, reason=home.id, expires_at=self.now + TOLD_WITHIN)

    def edit(self, ask: Ask, card: Card) -> None:
        """Write another card in a question's place, wherever it stands."""
        for delivery in ask.told:
            self.owe.edit(delivery, card, reason=f"desk.heir:{ask.id}", expires_at=self.now + TOLD_WITHIN)


def _usable(rooms: Mapping[RoomId, Room], room: RoomId) -> bool:
    return room in rooms and rooms[room].usable
