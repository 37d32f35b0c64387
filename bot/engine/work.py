"""A unit of work: opened, its facts heard, committed, its lanes woken."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from bot.beats import Planner
from bot.catalogue import Catalogue
from bot.engine.house import House, Units
from bot.facts import Listener
from bot.ports import Clock, Ids, Wakeups

MOST_FACTS = 10_000
MOST_CALLS = 200
"""As many calls as may wait at once: more would wait longer than people do, and fill the memory."""


@dataclass(slots=True)
class Queue:
    """How many calls are being answered or wait for their turn in this process."""

    length: int = 0

    @property
    def full(self) -> bool:
        """Return whether one more would be too many."""
        return self.length >= MOST_CALLS

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place inside the block."""
        self.length += 1
        try:
            yield
        finally:
            self.length -= 1


@dataclass(frozen=True, slots=True)
class Work:
    """What the engine is made of."""

    catalogue: Catalogue
    units: Units
    clock: Clock
    ids: Ids
    wakeups: Wakeups
    planners: Mapping[str, tuple[type, Planner]]
    listeners: Mapping[type, Sequence[tuple[type, Listener]]]
    send_limit: timedelta
    on_beat_lag: Callable[[timedelta], None] = field(default=lambda _lag: None)
    queue: Queue = field(default_factory=Queue)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[House]:
        """Open a unit of work whose facts are heard before it commits and whose lanes wake after it."""
        async with self.units.writing() as house:
            yield house
            await self._hear(house)
            await house.flush()
            lanes = house.lanes()
        for lane in lanes:
            self.wakeups.wake(lane)

    async def _hear(self, house: House) -> None:
        """Hand the facts to their listeners, and those that they tell in turn; a run of one kind goes together."""
        heard = 0
        while house.facts:
            run = [house.facts.popleft()]
            while house.facts and type(house.facts[0]) is type(run[0]):
                run.append(house.facts.popleft())
            heard += len(run)
            if heard > MOST_FACTS:
                msg = "facts tell each other in circles"
                raise RuntimeError(msg)
            for service, listener in self.listeners.get(type(run[0]), ()):
                await listener(house.service(service), run)
