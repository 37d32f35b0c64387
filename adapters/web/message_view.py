"""One message: who, when, and what; a private reply is marked as such.

A message is one element, laid out in the browser (message.js): a room full of them would be thousands on
the server, which takes longer than anything may hold the loop.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from adapters.web.avatar import initials, look
from adapters.web.card_view import button_at, card_data
from adapters.web.keyed import Item
from adapters.web.ports import ButtonShown, MessageShown
from adapters.web.tab import Private, Said
from adapters.web.times import moment_of, time_of
from bot.i18n import _

Press: TypeAlias = Callable[[ButtonShown], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Line:
    """A message in its place. `day` is the heading above it, "" for none; `goes_on`: same author, shortly after.

    `answers`: it stands in the thread of the message above.
    """

    said: Said
    zone: str
    day: str = ""
    goes_on: bool = False
    answers: bool = False


class Message(Element, component="message.js"):
    """The place of a message."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """Builds messages whose buttons do something."""

    press: Press
    dismiss: Callable[[str], Awaitable[None]]

    def item(self) -> Item[Line]:
        """Return an empty place for a message."""
        message = Message()
        now: list[Said] = []

        async def pressed(event: GenericEventArguments) -> None:
            button = button_at(now[0].card, event.args)
            if button is not None:
                await self.press(button)

        async def dismissed() -> None:
            await self.dismiss(now[0].id)

        def show(line: Line) -> None:
            now[:] = [line.said]
            message.props["line"] = line_data(line)

        message.on("press", pressed).on("dismiss", dismissed)
        return Item(message, show)


def line_data(line: Line) -> dict[str, Any]:
    """Return a message as message.js takes it."""
    said = line.said
    data = {
        "day": line.day,
        "goesOn": line.goes_on,
        "answers": line.answers,
        "at": said.at.isoformat(),
        "time": time_of(said.at, line.zone),
        "moment": moment_of(said.at, line.zone),
        "card": card_data(said.card) if said.card else None,
    }
    match said:
        case MessageShown():
            person = said.author_id
            data |= {"author": said.author_name, "text": said.text, "edited": _("edited") if said.edited else ""}
            data |= {"avatar": look(person), "initials": initials(said.author_name) if person else ""}
        case Private():
            data |= {"author": "Hearth", "avatar": look(None), "asked": said.asked}
            data |= {"only": _("Only you see this"), "dismiss": _("Dismiss")}
        case _:
            assert_never(said)
    return data
