"""Trouble to order: a served platform asks here, at each step of each request, whether anything shall go wrong.

What came in and what was accepted is written down, in order.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

PATIENCE_S = 90
"""How long to wait for a request of another process; a machine that does much else is slow to start one."""


class Step(StrEnum):
    """Where a request stands when trouble comes."""

    ARRIVAL = "on arrival"
    ACCEPTED = "accepted, not answered"
    ANSWERED = "just answered"


class Request(Protocol):
    """One request of whatever platform."""

    @property
    def method(self) -> str:
        """Return what is asked for."""


Ask = TypeVar("Ask", bound=Request)
Trouble: TypeAlias = Callable[[Ask], Awaitable[None]]


@dataclass(slots=True)
class Order(Generic[Ask]):
    """Trouble that waits for its request; `times` None: for every one. No methods: any. `skip` let so many pass."""

    step: Step
    trouble: Callable[[Ask], Awaitable[None]]
    methods: tuple[str, ...]
    which: Callable[[Ask], bool]
    times: int | None
    skip: int = 0

    def fits(self, step: Step, ask: Ask) -> bool:
        """Return whether this request is meant."""
        right = step is self.step and self.times != 0
        return right and (not self.methods or ask.method in self.methods) and self.which(ask)


@dataclass(slots=True)
class Orders(Generic[Ask]):
    """Stands beside a served platform: writes down what comes in, and makes the trouble that was ordered."""

    arrived: list[Ask] = field(default_factory=list)
    accepted: list[Ask] = field(default_factory=list)
    orders: list[Order[Ask]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def on(
        self,
        step: Step,
        trouble: Callable[[Ask], Awaitable[None]],
        *methods: str,
        which: Callable[[Ask], bool] = lambda _ask: True,
        times: int | None = 1,
        skip: int = 0,
    ) -> None:
        """Order trouble for the next `times` requests of these methods, after the first `skip` of them."""
        self.orders.append(Order(step, trouble, methods, which, times, skip))

    async def until(self, true: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        """Wait until something is true; it is looked at after each request that comes in."""
        async with asyncio.timeout(patience_s):
            while not true():
                self.news.clear()
                await self.news.wait()

    async def step(self, step: Step, ask: Ask) -> None:
        """Write a request down as far as it has come, and make the trouble that was ordered for it."""
        if step is Step.ARRIVAL:
            self.arrived.append(ask)
        elif step is Step.ACCEPTED:
            self.accepted.append(ask)
        self.news.set()
        order = next((o for o in self.orders if o.fits(step, ask)), None)
        if order is None:
            return
        if order.skip:
            order.skip -= 1
            return
        if order.times is not None:
            order.times -= 1
        await order.trouble(ask)


def held(
    until: asyncio.Event, then: Callable[[Any], Awaitable[None]] | None = None
) -> Callable[[Any], Awaitable[None]]:
    """Keep a request until something has happened."""

    async def trouble(ask: Any) -> None:
        await until.wait()
        if then is not None:
            await then(ask)

    return trouble


def kills(pid: Callable[[], int]) -> Callable[[Any], Awaitable[None]]:
    """Kill the process under test, as the power would; its id is asked for at that moment."""

    async def trouble(_ask: Any) -> None:
        os.kill(pid(), signal.SIGKILL)

    return trouble
