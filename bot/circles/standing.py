"""Where circles stand: what became of their rooms, told as facts, moves them along."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.circles.finding import Finding
from bot.circles.hitches import HitchStore
from bot.circles.life import Standing, ended, standing
from bot.circles.life_texts import Places, numbered
from bot.circles.model import CircleSeen, State, Sweep
from bot.circles.seating import ACTS_EXPIRE
from bot.community.store import CommunityStore
from bot.deliveries import CloseRoom, Owe
from bot.facts import DeliveryRefused, Listens, RoomClosed, RoomLost, RoomOpened
from bot.i18n import speaking
from bot.keys import CircleId, CommunityId


@dataclass(frozen=True, slots=True)
class Standings(Finding):
    """Lets circles follow what really happens to their rooms."""

    places: CommunityStore
    hitches: HitchStore
    owe: Owe
    real: datetime

    @staticmethod
    def listens() -> Listens:
        """Return what moves a circle along, and what keeps it from it."""
        return (
            (RoomOpened, Standings.opened),
            (RoomLost, Standings.lost),
            (RoomClosed, Standings.archived),
            (DeliveryRefused, Standings.refused),
        )

    async def opened(self, facts: Sequence[RoomOpened]) -> None:
        """Open the circle whose first room is there; archive a room that came after its circle was closed."""
        for fact in facts:
            if fact.circle is None:
                continue
            circle = await self.store.named(fact.community, fact.circle, Sweep())
            if circle is None or circle.state is State.CLOSING:
                self.owe.act(fact.room, CloseRoom(), reason=fact.circle, expires_at=self.now + ACTS_EXPIRE)
                continue
            if circle.state in {State.ASKED, State.OPENING}:
                await self.store.move(fact.community, circle.id, State.OPEN, self.now)
            if fact.called:
                await self._numbered(circle, fact)

    async def _numbered(self, circle: CircleSeen, fact: RoomOpened) -> None:
        """Say below the first word in a room that its name was taken, and what it is called."""
        home = await self.places.community(fact.community)
        if home is not None:
            with speaking(home.language):
                card = numbered(circle, fact.called)
            self.owe.post(fact.room, card, reason=circle.id, expires_at=self.now + ACTS_EXPIRE)

    async def lost(self, facts: Sequence[RoomLost]) -> None:
        """Note that a circle has no room yet, or that nothing is left to archive."""
        for fact in facts:
            if fact.circle is None:
                continue
            circle = await self.store.named(fact.community, fact.circle, Sweep())
            if circle is not None and circle.state is State.CLOSING:
                await self.settle(fact.community, circle.id)
            elif circle is not None and circle.state is State.OPENING:
                rooms = (await self.places.circle_rooms([circle.id]))[circle.id]
                if ended(rooms):
                    await self.store.move(fact.community, circle.id, State.ASKED, self.now)

    async def archived(self, facts: Sequence[RoomClosed]) -> None:
        """Close the circle whose last room is archived."""
        for fact in facts:
            if fact.circle is not None:
                await self.settle(fact.community, fact.circle)

    async def refused(self, facts: Sequence[DeliveryRefused]) -> None:
        """Keep what could not be done, so that `circle show` can tell of it."""
        await self.hitches.keep(facts)

    async def settle(self, community: CommunityId, circle: CircleId) -> None:
        """Close a closing circle once nothing of its rooms is left to archive."""
        rooms = (await self.places.circle_rooms([circle]))[circle]
        if ended(rooms) and await self.store.move(community, circle, State.CLOSED, self.now):
            await self.store.close(community, circle)
            await self.hitches.clear(community, circle)

    async def told(self, circle: CircleSeen) -> tuple[Standing, Places]:
        """Return what there is to tell of where a circle stands, and in which space each room of that is."""
        rooms = (await self.places.circle_rooms([circle.id]))[circle.id]
        hitches = await self.hitches.of(circle.community, circle.id)
        waits = await self.hitches.awaited(circle.community, circle.id)
        # Deliveries wait in real time; people live in the community's.
        ahead = self.now - self.real
        waits = tuple(replace(w, until=w.until + ahead if w.until is not None else None) for w in waits)
        found = standing(rooms, hitches, waits)
        spaces = {s.id: s.name for s in (await self.places.spaces([circle.community]))[circle.community]}
        return found, {r.id: spaces.get(r.space, "") for r in rooms}
