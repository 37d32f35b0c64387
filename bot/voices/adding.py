"""`prompt add`: a steward's question goes into its deck, a member's waits for a steward."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards import Card, Reply, para
from bot.commands import Access, Arg, Call, Command, Kind
from bot.errors import Conflict
from bot.i18n import _, later
from bot.ports import Ids
from bot.voices.candidates import CandidateStore, State, Suggestion
from bot.voices.decked import DECK, Decked
from bot.voices.decks import PRACTICE
from bot.voices.offering import Offering
from bot.voices.prompts import Prompts
from bot.voices.wording import LONGEST_PROMPT, LONGEST_SOURCE, check_date, check_deck, check_words


@dataclass(frozen=True, slots=True)
class Adding(Decked):
    """Takes questions in."""

    now: datetime
    prompts: Prompts
    candidates: CandidateStore
    offering: Offering
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `prompt add`."""
        return COMMANDS

    async def add(self, call: Call) -> Reply:
        """Add a question, or let it wait; one from outside carries its source and date."""
        text = call.text("question")
        check_words(text, "question")
        check_date(call.text("date"))
        if await self.prompts.known(call.community, text):
            raise Conflict(_("That question is in the decks already. Nothing was changed."), field="question")
        deck = call.text("deck", PRACTICE).casefold()
        check_deck(deck)
        suggestion = Suggestion(
            self.ids.new(),
            call.community,
            deck,
            text,
            self.now,
            call.text("source"),
            call.text("date"),
            added_by=call.account,
            member=call.member,
        )
        before = await self.candidates.same(call.community, text)
        if call.steward:
            return await self._at_once(call, suggestion, before)
        if before is not None and before.state is State.DECLINED:
            raise Conflict(_("The stewards have looked at that question already. Nothing was changed."))
        if before is not None or await self.offering.offer([suggestion]) == 0:
            raise Conflict(_("That question waits for a steward already. Nothing was changed."), field="question")
        text_ = para(_("A steward looks at it before it is asked. You will hear of it."))
        return Reply(Card(_("Thank you"), (text_,)))

    async def _at_once(self, call: Call, new: Suggestion, before: Suggestion | None) -> Reply:
        """Put a steward's question into its deck; the same one that waited need not wait any more."""
        await self.prompts.take(new)
        if before is not None:
            await self.offering.decide(before, State.TAKEN, call.member)
        text = para(_("It is in the deck “{deck}” and will have its turn."), deck=new.deck)
        return Reply(Card(_("A new question"), (text,)))


COMMANDS = (
    Command(
        ("prompt", "add"),
        later("Add a question to a deck"),
        Adding.add,
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
)
