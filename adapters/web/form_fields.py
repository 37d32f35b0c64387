"""The questions of a form: a label, a hint, and the right thing to answer with."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from adapters.web.elements import el, words
from adapters.web.ports import FieldShown, PersonShown, RoomShown
from bot.cards import Input
from bot.i18n import _

Suggest: TypeAlias = Callable[[str, str], Any]
"""(argument, what was typed) to an awaitable of values."""
LINES = 4
"""Lines that a long answer shows before it scrolls."""
OTHER = re.compile(r"<[@#][^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Question:
    """A field as this form shows it. `error` is the sentence that belongs to it, "" for none."""

    field: FieldShown
    people: Sequence[PersonShown]
    rooms: Sequence[RoomShown]
    suggest: Suggest
    error: str = ""
    focus: bool = False

    def show(self) -> None:
        """Make it."""
        if self.field.input is Input.PEOPLE:
            self._group()
            return
        with el("div", "h-field"):
            label = words("label", self.field.label, "h-label")
            self._optional(label)
            marks = self._hints()
            answer = self._answer(marks)
            label.props["for"] = answer.html_id

    def _optional(self, label: Element) -> None:
        if not self.field.required:
            with label:
                words("span", _("optional"), "h-optional")

    def _hints(self) -> dict[str, Any]:
        """Make hint and error; return the attributes that join an answer to them."""
        told = [words("p", self.field.hint, "h-hint")] if self.field.hint else []
        if self.error:
            told.append(words("p", self.error, "h-error", role="alert"))
        return {
            "aria_describedby": " ".join(t.html_id for t in told) or None,
            "aria_invalid": "true" if self.error else None,
            "data_focus": "" if self.focus else None,
        }

    def _answer(self, marks: dict[str, Any]) -> Element:
        named = {**marks, "name": self.field.name, "aria_required": "true" if self.field.required else None}
        match self.field.input:
            case Input.LINE:
                return self._line(named)
            case Input.LINES:
                longest = self.field.longest
                return el(
                    "textarea",
                    "h-input",
                    rows=LINES,
                    maxlength=longest,
                    defaultValue=self.field.value,
                    **named,
                )
            case Input.CHOICE:
                return self._select([(c, c) for c in self.field.choices], named)
            case Input.PERSON:
                return self._select([(f"<@{p.id}>", p.name) for p in self.people], named)
            case Input.ROOM:
                # What a command asks a room for is everybody's: a private one would be refused.
                open_rooms = [r for r in self.rooms if not r.archived and not r.private]
                return self._select([(f"<#{r.id}>", f"#{r.name}") for r in open_rooms], named)
            case Input.PEOPLE:
                msg = "several people are a group of boxes"
                raise AssertionError(msg)
            case _:
                assert_never(self.field.input)

    def _line(self, named: dict[str, Any]) -> Element:
        field = self.field
        line = el("input", "h-input", type="text", autocomplete="off", maxlength=field.longest, **named)
        line.props["defaultValue"] = field.value
        if field.suggests:
            values = el("datalist")
            line.props["list"] = values.html_id

            async def typed(event: GenericEventArguments) -> None:
                found = await self.suggest(field.name, str(event.args))
                values.clear()
                with values:
                    for value in found:
                        el("option", value=value)

            for moment in ("input", "focus"):
                line.on(moment, typed, js_handler="(event) => emit(event.target.value)")
        return line

    def _select(self, options: Sequence[tuple[str, str]], named: dict[str, Any]) -> Element:
        """Return a list to choose from; a value that is not in it stands there as it is."""
        value = self.field.value.strip()
        known = [v for v, _label in options]
        with el("select", "h-input", **named) as select:
            if value not in known:
                words("option", value or (_("Choose") if self.field.required else "—"), value=value, selected=True)
            for one, label in options:
                words("option", label, value=one, selected=True if one == value else None)
            if value in known and not self.field.required:
                words("option", "—", value="")
        return select

    def _group(self) -> None:
        """Several people: a box each; one name may be ticked or all."""
        chosen = set(OTHER.findall(self.field.value))
        with el("fieldset", "h-field") as group:
            with words("legend", self.field.label, "h-label") as legend:
                self._optional(legend)
            marks = self._hints()
            group.props.set_optional("aria-describedby", marks["aria_describedby"])
            with el("div", "h-boxes"):
                for index, person in enumerate(self.people):
                    value = f"<@{person.id}>"
                    with el("label", "h-box"):
                        focus = marks["data_focus"] if not index else None
                        box = el("input", type="checkbox", name=self.field.name, value=value, data_focus=focus)
                        box.props.set_bool("checked", value in chosen)
                        words("span", person.name)
