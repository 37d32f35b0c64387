"""`prompt approve`: a steward looks at the questions that wait, one at a time."""

from dataclasses import dataclass, replace

from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.store import Record, Who
from bot.errors import Conflict
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.voices import prompt_texts
from bot.voices.candidates import CandidateStore, State, Suggestion
from bot.voices.decked import DECK, Decked
from bot.voices.offering import Offering
from bot.voices.prompts import Prompts
from bot.voices.wording import LONGEST_PROMPT, check_deck, check_words


@dataclass(frozen=True, slots=True)
class Approving(Decked):
    """Decides about candidates, once each, and lets whoever suggested them hear."""

    prompts: Prompts
    candidates: CandidateStore
    offering: Offering
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `prompt approve` and its buttons."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return the questions the person suggested."""
        return await self.candidates.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the questions of theirs that wait or were declined; those taken are the community's."""
        await self.candidates.forget(who)

    async def approve(self, call: Call) -> Reply:
        """Show the question that waits longest."""
        return await self._page(call)

    async def next(self, call: Call) -> Reply:
        """Show the one after another."""
        return await self._page(call, call.text("question"))

    async def use(self, call: Call) -> Reply:
        """Take a question into its deck as it is."""
        return await self._take(call, await self._waiting(call))

    async def reword(self, call: Call) -> Reply:
        """Open the form in which a question is changed, with its words."""
        return Reply(form=prompt_texts.rewording(await self._waiting(call)))

    async def change(self, call: Call) -> Reply:
        """Take a question into a deck in other words, or into another deck; what is left empty stays."""
        candidate = await self._waiting(call)
        text = call.text("text", candidate.text)
        deck = call.text("deck", candidate.deck).casefold()
        check_words(text, "text")
        check_deck(deck)
        if text != candidate.text and await self.prompts.known(call.community, text):
            raise Conflict(_("That question is in the decks already. Nothing was changed."), field="text")
        return await self._take(call, replace(candidate, text=text, deck=deck))

    async def decline(self, call: Call) -> Reply:
        """Leave a question out; it does not come again."""
        candidate = await self._waiting(call)
        await self._decide(call, candidate, State.DECLINED)
        self.tell(Noted.by(call, "prompt.decline"))
        return await self._page(call, candidate.id, _("That one is not asked."))

    async def _take(self, call: Call, candidate: Suggestion) -> Reply:
        await self._decide(call, candidate, State.TAKEN)
        if await self.prompts.known(call.community, candidate.text):
            return await self._page(call, candidate.id, _("That question was in the decks already."))
        await self.prompts.take(candidate)
        self.tell(Noted.by(call, "prompt.approve"))
        done = _("It is in the deck “{deck}” and will have its turn.").format(deck=candidate.deck)
        return await self._page(call, candidate.id, done)

    async def _waiting(self, call: Call) -> Suggestion:
        """Return the question that a button is about.

        Raises:
            Conflict: somebody was there first, or it was taken back.
        """
        found = await self.candidates.get(call.community, call.text("question"))
        if found is None:
            raise Conflict(_("That question was taken back. Nothing was changed. See the others: prompt approve"))
        if found.state is State.TAKEN:
            raise Conflict(_("It is in the decks already. Nothing was changed. See the others: prompt approve"))
        if found.state is State.DECLINED:
            raise Conflict(_("It was declined already. Nothing was changed. See the others: prompt approve"))
        return found

    async def _decide(self, call: Call, candidate: Suggestion, state: State) -> None:
        if not await self.offering.decide(candidate, state, call.member):
            raise Conflict(_("Somebody was there first. Nothing was changed. See the others: prompt approve"))

    async def _page(self, call: Call, after: str = "", done: str = "") -> Reply:
        candidate = await self.candidates.after(call.community, after)
        if candidate is None:
            return Reply(prompt_texts.empty(done))
        count = (await self.candidates.waiting([call.community]))[call.community]
        return Reply(prompt_texts.page(candidate, count, done))


QUESTION = Arg("question", "", longest=16)
COMMANDS = (
    Command(
        ("prompt", "approve"),
        later("Look at the questions that wait for a yes"),
        Approving.approve,
        (),
        Access.STEWARD,
        ("prompt approve",),
        reads=True,
    ),
    Command(("prompt", "next"), "", Approving.next, (QUESTION,), Access.STEWARD, hidden=True, reads=True),
    Command(("prompt", "use"), "", Approving.use, (QUESTION,), Access.STEWARD, hidden=True),
    Command(("prompt", "reword"), "", Approving.reword, (QUESTION,), Access.STEWARD, hidden=True, reads=True),
    Command(
        ("prompt", "change"),
        later("Ask it in other words"),
        Approving.change,
        (
            QUESTION,
            Arg(
                "text",
                later("Empty keeps the words as they are"),
                Kind.LONG,
                required=False,
                asked=True,
                label=later("Question"),
                longest=LONGEST_PROMPT,
            ),
            replace(DECK, help=later("Empty keeps its deck"), asked=True),
        ),
        Access.STEWARD,
        hidden=True,
        bare_form=True,
    ),
    Command(("prompt", "decline"), "", Approving.decline, (QUESTION,), Access.STEWARD, hidden=True),
)
