"""`guest board`: where everybody stands, and what is to do next."""

from dataclasses import dataclass

from bot.cards import Reply
from bot.commands import Access, Call, Command
from bot.i18n import later
from bot.keys import GuestId
from bot.voices import board_texts, pipeline
from bot.voices.board_texts import Line
from bot.voices.minding import Minding
from bot.voices.model import Guest, GuestState
from bot.voices.store import ContactStore
from bot.voices.turns import order_of

NEXT_SHOWN = 3
ORDER = (GuestState.HOSTED, GuestState.ASKED, GuestState.CONFIRMED, GuestState.POSTPONED)
"""Who needs somebody first: thanks are owed, an answer is awaited, somebody comes, somebody comes another time."""


@dataclass(frozen=True, slots=True)
class Board(Minding):
    """Shows the pipeline to stewards."""

    contacts: ContactStore

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `guest board`."""
        return COMMANDS

    async def board(self, call: Call) -> Reply:
        """Show how many stand where, who needs somebody, and who is next in turn."""
        slots = {s.guest: s for s in await self.store.slots(call.community, self.now)}
        found = await self.store.all(call.community)
        guests = {g.id: pipeline.standing(g, seated=g.id in slots) for g in found}
        turn = [guests[GuestId(i)] for i in order_of(call.community, list(guests.values()), slots.values(), self.now)]
        pressing = sorted((g for g in guests.values() if self._pressing(g)), key=self._urgency)
        known = {g.id for g in pressing}
        following = [g for g in turn if g.id not in known][:NEXT_SHOWN]
        shown = [*pressing[: board_texts.MOST_PRESSING], *following]
        minders, contacts = await self.minders(shown), await self.contacts.contacts([g.id for g in shown])
        lines = [Line(g, slots.get(g.id), minders.get(g.id), contacts.get(g.id, "")) for g in shown]
        return Reply(
            board_texts.board(
                list(guests.values()),
                [x for x in lines if x.guest.id in known],
                [x for x in lines if x.guest.id not in known],
                more=len(pressing) - min(len(pressing), board_texts.MOST_PRESSING),
                now=self.now,
            )
        )

    def _pressing(self, guest: Guest) -> bool:
        return guest.state in ORDER and (guest.state is not GuestState.POSTPONED or guest.away(self.now))

    def _urgency(self, guest: Guest) -> tuple[int, str, str]:
        since = guest.since or guest.suggested_at
        return ORDER.index(guest.state), since.isoformat(), guest.id


COMMANDS = (
    Command(
        ("guest", "board"),
        later("See where all guests stand and what is to do"),
        Board.board,
        (),
        Access.STEWARD,
        ("guest board",),
        reads=True,
    ),
)
