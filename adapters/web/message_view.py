"""One message: who, when, and what; a private reply is marked as such."""

from collections.abc import Callable
from dataclasses import dataclass

from nicegui.element import Element

from adapters.web.avatar import avatar
from adapters.web.card_view import Press, card
from adapters.web.elements import ONCE, button, el, icon, words
from adapters.web.keyed import Item
from adapters.web.ports import MessageShown
from adapters.web.tab import Private, Said
from adapters.web.times import moment_of, time_of
from bot.i18n import _


@dataclass(frozen=True, slots=True)
class Line:
    """A message in its place. `day` is the heading above it, "" for none; `goes_on`: same author, shortly after."""

    said: Said
    zone: str
    day: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class MessageView:
    """Builds messages whose buttons do something."""

    press: Press
    dismiss: Callable[[str], object]

    def item(self) -> Item[Line]:
        """Return an empty place for a message."""
        holder = el("div", "h-line")

        def show(line: Line) -> None:
            holder.clear()
            with holder:
                if line.day:
                    with el("div", "h-day"):
                        words("span", line.day)
                self._message(line)

        return Item(holder, show)

    def _message(self, line: Line) -> None:
        match line.said:
            case Private() as private:
                self._private(private, line)
            case MessageShown() as message:
                self._public(message, line)

    def _public(self, message: MessageShown, line: Line) -> None:
        with el("article", f"h-message {'h-message-on' if line.goes_on else ''}"):
            if not line.goes_on:
                avatar(message.author_name, message.author_id)
                _head(message.author_name, line)
            with el("div", "h-body"):
                if message.text:
                    words("p", message.text, "h-text")
                if message.card is not None:
                    card(message.card, self.press)
                if message.edited:
                    words("span", _("edited"), "h-edited")

    def _private(self, private: Private, line: Line) -> None:
        with el("article", "h-message h-message-private"):
            avatar("Hearth", None)
            _head("Hearth", line)
            with el("div", "h-body"):
                if private.asked:
                    words("p", private.asked, "h-asked")
                card(private.card, self.press)
                with el("p", "h-only"):
                    icon("eye")
                    words("span", _("Only you see this"))
                    gone = button(_("Dismiss"), "h-link")
                    gone.on("click", lambda: self.dismiss(private.id), js_handler=ONCE)


def _head(name: str, line: Line) -> Element:
    with el("header", "h-head") as head:
        words("strong", name, "h-author")
        at = line.said.at
        words("time", time_of(at, line.zone), "h-time", title=moment_of(at, line.zone), datetime=at.isoformat())
    return head
