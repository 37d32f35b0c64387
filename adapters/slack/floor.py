"""What all kinds of interactions share: the engine's answer, forms, and what is said when something breaks."""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

import structlog

from adapters.slack import PLATFORM
from adapters.slack.answers import Answers, Where
from adapters.slack.clients import Clients
from adapters.slack.engine import Answer, Engine
from adapters.slack.limits import RESPONSE_URL_LIFE
from adapters.slack.people import People
from adapters.slack.read import Payload
from adapters.slack.views import modal
from adapters.slack.work import Work
from bot.cards import Card, Form, Para
from bot.commands import Request
from bot.errors import PlatformFault, Refusal
from bot.i18n import SOURCE_LANGUAGE, _, speaking
from bot.ports import Drawer

log = structlog.get_logger()
ACK_LIMIT: Final = timedelta(seconds=1.5)
"""Real time in which a form is worked before its ack; Slack waits 3 s (docs.slack.dev, surfaces/modals)."""


@dataclass(frozen=True, slots=True)
class Floor:
    """Where people are served."""

    engine: Engine
    drawer: Drawer
    clients: Clients
    people: People
    answers: Answers
    work: Work
    ack_limit: timedelta = ACK_LIMIT

    def where(self, request: Request, payload: Payload) -> Where:
        """Return where an interaction is answered."""
        until = self.clients.clock.real() + RESPONSE_URL_LIFE
        url = str(payload.get("response_url") or "")
        return Where(request.space, request.person.external, request.room, url, until if url else None)

    def serve(self, where: Where, request: Request, doing: Awaitable[None]) -> None:
        """Let something be done after the ack. What breaks is written down, and the person hears it."""
        self.work.start(self._served(where, request, doing))

    async def _served(self, where: Where, request: Request, doing: Awaitable[None]) -> None:
        with speaking(self.language(request)):
            try:
                await doing
            except Exception as error:  # noqa: BLE001 - whatever breaks, the asker gets an answer
                await self._broke(where, request, error)

    async def _broke(self, where: Where, request: Request, error: Exception) -> None:
        """Write down what broke, and tell the person by which word it is found."""
        reference = sha256(request.id.encode()).hexdigest()[:6].upper()
        log.error("an interaction failed", reference=reference, path=".".join(request.path), exc_info=error)
        sentence = _("That is my fault, not yours. It is written down as {reference}.").format(reference=reference)
        try:
            await self.answers.card(where, Card(_("Something broke"), (Para((sentence,)),)))
        except Exception:
            log.exception("and it could not be told", reference=reference)

    def language(self, request: Request) -> str:
        """Return the language somebody is spoken to before they are looked up."""
        return self.people.language(request.space, request.person.external) or SOURCE_LANGUAGE

    def asks(self, request: Request) -> Form | None:
        """Return the form that a request needs first. Needs no database."""
        try:
            read = self.engine.catalogue.read(request)
        except Refusal:
            return None  # the engine says it, in the reader's own language
        return read if isinstance(read, Form) else None

    async def answer(self, request: Request, where: Where, trigger: str) -> None:
        """Answer a command or a button: with its form, or with what came of it."""
        form = self.asks(request)
        if form is not None:
            await self.open(where, form, trigger)
        else:
            await self.give(where, await self.ask(request), trigger)

    async def ask(self, request: Request) -> Answer:
        """Return the engine's answer, everything about the asker known."""
        return await self.engine.answer(await self.people.known(request))

    async def give(self, where: Where, answer: Answer, trigger: str = "") -> None:
        """Give somebody an answer; without a trigger_id a form is offered with a button."""
        form, card = answer.reply.form, answer.reply.card
        if form is not None and trigger:
            await self.open(where, form, trigger)
        elif form is not None:
            await self.answers.form(where, form)
        elif card is not None:
            await self.answers.card(where, card, answer.reader)

    async def open(self, where: Where, form: Form, trigger: str) -> None:
        """Open a form; when it is too late for that, say so with a button that opens it."""
        view = modal(form, await self.metadata(where, form))
        try:
            await self.clients.call(where.team, "views.open", trigger_id=trigger, view=view)
        except PlatformFault as fault:
            log.warning("a form could not be opened", code=fault.code, path=".".join(form.path))
            await self.answers.form(where, form)

    async def metadata(self, where: Where, form: Form) -> str:
        """Return what a form takes along; what it knows stays in the drawer when it is too much."""
        carried = where.carried(form)
        text = carried.text()
        if text is None:
            kept = await self.drawer.keep(PLATFORM, where.team, where.person, form)
            text = carried.without_known(kept).text()
        if text is None:
            # A response_url of Slack's is a hundred characters; without it the answer takes the next road.
            text = replace(carried, known={}, url="", until=None).text() or ""
        return text


Ack = Any
"""Bolt's ack: called once, with what Slack shall show at once."""
