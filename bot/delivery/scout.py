"""The scout: reads what stands at strangers' addresses, and tells it in the unit that notes that it was read.

Deliveries go to rooms and people of a space, in order; what is read outside belongs to none, and a server that drips
must hold up nobody's messages. So it has a lane of its own, which is woken, drained and left like every other one.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.facts import Fact
from bot.keys import CommunityId, SpaceId
from bot.pages import Asked, PageRead, Pages, Reading, Trouble, Unread
from bot.ports import Clock

log = structlog.get_logger()
LANE: Final = SpaceId("outside")
"""No space has this id: ours have 16 characters."""
READ_LIMIT: Final = timedelta(seconds=30)
"""For one reading, the wait for its turn at the parser included; twice as long nobody else reads the same."""
AT_ONCE: Final = 4


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to be read, claimed: only whoever has the last attempt may write what came of it."""

    id: str
    community: CommunityId
    asked: Asked
    attempt: int


class Errands(Protocol):
    """What is to be read. `real` is real time, aware UTC."""

    async def waiting(self, real: datetime, limit: timedelta) -> bool:
        """Return whether something can be claimed."""

    async def claim(self, real: datetime, limit: timedelta, most: int) -> tuple[Errand, ...]:
        """Claim at most that many, the longest wanted first; what was claimed more than two limits ago is free again.

        What was claimed five times and never settled is wanted no more: it breaks whoever reads it.
        """

    async def settle(self, errand: Errand) -> bool:
        """Note that it was read; False where the attempt was overtaken, or nobody wants it any more."""


class Desk(Protocol):
    """What a scout needs of one unit of work."""

    @property
    def errands(self) -> Errands: ...
    @property
    def facts(self) -> deque[Fact]: ...


@dataclass(frozen=True, slots=True)
class Scout:
    """Reads. Doing it twice is the same as once, so a reading whose end nobody noted is simply done again."""

    unit: Callable[[], AbstractAsyncContextManager[Desk]]
    clock: Clock
    pages: Pages
    limit: timedelta = READ_LIMIT

    async def drain(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Read until nothing can be claimed, or `stop`; return how much was read."""
        done = 0
        while not stop():
            async with self.unit() as desk:
                claimed = await desk.errands.claim(self.clock.real(), self.limit, AT_ONCE)
            if not claimed:
                break
            async with asyncio.TaskGroup() as group:
                for errand in claimed:
                    group.create_task(self._run(errand))
            done += len(claimed)
        return done

    async def _run(self, errand: Errand) -> None:
        reading = await self._read(errand)
        try:
            async with self.unit() as desk:
                if await desk.errands.settle(errand):
                    desk.facts.append(PageRead(errand.community, errand.id, reading, self.clock.now()))
        except Exception:
            # It stays claimed, and is read again later; what is read beside it goes on.
            log.exception("a reading was not written", page=errand.id)

    async def _read(self, errand: Errand) -> Reading:
        try:
            async with asyncio.timeout(self.limit.total_seconds()):
                return await self.pages.read(errand.asked)
        except TimeoutError:
            return Unread(Trouble.SLOW)
        except Exception:
            # A bug of ours must not stop what else is to be read.
            log.exception("a page was not read", page=errand.id)
            return Unread(Trouble.BROKEN)
