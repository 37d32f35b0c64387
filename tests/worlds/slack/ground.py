"""What a simulated Slack holds: workspaces, people, conversations, messages, views. Rules live elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class Refused(Exception):
    """Slack's `{"ok": false, "error": code}`; `more` stands beside it."""

    def __init__(self, code: str, *messages: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = dict(more)
        if messages:
            self.more["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in messages]}


class Kind(StrEnum):
    """What a conversation is, as `conversations.list` calls it."""

    PUBLIC = "public_channel"
    PRIVATE = "private_channel"
    IM = "im"


@dataclass(slots=True)
class User:
    """Somebody in a workspace. `refuses`: bots may not write to them. `zone_known`: their zone is told."""

    id: str
    name: str
    zone: str
    locale: str = "en-US"
    admin: bool = False
    bot: bool = False
    deleted: bool = False
    refuses: bool = False
    zone_known: bool = True


@dataclass(slots=True)
class Message:
    """One message. `to`: the only one who sees it (ephemeral). `at` is microseconds since 1970.

    `story` is when it was sent by another clock, if the world was given one (`World.story`).
    """

    at: int
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    bot: str | None = None
    metadata: Json | None = None
    thread: str | None = None
    to: str | None = None
    edited: str | None = None
    story: datetime | None = None
    reactions: list[tuple[str, str]] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)

    @property
    def ts(self) -> str:
        """Return Slack's id of the message within its conversation."""
        return ts_of(self.at)


@dataclass(slots=True)
class Channel:
    """A channel, or a DM of one person with the app (`user`). `created` is seconds since 1970."""

    id: str
    kind: Kind
    name: str
    creator: str
    created: int
    members: set[str] = field(default_factory=set)
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    general: bool = False
    gone: bool = False
    user: str = ""
    messages: list[Message] = field(default_factory=list)
    past_names: list[str] = field(default_factory=list)
    restricted: str = ""

    def posted(self, ts: str) -> Message | None:
        """Return a message by its ts; ephemeral ones have none that counts."""
        return next((m for m in self.messages if m.ts == ts and m.to is None), None)


@dataclass(slots=True)
class View:
    """A modal or a Home on somebody's screen. `hash` changes with every update. `errors`: by block, as shown.

    `typed`: what its owner has put into it so far, by (block_id, action_id); ids stand for people and channels.
    """

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def home(self) -> bool:
        """Return whether this is a Home rather than a modal."""
        return self.body.get("type") == "home"


@dataclass(slots=True)
class Install:
    """The app in one workspace."""

    token: str
    scopes: frozenset[str]
    bot: str
    bot_user: str
    installer: str
    revoked: bool = False


@dataclass(slots=True)
class Team:
    """A workspace and all that is in it. Channels that were deleted stay, `gone`."""

    id: str
    name: str
    domain: str
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)
    install: Install | None = None

    def channel(self, found: str) -> Channel | None:
        """Return a conversation by its id, unless it was deleted."""
        channel = self.channels.get(found)
        return None if channel is None or channel.gone else channel

    def live(self) -> Iterator[Channel]:
        """Yield the conversations that are not deleted, oldest first."""
        yield from (c for c in self.channels.values() if not c.gone)

    def dm(self, user: str) -> Channel | None:
        """Return somebody's DM with the app, if it was ever opened."""
        return next((c for c in self.live() if c.kind is Kind.IM and c.user == user), None)

    def view(self, found: str) -> View | None:
        """Return a view that is open, by its id."""
        open_ones = [*self.homes.values(), *(v for stack in self.modals.values() for v in stack)]
        return next((v for v in open_ones if v.id == found), None)


def ts_of(at: int) -> str:
    """Return microseconds since 1970 as Slack writes them."""
    return f"{at // 1_000_000}.{at % 1_000_000:06d}"


def sees(channel: Channel, user: str) -> bool:
    """Return whether somebody can read a conversation: it is open, or they are in it."""
    return not channel.gone and (channel.kind is Kind.PUBLIC or user in channel.members)
