"""Which deck somebody means."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands import Arg, Call
from bot.community.duties import Service
from bot.errors import NotFound
from bot.i18n import later
from bot.voices.decks import PRACTICE, PURPOSES
from bot.voices.pools import Pools
from bot.voices.wording import LONGEST_DECK


@dataclass(frozen=True, slots=True)
class Decked(Service):
    """What every service begins with whose commands name a deck."""

    pools: Pools

    async def _deck(self, call: Call) -> str:
        """Return the deck that is meant.

        Raises:
            NotFound: at the field; there is none called that.
        """
        deck = call.text("deck", PRACTICE).casefold()
        if not await self.pools.known(call.community, deck):
            raise NotFound("deck", deck, field="deck")
        return deck

    async def decks(self, call: Call, typed: str) -> Sequence[str]:
        """Return the decks whose names hold what was typed."""
        names = dict.fromkeys((*PURPOSES, *await self.pools.store.decks(call.community)))
        return [n for n in names if typed.casefold() in n]


DECK = Arg(
    "deck",
    later("Which deck; practice otherwise"),
    required=False,
    suggest=Decked.decks,
    label=later("Deck"),
    longest=LONGEST_DECK,
)
