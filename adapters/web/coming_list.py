"""What Hearth is about to do next, day by day."""

from collections import Counter
from collections.abc import Iterator, Sequence

from adapters.web.elements import el, words
from adapters.web.keyed import Item, Keyed
from adapters.web.ports import ComingShown
from adapters.web.times import day_of, time_of
from bot.i18n import _


class ComingList:
    """A timeline, earliest first."""

    def __init__(self) -> None:
        self._list = Keyed(el("ol", "h-coming"), _item)
        self._nothing = words("p", _("Nothing yet. Start a ritual, and its moments stand here."), "h-nothing")

    def show(self, coming: Sequence[ComingShown], zone: str) -> None:
        """Show these, in the reader's zone."""
        self._list.show(list(_lines(coming, zone)))
        self._nothing.set_visibility(not coming)


def _lines(coming: Sequence[ComingShown], zone: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield (key, (day or "" when it is the one above, time, what)) pairs."""
    seen: Counter[tuple[object, str]] = Counter()
    before = ""
    for one in coming:
        day = day_of(one.when, zone)
        number = seen[one.when, one.what]
        seen[one.when, one.what] += 1
        yield (
            f"{one.when.isoformat()} {number} {one.what}",
            (day if day != before else "", time_of(one.when, zone), one.what),
        )
        before = day


def _item() -> Item[tuple[str, str, str]]:
    item = el("li", "h-coming-item")
    with item:
        day = words("span", "", "h-coming-day")
        time = words("span", "", "h-coming-time")
        what = words("span", "", "h-coming-what")

    def show(line: tuple[str, str, str]) -> None:
        day.set_text(line[0])
        day.set_visibility(bool(line[0]))
        time.set_text(line[1])
        what.set_text(line[2])

    return Item(item, show)
