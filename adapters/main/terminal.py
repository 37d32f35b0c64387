"""The sandbox in the terminal: slash commands typed, forms asked line by line, buttons by number."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.main.running import Process
from adapters.sandbox.read import Sight, pressed, sight, submitted, typed
from adapters.sandbox.render import as_text
from adapters.sandbox.world import SPACE, Message
from bot.cards import Button, Buttons, Card, Form, Reply
from bot.commands import Request
from bot.errors import Refusal
from bot.i18n import _, later

HELP = later(
    "Type /help, /ritual list, /community setup … · /as maria: act as somebody else · /who: who is there · "
    "/go room: walk into a room · /wait 7: let days pass · a number: press that button · /quit"
)
LONGEST_WAIT = 366
"""Days that one line may let pass; each moment on the way is acted on."""


@dataclass(slots=True)
class Terminal:
    """One person at a terminal. `read` takes a prompt and returns a line, None at the end."""

    process: Process
    read: Callable[[str], str | None]
    show: Callable[[str], None]
    person: str = ""
    room: str = ""
    count: int = 0
    buttons: list[Button] = field(default_factory=list)
    shown: set[tuple[str, str]] = field(default_factory=set)

    async def talk(self) -> None:
        """Take lines until there are no more."""
        people = await self.process.world.people(SPACE)
        rooms = await self.process.world.rooms(SPACE, viewer=people[0].id)
        self.person, self.room = people[0].id, rooms[0].id
        self.show(_(HELP))
        await self._news(quietly=True)
        while (line := self.read(f"{self.person}> ")) is not None and line.strip() != "/quit":
            try:
                await self._line(line.strip())
            except Refusal as refusal:
                self.show(refusal.sentence)
            await self._news()

    async def _line(self, line: str) -> None:
        word, _space, rest = line.partition(" ")
        if not line:
            return
        if word == "/as":
            await self._as(rest.strip().lstrip("@"))
        elif word == "/who":
            self.show(", ".join(f"{p.id} ({p.name})" for p in await self.process.world.people(SPACE)))
        elif word == "/go":
            await self._go(rest.strip().lstrip("#"))
        elif word == "/wait":
            await self._wait(rest)
        elif 0 < (number := _whole(line)) <= len(self.buttons):
            button = self.buttons[number - 1]
            await self._call(pressed(await self._sight(), self._id(), button.action, button.value))
        elif line.startswith("/"):
            await self._call(typed(await self._sight(), self._id(), line))
        else:
            await self.process.world.say(SPACE, self.person, line, room=self.room)

    async def _sight(self) -> Sight:
        return await sight(self.process.world, SPACE, self.person, self.room)

    def _id(self) -> str:
        self.count += 1
        return f"terminal-{self.process.clock.real().timestamp()}-{self.count}"

    async def _as(self, person: str) -> None:
        await sight(self.process.world, SPACE, person, None)
        self.person = person
        await self._news(quietly=True)

    async def _go(self, name: str) -> None:
        for room in await self.process.world.rooms(SPACE, viewer=self.person):
            if room.name == name:
                self.room = room.id
                return
        self.show(_("You see no room of that name."))

    async def _wait(self, text: str) -> None:
        days = _whole(text) if text.strip() else 1
        if not 1 <= days <= LONGEST_WAIT:
            self.show(_("Between 1 and {most} days, please, such as: /wait 7").format(most=LONGEST_WAIT))
            return
        await self.process.hearth.advance_to(self.process.clock.now() + timedelta(days=days), self.process.clock)

    async def _call(self, request: Request) -> None:
        reply = await self.process.hearth.engine.call(request)
        await self.process.hearth.settle()
        await self._reply(request, reply)

    async def _reply(self, request: Request, reply: Reply) -> None:
        if reply.form is not None:
            await self._fill(reply.form)
        elif reply.card is not None:
            self.show(_("(only you see this)"))
            await self._card(request, reply.card)

    async def _card(self, request: Request, card: Card) -> None:
        reader = await self.process.hearth.engine.reader(request, card)
        self.show(as_text(card, reader.names, reader.zone, reader.language))
        self._offer(card)

    def _offer(self, card: Card) -> None:
        """Number the buttons of a card, to be pressed by number."""
        found = [b for k in card.blocks if isinstance(k, Buttons) for b in k.buttons]
        if found:
            self.buttons = found
            self.show("  ".join(f"{n}: {b.label}" for n, b in enumerate(found, 1)))

    async def _fill(self, form: Form) -> None:
        """Ask a form's questions one by one; an empty line keeps what stands there."""
        self.show(form.title)
        if form.error:
            self.show(form.error)
        answers: dict[str, str] = {}
        for each in form.fields:
            hint = " / ".join(each.choices) or each.hint
            line = self.read(f"  {each.label} ({hint}) [{each.value}]: ")
            if line is None:
                return
            answers[each.name] = line.strip() or each.value
        await self._call(submitted(await self._sight(), self._id(), form, answers))

    async def _news(self, *, quietly: bool = False) -> None:
        """Show what came into the room and the direct messages since the last look."""
        here = await self.process.world.messages(SPACE, room=self.room, viewer=self.person)
        direct = await self.process.world.messages(SPACE, direct=self.person, viewer=self.person)
        for message in sorted((*here, *direct), key=lambda m: m.at):
            seen = (self.person, message.id)
            if seen not in self.shown and not quietly:
                await self._message(message, next((m for m in here if m.id == message.under), None))
            self.shown.add(seen)

    async def _message(self, message: Message, above: Message | None) -> None:
        me = await self.process.world.person(SPACE, self.person)
        zone = me.zone if me else "UTC"
        where = _("(to you)") if message.direct else ""
        if above is not None and above.card is not None:
            title = as_text(above.card, above.names, zone).partition("\n")[0]
            where = _("(under “{title}”)").format(title=title)
        if message.card is None:
            self.show(f"{message.author}: {message.text}")
            return
        self.show(f"Hearth {where}\n{as_text(message.card, message.names, zone)}")
        self._offer(message.card)


def _whole(text: str) -> int:
    """Return the whole number that was typed, 0 when it is none."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else 0
