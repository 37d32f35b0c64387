"""Guests of a circle: asked in until an hour, and out again by themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.beats import Beat, Beats, Planners
from bot.cards import Card, Reply
from bot.circles import guest_texts, seat_texts
from bot.circles.doors import DoorStore
from bot.circles.filling import Filling
from bot.circles.finding import Finding
from bot.circles.guests import LONGEST_VISIT, example, over, read_until
from bot.circles.invited import STANDS, Invited, Why
from bot.circles.inviting import Inviting
from bot.circles.model import CircleSeen, Role, Seat, role_of
from bot.circles.seating import ASKS_EXPIRE, Seating
from bot.commands import Call
from bot.community.model import Account, Room
from bot.deliveries import Owe
from bot.errors import Conflict, Invalid, shortened
from bot.facts import Listens, Noted, OccurrenceMoved, Tell
from bot.i18n import _
from bot.keys import AccountId, CircleId, CommunityId, MemberId, RitualId

VISIT = "community.guest"
"""The end of a guest's visit; done however late, and while a community rests."""
DAY = timedelta(days=1)


class Dates(Protocol):
    """When what members meet for is over."""

    async def next_end(self, community: CommunityId, ritual: str) -> tuple[RitualId, datetime] | None:
        """Return a ritual of that name and when its next date ends; None where there is none."""

    async def lengths(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, timedelta]:
        """Return how long a date of each of these rituals takes."""


