"""The simulated Slack at an address of this machine: Web API, response_url, Socket Mode."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from aiohttp import web

from tests.worlds.slack import chat, lists, rooms, uploads, views
from tests.worlds.slack.caller import Caller, caller
from tests.worlds.slack.faults import Dropped, answer_of
from tests.worlds.slack.ground import Json, Refused
from tests.worlds.slack.outbox import Outbox
from tests.worlds.slack.reading import Args, arguments
from tests.worlds.slack.respond import refusal_of, respond
from tests.worlds.slack.sockets import Links
from tests.worlds.slack.tiers import TooMany
from tests.worlds.slack.world import Ask, World
from tests.worlds.trouble import Step

Method: TypeAlias = Callable[[Caller], Awaitable[Json]]
PARTS: Final = (chat, rooms, lists, views, uploads)
METHODS: Final[dict[str, Method]] = {name: method for part in PARTS for name, method in part.METHODS.items()}
UPLOAD: Final = "upload"
"""How the orders call the bytes of a file."""
HOOK: Final = "response_url"
"""How the orders call a post to a response_url."""


@dataclass(slots=True)
class Server:
    """A world at an address. It may go away and come back at the same one."""

    world: World
    links: Links = field(init=False)
    outbox: Outbox = field(init=False)
    port: int = 0
    runner: web.AppRunner | None = None

    def __post_init__(self) -> None:
        self.links = Links(self.world.app.id, self.world.now)
        self.outbox = Outbox(self.world)
        self.world.on_event = self.outbox.on_event

    @property
    def url(self) -> str:
        """Return the address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        """Return the base URL of the Web API."""
        return f"{self.url}/api/"

    async def opens(self) -> None:
        """Listen."""
        app = web.Application(client_max_size=4 * 1024**2)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/respond/{team}/{hook}", self._hook)
        app.router.add_post("/upload/{file}", self._file)
        app.router.add_get("/link", self.links.serve)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        self.port = self.runner.addresses[0][1]
        self.world.url = self.url

    async def closes(self) -> None:
        """Stop listening: who asks finds nobody there."""
        for link in list(self.links.open):
            await link.socket.close()
        if self.runner is not None:
            await self.runner.cleanup()
        self.runner = None

    # The Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            args = await arguments(request)
        except Refused as refused:
            return _refusal(refused)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or args.text("token")
        ask = Ask(method, _opened(args), self._team_of(token))
        return await self._walk(request, ask, lambda: self._done(method, token, args))

    def _team_of(self, token: str) -> str:
        teams = self.world.teams.values()
        return next((t.id for t in teams if t.install is not None and t.install.token == token), "")

    async def _done(self, method: str, token: str, args: Args) -> web.Response:
        if method == "apps.connections.open":
            return web.json_response({"ok": True, "url": self._ticket(token)})
        call = caller(self.world, token, method, args)
        self.world.tiers.take(method, call.team.id, args.given.get("channel"))
        answer = await METHODS[method](call)
        scopes = {"X-OAuth-Scopes": ",".join(sorted(call.install.scopes))}
        return web.json_response({"ok": True, **answer}, headers=scopes)

    def _ticket(self, token: str) -> str:
        if not token:
            raise Refused("not_authed")
        if token.startswith("xoxb-"):
            raise Refused("not_allowed_token_type")
        if token != self.world.app.app_token:
            raise Refused("invalid_auth")
        return f"ws://127.0.0.1:{self.port}/link?ticket={self.links.ticket()}"

    # response_url

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.text() or "{}")
        return await self._walk(
            request, Ask(HOOK, body, request.match_info["team"]), lambda: self._said(request.match_info["hook"], body)
        )

    async def _said(self, hook: str, body: Json) -> web.Response:
        try:
            respond(self.world, hook, body)
        except Refused as refused:
            return refusal_of(refused)
        return web.json_response({"ok": True})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        data = await request.read()
        ask = Ask(UPLOAD, {"file": request.match_info["file"], "length": len(data)})

        async def taken() -> web.Response:
            fine = uploads.received(self.world, request.match_info["file"], data)
            return web.Response(status=200 if fine else 400, text=f"OK - {len(data)}" if fine else "")

        return await self._walk(request, ask, taken)

    # What can go wrong

    async def _walk(
        self, request: web.Request, ask: Ask, work: Callable[[], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        """Work a request off, with whatever trouble was ordered at each step."""
        orders = self.world.orders
        try:
            await orders.step(Step.ARRIVAL, ask)
            answer = await work()
            await orders.step(Step.ACCEPTED, ask)
        except Dropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        except Refused as refused:
            answer = _refusal(refused)
        except TooMany as many:
            answer = _too_many(many)
        except Exception as error:
            instead = answer_of(error)
            if instead is None:
                raise
            answer = instead
        try:
            await answer.prepare(request)
            await answer.write_eof()
        except ConnectionResetError:
            return answer  # whoever asked is gone; what was done stays done
        await orders.step(Step.ANSWERED, ask)
        return answer


def _opened(args: Args) -> Json:
    """Return arguments with the JSON in them opened, for whoever reads the orders."""
    opened = dict(args.given)
    for name in ("metadata", "blocks", "view"):
        if isinstance(opened.get(name), str):
            try:
                opened[name] = json.loads(opened[name])
            except ValueError:
                continue
    opened.pop("token", None)
    return opened


def _refusal(refused: Refused) -> web.Response:
    return web.json_response({"ok": False, "error": refused.code, **refused.more})


def _too_many(many: TooMany) -> web.Response:
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(many.wait)})


@asynccontextmanager
async def served(world: World) -> AsyncIterator[Server]:
    """Serve a world at a free port until the end; what hangs is let go of then."""
    server = Server(world)
    await server.opens()
    try:
        yield server
    finally:
        world.orders.closing.set()
        for task in list(world.running):
            task.cancel()
        await world.settle()
        await server.closes()
