"""A simulated Slack: its workspaces, the one app installed in them, its clock, and what is on its way to the app."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tests.worlds.slack.ground import Channel, Install, Json, Kind, Message, Refused, Team, User, View, ts_of
from tests.worlds.slack.scopes import HEARTH
from tests.worlds.slack.tiers import Tiers
from tests.worlds.trouble import Orders

if TYPE_CHECKING:
    from tests.worlds.slack.uploads import File

TRIGGER_S: Final = 3
"""platforms.md 1.1."""
URL_S: Final = 1800
URL_USES: Final = 5
"""A response_url: 30 minutes, five times (platforms.md 1.1)."""
DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to Slack: a Web API method, or `response_url`, with its arguments."""

    method: str
    args: Json
    team: str = ""

    @property
    def key(self) -> str:
        """Return the key that Hearth put into the metadata of what it makes; empty for anything else."""
        metadata = self.args.get("metadata")
        payload = metadata.get("event_payload", {}) if isinstance(metadata, dict) else {}
        return str(payload.get("key", ""))

    @property
    def place(self) -> str:
        """Return the conversation or the people meant."""
        return str(self.args.get("channel") or self.args.get("users") or "")


@dataclass(slots=True)
class App:
    """The app as its manifest and its settings make it."""

    id: str = "A0HEARTH00"
    command: str = "/hearth"
    secret: str = "8f742231b10e8888abcd99yyyzzz85a5"
    app_token: str = "xapp-1-A0HEARTH00-1-hearth"
    token: str = "verification-token"
    home_tab: bool = True
    messages_tab: bool = True
    should_escape: bool = True
    escape_names: bool = False
    """Whether an escaped person has the handle behind it, `<@U1|name>`, as Slack's older examples have it."""
    shortcuts: frozenset[str] = frozenset({"prompt_add"})
    events: frozenset[str] | None = None
    """The events it subscribed to; None: all this world knows."""


@dataclass(slots=True)
class Trigger:
    """Leave to open one modal."""

    team: str
    user: str
    at: float
    view: str | None = None
    used: bool = False


@dataclass(slots=True)
class Hook:
    """A response_url. `message`: the one whose button was pressed."""

    team: str
    user: str
    channel: str
    at: float
    message: str | None = None
    uses: int = 0


