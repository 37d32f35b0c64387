"""`guest slot`, `invite` and `confirm`: the chairs that rituals have for guests."""

from dataclasses import dataclass, replace

from bot.acts import ChairChanged
from bot.cards import Block, Bold, Button, Buttons, Card, Moment, Para, Reply, para
from bot.commands import Access, Arg, Call, Command
from bot.community.store import CommunityStore
from bot.errors import Conflict, shortened
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import GuestId, SlotId
from bot.ports import Ids
from bot.voices import pipeline, texts, turn_texts
from bot.voices.alternating import COUNTED, Kind
from bot.voices.finding import GUEST
from bot.voices.hosting import leave
from bot.voices.minding import Minding
from bot.voices.model import Date, Guest, GuestState, Slot
from bot.voices.slot_turns import SlotTurns, TurnStore
from bot.voices.store import ContactStore, Dates
from bot.voices.turns import cycle, order_of

DATES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Chairs(Minding):
    """Offers chairs to guests, and notes their answers."""

    contacts: ContactStore
    places: CommunityStore
    dates: Dates
    ids: Ids
    tell: Tell
    turns: TurnStore
    slot_turns: SlotTurns

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of chairs."""
        return COMMANDS

    async def slot(self, call: Call) -> Reply:
        """Show the coming chairs, who has each, and whose turn an empty one is."""
        dates = await self.dates.with_chairs(call.community, DATES_SHOWN)
        if not dates:
            hint = _("No ritual has a chair for a guest. Give one a chair: ritual edit “Friday wins” guests:yes")
            return Reply(Card(_("Guest slots"), (Para((hint,)),)))
        guests = await self.store.all(call.community)
        slots = await self.store.slots(call.community, self.now)
        held = {(s.ritual, s.starts): s for s in slots}
        turn = iter(order_of(call.community, guests, slots, self.now))
        by_id = {g.id: g for g in guests}
        blocks: list[Block] = []
        buttons: list[Button] = []
        seen = await self.slot_turns.seen([(d.ritual, d.starts) for d in dates])
        for date in dates:
            turn_of = seen.get((date.ritual, date.starts))
            if turn_of is not None and turn_of.kind is not Kind.GUEST:
                blocks.append(turn_texts.own(date, turn_of))
                continue
            slot = held.get((date.ritual, date.starts))
            following = None if slot else next(turn, None)
            guest = by_id.get(slot.guest if slot else GuestId(following or ""))
            blocks.append(texts.chair(date, guest, slot))
            if guest is not None and slot is None and call.steward and len(buttons) < len(dates):
                buttons.append(texts.ask_button(guest, date))
        if buttons:
            blocks.append(Buttons(tuple(buttons[:5])))
        if call.steward and seen:
            blocks.extend(turn_texts.ratio(await self.turns.held(call.community, COUNTED)))
        return Reply(Card(_("Guest slots"), tuple(blocks)))

    async def invite(self, call: Call) -> Reply:
        """Ask a guest for the next free chair: theirs from now on, with words to send them."""
        guest = await self._guest(call)
        dates = await self._chairs(call)
        taken = await self.store.slots_at([(d.ritual, d.starts) for d in dates])
        free = [d for d in dates if (d.ritual, d.starts) not in taken]
        wanted = call.text("ritual").casefold()
        if wanted and not any(d.name.casefold() == wanted for d in dates):
            sentence = _("No ritual called “{name}” has a chair for a guest. Nothing was changed. See them: guest slot")
            raise Conflict(sentence.format(name=shortened(call.text("ritual"))), field="ritual")
        if wanted:
            free = [d for d in free if d.name.casefold() == wanted]
        if not free:
            raise Conflict(_("No chair is free. Nothing was changed. See them: guest slot"))
        return await self._ask(call, guest, free[0])

    async def _chairs(self, call: Call) -> list[Date]:
        """Return the coming dates at which it is the turn of somebody from outside."""
        return await self.slot_turns.for_guests(await self.dates.with_chairs(call.community, DATES_SHOWN * 3))

    async def ask(self, call: Call) -> Reply:
        """Ask a guest for one date, from its button."""
        guest = await self._guest(call)
        for date in await self._chairs(call):
            if date.ritual == call.text("ritual") and texts.minute(date) == call.text("date"):
                return await self._ask(call, guest, date)
        raise Conflict(_("That date is gone. Nothing was changed. See what is coming: guest slot"))

    async def _ask(self, call: Call, guest: Guest, date: Date) -> Reply:
        if any(s.guest == guest.id for s in await self.store.slots(call.community, self.now)):
            raise Conflict(
                _("{name} has a chair already. Nothing was changed. See it: guest slot").format(name=guest.name)
            )
        if await self.store.slots_at([(date.ritual, date.starts)]):
            raise Conflict(_("Somebody has that chair already. Nothing was changed. See it: guest slot"))
        slot = Slot(SlotId(self.ids.new()), call.community, date.ritual, date.starts, guest.id, GuestState.ASKED)
        await self.store.put_slot(slot)
        await self.store.put(pipeline.asked(pipeline.standing(guest, seated=False), call.account, self.now))
        self.tell(Noted.by(call, "guest.invite", about=guest.id))
        self.tell(ChairChanged(call.community, date.ritual, date.starts, self.now))
        contact = (await self.contacts.contacts([guest.id])).get(guest.id, "")
        community = await self.places.community(call.community)
        return Reply(texts.invitation(community, guest, date, contact))

    async def confirm(self, call: Call) -> Reply:
        """Note that a guest has said yes: the announcement will name them."""
        guest, slot = await self._seated(call)
        if slot.state is GuestState.CONFIRMED:
            raise Conflict(_("They have said yes already. Nothing was changed."))
        await self.store.put_slot(replace(slot, state=GuestState.CONFIRMED))
        await self.store.put(pipeline.confirmed(guest, self.now))
        self.tell(Noted.by(call, "guest.confirm", about=guest.id))
        self.tell(ChairChanged(call.community, slot.ritual, slot.starts, self.now))
        text = para(
            _("{guest} comes on {date}. The announcement will say so."),
            guest=Bold(guest.name),
            date=Moment(slot.starts),
        )
        return Reply(Card(_("A guest!"), (text,)))

    async def decline(self, call: Call) -> Reply:
        """Note that a guest has said no: the chair is free, and they stay on the list."""
        guest, _slot = await self._seated(call)
        guests = await self.store.all(call.community)
        said_no = pipeline.declined(guest, self.now, cycle(guests, self.now))
        await leave(self.store, guest, self.now, self.tell)
        await self.store.put(said_no)
        self.tell(Noted.by(call, "guest.decline", about=guest.id))
        return Reply(texts.declined(said_no))

    async def _seated(self, call: Call) -> tuple[Guest, Slot]:
        guest = await self._minded(call)
        for slot in await self.store.slots(call.community, self.now):
            if slot.guest == guest.id:
                return guest, slot
        raise Conflict(_("{name} was not asked yet. Nothing was changed. First: guest invite").format(name=guest.name))


COMMANDS = (
    Command(
        ("guest", "slot"),
        later("See the coming chairs and who has them"),
        Chairs.slot,
        examples=("guest slot",),
        reads=True,
    ),
    Command(
        ("guest", "invite"),
        later("Keep the next free chair for a guest, with words to send them"),
        Chairs.invite,
        (
            GUEST,
            Arg("ritual", later("In which ritual; the first with a free chair otherwise"), required=False),
        ),
        Access.STEWARD,
        ("guest invite Ada Lovelace",),
    ),
    Command(
        ("guest", "confirm"),
        later("Note that a guest has said yes"),
        Chairs.confirm,
        (GUEST,),
        Access.HOST,
        ("guest confirm Ada Lovelace",),
    ),
    Command(("guest", "decline"), "", Chairs.decline, (GUEST,), Access.HOST, hidden=True),
    Command(
        ("guest", "ask"),
        "",
        Chairs.ask,
        (Arg("name", "", longest=16), Arg("ritual", "", longest=16), Arg("date", "", longest=16)),
        Access.STEWARD,
        hidden=True,
    ),
)
