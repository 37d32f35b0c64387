"""Seats that become free: each is kept for whoever has waited longest, until they take it or their time is over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.beats import Beat, Beats, Planners
from bot.cards import Reply
from bot.circles import seat_texts
from bot.circles.doors import LONGEST_COOLDOWN, DoorStore, silenced
from bot.circles.finding import NAME, Finding
from bot.circles.model import LARGEST_CAP, CircleSeen, Role, Seat
from bot.circles.places import AWAY, once_more, turn
from bot.commands import Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.deliveries import Owe
from bot.errors import Invalid
from bot.facts import CircleLeft, Listens, Noted, Tell
from bot.i18n import _, later
from bot.keys import CircleId, MemberId

ENDS = "community.seat"
"""The end of something that a circle's seat holds until an hour; done however late, and while a community rests."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Filling(Finding):
    """Keeps free seats for whoever is next."""

    owe: Owe
    beats: Beats
    doors: DoorStore
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the command by which more or fewer fit."""
        return COMMANDS

    @staticmethod
    def planners() -> Planners:
        """Return who looks at a seat whose time is over."""
        return {ENDS: Filling.ended}

    @staticmethod
    def listens() -> Listens:
        """Return what frees a seat."""
        return ((CircleLeft, Filling.freed),)

    async def edit(self, call: Call) -> Reply:
        """Change how many fit, or how long a no holds: nobody is taken out, and whoever waits moves up."""
        circle = await self._steered(call)
        cap = int(call.text("cap", str(circle.cap)))
        cooldown = int(call.text("cooldown", str(circle.cooldown)))
        check_cap(cap)
        if not 0 <= cooldown <= LONGEST_COOLDOWN:
            sentence = _("A no holds for 0 to {most} days. Nothing was changed.")
            raise Invalid(sentence.format(most=LONGEST_COOLDOWN), field="cooldown")
        if (cap, cooldown) == (circle.cap, circle.cooldown):
            return Reply(seat_texts.same_size(circle))
        await self.store.hold([circle.id])
        await self.store.set_size(call.community, circle.id, cap, cooldown)
        self.tell(Noted.by(call, "circle.edit", circle=circle.id))
        before = len(_kept(circle))
        now = await self.settle(circle.id)
        changed = replace(circle, cap=cap, cooldown=cooldown)
        return Reply(seat_texts.new_size(changed, now.size, len(_kept(now)) - before))

    async def settle(self, circle: CircleId, *, but: MemberId | None = None) -> CircleSeen:
        """Hold a circle, bring its waiting list up to date, and return it as it is then, seen by the engine.

        Without what people ask or wait for who are blocked, `but` this one's.
        """
        await self._settle([circle])
        found, blocked = (await self.store.swept([circle]))[circle], await self.doors.blocked([circle])
        return replace(found, seats=silenced(found.seats, blocked[circle], but=but))

    async def freed(self, facts: Sequence[CircleLeft]) -> None:
        """Offer what is free now."""
        await self._settle([f.circle for f in facts])

    async def ended(self, beats: Sequence[Beat]) -> None:
        """Let a seat go on to the next one; whoever could not press because Hearth was away gets a day more."""
        missed = [CircleId(b.subject) for b in beats if self.now > b.due_at + AWAY]
        await self.store.hold(CircleId(b.subject) for b in beats)
        found = (await self.store.swept(missed)).values()
        await self._keep([(c, s) for c in found for s in once_more(c.seats, self.now)])
        await self._settle([CircleId(b.subject) for b in beats])

    async def _settle(self, circles: Sequence[CircleId]) -> None:
        await self.store.hold(circles)
        found = (await self.store.swept(circles)).values()
        blocked = await self.doors.blocked([c.id for c in found])
        turns = {c.id: (c, turn(silenced(c.seats, blocked[c.id]), c.cap, self.now)) for c in found}
        wanted = {
            i: [s.member for s in (*t.lapsed, *t.offered)] for i, (_c, t) in turns.items() if t.lapsed or t.offered
        }
        seen = await self.store.seen_by_each(wanted) if wanted else {}
        await self.store.put_many(
            [(c, replace(s, role=Role.INVITED, until=None)) for c, its in turns.values() for s in its.lapsed]
        )
        await self._keep([(c, s) for c, its in turns.values() for s in its.offered])
        for circle, its in turns.values():
            for seat in its.lapsed:
                card = seat_texts.gone_on(seen[circle.id, seat.member])
                self.owe.direct(seat.member, card, reason=circle.id, expires_at=self.now + DAY * 7)
            for seat in its.offered:
                card = seat_texts.offer(seen[circle.id, seat.member], seat)
                self.owe.direct(seat.member, card, reason=circle.id, expires_at=seat.until or self.now)

    async def _keep(self, seats: Sequence[tuple[CircleSeen, Seat]]) -> None:
        """Write seats that are kept until an hour, and look at them then."""
        await self.store.put_many(seats)
        ends = {(c.community, c.id, s.until): None for c, s in seats if s.until is not None}
        for community, circle, until in ends:
            self.beats.at(ENDS, community, circle, until, grace=DAY)


def _kept(circle: CircleSeen) -> tuple[Seat, ...]:
    return tuple(s for s in circle.seats if s.role is Role.WAITING and s.until is not None)


def check_cap(cap: int) -> None:
    """Refuse a size that is none.

    Raises:
        Invalid: at `cap`.
    """
    if not 2 <= cap <= LARGEST_CAP:
        sentence = _("A circle has room for 2 to {most}. Nothing was changed.")
        raise Invalid(sentence.format(most=LARGEST_CAP), field="cap")


COMMANDS = (
    Command(
        ("circle", "edit"),
        later("Change how many fit into a circle"),
        Filling.edit,
        (
            NAME,
            Arg("cap", later("How many fit"), ArgKind.WHOLE, required=False, asked=True, label=later("Seats")),
            Arg(
                "cooldown",
                later("Days until somebody may ask again after a no"),
                ArgKind.WHOLE,
                required=False,
                asked=True,
                label=later("Days until somebody may ask again"),
            ),
        ),
        examples=("circle edit Mentors cap:40",),
        bare_form=True,
    ),
)
