"""Who looks after a guest: whoever asked them, until it is handed on; beside them every steward may act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.commands import Call
from bot.community.store import MemberStore
from bot.errors import NotAllowed
from bot.i18n import _
from bot.keys import GuestId, MemberId
from bot.voices.finding import Finding
from bot.voices.model import Guest


@dataclass(frozen=True, slots=True)
class Minding(Finding):
    """What services begin with whose commands change where a guest stands."""

    people: MemberStore

    async def _minded(self, call: Call) -> Guest:
        """Return the guest a call names; refuse whoever neither looks after them nor is a steward."""
        guest = await self._guest(call)
        if not call.steward and (await self.minders([guest])).get(guest.id) != call.member:
            raise NotAllowed(_("Only a steward or whoever looks after this guest can do that. Nothing was changed."))
        return guest

    async def minders(self, guests: Iterable[Guest]) -> Mapping[GuestId, MemberId]:
        """Return which member looks after which guest; whom nobody does is left out."""
        owned = {g.id: g.owner for g in guests if g.owner is not None}
        accounts = await self.people.accounts(dict.fromkeys(owned.values()))
        found = {g: accounts[a].member for g, a in owned.items() if a in accounts}
        return {g: m for g, m in found.items() if m is not None}
