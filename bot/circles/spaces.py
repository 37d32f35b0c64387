"""A space goes or comes back: the other side of each circle hears of it, and what waited there is mended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.circles import space_texts as texts
from bot.circles.life import LIVING
from bot.circles.model import LET_IN, CircleSeen, State, Sweep
from bot.circles.notices import Notices
from bot.circles.seating import ACTS_EXPIRE, Seating
from bot.circles.store import CircleStore
from bot.community.desk import Desk
from bot.community.duties import Service
from bot.community.model import Room, Space
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import CloseRoom, Owe
from bot.facts import Listens
from bot.i18n import speaking
from bot.keys import CommunityId, MemberId, SpaceId
from bot.rooms import SpaceBack, SpaceGone


class Looks(Protocol):
    """Whoever looks at rooms."""

    async def look_now(self, circle: CircleSeen, *, keep: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Side:
    """A circle on one side: a space that went or came back, its community's language, and the circle's rooms there."""

    space: Space
    language: str
    circle: CircleSeen
    rooms: Sequence[Room]


@dataclass(frozen=True, slots=True)
class CircleSpaces(Service):
    """Nobody loses a seat by it: whoever has an account in that space only is out until Hearth is back there."""

    now: datetime
    store: CircleStore
    places: CommunityStore
    people: MemberStore
    seating: Seating
    notices: Notices
    desk: Desk
    looks: Looks
    owe: Owe

    @staticmethod
    def listens() -> Listens:
        """Return what makes a side go and come back."""
        return ((SpaceGone, CircleSpaces.gone), (SpaceBack, CircleSpaces.back))

    async def gone(self, facts: Sequence[SpaceGone]) -> None:
        """Tell the other side of each circle that had a room there, and its stewards who are reached elsewhere."""
        for side in await self._sides(facts):
            if side.circle.state in LIVING and any(r.usable for r in side.rooms):
                with speaking(side.language):
                    await self._tell(side.circle, side.space)

    async def _sides(self, facts: Sequence[SpaceGone] | Sequence[SpaceBack]) -> list[Side]:
        """Return the circles of each space's community, with their rooms there."""
        found: list[Side] = []
        for fact in facts:
            space, home = await self.places.space_by_id(fact.space), await self.places.community(fact.community)
            for circle, rooms in await self._circles(fact.community):
                if space is not None and home is not None:
                    found.append(Side(space, home.language, circle, [r for r in rooms if r.space == space.id]))
        return found

    async def _tell(self, circle: CircleSeen, space: Space) -> None:
        out = await self._only_there(circle, space.id)
        await self.notices.tell(circle.id, texts.gone(circle, space.name, out), but=space.id)
        seen = await self.store.seen_by_each({circle.id: circle.stewards()})
        cards = [(s, texts.gone(seen[circle.id, s], space.name, out)) for s in circle.stewards()]
        await self.desk.hear_few(circle.community, f"desk.side:{space.id}:{circle.id}", cards)

    async def _only_there(self, circle: CircleSeen, space: SpaceId) -> tuple[MemberId, ...]:
        """Return who in a circle has no account where Hearth still is."""
        spaces = (await self.places.spaces([circle.community]))[circle.community]
        there = {s.id for s in spaces if s.gone_at is None and s.id != space}
        accounts = await self.people.accounts_of(circle.members())
        return tuple(
            m for m in circle.members() if not any(a.left_at is None and a.space in there for a in accounts[m])
        )

    async def back(self, facts: Sequence[SpaceBack]) -> None:
        """Mend each circle's room there: whoever has a seat is let in, and what else is different is looked at."""
        for side in await self._sides(facts):
            with speaking(side.language):
                await self._mend(side.circle, side.space, [r for r in side.rooms if r.usable])

    async def _mend(self, circle: CircleSeen, space: Space, rooms: Sequence[Room]) -> None:
        if circle.state is State.CLOSING:
            for room in (r for r in rooms if r.state == "open"):
                self.owe.act(room.id, CloseRoom(), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
            return
        for room in (r for r in rooms if r.state == "opening"):
            # What was to make it was withdrawn when Hearth was taken out.
            await self.places.put_room(replace(room, state="closed"))
        seats = await self.people.accounts([s.account for s in circle.seats if s.role in LET_IN])
        if not rooms and not any(a.space == space.id and a.left_at is None for a in seats.values()):
            return
        await self.seating.everywhere(circle)
        await self.looks.look_now(circle, keep=False)
        await self.notices.tell(circle.id, texts.back(space.name))

    async def _circles(self, community: CommunityId) -> list[tuple[CircleSeen, tuple[Room, ...]]]:
        """Return the circles of a community that are not closed, each with its rooms."""
        circles = await self.store.seen(community, Sweep())
        rooms = await self.places.circle_rooms([c.id for c in circles])
        return [(c, rooms[c.id]) for c in circles]
