"""What a simulated Discord holds: guilds, members, channels, messages, commands, interactions."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.ports import Clock
from tests.worlds.discord.words import DM, MEMBERS_HAVE, TEXT, THREADS, Json

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""From which snowflakes count (DD:reference)."""


@dataclass(slots=True)
class Snowflakes:
    """Ids that grow, with the time of the clock's real hand in them."""

    clock: Clock
    last: int = 0

    def new(self) -> int:
        """Return an id later than each before."""
        stamp = int((self.clock.real() - EPOCH) / timedelta(milliseconds=1)) << 22
        self.last = max(stamp, self.last + 1)
        return self.last


def born(snowflake: int) -> datetime:
    """Return when something was made, from its id."""
    return EPOCH + timedelta(milliseconds=snowflake >> 22)


@dataclass(slots=True)
class User:
    """Somebody. `zone` is where their client shows times, `locale` its language; Discord tells no bot the zone."""

    id: int
    name: str
    shown: str
    zone: str = "UTC"
    locale: str = "en-US"
    bot: bool = False
    direct_open: bool = True


@dataclass(slots=True)
class Role:
    """A role. The one with the guild's own id is @everyone."""

    id: int
    name: str
    permissions: int
    position: int = 1


@dataclass(slots=True)
class Member:
    """A user in a guild."""

    user: User
    joined: datetime
    roles: list[int] = field(default_factory=list)
    nick: str | None = None
    pending: bool = False

    @property
    def name(self) -> str:
        """Return the name others read."""
        return self.nick or self.user.shown


@dataclass(slots=True)
class Overwrite:
    """What a role (kind 0) or a member (kind 1) may do in one channel beyond their roles."""

    id: int
    kind: int
    allow: int
    deny: int


@dataclass(slots=True)
class Message:
    """A message. `reader`: the only one who sees it. `mentions` and `everyone`: whom it pings."""

    id: int
    channel: int
    author: User
    at: datetime
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    flags: int = 0
    allowed: Json | None = None
    mentions: list[User] = field(default_factory=list)
    everyone: bool = False
    nonce: str | int | None = None
    edited: datetime | None = None
    reader: int | None = None
    attachments: list[Json] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    interaction: "Interaction | None" = None
    reference: Json | None = None
    reactions: dict[str, set[int]] = field(default_factory=dict)
    community: datetime | None = None
    """When it was sent in community time, which Discord itself does not know."""


@dataclass(slots=True)
class Channel:
    """A text channel, a thread (with `parent`) or direct messages (with `recipient`)."""

    id: int
    kind: int
    name: str
    guild: int | None = None
    topic: str | None = None
    position: int = 0
    parent: int | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    recipient: User | None = None
    owner: int | None = None
    inside: dict[int, datetime] = field(default_factory=dict)
    threaded: set[int] = field(default_factory=set)
    """The messages at which a thread has begun: none begins there again, also when it was deleted."""
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    archive_minutes: int = 4320
    changed: datetime = EPOCH

    @property
    def is_thread(self) -> bool:
        """Return whether it is a thread."""
        return self.kind in THREADS


@dataclass(slots=True)
class ScheduledEvent:
    """An event in a guild's calendar."""

    id: int
    guild: int
    creator: User
    name: str
    description: str | None
    starts: datetime
    ends: datetime | None
    location: str | None
    entity: int = 3
    channel: int | None = None
    rule: Json | None = None
    reason: str | None = None


@dataclass(slots=True)
class Guild:
    """A server."""

    id: int
    name: str
    owner: int
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    events: dict[int, ScheduledEvent] = field(default_factory=dict)
    commands: list[Json] = field(default_factory=list)
    shows_all_commands: bool = False
    """Whether its admins let everybody use every command (Server Settings → Integrations)."""


@dataclass(slots=True)
class Interaction:
    """One click, command or form, and how it was answered.

    `kind` as in Discord: 2 command, 3 component, 4 autocomplete, 5 modal. `answer` is the type of the first
    response; `modal` and `choices` are what it brought.
    """

    id: int
    token: str
    kind: int
    user: User
    at: datetime
    channel: Channel
    guild: Guild | None
    name: str = ""
    answer: int | None = None
    original: int | None = None
    loading: bool = False
    modal: Json | None = None
    choices: list[Json] | None = None
    on: Message | None = None
    answered_at: datetime | None = None
    followups: list[int] = field(default_factory=list)


@dataclass(slots=True)
class App:
    """The application and its bot. `allowed_intents`: the privileged ones switched on in its settings."""

    id: int
    user: User
    token: str
    allowed_intents: int = 0
    commands: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """Everything there is."""

    clock: Clock
    ids: Snowflakes
    app: App
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    direct: dict[int, Channel] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    nonces: dict[str, Message] = field(default_factory=dict)
    """The bot's last message with each nonce, as text."""
    file_limit: int = 10 * 2**20
    """Bytes a file may have (DD:reference); Discord has lowered it before."""

    def channel(self, wanted: int) -> Channel | None:
        """Return a channel, thread or direct messages by id."""
        for guild in self.guilds.values():
            if wanted in guild.channels and self.app.user.id in guild.members:
                return guild.channels[wanted]
        return self.any_direct(wanted)

    def any_direct(self, wanted: int) -> Channel | None:
        """Return direct messages by their channel's id."""
        return next((c for c in self.direct.values() if c.id == wanted), None)

    def guild(self, wanted: int) -> Guild | None:
        """Return a guild in which the bot is."""
        found = self.guilds.get(wanted)
        return found if found is not None and self.app.user.id in found.members else None

    def direct_with(self, user: User) -> Channel:
        """Return the bot's direct messages with somebody, made when there are none."""
        if user.id not in self.direct:
            self.direct[user.id] = Channel(self.ids.new(), DM, "", recipient=user)
        return self.direct[user.id]


def new_state(clock: Clock, *, token: str = "bot-token", allowed_intents: int = 0) -> State:
    """Return a Discord with one application and nobody else."""
    ids = Snowflakes(clock)
    app = ids.new()
    bot = User(app, "hearth", "Hearth", bot=True)
    return State(clock, ids, App(app, bot, token, allowed_intents), {bot.id: bot})


def new_guild(state: State, name: str, *, bot_may: int = 0) -> Guild:
    """Return a new guild owned by nobody in particular, with a general channel and the bot in it."""
    guild = Guild(state.ids.new(), name, owner=state.ids.new())
    guild.roles[guild.id] = Role(guild.id, "@everyone", MEMBERS_HAVE, 0)
    role = Role(state.ids.new(), "Hearth", bot_may)
    guild.roles[role.id] = role
    guild.members[state.app.user.id] = Member(state.app.user, state.clock.real(), [role.id])
    state.guilds[guild.id] = guild
    new_channel(state, guild, "general")
    return guild


def new_channel(state: State, guild: Guild, name: str) -> Channel:
    """Return a new text channel that everybody sees."""
    channel = Channel(state.ids.new(), TEXT, name, guild.id, position=len(guild.channels))
    guild.channels[channel.id] = channel
    return channel
