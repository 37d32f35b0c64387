"""A server in simcord with Hearth's client on it, and a door to the core that a test answers itself."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import discord
import simcord

from adapters.clock import FrozenClock
from adapters.discord.client import HearthClient
from adapters.discord.line import Line
from adapters.discord.platform import DiscordPlatform
from bot.cards import Card, Form, Para, Reply
from bot.catalogue import Help
from bot.catalogue.catalogue import Catalogue
from bot.commands import Access, Arg, Call, Command, Event, Kind, Request
from bot.ports import Names

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HELLO = Reply(Card("Hello", (Para(("here you are",)),)))


class Garden:
    """A made-up feature with every kind of argument."""

    @staticmethod
    def commands() -> tuple[Command, ...]:
        args = (
            Arg("name", "What it is called", longest=60, suggest=Garden.offer),
            Arg("person", "Who", Kind.PERSON, required=False),
            Arg("people", "Who else", Kind.PEOPLE, required=False),
            Arg("room", "Where", Kind.ROOM, required=False),
            Arg("count", "How many", Kind.WHOLE, required=False, asked=True),
            Arg("new-name", "Its next name", required=False),
        )
        question = Arg("question", "What to ask", Kind.LONG, longest=40)
        return (
            Command(("garden", "plant"), "Plant something", Garden.act, args),
            Command(("garden", "water"), "Water it", Garden.act, access=Access.STEWARD),
            Command(("prompt", "add"), "Add a question", Garden.act, (question,)),
        )

    async def act(self, call: Call) -> Reply:
        return Reply(Card(call.id))

    async def offer(self, call: Call, typed: str) -> tuple[str, ...]:
        return (call.id, typed)


def hello(_request: Request) -> Reply:
    return HELLO


@dataclass(slots=True)
class Door:
    """The core's door: writes down what comes in, and answers as the test says."""

    catalogue: Catalogue = field(default_factory=lambda: Catalogue.join(Garden, Help))
    says: Callable[[Request], Reply] = hello
    requests: list[Request] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    asked: list[tuple[tuple[str, ...], str, str]] = field(default_factory=list)
    offers: tuple[str, ...] = ()
    names: Names = field(default_factory=Names)

    async def answer(self, request: Request) -> Any:
        self.requests.append(request)
        reader = SimpleNamespace(names=self.names, zone="UTC", language="en")
        return SimpleNamespace(reply=self.says(request), reader=reader)

    async def suggest(self, request: Request, path: tuple[str, ...], arg: str, typed: str) -> tuple[str, ...]:
        self.asked.append((path, arg, typed))
        return self.offers

    async def receive(self, event: Event) -> None:
        self.events.append(event)


@dataclass(slots=True)
class Chest:
    """Keeps forms, each for whoever filled it. `locked`: what it is kept in cannot be reached."""

    forms: dict[str, tuple[tuple[str, str, str], Form]] = field(default_factory=dict)
    locked: bool = False

    async def keep(self, platform: str, space: str, person: str, form: Form) -> str:
        if self.locked:
            raise OSError
        id_ = f"form{len(self.forms):a>12}".translate(str.maketrans("0123456789", "abcdefghij"))
        self.forms[id_] = ((platform, space, person), form)
        return id_

    async def kept(self, platform: str, space: str, person: str, form: str) -> Form | None:
        whose, kept = self.forms.get(form, (None, None))
        return kept if whose == (platform, space, person) else None


@dataclass(slots=True)
class Told:
    """Remembers the fingerprint, and which space sent which message."""

    kept: str | None = None
    spaces: dict[str, str] = field(default_factory=dict)

    async def get(self) -> str | None:
        return self.kept

    async def set(self, fingerprint: str) -> None:
        self.kept = fingerprint

    async def space_of(self, message: str, person: str) -> str | None:
        return self.spaces.get(message)


@dataclass(slots=True)
class Stage:
    """The server, its people and room, and Hearth on it."""

    env: simcord.Env
    door: Door
    chest: Chest
    told: Told
    clock: FrozenClock
    client: HearthClient
    guild: simcord.GuildHandle
    general: simcord.ChannelHandle
    ada: simcord.MemberActor
    maria: simcord.MemberActor

    @property
    def space(self) -> str:
        return str(self.guild.id)

    @property
    def platform(self) -> DiscordPlatform:
        """Return the platform on the client's own requests."""
        return DiscordPlatform(Line(self.client, self.clock))

    def asked(self) -> Request:
        """Return the last request, without what changes each time."""
        return replace(self.door.requests[-1], id="")

    async def restarts(self) -> None:
        """Start Hearth again: what was only in memory is gone."""
        self.client = client(self.door, self.chest, self.told, self.clock, members=self.client.members)
        await self.env.restart_bot(self.client)


def client(door: Door, chest: Chest, told: Told, clock: FrozenClock, *, members: bool) -> HearthClient:
    return HearthClient(door, chest, told, told, clock, members=members)


def shown(result: simcord.InteractionResult) -> list[str]:
    """Return the texts of a private answer."""
    assert result.response is not None
    assert result.response.ephemeral
    return [c["content"] for c in result.response.components if c["type"] == 10]


def buttons(components: list[dict[str, Any]]) -> dict[str, str]:
    """Return the buttons of a message, by label, with what they carry."""
    return {b["label"]: b["custom_id"] for row in components if row["type"] == 1 for b in row["components"]}


@asynccontextmanager
async def staged(*, members: bool = False) -> AsyncIterator[Stage]:
    """Open a server with Ada, with Maria who manages it, and with a general room."""
    door, chest, told, clock = Door(), Chest(), Told(), FrozenClock(NOW, NOW)
    hearth = client(door, chest, told, clock, members=members)
    approved = discord.Intents(guilds=True, guild_messages=True, guild_reactions=True, members=members)
    env = simcord.Env(hearth, shard_count=1, approved_intents=approved)
    await env.start()
    try:
        guild = env.create_guild("The town")
        manages = guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
        general = guild.create_text_channel("general")
        ada = guild.add_member(env.create_user("ada", global_name="Ada Lovelace"))
        maria = guild.add_member(env.create_user("maria"), roles=[manages], nick="Maria")
        await env.settle()
        door.events.clear()
        yield Stage(env, door, chest, told, clock, hearth, guild, general, ada, maria)
        env.raise_errors()
    finally:
        await env.shutdown()
