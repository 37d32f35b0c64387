"""Which ritual somebody means, and in which rooms it is posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.commands import Arg, Call
from bot.community.duties import Service
from bot.community.store import CommunityStore
from bot.errors import NotFound
from bot.i18n import later
from bot.keys import RoomId
from bot.rhythm.model import LONGEST_NAME, Ritual
from bot.rhythm.store import RitualStore


@dataclass(frozen=True, slots=True)
class Finding(Service):
    """What every service begins with whose commands name a ritual."""

    now: datetime
    store: RitualStore
    places: CommunityStore

    async def _ritual(self, call: Call) -> Ritual:
        name = call.text("name")
        ritual = await self.store.named(call.community, name)
        if ritual is None:
            raise NotFound("ritual", name, field="name")
        return ritual

    async def suggest(self, call: Call, typed: str) -> Sequence[str]:
        """Return names of rituals that hold what was typed."""
        rituals = (await self.store.all([call.community]))[call.community]
        return [r.name for r in rituals if typed.casefold() in r.name.casefold()]


async def rooms_of(ritual: Ritual, places: CommunityStore) -> tuple[RoomId, ...]:
    """Return where a ritual is posted: one room a space."""
    return ritual.posted_in((await places.spaces([ritual.community]))[ritual.community])


NAME = Arg("name", later("Which ritual"), label=later("Ritual"), suggest=Finding.suggest, longest=LONGEST_NAME)
