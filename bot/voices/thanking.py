"""After a date with a guest: one reminder to thank them, to whoever looks after them or else to the stewards."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Card, para
from bot.community.attention import Attention, Weight, Wish
from bot.community.desk import Desk
from bot.community.model import Community, Member
from bot.community.store import CommunityStore
from bot.facts import Listens, OccurrenceEnded
from bot.i18n import _, speaking
from bot.keys import CommunityId
from bot.voices import caring_texts
from bot.voices.minding import Minding
from bot.voices.model import Guest, GuestState, Slot

THANKS = "guest.thanks"


@dataclass(frozen=True, slots=True)
class Thanking(Minding):
    """Reminds of thanks, once a visit."""

    places: CommunityStore
    attention: Attention
    desk: Desk

    @staticmethod
    def listens() -> Listens:
        """Return after what it is time to thank."""
        return ((OccurrenceEnded, Thanking.ended),)

    async def ended(self, facts: Sequence[OccurrenceEnded]) -> None:
        """Remind whoever looks after the guests of these dates."""
        slots = (await self.store.slots_at([(f.ritual, f.starts) for f in facts])).values()
        guests = await self.store.get([s.guest for s in slots])
        due = [(guests[s.guest], s) for s in slots if guests[s.guest].state is GuestState.HOSTED]
        if not due:
            return
        minders = await self.minders([g for g, _slot in due])
        members = await self.people.members(dict.fromkeys(minders.values()))
        homes = await self.places.communities(dict.fromkeys(g.community for g, _slot in due))
        alone: dict[CommunityId, list[tuple[Guest, Slot]]] = {}
        wishes: list[Wish] = []
        for guest, slot in due:
            member = members.get(minders[guest.id]) if guest.id in minders else None
            if member is not None and member.here:
                wishes.append(self._wish(homes[guest.community], member, guest, slot))
            else:
                alone.setdefault(guest.community, []).append((guest, slot))
        await self.attention.want(wishes)
        await self.desk.hear_all(THANKS, {c: self._alone(homes[c], each) for c, each in alone.items()})

    def _alone(self, home: Community, guests: Sequence[tuple[Guest, Slot]]) -> Card:
        with speaking(home.language):
            return caring_texts.thank_them(guests, minder=False)

    def _wish(self, home: Community, member: Member, guest: Guest, slot: Slot) -> Wish:
        with speaking(member.language or home.language):
            card = caring_texts.thank_them([(guest, slot)], minder=True)
            line = para(_("{guest} was your guest and waits for thanks: guest thank"), guest=guest.name)
        until = self.now + caring_texts.GOOD_FOR
        subject = caring_texts.subject(guest)
        return Wish(guest.community, member.id, THANKS, subject, Weight.DUTY, card, line, until)
