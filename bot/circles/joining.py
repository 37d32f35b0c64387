"""`circle invite` and `join`, and what stewards answer to somebody who asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Reply
from bot.circles import door_texts, seat_texts, texts
from bot.circles.doors import DoorStore, again_at
from bot.circles.filling import Filling
from bot.circles.finding import NAME, WHO, Finding, seen_by
from bot.circles.guesting import Guesting
from bot.circles.guests import guest_seat
from bot.circles.inviting import Inviting
from bot.circles.model import INSIDE, CircleSeen, Kind, Role, Seat, role_of
from bot.circles.places import free, place_of
from bot.circles.seating import ASKS_EXPIRE, Seating
from bot.commands import Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.deliveries import Owe
from bot.errors import Conflict
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import MemberId


@dataclass(frozen=True, slots=True)
class Joining(Finding):
    """Lets people in: by invitation, by asking, or as they like."""

    owe: Owe
    seating: Seating
    filling: Filling
    inviting: Inviting
    guesting: Guesting
    doors: DoorStore
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands by which people come in."""
        return COMMANDS

    async def invite(self, call: Call) -> Reply:
        """Invite people: each gets a word with a join button."""
        circle = await self._steered(call)
        if call.text("until"):
            return await self.guesting.invite(call, circle, call.people("people"))
        return Reply(seat_texts.invited(await self.inviting.invite(call, circle, call.people("people"))))

    async def join(self, call: Call) -> Reply:
        """Come in: at once where one may and there is a seat, else wait for one, or ask its stewards."""
        circle = await self._circle(call)
        everybody = await self.filling.settle(circle.id, but=call.member)
        role = role_of(everybody.seats, call.member)
        if role in INSIDE:
            return await self._also_here(call, circle, everybody)
        if call.member in (await self.doors.blocked([circle.id]))[circle.id]:
            return await self._silently(call, circle, everybody)
        visit = guest_seat(everybody.seats, call.member)
        if visit is not None and not (role is Role.GUEST and self._stays(circle, everybody)):
            return await self.guesting.come_in(call, circle, everybody, visit)
        if role in {Role.INVITED, Role.WAITING} or circle.kind is Kind.OPEN:
            return await self._come_in(call, circle, everybody)
        return await self._asks(call, circle, everybody, stewards=everybody.stewards())

    async def _also_here(self, call: Call, circle: CircleSeen, everybody: CircleSeen) -> Reply:
        """Let somebody who is in it from another space into its room here."""
        if any(s.account == call.account and s.role in INSIDE for s in everybody.seats):
            raise Conflict(_("You are in it already. Nothing was changed."))
        await self.seating.beside(everybody, call.member, call.account)
        text = _("You are in {circle} already. Its room here stands in your list in a moment.")
        return Reply(texts.said(_("Welcome here too"), text, circle))

    def _stays(self, circle: CircleSeen, everybody: CircleSeen) -> bool:
        """Return whether a guest may become a member without a word of the stewards."""
        return circle.kind is Kind.OPEN and free(everybody.seats, everybody.cap, self.now) > 0

    async def _silently(self, call: Call, circle: CircleSeen, everybody: CircleSeen) -> Reply:
        """Answer somebody who is blocked as anybody whose question waits; nobody hears of it."""
        place = place_of(everybody.seats, call.member)
        if place is not None:
            return Reply(seat_texts.waits(circle, place))
        return await self._asks(call, circle, everybody, stewards=())

    async def _come_in(self, call: Call, circle: CircleSeen, everybody: CircleSeen) -> Reply:
        """Take a seat that is free or kept for them; else the end of the waiting list."""
        place = place_of(everybody.seats, call.member)
        if free(everybody.seats, everybody.cap, self.now, to=call.member):
            await self.seating.enter(everybody, call.member, space=call.space)
            self.tell(Noted.by(call, "circle.join", circle=circle.id))
            return Reply(texts.said(_("Welcome"), _("You are in {circle}. Its room stands in your list."), circle))
        if place is None:
            seat = Seat(call.account, call.member, Role.WAITING, self.now)
            place = await self.inviting.wait(everybody, seat)
            self.tell(Noted.by(call, "circle.wait", circle=circle.id))
        return Reply(seat_texts.waits(circle, place))

    async def _asks(
        self, call: Call, circle: CircleSeen, everybody: CircleSeen, *, stewards: Sequence[MemberId]
    ) -> Reply:
        """Ask the stewards, unless the asker has, or was told no a short while ago."""
        if role_of(everybody.seats, call.member) is Role.ASKED:
            raise Conflict(_("You have asked already; its stewards will answer. Nothing was changed."))
        again = await self.doors.refused_until(circle.id, call.member)
        if again is not None and again > self.now:
            return Reply(door_texts.not_yet(circle, again))
        await self.store.put_seat(call.community, circle.id, Seat(call.account, call.member, Role.ASKED, self.now))
        self.tell(Noted.by(call, "circle.ask", circle=circle.id))
        seen = await self.store.seen_by_each({circle.id: stewards})
        for steward in stewards:
            card = texts.asking(seen[circle.id, steward], call.member)
            self.owe.direct(steward, card, reason=circle.id, expires_at=self.now + ASKS_EXPIRE)
        return Reply(texts.said(_("Asked"), _("I have asked the stewards of {circle}. You will hear from me."), circle))

    async def admit(self, call: Call) -> Reply:
        """Let in somebody who asked; the second steward's press finds it done."""
        circle, member = await self._asker(call)
        self.tell(Noted.by(call, "circle.approve", subject=member, circle=circle.id))
        if not await self.inviting.admit(circle, member):
            return Reply(seat_texts.told_to_wait(await seen_by(self.store, circle, call.member)))
        seen = await seen_by(self.store, circle, call.member)
        return Reply(texts.said(_("Let in"), _("They are in {circle} now, and I have told them."), seen))

    async def decline(self, call: Call) -> Reply:
        """Answer not now, kindly; for a while asking again bothers nobody."""
        circle, member = await self._asker(call)
        theirs = [s.account for s in circle.seats if s.member == member and s.role is Role.ASKED]
        seen = await self.store.seen_by_each({circle.id: [call.member, member]})
        await self.store.drop_seats(call.community, circle.id, theirs)
        self.tell(Noted.by(call, "circle.refuse", subject=member, circle=circle.id))
        again = again_at(self.now, circle.cooldown)
        if again is not None:
            accounts = [a.id for a in (await self.seating.people.accounts_of([member]))[member]]
            await self.doors.refuse(call.community, circle.id, accounts, again)
        no = door_texts.not_now(seen[circle.id, member], again)
        self.owe.direct(member, no, reason=circle.id, expires_at=self.now + ASKS_EXPIRE)
        return Reply(door_texts.answered(seen[circle.id, call.member], member, again))

    async def _asker(self, call: Call) -> tuple[CircleSeen, MemberId]:
        """Return the circle as the engine sees it, and who asks to join it and is not answered yet."""
        circle = await self.filling.settle((await self._steered(call)).id)
        member = MemberId(call.text("who"))
        if role_of(circle.seats, member) is not Role.ASKED:
            raise Conflict(_("That is answered already. Nothing was changed."))
        return circle, member


PEOPLE = Arg("people", later("Whom to invite"), ArgKind.PEOPLE, label=later("People"))
UNTIL = Arg(
    "until",
    later("Makes them guests until then: 2027-03-01 18:00, a ritual for its next date, or now"),
    required=False,
    label=later("Guests until"),
    longest=80,
)
COMMANDS = (
    Command(
        ("circle", "invite"),
        later("Invite people to a circle"),
        Joining.invite,
        (NAME, PEOPLE, UNTIL),
        examples=("circle invite Mentors @maria", 'circle invite Mentors @ada until:"2027-03-01 18:00"'),
    ),
    Command(
        ("circle", "join"),
        later("Join a circle, or ask to"),
        Joining.join,
        (NAME,),
        examples=("circle join Mentors",),
    ),
    Command(("circle", "admit"), "", Joining.admit, (NAME, WHO), hidden=True),
    Command(("circle", "decline"), "", Joining.decline, (NAME, WHO), hidden=True),
)
