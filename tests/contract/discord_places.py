"""A simulated Discord with a guild and people, for the tests of the simulation itself: asked over plain HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientSession

from adapters.clock import FrozenClock
from tests.worlds.discord.acts import Acts
from tests.worlds.discord.clients import Clients
from tests.worlds.discord.server import Discord, served
from tests.worlds.discord.state import Channel, Guild, User
from tests.worlds.discord.words import (
    CREATE_EVENTS,
    CREATE_PRIVATE_THREADS,
    INTENT_GUILDS,
    INTENT_MESSAGES,
    INTENT_REACTIONS,
    MANAGE_CHANNELS,
    MANAGE_ROLES,
    MEMBERS_HAVE,
    Json,
)

MACHINE = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
BOT_MAY = MEMBERS_HAVE | MANAGE_CHANNELS | MANAGE_ROLES | CREATE_EVENTS | CREATE_PRIVATE_THREADS
INTENTS = INTENT_GUILDS | INTENT_MESSAGES | INTENT_REACTIONS
WAIT_S = 20


@dataclass(slots=True)
class Place:
    """One guild, its general channel, Ada and Bob in it, and a session that asks as the bot."""

    discord: Discord
    clock: FrozenClock
    session: ClientSession
    guild: Guild
    general: Channel
    ada: User
    bob: User

    @property
    def acts(self) -> Acts:
        return Acts(self.discord)

    @property
    def clients(self) -> Clients:
        return Clients(self.discord)

    @property
    def bot(self) -> int:
        return self.discord.state.app.user.id

    async def asks(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Ask as the bot; return the status and what came with it."""
        own = {"Authorization": "Bot bot-token", "User-Agent": "DiscordBot (test)"} | headers
        async with self.session.request(method, self.discord.api + path, json=body, headers=own) as response:
            if response.content_type == "application/json":
                assert response.headers["Content-Type"] == "application/json"
                return response.status, await response.json()
            return response.status, await response.text()

    async def refused(self, method: str, path: str, body: Any = None) -> tuple[int, int]:
        """Ask as the bot for what is refused; return the status and Discord's code."""
        status, told = await self.asks(method, path, body)
        assert status >= 400, told
        return status, told["code"]

    async def posts(self, body: Json, *, to: Channel | None = None) -> Json:
        """Post a message as the bot."""
        status, told = await self.asks("POST", f"/channels/{(to or self.general).id}/messages", body)
        assert status == 200, told
        made: Json = told
        return made


@asynccontextmanager
async def place(*, allowed_intents: int = 0, check: Any = None) -> AsyncIterator[Place]:
    """Open a Discord with one guild."""
    clock = FrozenClock(MACHINE, MACHINE)
    async with served(clock, allowed_intents=allowed_intents, check=check) as discord, ClientSession() as session:
        acts = Acts(discord)
        guild = acts.founds("land", bot_may=BOT_MAY)
        general = next(iter(guild.channels.values()))
        yield Place(discord, clock, session, guild, general, acts.joins(guild, "Ada"), acts.joins(guild, "Bob"))


@dataclass(slots=True)
class Line:
    """A plain websocket to the gateway."""

    place: Place
    socket: Any

    async def next(self) -> Json:
        """Return the next frame."""
        frame: Json = await self.socket.receive_json(timeout=WAIT_S)
        return frame

    async def event(self, name: str) -> Json:
        """Return the data of the next event of that name."""
        async with asyncio.timeout(WAIT_S):
            while True:
                frame = await self.next()
                if frame.get("t") == name:
                    data: Json = frame["d"]
                    return data

    async def sends(self, op: int, data: Any) -> None:
        """Send a frame."""
        await self.socket.send_json({"op": op, "d": data})

    async def closed(self) -> int:
        """Return the code with which Discord closes the connection."""
        async for _ in self.socket:
            pass
        return int(self.socket.close_code or 0)

    async def identifies(self, intents: int = INTENTS, token: str = "bot-token") -> Json:
        """Begin a session; return READY."""
        await self.sends(2, {"token": token, "intents": intents, "properties": {}})
        return await self.event("READY")


@asynccontextmanager
async def line(at: Place) -> AsyncIterator[Line]:
    """Open a websocket to the gateway, after its HELLO."""
    async with at.session.ws_connect(at.discord.socket, params={"v": "10", "encoding": "json"}) as socket:
        opened = Line(at, socket)
        assert (await opened.next())["op"] == 10
        yield opened
