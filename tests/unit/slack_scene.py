"""The Slack app before the simulated Slack, with an engine that says what a test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import httpx
from starlette.applications import Starlette

from adapters.clock import FrozenClock
from adapters.main.house import catalogue
from adapters.slack.app import SlackApp
from adapters.slack.installs import Installation
from bot.cards import Card, Form, Para, Reply
from bot.catalogue import Catalogue
from bot.commands import Event, Request
from bot.engine import Answer, Reader
from bot.ports import Names
from tests.unit.slack_ground import Shelf
from tests.worlds.slack.acting import Acting
from tests.worlds.slack.door import HttpDoor
from tests.worlds.slack.ground import Channel, Message, Team, User, View
from tests.worlds.slack.hands import Hands
from tests.worlds.slack.reader import Read, read_message
from tests.worlds.slack.server import Server, served
from tests.worlds.slack.world import World

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DONE = Reply(Card("Done", (Para(("as asked",)),)))


@dataclass(slots=True)
class Answering:
    """Stands where the engine stands: reads as the engine does, and answers what it was told to."""

    catalogue: Catalogue = field(default_factory=catalogue)
    reply: Reply | Callable[[Request], Awaitable[Reply]] = DONE
    suggests: tuple[str, ...] = ()
    asked: list[Request] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    breaks: list[Exception] = field(default_factory=list)
    """Raised by the next events and requests, one each."""

    async def answer(self, request: Request) -> Answer:
        if self.breaks:
            raise self.breaks.pop(0)
        self.asked.append(request)
        reply = self.reply if isinstance(self.reply, Reply) else await self.reply(request)
        return Answer(reply, Reader(Names(), "UTC", "en"))

    async def suggest(self, request: Request, path: tuple[str, ...], arg: str, typed: str) -> tuple[str, ...]:
        return tuple(s for s in self.suggests if typed in s)

    async def receive(self, event: Event) -> None:
        if self.breaks:
            raise self.breaks.pop(0)
        self.events.append(event)


@dataclass(slots=True)
class Drawer:
    """Forms in memory."""

    forms: dict[str, tuple[str, Form]] = field(default_factory=dict)

    async def keep(self, platform: str, space: str, person: str, form: Form) -> str:
        ident = f"{len(self.forms):a>16}"
        self.forms[ident] = (f"{platform}:{space}:{person}", form)
        return ident

    async def kept(self, platform: str, space: str, person: str, form: str) -> Form | None:
        whose, found = self.forms.get(form, ("", None))
        return found if whose == f"{platform}:{space}:{person}" else None


@dataclass(slots=True)
class Scene:
    """A workspace with Ada, who runs it, and Bob, both in #general with Hearth."""

    world: World
    server: Server
    team: Team
    clock: FrozenClock
    shelf: Shelf
    engine: Answering
    drawer: Drawer
    app: SlackApp
    people: Acting
    hands: Hands
    ada: User
    bob: User
    general: Channel

    async def types(self, text: str, *, who: User | None = None, where: Channel | None = None) -> None:
        """Type a line, and let what follows from it happen."""
        answer = await self.people.types(who or self.ada, where or self.general, text)
        assert (answer.failed, answer.body) == ("", None)
        await self.rest()

    async def rest(self) -> None:
        """Return when the app is at rest."""
        while self.app.work.tasks:
            await asyncio.wait(set(self.app.work.tasks))

    def form(self, who: User | None = None) -> View:
        found = self.people.modal(who or self.ada)
        assert found is not None
        return found

    def heard(self, who: User | None = None) -> list[str]:
        """Return what somebody was told privately, wherever, oldest first."""
        return [read.text for read in self.told(who)]

    def told(self, who: User | None = None) -> list[Read]:
        user = who or self.ada
        return [read_message(self.team, m, user.id, user.zone) for _channel, m in self.messages(user)]

    def messages(self, user: User) -> list[tuple[Channel, Message]]:
        found = [(c, m) for c in self.team.channels.values() for m in c.messages if m.bot]
        mine = [(c, m) for c, m in found if user.id in {m.to, c.user}]
        return sorted(mine, key=lambda pair: pair[1].at)

    def posted(self) -> list[str]:
        """Return what Hearth said where more than one person reads it."""
        rooms = [c for c in self.team.channels.values() if not c.user]
        return [m.text for c in rooms for m in c.messages if m.bot and m.to is None]

    async def presses(self, label: str, *, who: User | None = None) -> None:
        """Press a button of the newest private message."""
        user = who or self.ada
        channel, message = self.messages(user)[-1]
        buttons = read_message(self.team, message, user.id, user.zone).buttons
        action = next(action for action, button in buttons if button.label == label)
        assert not (await self.people.presses(user, channel, message, action)).failed
        await self.rest()

    async def fills(self, answers: Mapping[str, str], *, who: User | None = None) -> Mapping[str, str]:
        """Fill the form on top and send it; return what is wrong with it, by field."""
        view = self.form(who)
        steward = {"steward": self.bob.id} if any(b.get("block_id") == "steward" for b in view.body["blocks"]) else {}
        await self.people.submits(who or self.ada, {**steward, **answers})
        await self.rest()
        return dict(view.errors)

    def asked(self, *methods: str) -> list[Any]:
        return [a.args for a in self.world.orders.arrived if a.method in methods]


@asynccontextmanager
async def scene(*, ack_limit: timedelta = timedelta(seconds=1.5), signed: bool = True) -> AsyncIterator[Scene]:
    """Open it, over signed HTTP."""
    clock = FrozenClock(NOW, datetime(2026, 1, 1, 12, tzinfo=UTC))
    world = World(lambda: clock.real().timestamp())
    team = world.team("Acme")
    install = team.install
    assert install is not None
    general = next(iter(team.live()))
    general.members.add(install.bot_user)
    kept = Installation(
        team=team.id, team_name="Acme Inc", enterprise=None, bot_token=install.token, bot_id=install.bot,
        bot_user=install.bot_user, installer=None, scopes=tuple(sorted(install.scopes)), app=world.app.id,
    )  # fmt: skip
    shelf, engine, drawer = Shelf({team.id: kept}), Answering(), Drawer()
    async with served(world) as server, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        app = SlackApp(
            engine, shelf, drawer, session, clock,
            signing_secret=world.app.secret, base_url=server.api, ack_limit=ack_limit,
        )  # fmt: skip
        web = httpx.ASGITransport(Starlette(routes=[app.http()]))
        async with httpx.AsyncClient(transport=web, base_url="http://hearth") as client:
            server.outbox.retry_s = ()
            if signed:
                server.outbox.door = HttpDoor("/slack/events", world.app.secret, world.now, over(client))
            yield Scene(
                world, server, team, clock, shelf, engine, drawer, app,
                Acting(world, team, server.outbox), Hands(world, team),
                world.user(team, "Ada", "Europe/London", admin=True), world.user(team, "Bob", "UTC"), general,
            )  # fmt: skip
            await app.close()


def over(client: httpx.AsyncClient) -> Callable[..., Awaitable[tuple[int, Mapping[str, str], bytes]]]:
    """Return a way to post to an app in this process."""

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        answer = await client.post(url, headers=dict(headers), content=body)
        return answer.status_code, answer.headers, answer.content

    return post
