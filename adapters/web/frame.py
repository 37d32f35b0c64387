"""The frame of the page: three columns, or one at a time where there is little room."""

from collections.abc import Callable
from enum import StrEnum

from nicegui import ui
from nicegui.element import Element

from adapters.web.elements import ONCE, el, icon, words
from bot.i18n import _, later


class View(StrEnum):
    """The column that is seen where only one fits."""

    ROOMS = "rooms"
    TALK = "talk"
    CLOCK = "clock"


TITLES = {View.ROOMS: later("Rooms"), View.TALK: later("Conversation"), View.CLOCK: later("Clock")}
ICONS = {View.ROOMS: "hash", View.TALK: "talk", View.CLOCK: "clock"}


class Frame:
    """Columns to be filled, and the bar that chooses between them."""

    def __init__(self) -> None:
        self._buttons: dict[View, Element] = {}
        _unframe()
        with el("div", "h-shell", data_view=View.TALK.value) as self._shell:
            skip = words("a", _("Skip to the conversation"), "h-skip")
            self.rooms = el("nav", "h-rooms", aria_label=_("Rooms and people"))
            self.talk = el("main", "h-main", tabindex="-1")
            self.side = el("aside", "h-side", aria_label=_("Clock and what comes next"))
            with el("div", "h-views", role="group", aria_label=_("Parts of the page")):
                for view in View:
                    self._buttons[view] = self._button(view)
        skip.props["href"] = f"#{self.talk.html_id}"
        self.turn(View.TALK)

    def _button(self, view: View) -> Element:
        with el("button", "h-view", type="button") as made:
            icon(ICONS[view])
            words("span", _(TITLES[view]))
        made.on("click", lambda: self.turn(view), js_handler=ONCE)
        return made

    def clock_button(self, toggled: Callable[[], object]) -> Callable[[str], object]:
        """Make the button that opens the clock beside a conversation; return what sets its time."""
        with el("button", "h-clock-button", type="button", aria_label=_("Clock and what comes next")) as made:
            icon("clock")
            time = words("span", "")
        made.on("click", toggled, js_handler=ONCE)
        return time.set_text

    def turn(self, view: View) -> None:
        """Show a column."""
        self._shell.props["data-view"] = view.value
        for each, made in self._buttons.items():
            made.props["aria-pressed"] = "true" if each is view else "false"

    def toggle_clock(self) -> None:
        """Show the clock, or the conversation again."""
        self.turn(View.TALK if self._shell.props["data-view"] == View.CLOCK else View.CLOCK)


def _unframe() -> None:
    """Let nothing but our own parts be landmarks: Quasar's page would be a second <main> around them all."""
    for around in ui.context.client.content.ancestors():
        around.props["role"] = "presentation"
