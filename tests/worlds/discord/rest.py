"""The REST side at an address: authorization, rate limits, trouble, and the way to a handler and back."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from aiohttp import web

from tests.worlds.discord import rest_channels, rest_guilds, rest_interactions, rest_messages, rest_users
from tests.worlds.discord.buckets import Buckets
from tests.worlds.discord.calls import Answer, Call, Route, Telling
from tests.worlds.discord.errors import Refused
from tests.worlds.discord.faults import Ask, Dropped, Instead, Watch
from tests.worlds.discord.files import Upload, form
from tests.worlds.discord.state import State
from tests.worlds.discord.words import Json
from tests.worlds.trouble import Step

ROUTES: Final = tuple(
    route
    for part in (rest_users, rest_guilds, rest_channels, rest_messages, rest_interactions)
    for route in part.routes.all
)
PREFIX: Final = "/api/v10"
REASON: Final = "X-Audit-Log-Reason"
REASON_CHARACTERS: Final = 512
Check = Callable[[Route, Ask, Answer | None], None]
"""Looks at a request and, once there is one, at its answer; raises when either breaks the published schema."""


@dataclass(slots=True)
class Rest:
    """Discord's REST API. `reasons` are those given for the audit log, in order, with the route."""

    state: State
    gateway: Telling
    watch: Watch
    buckets: Buckets
    check: Check | None = None
    reasons: list[tuple[str, str]] = field(default_factory=list)
    under_way: set[asyncio.Task[web.StreamResponse]] = field(default_factory=set)

    def mount(self, app: web.Application) -> None:
        """Add every route to an application."""
        for route in sorted(ROUTES, key=lambda r: r.pattern.count("{")):
            app.router.add_route(route.method, PREFIX + route.pattern, self._at(route))
        app.router.add_route("*", "/{rest:.*}", self._nowhere)
        app.on_cleanup.append(self._stop)

    def _at(self, route: Route) -> Callable[[web.Request], Any]:
        async def asked(request: web.Request) -> web.StreamResponse:
            # A request whose asker is gone is done all the same.
            task = asyncio.create_task(self._answer(route, request))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)
            try:
                return await asyncio.shield(task)
            except Dropped:
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()

        return asked

    async def _nowhere(self, request: web.Request) -> web.Response:
        self.watch.arrived.append(Ask(f"{request.method} {request.path}", (), {}))
        return _json(Answer(404, {"message": "404: Not Found", "code": 0}), {})

    async def _stop(self, _app: web.Application) -> None:
        for task in self.under_way:
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)

    async def _answer(self, route: Route, request: web.Request) -> web.StreamResponse:
        try:
            ask = await self._read(route, request)
        except Refused as refused:
            return _json(Answer(refused.status, refused.body()), {})
        headers: dict[str, str] = {}
        try:
            await self.watch.step(Step.ARRIVAL, ask)
            headers = self.buckets.take(route.name, _major(route, ask), renames="name" in ask.body)
            answer = self._do(route, ask)
            await self.watch.step(Step.ACCEPTED, ask)
        except Instead as instead:
            return _instead(instead)
        response = _json(answer, headers)
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionResetError:
            return response  # whoever asked is gone; what was done stays done
        await self.watch.step(Step.ANSWERED, ask)
        return response

    def _do(self, route: Route, ask: Ask) -> Answer:
        """Return what Discord answers: what was done, or why not."""
        try:
            if self.check is not None:
                self.check(route, ask, None)
            answer = route.handler(Call(self.state, self.gateway, ask))
        except Refused as refused:
            self.watch.refused.append((ask, refused.code))
            return Answer(refused.status, refused.body())
        if ask.reason is not None:
            self.reasons.append((route.name, ask.reason))
        if self.check is not None:
            self.check(route, ask, answer)
        return answer

    async def _read(self, route: Route, request: web.Request) -> Ask:
        """Return a request as a handler reads it.

        Raises:
            Refused: it comes without the token, is no JSON, or its reason is too long.
        """
        if not route.open and request.headers.get("Authorization") != f"Bot {self.state.app.token}":
            raise Refused(401, 0, "401: Unauthorized")
        if not request.headers.get("User-Agent"):
            raise Refused(403, 40333, "internal network error")
        reason = request.headers.get(REASON)
        reason = unquote(reason) if reason is not None else None
        if reason is not None and not 1 <= len(reason) <= REASON_CHARACTERS:
            raise Refused(400, 50035, "Invalid Form Body", {"reason": {"_errors": []}})
        path = tuple(unquote(v) for v in request.match_info.values())
        body, files = await _body(request, self.state.file_limit)
        return Ask(route.name, path, body, dict(request.query), reason, files)


async def _body(request: web.Request, limit: int) -> tuple[Json, dict[int, Upload]]:
    files: dict[int, Upload] = {}
    multipart = request.content_type == "multipart/form-data"
    if multipart:
        raw, files = await form(request, limit)
    else:
        raw = (await request.read()).decode()
    if not raw:
        return {}, files
    try:
        told = json.loads(raw)
    except ValueError:
        told = None
    if told is None or not (multipart or request.content_type == "application/json"):
        raise Refused(400, 50109, "The request body contains invalid JSON.")
    # A list stands under an empty name: application commands are put so.
    return (told if isinstance(told, dict) else {"": told}), files


def _major(route: Route, ask: Ask) -> str:
    """Return what a bucket belongs to beside its route: a channel, a guild, or a webhook."""
    return "/".join(ask.path[: 2 if route.open else 1])


def _json(answer: Answer, headers: dict[str, str]) -> web.Response:
    """Return JSON whose content type names no character set: discord.py reads nothing else as JSON."""
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    body = json.dumps(answer.body, ensure_ascii=False).encode()
    return web.Response(status=answer.status, body=body, headers=headers, content_type="application/json")


def _instead(instead: Instead) -> web.Response:
    body = instead.text.encode()
    kind = instead.content_type
    return web.Response(status=instead.status, body=body, headers=instead.headers, content_type=kind)
