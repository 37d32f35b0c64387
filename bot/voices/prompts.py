"""`prompt`: questions that start a conversation, none twice before each was asked once."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.cards import Block, Bold, Card, Note, Para, Reply, note, para
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import CommunityStore, Record, Who
from bot.errors import Conflict, Invalid, NotFound, shortened
from bot.facts import CommunityFounded, Listens
from bot.i18n import _, counted, later, speaking
from bot.keys import CommunityId, OccurrenceId, PromptId
from bot.ports import Ids
from bot.voices.decks import PRACTICE, SHIPPED
from bot.voices.model import Prompt
from bot.voices.rotation import cycle_of, draw, order
from bot.voices.store import PromptStore

LONGEST_PROMPT = 280
LONGEST_SOURCE = 120
SHOWN = 12
DATED: Final = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
"""A year, a month or a day, as a source gives it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question as rhythm shows it."""

    id: PromptId
    text: str
    source: str
    dated: str


@dataclass(frozen=True, slots=True)
class Prompts(Service):
    """What can be done about questions."""

    now: datetime
    store: PromptStore
    places: CommunityStore
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of `prompt`."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return what a founded community starts with."""
        return ((CommunityFounded, Prompts.founded),)

    async def export(self, who: Who) -> Record:
        """Return the prompts the person added."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from the prompts they added."""
        await self.store.forget(who)

    async def founded(self, facts: Sequence[CommunityFounded]) -> None:
        """Give a new community its first deck, in its language."""
        for fact in facts:
            community = await self.places.community(fact.community)
            if community is None:
                continue
            with speaking(community.language):
                texts = [(deck, _(text)) for deck, each in SHIPPED.items() for text in each]
            prompts = [Prompt(PromptId(self.ids.new()), community.id, deck, text) for deck, text in texts]
            await self.store.add(prompts, self.now)

    # What rhythm asks

    async def open_with(self, wanted: Sequence[tuple[CommunityId, str, OccurrenceId]]) -> Mapping[OccurrenceId, Drawn]:
        """Draw a question for each (community, deck, occurrence); one that has its question keeps it."""
        drawn = dict(await self.store.used_for([o for _c, _d, o in wanted]))
        decks = await self.store.deck([c for c, _d, _o in wanted], [d for _c, d, _o in wanted])
        pools = {key: {p.id: p for p in prompts} for key, prompts in decks.items()}
        used: list[tuple[Prompt, OccurrenceId | None]] = []
        for community, deck, occurrence in wanted:
            pool = pools.get((community, deck), {})
            found = draw((p.candidate() for p in pool.values()), seed=f"{community}:{deck}")
            if occurrence in drawn or found is None:
                continue
            prompt = pool[PromptId(found)]
            pool[prompt.id] = replace(prompt, turns=prompt.turns + 1, last=self.now)
            drawn[occurrence] = prompt
            used.append((prompt, occurrence))
        if used:
            await self.store.use(used, self.now)
        return {o: Drawn(p.id, p.text, p.source, p.dated) for o, p in drawn.items()}

    async def opened_with(self, occurrences: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Drawn]:
        """Return the question that each date opened with, if it had one."""
        used = await self.store.used_for(occurrences)
        return {o: Drawn(p.id, p.text, p.source, p.dated) for o, p in used.items()}

    async def has_deck(self, community: CommunityId, deck: str) -> bool:
        """Tell whether a deck has a question."""
        return bool((await self.store.deck([community], [deck])).get((community, deck), ()))

    # What people do

    async def draw(self, call: Call) -> Reply:
        """Draw the next question for the asker alone; it counts as asked."""
        deck = call.text("deck", PRACTICE).casefold()
        pool = (await self.store.deck([call.community], [deck])).get((call.community, deck), ())
        found = draw((p.candidate() for p in pool), seed=f"{call.community}:{deck}")
        if found is None:
            raise NotFound("deck", deck, field="deck")
        prompt = next(p for p in pool if p.id == found)
        await self.store.use([(prompt, None)], self.now)
        blocks: list[Block] = [Para((Bold(prompt.text),)), *_origin(prompt)]
        return Reply(Card(_("A question"), (*blocks, note(_("Only you see it. Ask it where you like.")))))

    async def add(self, call: Call) -> Reply:
        """Add a question; one from outside carries its source and date."""
        text = call.text("question")
        if not any(c.isalpha() for c in text):
            raise Invalid(_("A question needs words. Nothing was changed."), field="question")
        dated = call.text("date")
        if dated and not DATED.fullmatch(dated):
            sentence = _("“{text}” is not a date. Write it like 2026-11 or 2026-11-05. Nothing was changed.")
            raise Invalid(sentence.format(text=shortened(dated)), field="date")
        deck = call.text("deck", PRACTICE).casefold()
        pool = (await self.store.deck([call.community], [deck])).get((call.community, deck), ())
        prompt = Prompt(
            PromptId(self.ids.new()),
            call.community,
            deck,
            text,
            call.text("source"),
            dated,
            call.account,
            base=cycle_of(p.candidate() for p in pool),
        )
        if await self.store.add([prompt], self.now) == 0:
            raise Conflict(_("That question is in the decks already. Nothing was changed."), field="question")
        text_ = para(_("It is in the deck “{deck}” and will have its turn."), deck=prompt.deck)
        return Reply(Card(_("A new question"), (text_,)))

    async def list(self, call: Call) -> Reply:
        """Show the decks, or the questions of one, the next ones first."""
        prompts = await self.store.all(call.community)
        deck = call.text("deck").casefold()
        if deck:
            return Reply(self._deck(call.community, deck, [p for p in prompts if p.deck == deck]))
        counts: dict[str, int] = {}
        for prompt in prompts:
            counts[prompt.deck] = counts.get(prompt.deck, 0) + 1
        if not counts:
            return Reply(Card(_("Decks"), (para(_("There is no question yet. Add one: prompt add")),)))
        rows = [
            para(_("{deck} · {count}"), deck=Bold(d), count=counted("{count} question", "{count} questions", n))
            for d, n in counts.items()
        ]
        return Reply(Card(_("Decks"), (*rows, note(_("See one: prompt list practice")))))

    @staticmethod
    def _deck(community: CommunityId, deck: str, prompts: Sequence[Prompt]) -> Card:
        if not prompts:
            raise NotFound("deck", deck, field="deck")
        by_id: dict[str, Prompt] = {p.id: p for p in prompts}
        turn = order((p.candidate() for p in prompts), seed=f"{community}:{deck}")
        blocks: list[Block] = [Para((by_id[i].text,)) for i in turn[:SHOWN]]
        if len(turn) > SHOWN:
            blocks.append(Note((counted("and {count} more", "and {count} more", len(turn) - SHOWN),)))
        return Card(_("The deck “{deck}”, next first").format(deck=shortened(deck)), tuple(blocks))

    async def decks(self, call: Call, typed: str) -> Sequence[str]:
        """Return the decks whose names hold what was typed."""
        names = dict.fromkeys(p.deck for p in await self.store.all(call.community))
        return [n for n in names if typed.casefold() in n]


