"""Buttons, whose action says what they do and whose value says to what."""

from dataclasses import dataclass

from adapters.slack import PLATFORM, read
from adapters.slack.answers import REOPEN, Where
from adapters.slack.floor import Ack, Floor
from adapters.slack.home import Home
from bot.cards import Card, Para
from bot.commands import Request
from bot.i18n import _


@dataclass(frozen=True, slots=True)
class Buttons:
    """Listens to what is pressed."""

    floor: Floor
    home: Home

    async def pressed(self, ack: Ack, body: read.Payload) -> None:
        """Do what a button says."""
        await ack()
        request = read.pressed(body)
        where = self.floor.where(request, body)
        trigger = str(body["trigger_id"])
        if request.path == (REOPEN,):
            self.floor.serve(where, request, self._reopen(request, where, trigger))
        elif (body.get("view") or {}).get("type") == "home":
            self.floor.serve(where, request, self._at_home(request, where, trigger))
        else:
            self.floor.serve(where, request, self.floor.answer(request, where, trigger))

    async def _reopen(self, request: Request, where: Where, trigger: str) -> None:
        """Open a kept form as it was."""
        form = await self.floor.drawer.kept(PLATFORM, where.team, where.person, request.text)
        if form is not None:
            await self.floor.open(where, form, trigger)
            return
        sentence = _("That form was kept for an hour, and the hour is over. Nothing was changed. Begin again, please.")
        await self.floor.answers.card(where, Card(_("Too late"), (Para((sentence,)),)))

    async def _at_home(self, request: Request, where: Where, trigger: str) -> None:
        """Do what a button of the Home says, and show there what it changed."""
        await self.floor.answer(request, where, trigger)
        await self.home.show(where.team, where.person, request.id)
