"""`circle close`: a circle ends, and its rooms are archived."""

from dataclasses import dataclass, replace

from bot.beats import Beats
from bot.cards import Reply
from bot.circles import texts
from bot.circles.finding import NAME, Finding, whole
from bot.circles.hitches import Doing
from bot.circles.model import INSIDE, CircleSeen, State
from bot.circles.publishing import Publishing
from bot.circles.seating import ACTS_EXPIRE, Seating
from bot.circles.standing import Standings
from bot.commands import Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.community.model import Room
from bot.deliveries import CloseRoom
from bot.errors import Conflict
from bot.facts import Noted, Tell
from bot.i18n import _, later


@dataclass(frozen=True, slots=True)
class Closing(Finding):
    """Ends circles."""

    seating: Seating
    standings: Standings
    beats: Beats
    publishing: Publishing
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the command by which a circle ends."""
        return COMMANDS

    async def close(self, call: Call) -> Reply:
        """Ask once more, then close a circle: its rooms are archived, its name is free again."""
        circle = await self._steered(call)
        if call.text("sure") != "yes":
            return Reply(texts.closing(circle))
        everybody = await whole(self.store, call.community, circle.id)
        await self.end(everybody)
        self.tell(Noted.by(call, "circle.close", circle=circle.id))
        return Reply(texts.closed(circle))

    async def end(self, circle: CircleSeen) -> None:
        """Let a circle close: what it was owed is withdrawn, each room says so last and is archived."""
        if not await self.store.move(circle.community, circle.id, State.CLOSING, self.now):
            raise Conflict(_("It is closed already. Nothing was changed."))
        outside = [s.account for s in circle.seats if s.role not in INSIDE]
        await self.store.drop_seats(circle.community, circle.id, outside)
        await self.seating.owe.withdraw(circle.community, [circle.id])
        await self.beats.withdraw(circle.community, [circle.id])
        await self.publishing.end_all(circle.community, circle.id)
        under_way = await self.standings.hitches.awaited(circle.community, circle.id)
        opening = {a.room for a in under_way if a.doing is Doing.OPEN}
        rooms = await self._rooms(circle)
        there = [r for r in rooms if r.state == "open"]
        self.seating.notices.tell_in(circle.id, there, texts.closed(circle))
        for room in rooms:
            if room in there:
                self.seating.owe.act(room.id, CloseRoom(), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
            elif room.state == "opening" and room.id not in opening:
                await self.standings.places.put_room(replace(room, state="closed"))
        await self.standings.hitches.clear(circle.community, circle.id)
        await self.standings.settle(circle.community, circle.id)

    async def _rooms(self, circle: CircleSeen) -> tuple[Room, ...]:
        return (await self.standings.places.circle_rooms([circle.id]))[circle.id]


COMMANDS = (
    Command(
        ("circle", "close"),
        later("Close a circle"),
        Closing.close,
        (
            NAME,
            Arg("sure", later("yes, to skip the question"), ArgKind.CHOICE, required=False, choices=("yes",)),
        ),
        examples=("circle close Mentors",),
    ),
)
