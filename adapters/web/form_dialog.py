"""A form of Hearth's as a dialog. Each showing of it is one attempt with one id, so a double click acts once."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from nicegui.events import GenericEventArguments

from adapters.web.elements import ONCE, button, el, words
from adapters.web.form_fields import Question
from adapters.web.modal import SUBMIT, Modal
from adapters.web.ports import FormShown
from adapters.web.tab import Spot, Tab
from bot.i18n import _

Submit: TypeAlias = Callable[[FormShown, Mapping[str, str], Spot, str], Awaitable[None]]
"""(form, answers, where it was opened, the id of this attempt)."""


class FormDialog:
    """Shows a form and hands on its answers."""

    def __init__(self, tab: Tab, modal: Modal, submit: Submit) -> None:
        self._tab = tab
        self._modal = modal
        self._submit = submit

    def show(self, form: FormShown, spot: Spot) -> None:
        """Open the form, filled with what it brings, its error at the field it belongs to."""
        attempt = secrets.token_hex(8)

        async def submitted(event: GenericEventArguments) -> None:
            answers = _answers(form, event.args)
            try:
                await self._submit(form, {**form.known, **answers}, spot, attempt)
            except Exception:
                self.show(_again(form, answers), spot)
                raise

        with self._modal.filled(form.title), el("form", "h-form", novalidate=True, autocomplete="off") as box:
            words("h2", form.title, "h-form-title")
            if form.intro:
                words("p", form.intro, "h-form-intro")
            if form.error and form.wrong is None:
                words("p", form.error, "h-error", role="alert")
            self._questions(form, spot)
            with el("div", "h-form-end"):
                button(_("Cancel")).on("click", self._modal.close, js_handler=ONCE)
                words("button", _("Submit"), "h-button h-button-first", type="submit")
        box.on("submit", submitted, js_handler=SUBMIT)

    def _questions(self, form: FormShown, spot: Spot) -> None:
        tab = self._tab
        space, person, room = spot

        async def suggest(arg: str, typed: str) -> object:
            return await tab.sandbox.suggest_value(space, person, room, form.path, arg, typed)

        names = [f.name for f in form.fields]
        first = form.wrong if form.wrong in names else next(iter(names), None)
        for field in form.fields:
            error = form.error if field.name == form.wrong else ""
            Question(field, tab.people, tab.rooms, suggest, error, focus=field.name == first).show()

    def close(self) -> None:
        """Close it."""
        self._modal.close()


def _answers(form: FormShown, given: object) -> dict[str, str]:
    """Return one text for each question; several ticked boxes stand side by side."""
    found = given if isinstance(given, dict) else {}
    return {f.name: " ".join(str(part) for part in found.get(f.name, ())) for f in form.fields}


def _again(form: FormShown, answers: Mapping[str, str]) -> FormShown:
    """Return the form as it was filled in, for when handing it in broke on our side."""
    fields = tuple(replace(f, value=answers.get(f.name, f.value)) for f in form.fields)
    return replace(form, fields=fields, error=_("That broke on our side. Please submit it again."), wrong=None)
