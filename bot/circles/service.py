"""`circle create`, `list` and `show`: rooms of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.cards import Note, Reply, Span
from bot.circles import door_texts, guest_texts, seat_texts, share_texts, texts
from bot.circles.doors import DoorStore, silenced
from bot.circles.filling import check_cap
from bot.circles.finding import NAME, Finding, seen_by, whole
from bot.circles.inviting import Inviting
from bot.circles.joining import PEOPLE
from bot.circles.life_texts import with_life
from bot.circles.line_store import LineStore
from bot.circles.line_texts import beside
from bot.circles.model import (
    CAP,
    LONGEST_NAME,
    Circle,
    CircleSeen,
    Kind,
    Role,
    Seat,
    State,
)
from bot.circles.options import PURPOSE, REVIEW, SIZE
from bot.circles.places import place_of
from bot.circles.reviews import next_review, read_day
from bot.circles.seating import Seating
from bot.circles.shares import ShareStore
from bot.circles.standing import Standings
from bot.circles.surveying import Surveying
from bot.circles.unread import limit
from bot.commands import Access, Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.community.names import clean_name
from bot.community.store import Record, Who
from bot.errors import Conflict, Invalid, shortened
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import CircleId, MemberId
from bot.ports import Ids


@dataclass(frozen=True, slots=True)
class Circles(Finding):
    """Makes and shows circles, and answers for what is kept about them."""

    seating: Seating
    inviting: Inviting
    standings: Standings
    doors: DoorStore
    ids: Ids
    tell: Tell
    line: LineStore
    surveying: Surveying
    shares: ShareStore

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands that make and show circles."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return the person's circles and seats."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person's seats, and their name from circles they made."""
        await self.store.forget(who)

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
        mine = await self.seating.account(call.member, call.space)
        theirs = await self.seating.account(other, call.space)
        private = circle.kind is not Kind.OPEN
        if no_place := await self.surveying.refusal(call, (mine.space, theirs.space), private=private):
            return no_place
        await self.store.add(circle)
        self.tell(Noted.by(call, "circle.create", subject=other, circle=circle.id))
        for account, member in ((mine, call.member), (theirs, other)):
            await self.store.put_seat(call.community, circle.id, Seat(account.id, member, Role.STEWARD, self.now))
        seen = await whole(self.store, call.community, circle.id)
        for space in dict.fromkeys((mine.space, theirs.space)):
            await self.seating.open(seen, space)
        mine_too = await seen_by(self.store, seen, call.member)
        await self.inviting.invite(call, mine_too, [m for m in call.people("people") if m not in {call.member, other}])
        return Reply(texts.created(mine_too))

    def _new(self, call: Call) -> Circle:
        name = clean_name(call.text("name"))
        cap = int(call.text("cap", str(CAP)))
        check_cap(cap)
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
            state=State.ASKED,
        )

    def _review(self, text: str) -> date:
        return read_day(text, self.now, "review") if text else next_review(self.now)

    async def list(self, call: Call) -> Reply:
        """Show the circles the asker may know of."""
        return Reply(texts.listed(await self.store.seen(call.community, call.member)))

    async def show(self, call: Call) -> Reply:
        """Show one circle; where it stands, and who is asked to carry it on, are for those inside."""
        circle = await self._circle(call)
        card = texts.shown(circle, await self._seats(circle, call.member))
        if circle.let_in and (barred := limit(circle.kind, await self.seating.unread(call.space))):
            card = replace(card, blocks=(*card.blocks, Note((barred,))))
        if circle.inside:
            card = share_texts.beside(card, await self.shares.under_way(call.community, [circle.id]))
        line = (await self.line.lines([circle.id], self.now)).get(circle.id) if circle.inside else None
        if circle.role is not Role.STEWARD:
            return Reply(beside(with_life(card, circle), line))
        return Reply(beside(with_life(card, circle, *await self.standings.told(circle)), line))

    async def _seats(self, circle: CircleSeen, viewer: MemberId) -> Sequence[tuple[str, tuple[Span, ...]]]:
        """Return who asks, waits and is blocked, for its stewards; their place, for whoever waits."""
        visits = guest_texts.rows(circle, self.now)
        if circle.role not in {Role.STEWARD, Role.WAITING}:
            return visits
        blocked = (await self.doors.blocked([circle.id]))[circle.id]
        if circle.role is Role.WAITING:
            everybody = await whole(self.store, circle.community, circle.id)
            return seat_texts.rows(circle, place_of(silenced(everybody.seats, blocked, but=viewer), viewer))
        heard = replace(circle, seats=silenced(circle.seats, blocked))
        return [*visits, *seat_texts.rows(heard, None), *door_texts.rows(blocked)]


COMMANDS = (
    Command(
        ("circle", "create"),
        later("Open a room of its own"),
        Circles.create,
        (
            Arg("name", later("What it is called"), label=later("Name"), longest=LONGEST_NAME),
            PURPOSE,
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
            SIZE,
            REVIEW,
        ),
        Access.STEWARD,
        ("circle create", 'circle create "Mentors" "How we mentor" @maria kind:listed'),
    ),
    Command(("circle", "list"), later("See the circles"), Circles.list, examples=("circle list",), reads=True),
    Command(
        ("circle", "show"),
        later("See one circle"),
        Circles.show,
        (NAME,),
        examples=("circle show Mentors",),
        reads=True,
    ),
)
