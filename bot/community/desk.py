"""The desk: the one road by which stewards hear what they must know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards import Block, Card, note
from bot.community.model import Community, Room
from bot.community.store import CommunityStore, DeskStore, MemberStore, Notice
from bot.deliveries import Owe
from bot.i18n import counted, speaking
from bot.keys import CommunityId, DeliveryId, MemberId
from bot.ports import Ids

NOTICE_LIVES = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Desk:
    """Tells stewards: in their room if they have one, else each in a direct message.

    One notice a cause and hour: a second one counts up in place.
    """

    now: datetime
    places: CommunityStore
    people: MemberStore
    notices: DeskStore
    owe: Owe
    ids: Ids

    async def hear(self, community: CommunityId, cause: str, card: Card) -> None:
        """Tell the community's stewards. `cause` names what happened and to what (ids only)."""
        home = await self.places.community(community)
        if home is not None:
            await self._tell(home, cause, card, await self.people.stewards(community), room=True)

    async def amend(self, community: CommunityId, cause: str, card: Card, *, heard: datetime) -> None:
        """Write a notice that the stewards heard then anew, in place."""
        before = await self.notices.notice(community, cause, _hour(heard))
        for delivery in before.deliveries if before is not None else ():
            self.owe.edit(delivery, card, reason=cause, expires_at=self.now + NOTICE_LIVES)

    async def hear_few(self, community: CommunityId, cause: str, cards: Sequence[tuple[MemberId, Card]]) -> None:
        """Tell certain members only, each with a card of their own: a circle's stewards."""
        home = await self.places.community(community)
        if home is None:
            return
        for member, card in cards:
            await self._tell(home, f"{cause}:{member}", card, (member,), room=False)

    async def hear_all(
        self, cause: str, cards: Mapping[CommunityId, Card]
    ) -> Mapping[CommunityId, tuple[DeliveryId, ...]]:
        """Tell the stewards of many communities at once what has a moment of its own, and so comes once.

        Returns:
            The messages that say so, by community.
        """
        homes = await self.places.communities(cards)
        stewards = await self.people.stewards_of(cards)
        rooms = await self.places.rooms([h.desk_room for h in homes.values() if h.desk_room is not None])
        spaces = await self.places.spaces(cards)
        expires = self.now + NOTICE_LIVES
        sent: dict[CommunityId, tuple[DeliveryId, ...]] = {}
        for home in homes.values():
            card = cards[home.id]
            room = rooms.get(home.desk_room) if home.desk_room is not None else None
            here = {s.id for s in spaces[home.id] if s.gone_at is None}
            if room is not None and room.usable and room.space in here:
                sent[home.id] = (self.owe.post(room.id, card, reason=cause, expires_at=expires),)
                continue
            each = stewards[home.id]
            sent[home.id] = tuple(self.owe.direct(m, card, reason=cause, expires_at=expires) for m in each)
        return sent

    async def _tell(self, home: Community, cause: str, card: Card, members: Sequence[MemberId], *, room: bool) -> None:
        hour = _hour(self.now)
        with speaking(home.language):
            before = await self.notices.notice(home.id, cause, hour)
            if before is not None:
                await self._again(before, card)
                return
            expires = self.now + NOTICE_LIVES
            here = await self.places.room(home.desk_room) if room and home.desk_room is not None else None
            if here is not None and here.usable and await self._there(here):
                sent = [self.owe.post(here.id, card, reason=cause, expires_at=expires)]
            else:
                sent = [self.owe.direct(m, card, reason=cause, expires_at=expires) for m in members]
        await self.notices.put_notice(Notice(self.ids.new(), home.id, cause, hour, 1, tuple(sent)))

    async def _there(self, room: Room) -> bool:
        """Return whether Hearth still is in a room's space; otherwise each steward is told where it is."""
        space = await self.places.space_by_id(room.space)
        return space is not None and space.gone_at is None

    async def _again(self, notice: Notice, card: Card) -> None:
        """Count the same cause up, in the message that is there already."""
        more = notice.count
        told = replace(notice, count=more + 1)
        await self.notices.put_notice(told)
        shown = replace(card, blocks=(*card.blocks, _more(more)))
        for delivery in notice.deliveries:
            self.owe.edit(delivery, shown, reason=notice.cause, expires_at=self.now + NOTICE_LIVES)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _more(count: int) -> Block:
    return note("{text}", text=counted("… and {count} more this hour.", "… and {count} more this hour.", count))
