"""Asks platforms which rooms there are: for stewards who look for older ones, and once a day for how full it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import Reply
from bot.circles import surveying_texts as texts
from bot.circles.loads import Counted, LoadStore, after, barring
from bot.circles.seating import ACTS_EXPIRE
from bot.commands import Call
from bot.community.desk import Desk
from bot.community.duties import Service
from bot.community.model import Account, Space
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import Owe, Priority, Survey
from bot.facts import Listens
from bot.i18n import speaking
from bot.keys import CommunityId, RoomId, SpaceId
from bot.rooms import RoomsFound

SURVEYS_EXPIRE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Surveying(Service):
    """Owes surveys and hears what they found. Of private rooms it keeps nothing; of spaces, how full they are."""

    now: datetime
    loads: LoadStore
    places: CommunityStore
    people: MemberStore
    desk: Desk
    owe: Owe

    @staticmethod
    def listens() -> Listens:
        """Return what a survey found."""
        return ((RoomsFound, Surveying.found),)

    async def look(self, call: Call) -> tuple[Space, ...]:
        """Look for older rooms in every space; return those where that cannot be done."""
        mine = {a.space: a for a in (await self.people.accounts_of([call.member]))[call.member] if a.left_at is None}
        spaces = (await self.places.spaces([call.community]))[call.community]
        return tuple([s for s in spaces if not await self._ask(s, call, mine.get(s.id))])

    async def _ask(self, space: Space, call: Call, account: Account | None) -> bool:
        room = await self._room(space)
        if room is not None:
            act = Survey(call.account, (account.id,) if account is not None else ())
            self.owe.act(room, act, reason=call.account, expires_at=self.now + SURVEYS_EXPIRE)
        return room is not None

    async def _room(self, space: Space) -> RoomId | None:
        """Return the room through which a space is asked; None when Hearth has none there."""
        home = await self.places.room(space.home) if space.home is not None and space.gone_at is None else None
        return home.id if home is not None and home.usable else None

    async def count(self, communities: Iterable[CommunityId]) -> None:
        """Owe a count of every space of these communities."""
        spaces = await self.places.spaces(communities)
        for space in (s for each in spaces.values() for s in each):
            room = await self._room(space)
            if room is not None:
                expires = self.now + SURVEYS_EXPIRE
                self.owe.act(room, Survey(), reason=space.id, expires_at=expires, priority=Priority.UPKEEP)

    async def refusal(self, call: Call, spaces: Iterable[SpaceId], *, private: bool) -> Reply | None:
        """Return why no room can be opened there, None when there is place; what is full is counted again."""
        full = barring(await self.loads.of(dict.fromkeys(spaces)), private=private)
        if full is None:
            return None
        await self.count([call.community])
        space = await self.places.space_by_id(full.space)
        return Reply(texts.full(full, space.name if space is not None else ""))

    async def found(self, facts: Sequence[RoomsFound]) -> None:
        """Keep how full a space is, warn its stewards early, and answer whoever asked."""
        for fact in facts:
            home, space = await self.places.community(fact.community), await self.places.space_by_id(fact.space)
            if home is not None and space is not None:
                with speaking(home.language):
                    await self._keep(fact, space)
                    await self._answer(fact, space)

    async def _keep(self, fact: RoomsFound, space: Space) -> None:
        before = {c.load.kind: c for c in await self.loads.of([space.id])}
        kept: list[Counted] = []
        for load in fact.seen.loads if fact.seen is not None else ():
            counted, warns = after(fact.community, space.id, load, before.get(load.kind), self.now)
            kept.append(counted)
            if warns:
                card = texts.fills(counted, space.name)
                await self.desk.hear(fact.community, f"desk.load:{load.kind.value}:{space.id}", card)
        await self.loads.put(kept)

    async def _answer(self, fact: RoomsFound, space: Space) -> None:
        """Write to whoever asked which older rooms nobody adopted; by name only those that they are in."""
        account = (await self.people.accounts([fact.asker])).get(fact.asker) if fact.asker is not None else None
        if account is None or account.member is None:
            return
        ours = await self.loads.adopted(space.id) if fact.seen is not None else frozenset()
        elders = [r for r in fact.seen.private if r.external not in ours] if fact.seen is not None else None
        total = fact.seen.rooms if fact.seen is not None else None
        card = texts.elders(space, elders, total, account.member)
        expires = self.now + ACTS_EXPIRE
        self.owe.direct(account.member, card, reason=account.id, expires_at=expires, at=account.id)
