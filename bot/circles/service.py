"""`circle`: rooms of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.cards import Button, Buttons, Card, Look, Para, Reply
from bot.circles import texts
from bot.circles.model import (
    CAP,
    INSIDE,
    LARGEST_CAP,
    REVIEW_AFTER,
    Circle,
    CircleSeen,
    Kind,
    Role,
    Seat,
    Sweep,
    heir,
)
from bot.circles.store import CircleStore
from bot.commands import Access, Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.community.desk import Desk
from bot.community.model import Account, Room
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.deliveries import CloseRoom, Invite, OpenRoom, Owe, Remove
from bot.errors import Conflict, Invalid, NotAllowed, NotFound, shortened
from bot.facts import CircleLeft, DeliveryRefused, Left, Tell
from bot.i18n import _, counted, later
from bot.keys import CircleId, CommunityId, MemberId, RoomId, SpaceId
from bot.ports import Ids

LONGEST_NAME = 60
LONGEST_PURPOSE = 200
ACTS_EXPIRE = timedelta(days=7)
ASKS_EXPIRE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Circles:
    """What can be done about circles."""

    now: datetime
    store: CircleStore
    places: CommunityStore
    people: MemberStore
    desk: Desk
    owe: Owe
    tell: Tell
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of `circle`."""
        return COMMANDS

    @staticmethod
    def planners() -> dict[str, object]:
        """Return no planners: reviews come with the full circles."""
        return {}

    @staticmethod
    def listens() -> tuple[tuple[type, object], ...]:
        """Return what access follows, and what stewards must hear."""
        return ((Left, Circles.left), (DeliveryRefused, Circles.undelivered))

    async def export(self, who: Who) -> Record:
        """Return the person's circles and seats."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person's seats, and their name from circles they made."""
        await self.store.forget(who)

    # Making one

    async def create(self, call: Call) -> Reply:
        """Open a circle with a purpose, two stewards and a first message."""
        other = MemberId(call.text("steward"))
        if other == call.member:
            raise Invalid(
                _("A circle needs two stewards: you and somebody else. Nothing was changed."), field="steward"
            )
        circle = self._new(call)
        if await self.store.named(call.community, circle.name, call.member) is not None:
            sentence = _("There is a circle called “{name}” already. Nothing was changed. Choose another name.")
            raise Conflict(sentence.format(name=shortened(circle.name)), field="name")
        await self.store.add(circle)
        mine = await self._account(call.member, call.space)
        theirs = await self._account(other, call.space)
        for account, member in ((mine, call.member), (theirs, other)):
            await self.store.put_seat(call.community, circle.id, Seat(account.id, member, Role.STEWARD, self.now))
        seen = await self._seen(call.community, circle.id)
        for space in dict.fromkeys((mine.space, theirs.space)):
            await self._open(seen, space)
        await self._invite_people(call, seen, [m for m in call.people("people") if m not in {call.member, other}])
        return Reply(texts.created(await self._circle(call, circle.id)))

    def _new(self, call: Call) -> Circle:
        name = " ".join(call.text("name").split())
        if not any(c.isalnum() for c in name):
            raise Invalid(_("A name needs a letter or a number. Nothing was changed."), field="name")
        cap = int(call.text("cap", str(CAP)))
        if not 2 <= cap <= LARGEST_CAP:
            raise Invalid(
                _("A circle has room for 2 to {most}. Nothing was changed.").format(most=LARGEST_CAP),
                field="cap",
            )
        return Circle(
            id=CircleId(self.ids.new()),
            community=call.community,
            name=name,
            purpose=call.text("purpose"),
            kind=Kind(call.text("kind", Kind.PRIVATE.value)),
            cap=cap,
            review_on=self._review(call.text("review")),
            created_at=self.now,
            created_by=call.account,
        )

    def _review(self, text: str) -> date:
        if not text:
            return (self.now + REVIEW_AFTER).date()
        try:
            day = date.fromisoformat(text.strip())
        except ValueError as error:
            sentence = _("“{text}” is not a date. Write it like 2027-03-01. Nothing was changed.")
            raise Invalid(sentence.format(text=shortened(text)), field="review") from error
        if day <= self.now.date():
            raise Invalid(_("The review must lie ahead. Nothing was changed."), field="review")
        return day

    async def _open(self, circle: CircleSeen, space: SpaceId) -> RoomId:
        """Owe a room in a space, its stewards let in, and the first message; the room keeps no name here."""
        private = circle.kind is not Kind.OPEN
        name = _("a circle") if circle.kind is Kind.PRIVATE else str(circle.name)
        room = Room(RoomId(self.ids.new()), space, None, name, private, circle.id, state="opening")
        await self.places.put_room(room)
        expires = self.now + ACTS_EXPIRE
        self.owe.act(room.id, OpenRoom(circle.name, circle.purpose, private), reason=circle.id, expires_at=expires)
        inside = await self.people.accounts([s.account for s in circle.seats if s.role in INSIDE])
        here = tuple(a.id for a in inside.values() if a.space == space)
        self.owe.act(room.id, Invite(here), reason=circle.id, expires_at=expires)
        self.owe.post(room.id, texts.first_message(circle), reason=circle.id, expires_at=expires)
        return room.id

    async def _account(self, member: MemberId, space: SpaceId) -> Account:
        """Return a member's account in a space, else any they have not left."""
        accounts = [a for a in (await self.people.accounts_of([member]))[member] if a.left_at is None]
        if not accounts:
            raise Invalid(_("That person is not here any more. Nothing was changed."))
        return next((a for a in accounts if a.space == space), accounts[0])

    async def _seen(self, community: CommunityId, circle: CircleId) -> CircleSeen:
        """Return a circle as the engine sees it."""
        seen = await self.store.named(community, circle, Sweep())
        if seen is None:
            msg = f"no circle {circle}"
            raise RuntimeError(msg)
        return seen

    # Looking

    async def _circle(self, call: Call, name: str) -> CircleSeen:
        """Return a circle the asker may know of; any other is not found, whatever the reason."""
        seen = await self.store.named(call.community, name, call.member)
        if seen is None:
            raise NotFound("circle", name, field="name")
        return seen

    async def _steered(self, call: Call) -> CircleSeen:
        """Return a circle the asker is a steward of."""
        circle = await self._circle(call, call.text("name"))
        if circle.role is not Role.STEWARD:
            raise NotAllowed(_("Only a steward of that circle can do that. Nothing was changed."))
        return circle

    async def list(self, call: Call) -> Reply:
        """Show the circles the asker may know of."""
        return Reply(texts.listed(await self.store.seen(call.community, call.member)))

    async def show(self, call: Call) -> Reply:
        """Show one circle."""
        return Reply(texts.shown(await self._circle(call, call.text("name"))))

    async def names(self, call: Call, typed: str) -> Sequence[str]:
        """Return names of circles the asker may know of; a reply to the asker alone."""
        circles = await self.store.seen(call.community, call.member)
        names = [c.name if isinstance(c.name, str) else c.name.text for c in circles]
        return [n for n in names if typed.casefold() in n.casefold()]

    # Coming in

    async def invite(self, call: Call) -> Reply:
        """Invite people: each gets a word with a join button."""
        circle = await self._steered(call)
        told = await self._invite_people(call, circle, call.people("people"))
        if not told:
            raise Conflict(_("They are all in it or invited already. Nothing was changed."))
        said = counted("I have invited {count} person.", "I have invited {count} people.", told)
        return Reply(Card(_("Invited"), (Para((said,)),)))

    async def _invite_people(self, call: Call, circle: CircleSeen, people: Sequence[MemberId]) -> int:
        whole = await self._seen(call.community, circle.id)
        known = {s.member: s.role for s in whole.seats}
        told = 0
        for member in people:
            if known.get(member) is Role.ASKED:
                await self._enter(whole, member)
                told += 1
            elif member not in known:
                account = await self._account(member, call.space)
                await self.store.put_seat(call.community, circle.id, Seat(account.id, member, Role.INVITED, self.now))
                theirs = await self.store.named(call.community, circle.id, member)
                if theirs is not None:
                    card = texts.invitation(theirs, call.member)
                    self.owe.direct(member, card, reason=circle.id, expires_at=self.now + ASKS_EXPIRE)
                told += 1
        return told

    async def join(self, call: Call) -> Reply:
        """Come in: at once where one may, else ask its stewards."""
        circle = await self._circle(call, call.text("name"))
        if circle.inside:
            raise Conflict(_("You are in it already. Nothing was changed."))
        if circle.role is Role.INVITED or circle.kind is Kind.OPEN:
            await self._enter(await self._seen(call.community, circle.id), call.member, space=call.space)
            return Reply(texts.said(_("Welcome"), _("You are in {circle}. Its room stands in your list."), circle))
        if circle.role is Role.ASKED:
            raise Conflict(_("You have asked already; its stewards will answer. Nothing was changed."))
        seat = Seat(call.account, call.member, Role.ASKED, self.now)
        await self.store.put_seat(call.community, circle.id, seat)
        whole = await self._seen(call.community, circle.id)
        for steward in whole.stewards():
            theirs = await self.store.named(call.community, circle.id, steward)
            if theirs is not None:
                card = texts.asking(theirs, call.member)
                self.owe.direct(steward, card, reason=circle.id, expires_at=self.now + ASKS_EXPIRE)
        return Reply(texts.said(_("Asked"), _("I have asked the stewards of {circle}. You will hear from me."), circle))

    async def _enter(self, circle: CircleSeen, member: MemberId, *, space: SpaceId | None = None) -> None:
        """Give a member a seat inside, up to the cap, and let them into the room of their space."""
        if circle.size >= circle.cap:
            raise Conflict(_("The circle is full. Nothing was changed."))
        account = await self._account(member, space or SpaceId(""))
        theirs = [s.account for s in circle.seats if s.member == member and s.account != account.id]
        if theirs:
            await self.store.drop_seats(circle.community, circle.id, theirs)
        await self.store.put_seat(circle.community, circle.id, Seat(account.id, member, Role.MEMBER, self.now))
        rooms = (await self.places.circle_rooms([circle.id]))[circle.id]
        room = next((r for r in rooms if r.space == account.space and r.state in {"open", "opening"}), None)
        if room is None:
            await self._open(await self._seen(circle.community, circle.id), account.space)
            return
        self.owe.act(room.id, Invite((account.id,)), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)

    async def admit(self, call: Call) -> Reply:
        """Let in somebody who asked; the second steward's press finds it done."""
        circle, member = await self._asker(call)
        await self._enter(await self._seen(call.community, circle.id), member)
        seen = await self._circle_for(circle, member)
        welcome = texts.said(_("Welcome"), _("You are in {circle}. Its room stands in your list."), seen)
        self.owe.direct(member, welcome, reason=circle.id, expires_at=self.now + ASKS_EXPIRE)
        return Reply(texts.said(_("Let in"), _("They are in {circle} now, and I have told them."), circle))

    async def decline(self, call: Call) -> Reply:
        """Answer not now; kindly."""
        circle, member = await self._asker(call)
        seat = next(s for s in (await self._seen(call.community, circle.id)).seats if s.member == member)
        seen = await self._circle_for(circle, member)
        await self.store.drop_seats(call.community, circle.id, [seat.account])
        no = texts.said(
            _("Not now"),
            _("The stewards of {circle} cannot take you in just now. It is not about you; ask again another time."),
            seen,
        )
        self.owe.direct(member, no, reason=circle.id, expires_at=self.now + ASKS_EXPIRE)
        return Reply(texts.said(_("Answered"), _("I have told them kindly. {circle} stays as it is."), circle))

    async def _circle_for(self, circle: CircleSeen, member: MemberId) -> CircleSeen:
        """Return the circle as a member sees it, to write to them."""
        seen = await self.store.named(circle.community, circle.id, member)
        if seen is None:
            msg = "a member was to be told of a circle that they may not know of"
            raise RuntimeError(msg)
        return seen

    async def _asker(self, call: Call) -> tuple[CircleSeen, MemberId]:
        circle = await self._steered(call)
        member = MemberId(call.text("who"))
        if not any(s.member == member and s.role is Role.ASKED for s in circle.seats):
            raise Conflict(_("That is answered already. Nothing was changed."))
        return circle, member

    # Going out

    async def leave(self, call: Call) -> Reply:
        """Leave a circle, decline an invitation, or take a question back."""
        circle = await self._circle(call, call.text("name"))
        if circle.role is None:
            raise Conflict(_("You are not in it. Nothing was changed."))
        if circle.role is Role.STEWARD and circle.members() == (call.member,):
            raise Conflict(
                _("You are the last one in it. Nothing was changed. Invite somebody, or close it: circle close")
            )
        await self._out(await self._seen(call.community, circle.id), call.member)
        return Reply(texts.said(_("You have left"), _("You are no longer in {circle}. Nobody is told why."), circle))

    async def _out(self, circle: CircleSeen, member: MemberId) -> None:
        """Take a member's seats and access away, and hand the circle on when they were its last steward."""
        gone = [s for s in circle.seats if s.member == member]
        accounts = await self.people.accounts([s.account for s in gone])
        await self.store.drop_seats(circle.community, circle.id, [s.account for s in gone])
        for room in (await self.places.circle_rooms([circle.id]))[circle.id]:
            for account in (a for a in accounts.values() if a.space == room.space):
                self.owe.act(
                    room.id,
                    Remove(account.id, account.external),
                    reason=circle.id,
                    expires_at=self.now + ACTS_EXPIRE,
                )
        if any(s.role in INSIDE for s in gone):
            self.tell(CircleLeft(circle.community, circle.id, member, self.now))
        if any(s.role is Role.STEWARD for s in gone):
            await self._hand_on(circle, member)

    async def _hand_on(self, circle: CircleSeen, leaving: MemberId) -> None:
        """Make the longest-standing member steward when nobody else is; else the desk hears, without a name."""
        follower = heir(circle.seats, leaving)
        if follower is not None:
            seat = next(s for s in circle.seats if s.member == follower and s.role in INSIDE)
            await self.store.put_seat(circle.community, circle.id, replace(seat, role=Role.STEWARD))
            seen = await self._circle_for(circle, follower)
            card = texts.said(
                _("You are a steward"),
                _(
                    "The last steward of {circle} has left, and you have been there longest: it is "
                    "yours to look after now."
                ),
                seen,
            )
            self.owe.direct(follower, card, reason=circle.id, expires_at=self.now + ASKS_EXPIRE)
        elif not any(s.role in INSIDE for s in circle.seats if s.member != leaving):
            await self.desk.hear(circle.community, f"desk.orphan:{circle.id}", _orphan())

    async def close(self, call: Call) -> Reply:
        """Ask once more, then close a circle: its rooms are archived, its name is free again."""
        circle = await self._steered(call)
        if call.text("sure") != "yes":
            text = _(
                "{circle} would be closed for everybody in it, and its room archived. What was said "
                "stays with the platform."
            )
            card = texts.said(_("Close it?"), text, circle)
            yes = Button(_("Close it"), "circle.close", f"{circle.id} yes", Look.DANGER)
            buttons = Buttons((yes, Button(_("Keep it"), "circle.show", circle.id)))
            return Reply(replace(card, blocks=(*card.blocks, buttons)))
        await self.store.close(call.community, circle.id)
        await self.owe.withdraw(call.community, [circle.id])
        for room in (await self.places.circle_rooms([circle.id]))[circle.id]:
            self.owe.act(room.id, CloseRoom(), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
        return Reply(texts.said(_("Closed"), _("{circle} is closed, with thanks to everybody in it."), circle))

    # What happens to circles

    async def left(self, fact: Left) -> None:
        """Take somebody who left the community out of every circle, the same day."""
        for circle in await self.store.of_member(fact.community, fact.member):
            await self._out(circle, fact.member)

    async def undelivered(self, fact: DeliveryRefused) -> None:
        """Tell the circle's own stewards, and nobody else, that something of theirs did not arrive."""
        if fact.circle is None:
            return
        circle = await self.store.named(fact.community, fact.circle, Sweep())
        if circle is None:
            return
        cards: list[tuple[MemberId, Card]] = []
        for steward in circle.stewards():
            seen = await self._circle_for(circle, steward)
            text = _("I could not do something in {circle}. Nothing is lost.")
            cards.append((steward, _with_code(texts.said(_("Something of mine did not arrive"), text, seen), fact)))
        if cards:
            await self.desk.hear_few(fact.community, f"desk.circle:{circle.id}", cards)
        else:
            await self.desk.hear(fact.community, f"desk.orphan:{circle.id}", _orphan())


def _with_code(card: Card, fact: DeliveryRefused) -> Card:
    why = _("I lack {missing}. {remedy}").format(missing=fact.missing, remedy=fact.remedy) if fact.missing else fact.why
    return replace(card, blocks=(*card.blocks, Para((why,))))


def _orphan() -> Card:
    return Card(_("A private circle needs a steward"), (Para((_("Nobody is left to look after it."),)),))


NAME = Arg("name", later("Which circle"), label=later("Circle"), suggest=Circles.names, longest=LONGEST_NAME)
PEOPLE = Arg("people", later("Whom to invite"), ArgKind.PEOPLE, label=later("People"))
COMMANDS = (
    Command(
        ("circle", "create"),
        later("Open a room of its own"),
        Circles.create,
        (
            Arg("name", later("What it is called"), label=later("Name"), longest=LONGEST_NAME),
            Arg(
                "purpose",
                later("What it is for, in a sentence"),
                label=later("Purpose"),
                longest=LONGEST_PURPOSE,
            ),
            Arg(
                "steward",
                later("Who looks after it together with you"),
                ArgKind.PERSON,
                label=later("Second steward"),
            ),
            Arg(
                "kind",
                later("private: by invitation, unseen; listed: ask to join; open: come in"),
                ArgKind.CHOICE,
                required=False,
                asked=True,
                choices=tuple(k.value for k in Kind),
                label=later("Kind"),
            ),
            replace(PEOPLE, required=False, asked=True),
            Arg("cap", later("How many fit"), ArgKind.WHOLE, required=False),
            Arg(
                "review",
                later("When to ask whether it is still alive, such as 2027-03-01"),
                required=False,
                longest=20,
            ),
        ),
        Access.STEWARD,
        ("circle create", 'circle create "Mentors" "How we mentor" @maria kind:listed'),
    ),
    Command(("circle", "list"), later("See the circles"), Circles.list, examples=("circle list",)),
    Command(("circle", "show"), later("See one circle"), Circles.show, (NAME,), examples=("circle show Mentors",)),
    Command(
        ("circle", "invite"),
        later("Invite people to a circle"),
        Circles.invite,
        (NAME, PEOPLE),
        examples=("circle invite Mentors @maria",),
    ),
    Command(
        ("circle", "join"),
        later("Join a circle, or ask to"),
        Circles.join,
        (NAME,),
        examples=("circle join Mentors",),
    ),
    Command(
        ("circle", "leave"),
        later("Leave a circle"),
        Circles.leave,
        (NAME,),
        examples=("circle leave Mentors",),
    ),
    Command(
        ("circle", "close"),
        later("Close a circle"),
        Circles.close,
        (
            NAME,
            Arg("sure", later("yes, to skip the question"), ArgKind.CHOICE, required=False, choices=("yes",)),
        ),
        examples=("circle close Mentors",),
    ),
    Command(("circle", "admit"), "", Circles.admit, (NAME, Arg("who", "", longest=16)), hidden=True),
    Command(("circle", "decline"), "", Circles.decline, (NAME, Arg("who", "", longest=16)), hidden=True),
)
