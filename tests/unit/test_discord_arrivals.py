"""Newcomers who have still to accept a server's rules: over the gateway payloads that Discord documents."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from adapters.discord import hear
from adapters.discord.read import people, shown_name
from bot.commands import Event, EventKind

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
JOINED = "2026-11-23T07:59:00+00:00"
JOINED_S = 1795420740


@pytest.fixture
async def client() -> discord.Client:
    return discord.Client(intents=discord.Intents(guilds=True, members=True))


def member(client: discord.Client, *, pending: bool, nick: str | None = None, bot: bool = False) -> discord.Member:
    # discord-api-docs, resources/guild: the guild member object.
    state = client._connection
    guild = discord.Guild(data={"id": 7, "name": "town"}, state=state)  # type: ignore[typeddict-item]
    data: Any = {
        "user": {"id": "80351110224678912", "username": "nelly", "discriminator": "0", "avatar": None, "bot": bot},
        "nick": nick,
        "roles": [],
        "joined_at": JOINED,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": pending,
    }
    return discord.Member(data=data, guild=guild, state=state)


ARRIVED = Event(
    "arrived:" + hashlib.sha256(f"80351110224678912:{JOINED_S}".encode()).hexdigest()[:32],
    "discord",
    "7",
    EventKind.ARRIVED,
    AT,
    person="80351110224678912",
    name="nelly",
)


async def test_who_has_still_to_accept_the_rules_is_not_in_yet(client: discord.Client) -> None:
    waiting, inside = member(client, pending=True), member(client, pending=False)
    assert hear.arrived(waiting, AT) is None
    assert hear.changed(waiting, inside, AT) == ARRIVED
    assert hear.arrived(inside, AT) == ARRIVED


async def test_another_name_is_told_and_nothing_else_that_changes(client: discord.Client) -> None:
    before, after = member(client, pending=False), member(client, pending=False, nick="Nell")
    told = hear.changed(before, after, AT)
    assert told is not None
    assert (told.kind, told.name) == (EventKind.CHANGED, "Nell")
    assert hear.changed(after, after, AT) is None


async def test_bots_do_not_arrive(client: discord.Client) -> None:
    assert hear.arrived(member(client, pending=False, bot=True), AT) is None


def test_discord_vouches_for_members_only_and_for_no_bots() -> None:
    # discord-api-docs, interactions/receiving-and-responding: resolved data.
    users: dict[str, dict[str, Any]] = {
        "1": {"id": "1", "username": "ada", "global_name": "Ada"},
        "2": {"id": "2", "username": "bob", "global_name": None},
        "3": {"id": "3", "username": "robot", "bot": True},
        "4": {"id": "4", "username": "not-here"},
    }
    members = {"1": {"nick": None}, "2": {"nick": "Bobby"}, "3": {"nick": None}}
    assert people({"users": users, "members": members}) == {"1": "Ada", "2": "Bobby"}
    assert shown_name({}, users["2"]) == "bob"
