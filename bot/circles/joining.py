"""`circle invite` and `join`, and what stewards answer to somebody who asks."""

from dataclasses import dataclass

from bot.cards import Card, Para, Reply
from bot.circles import texts
from bot.circles.finding import NAME, Finding, seen_by, whole
from bot.circles.model import CircleSeen, Kind, Role, Seat
from bot.circles.seating import ASKS_EXPIRE, Seating
from bot.commands import Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.deliveries import Owe
from bot.errors import Conflict
from bot.facts import Noted, Tell
from bot.i18n import _, counted, later
from bot.keys import MemberId


@dataclass(frozen=True, slots=True)
class Joining(Finding):
    """Lets people in: by invitation, by asking, or as they like."""

    owe: Owe
    seating: Seating
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands by which people come in."""
        return COMMANDS

    async def invite(self, call: Call) -> Reply:
        """Invite people: each gets a word with a join button."""
        circle = await self._steered(call)
        told = await self.seating.invite(call, circle, call.people("people"))
        if not told:
            raise Conflict(_("They are all in it or invited already. Nothing was changed."))
        said = counted("I have invited {count} person.", "I have invited {count} people.", told)
        return Reply(Card(_("Invited"), (Para((said,)),)))

    async def join(self, call: Call) -> Reply:
        """Come in: at once where one may, else ask its stewards."""
        circle = await self._circle(call)
        if circle.inside:
            raise Conflict(_("You are in it already. Nothing was changed."))
        if circle.role is Role.INVITED or circle.kind is Kind.OPEN:
            everybody = await whole(self.store, call.community, circle.id)
            await self.seating.enter(everybody, call.member, space=call.space)
            self.tell(Noted.by(call, "circle.join", circle=circle.id))
            return Reply(texts.said(_("Welcome"), _("You are in {circle}. Its room stands in your list."), circle))
        if circle.role is Role.ASKED:
            raise Conflict(_("You have asked already; its stewards will answer. Nothing was changed."))
        seat = Seat(call.account, call.member, Role.ASKED, self.now)
        await self.store.put_seat(call.community, circle.id, seat)
        self.tell(Noted.by(call, "circle.ask", circle=circle.id))
        for steward in (await whole(self.store, call.community, circle.id)).stewards():
            card = texts.asking(await seen_by(self.store, circle, steward), call.member)
            self.owe.direct(steward, card, reason=circle.id, expires_at=self.now + ASKS_EXPIRE)
        return Reply(texts.said(_("Asked"), _("I have asked the stewards of {circle}. You will hear from me."), circle))

    async def admit(self, call: Call) -> Reply:
        """Let in somebody who asked; the second steward's press finds it done."""
        circle, member = await self._asker(call)
        await self.seating.enter(await whole(self.store, call.community, circle.id), member)
        await self.seating.welcome(circle, member)
        self.tell(Noted.by(call, "circle.approve", subject=member, circle=circle.id))
        return Reply(texts.said(_("Let in"), _("They are in {circle} now, and I have told them."), circle))

    async def decline(self, call: Call) -> Reply:
        """Answer not now; kindly."""
        circle, member = await self._asker(call)
        everybody = await whole(self.store, call.community, circle.id)
        seat = next(s for s in everybody.seats if s.member == member)
        seen = await seen_by(self.store, circle, member)
        await self.store.drop_seats(call.community, circle.id, [seat.account])
        self.tell(Noted.by(call, "circle.refuse", subject=member, circle=circle.id))
        no = texts.said(
            _("Not now"),
            _("The stewards of {circle} cannot take you in just now. It is not about you; ask again another time."),
            seen,
        )
        self.owe.direct(member, no, reason=circle.id, expires_at=self.now + ASKS_EXPIRE)
        return Reply(texts.said(_("Answered"), _("I have told them kindly. {circle} stays as it is."), circle))

    async def _asker(self, call: Call) -> tuple[CircleSeen, MemberId]:
        circle = await self._steered(call)
        member = MemberId(call.text("who"))
        if not any(s.member == member and s.role is Role.ASKED for s in circle.seats):
            raise Conflict(_("That is answered already. Nothing was changed."))
        return circle, member


PEOPLE = Arg("people", later("Whom to invite"), ArgKind.PEOPLE, label=later("People"))
WHO = Arg("who", "", longest=16)
COMMANDS = (
    Command(
        ("circle", "invite"),
        later("Invite people to a circle"),
        Joining.invite,
        (NAME, PEOPLE),
        examples=("circle invite Mentors @maria",),
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
