"""Sent forms: worked before their ack, so that what is wrong is said at its field."""

import asyncio
from dataclasses import dataclass, replace

from adapters.slack import PLATFORM, read
from adapters.slack.answers import Where
from adapters.slack.carried import carried
from adapters.slack.engine import Answer
from adapters.slack.floor import Ack, Floor
from adapters.slack.limits import HINT_CHARACTERS
from adapters.slack.views import modal, note
from adapters.text import clipped
from bot.cards import Card, Form, Para
from bot.commands import Request
from bot.i18n import _, speaking


@dataclass(frozen=True, slots=True)
class Forms:
    """Listens to forms that are sent."""

    floor: Floor

    async def sent(self, ack: Ack, body: read.Payload) -> None:
        """Work a form; what takes longer than the limit goes on, and its answer follows by itself."""
        taken = carried(str(body["view"].get("private_metadata") or ""))
        request = read.submitted(body, taken)
        where = Where.of(request, taken)
        with speaking(self.floor.language(request)):
            # Ended here, an answer to a person would be lost: the work goes on whatever becomes of this request.
            working = self.floor.work.started(self._work(request, where, taken.kept))
            done, _late = await asyncio.wait({working}, timeout=self.floor.ack_limit.total_seconds())
            if not done:
                title = str(((body["view"].get("title") or {}).get("text")) or "")
                sentence = _("I am working on it. The answer comes to you by itself, for you alone.")
                await ack(response_action="update", view=note(title, sentence))
                self.floor.serve(where, request, self._later(working, where))
            elif working.exception() is not None:
                await ack()
                self.floor.serve(where, request, self._later(working, where))
            else:
                await self._now(ack, request, where, working.result())

    async def _work(self, request: Request, where: Where, kept: str) -> Answer | None:
        """Return the engine's answer; None when the rest of the form is gone, which was said then."""
        if kept:
            form = await self.floor.drawer.kept(PLATFORM, where.team, where.person, kept)
            if form is None:
                sentence = _("That form was open for more than an hour. Nothing was changed. Begin again, please.")
                await self.floor.answers.card(where, Card(_("Too late"), (Para((sentence,)),)))
                return None
            request = replace(request, answers={**form.known, **request.answers})
        return await self.floor.ask(request)

    async def _now(self, ack: Ack, request: Request, where: Where, answer: Answer | None) -> None:
        form = answer.reply.form if answer is not None else None
        if form is None:
            await ack()
            if answer is not None:
                self.floor.serve(where, request, self.floor.give(where, answer))
        elif form.error and form.fields:
            await ack(response_action="errors", errors=errors(form))
        else:
            await ack(response_action="update", view=modal(form, await self.floor.metadata(where, form)))

    async def _later(self, working: asyncio.Task[Answer | None], where: Where) -> None:
        """Give an answer that took its time; a form that was refused has closed, so it is offered again."""
        answer = await working
        if answer is not None:
            await self.floor.give(where, answer)


def errors(form: Form) -> dict[str, str]:
    """Return what is wrong with a form, at the field it belongs to, or at the first."""
    return {form.wrong or form.fields[0].name: clipped(form.error, HINT_CHARACTERS)}
