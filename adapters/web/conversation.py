"""The middle of the page: what is said in a room, or between somebody and Hearth."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta

from nicegui.element import Element

from adapters.web.elements import ONCE, button, el, icon, words
from adapters.web.keyed import Keyed
from adapters.web.message_view import Line, MessageView, Press
from adapters.web.ports import MessageShown
from adapters.web.tab import Said, Spot, Tab
from adapters.web.times import day_of
from bot.i18n import _

SHORTLY = timedelta(minutes=5)
"""Messages of one author closer than this share one head."""
FIRST_SHOWN = 60
"""Messages shown before somebody asks for the earlier ones."""


class Scroll(Element, component="scroll.js"):
    """Stays at its end while new things come."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.props.update({"label": label, "below": _("New messages below")})


class Conversation:
    """Head and messages of the open place."""

    def __init__(self, tab: Tab, *, press: Press, dismiss: Callable[[str], Awaitable[None]]) -> None:
        self._tab = tab
        self._view = MessageView(press, dismiss)
        self._shown: tuple[Spot, bool] | None = None
        self._all = False
        with el("header", "h-place") as self.head:
            self._sign = icon("hash")
            self._title = words("h1", "", "h-place-name")
            self._topic = words("p", "", "h-place-topic")
        self._holder = el("div", "h-talk")
        self._lines: Keyed[Line] | None = None

    def show(self) -> None:
        """Bring the conversation in step with the tab."""
        self._head()
        if self._lines is None or self._shown != (self._tab.spot, bool(self._tab.said)):
            self._open()
        if self._lines is not None:
            said = self._tab.said if self._all else self._tab.said[-FIRST_SHOWN:]
            self._lines.show([(line.said.id, line) for line in lines_of(said, self._tab.zone)])
            self._earlier.set_visibility(len(said) < len(self._tab.said))

    def _head(self) -> None:
        room = self._tab.open_room
        self._title.set_text(room.name if room else "Hearth" if self._tab.me else _("Sandbox"))
        self._topic.set_text(_topic(self._tab))
        kind = "at" if room is None else "lock" if room.private else "hash"
        self._sign.set_visibility(self._tab.me is not None)
        self._sign.classes(replace=f"h-icon h-icon-{kind}")

    def _open(self) -> None:
        """Begin a new log, so that nobody is read what stood there before they came."""
        self._shown, self._lines, self._all = (self._tab.spot, bool(self._tab.said)), None, False
        self._holder.clear()
        with self._holder:
            if not self._tab.said:
                _empty(self._tab)
                return
            with Scroll(_("Messages")):
                self._earlier = button(_("Show earlier messages"), "h-earlier")
                self._earlier.on("click", self._show_all, js_handler=ONCE)
                self._lines = Keyed(el("div", "h-lines"), self._view.item)

    def _show_all(self) -> None:
        self._all = True
        self.show()


def lines_of(said: Sequence[Said], zone: str) -> Iterator[Line]:
    """Yield each message with the heading it needs, and behind it what stands in its thread."""
    before: Said | None = None
    behind: Sequence[Said] = ()
    for one, thread in threads_of(said):
        day = day_of(one.at, zone)
        new_day = before is None or day_of(before.at, zone) != day
        yield Line(one, zone, day if new_day else "", not new_day and not behind and _goes_on(before, one))
        yield from (Line(reply, zone, answers=True) for reply in thread)
        before, behind = one, thread


def threads_of(said: Sequence[Said]) -> Iterator[tuple[Said, Sequence[Said]]]:
    """Yield each message with what stands in its thread; where its first message is not shown, a reply stands alone."""
    here = {one.id for one in said}
    replies: dict[str, list[Said]] = {}
    alone: list[Said] = []
    for one in said:
        under = one.under if isinstance(one, MessageShown) else None
        (replies.setdefault(under, []) if under is not None and under in here else alone).append(one)
    for one in alone:
        yield one, replies.get(one.id, ())


def _goes_on(before: Said | None, one: Said) -> bool:
    """Return whether a message follows another of the same author so shortly that one head serves both."""
    if not isinstance(before, MessageShown) or not isinstance(one, MessageShown):
        return False
    return before.author_id == one.author_id and one.card is None and one.at - before.at < SHORTLY


def _topic(tab: Tab) -> str:
    room = tab.open_room
    if tab.me is None:
        return ""
    if room is None:
        return _("Between {name} and Hearth; nobody else reads it.").format(name=tab.me.name)
    if room.archived:
        return _("This room is closed.")
    return room.topic or (_("A private room: only those inside know that it exists.") if room.private else "")


def _empty(tab: Tab) -> None:
    with el("div", "h-empty"):
        el("span", "h-avatar-hearth h-empty-flame", aria_hidden="true")
        if tab.me is not None:
            words("p", _("Nothing has been said here yet."), "h-empty-title")
            words("p", _("Write something, or type / to see what Hearth can do."))
        elif tab.people:
            words("p", _("Choose who you are"), "h-empty-title")
            words("p", _("Pick a person on the left to act as."))
        else:
            words("p", _("Nobody is here yet"), "h-empty-title")
            words("p", _("Add a person on the left. Whoever comes first may set Hearth up."))
