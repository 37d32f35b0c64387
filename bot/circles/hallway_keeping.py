"""Hallways close by themselves: an hour before they say so, and whatever happens to a room or a person is followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.acts import MembersUnlinked
from bot.beats import Beat, Beats, Planners
from bot.circles import hallway_texts as texts
from bot.circles.hallways import Gatherings, Hallway, HallwayStore
from bot.community.duties import Service
from bot.community.model import Account, Room
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import CloseRoom, Owe, Remove
from bot.facts import Left, Listens, RoomLost, RoomOpened
from bot.i18n import speaking
from bot.keys import CommunityId, RoomId
from bot.rooms import AccountLeft

WARN = "community.hallway-warn"
CLOSE = "community.hallway-close"
"""A hallway closes however late it is noticed, and while a community rests."""
ACTS_EXPIRE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class HallwayKeeping(Service):
    """Ends hallways, and takes people out who are not in the space any more."""

    now: datetime
    store: HallwayStore
    gatherings: Gatherings
    places: CommunityStore
    people: MemberStore
    beats: Beats
    owe: Owe

    @staticmethod
    def planners() -> Planners:
        """Return who looks at a hallway whose time is nearly or quite over."""
        return {WARN: HallwayKeeping.warn, CLOSE: HallwayKeeping.close}

    @staticmethod
    def listens() -> Listens:
        """Return what happens to rooms, and what ends access."""
        return (
            (RoomOpened, HallwayKeeping.opened),
            (RoomLost, HallwayKeeping.lost),
            (AccountLeft, HallwayKeeping.account_left),
            (Left, HallwayKeeping.left),
            (MembersUnlinked, HallwayKeeping.unlinked),
        )

    async def warn(self, beats: Sequence[Beat]) -> None:
        """Say in each room that it closes in an hour; too late for that, it just closes."""
        found = [h for h in await self.store.get(b.subject for b in beats) if h.is_open(self.now)]
        rooms = await self._rooms(found)
        homes = await self.places.communities({h.community for h in found})
        for hallway in found:
            with speaking(homes[hallway.community].language):
                card = texts.soon(hallway.closes_at)
            for room in (rooms[r] for r in hallway.rooms if r in rooms and rooms[r].usable):
                self.owe.post(room.id, card, reason=hallway.id, expires_at=hallway.closes_at)

    async def close(self, beats: Sequence[Beat]) -> None:
        """Close what is over: each room says so last and is archived; nothing is deleted."""
        await self._end([h for h in await self.store.get(b.subject for b in beats) if not h.is_open(self.now)])

    async def _end(self, hallways: Sequence[Hallway]) -> None:
        closed = set(await self.store.close([h.id for h in hallways], self.now))
        ending = [h for h in hallways if h.id in closed]
        rooms = await self._rooms(ending)
        homes = await self.places.communities({h.community for h in ending})
        gatherings = await self.gatherings.of(h.date for h in ending)
        for community in homes:
            theirs = [h.id for h in ending if h.community == community]
            await self.owe.withdraw(community, theirs)
            await self.beats.withdraw(community, theirs)
        for hallway in ending:
            with speaking(homes[hallway.community].language):
                for room in (rooms[r] for r in hallway.rooms if r in rooms):
                    await self._archive(hallway, room)
                for post in hallway.notices if hallway.date in gatherings else ():
                    card = texts.over(gatherings[hallway.date])
                    self.owe.edit(post, card, reason=hallway.id, expires_at=self.now + ACTS_EXPIRE)

    async def _archive(self, hallway: Hallway, room: Room) -> None:
        expires = self.now + ACTS_EXPIRE
        if room.state in {"opening", "lost"}:  # should it come all the same, it is archived then
            await self.places.put_room(replace(room, state="closed"))
        elif room.state == "open":
            self.owe.post(room.id, texts.last_word(), reason=hallway.id, expires_at=expires)
            self.owe.act(room.id, CloseRoom(), reason=hallway.id, expires_at=expires)

    async def _rooms(self, hallways: Sequence[Hallway]) -> Mapping[RoomId, Room]:
        """Return their rooms, without those that a circle has adopted since: they are the circle's."""
        found = await self.places.rooms([r for h in hallways for r in h.rooms])
        return {ident: room for ident, room in found.items() if room.circle is None}

    # What happens to rooms

    async def opened(self, facts: Sequence[RoomOpened]) -> None:
        """Archive a room that came after its hallway was closed."""
        own = {f.room: f for f in facts if f.circle is None}
        for room, hallway in (await self.store.of_rooms(own)).items():
            if not hallway.is_open(self.now):
                self.owe.act(room, CloseRoom(), reason=hallway.id, expires_at=self.now + ACTS_EXPIRE)

    async def lost(self, facts: Sequence[RoomLost]) -> None:
        """Let a hallway be closed whose last room was archived or deleted by hand."""
        own = [f.room for f in facts if f.circle is None and f.by_hand]
        found = {h.id: h for h in (await self.store.of_rooms(own)).values()}
        rooms = await self._rooms(list(found.values()))
        await self._end([h for h in found.values() if not any(r in rooms and rooms[r].usable for r in h.rooms)])

    # Access follows people

    async def account_left(self, facts: Sequence[AccountLeft]) -> None:
        """Take an account out of the rooms of the space that it left."""
        accounts = await self.people.accounts(f.account for f in facts)
        await self._out([(f.community, accounts[f.account]) for f in facts if f.account in accounts])

    async def left(self, facts: Sequence[Left]) -> None:
        """Take somebody out who left the community."""
        accounts = await self.people.accounts_of(f.member for f in facts)
        await self._out([(f.community, a) for f in facts for a in accounts[f.member]])

    async def unlinked(self, facts: Sequence[MembersUnlinked]) -> None:
        """Take the account out that came in as another one's of somebody who was there."""
        for fact in facts:
            halls = await self.store.all_open([fact.community])
            gatherings = await self.gatherings.of(h.date for h in halls)
            two = await self.people.accounts_of([fact.kept, fact.restored])
            for hallway in (h for h in halls if h.date in gatherings):
                absent = [m for m in two if m not in gatherings[hallway.date].people]
                await self._remove(hallway, [a for m in absent for a in two[m]])

    async def _out(self, gone: Sequence[tuple[CommunityId, Account]]) -> None:
        """Take accounts out of every hallway there is: who was in it is not kept, and who is out stays out."""
        for hallway in await self.store.all_open({c for c, _a in gone}):
            await self._remove(hallway, [a for c, a in gone if c == hallway.community])

    async def _remove(self, hallway: Hallway, accounts: Sequence[Account]) -> None:
        for room in (await self._rooms([hallway])).values():
            for account in (a for a in accounts if a.space == room.space and room.usable):
                act = Remove(account.id, account.external)
                self.owe.act(room.id, act, reason=hallway.id, expires_at=hallway.closes_at)
