"""`circle close`, and trying again what could not be done for a circle's rooms."""

from dataclasses import dataclass, replace

from bot.beats import Beats
from bot.cards import Reply
from bot.circles import life_texts, texts
from bot.circles.finding import NAME, Finding, whole
from bot.circles.hitches import Doing
from bot.circles.model import INSIDE, CircleSeen, Role, State
from bot.circles.seating import ACTS_EXPIRE, Seating
from bot.circles.standing import Standings
from bot.commands import Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.community.model import Room
from bot.deliveries import CloseRoom, Invite
from bot.errors import Conflict, NotAllowed
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import SpaceId


@dataclass(frozen=True, slots=True)
class Closing(Finding):
    """Ends circles, and brings their rooms to where the circle stands."""

    seating: Seating
    standings: Standings
    beats: Beats
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the command by which a circle ends, and the button that tries again."""
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
        under_way = await self.standings.hitches.awaited(circle.community, circle.id)
        opening = {a.room for a in under_way if a.doing is Doing.OPEN}
        for room in await self._rooms(circle):
            if room.state == "open":
                self._say_and_archive(room, circle)
            elif room.state == "opening" and room.id not in opening:
                await self.standings.places.put_room(replace(room, state="closed"))
        await self.standings.hitches.clear(circle.community, circle.id)
        await self.standings.settle(circle.community, circle.id)

    def _say_and_archive(self, room: Room, circle: CircleSeen) -> None:
        expires = self.now + ACTS_EXPIRE
        self.seating.owe.post(room.id, texts.closed(circle), reason=circle.id, expires_at=expires)
        self.seating.owe.act(room.id, CloseRoom(), reason=circle.id, expires_at=expires)

    async def mend(self, call: Call) -> Reply:
        """Bring each room to where the circle stands; what is as it should be stays so."""
        circle = await self._circle(call)
        if circle.role is not Role.STEWARD:
            raise NotAllowed(_("Only a steward of that circle can do that. Nothing was changed."))
        rooms = await self._rooms(circle)
        await self.standings.hitches.clear(call.community, circle.id)
        if circle.state is State.CLOSING:
            for room in (r for r in rooms if r.state == "open"):
                self.seating.owe.act(room.id, CloseRoom(), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
        else:
            await self._open_missing(circle, rooms)
        return Reply(life_texts.mending(circle))

    async def _open_missing(self, circle: CircleSeen, rooms: tuple[Room, ...]) -> None:
        """Let everybody into the rooms there are, and ask for one wherever people have none."""
        everybody = await whole(self.store, circle.community, circle.id)
        seats = [s.account for s in everybody.seats if s.role in INSIDE]
        accounts = [a for a in (await self.seating.people.accounts(seats)).values() if a.left_at is None]
        usable: dict[SpaceId, Room] = {r.space: r for r in rooms if r.usable}
        for space in dict.fromkeys(a.space for a in accounts):
            here = tuple(a.id for a in accounts if a.space == space)
            if space in usable:
                act = Invite(here)
                self.seating.owe.act(usable[space].id, act, reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
                continue
            for old in (r for r in rooms if r.space == space):
                await self.standings.places.put_room(replace(old, state="closed"))
            await self.seating.open(everybody, space)

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
    Command(("circle", "mend"), "", Closing.mend, (NAME,), hidden=True),
)
