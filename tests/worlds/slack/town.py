"""Towns in the simulated Slack: the product's app behind signed HTTP, its adapter over real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from aiohttp import ClientSession, ClientTimeout
from starlette.applications import Starlette

from adapters.ciphers import FernetCipher, new_key
from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.slack import Slack
from adapters.settings import Settings
from adapters.slack.app import SlackApp
from adapters.slack.manifest import SCOPES
from adapters.slack.platform import SlackPlatform
from storage.database import Database
from storage.drawer import SqlDrawer
from storage.installations import SqlInstallations
from tests.worlds.drawing import pictures
from tests.worlds.slack.door import HttpDoor
from tests.worlds.slack.ground import Kind
from tests.worlds.slack.installed import installation_of
from tests.worlds.slack.server import Server, served
from tests.worlds.slack.streets import SlackTown
from tests.worlds.slack.world import World
from tests.worlds.towns import HOME, Ground, Opening

LIMIT_S = 10
PATIENCE = timedelta(seconds=30)
"""Long, so that a busy machine causes no time-out that was not ordered."""
PLATFORM = "slack"


@dataclass(slots=True, repr=False)
class SlackWorld:
    """One simulated Slack; its workspaces are the towns."""

    server: Server
    slack: Slack
    drawer: SqlDrawer
    adapter: SlackPlatform
    asgi: httpx.AsyncClient | None = None
    connected: Ground | None = None
    towns: list[SlackTown] = field(default_factory=list)

    @property
    def world(self) -> World:
        """Return what Slack holds."""
        return self.server.world

    @property
    def ground(self) -> Ground:
        """Return what it was connected to."""
        assert self.connected is not None
        return self.connected

    @property
    def app(self) -> SlackApp:
        """Return the product's app."""
        assert self.slack.app is not None
        return self.slack.app

    async def connects(self, ground: Ground) -> None:
        """Take the wired Hearth: requests are signed and go to the product's own route, in process."""
        self.connected = ground
        self.world.story = ground.clock.now
        self.slack.app = SlackApp(
            ground.hearth.engine,
            self.slack.installs,
            self.drawer,
            self.slack.session,
            ground.clock,
            signing_secret=self.world.app.secret,
            base_url=self.server.api,
            ack_limit=PATIENCE,
            pictures=pictures(),
        )
        site = Starlette(routes=[self.app.http()])
        self.asgi = httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://hearth.test")
        # What fails is tried again at once: real time stands still here.
        self.server.outbox.retry_s = (0.0,)
        self.server.outbox.door = HttpDoor(
            "/slack/events", self.world.app.secret, self.world.now, self._post, ack_s=PATIENCE.total_seconds()
        )

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        assert self.asgi is not None
        # Slack that waits no longer ends nothing in the app.
        asked = asyncio.ensure_future(self.asgi.post(url, headers=dict(headers), content=body))
        answer = await asyncio.shield(asked)
        return answer.status_code, answer.headers, answer.content

    @asynccontextmanager
    async def over_sockets(self, count: int = 2) -> AsyncIterator[None]:
        """Let everything come over Socket Mode instead of HTTP."""
        links, http = self.server.links, self.server.outbox.door
        links.ack_s = PATIENCE.total_seconds()
        async with self.app.sockets(self.world.app.app_token, count):
            await links.connected(count)
            self.server.outbox.door = links
            try:
                yield
            finally:
                self.server.outbox.door = http

    async def opens(self, name: str, people: Sequence[str]) -> SlackTown:
        """Return a new workspace with Hearth installed in it."""
        team = self.world.team(name, scopes=frozenset(scope for scope, _why in SCOPES))
        await self.slack.installs.put(installation_of(self.world, team))
        town = SlackTown(self, team, name)
        self.towns.append(town)
        await town.lets_in(*people)
        assert any(c.name == HOME and c.kind is Kind.PUBLIC for c in team.live())
        return town

    async def quiet(self) -> None:
        """Return when nothing is under way any more, in Slack and in Hearth, and events are worked off."""
        while True:
            known = len(self.server.outbox.sent)
            async with asyncio.timeout(60):
                while self.app.work.tasks:
                    await asyncio.wait(set(self.app.work.tasks))
                await self.world.settle()
                await self.ground.hearth.settle()
            if len(self.server.outbox.sent) == known and not self.app.work.tasks and not self.world.running:
                return
            await self.ground.hearth.pulse()

    async def close(self) -> None:
        """End what listens."""
        if self.slack.app is not None:
            await self.slack.app.close()
        if self.asgi is not None:
            await self.asgi.aclose()


@asynccontextmanager
async def open_world(database: Database, clock: FrozenClock) -> AsyncIterator[SlackWorld]:
    """Start a simulated Slack; it keeps real time, which stands still."""
    world = World(lambda: clock.real().timestamp())
    async with served(world) as server, ClientSession(timeout=ClientTimeout(total=LIMIT_S)) as session:
        settings = Settings.model_validate({"slack_url": server.api, "slack_signing_secret": world.app.secret})
        cipher = FernetCipher.of([new_key()])
        slack = Slack.of(settings, SqlInstallations(database, cipher, PLATFORM), session, clock, pictures())
        made = SlackWorld(server, slack, SqlDrawer(database, cipher, clock, SeededIds("drawer")), slack.platform)
        try:
            yield made
        finally:
            await made.close()


OPENING: Opening = open_world
"""Here the type checker holds the simulated Slack to what towns and worlds must be."""
