"""`prompt list`: the decks and what comes next in them; a steward takes out what is never to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command
from bot.community.store import MemberStore
from bot.errors import Conflict, NotFound
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import PromptId
from bot.voices import prompt_texts
from bot.voices.candidates import CandidateStore
from bot.voices.decked import DECK, Decked
from bot.voices.decks import PURPOSES
from bot.voices.model import Prompt

OWN_SHOWN = 3
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Leafing(Decked):
    """Shows decks."""

    now: datetime
    candidates: CandidateStore
    people: MemberStore
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `prompt list` and its buttons."""
        return COMMANDS

    async def list(self, call: Call) -> Reply:
        """Show the decks, or the questions of one, the next ones first."""
        if "deck" not in call.args:
            return await self._decks(call)
        deck = await self._deck(call)
        coming = (await self.pools.one(call.community, deck)).coming()
        return Reply(prompt_texts.deck(deck, coming[:SHOWN], len(coming), steward=call.steward))

    async def _decks(self, call: Call) -> Reply:
        names = tuple(dict.fromkeys((*PURPOSES, *await self.pools.store.decks(call.community))))
        pools = await self.pools.of((call.community, n) for n in names)
        accounts = [a.id for a in (await self.people.accounts_of([call.member]))[call.member]]
        theirs = await self.candidates.latest(accounts, OWN_SHOWN)
        waiting = (await self.candidates.waiting([call.community]))[call.community] if call.steward else 0
        rows = [(n, pools[call.community, n]) for n in names]
        return Reply(prompt_texts.decks(rows, theirs, waiting))

    async def leaf(self, call: Call) -> Reply:
        """Show one question to a steward, and the way to the one after it."""
        return await self._page(await self._named(call))

    async def never(self, call: Call) -> Reply:
        """Take a question out of its deck; it can be put back at once."""
        prompt = await self._named(call)
        following = await self._following(prompt)
        if not await self.pools.store.rest(call.community, prompt.id, call.account, self.now):
            raise Conflict(_("That question is out already. Nothing was changed. See the others: prompt list"))
        self.tell(Noted.by(call, "prompt.never"))
        return Reply(prompt_texts.out(prompt, following))

    async def again(self, call: Call) -> Reply:
        """Put a question back into its deck."""
        prompt = await self._named(call)
        if not await self.pools.store.wake(call.community, prompt.id):
            raise Conflict(_("That question is in its deck. Nothing was changed. See it: prompt list"))
        self.tell(Noted.by(call, "prompt.again"))
        return await self._page(prompt)

    async def _page(self, prompt: Prompt) -> Reply:
        out = (prompt.community, prompt.id) in await self.pools.store.resting([prompt.community])
        return Reply(prompt_texts.leaf(prompt, await self._following(prompt), out=out))

    async def _named(self, call: Call) -> Prompt:
        found = await self.pools.named(call.community, PromptId(call.text("question")))
        if found is None:
            raise NotFound("question", call.text("question"))
        return found

    async def _following(self, prompt: Prompt) -> Prompt | None:
        """Return the question after one in the order in which its deck is asked, the first one after the last."""
        coming = (await self.pools.one(prompt.community, prompt.deck)).coming()
        at = next((n for n, p in enumerate(coming) if p.id == prompt.id), -1)
        rest: Sequence[Prompt] = [p for p in (*coming[at + 1 :], *coming[: at + 1]) if p.id != prompt.id]
        return rest[0] if rest else None


QUESTION = Arg("question", "", longest=16)
COMMANDS = (
    Command(
        ("prompt", "list"),
        later("See the decks and their questions"),
        Leafing.list,
        (DECK,),
        examples=("prompt list", "prompt list practice"),
        reads=True,
    ),
    Command(("prompt", "leaf"), "", Leafing.leaf, (QUESTION,), Access.STEWARD, hidden=True, reads=True),
    Command(("prompt", "never"), "", Leafing.never, (QUESTION,), Access.STEWARD, hidden=True),
    Command(("prompt", "again"), "", Leafing.again, (QUESTION,), Access.STEWARD, hidden=True),
)
