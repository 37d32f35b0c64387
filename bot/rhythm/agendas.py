"""The agenda of a date: what members want to talk about, shown under their names on both sides."""

from dataclasses import dataclass

from bot.cards import Card, Reply, para
from bot.commands import Access, Arg, Call, Command, Kind
from bot.deliveries import Owe
from bot.errors import Conflict, NotAllowed
from bot.i18n import _, later, speaking
from bot.keys import OccurrenceId
from bot.rhythm import agenda_texts
from bot.rhythm.about import About
from bot.rhythm.finding import DATE, NAME, rooms_of
from bot.rhythm.program import AgendaStore, Item
from bot.rhythm.showing import Showing

LONGEST_ITEM = 200
MOST_ITEMS = 20
"""On one date; more than an hour can hold."""


@dataclass(frozen=True, slots=True)
class Agendas(About):
    """Keeps agendas; they are exported and forgotten with the hosts'."""

    agendas: AgendaStore
    owe: Owe
    showing: Showing

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `ritual agenda` and its buttons."""
        return COMMANDS

    async def agenda(self, call: Call) -> Reply:
        """Put something on the agenda of a date."""
        ritual, date = await self._coming(call)
        if len(await self._items(date.id)) >= MOST_ITEMS:
            raise Conflict(_("That agenda is full. Nothing was changed. Perhaps the next time: rhythm next"))
        item = await self.agendas.add(date, call.account, call.text("item"), self.now)
        await self.showing.again([date.id], opened=False)
        return Reply(agenda_texts.noted(ritual, date, call.text("item"), item))

    async def unlist(self, call: Call) -> Reply:
        """Take an item off again: whoever put it there, the host, or a steward."""
        ident = await self.agendas.date_of(call.text("item"))
        date = (await self.store.occurrences([ident])).get(ident) if ident is not None else None
        if date is None or date.community != call.community:
            raise Conflict(_("That is off the agenda already. Nothing was changed."))
        item = next(i for i in await self._items(date.id) if i.id == call.text("item"))
        if item.member != call.member:
            await self._decides(call, date)
        await self.agendas.drop(item.id)
        await self.showing.again([date.id], opened=False)
        return Reply(Card(_("Noted"), (para(_("It is off the agenda.")),)))

    async def topics(self, call: Call) -> Reply:
        """Ask in the rooms what there is to talk about, once a date."""
        ritual, date = await self._coming(call)
        await self._decides(call, date)
        if date.called:
            raise Conflict(_("The rooms were asked already. Nothing was posted. See what came: rhythm next"))
        home = await self.places.community(date.community)
        if home is None:
            raise NotAllowed(_("There is no community here yet. Nothing was changed."))
        items = await self._items(date.id)
        with speaking(home.language):
            card = agenda_texts.call(ritual, date, items)
        rooms = await rooms_of(ritual, self.places)
        posts = [self.owe.post(r, card, reason=date.id, expires_at=date.starts) for r in rooms]
        await self.store.called({date.id: tuple(posts)})
        text = para(_("Asked in the rooms. What comes stands on the card there and on the announcement."))
        return Reply(Card(_("Asked"), (text,)))

    async def _items(self, date: OccurrenceId) -> tuple[Item, ...]:
        return (await self.agendas.agendas([date]))[date]


PRESSED = Arg("name", "", longest=16)
COMMANDS = (
    Command(
        ("ritual", "agenda"),
        later("Put something on the agenda of the next date"),
        Agendas.agenda,
        (
            NAME,
            Arg(
                "item",
                later("Shown under your name in every space of the community"),
                Kind.LONG,
                label=later("What to talk about"),
                longest=LONGEST_ITEM,
            ),
            DATE,
        ),
        Access.MEMBER,
        ('ritual agenda "Friday wins" "How we name our tests"',),
    ),
    Command(
        ("ritual", "unlist"),
        "",
        Agendas.unlist,
        (Arg("item", "", longest=16),),
        Access.MEMBER,
        hidden=True,
    ),
    Command(("ritual", "topics"), "", Agendas.topics, (PRESSED,), Access.HOST, hidden=True),
)