def _origin(prompt: Prompt) -> tuple[Block, ...]:
    origin = ", ".join(x for x in (prompt.source, prompt.dated) if x)
    return (Note((origin,)),) if origin else ()


def folded(text: str) -> str:
    """Return what makes two questions the same: their words, whatever the case and marks, as a digest."""
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


DECK = Arg(
    "deck",
    later("Which deck; practice otherwise"),
    required=False,
    suggest=Prompts.decks,
    label=later("Deck"),
    longest=32,
)
COMMANDS = (
    Command(
        ("prompt", "draw"),
        later("Draw a question for yourself"),
        Prompts.draw,
        (DECK,),
        examples=("prompt draw",),
    ),
    Command(
        ("prompt", "add"),
        later("Add a question to a deck"),
        Prompts.add,
        (
            Arg(
                "question",
                later("One sentence that starts a conversation"),
                Kind.LONG,
                label=later("Question"),
                longest=LONGEST_PROMPT,
            ),
            replace(DECK, asked=True),
            Arg(
                "source",
                later("Where it comes from, if from outside"),
                required=False,
                asked=True,
                label=later("Source"),
                longest=LONGEST_SOURCE,
            ),
            Arg(
                "date",
                later("When it was published, such as 2026-11"),
                required=False,
                asked=True,
                label=later("Date"),
                longest=10,
            ),
        ),
        Access.MEMBER,
        ("prompt add What did you learn from a mistake?",),
    ),
    Command(
        ("prompt", "list"),
        later("See the decks and their questions"),
        Prompts.list,
        (DECK,),
        examples=("prompt list", "prompt list practice"),
        reads=True,
    ),
)
