"""A simulated Discord at an address of this machine. It may go away and come back at the same address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.ports import Clock
from tests.worlds.discord.buckets import Buckets
from tests.worlds.discord.faults import Watch
from tests.worlds.discord.gateway import Gateway
from tests.worlds.discord.rest import PREFIX, Check, Rest
from tests.worlds.discord.state import State, new_state


@dataclass(slots=True)
class Discord:
    """All of it: what it holds, its two doors, and who stands beside with trouble."""

    state: State
    watch: Watch
    gateway: Gateway
    rest: Rest
    port: int = 0
    runner: web.AppRunner | None = None

    @property
    def api(self) -> str:
        """Return the base of the REST API."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    @property
    def socket(self) -> str:
        """Return the gateway's address."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    @property
    def pictures(self) -> str:
        """Return the base of the content network; nothing lies there."""
        return f"http://127.0.0.1:{self.port}/cdn"

    async def opens(self) -> None:
        """Listen."""
        app = web.Application(client_max_size=25 * 2**20)
        app.router.add_get("/gateway", self.gateway.connect)
        app.router.add_get("/gateway/", self.gateway.connect)
        self.rest.mount(app)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        self.port = self.runner.addresses[0][1]
        self.gateway.url = self.socket

    async def closes(self) -> None:
        """Stop listening: who asks finds nobody there."""
        self.gateway.cut()
        if self.runner is not None:
            await self.runner.cleanup()
        self.runner = None


def discord(clock: Clock, *, token: str = "bot-token", allowed_intents: int = 0, check: Check | None = None) -> Discord:
    """Return a Discord that does not listen yet; `check` looks at each request and answer."""
    state, watch = new_state(clock, token=token, allowed_intents=allowed_intents), Watch()
    gateway = Gateway(state, watch)
    rest = Rest(state, gateway, watch, Buckets(clock), check)
    return Discord(state, watch, gateway, rest)


@asynccontextmanager
async def served(
    clock: Clock, *, token: str = "bot-token", allowed_intents: int = 0, check: Check | None = None
) -> AsyncIterator[Discord]:
    """Serve a Discord at a free port until the end."""
    made = discord(clock, token=token, allowed_intents=allowed_intents, check=check)
    await made.opens()
    try:
        yield made
    finally:
        made.watch.closing.set()
        await made.closes()
