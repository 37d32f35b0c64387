"""Which deck somebody means."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands import Arg, Call
from bot.community.duties import Service
from bot.i18n import later
from bot.voices.store import PromptStore
from bot.voices.wording import LONGEST_DECK


@dataclass(frozen=True, slots=True)
class Decked(Service):
    """What every service begins with whose commands name a deck."""

    store: PromptStore

    async def decks(self, call: Call, typed: str) -> Sequence[str]:
        """Return the decks whose names hold what was typed."""
        names = dict.fromkeys(p.deck for p in await self.store.all(call.community))
        return [n for n in names if typed.casefold() in n]


DECK = Arg(
    "deck",
    later("Which deck; practice otherwise"),
    required=False,
    suggest=Decked.decks,
    label=later("Deck"),
    longest=LONGEST_DECK,
)
