"""The sandbox page: a chat in the browser that needs no account, with a clock that can be moved."""

import asyncio
import json
from collections.abc import Callable
from importlib import resources
from typing import TypeAlias

from fastapi import FastAPI, Request
from nicegui import Client, background_tasks, ui

from adapters.web.asking import Asking
from adapters.web.clock_column import ClockColumn, ClockWays
from adapters.web.composer import Composer
from adapters.web.conversation import Conversation
from adapters.web.doings import Doings
from adapters.web.form_dialog import FormDialog
from adapters.web.frame import Frame, View
from adapters.web.modal import Modal
from adapters.web.notice import Notice
from adapters.web.ports import ButtonShown, Sandbox
from adapters.web.rooms_column import RoomsColumn, Ways
from adapters.web.tab import Tab
from adapters.web.walk import Walk
from bot.errors import Refusal
from bot.i18n import _

STYLES = ("tokens", "frame", "columns", "talk", "parts", "clock", "narrow")
"""Files of style/, in the order in which they are read."""
Step: TypeAlias = Callable[[], None]
FORGET_START = "document.querySelectorAll('body > script:not([src])').forEach((script) => script.remove())"
"""The page starts from a script that holds what its first person sees; whoever acts next shall not find it."""
TICK_S = 0.1
EACH_SECOND = 10
"""Ticks between two looks at the clock while it stands."""
WHILE_MOVING = 3
"""Ticks between two looks at the world while the clock moves: three a second are enough to watch."""
UNASKED = 50
"""Ticks between two looks without being told: another process may have changed something."""


def mount(app: FastAPI, sandbox: Sandbox, *, at: str) -> None:
    """Serve the page below `at`. NiceGUI is one a process, so this is called once."""
    walk = Walk(sandbox)
    ui.add_head_html(f"<style>{_style()}</style>", shared=True)

    @ui.page("/")
    async def page(request: Request, client: Client) -> None:
        """Build the page of one tab."""
        shown = Page(Tab.opened(sandbox, walk, request.query_params), client)
        await shown.open()

    ui.run_with(
        app,
        mount_path=at,
        title="Hearth",
        favicon=_file("flame.svg"),
        dark=None,
        language="en-US",
        tailwind=False,
        show_welcome_message=False,
    )


def _file(name: str) -> str:
    return (resources.files("adapters.web") / "style" / name).read_text(encoding="utf-8")


def _style() -> str:
    return "\n".join(_file(f"{name}.css") for name in STYLES)


class Page:
    """One tab's page: builds the columns and keeps them in step with the world."""

    def __init__(self, tab: Tab, client: Client) -> None:
        self.tab = tab
        self._client = client
        self._lock = asyncio.Lock()
        self._dirty = False
        self._unread_due = True
        self._ticks = 0
        self._where = ""
        frame = self._frame = Frame()
        modal = Modal()
        with frame.talk:
            self._asking = Asking(tab, self.refresh)
            self._talk = Conversation(tab, press=self._press, dismiss=self._dismiss)
            self._notice = Notice()
            self._composer = Composer(tab, self._write)
        with self._talk.head:
            self._clock_button = frame.clock_button(frame.toggle_clock)
        form = FormDialog(tab, modal, self._asking.submit)
        self._asking.show_form, self._asking.close_form = form.show, form.close
        do = Doings(tab, modal, self._notice, self.arrive, self)
        with frame.rooms:
            ways = Ways(do.go, do.become, do.move_to, do.add_space, do.add_person, do.leave)
            self._rooms = RoomsColumn(tab, ways)
        with frame.side:
            self._clock = ClockColumn(tab, ClockWays(do.move, do.play, do.start_over))

    async def open(self) -> None:
        """Show what there is, and from then on whatever changes, until the tab is closed."""
        watching = background_tasks.create(self._watch(), name="sandbox page")
        self._client.on_delete(watching.cancel)
        self._client.on_delete(lambda: self.tab.walk.stop(self))
        await self.refresh()
        _sent = self._client.run_javascript(FORGET_START)
        ui.timer(TICK_S, self._tick)

    async def _watch(self) -> None:
        async for _change in self.tab.sandbox.changes():
            self._dirty = True

    async def refresh(self, step: Step = lambda: None) -> None:
        """Bring the whole page in step with the world, after a step to somewhere or somebody else.

        Nothing else looks meanwhile, so what one person may see is never shown to the next.
        """
        self._dirty = False
        async with self._lock:
            step()
            tab = self.tab
            await tab.look()
            coming = await tab.sandbox.coming(tab.space, tab.zone) if tab.space else ()
            with self._client:
                self._rooms.show()
                self._talk.show()
                self._composer.show()
                self._clock.show(coming)
                self._tick_clock()
                self._name_the_tab()
        self._unread_due = True

    async def arrive(self, step: Step) -> None:
        """Go somewhere and show it."""
        self._notice.clear()
        self._frame.turn(View.TALK)
        await self.refresh(step)

    async def _tick(self) -> None:
        self._ticks += 1
        walk = self.tab.walk
        if walk.player is self:
            await self._notice.watch(walk.step(self))
        pace = WHILE_MOVING if walk.moving else 1
        if self._ticks % UNASKED == 0:
            self._dirty = True
        if self._dirty and self._ticks % pace == 0:
            await self._look_again()
        elif walk.moving or self._ticks % EACH_SECOND == 0:
            self._tick_clock()
            await self._look_for_unread()

    async def _look_again(self) -> None:
        try:
            await self.refresh()
        except Refusal:
            # Somebody left, or a room closed, while we looked; the next look sees it.
            self._dirty = True

    def _tick_clock(self) -> None:
        self._clock_button(self._clock.tick())
        self._rooms.show()

    async def _look_for_unread(self) -> None:
        if self._unread_due and self._ticks % EACH_SECOND == 0:
            self._unread_due = False
            async with self._lock:
                known = await self.tab.look_for_unread()
            self._dirty = self._dirty or not known
            self._rooms.show()

    def _name_the_tab(self) -> None:
        """Tell tabs apart, and let a reload come back to the same place."""
        tab = self.tab
        if tab.me is None:
            return
        room = f"#{tab.open_room.name}" if tab.open_room else "Hearth"
        title = _("{name} in {room}").format(name=tab.me.name, room=room)
        where = tab.address(tab.person, tab.room)
        if self._where == where + title:
            return
        self._where = where + title
        _sent = self._client.run_javascript(
            f"document.title = {json.dumps(title)}; history.replaceState(null, '', {json.dumps(where)})"
        )

    async def _write(self, text: str) -> None:
        self._notice.clear()
        await self._notice.watch(self._asking.write(text))

    async def _press(self, button: ButtonShown) -> None:
        self._notice.clear()
        await self._notice.watch(self._asking.press(button))

    async def _dismiss(self, private: str) -> None:
        self.tab.dismiss(private)
        await self.refresh()
