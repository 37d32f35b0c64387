"""A few of Discord's REST routes on 127.0.0.1, answering what a test says, and writing every request down."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from discord.http import Route

ME = "900000000000000009"
LIMITED = {"Via": "1.1 google", "X-RateLimit-Scope": "user"}


@dataclass(slots=True)
class Answer:
    """What is answered: a status, a body, headers; or the connection is dropped after reading."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False


@dataclass(slots=True)
class Asked:
    """One request, as it arrived."""

    method: str
    path: str
    body: Any
    query: dict[str, str]
    reason: str | None


@dataclass(slots=True)
class Wire:
    """Answers by (method, path); a callable is asked anew each time."""

    answers: dict[tuple[str, str], Answer | Callable[[Asked], Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def says(self, method: str, path: str, body: Any = None, *, status: int = 200, **headers: str) -> None:
        """Answer one route."""
        self.answers[method, path] = Answer(status, body, {k.replace("_", "-"): v for k, v in headers.items()})

    def denies(self, method: str, path: str, code: int, *, status: int = 403) -> None:
        """Refuse one route with Discord's own code."""
        self.says(method, path, {"code": code, "message": "no"}, status=status)

    def writes(self) -> list[tuple[str, str, Any]]:
        """Return what was asked to be changed."""
        return [(a.method, a.path, a.body) for a in self.asked if a.method != "GET"]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        path = request.path.removeprefix("/api/v10")
        asked = Asked(
            request.method,
            path,
            json.loads(text) if text else None,
            dict(request.query),
            request.headers.get("X-Audit-Log-Reason"),
        )
        if path not in {"/users/@me", "/oauth2/applications/@me"}:
            self.asked.append(asked)
        answer = self.answers.get((request.method, path), Answer(404, {"code": 0, "message": "404: Not Found"}))
        if not isinstance(answer, Answer):
            answer = answer(asked)
        if answer.drop:
            assert request.transport is not None
            request.transport.close()
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        body = b"" if answer.body is None else body
        # discord.py reads JSON only where the header says exactly this.
        headers = ({"Content-Type": "application/json"} if body else {}) | answer.headers
        return web.Response(status=answer.status, body=body, headers=headers)


@asynccontextmanager
async def wire() -> AsyncIterator[Wire]:
    """Serve for as long as the test lasts; discord.py calls this address meanwhile."""
    server = Wire()
    server.says(
        "GET", "/users/@me", {"id": ME, "username": "hearth", "discriminator": "0", "avatar": None, "bot": True}
    )
    server.says("GET", "/oauth2/applications/@me", application())
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server._handle)
    base = Route.BASE
    async with TestServer(app) as served:
        Route.BASE = str(served.make_url("/api/v10"))
        try:
            yield server
        finally:
            Route.BASE = base


def application() -> dict[str, Any]:
    """Return Hearth's own application, as GET /oauth2/applications/@me answers."""
    return {
        "id": ME,
        "name": "hearth",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "owner": {"id": "1", "username": "o", "discriminator": "0", "avatar": None},
        "team": None,
        "rpc_origins": [],
        "summary": "",
        "tags": [],
        "hook": True,
    }
