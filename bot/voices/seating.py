"""`guest seat`: a guest let into one circle's room until their date is over, or how they get an account."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.cards import Card, Note, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.store import CommunityStore, MemberStore
from bot.errors import Conflict, Invalid
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import AccountId, MemberId, RitualId
from bot.voices import seating_texts
from bot.voices.finding import GUEST, Finding
from bot.voices.model import Guest, GuestState, Slot
from bot.voices.question_store import Occasions, QuestionStore


class GuestSeats(Protocol):
    """What voices need of circles: seats that end by themselves; main hands it that sibling."""

    async def seat(self, call: Call, circle: str, member: MemberId, *, until: datetime, ritual: RitualId) -> Reply:
        """Ask somebody into a circle until a date of a ritual is over, wherever that moves.

        Raises:
            Refusal: the asker may not know of that circle, or is none of its stewards.
        """


@dataclass(frozen=True, slots=True)
class Seating(Finding):
    """Lets guests in."""

    seats: GuestSeats
    boxes: QuestionStore
    occasions: Occasions
    places: CommunityStore
    people: MemberStore
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `guest seat`."""
        return COMMANDS

    async def seat(self, call: Call) -> Reply:
        """Ask a guest in until their date is over; without an account, say how they get one."""
        guest = await self._guest(call)
        slot = await self._slot(guest)
        length = (await self.occasions.about([slot.ritual]))[slot.ritual].length
        until = slot.starts + length
        if "who" not in call.args:
            spaces = (await self.places.spaces([call.community]))[call.community]
            platforms = dict.fromkeys(s.platform for s in spaces if s.gone_at is None)
            return Reply(seating_texts.how(guest, until, list(platforms), call.text("circle")))
        member = MemberId(call.text("who"))
        account = await self._account(call, member)
        if not call.text("circle"):
            sentence = _("Into which circle? Name one that you look after. Nothing was changed.")
            raise Invalid(sentence, field="circle")
        asked = await self.seats.seat(call, call.text("circle"), member, until=until, ritual=slot.ritual)
        await self._speaks(slot, account)
        self.tell(Noted.by(call, "guest.seat", subject=member, about=guest.id))
        said = Note((_("They can also answer questions themselves: question list. After the date I thank them."),))
        card = asked.card
        return Reply(replace(card, blocks=(*card.blocks, said)) if card is not None else Card(_("Guests"), (said,)))

    async def _slot(self, guest: Guest) -> Slot:
        for slot in await self.store.slots(guest.community, self.now):
            if slot.guest == guest.id and slot.state is GuestState.CONFIRMED:
                return slot
        sentence = _("{name} has not said yes to a date yet. Nothing was changed. First: guest confirm")
        raise Conflict(sentence.format(name=guest.name))

    async def _account(self, call: Call, member: MemberId) -> AccountId:
        accounts = (await self.people.accounts_of([member])).get(member, ())
        here = [a for a in accounts if a.left_at is None]
        if not here:
            raise Invalid(_("They are not here any more. Nothing was changed."), field="who")
        return next((a.id for a in here if a.space == call.space), here[0].id)

    async def _speaks(self, slot: Slot, account: AccountId) -> None:
        """Note which account is the guest's: they may answer, and are thanked."""
        found = (await self.boxes.boxes_at([(slot.ritual, slot.starts)])).get((slot.ritual, slot.starts))
        if found is not None:
            await self.boxes.put_boxes([replace(found, speaker=account)])


COMMANDS = (
    Command(
        ("guest", "seat"),
        later("Let a guest into one circle until their date is over"),
        Seating.seat,
        (
            GUEST,
            Arg(
                "who",
                later("Their account here; without one I say how they get one"),
                Kind.PERSON,
                required=False,
                asked=True,
                label=later("Their account"),
            ),
            Arg(
                "circle",
                later("A circle that you look after"),
                required=False,
                asked=True,
                label=later("Circle"),
                longest=60,
            ),
        ),
        Access.STEWARD,
        ("guest seat Ada Lovelace", 'guest seat "Ada Lovelace" @noor circle:Mentors'),
    ),
)
