"""The sandbox served at a local address, with trouble to order: it refuses, breaks, drops, hangs.

A test says `watch.on(Step.ARRIVAL, broken(), "post")`; the next post is then answered with a 500 before
anything was done. What came in and what was accepted is written down, in order.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiohttp import web

from adapters.sandbox.wire import Dropped, serve
from adapters.sandbox.words import Data, of_fault
from bot.errors import PlatformFault
from bot.ports import Platform
from tests.worlds.trouble import Orders, Step, held

__all__ = [
    "MAKES",
    "Ask",
    "Server",
    "Step",
    "Trouble",
    "Watch",
    "broken",
    "dropped",
    "garbled",
    "hangs",
    "held",
    "refuses",
    "served",
    "too_many",
]
MAKES = ("post", "direct", "open_room")
"""Methods that make something; doing one twice makes two."""


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


class Watch(Orders[Ask]):
    """Stands beside the served platform (`adapters.sandbox.wire.Watcher`)."""

    def asked(self, *methods: str, place: str | None = None) -> list[Ask]:
        """Return what came in by these methods, for one place or all."""
        return [a for a in self.arrived if a.method in methods and place in {None, a.place}]

    async def on_arrival(self, method: str, body: Data) -> None:
        await self.step(Step.ARRIVAL, Ask(method, body))

    async def after_accepting(self, method: str, body: Data) -> None:
        await self.step(Step.ACCEPTED, Ask(method, body))

    async def after_answering(self, method: str, body: Data) -> None:
        await self.step(Step.ANSWERED, Ask(method, body))


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
