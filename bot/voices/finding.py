"""Which guest somebody means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.commands import Arg, Call
from bot.community.duties import Service
from bot.errors import NotFound
from bot.i18n import later
from bot.voices.model import Guest
from bot.voices.speakers import NAME_CHARACTERS
from bot.voices.store import GuestStore


@dataclass(frozen=True, slots=True)
class Finding(Service):
    """What every service begins with whose commands name a guest."""

    now: datetime
    store: GuestStore

    async def _guest(self, call: Call) -> Guest:
        name = call.text("name")
        guest = await self.store.named(call.community, name)
        if guest is None:
            raise NotFound("guest", name, field="name")
        return guest

    async def names(self, call: Call, typed: str) -> Sequence[str]:
        """Return names of guests that hold what was typed."""
        guests = await self.store.all(call.community)
        return [g.name for g in guests if typed.casefold() in g.name.casefold()]


GUEST = Arg("name", later("Which guest"), label=later("Guest"), suggest=Finding.names, longest=NAME_CHARACTERS)
