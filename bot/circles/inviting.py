"""Inviting people, many at a time: each hears it once, and whoever invites learns who could not be, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.circles import seat_texts, texts
from bot.circles.doors import DoorStore
from bot.circles.filling import Filling
from bot.circles.invited import STANDS, Invited, Why
from bot.circles.model import CircleSeen, Role, Seat, role_of
from bot.circles.places import at_the_end, free, place_of
from bot.circles.seating import ASKS_EXPIRE, Seating
from bot.commands import Call
from bot.errors import Invalid
from bot.facts import Noted, Tell
from bot.i18n import _
from bot.keys import AccountId, MemberId

AT_ONCE = 100
"""People one command may invite: more is a mailing, and a mistake in it could not be taken back."""


@dataclass(frozen=True, slots=True)
class Inviting:
    """Invites those who have no seat, and lets in those who asked for one."""

    seating: Seating
    filling: Filling
    doors: DoorStore
    tell: Tell

    async def invite(self, call: Call, circle: CircleSeen, people: Sequence[MemberId]) -> Invited:
        """Invite people; a second time says who is in it or invited already.

        Raises:
            Invalid: at `people`; they are too many, and nobody was invited.
        """
        self.check(people)
        everybody = await self.filling.settle(circle.id)
        result = Invited(full=not free(everybody.seats, everybody.cap, call.now))
        accounts, blocked = await self.accounts(call, people), (await self.doors.blocked([circle.id]))[circle.id]
        new: list[Seat] = []
        for member in people:
            role = role_of(everybody.seats, member)
            if member in blocked:
                result.not_so(Why.BLOCKED, member)
            elif role is Role.ASKED:
                self.tell(Noted.by(call, "circle.approve", subject=member, circle=circle.id))
                let = await self.admit(everybody, member)
                (result.let_in if let else result.waiting).append(member)
                everybody = await self.filling.settle(circle.id)
            elif role is Role.GUEST and free(everybody.seats, everybody.cap, call.now):
                await self.seating.enter(everybody, member)
                await self.seating.welcome(circle, member)
                self.tell(Noted.by(call, "circle.approve", subject=member, circle=circle.id))
                result.stay.append(member)
                everybody = await self.filling.settle(circle.id)
            elif role is not None:
                result.not_so(STANDS[role], member)
            else:
                new.append(Seat(accounts[member], member, Role.INVITED, call.now))
        await self._tell(call, circle, new)
        await self.doors.pardon(circle.id, [s.member for s in new])
        result.asked = [s.member for s in new]
        return result

    async def admit(self, circle: CircleSeen, member: MemberId) -> bool:
        """Let in somebody who asked, and tell them; when it is full they wait for a seat, and False comes back."""
        if free(circle.seats, circle.cap, self.seating.now, to=member):
            await self.seating.enter(circle, member)
            await self.seating.welcome(circle, member)
            return True
        seat = next(s for s in circle.seats if s.member == member)
        place = await self.wait(circle, Seat(seat.account, member, Role.WAITING, self.seating.now))
        seen = (await self.seating.store.seen_by_each({circle.id: [member]}))[circle.id, member]
        self.seating.owe.direct(
            member,
            seat_texts.may_wait(seen, place),
            reason=circle.id,
            expires_at=self.seating.now + ASKS_EXPIRE,
        )
        return False

    async def wait(self, circle: CircleSeen, seat: Seat) -> int:
        """Put somebody at the end of the waiting list; return their place."""
        old = [s.account for s in circle.seats if s.member == seat.member and s.account != seat.account]
        await self.seating.store.drop_seats(circle.community, circle.id, old)
        seat = at_the_end(circle.seats, seat)
        await self.seating.store.put_seat(circle.community, circle.id, seat)
        others = [s for s in circle.seats if s.member != seat.member]
        return place_of([*others, seat], seat.member) or 1

    @staticmethod
    def check(people: Sequence[MemberId]) -> None:
        """Refuse too many people.

        Raises:
            Invalid: at `people`.
        """
        if len(people) > AT_ONCE:
            sentence = _("At most {most} people at a time, and these are {count}. Nothing was changed.")
            raise Invalid(sentence.format(most=AT_ONCE, count=len(people)), field="people")

    async def accounts(self, call: Call, people: Sequence[MemberId]) -> Mapping[MemberId, AccountId]:
        """Return at which account each is invited: the one in the asker's space, else any."""
        found: dict[MemberId, AccountId] = {}
        for member, accounts in (await self.seating.people.accounts_of(people)).items():
            here = sorted((a for a in accounts if a.left_at is None), key=lambda a: a.space != call.space)
            if here:
                found[member] = here[0].id
        return found

    async def _tell(self, call: Call, circle: CircleSeen, new: Sequence[Seat]) -> None:
        if not new:
            return
        store, owe = self.seating.store, self.seating.owe
        await store.put_seats(call.community, circle.id, new)
        seen = await store.seen_by_each({circle.id: [s.member for s in new]})
        for seat in new:
            self.tell(Noted.by(call, "circle.invite", subject=seat.member, circle=circle.id))
            card = texts.invitation(seen[circle.id, seat.member], call.member)
            owe.direct(seat.member, card, reason=circle.id, expires_at=call.now + ASKS_EXPIRE)
