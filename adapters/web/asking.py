"""From what somebody does on the page to Hearth, and from its answer back to the page."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from adapters.web.composer import command_in
from adapters.web.ports import ButtonShown, FormShown, ReplyShown
from adapters.web.tab import Spot, Tab

ShowForm: TypeAlias = Callable[[FormShown, Spot], None]


@dataclass(slots=True)
class Asking:
    """Calls commands for one tab. A card that answers is remembered where it was asked for."""

    tab: Tab
    refresh: Callable[[], Awaitable[None]]
    show_form: ShowForm = field(init=False)
    close_form: Callable[[], None] = field(init=False)
    _pressed: set[ButtonShown] = field(default_factory=set)

    async def write(self, text: str) -> None:
        """Say something, or call what it says."""
        space, person, room = spot = self.tab.spot
        command = command_in(text, direct=room is None)
        if command is not None:
            reply = await self.tab.sandbox.call(space, person, room, text=command, request_id=_new_id())
            await self._answered(reply, spot, text)
        elif room is not None:
            await self.tab.sandbox.say(space, person, room, text)
            await self.refresh()

    async def press(self, button: ButtonShown) -> None:
        """Do what a button says; pressed again before the answer, it does nothing."""
        if button in self._pressed:
            return
        self._pressed.add(button)
        space, person, room = spot = self.tab.spot
        try:
            reply = await self.tab.sandbox.call(
                space, person, room, path=button.path, text=button.value, request_id=_new_id()
            )
        finally:
            self._pressed.discard(button)
        await self._answered(reply, spot, button.label)

    async def submit(self, form: FormShown, answers: Mapping[str, str], spot: Spot, attempt: str) -> None:
        """Hand in a form."""
        space, person, room = spot
        reply = await self.tab.sandbox.call(
            space, person, room, path=form.path, answers=answers, form=True, request_id=attempt
        )
        if reply.form is None:
            self.close_form()
        await self._answered(reply, spot, f"/{' '.join(form.path)}")

    async def _answered(self, reply: ReplyShown, spot: Spot, asked: str) -> None:
        if reply.card is not None:
            self.tab.remember(spot, asked, reply.card)
        if reply.form is not None:
            self.show_form(reply.form, spot)
        await self.refresh()


def _new_id() -> str:
    return secrets.token_hex(8)
