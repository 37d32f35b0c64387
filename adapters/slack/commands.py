"""Slash commands, and messages picked for Hearth."""

from dataclasses import dataclass

from adapters.slack import read
from adapters.slack.answers import Where
from adapters.slack.floor import Ack, Floor
from bot.commands import Request


@dataclass(frozen=True, slots=True)
class Commands:
    """Listens to what is typed. Slack has its ack before anything is looked up or done."""

    floor: Floor

    async def typed(self, ack: Ack, body: read.Payload) -> None:
        """Answer a line."""
        await ack()
        request = read.command(body)
        where = self.floor.where(request, body)
        self.floor.serve(where, request, self.floor.answer(request, where, str(body["trigger_id"])))

    async def picked(self, ack: Ack, body: read.Payload) -> None:
        """Open the form of a message shortcut, filled with the message."""
        await ack()
        request, text = read.picked(body)
        where = self.floor.where(request, body)
        self.floor.serve(where, request, self._fill(request, where, text, str(body["trigger_id"])))

    async def _fill(self, request: Request, where: Where, text: str, trigger: str) -> None:
        command = self.floor.engine.catalogue.entry(request.path).command
        first = next(a for a in command.args if a.required)
        form = self.floor.engine.catalogue.form(command, {first.name: text[: first.longest]})
        await self.floor.open(where, form, trigger)
