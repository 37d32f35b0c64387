"""The simulated Slack in a yard: the worker finds its token in the database, sealed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession

from adapters.ciphers import FernetCipher, new_key
from adapters.main.slack import Installs
from adapters.slack import PLATFORM
from adapters.slack.manifest import SCOPES
from adapters.slack.platform import SlackPlatform
from bot.ports import Clock
from storage.database import Database
from storage.installations import SqlInstallations
from tests.worlds.hunting import Asked, Doing
from tests.worlds.slack.faults import Dropped, Trouble
from tests.worlds.slack.ground import Channel, Kind, Message, Team
from tests.worlds.slack.hands import Hands
from tests.worlds.slack.installed import Installed, installation_of
from tests.worlds.slack.reader import read_message
from tests.worlds.slack.server import Server, served
from tests.worlds.slack.world import Ask, World, installed
from tests.worlds.trouble import Step
from tests.worlds.yards import HOME, Beside, Opening, RoomStanding, Standing, Stands

DOINGS = {
    "conversations.create": Doing.OPEN,
    "conversations.invite": Doing.INVITE,
    "conversations.archive": Doing.CLOSE,
    "conversations.history": Doing.LOOK,
    "conversations.replies": Doing.LOOK,
    "users.conversations": Doing.LOOK,
}
POSTS = {Kind.PUBLIC: Doing.POST, Kind.IM: Doing.DIRECT, Kind.PRIVATE: Doing.CIRCLE}


@dataclass(slots=True)
class Slack:
    """A workspace with Hearth in it. `key` seals the token."""

    server: Server
    team: Team
    adapter: SlackPlatform
    key: str = field(default_factory=new_key)
    platform: str = PLATFORM
    reads_back: bool = False

    @property
    def space(self) -> str:
        return self.team.id

    @property
    def reaches(self) -> Mapping[str, str]:
        return {"HEARTH_SLACK_URL": self.server.api, "HEARTH_SECRET_KEYS": self.key}

    @property
    def hands(self) -> Hands:
        """Return the people's hands."""
        return Hands(self.server.world, self.team)

    async def installs(self, database: Database) -> None:
        store = SqlInstallations(database, FernetCipher.of([self.key]), PLATFORM)
        await Installs(store, self.adapter.clock).put(installation_of(self.server.world, self.team))

    async def joins(self, name: str) -> str:
        return self.hands.arrives(name).id

    async def adds_room(self, name: str) -> str:
        if name == HOME:
            return next(c.id for c in self.team.live() if c.general)
        return self.server.world.channel(self.team, name, Kind.PUBLIC, "USLACKBOT", set()).id

    async def stands(self) -> Stands:
        install = installed(self.team)
        own = [(c, m) for c in self.team.live() for m in c.messages if m.bot == install.bot and m.to is None]
        made = [c for c in self.team.live() if c.creator == install.bot_user and c.kind is not Kind.IM]
        return Stands(
            [self._standing(c, m) for c, m in sorted(own, key=lambda one: one[1].at)],
            [RoomStanding(None, c.id, c.name, frozenset(c.members) - {install.bot_user}) for c in made],
        )

    def _standing(self, place: Channel, message: Message) -> Standing:
        read = read_message(self.team, message, place.user or installed(self.team).bot_user, "UTC")
        key = str((message.metadata or {}).get("event_payload", {}).get("key", ""))
        labels = tuple(b.label for _action, b in read.buttons)
        return Standing(key, message.ts, place.user or place.id, read.title, labels)

    def asked(self, ask: Ask) -> Asked:
        """Return a request in words that all platforms share."""
        place = self.team.channels.get(ask.place)
        if ask.method == "chat.postMessage" and place is not None:
            return Asked(POSTS[place.kind], ask.key, place.user or place.id)
        doing = DOINGS.get(ask.method, Doing.OTHER)
        return Asked(doing, ask.key, (place.user or place.id) if place else "", str(ask.args.get("name", "")))


def _at(step: Step, slack: Slack, beside: Beside) -> Trouble:
    async def trouble(ask: Ask) -> None:
        if await beside.sees(step, slack.asked(ask)) and step is not Step.ANSWERED:
            raise Dropped

    return trouble


@asynccontextmanager
async def opened(beside: Beside, clock: Clock) -> AsyncIterator[Slack]:
    """Serve a Slack."""
    world = World(lambda: clock.real().timestamp())
    async with served(world) as server, ClientSession() as session:
        team = world.team("yard", scopes=frozenset(scope for scope, _why in SCOPES))
        slack = Slack(
            server, team, SlackPlatform(Installed({team.id: installation_of(world, team)}), session, clock, server.api)
        )
        for step in Step:
            world.orders.on(step, _at(step, slack, beside), times=None)
        yield slack


OPENING: Opening = opened
"""Here the type checker holds it to what a yard needs."""
