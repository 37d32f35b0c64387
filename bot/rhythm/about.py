"""Which date a call is about, and who may decide about it: the host of that date, or a steward."""

from dataclasses import dataclass

from bot.commands import Call
from bot.errors import Conflict, NotAllowed
from bot.i18n import _
from bot.keys import OccurrenceId
from bot.rhythm.finding import Finding
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual, occurrence_id
from bot.rhythm.program import Hosting, HostStore, host_of


@dataclass(frozen=True, slots=True)
class About(Finding):
    """What services begin with whose commands are about one date, named by its ritual or by a button."""

    hosts: HostStore

    async def _coming(self, call: Call) -> tuple[Ritual, Occurrence]:
        """Return the date that a button or a ritual and a day name, one that is still to come.

        Raises:
            Conflict: it has begun, does not take place, or is too far away to be written down yet.
        """
        pressed = await self._pressed(call)
        if pressed is None:
            ritual = await self._active(call)
            ident = occurrence_id(ritual.id, self._start(call, ritual).original)
            date = (await self.store.occurrences([ident])).get(ident)
        else:
            ritual, date = pressed
        if date is None:
            raise Conflict(_("That date is still far away. Nothing was changed. Try again when it is the next one."))
        if date.state is OccurrenceState.DROPPED:
            raise Conflict(_("That date does not take place. Nothing was changed. What comes: rhythm next"))
        if date.state is not OccurrenceState.PLANNED or date.starts <= self.now:
            raise Conflict(_("That has begun already, so nothing was changed. What comes: rhythm next"))
        return ritual, date

    async def _pressed(self, call: Call) -> tuple[Ritual, Occurrence] | None:
        """Return the date whose id a button gave, None when a ritual was named."""
        ident = OccurrenceId(call.text("name"))
        date = (await self.store.occurrences([ident])).get(ident)
        if date is None or date.community != call.community:
            return None
        return (await self.store.get([date.ritual]))[date.ritual], date

    async def _host(self, date: Occurrence) -> Hosting | None:
        return host_of((await self.hosts.hostings([date.id]))[date.id])

    async def _decides(self, call: Call, date: Occurrence) -> None:
        """Refuse whoever is neither the host of that date nor a steward."""
        host = await self._host(date)
        if not call.steward and (host is None or host.member != call.member):
            raise NotAllowed(_("Only its host or a steward can do that. Nothing was changed. Who hosts: ritual host"))
