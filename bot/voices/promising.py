"""A guest's date that is off or another one: whoever looks after them, or else the stewards, hear that to tell them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.community.attention import Attention, Weight, Wish
from bot.community.desk import Desk
from bot.community.model import Community, Member
from bot.community.store import CommunityStore
from bot.i18n import speaking
from bot.keys import CommunityId, MemberId
from bot.voices import caring_texts, promise_texts
from bot.voices.minding import Minding
from bot.voices.model import Slot
from bot.voices.promise_texts import Change
from bot.voices.question_store import Occasions

PROMISE = "guest.promise"


@dataclass(frozen=True, slots=True)
class Promises(Minding):
    """Tells of guests who count on a date that is another one now, or none."""

    places: CommunityStore
    attention: Attention
    desk: Desk
    occasions: Occasions

    async def changed(self, slots: Sequence[tuple[Slot, datetime | None]]) -> None:
        """Tell of chairs as they were, each with when its date is now; None where it is off."""
        if not slots:
            return
        guests = await self.store.get([s.guest for s, _now in slots])
        names = await self.occasions.about(dict.fromkeys(s.ritual for s, _now in slots))
        changes = [Change(guests[s.guest], s, names[s.ritual].name, to) for s, to in slots if s.guest in guests]
        minders = await self.minders([c.guest for c in changes])
        members = await self.people.members(dict.fromkeys(minders.values()))
        homes = await self.places.communities(dict.fromkeys(c.slot.community for c in changes))
        alone: dict[CommunityId, list[Change]] = {}
        minded: dict[MemberId, list[Change]] = {}
        for change in changes:
            member = members.get(minders[change.guest.id]) if change.guest.id in minders else None
            if member is not None and member.here:
                minded.setdefault(member.id, []).append(change)
            else:
                alone.setdefault(change.slot.community, []).append(change)
        stewards = await self.people.stewards_of(homes)
        for minder, each in minded.items():
            home = homes[each[0].slot.community]
            await self._tell(home, members[minder], each, steward=minder in stewards[home.id])
        await self.desk.hear_all(PROMISE, {c: _card(homes[c].language, each) for c, each in alone.items()})

    async def _tell(self, home: Community, member: Member, changes: Sequence[Change], *, steward: bool) -> None:
        """Tell whoever looks after guests, once for all of them. A steward must know; others are asked a favour."""
        language, first = member.language or home.language, changes[0]
        card = _card(language, changes, minder=True)
        if steward:
            to = int(first.to.timestamp()) if first.to is not None else 0
            await self.desk.hear_few(home.id, f"{PROMISE}:{first.slot.id}:{to}", [(member.id, card)])
            return
        subject = f"promise:{first.guest.id}"
        await self.attention.withdraw(home.id, [subject])
        with speaking(language):
            line = promise_texts.line(first)
        until = self.now + caring_texts.GOOD_FOR
        await self.attention.want([Wish(home.id, member.id, PROMISE, subject, Weight.DUTY, card, line, until)])


def _card(language: str, changes: Sequence[Change], *, minder: bool = False) -> Card:
    with speaking(language):
        return promise_texts.changed(changes, minder=minder)
