"""Discord interactions through the client's own parsers, until the answer has reached Discord, beside a bare tree."""

import asyncio
import itertools
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Protocol

import discord
from aiohttp import web
from discord import app_commands
from sqlalchemy import insert, select

from adapters.ciphers import FernetCipher, new_key
from adapters.clock import SystemClock
from adapters.discord.addresses import Addresses, call_at
from adapters.discord.client import HearthClient
from adapters.ids import RandomIds
from adapters.main.wiring import wire
from bench.bare_bolt import metadata, rows
from bench.community import Counts, Place, commands, settle
from bench.result import Result
from storage.database import Database
from storage.drawer import SqlDrawer, SqlSynced
from storage.homes import SqlHomes

AIM = "ratio at least 0.7; unanswered 0"
BOT, SERVER, ROOM = "900000000000000001", "900000000000000002", "900000000000000003"
PEOPLE = tuple(str(900000000000001000 + n) for n in range(50))
GUILD = Place("discord", SERVER, ROOM, PEOPLE)
CHANNEL = {
    "id": ROOM, "type": 0, "name": "general", "permissions": "0", "position": 0, "parent_id": None,
    "permission_overwrites": [], "guild_id": SERVER, "topic": None, "nsfw": False, "last_message_id": None,
    "rate_limit_per_user": 0,
}  # fmt: skip
ANSWER_S = 30


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is sent."""

    commands: int = 1_000
    in_flight: int = 50
    rounds: int = 3


class Side(Protocol):
    """A client that hears interactions."""

    def __call__(self, payload: Mapping[str, Any], /) -> None: ...


@dataclass(slots=True)
class DiscordSide:
    """A Discord that takes every answer at once."""

    answered: dict[str, asyncio.Event] = field(default_factory=dict)

    def app(self) -> web.Application:
        """Return Discord's own addresses."""
        app = web.Application()
        app.router.add_get("/users/@me", self._me)
        app.router.add_get("/oauth2/applications/@me", self._me)
        app.router.add_put("/applications/{app}/commands", self._commands)
        app.router.add_post("/interactions/{id}/{token}/callback", self._first)
        app.router.add_patch("/webhooks/{app}/{token}/messages/@original", self._answer)
        return app

    async def _me(self, _request: web.Request) -> web.Response:
        person = {"id": BOT, "username": "hearth", "discriminator": "0", "avatar": None, "bot": True}
        about = {
            "name": "Hearth",
            "description": "",
            "bot_public": True,
            "verify_key": "",
            "flags": 0,
            "owner": person,
            "icon": None,
        }
        return _json({**person, **about, "bot_require_code_grant": False, "summary": "", "team": None})

    async def _commands(self, request: web.Request) -> web.Response:
        told = await request.json()
        return _json([{**c, "id": str(n), "application_id": BOT, "version": "1"} for n, c in enumerate(told, 1)])

    async def _first(self, request: web.Request) -> web.Response:
        await request.read()
        told = {"id": request.match_info["id"], "type": 2, "response_message_id": "1"}
        return _json({"interaction": told})

    async def _answer(self, request: web.Request) -> web.Response:
        await request.read()
        self.answered[request.match_info["token"]].set()
        author = {"id": BOT, "username": "hearth", "discriminator": "0", "avatar": None}
        return _json(
            {
                "id": "1", "channel_id": ROOM, "author": author, "content": "",
                "timestamp": "2026-01-01T00:00:00+00:00",
                "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
                "attachments": [], "embeds": [], "pinned": False, "type": 0,
            }
        )  # fmt: skip


