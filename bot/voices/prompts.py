"""`prompt draw`, and what rhythm asks: questions that start a conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Reply
from bot.commands import Call, Command
from bot.community.store import MemberStore, Record, Who
from bot.errors import Conflict
from bot.i18n import _, later
from bot.keys import CommunityId, OccurrenceId, PromptId
from bot.ports import Ids
from bot.voices import prompt_texts
from bot.voices.candidates import Suggestion
from bot.voices.decked import DECK, Decked
from bot.voices.model import Prompt, Use
from bot.voices.pool import RECENT
from bot.voices.pools import worded


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question as rhythm shows it."""

    id: PromptId
    text: str
    source: str
    dated: str
    link: str


@dataclass(frozen=True, slots=True)
class Prompts(Decked):
    """Draws questions, for dates and for members, and takes new ones in."""

    now: datetime
    people: MemberStore
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `prompt draw`."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return the prompts the person added, drew and took out."""
        return await self.pools.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from them."""
        await self.pools.store.forget(who)

    # What rhythm asks

    async def open_with(self, wanted: Sequence[tuple[CommunityId, str, OccurrenceId]]) -> Mapping[OccurrenceId, Drawn]:
        """Draw a question for each (community, deck, occurrence); one that has its question keeps it."""
        drawn = dict(await self.opened_with([o for _c, _d, o in wanted]))
        pools = dict(await self.pools.of((c, d) for c, d, _o in wanted))
        used: list[Use] = []
        for community, deck, occurrence in wanted:
            prompt = pools[community, deck].draw(self.now) if occurrence not in drawn else None
            if prompt is None:
                continue
            pools |= {k: p.asked(prompt) for k, p in pools.items() if k[0] == community}
            drawn[occurrence] = _drawn(prompt)
            used.append(Use(prompt, occurrence))
        if used:
            await self.pools.store.use(used, self.now)
        return drawn

    async def opened_with(self, occurrences: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Drawn]:
        """Return the question that each date opened with, if it had one, in the language in which it was asked."""
        used = await self.pools.store.used_for(occurrences)
        found = zip(used, worded(tuple(used.values())), strict=True)
        return {o: _drawn(p) for o, p in found if p.text}

    async def has_deck(self, community: CommunityId, deck: str) -> bool:
        """Tell whether there is such a deck."""
        return await self.pools.known(community, deck)

    # What is taken in

    async def known(self, community: CommunityId, text: str) -> bool:
        """Return whether a question with these words is in the decks."""
        return await self.pools.holds(community, text)

    async def take(self, new: Suggestion) -> None:
        """Put a question into its deck, as the one that is asked next."""
        pool = await self.pools.one(new.community, new.deck)
        prompt = Prompt(
            PromptId(self.ids.new()),
            new.community,
            new.deck,
            new.text,
            new.source,
            new.dated,
            new.link,
            new.added_by,
            base=pool.round,
        )
        if await self.pools.store.add([prompt], self.now) == 0:
            raise Conflict(_("That question is in the decks already. Nothing was changed."), field="question")

    # What people do

    async def draw(self, call: Call) -> Reply:
        """Draw the next question for the asker alone, never one that they drew or answered lately."""
        deck = await self._deck(call)
        accounts = [a.id for a in (await self.people.accounts_of([call.member]))[call.member]]
        theirs = await self.pools.store.drawn(accounts, self.now - RECENT)
        theirs |= await self.pools.answers.answered_by(accounts, self.now - RECENT)
        pool = await self.pools.one(call.community, deck)
        prompt = pool.draw(self.now, but=theirs)
        if prompt is None:
            sentence = _(
                "You have had every question of “{deck}” lately. Nothing was changed. Other decks: prompt list"
            )
            raise Conflict(sentence.format(deck=deck), field="deck")
        await self.pools.store.use([Use(prompt, account=call.account)], self.now)
        return Reply(prompt_texts.drawn(prompt, steward=call.steward))


def _drawn(prompt: Prompt) -> Drawn:
    return Drawn(prompt.id, prompt.text, prompt.source, prompt.dated, prompt.link)


COMMANDS = (
    Command(
        ("prompt", "draw"),
        later("Draw a question for yourself"),
        Prompts.draw,
        (DECK,),
        examples=("prompt draw", "prompt draw stuck"),
    ),
)
