"""`circle handover`, what people answer when they are asked, and what sets a hand-over going."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.acts import MembersLinked, MembersUnlinked
from bot.beats import Beat, Planners
from bot.cards import Reply
from bot.circles import line_texts as texts
from bot.circles.asking import DEADLINE, Asking, seats
from bot.circles.finding import NAME, Finding, seen_by, whole
from bot.circles.line import CircleLine
from bot.circles.line_store import LineStore
from bot.circles.model import CircleSeen, Role
from bot.circles.seating import Seating
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.line import Ask, AskState
from bot.community.model import Community, next_morning
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.errors import Conflict, Invalid
from bot.facts import CircleLeft, CommunityFounded, Listens, Noted, Tell
from bot.i18n import _, later
from bot.keys import CircleId, CommunityId, MemberId
from bot.rooms import SeatsStirred

DAILY: Final = "community.line"
"""Steady: it plans itself for the next morning, also while the community rests."""
DAILY_GRACE: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Handing(Finding):
    """Hands circles on."""

    line: LineStore
    asking: Asking
    seating: Seating
    places: CommunityStore
    people: MemberStore
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `circle handover` and the buttons of a hand-over."""
        return COMMANDS

    @staticmethod
    def planners() -> Planners:
        """Return the planners of deadlines and of the daily look."""
        return {DEADLINE: Handing.due, DAILY: Handing.daily}

    @staticmethod
    def listens() -> Listens:
        """Return what may leave a circle with too few stewards."""
        return (
            (CommunityFounded, Handing.founded),
            (CircleLeft, Handing.left),
            (SeatsStirred, Handing.stirred),
            (MembersLinked, Handing.linked),
            (MembersUnlinked, Handing.unlinked),
        )

    async def export(self, who: Who) -> Record:
        """Return what the person was asked to carry on."""
        return await self.line.export(who)

    async def forget(self, who: Who) -> None:
        """Remove that."""
        await self.line.forget(who)

    # What people do

    async def handover(self, call: Call) -> Reply:
        """Ask somebody inside whether they carry the circle on."""
        circle, to = await self._steered(call), MemberId(call.text("to"))
        line = await self._line(circle.id)
        whom = line.person(to)
        if whom is None:
            raise Invalid(_("They are not in that circle. Nothing was changed. First: circle invite"), field="to")
        if whom.steward:
            raise Conflict(_("They look after it already. Nothing was changed."), field="to")
        if line.open is not None and line.open.state is AskState.ASKED:
            raise Conflict(_("Somebody is being asked already. Nothing was changed. To see who: circle show"))
        by = Ask("", call.community, circle.id, AskState.ASKED, self.now, by=call.member, by_account=call.account)
        ask = await self.asking.ask(line, whom, by)
        if ask is None or ask.until is None:
            raise Conflict(_("Somebody is being asked already. Nothing was changed. To see who: circle show"))
        return Reply(texts.asked(circle, to, ask.until))

    async def carry(self, call: Call) -> Reply:
        """Say yes; also late, while the circle still needs somebody."""
        ask, line = await self._mine(call)
        person = line.person(call.member)
        if person is not None and person.steward and ask.state in {AskState.YES, AskState.CARRIED}:
            return Reply(texts.yours(await self._seen(ask, call.member)))
        if person is None or person.steward or ask.state not in {AskState.ASKED, AskState.PASSED, AskState.NO}:
            raise _not_yours()
        rival = line.open
        if ask.state is not AskState.ASKED and (rival is None or rival.state is AskState.ALONE):
            raise _not_yours()
        await self._end(ask, AskState.YES)
        await self.line.seat(seats(line, ask, self.now))
        self.asking.edit(ask, texts.settled())
        everybody = await whole(self.store, call.community, line.circle)
        await self.asking.notices.tell(line.circle, texts.carries(everybody, call.member))
        self.tell(Noted.by(call, "circle.carry", subject=call.member, circle=line.circle))
        await self._tell_giver(ask, line)
        await self.asking.settle([line.circle])
        return Reply(texts.yours(await self._seen(ask, call.member)))

    async def _tell_giver(self, ask: Ask, line: CircleLine) -> None:
        """Tell a steward who handed on that they are still needed, when they are."""
        giver = line.person(ask.by)
        if giver is None or not giver.steward:
            return
        seen = await seen_by(self.store, await whole(self.store, line.community, line.circle), giver.member)
        if seen.role is Role.STEWARD:
            self.asking.direct(giver.member, texts.stays_beside(seen), seen)

    async def rather_not(self, call: Call) -> Reply:
        """Say no; also after a silence that made one a steward."""
        ask, line = await self._mine(call)
        if ask.state not in {AskState.ASKED, AskState.CARRIED}:
            raise _not_yours()
        person = line.person(call.member)
        await self._end(ask, AskState.NO)
        self.asking.edit(ask, texts.settled())
        if person is not None and ask.state is AskState.CARRIED:
            await self.line.seat([(line.circle, account, Role.MEMBER) for account in person.accounts])
        giver = line.person(ask.by)
        if giver is not None and giver.steward:
            seen = await seen_by(self.store, await whole(self.store, line.community, line.circle), giver.member)
            self.asking.direct(giver.member, texts.handed_not(seen, call.member), seen)
        await self.asking.settle([line.circle])
        return Reply(texts.not_you())

    async def here(self, call: Call) -> Reply:
        """Show that a steward is still there: pressing it was a sign of life."""
        circle = await self.store.named(call.community, call.text("circle"), call.member)
        if circle is not None and circle.role is Role.STEWARD:
            await self.asking.settle([circle.id])
        return Reply(texts.is_here())

    async def take(self, call: Call) -> Reply:
        """Let a steward of the community look after a circle that nobody inside carries."""
        ask = (await self.line.of_asks([call.text("ask")])).get(call.text("ask"))
        circle = ask.circle if ask is not None and ask.community == call.community else None
        if ask is None or circle is None or ask.state is not AskState.DESK:
            raise Conflict(_("That is settled already. Nothing was changed."))
        await self._end(ask, AskState.TAKEN)
        everybody = await whole(self.store, call.community, circle)
        await self.seating.give(everybody, call.member, Role.STEWARD, space=call.space)
        self.tell(Noted.by(call, "circle.take", subject=call.member, circle=circle))
        self.asking.edit(ask, texts.taken(call.member))
        await self.asking.notices.tell(circle, texts.took(everybody, call.member))
        await self.asking.settle([circle])
        return Reply(texts.yours(await self._seen(ask, call.member)))

    async def _line(self, circle: CircleId) -> CircleLine:
        line = (await self.line.lines([circle], self.now)).get(circle)
        if line is None:
            raise _not_yours()
        return line

    async def _mine(self, call: Call) -> tuple[Ask, CircleLine]:
        """Return a question that was put to the asker; another's sounds like none at all."""
        ask = (await self.line.of_asks([call.text("ask")])).get(call.text("ask"))
        if ask is None or ask.circle is None or ask.community != call.community or ask.member != call.member:
            raise _not_yours()
        return ask, await self._line(ask.circle)

    async def _end(self, ask: Ask, state: AskState) -> None:
        if not await self.line.end([(ask, state)]):
            raise _not_yours()

    async def _seen(self, ask: Ask, member: MemberId) -> CircleSeen:
        everybody = await whole(self.store, ask.community, ask.circle or CircleId(""))
        return await seen_by(self.store, everybody, member)

    # What happens

    async def founded(self, facts: Sequence[CommunityFounded]) -> None:
        """Plan the first daily look."""
        for home in (await self.places.communities([f.community for f in facts])).values():
            self._plan(home)

    def _plan(self, home: Community) -> None:
        self.asking.beats.at(DAILY, home.id, home.id, next_morning(self.now, home.zone), grace=DAILY_GRACE)

    async def daily(self, beats: Sequence[Beat]) -> None:
        """Look at every line; ask where a steward has fallen silent, and plan the next look."""
        homes = await self.places.communities(dict.fromkeys(b.community for b in beats))
        for home in homes.values():
            self._plan(home)
        awake = [h.id for h in homes.values() if not h.resting(self.now)]
        await self.asking.remind((await self.asking.settle(await self.line.living(awake))).values())

    async def due(self, beats: Sequence[Beat]) -> None:
        """Let silence count where the time to say no is over."""
        asks = (await self.line.of_asks([b.subject for b in beats])).values()
        lines = await self.asking.settle(dict.fromkeys(a.circle for a in asks if a.circle is not None))
        gone = [a for a in asks if a.circle is not None and a.circle not in lines and a.state is AskState.ASKED]
        await self.line.end([(a, AskState.OVER) for a in gone])

    async def left(self, facts: Sequence[CircleLeft]) -> None:
        """Ask who carries a circle on when it has lost a steward."""
        members = await self.people.members([f.member for f in facts])
        here = {m.id for m in members.values() if m.here}
        stepped = {f.circle: f.member if f.member in here else None for f in facts if f.steward}
        await self.asking.settle(dict.fromkeys(f.circle for f in facts), stepped)

    async def stirred(self, facts: Sequence[SeatsStirred]) -> None:
        """Ask who carries a circle on while a steward is out of its room; let it rest when they are back."""
        await self.asking.settle(dict.fromkeys(f.circle for f in facts))

    async def linked(self, facts: Sequence[MembersLinked]) -> None:
        """Look whether two stewards were one person."""
        for fact in facts:
            await self._look(fact.community, fact.kept)

    async def unlinked(self, facts: Sequence[MembersUnlinked]) -> None:
        """Look whether seats went to somebody else."""
        for fact in facts:
            await self._look(fact.community, fact.kept)
            await self._look(fact.community, fact.restored)

    async def _look(self, community: CommunityId, member: MemberId) -> None:
        await self.asking.settle([c.id for c in await self.store.of_member(community, member)])


def _not_yours() -> Conflict:
    """Return the refusal of a question that is not the asker's, or needs no answer any more: the two sound the same."""
    return Conflict(_("That question is not yours, or it is settled already. Nothing was changed."))


ASK = Arg("ask", "", longest=16)
COMMANDS = (
    Command(
        ("circle", "handover"),
        later("Ask somebody inside to carry a circle on"),
        Handing.handover,
        (NAME, Arg("to", later("Who looks after it from now on"), Kind.PERSON, label=later("To"))),
        examples=("circle handover Mentors @maria",),
    ),
    Command(("circle", "carry"), "", Handing.carry, (ASK,), hidden=True),
    Command(("circle", "rather-not"), "", Handing.rather_not, (ASK,), hidden=True),
    Command(("circle", "here"), "", Handing.here, (Arg("circle", "", longest=16),), hidden=True),
    Command(("circle", "take"), "", Handing.take, (ASK,), Access.STEWARD, hidden=True),
)
