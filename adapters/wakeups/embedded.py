"""Wake-ups inside one process: one task a lane, and a look that is asked for while it runs is not lost."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from bot.keys import SpaceId

log = structlog.get_logger()
Drain = Callable[[SpaceId], Awaitable[object]]


@dataclass(slots=True)
class EmbeddedWakeups:
    """Runs `drain` for each lane that is woken. Set `drain` before the first wake."""

    drain: Drain | None = None
    _tasks: dict[SpaceId, asyncio.Task[None]] = field(default_factory=dict, init=False)
    _asked: set[SpaceId] = field(default_factory=set, init=False)
    _closing: bool = field(default=False, init=False)

    def wake(self, lane: SpaceId) -> None:
        """Ask for a look; one that is running looks once more before it ends."""
        if self._closing:
            return
        self._asked.add(lane)
        if lane not in self._tasks:
            self._tasks[lane] = asyncio.create_task(self._run(lane), name=f"drain {lane}")

    async def _run(self, lane: SpaceId) -> None:
        try:
            while lane in self._asked and self.drain is not None and not self._closing:
                self._asked.discard(lane)
                await self.drain(lane)
        except Exception:
            # The rows are still there: the next pulse wakes this lane again.
            log.exception("a drain failed", lane=lane)
        finally:
            del self._tasks[lane]
        if lane in self._asked and not self._closing:
            self.wake(lane)

    def closing(self) -> bool:
        """Return whether a drain shall end with what it is sending."""
        return self._closing

    async def idle(self) -> None:
        """Return when no drain is running and none was asked for."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def close(self) -> None:
        """Start no more looks, and let those that run finish what they are sending."""
        self._closing = True
        await self.idle()


@dataclass(frozen=True, slots=True)
class NoWakeups:
    """For a process that sends nothing: the worker's own pulse finds what is due."""

    def wake(self, lane: SpaceId) -> None:
        """Do nothing."""
