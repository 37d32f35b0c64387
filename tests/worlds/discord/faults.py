"""Trouble in Discord's own ways, to be ordered by tests (tests/worlds/trouble.py).

A test says `watch.on(Step.ACCEPTED, dropped(), "create_message")`: the next message is made, and its asker
gets no answer.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.worlds.discord.files import Upload
from tests.worlds.discord.words import Json
from tests.worlds.trouble import Orders, held, kills

__all__ = ["held", "kills"]


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
    files: dict[int, Upload] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """Return what is asked for, by the name that all simulated platforms use."""
        return self.route

    @property
    def place(self) -> str:
        """Return the first id of the path: a channel, guild, application or interaction."""
        return self.path[0] if self.path else ""


Trouble: TypeAlias = Callable[[Ask], Awaitable[None]]


@dataclass(slots=True)
class Watch(Orders[Ask]):
    """Stands beside the server; `refused` are requests with the status they were refused with."""

    refused: list[tuple[Ask, int]] = field(default_factory=list)

    def asked(self, *routes: str, place: str | None = None) -> list[Ask]:
        """Return what came in by these routes, for one place or all."""
        return [a for a in self.arrived if a.route in routes and place in {None, a.place}]

    def done(self, *routes: str, place: str | None = None) -> list[Ask]:
        """Return what was done by these routes, for one place or all."""
        return [a for a in self.accepted if a.route in routes and place in {None, a.place}]


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
