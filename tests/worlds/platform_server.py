"""The sandbox served at a local address, with trouble to order: it refuses, breaks, drops, hangs.

A test says `watch.on(Step.ARRIVAL, broken(), "post")`; the next post is then answered with a 500 before
anything was done. What came in and what was accepted is written down, in order.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from aiohttp import web

from adapters.sandbox.wire import Dropped, serve
from adapters.sandbox.words import Data, of_fault
from bot.errors import PlatformFault
from bot.ports import Platform

MAKES = ("post", "direct", "open_room")
"""Methods that make something; doing one twice makes two."""
PATIENCE_S = 90
"""How long to wait for a request of another process; a machine that does much else is slow to start one."""


class Step(StrEnum):
    """Where a request stands when trouble comes."""

    ARRIVAL = "on arrival"
    ACCEPTED = "accepted, not answered"
    ANSWERED = "just answered"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    method: str
    body: Data

    @property
    def key(self) -> str:
        """Return the key under which something is made; empty for what makes nothing."""
        return str(self.body.get("key", ""))

    @property
    def place(self) -> str:
        """Return the platform's id of the room or person; empty for a room that is not there yet."""
        at = self.body.get("at") or {}
        return str(at.get("room") or at.get("person") or "")


Trouble: TypeAlias = Callable[[Ask], Awaitable[None]]
Which: TypeAlias = Callable[[Ask], bool]


@dataclass(slots=True)
class Order:
    """Trouble that waits for its request; `times` None: for every one."""

    step: Step
    trouble: Trouble
    methods: tuple[str, ...]
    which: Which
    times: int | None

    def fits(self, step: Step, ask: Ask) -> bool:
        """Return whether this request is meant."""
        right = step is self.step and ask.method in self.methods and self.times != 0
        return right and self.which(ask)


@dataclass(slots=True)
class Watch:
    """Stands beside the served platform (`adapters.sandbox.wire.Watcher`)."""

    arrived: list[Ask] = field(default_factory=list)
    accepted: list[Ask] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def on(
        self,
        step: Step,
        trouble: Trouble,
        *methods: str,
        which: Which = lambda _ask: True,
        times: int | None = 1,
    ) -> None:
        """Order trouble for the next `times` requests of these methods."""
        self.orders.append(Order(step, trouble, methods, which, times))

    def asked(self, *methods: str, place: str | None = None) -> list[Ask]:
        """Return what came in by these methods, for one place or all."""
        return [a for a in self.arrived if a.method in methods and place in {None, a.place}]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true; it is looked at after each request that comes in."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                self.news.clear()
                await self.news.wait()

    async def on_arrival(self, method: str, body: Data) -> None:
        ask = Ask(method, body)
        self.arrived.append(ask)
        await self._trouble(Step.ARRIVAL, ask)

    async def after_accepting(self, method: str, body: Data) -> None:
        ask = Ask(method, body)
        self.accepted.append(ask)
        await self._trouble(Step.ACCEPTED, ask)

    async def after_answering(self, method: str, body: Data) -> None:
        await self._trouble(Step.ANSWERED, Ask(method, body))

    async def _trouble(self, step: Step, ask: Ask) -> None:
        self.news.set()
        order = next((o for o in self.orders if o.fits(step, ask)), None)
        if order is not None:
            if order.times is not None:
                order.times -= 1
            await order.trouble(ask)


# Trouble


def too_many(seconds: int) -> Trouble:
    """Refuse for now, with a time to wait."""

    async def trouble(_ask: Ask) -> None:
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(seconds)})

    return trouble


def broken() -> Trouble:
    """Answer that something broke, which says nothing of what was done."""

    async def trouble(_ask: Ask) -> None:
        raise web.HTTPBadGateway

    return trouble


def garbled() -> Trouble:
    """Answer with what nobody can read."""

    async def trouble(_ask: Ask) -> None:
        raise web.HTTPOk(text="<html>Please log in</html>")

    return trouble


def dropped() -> Trouble:
    """Cut the connection without an answer."""

    async def trouble(_ask: Ask) -> None:
        raise Dropped

    return trouble


def refuses(fault: PlatformFault) -> Trouble:
    """Refuse with a fault, told whole."""

    async def trouble(_ask: Ask) -> None:
        raise web.HTTPUnprocessableEntity(text=json.dumps({"fault": of_fault(fault)}))

    return trouble


def hangs(watch: Watch) -> Trouble:
    """Never answer, and do nothing more, until the server closes."""

    async def trouble(_ask: Ask) -> None:
        await watch.closing.wait()
        raise Dropped

    return trouble


def held(until: asyncio.Event, then: Trouble | None = None) -> Trouble:
    """Keep a request until something has happened."""

    async def trouble(ask: Ask) -> None:
        await until.wait()
        if then is not None:
            await then(ask)

    return trouble


# The server


@dataclass(slots=True)
class Server:
    """A platform at an address of this machine. It may go away and come back at the same address.

    A request whose asker is gone is done all the same, as at a real platform.
    """

    platform: Platform
    watch: Any
    closing: asyncio.Event
    port: int = 0
    runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Return the address."""
        return f"http://127.0.0.1:{self.port}"

    async def opens(self) -> None:
        """Listen."""
        self.runner = web.AppRunner(serve(self.platform, self.watch), access_log=None, shutdown_timeout=1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        self.port = self.runner.addresses[0][1]

    async def closes(self) -> None:
        """Stop listening: who asks finds nobody there."""
        if self.runner is not None:
            await self.runner.cleanup()
        self.runner = None


@asynccontextmanager
async def served(platform: Platform, watch: Any, closing: asyncio.Event) -> AsyncIterator[Server]:
    """Serve a platform at a free port until the end; `closing` lets go of what hangs."""
    server = Server(platform, watch, closing)
    await server.opens()
    try:
        yield server
    finally:
        closing.set()
        await server.closes()
