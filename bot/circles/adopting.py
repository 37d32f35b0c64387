"""`circle adopt`: a room older than Hearth becomes a circle, after a look, a preview and a yes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from bot.cards import Card, PrivateText, Reply
from bot.circles import adopting_texts as texts
from bot.circles.elders import Elder, barred, cap_of
from bot.circles.filling import check_cap
from bot.circles.finding import Finding, seen_by, whole
from bot.circles.model import LONGEST_NAME, Circle, Kind, Role, Seat, State
from bot.circles.options import PURPOSE, REVIEW, SIZE
from bot.circles.reviews import next_review, read_day
from bot.circles.seating import ACTS_EXPIRE, Seating
from bot.commands import Access, Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.community.access import Access as Door
from bot.community.model import Account, Community, Member, Room
from bot.community.names import clean_name
from bot.deliveries import Delivery, Inspect, Invite, RenameRoom, ToRoom
from bot.errors import Conflict, Invalid
from bot.facts import Listens, Noted, RoomOpened, Tell
from bot.i18n import _, later, speaking
from bot.keys import CircleId, DeliveryId, MemberId, RoomId
from bot.rooms import Adopting, RoomInspected

LOOKS_EXPIRE = timedelta(hours=1)
NAMELESS = "room"


class Looks(Protocol):
    """What was asked before."""

    async def get(self, delivery: DeliveryId) -> Delivery | None:
        """Return one delivery."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants a room adopted, and where."""

    home: Community
    account: Account
    member: MemberId
    room: Room


