"""The left of the page: spaces, rooms, direct messages, and who one acts as."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.web.avatar import avatar
from adapters.web.elements import HERE, ONCE, button, el, icon, words
from adapters.web.keyed import Item, Keyed
from adapters.web.people_list import PeopleList
from adapters.web.tab import DIRECT, Tab
from bot.i18n import _


@dataclass(frozen=True, slots=True)
class Ways:
    """What can be done in the left column."""

    go: Callable[[str | None], object]
    become: Callable[[str], object]
    move_to: Callable[[str], object]
    add_space: Callable[[], object]
    add_person: Callable[[], object]
    leave: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the list of rooms. `room` None is the direct messages with Hearth."""

    room: str | None
    name: str
    sign: str
    address: str
    here: bool
    unread: bool
    closed: bool = False


class RoomsColumn:
    """Lists what the acting person sees, and nothing else."""

    def __init__(self, tab: Tab, ways: Ways) -> None:
        self._tab = tab
        self._ways = ways
        with el("div", "h-brand"):
            el("span", "h-flame", aria_hidden="true")
            words("span", "Hearth", "h-brand-name")
            words("span", _("sandbox"), "h-brand-kind")
        with el("div", "h-lists"):
            self._rooms = self._list(_("Rooms"))
            self._direct = self._list(_("Direct messages"))
            self._people = PeopleList(tab, become=ways.become, leave=ways.leave, add=ways.add_person)
            with el("section"):
                words("h2", _("Spaces"), "h-heading")
                self._spaces = Keyed(el("ul", "h-list"), self._space)
                add = button(_("Add a space"), "h-add")
                add.on("click", ways.add_space, js_handler=ONCE)

    def _list(self, title: str) -> Keyed[Place]:
        with el("section", "h-section"):
            words("h2", title, "h-heading")
            return Keyed(el("ul", "h-list"), self._place)

    def show(self) -> None:
        """Bring the lists in step with the tab."""
        tab = self._tab
        self._rooms.show([(room.id, self._as_place(room.id)) for room in tab.rooms])
        self._direct.show([(DIRECT, self._as_place(None))] if tab.me else [])
        self._people.show()
        self._spaces.show([(space, (space, space == tab.space)) for space in tab.spaces])

    def _as_place(self, room: str | None) -> Place:
        tab = self._tab
        shown = next((r for r in tab.rooms if r.id == room), None)
        return Place(
            room=room,
            name=shown.name if shown else "Hearth",
            sign="lock" if shown and shown.private else "hash",
            address=tab.address(tab.person, room),
            here=tab.room == room,
            unread=room in tab.unread and room != tab.room,
            closed=bool(shown and shown.archived),
        )

    def _place(self) -> Item[Place]:
        item = el("li")
        with item:
            link = el("a", "h-entry")
        now: list[Place] = []
        link.on("click", lambda: self._ways.go(now[0].room), js_handler=HERE)

        def show(place: Place) -> None:
            now[:] = [place]
            link.props["href"] = place.address
            link.props.set_optional("aria-current", "page" if place.here else None)
            link.classes(replace=f"h-entry {'h-unread' if place.unread else ''} {'h-closed' if place.closed else ''}")
            link.clear()
            with link:
                avatar("Hearth", None) if place.room is None else icon(place.sign)
                words("span", place.name, "h-entry-name")
                if place.unread:
                    words("span", _("new"), "h-new")

        return Item(item, show)

    def _space(self) -> Item[tuple[str, bool]]:
        item = el("li")
        with item:
            link = words("a", "", "h-entry h-entry-name")
        link.on("click", lambda: self._ways.move_to(link.text), js_handler=HERE)

        def show(space: tuple[str, bool]) -> None:
            name, here = space
            link.props["href"] = f"?space={name}"
            link.props.set_optional("aria-current", "true" if here else None)
            link.set_text(name)

        return Item(item, show)
