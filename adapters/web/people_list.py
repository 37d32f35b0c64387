"""The people of a space, each with their own local time; choosing one is acting as them."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.web.avatar import avatar
from adapters.web.elements import HERE, ONCE, button, el, words
from adapters.web.keyed import Item, Keyed
from adapters.web.ports import PersonShown
from adapters.web.tab import Tab
from adapters.web.times import time_of
from bot.i18n import _


@dataclass(frozen=True, slots=True)
class Someone:
    """A line of the list."""

    person: PersonShown
    time: str
    address: str
    me: bool


class PeopleList:
    """Who can be acted as. A link opened in a new tab makes that tab somebody else."""

    def __init__(
        self,
        tab: Tab,
        *,
        become: Callable[[str], object],
        leave: Callable[[str], object],
        add: Callable[[], object],
    ) -> None:
        self._tab = tab
        self._become = become
        self._leave = leave
        with el("section"):
            words("h2", _("You act as"), "h-heading")
            self._list = Keyed(el("ul", "h-list"), self._someone)
            button(_("Add a person"), "h-add").on("click", add, js_handler=ONCE)

    def show(self) -> None:
        """Bring the list in step with the tab and the clock."""
        now = self._tab.sandbox.now()
        self._list.show(
            [
                (
                    p.id,
                    Someone(
                        p,
                        time_of(now, p.zone),
                        self._tab.address(p.id, self._tab.room),
                        p.id == self._tab.person,
                    ),
                )
                for p in self._tab.people
            ]
        )

    def _someone(self) -> Item[Someone]:
        item = el("li", "h-someone")
        with item:
            with el("a", "h-entry") as link:
                picture = el("span", "h-picture")
                name = words("span", "", "h-entry-name")
                time = words("span", "", "h-entry-time")
            leave = button("", "h-leave")
        now: list[Someone] = []
        link.on("click", lambda: self._become(now[0].person.id), js_handler=HERE)
        leave.on("click", lambda: self._leave(now[0].person.id), js_handler=ONCE)

        def show(someone: Someone) -> None:
            person = someone.person
            if not now or now[0].person != person:
                picture.clear()
                with picture:
                    avatar(person.name, person.id)
                name.set_text(person.name)
                sentence = _("Let {name} leave this space").format(name=person.name)
                leave.props.update({"aria-label": sentence, "title": sentence})
                link.props["title"] = _about(person)
            now[:] = [someone]
            time.set_text(someone.time)
            link.props["href"] = someone.address
            link.props.set_optional("aria-current", "true" if someone.me else None)

        return Item(item, show)


def _about(person: PersonShown) -> str:
    sentence = _("{zone}; may set Hearth up") if person.first else "{zone}"
    return sentence.format(zone=person.zone)
