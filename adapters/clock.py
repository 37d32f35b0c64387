"""The clocks. The only place that reads the machine's own."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.errors import Conflict


def _real() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class SystemClock:
    """Community time is real time plus what the sandbox has travelled, kept by `save` (seconds ahead).

    `refusal` returns why community time may not travel, or None when it may.
    """

    save: Callable[[int], Awaitable[None]] | None = None
    refusal: Callable[[], str | None] = field(default=lambda: None)
    ahead: timedelta = timedelta()
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def now(self) -> datetime:
        """Return community time, aware UTC."""
        return _real() + self.ahead

    def real(self) -> datetime:
        """Return real time, aware UTC."""
        return _real()

    async def travel(self, to: datetime) -> None:
        """Move community time forward; what is stored is whole seconds, rounded up."""
        why = self.refusal()
        if why is not None:
            raise Conflict(why)
        async with self._one:
            ahead = to - _real()
            if ahead > self.ahead:
                seconds = math.ceil(ahead.total_seconds())
                if self.save is not None:
                    await self.save(seconds)
                self.ahead = timedelta(seconds=seconds)

    async def follow(self, load: Callable[[], Awaitable[timedelta]]) -> None:
        """Take over how far another process has travelled; never between a journey's saving and its arrival."""
        async with self._one:
            self.ahead = await load()


@dataclass(slots=True)
class FrozenClock:
    """Both times stand still until they are moved: for simulation and tests."""

    at: datetime
    machine: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """Return community time, aware UTC."""
        return self.at

    def real(self) -> datetime:
        """Return what stands for real time, aware UTC."""
        return self.machine

    async def travel(self, to: datetime) -> None:
        """Move community time forward."""
        self.at = max(self.at, to)

    def wait(self, time: timedelta) -> None:
        """Let real time pass."""
        self.machine += time


@dataclass(slots=True)
class WalkingClock:
    """Both times are one and stand still until they are moved: what waits for a minute has waited when one passed."""

    at: datetime

    def now(self) -> datetime:
        """Return community time, aware UTC."""
        return self.at

    def real(self) -> datetime:
        """Return the same, for what stands for real time."""
        return self.at

    async def travel(self, to: datetime) -> None:
        """Move time forward."""
        self.at = max(self.at, to)
