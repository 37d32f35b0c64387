"""What may be asked in a community: the decks that come with Hearth, and its own questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.community.model import Community
from bot.community.store import CommunityStore
from bot.keys import CommunityId, PromptId
from bot.voices.decks import ALL, PURPOSES, Shipped, by_key, keys_by_text, shipped, spoken
from bot.voices.model import Prompt
from bot.voices.pool import RECENT, Pool
from bot.voices.store import Answers, PromptStore
from bot.voices.wording import folded

Wanted = tuple[CommunityId, str]
"""A community, and a deck or `ALL`."""


@dataclass(frozen=True, slots=True)
class Pools:
    """Reads pools, any number of them in a fixed number of queries."""

    now: datetime
    store: PromptStore
    places: CommunityStore
    answers: Answers

    async def of(self, wanted: Iterable[Wanted]) -> Mapping[Wanted, Pool]:
        """Return the pool of each; an unknown deck has an empty one."""
        pairs = tuple(dict.fromkeys(wanted))
        homes = await self.places.communities(dict.fromkeys(c for c, _d in pairs))
        decks = {d for _c, d in pairs}
        whole = ALL in decks
        own = await self.store.own(homes, None if whole else decks)
        keys = [s.key for d, each in shipped().items() if whole or d in decks for s in each]
        used = await self.store.uses(homes, keys) if keys else {}
        rests = await self.store.resting(homes)
        answered = await self.answers.answered(homes, self.now - RECENT)
        pools: dict[Wanted, Pool] = {}
        for home, deck in pairs:
            ours = [p for p in own.get(home, ()) if deck in {p.deck, ALL}]
            each = [*self._shipped(homes[home], deck, used), *ours]
            askable = tuple(p for p in each if (home, p.id) not in rests)
            pools[home, deck] = Pool(f"{home}:{deck}", askable, answered.get(home, frozenset()))
        return pools

    async def one(self, community: CommunityId, deck: str) -> Pool:
        """Return one pool."""
        return (await self.of([(community, deck)]))[community, deck]

    def _shipped(
        self, home: Community, deck: str, used: Mapping[tuple[CommunityId, PromptId], tuple[int, datetime]]
    ) -> Iterable[Prompt]:
        """Return what comes with Hearth and has its time of year now, in the language of the questions."""
        month = self.now.astimezone(ZoneInfo(home.zone)).month
        tag = spoken(home.questions, home.language)
        for name, each in shipped().items():
            for entry in each if deck in {name, ALL} else ():
                if entry.window.open(month, home.zone):
                    yield _prompt(entry, home.id, tag, used.get((home.id, entry.key)))

    async def known(self, community: CommunityId, deck: str) -> bool:
        """Tell whether there is such a deck, also where nothing of it has its time of year now."""
        return deck in {*PURPOSES, ALL} or deck in await self.store.decks(community)

    async def holds(self, community: CommunityId, text: str) -> bool:
        """Return whether a question with these words is there already, in any language."""
        return folded(text) in keys_by_text() or await self.store.known(community, text)

    async def named(self, community: CommunityId, prompt: PromptId) -> Prompt | None:
        """Return a question by its key or id, also one that is not asked now."""
        entry = by_key().get(prompt)
        if entry is None:
            return next(
                (p for p in (await self.store.own([community], None)).get(community, ()) if p.id == prompt), None
            )
        home = await self.places.community(community)
        return _prompt(entry, community, spoken(home.questions, home.language), None) if home is not None else None


def worded(prompts: Sequence[Prompt]) -> list[Prompt]:
    """Return prompts as they were asked: what comes with Hearth gets its words, in the language it was asked in."""
    found: list[Prompt] = []
    for prompt in prompts:
        entry = by_key().get(prompt.id)
        text = prompt.text if entry is None else entry.texts.get(prompt.language, entry.texts["en"])
        found.append(replace(prompt, text=text, deck=prompt.deck if entry is None else entry.deck))
    return found


def _prompt(entry: Shipped, home: CommunityId, tag: str, used: tuple[int, datetime] | None) -> Prompt:
    turns, last = used or (0, None)
    return Prompt(entry.key, home, entry.deck, entry.texts[tag], language=tag, turns=turns, last=last)
