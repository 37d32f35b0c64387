"""The right of the page: community time, what moves it, and what Hearth is about to do next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from adapters.web.coming_list import ComingList
from adapters.web.elements import ONCE, button, el, words
from adapters.web.moves import Move, days_on, to_monday
from adapters.web.ports import ComingShown
from adapters.web.tab import Tab
from adapters.web.times import date_of, moment_of, time_of
from bot.i18n import _, later

MOVES: tuple[tuple[str, Move], ...] = (
    (later("To Monday 09:00"), to_monday),
    (later("+1 day"), days_on(1)),
    (later("+1 week"), days_on(7)),
    (later("+4 weeks"), days_on(28)),
)


@dataclass(frozen=True, slots=True)
class ClockWays:
    """What can be done in the right column."""

    move: Callable[[Move], object]
    play: Callable[[], object]
    start_over: Callable[[], object]


class ClockColumn:
    """The clock as the acting person reads it."""

    def __init__(self, tab: Tab, ways: ClockWays) -> None:
        self._tab = tab
        self._shown: tuple[object, ...] = ()
        with el("section", "h-clock"):
            words("h2", _("Community time"), "h-heading")
            self._time = words("p", "", "h-now")
            self._date = words("p", "", "h-date")
            self._zone = words("p", "", "h-zone")
            with el("div", "h-moves", role="group", aria_label=_("Move the clock")):
                self._moves = [_move(label, move, ways) for label, move in MOVES]
                self._play = button(_("Play"), "h-play")
                self._play.on("click", ways.play, js_handler=ONCE)
            self._refusal = words("p", "", "h-refusal")
            self._progress()
        with el("section", "h-next"):
            words("h2", _("What Hearth is about to do next"), "h-heading")
            self._coming = ComingList()
        self._over = button(_("Start over"), "h-over")
        self._over.on("click", ways.start_over, js_handler=ONCE)

    def _progress(self) -> None:
        with el("div", "h-progress", role="status") as self._progress_box:
            with el("div", "h-bar", aria_hidden="true"):
                self._bar: Element = el("div", "h-bar-done")
            self._progress_text: TextElement = words("p", "")

    def show(self, coming: Sequence[ComingShown]) -> None:
        """Show what comes next."""
        self._coming.show(coming, self._tab.zone)

    def tick(self) -> str:
        """Bring the clock in step; return the time it shows."""
        tab, walk = self._tab, self._tab.walk
        now, refusal = tab.sandbox.now(), tab.sandbox.clock_refusal()
        time = time_of(now, tab.zone)
        playing = walk.player is not None
        done = round(walk.share(), 3)
        state = (time, date_of(now, tab.zone), tab.me, refusal, walk.target, playing, walk.restarting, done)
        if state == self._shown:
            return time
        self._shown = state
        self._time.set_text(time)
        self._date.set_text(date_of(now, tab.zone))
        self._zone.set_text(_zone(tab))
        self._allow(refusal, walking=walk.walking or walk.restarting, playing=playing)
        self._show_progress(playing=playing)
        return time

    def _allow(self, refusal: str | None, *, walking: bool, playing: bool) -> None:
        self._refusal.set_text(refusal or "")
        self._refusal.set_visibility(refusal is not None)
        for each in self._moves:
            each.props.set_bool("disabled", refusal is not None or walking or playing)
        self._play.props.set_bool("disabled", refusal is not None or walking)
        self._play.props["aria-pressed"] = "true" if playing else "false"
        self._play.set_text(_("Stop") if playing else _("Play"))
        self._over.props.set_bool("disabled", walking)

    def _show_progress(self, *, playing: bool) -> None:
        walk = self._tab.walk
        ceaseless = playing or walk.restarting
        self._progress_box.classes(
            replace=f"h-progress {'h-walking' if walk.walking else ''} {'h-playing' if ceaseless else ''}"
        )
        if walk.target is not None:
            self._bar.style(replace=f"width: {walk.share():.1%}")
            to = moment_of(walk.target, self._tab.zone)
            self._progress_text.set_text(_("Walking to {time}, every moment at its own time").format(time=to))
        elif ceaseless:
            self._bar.style(replace="width: 100%")
            playing_text = _("Playing: a day passes in about three seconds")
            self._progress_text.set_text(playing_text if playing else _("Opening the sample community again"))
        else:
            self._progress_text.set_text("")


def _move(label: str, move: Move, ways: ClockWays) -> Element:
    made = button(_(label))
    made.on("click", lambda: ways.move(move), js_handler=ONCE)
    return made


def _zone(tab: Tab) -> str:
    if tab.me is None:
        return tab.zone
    return _("{zone}, as {name} reads it").format(zone=tab.zone, name=tab.me.name)