def _json(body: Any) -> web.Response:
    # discord.py reads a body as JSON only under exactly this type.
    return web.Response(body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


async def run(say: Callable[[str], None], postgres: str | None, sizes: Sizes | None = None) -> Result:
    """Measure on SQLite.

    Args:
        say: told what is going on, one line at a time.
        postgres: not used: the ratio is held on the embedded database.
        sizes: smaller ones try the bench itself.
    """
    del postgres
    sizes = sizes or Sizes()
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as kept:
        folder = Path(kept)
        counts = await settle(f"sqlite+aiosqlite:///{folder / 'counted.db'}", GUILD)
        say(f"statements a command, [reading, writing]: {counts}")
        ours = f"sqlite+aiosqlite:///{folder / 'ours.db'}"
        await settle(ours, GUILD)
        bare = f"sqlite+aiosqlite:///{folder / 'bare.db'}"
        async with _served() as there, _hearth(ours) as mine, _bare(bare, counts) as theirs:
            return await _measured(there, (mine, theirs), sizes, counts, say)


async def _measured(
    there: DiscordSide, sides: tuple[Side, Side], sizes: Sizes, counts: Counts, say: Callable[[str], None]
) -> Result:
    rates: tuple[list[float], list[float]] = ([], [])
    numbers = itertools.count(1_000_000, sizes.commands)
    lost = 0
    for side in sides:
        await _burst(there, side, sizes, next(numbers))  # connections and caches are warm afterwards
    for number in range(sizes.rounds):
        say(f"round {number + 1} of {sizes.rounds}: {sizes.commands:,} interactions a side")
        for place in (0, 1) if number % 2 == 0 else (1, 0):
            rate, missed = await _burst(there, sides[place], sizes, next(numbers))
            rates[place].append(rate)
            lost += missed if place == 0 else 0
    mine, theirs = median(rates[0]), median(rates[1])
    return Result(
        "dispatch",
        round(mine / theirs, 3),
        AIM,
        {
            "unanswered": lost,
            "ours_interactions_a_second": round(mine, 1),
            "bare_interactions_a_second": round(theirs, 1),
            "interactions_a_round": sizes.commands,
            "rounds": sizes.rounds,
            "read_statements": sum(counts["read"]),
            "write_statements": sum(counts["write"]),
        },
    )


async def _burst(there: DiscordSide, side: Side, sizes: Sizes, begin: int) -> tuple[float, int]:
    """Return interactions answered a second, and how many had no answer."""
    slots = asyncio.Semaphore(sizes.in_flight)

    async def one(number: int, text: str) -> bool:
        async with slots:
            done = there.answered[f"token-{number}"] = asyncio.Event()
            side(_payload(number, text))
            try:
                await asyncio.wait_for(done.wait(), ANSWER_S)
            except TimeoutError:
                return False
            return True

    began = time.perf_counter()
    done = await asyncio.gather(*(one(*c) for c in commands(sizes.commands, begin)))
    return sum(done) / (time.perf_counter() - began), done.count(False)


def _payload(number: int, text: str) -> dict[str, Any]:
    """Return an interaction as the gateway tells it (discord-api-docs, interactions/receiving-and-responding)."""
    person = PEOPLE[number % len(PEOPLE)]
    noun, verb, *rest = text.split(" ", 2)
    options = [{"name": "name", "type": 3, "value": rest[0].strip('"')}] if rest else []
    user = {"id": person, "username": f"person{person}", "discriminator": "0", "avatar": None, "global_name": None}
    member = {
        "user": user, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False,
        "permissions": "32", "flags": 0,
    }  # fmt: skip
    return {
        "id": str(900000000000100000 + number), "application_id": BOT, "type": 2, "token": f"token-{number}",
        "version": 1, "guild_id": SERVER, "channel_id": ROOM, "locale": "en-US", "app_permissions": "0",
        "channel": CHANNEL, "member": member, "context": 0,
        "authorizing_integration_owners": {}, "entitlements": [], "attachment_size_limit": 1,
        "guild": {"id": SERVER, "locale": "en-US", "features": []},
        "data": {"id": "1", "name": noun, "type": 1, "options": [{"name": verb, "type": 1, "options": options}]},
    }  # fmt: skip


@asynccontextmanager
async def _served() -> AsyncIterator[DiscordSide]:
    there = DiscordSide()
    runner = web.AppRunner(there.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    at = f"http://127.0.0.1:{runner.addresses[0][1]}"
    call_at(Addresses(at, at.replace("http", "ws"), at))
    try:
        yield there
    finally:
        call_at(Addresses())
        await runner.cleanup()


# The two sides


def _heard(client: discord.Client) -> Side:
    """Return what hears an interaction: the parser behind the gateway, which discord.py keeps to itself."""
    heard: Side = client._connection.parse_interaction_create  # type: ignore[assignment] # noqa: SLF001 - see above
    return heard


@asynccontextmanager
async def _hearth(url: str) -> AsyncIterator[Side]:
    """Connect Hearth's client, without a gateway; yield what hears an interaction."""
    database, clock = Database(url), SystemClock()
    hearth = wire(database, clock, RandomIds(), {})
    drawer = SqlDrawer(database, FernetCipher.of([new_key()]), clock, RandomIds())
    client = HearthClient(hearth.engine, drawer, SqlHomes(database, "discord"), SqlSynced(database, "discord"), clock)
    async with client:
        await client.login("bench")
        yield _heard(client)
    await hearth.close()


@asynccontextmanager
async def _bare(url: str, counts: Counts) -> AsyncIterator[Side]:
    """Connect a client whose callbacks do as many statements, and always give the same answer."""
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)

    async def work(interaction: discord.Interaction[Any], kind: str, text: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        reads, writes = counts[kind]
        async with database.writing() if writes else database.reading() as db:
            for number in range(reads):
                await db.execute(select(rows).where(rows.c.id == number))
            for _write in range(writes):
                await db.execute(insert(rows).values(text=text))
        await interaction.edit_original_response(content="One line, and always the same")

    client = discord.Client(intents=discord.Intents.none())
    tree = app_commands.CommandTree(client)
    for noun, verb, kind in (("rhythm", "next", "read"), ("guest", "suggest", "write")):
        group = app_commands.Group(name=noun, description=noun)
        group.add_command(_leaf(verb, kind, work))
        tree.add_command(group)
    async with client:
        await client.login("bench")
        yield _heard(client)
    await database.close()


def _leaf(
    verb: str, kind: str, work: Callable[[discord.Interaction[Any], str, str], Awaitable[None]]
) -> app_commands.Command[Any, Any, Any]:
    async def callback(interaction: discord.Interaction[Any], name: str = "") -> None:
        await work(interaction, kind, name)

    return app_commands.Command(name=verb, description=verb, callback=callback)
