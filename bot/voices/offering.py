"""Questions that want to be in a deck: the stewards hear how many wait, in one notice that is kept up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import Card
from bot.community.attention import Attention, Weight, Wish
from bot.community.desk import Desk
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import Owe
from bot.i18n import speaking
from bot.keys import CommunityId, MemberId
from bot.voices import prompt_texts
from bot.voices.candidates import NOTICE_LIVES, CandidateStore, Heard, State, Suggestion

NOTICE = "prompt.waiting"
HEARD = "prompt.heard"
GOOD_FOR = timedelta(days=30)
"""So long whoever suggested a question may hear what became of it."""


@dataclass(frozen=True, slots=True)
class Offering:
    """The one road for candidates, whoever suggests them: members, and feeds."""

    now: datetime
    store: CandidateStore
    places: CommunityStore
    people: MemberStore
    desk: Desk
    owe: Owe
    attention: Attention

    async def offer(self, new: Sequence[Suggestion]) -> int:
        """Add candidates for any number of communities and let their stewards hear; return how many were new.

        Whether a question is in the decks already is the caller's to look at.
        """
        homes = tuple(dict.fromkeys(c.community for c in new))
        before = await self.store.waiting(homes)
        added = await self.store.add(new)
        await self._tell({home: before[home] for home in added})
        return sum(added.values())

    async def decide(self, candidate: Suggestion, state: State, by: MemberId) -> bool:
        """Note what a steward decides, and let whoever suggested it hear; False when it was decided before."""
        if not await self.store.decide(candidate, state):
            return False
        await self.fewer(candidate.community)
        if candidate.member is not None and candidate.member != by:
            await self._answer(candidate, state, candidate.member)
        return True

    async def fewer(self, home: CommunityId) -> None:
        """Write the stewards' notice anew, in place: some that waited are gone."""
        await self._again({home: (await self.store.waiting([home]))[home]}, await self.store.heard([home]))

    async def _answer(self, candidate: Suggestion, state: State, member: MemberId) -> None:
        person = await self.people.member(member)
        home = await self.places.community(candidate.community)
        if person is None or home is None:
            return
        with speaking(person.language or home.language):
            said = prompt_texts.taken if state is State.TAKEN else prompt_texts.declined
            card, line = said(candidate)
        subject, until = f"prompt:{candidate.id}", self.now + GOOD_FOR
        await self.attention.want([Wish(home.id, member, HEARD, subject, Weight.IDEA, card, line, until)])

    async def _tell(self, before: dict[CommunityId, int]) -> None:
        if not before:
            return
        counts = await self.store.waiting(tuple(before))
        heard = await self.store.heard(tuple(before))
        stands = {h for h, told in heard.items() if told.stands(before[h], self.now)}
        await self._again({h: counts[h] for h in stands}, heard)
        fresh = [h for h in before if h not in stands]
        if not fresh:
            return
        cards = await self._cards({h: counts[h] for h in fresh})
        sent = await self.desk.hear_all(NOTICE, cards)
        await self.store.put_heard({h: Heard(self.now, posts) for h, posts in sent.items()})

    async def _again(self, counts: dict[CommunityId, int], heard: Mapping[CommunityId, Heard]) -> None:
        cards = await self._cards({h: n for h, n in counts.items() if h in heard})
        for home, card in cards.items():
            for post in heard[home].posts:
                self.owe.edit(post, card, reason=NOTICE, expires_at=self.now + NOTICE_LIVES)

    async def _cards(self, counts: dict[CommunityId, int]) -> dict[CommunityId, Card]:
        homes = await self.places.communities(counts)
        cards: dict[CommunityId, Card] = {}
        for home, count in counts.items():
            with speaking(homes[home].language):
                cards[home] = prompt_texts.waiting(count)
        return cards
