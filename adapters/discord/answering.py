"""Answers what people do on Discord: commands, buttons, forms, and messages handed over from their menu."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import discord
import structlog

from adapters.discord import PLATFORM, custom_ids, read
from adapters.discord.attaching import NO_FILES, drawn
from adapters.discord.custom_ids import of_form, of_kept
from adapters.discord.modal import answers as answers_of
from adapters.discord.modal import modal
from adapters.discord.ports import Answer, Engine, Homes
from adapters.discord.render import Payload, message, with_again
from adapters.discord.replying import AnsweredElsewhere, Drawn, Replies
from adapters.discord.tree import PROMPT
from adapters.discord.vouching import vouched
from bot.cards import Card, Form, Para
from bot.commands import Request
from bot.errors import Refusal
from bot.i18n import _, speaking
from bot.ports import Drawer, Names, NoPictures, Pictures

log = structlog.get_logger()
Interaction = discord.Interaction[Any]
UNKNOWN: Final = "0"
"""A space that cannot be: what came from nowhere is refused by the engine like a stranger's."""


@dataclass(slots=True)
class Answering:
    """Turns interactions into requests, and replies into what Discord shows to their asker alone."""

    client: discord.Client
    engine: Engine
    drawer: Drawer
    homes: Homes
    replies: Replies
    pictures: Pictures = field(default_factory=NoPictures)

    # What people do

    async def command(self, interaction: Interaction) -> None:
        """Answer a command: with its form, when something is missing, else privately."""
        path, answers = read.given(read.payload(interaction))
        await self._work(interaction, read.request(interaction, str(interaction.guild_id), path=path, answers=answers))

    async def suggest(self, interaction: Interaction, typed: str) -> tuple[str, ...]:
        """Return values for the option being typed, only such as the asker may see."""
        data = read.payload(interaction)
        path, answers = read.given(data)
        request = read.request(interaction, str(interaction.guild_id), path=path, answers=answers)
        return await self.engine.suggest(request, path, read.focused(data), typed)

    async def hand_over(self, interaction: Interaction) -> None:
        """Open the form of a new prompt, filled with the message that somebody hands over."""
        request = read.request(interaction, str(interaction.guild_id), path=PROMPT)
        command = self.engine.catalogue.entries[PROMPT].command
        question = command.args[0]
        text = read.message_text(read.payload(interaction))[: question.longest]
        with speaking(request.person.language or ""):
            await self._open(interaction, request, self.engine.catalogue.form(command, {question.name: text}))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer a button, by what it carries."""
        direct = interaction.guild_id is None
        press = custom_ids.press(str(read.payload(interaction)["custom_id"]), direct=direct)
        space = await self._space(interaction, press.space)
        if press.again is not None:
            await self._again(interaction, space, press.again)
        else:
            path = tuple(press.action.split("."))
            await self._work(interaction, read.request(interaction, space, path=path, text=press.value))

    async def submitted(self, interaction: Interaction) -> None:
        """Answer a form that was sent in."""
        data, direct = read.payload(interaction), interaction.guild_id is None
        asking = custom_ids.asking(str(data["custom_id"]), direct=direct)
        if asking is None:
            return
        space = await self._space(interaction, asking.space)
        path, known = tuple(asking.action.split(".")), asking.known
        if asking.kept is not None:
            form = await self.drawer.kept(PLATFORM, space, str(interaction.user.id), asking.kept)
            if form is None:
                await self._expired(interaction, space)
                return
            path, known = form.path, form.known
        answers = {**known, **answers_of(data)}
        await self._work(interaction, read.request(interaction, space, path=path, answers=answers, form=True))

    async def broke(self, interaction: Interaction, what: str, error: Exception) -> None:
        """Write down what broke outside the engine, and tell the asker by which word it is found."""
        reference = sha256(str(interaction.id).encode()).hexdigest()[:6].upper()
        log.error("an interaction failed", reference=reference, what=what, exc_info=error)
        try:
            with speaking(read.language(interaction)):
                sentence = _("That is my fault, not yours. It is written down as {reference}.")
                card = Card(_("Something broke"), (Para((sentence.format(reference=reference),)),))
                await self.replies.anyway(interaction, message(card, Names()))
        except Exception:
            log.exception("and it could not be told", reference=reference)

    # How they are answered

    async def _work(self, interaction: Interaction, request: Request) -> None:
        with speaking(request.person.language or ""):
            form = self._form(request)
            if form is not None:
                await self._open(interaction, request, form)
                return
            try:
                deferred = await self.replies.defer(interaction)
            except AnsweredElsewhere:
                return
            answer = await self.engine.answer(await vouched(self.client, request))
            payload = await self._shown(request, answer)
            await self.replies.answer(interaction, payload, deferred=deferred, drawn=await self._drawn(request, answer))

    def _form(self, request: Request) -> Form | None:
        """Return the form that asks for what is missing; the catalogue alone knows, no database is asked."""
        try:
            asked = self.engine.catalogue.read(request)
        except Refusal:
            return None  # the engine says what is wrong
        return asked if isinstance(asked, Form) else None

    async def _open(self, interaction: Interaction, request: Request, form: Form, kept: str | None = None) -> None:
        """Open a form whose custom_id carries what it knows, or the id under which that is kept."""
        space = request.space if interaction.guild_id is None else None
        carried = of_form(".".join(form.path), form.known, space=space)
        if carried is None:
            kept = kept or await self._keep(request, form)
            carried = of_kept(kept, space=space)
        await self.replies.opens(interaction, modal(form, carried))

    async def _again(self, interaction: Interaction, space: str, kept: str) -> None:
        form = await self.drawer.kept(PLATFORM, space, str(interaction.user.id), kept)
        if form is None:
            await self._expired(interaction, space)
            return
        request = read.request(interaction, space, path=form.path)
        with speaking(request.person.language or ""):
            await self._open(interaction, request, form, kept)

    async def _expired(self, interaction: Interaction, space: str) -> None:
        request = read.request(interaction, space)
        with speaking(request.person.language or ""):
            try:
                deferred = await self.replies.defer(interaction)
            except AnsweredElsewhere:
                return
            sentence = _("I kept that form for an hour, and the hour is over. Nothing was changed. Please begin again.")
            card = Card(_("That form is gone"), (Para((sentence,)),))
            await self.replies.answer(interaction, message(card, Names()), deferred=deferred)

    async def _shown(self, request: Request, answer: Answer) -> Payload:
        """Return a reply as a message; a form, which cannot follow the first word, as a button that opens it."""
        space = request.space if request.room is None else None
        card, form = answer.reply.card, answer.reply.form
        if card is None and form is not None:
            title = _("That did not work") if form.error else form.title
            card = Card(title, (Para((form.error or form.intro or _("There is one thing to fill in first."),)),))
        card = card or Card("")
        with speaking(answer.reader.language):
            payload = message(card, answer.reader.names, space=space)
        if form is None:
            return payload
        label = _("Edit again") if form.error else _("Fill in")
        return with_again(payload, label, await self._keep(request, form), space=space)

    async def _drawn(self, request: Request, answer: Answer) -> Drawn | None:
        """Return a reply with its pictures, None when it has none or they cannot be drawn."""
        card = answer.reply.card
        files = await drawn(card, self.pictures) if card is not None else NO_FILES
        if card is None or not files:
            return None
        space = request.space if request.room is None else None
        with speaking(answer.reader.language):
            return Drawn(message(card, answer.reader.names, space=space, files=files), files)

    async def _keep(self, request: Request, form: Form) -> str:
        return await self.drawer.keep(PLATFORM, request.space, request.person.external, form)

    async def _space(self, interaction: Interaction, carried: str | None) -> str:
        """Return the space an interaction belongs to: in direct messages the one its message came from."""
        if interaction.guild_id is not None:
            return str(interaction.guild_id)
        if carried is not None:
            return carried
        at = interaction.message
        found = await self.homes.space_of(str(at.id), str(interaction.user.id)) if at is not None else None
        return found or UNKNOWN
