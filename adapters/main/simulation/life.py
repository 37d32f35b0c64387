"""The walk through the weeks: time goes to the next beat or act, what arrived is read, and people act on it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush

from adapters.clock import WalkingClock
from adapters.main.simulation.acts import Act, Arrive, Leave, Press, Second, Type
from adapters.main.simulation.founding import ANNEX, HOME, code_in
from adapters.main.simulation.hands import Hands, buttons_of
from adapters.main.simulation.nudges import Nudges
from adapters.main.simulation.people import Someone, someone
from adapters.main.simulation.reacting import Reader, reactions
from adapters.main.simulation.weekly import WEEK, newcomers, own_week, second_accounts, stewards_week
from adapters.main.simulation.witness import Arrival, WitnessedSandbox

HOSTS = frozenset({"ritual.hosting", "ritual.swap"})
LOOKS = timedelta(hours=3)
"""How long a message lies unread at most, before its readers decide what they will do about it."""


@dataclass(slots=True)
class Life:
    """A community that lives. `readers`: who is where, by space and handle; `agenda`: a heap of acts to come."""

    seed: int
    hands: Hands
    clock: WalkingClock
    witness: WitnessedSandbox
    nudges: Nudges
    readers: dict[tuple[str, str], Reader] = field(default_factory=dict)
    agenda: list[Act] = field(default_factory=list)
    born: int = 0
    twice: set[str] = field(default_factory=set)
    decided: set[tuple[str, str, str]] = field(default_factory=set)

    async def week(self, members: int) -> None:
        """Live one week from now on; `members` is the size that newcomers keep."""
        monday = self.clock.now()
        here = list(self.readers.values())
        for reader in here[1:]:  # who founded the community stays, and looks after it
            self._plan(own_week(self.seed, monday, reader))
        self._plan(stewards_week(self.seed, monday, here[0]))
        self._plan(newcomers(self.seed, monday, members, self.born))
        self._plan(second_accounts(self.seed, monday, here[1:], self.twice))
        await self.until(monday + WEEK)

    def _plan(self, acts: list[Act]) -> None:
        for act in acts:
            heappush(self.agenda, act)

    async def until(self, end: datetime) -> None:
        """Walk to an instant (aware UTC): beats and acts in the order of their times."""
        while (now := self.clock.now()) < end:
            at = min(max(self._next() or end, now), now + LOOKS, end)
            await self.hands.hearth.advance_to(at, self.clock)
            await self.look()
            while (coming := self._next()) is not None and coming <= at:
                await self._do(heappop(self.agenda))
            await self.hands.hearth.settle()
            await self.look()

    async def rest(self) -> None:
        """Let nobody do anything more, and let what waits be sent."""
        self.agenda.clear()
        await self.until(self.clock.now() + LOOKS)

    def _next(self) -> datetime | None:
        return self.agenda[0].at if self.agenda else None

    async def look(self) -> None:
        """Read what has arrived: it is checked, and people plan what they will do about it."""
        arrived = self.witness.look()
        await self.nudges.check([a for a in arrived if a.direct])
        for arrival in arrived:
            self._plan(reactions(self.seed, arrival, self._who_reads(arrival)))

    def _who_reads(self, arrival: Arrival) -> list[Reader]:
        if arrival.direct:
            found = self.readers.get((arrival.space, arrival.to))
            return [found] if found else []
        if arrival.to != self.hands.rooms[arrival.space]:
            return []  # a circle's room, or the stewards'
        return [r for r in self.readers.values() if r.space == arrival.space]

    # Acts

    async def _do(self, act: Act) -> None:
        if isinstance(act.deed, Arrive):
            await self.arrives(act.space, someone(self.seed, act.deed.number))
        elif isinstance(act.deed, Second):
            await self._comes_twice(act, act.deed.who)
        elif (act.space, act.handle) in self.readers:  # else they have left meanwhile
            await self._acts(act)

    async def _acts(self, act: Act) -> None:
        match act.deed:
            case Type(line, then):
                await self._types(act, line, then)
            case Press(action, value, answers):
                if action in HOSTS and self._has_decided(act, value):
                    return
                reply = await self.hands.presses(act.space, act.handle, action, value)
                if reply.form is not None and answers:
                    await self.hands.fills(act.space, act.handle, reply.form, answers)
            case Leave():
                del self.readers[act.space, act.handle]
                await self.hands.leaves(act.space, act.handle)
            case _:
                pass

    def _has_decided(self, act: Act, value: str) -> bool:
        """Return whether somebody has said already whether they host a date: nobody changes their mind within hours."""
        mine = (act.space, act.handle, value.split(maxsplit=1)[0])
        known = mine in self.decided
        self.decided.add(mine)
        return known

    async def _types(self, act: Act, line: str, then: tuple[str, ...]) -> None:
        reply = await self.hands.types(act.space, act.handle, line)
        for action in then:
            button = next((b for b in buttons_of(reply.card) if b.action == action), None)
            if button is None:
                return
            reply = await self.hands.presses(act.space, act.handle, button.action, button.value)

    async def arrives(self, space: str, who: Someone) -> str:
        """Let somebody in; return their handle."""
        handle = await self.hands.arrives(space, who.name, who.zone)
        self.readers[space, handle] = Reader(who, space, handle)
        self.born += space == HOME
        return handle

    async def _comes_twice(self, act: Act, who: Someone) -> None:
        """Come into the second space as well, and show with a code whose account it is."""
        if (HOME, act.handle) not in self.readers or who.key in self.twice:
            return
        self.twice.add(who.key)
        there = await self.arrives(ANNEX, who)
        code = code_in((await self.hands.types(HOME, act.handle, "/my link")).card)
        await self.hands.types(ANNEX, there, f"/my link {code}")
