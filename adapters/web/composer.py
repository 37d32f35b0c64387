"""Where one writes: plain chat, or a command after a slash with suggestions while it is typed."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from adapters.web.elements import el, words
from adapters.web.ports import PersonShown, RoomShown, Suggestion
from adapters.web.tab import Tab
from bot.i18n import _

MOST_OFFERS = 25


class WritingLine(Element, component="composer.js"):
    """The line itself, with its list."""

    def __init__(self) -> None:
        super().__init__()
        self.props.update({"sendLabel": _("Send"), "listLabel": _("Suggestions")})


class Composer:
    """Asks for suggestions, and hands on what was sent."""

    def __init__(self, tab: Tab, send: Callable[[str], Awaitable[None]]) -> None:
        self._tab = tab
        self._send = send
        self._wanted: str | None = None
        self._looking = False
        with el("footer", "h-foot") as self._foot:
            self._line = WritingLine()
            self._help = words("p", "", "h-foot-note")
        self._line.on("typed", self._typed).on("send", self._sent)

    def show(self) -> None:
        """Bring the line in step with who writes where."""
        tab = self._tab
        self._foot.set_visibility(tab.me is not None and not (tab.open_room and tab.open_room.archived))
        if tab.me is None:
            return
        label, hint = _texts(tab.me, tab.open_room)
        who = f"{tab.me.id} in {tab.space}"
        wanted = {"label": label, "placeholder": label, "direct": tab.open_room is None, "who": who}
        if any(self._line.props.get(key) != value for key, value in wanted.items()):
            self._line.props.update({**wanted, "offers": None})
            self._help.set_text(hint)

    async def _sent(self, event: GenericEventArguments) -> None:
        await self._send(str(event.args))

    async def _typed(self, event: GenericEventArguments) -> None:
        """Offer ways to go on from what stands there now; who types faster than we look is asked for once."""
        self._wanted = str(event.args)
        if self._looking:
            return
        self._looking = True
        try:
            while (text := self._wanted) is not None:
                self._wanted = None
                await self._offer(text)
        finally:
            self._looking = False

    async def _offer(self, text: str) -> None:
        spot = self._tab.spot
        offers = [*await self._commands(text), *_named(text, self._tab)][:MOST_OFFERS]
        # What one person may see is not offered to the next.
        if self._tab.spot == spot:
            self._line.props["offers"] = {"typed": text, "items": [_plain(o) for o in offers]}

    async def _commands(self, text: str) -> Sequence[Suggestion]:
        tab = self._tab
        typed = command_in(text, direct=tab.room is None)
        if typed is None or tab.me is None:
            return ()
        slash = text[: len(text) - len(typed)]
        found = await tab.sandbox.suggest(tab.space, tab.me.id, tab.room, typed)
        return [Suggestion(slash + s.insert, s.label, s.hint) for s in found]


def command_in(text: str, *, direct: bool) -> str | None:
    """Return the command in what was typed, without its slash; None when it is plain chat.

    In direct messages there is nobody but Hearth to talk to, so everything is a command there.
    """
    if text.startswith("/"):
        return text[1:]
    return text if direct else None


def _named(text: str, tab: Tab) -> Iterator[Suggestion]:
    """Yield the people or rooms that the last word begins to name, where it starts with @ or #."""
    head, sign, typed = _last_name(text)
    wanted = typed.casefold()
    if sign == "@":
        for person in tab.people:
            if person.id.casefold().startswith(wanted) or person.name.casefold().startswith(wanted):
                yield Suggestion(f"{head}@{person.id} ", f"@{person.id}", person.name)
    elif sign == "#":
        for room in tab.rooms:
            if room.name.casefold().startswith(wanted) and not room.archived:
                yield Suggestion(f"{head}#{room.name} ", f"#{room.name}", room.topic)


def _last_name(text: str) -> tuple[str, str, str]:
    """Return (what stands before, the sign or "", what was typed behind it)."""
    cut = max(text.rfind(space) for space in " \n\t") + 1
    word = text[cut:]
    return (text[:cut], word[:1], word[1:]) if word[:1] in {"@", "#"} else (text, "", "")


def _plain(offer: Suggestion) -> dict[str, Any]:
    return {"insert": offer.insert, "label": offer.label, "hint": offer.hint}


def _texts(me: PersonShown, room: RoomShown | None) -> tuple[str, str]:
    """Return what the line asks for, and the quiet words under it."""
    if room is None:
        return (
            _("Ask Hearth as {name}").format(name=me.name),
            _("Everything you type here is a command; help shows them."),
        )
    return (
        _("Write in #{room} as {name}").format(room=room.name, name=me.name),
        _("Type / for what Hearth can do, @ to name somebody."),
    )
