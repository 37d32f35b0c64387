"""The road of a private answer: its response_url, else for their eyes in the room, else their direct messages.

An answer is for the asker alone, so nothing here ever writes into a room that others read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import aiohttp
import structlog

from adapters.slack import PLATFORM
from adapters.slack.carried import Carried
from adapters.slack.clients import Clients
from adapters.slack.engine import Reader
from adapters.slack.limits import RESPONSE_URL_LIFE, RESPONSE_URL_USES
from adapters.slack.memory import Memory
from adapters.slack.render import Message, render
from adapters.slack.uploading import Uploads
from bot.cards import Button, Buttons, Card, Form, Look, Note, Para, in_words, pictures_of
from bot.commands import Request
from bot.errors import PlatformFault
from bot.i18n import _, language
from bot.ports import Drawer, Names, NoPictures, Pictures

log = structlog.get_logger()
REOPEN: Final = "form"
"""Action of the button that opens a kept form; its value is the form's id in the drawer."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where somebody is answered: `url` is their response_url, good `until` (aware UTC), used `uses` times."""

    team: str
    person: str
    room: str | None = None
    url: str = ""
    until: datetime | None = None
    uses: int = 0

    def carried(self, form: Form) -> Carried:
        """Return what a form that is opened from here takes along."""
        return Carried(form.path, form.known, self.room, self.url, self.until, self.uses)

    @staticmethod
    def of(request: Request, carried: Carried) -> "Where":
        """Return where the answer to a form goes: to where the form was asked for."""
        return Where(request.space, request.person.external, carried.room, carried.url, carried.until, carried.uses)


@dataclass(slots=True)
class Answers:
    """Sends private answers."""

    drawer: Drawer
    clients: Clients
    pictures: Pictures = field(default_factory=NoPictures)
    _uploads: Uploads = field(init=False)
    _used: Memory[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no response_url used."""
        self._uploads = Uploads(self.clients, self.pictures)
        self._used = Memory(self.clients.clock, RESPONSE_URL_LIFE)

    async def card(self, where: Where, card: Card, reader: Reader | None = None) -> None:
        """Show somebody a card; one that mentions nobody needs no reader."""
        if pictures_of(card):
            card = await self._illustrated(where, card)
        names = reader.names if reader is not None else Names(language=language())
        await self.message(where, render(card, names))

    async def _illustrated(self, where: Where, card: Card) -> Card:
        """Put a card's pictures into the person's direct messages, and return the card in words.

        What only one person sees holds no file (docs.slack.dev names none for chat.postEphemeral), and a file that
        nobody shares is the app's alone: so they stand where the two of them write anyway.
        """
        try:
            told = await self.clients.call(where.team, "conversations.open", users=where.person)
        except PlatformFault as fault:
            log.warning("direct messages could not be opened", code=fault.code)
            return in_words(card)
        channel = str(told["channel"]["id"])
        there = [await self._uploads.shared(where.team, p, channel) for p in pictures_of(card)]
        shown = in_words(card)
        if not all(there):
            return shown
        return replace(shown, blocks=(*shown.blocks, Note((_("The picture is in our direct messages."),))))

    async def form(self, where: Where, form: Form) -> None:
        """Tell somebody of a form that could not be opened now, with the button that opens it as it was."""
        kept = await self.drawer.keep(PLATFORM, where.team, where.person, form)
        sentence, label = form.error, _("Edit again")
        if not sentence:
            sentence, label = _("Slack let me ask too late. Nothing was changed."), _("Open the form")
        button = Button(label, REOPEN, kept, Look.FIRST)
        await self.card(where, Card(form.title, (Para((sentence,)), Buttons((button,)))))

    async def message(self, where: Where, message: Message) -> None:
        """Send an answer on the first road that is open; when none is, write down that it was lost."""
        if await self._respond(where, message) or await self._in_room(where, message):
            return
        if await self._direct(where, message) or await self._direct(where, replace(message, blocks=())):
            return
        log.error("an answer reached nobody", space=where.team)

    async def _respond(self, where: Where, message: Message) -> bool:
        used = self._used.get(where.url) or where.uses
        now = self.clients.clock.real()
        if not where.url or where.until is None or now >= where.until or used >= RESPONSE_URL_USES:
            return False
        self._used.put(where.url, used + 1)
        body = {"response_type": "ephemeral", "replace_original": False, **_body(message)}
        try:
            async with self.clients.session.post(where.url, json=body) as answer:
                taken = answer.status == 200 and '"ok":false' not in await answer.text()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("a response_url could not be reached", error=type(error).__name__)
            return False
        if not taken:
            log.warning("a response_url was refused", status=answer.status)
        return taken

    async def _in_room(self, where: Where, message: Message) -> bool:
        if where.room is None:
            return False
        return await self._call(where, "chat.postEphemeral", channel=where.room, user=where.person, **_body(message))

    async def _direct(self, where: Where, message: Message) -> bool:
        try:
            told = await self.clients.call(where.team, "conversations.open", users=where.person)
        except PlatformFault as fault:
            log.warning("direct messages could not be opened", code=fault.code)
            return False
        channel = told["channel"]["id"]
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return await self._call(where, "chat.postMessage", channel=channel, **_body(message), **quiet)

    async def _call(self, where: Where, method: str, **arguments: Any) -> bool:
        try:
            await self.clients.call(where.team, method, **arguments)
        except PlatformFault as fault:
            log.warning("an answer was refused", method=method, code=fault.code)
            return False
        return True


def _body(message: Message) -> Mapping[str, Any]:
    return {"text": message.text, **({"blocks": message.blocks} if message.blocks else {})}