@dataclass(frozen=True, slots=True)
class Adoption(Finding):
    """Lets stewards adopt rooms. What it knows of one, the platform tells at the moment."""

    seating: Seating
    door: Door
    looks: Looks
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `circle adopt` and the buttons under its preview."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return what a look at a room found."""
        return ((RoomInspected, Adoption.found),)

    # What is typed

    async def adopt(self, call: Call) -> Reply:
        """Look at an older room; what it would become is written to the asker alone."""
        room = RoomId(call.text("room")) if "room" in call.args else call.room
        if room is None:
            raise Invalid(_("A talk among people is no room. Nothing was changed. Say it in the room itself."))
        await self._look(room, self._wish(call, room))
        return Reply(texts.looking())

    def _wish(self, call: Call, room: RoomId) -> Adopting:
        steward = MemberId(call.text("steward")) if "steward" in call.args else None
        if steward == call.member:
            sentence = _("A circle needs two stewards: you and somebody else. Nothing was changed.")
            raise Invalid(sentence, field="steward")
        cap = int(call.text("cap")) if "cap" in call.args else None
        if cap is not None:
            check_cap(cap)
        if review := call.text("review"):
            read_day(review, self.now, "review")
        return Adopting(
            circle=CircleId(self.seating.ids.new()),
            account=call.account,
            purpose=call.text("purpose"),
            name=clean_name(call.text("name")) if "name" in call.args else "",
            steward=steward,
            cap=cap,
            review=review,
            here=room == call.room,
        )

    async def _look(self, room: RoomId, wish: Adopting) -> None:
        known = await self.seating.places.room(room)
        if known is None or not known.usable:
            sentence = _(
                "That room was archived, or I was taken out of it. Nothing was changed. Let me in again (in Slack: "
                "/invite @Hearth; on Discord: the permission View Channel), then: circle adopt"
            )
            raise Conflict(sentence)
        act = Inspect("", (), adopts=wish)
        self.seating.owe.act(room, act, reason=wish.circle, expires_at=self.now + LOOKS_EXPIRE)

    async def sure(self, call: Call) -> Reply:
        """Look once more, and adopt what is found; twice is once."""
        look = await self.looks.get(DeliveryId(call.text("look")))
        mine = look is not None and look.community == call.community and isinstance(look.to, ToRoom)
        wish = look.act.adopts if look is not None and isinstance(look.act, Inspect) else None
        if look is None or not mine or wish is None or wish.account != call.account:
            raise Conflict(_("That is over by now. Nothing was changed. Once more: circle adopt"))
        if await self.store.named(call.community, wish.circle, call.member) is not None:
            raise Conflict(_("That room is a circle's already. Nothing was changed. See it: circle list"))
        other = await self.seating.people.member(wish.steward or MemberId(call.text("steward")))
        if other is None or other.community != call.community or not other.here:
            raise Conflict(_("Its second steward is not here any more. Nothing was changed. Once more: circle adopt"))
        room = look.to.room if isinstance(look.to, ToRoom) else RoomId("")
        # Whoever was in the room when it was shown must be in it still; only then typing there does not count.
        here = wish.here and call.text("inside") != "yes"
        await self._look(room, replace(wish, steward=other.id, sure=True, here=here))
        return Reply(texts.once_more())

    async def leave(self, call: Call) -> Reply:
        """Leave a room as it is."""
        del call
        return Reply(texts.left())

    # What was found

    async def found(self, facts: Sequence[RoomInspected]) -> None:
        """Say what a room would become, or let it."""
        for fact in facts:
            if fact.adopts is None or fact.circle == fact.adopts.circle:
                continue
            asked = await self._asked(fact, fact.adopts)
            if asked is not None:
                with speaking(asked.home.language):
                    await self._answer(asked, fact, fact.adopts)

    async def _asked(self, fact: RoomInspected, wish: Adopting) -> Asked | None:
        """Return who asked, while they still are a steward of the community."""
        home = await self.seating.places.community(fact.community)
        account = (await self.seating.people.accounts([wish.account])).get(wish.account)
        room = await self.seating.places.room(fact.room)
        if home is None or account is None or account.member is None or room is None:
            return None
        if account.member not in await self.seating.people.stewards(home.id):
            return None
        return Asked(home, account, account.member, room)

    async def _answer(self, asked: Asked, fact: RoomInspected, wish: Adopting) -> None:
        elder = Elder(
            fact.state, asked.account.external, fact.circle is not None, asked.home.desk_room == asked.room.id
        )
        bar = barred(elder, wish)
        if bar is not None:
            self._say(asked, wish, texts.barred(bar, fact.state, len(elder.people)))
            return
        circle = self._planned(asked, fact, wish, len(elder.people))
        if await self.store.named(asked.home.id, circle.name, asked.member) is not None:
            self._say(asked, wish, texts.taken(PrivateText(circle.name, circle.id, asked.member)))
            return
        other = wish.steward or await self._longest(asked, elder)
        if wish.sure and await self._gone(other):
            self._say(asked, wish, texts.other_gone())
        elif wish.sure:
            await self._make(asked, elder, circle, other)
            if wish.name:
                expires = self.now + ACTS_EXPIRE
                self.seating.owe.act(asked.room.id, RenameRoom(circle.name), reason=circle.id, expires_at=expires)
        elif fact.look is not None:
            size, chosen, named = len(elder.people), wish.steward is None, bool(wish.name)
            inside = asked.account.external in (fact.state.people or ())
            shown = texts.Preview(circle, asked.member, other, size, fact.look, chosen, inside, renamed=named)
            self._say(asked, wish, texts.preview(shown, fact.state))

    async def _gone(self, member: MemberId) -> bool:
        known = await self.seating.people.member(member)
        return known is None or not known.here

    def _say(self, asked: Asked, wish: Adopting, card: Card) -> None:
        expires = self.now + ACTS_EXPIRE
        self.seating.owe.direct(asked.member, card, reason=wish.circle, expires_at=expires, at=asked.account.id)

    def _planned(self, asked: Asked, fact: RoomInspected, wish: Adopting, size: int) -> Circle:
        return Circle(
            id=wish.circle,
            community=asked.home.id,
            name=wish.name or fact.state.called[:LONGEST_NAME] or NAMELESS,
            purpose=wish.purpose,
            kind=Kind.PRIVATE,
            cap=cap_of(wish, size),
            review_on=self._review(wish.review),
            created_at=self.now,
            created_by=asked.account.id,
            state=State.OPENING,
        )

    def _review(self, text: str) -> date:
        """Return the review's day; one that has passed since it was typed gives way to the usual."""
        try:
            return read_day(text, self.now, "review") if text else next_review(self.now)
        except Invalid:
            return next_review(self.now)

    # Who is in it

    async def _longest(self, asked: Asked, elder: Elder) -> MemberId:
        """Return who of the others in the room is longest in the community; the platforms tell no more."""
        others = elder.people - {elder.asker}
        here = await self.seating.people.accounts_in(asked.room.space)
        known = [a.member for a in here if a.external in others and a.member is not None and a.left_at is None]
        if not known:
            return await self._member(asked, elder, min(others))
        members = await self.seating.people.members(known)
        first: Member = min(members.values(), key=lambda m: (m.joined_at, m.id))
        return first.id

    async def _member(self, asked: Asked, elder: Elder, person: str) -> MemberId:
        space = await self.seating.places.space_by_id(asked.room.space)
        assert space is not None  # noqa: S101 - it was asked for a moment ago
        account = await self.door.account(space, person, elder.seen.names.get(person, ""))
        return (await self.door.member(asked.home, account))[1].id

    # What becomes true

    async def _make(self, asked: Asked, elder: Elder, circle: Circle, other: MemberId) -> None:
        """Write the circle and its seats, and say so in the room."""
        community = circle.community
        await self.store.add(circle)
        room = replace(asked.room, circle=circle.id, name=_("a circle"), private=True)
        await self.seating.places.put_room(room)
        members = [await self._member(asked, elder, p) for p in sorted(elder.people)]
        stewards = dict.fromkeys((asked.member, other))
        seats = []
        for member in dict.fromkeys((*stewards, *members)):
            account = await self.seating.account(member, room.space)
            role = Role.STEWARD if member in stewards else Role.MEMBER
            seats.append(Seat(account.id, member, role, self.now))
        await self.store.put_seats(community, circle.id, seats)
        expires = self.now + ACTS_EXPIRE
        # Whoever may read a room without being let in (Discord), and a steward from outside it, are let in by name.
        self.seating.owe.act(room.id, Invite(tuple(s.account for s in seats[:2])), reason=circle.id, expires_at=expires)
        self.tell(Noted(community, "circle.adopt", asked.account.id, other, circle.id, self.now))
        self.tell(RoomOpened(community, room.id, circle.id, self.now))
        await self._tell_all(asked, circle, room, other)

    async def _tell_all(self, asked: Asked, circle: Circle, room: Room, other: MemberId) -> None:
        expires = self.now + ACTS_EXPIRE
        everybody = await whole(self.store, circle.community, circle.id)
        card = texts.first_word(everybody, asked.member, await self.seating.unread(room.space))
        self.seating.owe.post(room.id, card, reason=circle.id, expires_at=expires)
        mine = await seen_by(self.store, everybody, asked.member)
        self.seating.owe.direct(asked.member, texts.adopted(mine), reason=circle.id, expires_at=expires)
        theirs = await seen_by(self.store, everybody, other)
        self.seating.owe.direct(other, texts.named(theirs, asked.member), reason=circle.id, expires_at=expires)


LOOK = Arg("look", "", longest=16)
OTHER = Arg("steward", "", longest=16)
INSIDE = Arg("inside", "", required=False, longest=3)
COMMANDS = (
    Command(
        ("circle", "adopt"),
        later("Make a private room that is older than me a circle"),
        Adoption.adopt,
        (
            PURPOSE,
            Arg(
                "name",
                later("Empty: as the room is called"),
                required=False,
                asked=True,
                label=later("Name"),
                longest=LONGEST_NAME,
            ),
            Arg(
                "steward",
                later("Empty: whoever of them is longest here"),
                ArgKind.PERSON,
                required=False,
                asked=True,
                label=later("Second steward"),
            ),
            Arg("room", later("Which room; empty: this one"), ArgKind.ROOM, required=False),
            SIZE,
            REVIEW,
        ),
        Access.STEWARD,
        ("circle adopt", 'circle adopt "How we mentor" steward:@maria'),
    ),
    Command(("circle", "adopt-sure"), "", Adoption.sure, (LOOK, OTHER, INSIDE), Access.STEWARD, hidden=True),
    Command(("circle", "adopt-not"), "", Adoption.leave, (LOOK,), Access.STEWARD, hidden=True),
)