@dataclass(slots=True)
class World:
    """Everything. `now` is seconds since 1970. `on_event` sends one to the app (outbox.py)."""

    now: Callable[[], float]
    app: App = field(default_factory=App)
    teams: dict[str, Team] = field(default_factory=dict)
    orders: Orders[Ask] = field(default_factory=Orders)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    """What Slack itself told people went wrong: (user, sentence)."""
    story: Callable[[], datetime] | None = None
    """Another clock, by which tests tell when something was sent."""
    on_event: Callable[[Team, Json], None] | None = None
    url: str = ""
    tiers: Tiers = field(init=False)
    files: dict[str, "File"] = field(default_factory=dict)
    looks_at_files_s: float = 0.0
    """How long Slack looks at a new file before it may stand in a block."""
    page: int | None = None
    """At most so many rows a page of any list, however many are asked for."""
    running: set[asyncio.Task[None]] = field(default_factory=set)
    _last: int = 0
    _count: int = 0

    def __post_init__(self) -> None:
        self.tiers = Tiers(self.now)

    # Ids and time

    def tick(self) -> int:
        """Return now in microseconds, later than ever before."""
        self._last = max(int(self.now() * 1_000_000), self._last + 1)
        return self._last

    def id(self, prefix: str) -> str:
        """Return a new id of Slack's shape."""
        self._count += 1
        left, digits = self._count, ""
        while left:
            left, digit = divmod(left, 36)
            digits = DIGITS[digit] + digits
        return f"{prefix}0{digits:0>9}"

    # What is there

    def team(self, name: str, *, scopes: frozenset[str] = HEARTH) -> Team:
        """Make a workspace with #general, and install the app in it; the app is in no channel."""
        team = Team(self.id("T"), name, "".join(c for c in name.lower() if c.isalnum()) or "team")
        self.teams[team.id] = team
        bot = User(self.id("U"), "Hearth", "UTC", bot=True)
        team.users[bot.id] = bot
        team.install = Install(f"xoxb-{team.id}", scopes, self.id("B"), bot.id, bot.id)
        general = self.channel(team, "general", Kind.PUBLIC, "USLACKBOT", set())
        general.general = True
        return team

    def user(self, team: Team, name: str, zone: str, *, admin: bool = False) -> User:
        """Let somebody into a workspace; everybody is in #general."""
        user = User(self.id("U"), name, zone, admin=admin)
        team.users[user.id] = user
        for channel in team.live():
            if channel.general:
                channel.members.add(user.id)
        return user

    def channel(self, team: Team, name: str, kind: Kind, creator: str, members: set[str]) -> Channel:
        """Make a conversation."""
        prefix = "D" if kind is Kind.IM else "C"
        made = Channel(self.id(prefix), kind, name, creator, int(self.now()), members)
        team.channels[made.id] = made
        return made

    def opened(self, team: Team, user: User) -> Channel:
        """Return somebody's DM with the app, opening it if need be.

        Raises:
            Refused: they cannot be written to.
        """
        install = installed(team)
        if user.bot:
            raise Refused("cannot_dm_bot")
        if user.deleted:
            raise Refused("user_disabled")
        if user.refuses:
            raise Refused("channel_not_found")
        found = team.dm(user.id)
        if found is None:
            found = self.channel(team, "", Kind.IM, install.bot_user, {install.bot_user, user.id})
            found.user = user.id
        return found

    def message(self, channel: Channel, user: str, text: str, **rest: Any) -> Message:
        """Put a message into a conversation."""
        made = Message(self.tick(), user, text, story=self.story() if self.story else None, **rest)
        channel.messages.append(made)
        self.orders.news.set()
        return made

    def view(self, user: str, body: Json, *, root: str | None = None, previous: str | None = None) -> View:
        """Return a new view, not yet on a screen."""
        made = self.id("V")
        return View(made, user, body, self.hash(), root or made, previous)

    def hash(self) -> str:
        """Return a new state of a view."""
        return f"{ts_of(self.tick())}.h"

    # Leave to act

    def trigger(self, team: Team, user: str, view: str | None = None) -> str:
        """Return a trigger_id: good once, for three seconds."""
        made = f"{self.tick()}.{self.id('X')}"
        self.triggers[made] = Trigger(team.id, user, self.now(), view)
        return made

    def exchanged(self, team: Team, trigger: str) -> Trigger:
        """Use a trigger_id up.

        Raises:
            Refused: it is no good, or no good any more.
        """
        found = self.triggers.get(trigger)
        if found is None or found.team != team.id:
            raise Refused("invalid_trigger_id")
        if found.used:
            raise Refused("exchanged_trigger_id")
        if self.now() - found.at > TRIGGER_S:
            raise Refused("expired_trigger_id")
        found.used = True
        return found

    def hook(self, team: Team, user: str, channel: str, message: str | None = None) -> str:
        """Return a response_url."""
        made = self.id("H")
        self.hooks[made] = Hook(team.id, user, channel, self.now(), message)
        return f"{self.url}/respond/{team.id}/{made}"

    # Events

    def emit(self, team: Team, event: Json) -> None:
        """Send an event to the app by and by, if it may have it."""
        if self.on_event is not None:
            self.on_event(team, event)

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something meanwhile."""
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def settle(self) -> None:
        """Wait until everything on its way to the app has arrived, or was given up."""
        while self.running:
            await asyncio.gather(*self.running, return_exceptions=True)


def installed(team: Team) -> Install:
    """Return the app's installation in a workspace.

    Raises:
        Refused: it is not there any more.
    """
    if team.install is None or team.install.revoked:
        raise Refused("account_inactive")
    return team.install
