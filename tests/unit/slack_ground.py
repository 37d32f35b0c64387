"""A few answers of Slack's Web API at a local address, and what was asked of it: for tests of one module each."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.clock import FrozenClock
from adapters.slack.installs import Installation

Json: TypeAlias = dict[str, Any]
Answer: TypeAlias = Json | Callable[[Json], Any]
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
REAL = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOME = Installation(
    team="T1",
    team_name="Acme",
    enterprise=None,
    bot_token="xoxb-1",
    bot_id="B1",
    bot_user="UBOT",
    installer="U0",
    scopes=("chat:write",),
    app="A1",
)
ADA: Json = {
    "id": "U1",
    "tz": "Europe/London",
    "locale": "en-GB",
    "is_admin": False,
    "profile": {"display_name": "ada", "real_name": "Ada Lovelace"},
}
USUAL: dict[str, Json] = {
    "auth.test": {"team_id": "T1"},
    "chat.postMessage": {"ts": "1767268800.000100"},
    "chat.update": {},
    "conversations.open": {"channel": {"id": "D1"}},
    "conversations.create": {"channel": {"id": "C9"}},
    "conversations.info": {"channel": {"id": "C1", "name": "general", "is_private": False}},
    "conversations.members": {"members": ["UBOT"]},
    "conversations.history": {"messages": []},
    "users.info": {"user": ADA},
    "views.open": {"view": {"id": "V1"}},
}


@dataclass(slots=True)
class Shelf:
    """Installations in memory."""

    kept: dict[str, Installation] = field(default_factory=lambda: {"T1": HOME})
    asked: int = 0

    async def find(self, team: str) -> Installation | None:
        self.asked += 1
        return self.kept.get(team)

    async def put(self, installation: Installation) -> None:
        self.kept[installation.team] = installation

    async def drop(self, team: str) -> None:
        self.kept.pop(team, None)

    async def all(self) -> tuple[Installation, ...]:
        return tuple(self.kept.values())

    def renew(self, token: str) -> None:
        self.kept["T1"] = replace(HOME, bot_token=token)


@dataclass(slots=True)
class Slack:
    """What it is to answer, once each, and what it was asked: (method, arguments), in order."""

    shelf: Shelf = field(default_factory=Shelf)
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOW, REAL))
    asked: list[tuple[str, Json]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    scripted: dict[str, list[Answer]] = field(default_factory=dict)
    url: str = ""
    session: aiohttp.ClientSession = field(init=False)

    def on(self, method: str, *answers: Answer) -> None:
        """Give answers to the next calls of a method; afterwards it answers as usual."""
        self.scripted.setdefault(method, []).extend(answers)

    def refuses(self, method: str, *codes: str) -> None:
        """Refuse the next calls of a method."""
        self.on(method, *({"ok": False, "error": code} for code in codes))

    def calls(self, *methods: str) -> list[Json]:
        """Return the arguments of the calls of some methods, in order."""
        return [arguments for method, arguments in self.asked if method in methods]

    def methods(self) -> list[str]:
        return [method for method, _arguments in self.asked]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = {k: _value(str(v)) for k, v in (await request.post()).items()}
        if request.content_type == "application/json":
            arguments = await request.json()
        self.asked.append((method, arguments))
        self.tokens.append(request.headers.get("Authorization", ""))
        waiting = self.scripted.get(method)
        answer = waiting.pop(0) if waiting else USUAL.get(method, {})
        if callable(answer):
            answer = answer({"request": request, **arguments})
            if isinstance(answer, web.StreamResponse):
                return answer
            if not isinstance(answer, dict):
                answer = await answer
        return web.json_response({"ok": True, **answer})


def _value(text: str) -> Any:
    return json.loads(text) if text[:1] in {"{", "["} else text


def busy(seconds: int) -> Answer:
    """Return an answer that asks to come back later."""
    return lambda _asked: web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)}
    )


def status(code: int, text: str = "upstream", kind: str = "text/plain") -> Answer:
    """Return a proxy's answer in the place of Slack's."""
    return lambda _asked: web.Response(status=code, text=text, content_type=kind)


def dropped(asked: Json) -> web.Response:
    """Close the connection in the place of an answer."""
    asked["request"].transport.close()
    return web.Response()


@asynccontextmanager
async def slack() -> AsyncIterator[Slack]:
    """Open it at a local address."""
    here = Slack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", here.answer)
    app.router.add_post("/respond/{method}", here.answer)
    async with TestServer(app) as server, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        here.url, here.session = str(server.make_url("/api/")), session
        yield here
