"""`prompt`: questions that start a conversation, none twice before each was asked once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards import Block, Bold, Card, Note, Para, Reply, note, para
from bot.commands import Call, Command
from bot.community.store import CommunityStore, Record, Who
from bot.errors import Conflict, NotFound, shortened
from bot.facts import CommunityFounded, Listens
from bot.i18n import _, counted, later, speaking
from bot.keys import CommunityId, OccurrenceId, PromptId
from bot.ports import Ids
from bot.voices import prompt_texts
from bot.voices.candidates import Suggestion
from bot.voices.decked import DECK, Decked
from bot.voices.decks import PRACTICE, SHIPPED
from bot.voices.model import Prompt
from bot.voices.rotation import cycle_of, draw, order

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question as rhythm shows it."""

    id: PromptId
    text: str
    source: str
    dated: str


@dataclass(frozen=True, slots=True)
class Prompts(Decked):
    """What can be done about questions."""

    now: datetime
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

    # What is taken in

    async def known(self, community: CommunityId, text: str) -> bool:
        """Return whether a question with these words is in the decks."""
        return await self.store.known(community, text)

    async def take(self, new: Suggestion) -> None:
        """Put a question into its deck, as the one that is asked next."""
        pool = (await self.store.deck([new.community], [new.deck])).get((new.community, new.deck), ())
        prompt = Prompt(
            PromptId(self.ids.new()),
            new.community,
            new.deck,
            new.text,
            new.source,
            new.dated,
            new.link,
            new.added_by,
            base=cycle_of(p.candidate() for p in pool),
        )
        if await self.store.add([prompt], self.now) == 0:
            raise Conflict(_("That question is in the decks already. Nothing was changed."), field="question")

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
        blocks: list[Block] = [
            Para((Bold(prompt.text),)),
            *prompt_texts.origin(prompt.source, prompt.dated, prompt.link),
        ]
        return Reply(Card(_("A question"), (*blocks, note(_("Only you see it. Ask it where you like.")))))

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


COMMANDS = (
    Command(
        ("prompt", "draw"),
        later("Draw a question for yourself"),
        Prompts.draw,
        (DECK,),
        examples=("prompt draw",),
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
