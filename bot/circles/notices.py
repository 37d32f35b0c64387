"""What a circle's rooms are told: each notice once in every room that can be used, one room a space."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import Card
from bot.community.model import Room
from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.keys import CircleId, DeliveryId, SpaceId

EXPIRES = timedelta(days=7)


def sides(rooms: Sequence[Room]) -> tuple[Room, ...]:
    """Return the room of a circle in each space: one that is open before one that is being made."""
    found: dict[SpaceId, Room] = {}
    for room in (r for state in ("opening", "open") for r in rooms if r.state == state):
        found[room.space] = room
    return tuple(found[s] for s in sorted(found))


@dataclass(frozen=True, slots=True)
class Notices:
    """The one road by which a circle's rooms hear something. Whoever has no account on a side is a plain name there."""

    now: datetime
    places: CommunityStore
    owe: Owe

    async def tell(self, circle: CircleId, card: Card, *, but: SpaceId | None = None) -> list[DeliveryId]:
        """Owe a notice to each room of a circle; `but`: not in that space."""
        rooms = (await self.places.circle_rooms([circle]))[circle]
        return self.tell_in(circle, [r for r in rooms if r.space != but], card)

    def tell_in(
        self, circle: CircleId, rooms: Sequence[Room], card: Card, *, until: datetime | None = None
    ) -> list[DeliveryId]:
        """Owe a notice to rooms that were read already; `until` (aware) is when it is of no use any more."""
        expires = until or self.now + EXPIRES
        return [self.owe.post(r.id, card, reason=circle, expires_at=expires) for r in sides(rooms)]

    async def mirror(self, circle: CircleId, card: Card) -> list[DeliveryId]:
        """Owe a notice of what each side sees for itself: only where there is another side that does not."""
        rooms = sides((await self.places.circle_rooms([circle]))[circle])
        return self.tell_in(circle, rooms, card) if len(rooms) > 1 else []
