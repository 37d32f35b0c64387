"""One REST request on its way to its handler, and the table of routes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from tests.worlds.discord.errors import missing_access, unknown, unknown_channel, unknown_guild
from tests.worlds.discord.faults import Ask
from tests.worlds.discord.fields import Fields
from tests.worlds.discord.permissions import needs, needs_in_guild, sees
from tests.worlds.discord.state import Channel, Guild, State
from tests.worlds.discord.words import DM, Json


class Telling(Protocol):
    """The gateway, as those need it who change something."""

    def tell(self, name: str, data: Json, *, guild: Guild | None = None, channel: Channel | None = None) -> None:
        """Tell every connected shard that may know of it. `channel`: only where the bot sees that."""

    @property
    def url(self) -> str:
        """Return the gateway's address."""

    @property
    def identified(self) -> int:
        """Return how many sessions were begun."""

    @property
    def shards(self) -> int:
        """Return how many shards Discord recommends."""


@dataclass(slots=True)
class Call:
    """A request: who is asked for what."""

    state: State
    gateway: Telling
    ask: Ask

    @property
    def bot(self) -> int:
        """Return the bot's own id."""
        return self.state.app.user.id

    @property
    def now(self) -> datetime:
        """Return the time."""
        return self.state.clock.real()

    @property
    def body(self) -> Fields:
        """Return the body's fields."""
        return Fields(self.ask.body)

    def number(self, at: int) -> int:
        """Return an id out of the path; one that is none names nothing."""
        text = self.ask.path[at]
        return int(text) if text.isdigit() else 0

    def guild(self, at: int = 0, *, may: int = 0) -> Guild:
        """Return the guild of the path, in which the bot may do that."""
        found = self.state.guild(self.number(at))
        if found is None:
            raise unknown_guild()
        needs_in_guild(found, self.bot, may)
        return found

    def channel(self, at: int = 0, *, may: int = 0) -> Channel:
        """Return the channel of the path, which the bot sees and where it may do that."""
        found = self.state.channel(self.number(at))
        if found is None:
            raise unknown_channel()
        if found.kind != DM:
            home = self.home(found)
            if not sees(home, found, self.bot):
                raise missing_access()
            needs(home, found, self.bot, may)
        return found

    def home(self, channel: Channel) -> Guild:
        """Return the guild of a channel."""
        found = self.state.guild(channel.guild or 0)
        if found is None:
            raise unknown_channel()
        return found

    def present(self, guild: Guild, user: int) -> None:
        """Refuse unless somebody is in the guild."""
        if user not in guild.members:
            raise unknown(10007, "Member")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what is told with it; None: nothing."""

    status: int
    body: Any = None


Handler: TypeAlias = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """`pattern` as in Discord's OpenAPI, without the version. `open`: works without the bot's token."""

    method: str
    pattern: str
    name: str
    handler: Handler
    open: bool = False


@dataclass(slots=True)
class Routes:
    """The routes of one part of the API."""

    all: list[Route] = field(default_factory=list)

    def on(self, method: str, pattern: str, *, open: bool = False) -> Callable[[Handler], Handler]:  # noqa: A002
        """Note a handler, by its own name."""

        def noted(handler: Handler) -> Handler:
            self.all.append(Route(method, pattern, handler.__name__, handler, open))
            return handler

        return noted


OK, CREATED, NOTHING = 200, 201, Answer(204)


def shown(body: Any) -> Answer:
    """Return what is shown."""
    return Answer(OK, body)
