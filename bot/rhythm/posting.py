"""Posting under what stands in rooms already: into the thread of a date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cards import Card
from bot.community.store import CommunityStore
from bot.deliveries import Delivery, Owe, ToRoom
from bot.keys import DeliveryId, RoomId
from bot.rhythm.finding import rooms_of
from bot.rhythm.model import Ritual


class Posted(Protocol):
    """What was posted where."""

    async def deliveries(self, wanted: Sequence[DeliveryId]) -> Mapping[DeliveryId, Delivery]: ...


@dataclass(frozen=True, slots=True)
class Rooms:
    """Finds the threads of a date."""

    places: CommunityStore
    posted: Posted
    owe: Owe

    async def under(
        self, ritual: Ritual, posts: Sequence[DeliveryId], card: Card, *, reason: str, expires_at: datetime
    ) -> tuple[DeliveryId, ...]:
        """Post a card into the thread of each post; in rooms of the ritual that have none, in the room itself."""
        found = await self.posted.deliveries(posts)
        threads: dict[RoomId, DeliveryId] = {
            d.to.room: i for i in posts if (d := found.get(i)) is not None and isinstance(d.to, ToRoom)
        }
        rooms = dict.fromkeys([*threads, *await rooms_of(ritual, self.places)])
        return tuple(
            self.owe.post(room, card, reason=reason, expires_at=expires_at, under=threads.get(room)) for room in rooms
        )