@dataclass(frozen=True, slots=True)
class Guesting(Finding):
    """Asks guests in, and takes them out when their time is over."""

    owe: Owe
    beats: Beats
    seating: Seating
    filling: Filling
    inviting: Inviting
    doors: DoorStore
    dates: Dates
    tell: Tell

    @staticmethod
    def planners() -> Planners:
        """Return who looks at a visit that is over."""
        return {VISIT: Guesting.ended}

    @staticmethod
    def listens() -> Listens:
        """Return what moves the end of a visit."""
        return ((OccurrenceMoved, Guesting.moved),)

    async def invite(self, call: Call, circle: CircleSeen, people: Sequence[MemberId]) -> Reply:
        """Ask people in as guests; for somebody who is one the end moves, also to now."""
        until, ritual = await self._until(call)
        return await self._let_in(call, circle, people, until, ritual)

    async def seat(self, call: Call, member: MemberId, until: datetime, ritual: RitualId) -> Reply:
        """Ask somebody in until a date of a ritual is over, wherever that moves."""
        return await self._let_in(call, await self._steered(call), (member,), until, ritual)

    async def _let_in(
        self, call: Call, circle: CircleSeen, people: Sequence[MemberId], until: datetime, ritual: RitualId | None
    ) -> Reply:
        self.inviting.check(people)
        everybody = await self.filling.settle(circle.id)
        blocked = (await self.doors.blocked([circle.id]))[circle.id]
        result = Invited()
        longer = [m for m in people if role_of(everybody.seats, m) is Role.GUEST]
        for member in (m for m in people if m not in longer):
            role = role_of(everybody.seats, member)
            if member in blocked:
                result.not_so(Why.BLOCKED, member)
            elif role in STANDS and role is not Role.INVITED:
                result.not_so(STANDS[role], member)
            else:
                result.asked.append(member)
        if until <= call.now:
            return await self._end(call, everybody, longer)
        await self._ask(
            call,
            circle,
            everybody,
            result.asked,
            Seat(call.account, call.member, Role.INVITED, call.now, until, ritual),
        )
        await self._move(call, everybody, longer, until, ritual)
        said = guest_texts.asked(circle, until, result.asked, longer)
        why = seat_texts.kept_out(result)
        return Reply(Card(_("Guests"), (*said, *why)) if said else guest_texts.nobody(why))

    async def _until(self, call: Call) -> tuple[datetime, RitualId | None]:
        """Return when a visit ends, and the ritual whose date that is."""
        text = call.text("until")
        until, ritual = read_until(text, call.now, call.zone), None
        date = await self.dates.next_end(call.community, text) if until is None else None
        if date is not None:
            ritual, until = date
        if until is None:
            sentence = _(
                "“{text}” is neither a date nor a ritual with a date ahead. Try {example}, or now to end a visit. "
                "Nothing was changed."
            )
            raise Invalid(sentence.format(text=shortened(text), example=example(call.now, call.zone)), field="until")
        if until < call.now or until > call.now + LONGEST_VISIT:
            raise Invalid(_("A visit ends ahead, within a year. Nothing was changed."), field="until")
        return until, ritual

    async def _ask(
        self, call: Call, circle: CircleSeen, everybody: CircleSeen, people: Sequence[MemberId], visit: Seat
    ) -> None:
        until = visit.until
        if not people or until is None:
            return
        accounts = await self.inviting.accounts(call, people)
        old = [s.account for s in everybody.seats if s.member in people]
        await self.store.drop_seats(call.community, circle.id, old)
        seats = [replace(visit, account=accounts[m], member=m) for m in people]
        await self.store.put_seats(call.community, circle.id, seats)
        seen = await self.store.seen_by_each({circle.id: people})
        for member in people:
            card = guest_texts.invitation(seen[circle.id, member], call.member, until)
            self.owe.direct(member, card, reason=circle.id, expires_at=until)
            self.tell(Noted.by(call, "circle.guest", subject=member, circle=circle.id))
        self._plan(everybody, until)

    async def _move(
        self, call: Call, circle: CircleSeen, people: Sequence[MemberId], until: datetime, ritual: RitualId | None
    ) -> None:
        guests = [s for s in circle.seats if s.member in people and s.role is Role.GUEST]
        await self._shift(circle, [replace(s, until=until, ritual=ritual) for s in guests])
        for member in people:
            self.tell(Noted.by(call, "circle.guest", subject=member, circle=circle.id))

    async def _shift(self, circle: CircleSeen, seats: Sequence[Seat]) -> None:
        """Write visits that end at another time, and tell those who are there."""
        if not seats:
            return
        await self.store.put_seats(circle.community, circle.id, seats)
        there = {s.member: s.until for s in seats if s.role is Role.GUEST}
        seen = await self.store.seen_by_each({circle.id: list(there)})
        for member, until in there.items():
            if until is not None:
                card = guest_texts.other_time(seen[circle.id, member], until)
                self.owe.direct(member, card, reason=circle.id, expires_at=until)
        for until in dict.fromkeys(s.until for s in seats if s.until is not None):
            self._plan(circle, until)

    async def moved(self, facts: Sequence[OccurrenceMoved]) -> None:
        """Let visits that end with a date end when that date now ends."""
        circles = await self.store.tied([f.ritual for f in facts])
        if not circles:
            return
        lengths = await self.dates.lengths(dict.fromkeys(f.ritual for f in facts))
        known = [f for f in facts if f.ritual in lengths]
        ends = {(f.ritual, f.before + lengths[f.ritual]): f.starts + lengths[f.ritual] for f in known}
        await self.store.hold(circles)
        for circle in (await self.store.swept(circles)).values():
            visits = [s for s in circle.seats if s.ritual is not None and s.until is not None]
            found = [(s, ends.get((s.ritual, s.until))) for s in visits if s.ritual is not None and s.until is not None]
            await self._shift(circle, [replace(s, until=end) for s, end in found if end is not None])

    async def _end(self, call: Call, circle: CircleSeen, people: Sequence[MemberId]) -> Reply:
        if not people:
            raise Conflict(_("None of them is a guest now. Nothing was changed."))
        seats = [replace(s, until=call.now) for s in circle.seats if s.member in people and s.role is Role.GUEST]
        for member in people:
            self.tell(Noted.by(call, "circle.guest-out", subject=member, circle=circle.id))
        await self._out({circle.id: (circle, tuple(seats))})
        seen = await self.store.seen_by_each({circle.id: [call.member]})
        return Reply(guest_texts.ended(seen[circle.id, call.member], people))

    async def come_in(self, call: Call, circle: CircleSeen, everybody: CircleSeen, seat: Seat) -> Reply:
        """Let somebody in who was asked to be a guest; who is one already may stay for good where it is open."""
        if seat.role is Role.GUEST or seat.until is None:
            raise Conflict(_("You are in it as a guest. To stay, ask one of its stewards. Nothing was changed."))
        if seat.until <= call.now:
            raise Conflict(_("That visit is over. Nothing was changed."))
        space, until, ritual = call.space, seat.until, seat.ritual
        await self.seating.give(everybody, call.member, Role.GUEST, space=space, until=until, ritual=ritual)
        self.tell(Noted.by(call, "circle.visit", circle=circle.id))
        rooms = (await self.seating.places.circle_rooms([circle.id]))[circle.id]
        here = guest_texts.here(call.member, seat.until)
        self.seating.notices.tell_in(circle.id, rooms, here, until=seat.until)
        self._plan(everybody, seat.until)
        return Reply(guest_texts.welcome(circle, seat.until))

    def _plan(self, circle: CircleSeen, until: datetime) -> None:
        self.beats.at(VISIT, circle.community, circle.id, until, grace=DAY)

    async def ended(self, beats: Sequence[Beat]) -> None:
        """Take those out whose time is over, however late it is noticed."""
        ids = [CircleId(b.subject) for b in beats]
        await self.store.hold(ids)
        found = (await self.store.swept(ids)).values()
        await self._out({c.id: (c, over(c.seats, self.now)) for c in found})

    async def _out(self, gone: Mapping[CircleId, tuple[CircleSeen, Sequence[Seat]]]) -> None:
        """Take seats and access away, and tell the rooms and whoever was a guest."""
        gone = {i: (c, seats) for i, (c, seats) in gone.items() if seats}
        if not gone:
            return
        all_seats = [s for _c, seats in gone.values() for s in seats]
        accounts = await self.seating.people.accounts([s.account for s in all_seats])
        rooms = await self.seating.places.circle_rooms(list(gone))
        seen = await self.store.seen_by_each({i: [s.member for s in seats] for i, (_c, seats) in gone.items()})
        await self.store.drop_many([(c, s) for c, seats in gone.values() for s in seats])
        for ident, (circle, seats) in gone.items():
            visits = [s for s in seats if s.role is Role.GUEST]
            self.seating.shut_out(circle, seats, accounts, rooms[ident])
            for member in dict.fromkeys(s.member for s in visits):
                goodbye = guest_texts.goodbye(seen[ident, member])
                self.owe.direct(member, goodbye, reason=ident, expires_at=self.now + ASKS_EXPIRE)
            self._tell_rooms(ident, visits, accounts, rooms[ident])

    def _tell_rooms(
        self,
        circle: CircleId,
        visits: Sequence[Seat],
        accounts: Mapping[AccountId, Account],
        rooms: Sequence[Room],
    ) -> None:
        people = list(dict.fromkeys(s.member for s in visits if s.account in accounts))
        if people:
            self.seating.notices.tell_in(circle, rooms, guest_texts.gone(people))
