"""What can be done on the page besides talking: who and where one is, people, spaces, the clock."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zoneinfo import available_timezones

from adapters.web.modal import Modal
from adapters.web.moves import Move
from adapters.web.notice import Notice
from adapters.web.person_dialog import ask_for_person
from adapters.web.tab import Tab
from bot.errors import Invalid, Refusal
from bot.i18n import _


@dataclass(frozen=True, slots=True)
class Doings:
    """One method a thing. `arrive` takes a step to somewhere else and shows the page anew there."""

    tab: Tab
    modal: Modal
    notice: Notice
    arrive: Callable[[Callable[[], None]], Awaitable[None]]
    player: object

    async def go(self, room: str | None) -> None:
        """Look at a room, or at the direct messages."""
        await self.arrive(lambda: self.tab.go(room))

    async def become(self, person: str) -> None:
        """Act as somebody else."""
        await self.arrive(lambda: self.tab.become(person))

    async def move_to(self, space: str) -> None:
        """Go to another space."""
        await self.arrive(lambda: self.tab.move_to(space))

    async def add_space(self) -> None:
        """Make another space and go there."""
        await self.notice.watch(self._add_space())

    async def _add_space(self) -> None:
        await self.move_to(await self.tab.sandbox.add_space())

    def add_person(self) -> None:
        """Ask for somebody new."""
        ask_for_person(self.modal, self._add_person)

    async def _add_person(self, name: str, zone: str) -> None:
        try:
            _check(name, zone)
            person = await self.tab.sandbox.add_person(self.tab.space, name, zone)
        except Refusal as refusal:
            wrong = refusal.field or "name"
            ask_for_person(self.modal, self._add_person, name=name, zone=zone, error=refusal.sentence, wrong=wrong)
            return
        self.modal.close()
        await self.become(person.id)

    def leave(self, person: str) -> None:
        """Ask whether somebody shall leave."""
        name = next((p.name for p in self.tab.people if p.id == person), person)
        sentence = _("{name} leaves this space and every room in it. Hearth is told, as it would be elsewhere.")

        async def agreed() -> None:
            await self.notice.watch(self.tab.sandbox.leave(self.tab.space, person))

        self.modal.ask(_("Let {name} leave?").format(name=name), sentence.format(name=name), _("Leave"), agreed)

    async def move(self, move: Move) -> None:
        """Walk the clock on."""
        walk = self.tab.walk
        self.notice.clear()
        await self.notice.watch(walk.to(move(self.tab.sandbox.now(), self.tab.zone)))

    def play(self) -> None:
        """Play, or stop whoever plays."""
        walk = self.tab.walk
        if walk.player is None:
            walk.play(self.player)
        else:
            walk.stop()

    def start_over(self) -> None:
        """Ask whether to begin again."""
        sentence = _("Everything in the sandbox is forgotten, and the sample community opens again.")

        async def agreed() -> None:
            await self.notice.watch(self.tab.walk.start_over())

        self.modal.ask(_("Start over?"), sentence, _("Start over"), agreed)


def _check(name: str, zone: str) -> None:
    """Refuse what nobody can be called and where nobody can live."""
    if not name:
        raise Invalid(_("Everybody has a name. Nothing was changed."), field="name")
    if zone not in available_timezones():
        sentence = _("I know no time zone “{zone}”. Try Europe/Copenhagen. Nothing was changed.")
        raise Invalid(sentence.format(zone=zone), field="zone")
