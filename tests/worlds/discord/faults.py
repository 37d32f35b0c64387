"""Trouble to order: a request is dropped, broken, refused, held, answered with rubbish, or kills who asked.

A test says `watch.on(Step.ACCEPTED, dropped(), "create_message")`: the next message is made, and its asker
gets no answer. What came in and what was done is written down, in order.
"""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from tests.worlds.discord.words import Json

PATIENCE_S = 90
"""How long to wait for a request of another process; a machine that does much else is slow to start one."""


class Step(StrEnum):
    """Where a request stands when trouble comes."""

    ARRIVAL = "on arrival"
    ACCEPTED = "accepted, not answered"
    ANSWERED = "just answered"


class Dropped(Exception):
    """The connection is cut, and the asker gets no answer."""


@dataclass
class Instead(Exception):
    """Another answer than the right one."""

    status: int
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `route` is its name, `path` what was filled into it, in order; `reason` for the audit log."""

    route: str
    path: tuple[str, ...]
    body: Json
    query: dict[str, str] = field(default_factory=dict)
    reason: str | None = None

    @property
    def place(self) -> str:
        """Return the first id of the path: a channel, guild, application or interaction."""
        return self.path[0] if self.path else ""


Trouble: TypeAlias = Callable[[Ask], Awaitable[None]]
Which: TypeAlias = Callable[[Ask], bool]


@dataclass(slots=True)
class Order:
    """Trouble that waits for its request; `times` None: for every one. `after`: so many pass unharmed before."""

    step: Step
    trouble: Trouble
    routes: tuple[str, ...]
    which: Which
    times: int | None
    after: int = 0

    def fits(self, step: Step, ask: Ask) -> bool:
        """Return whether this request is meant; one that passes unharmed is counted off."""
        right = step is self.step and ask.route in self.routes and self.times != 0 and self.which(ask)
        if right and self.after:
            self.after -= 1
            return False
        return right


@dataclass(slots=True)
class Watch:
    """Stands beside the server and writes down what happens."""

    arrived: list[Ask] = field(default_factory=list)
    accepted: list[Ask] = field(default_factory=list)
    refused: list[tuple[Ask, int]] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def on(
        self,
        step: Step,
        trouble: Trouble,
        *routes: str,
        which: Which = lambda _ask: True,
        times: int | None = 1,
        after: int = 0,
    ) -> None:
        """Order trouble for the next `times` requests of these routes, once `after` of them have passed."""
        self.orders.append(Order(step, trouble, routes, which, times, after))

    def asked(self, *routes: str, place: str | None = None) -> list[Ask]:
        """Return what came in by these routes, for one place or all."""
        return [a for a in self.arrived if a.route in routes and place in {None, a.place}]

    def done(self, *routes: str, place: str | None = None) -> list[Ask]:
        """Return what was done by these routes, for one place or all."""
        return [a for a in self.accepted if a.route in routes and place in {None, a.place}]

    async def until(self, true: Callable[[], bool], limit_s: float = PATIENCE_S) -> None:
        """Wait until something is true; it is looked at after each thing that happens."""
        async with asyncio.timeout(limit_s):
            while not true():
                self.news.clear()
                await self.news.wait()

    async def step(self, step: Step, ask: Ask) -> None:
        """Note where a request stands, and let its trouble come."""
        if step is Step.ARRIVAL:
            self.arrived.append(ask)
        elif step is Step.ACCEPTED:
            self.accepted.append(ask)
        self.news.set()
        order = next((o for o in self.orders if o.fits(step, ask)), None)
        if order is not None:
            if order.times is not None:
                order.times -= 1
            await order.trouble(ask)


def limited(seconds: float, *, scope: str = "user", via: bool = True) -> Trouble:
    """Refuse for now, with a time to wait; without `via` as the cloud before Discord does."""

    async def trouble(_ask: Ask) -> None:
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": scope == "global"}
        headers = {"Retry-After": str(seconds), "X-RateLimit-Scope": scope}
        if scope == "global":
            headers["X-RateLimit-Global"] = "true"
        if via:
            raise Instead(429, json.dumps(body), headers | {"Via": "1.1 google"})
        raise Instead(429, "error code: 1015", headers, "text/plain")

    return trouble


def broken(status: int = 502) -> Trouble:
    """Answer that something broke, which says nothing of what was done."""

    async def trouble(_ask: Ask) -> None:
        raise Instead(status, "<html>Bad gateway</html>", {}, "text/html")

    return trouble


def garbled() -> Trouble:
    """Answer with what nobody can read."""

    async def trouble(_ask: Ask) -> None:
        raise Instead(200, "<html>Please log in</html>", {}, "text/html")

    return trouble


def dropped() -> Trouble:
    """Cut the connection without an answer."""

    async def trouble(_ask: Ask) -> None:
        raise Dropped

    return trouble


def refuses(status: int, code: int, message: str = "Refused") -> Trouble:
    """Refuse with a code of Discord's."""

    async def trouble(_ask: Ask) -> None:
        raise Instead(status, json.dumps({"code": code, "message": message}))

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


def kills(pid: Callable[[], int]) -> Trouble:
    """Kill the process that asked, at once, and cut the connection."""

    async def trouble(_ask: Ask) -> None:
        os.kill(pid(), signal.SIGKILL)
        raise Dropped

    return trouble
