"""What Discord is told of the catalogue: compared with discord_tree.json, which is reviewed like code.

When the commands change on purpose, write it anew: HEARTH_WRITE_SNAPSHOTS=1 pytest tests/unit/test_discord_tree.py
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from discord import app_commands

from adapters.discord.commands_sync import fingerprint, first_sync, stale, sync, told
from adapters.discord.invite import install_link, permissions, rights
from adapters.discord.line import Line, sender
from adapters.discord.words import Words, names
from adapters.main.house import catalogue
from bot.cards import Card, Reply
from bot.catalogue import Help
from bot.catalogue.catalogue import Catalogue
from bot.commands import Access, Arg, Call, Command, Kind
from tests.unit.test_discord_line import clock, line, server  # noqa: F401 - fixtures
from tests.worlds.discord_wire import ME, Wire

STORED = Path(__file__).with_name("discord_tree.json")
HOUSE = catalogue()
NAME = re.compile(r"[-_'\w]{1,32}")


def walk(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield part
    for option in part.get("options", []):
        yield from walk(option)


def characters(part: dict[str, Any]) -> int:
    """Count as Discord does: names, descriptions and choices, each in its longest localisation."""
    own = max(map(len, [part["name"], *(part.get("name_localizations") or {}).values()]))
    own += max(map(len, [part.get("description", ""), *(part.get("description_localizations") or {}).values()]))
    own += sum(len(str(c["value"])) + len(c["name"]) for c in part.get("choices", []))
    return own + sum(characters(o) for o in part.get("options", []))


async def test_discord_is_told_what_was_reviewed() -> None:
    payload = await told(HOUSE)
    if os.environ.get("HEARTH_WRITE_SNAPSHOTS"):
        STORED.write_text(json.dumps(payload, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert payload == json.loads(STORED.read_text(encoding="utf-8"))


async def test_every_command_of_the_catalogue_is_in_the_tree() -> None:
    payload = await told(HOUSE)
    leaves = {(c["name"], v["name"]) for c in payload for v in c.get("options", []) if v["type"] == 1}
    single = {(c["name"],) for c in payload if c["type"] == 1 and not any(o["type"] == 1 for o in c["options"])}
    assert leaves | single == {c.path for c in HOUSE.shown()}


async def test_the_tree_keeps_discords_limits() -> None:
    payload = await told(HOUSE)
    assert len(payload) <= 100
    for command in payload:
        assert characters(command) <= 8000, command["name"]
        for part in walk(command):
            assert len(part.get("options", [])) <= 25
            assert len(part.get("choices", [])) <= 25
            if command["type"] == 1:
                assert NAME.fullmatch(part["name"]), part["name"]
                assert 1 <= len(part["description"]) <= 100
            assert not part.get("required", False), "the form could never open"


async def test_commands_are_for_servers_and_hidden_only_where_a_noun_is_wholly_the_stewards() -> None:
    payload = {c["name"]: c for c in await told(HOUSE)}
    assert all(c["contexts"] == [0] and c["integration_types"] == [0] for c in payload.values())
    hidden = {n for n, c in payload.items() if c.get("default_member_permissions") is not None}
    wholly = {
        noun
        for noun in HOUSE.nouns()
        if all(c.access in {Access.STEWARD, Access.INSTALLER} for c in HOUSE.shown(noun=noun))
    }
    assert hidden == wholly - {"community"}
    assert {payload[n]["default_member_permissions"] for n in hidden} <= {discord.Permissions(manage_guild=True).value}


class Made:
    """A made-up feature with every kind of argument."""

    @staticmethod
    def commands() -> tuple[Command, ...]:
        args = (
            Arg("name", "What it is called", longest=60, suggest=Made.offer),
            Arg("person", "Who", Kind.PERSON),
            Arg("new-name", "Its next name", required=False),
            Arg("people", "Who else", Kind.PEOPLE, required=False),
            Arg("room", "Where", Kind.ROOM, required=False),
            Arg("count", "How many", Kind.WHOLE, required=False),
            Arg("kind", "Which", Kind.CHOICE, required=False, choices=("open", "shut")),
        )
        return (
            Command(("garden", "plant"), "Plant something", Made.act, args),
            Command(("garden", "water"), "Water it", Made.act, access=Access.STEWARD),
            Command(("garden", "secret"), "Only by a button", Made.act, hidden=True),
        )

    async def act(self, call: Call) -> Reply:
        return Reply(Card(call.id))

    async def offer(self, call: Call, typed: str) -> tuple[str, ...]:
        return (call.id, typed)


SMALL = Catalogue.join(Made, Help)
SPANISH = {
    "garden": "jardín",
    "help": "jardín",  # not distinct
    "plant": "Plantar",  # not lower case
    "water": "regar",
    "name": "nombre",
    "people": "name",  # an English word of the same command
    "room": "sala de",  # no blanks in names
    "Plant something": "Planta algo",
    "Who": "x" * 101,  # too long
    "open": "abierto",
    "Suggest as a prompt": "Sugerir",
}


async def test_each_kind_of_argument_has_its_kind_of_option() -> None:
    garden = next(c for c in await told(SMALL) if c["name"] == "garden")
    plant = garden["options"][0]
    assert [v["name"] for v in garden["options"]] == ["plant", "water"]
    options = {o["name"]: o for o in plant["options"]}
    assert {n: o["type"] for n, o in options.items()} == {
        "name": 3,
        "person": 6,
        "new-name": 3,
        "people": 3,
        "room": 7,
        "count": 4,
        "kind": 3,
    }
    assert options["name"]["autocomplete"] is True
    assert options["name"]["max_length"] == 60
    assert options["room"]["channel_types"] == [0, 5]
    assert [c["value"] for c in options["kind"]["choices"]] == ["open", "shut"]


async def test_words_are_localised_where_discord_takes_them() -> None:
    commands = {c["name"]: c for c in await told(SMALL, Words(("en", "es"), lambda t, _l: SPANISH.get(t, t)))}
    garden = commands["garden"]
    assert garden["name_localizations"] == {"es-ES": "jardín", "es-419": "jardín"}
    assert commands["help"]["name_localizations"] == {}
    plant, water = garden["options"]
    assert (plant["name_localizations"], water["name_localizations"]["es-ES"]) == ({}, "regar")
    assert plant["description_localizations"]["es-419"] == "Planta algo"
    options = {o["name"]: o for o in plant["options"]}
    assert options["name"]["name_localizations"]["es-ES"] == "nombre"
    assert not options["people"].get("name_localizations")
    assert not options["room"].get("name_localizations")
    assert not options["person"].get("description_localizations")
    assert options["kind"]["choices"][0]["name_localizations"]["es-ES"] == "abierto"
    # Only a tree that holds `prompt add` has the menu.
    assert "Suggest as a prompt" not in commands


def test_two_words_that_would_sound_alike_keep_their_english_names_from_the_second_on() -> None:
    assert names(("a", "b", "c"), "es", lambda text, _: {"a": "uno", "b": "uno", "c": "a"}[text]) == {"a": "uno"}


async def test_a_menu_hands_a_message_over() -> None:
    menu = next(c for c in await told(HOUSE) if c["type"] == 3)
    assert menu["name"] == "Suggest as a prompt"


async def test_words_of_a_language_hearth_does_not_speak_stay_english() -> None:
    text = app_commands.locale_str("plant", longest=100)
    context: app_commands.TranslationContext[Any, Any] = app_commands.TranslationContext(
        location=app_commands.TranslationContextLocation.other, data=None
    )
    assert await Words(("en", "es"), lambda t, _l: t + "!").translate(text, discord.Locale.german, context) is None


class Memory:
    """Remembers in a variable."""

    kept: str | None = None

    async def get(self) -> str | None:
        return self.kept

    async def set(self, fingerprint: str) -> None:
        self.kept = fingerprint


async def test_commands_are_told_on_the_first_start_and_never_again_by_themselves(
    server: Wire,  # noqa: F811
    line: Line,  # noqa: F811
) -> None:
    server.says("PUT", f"/applications/{ME}/commands", [])
    synced = Memory()
    await first_sync(line, SMALL, synced)
    await first_sync(line, SMALL, synced)
    await first_sync(line, HOUSE, synced)
    assert [(m, p) for m, p, _ in server.writes()] == [("PUT", f"/applications/{ME}/commands")]
    assert synced.kept == fingerprint(await told(SMALL))
    assert (await stale(SMALL, synced), await stale(HOUSE, synced)) == (False, True)
    assert await sync(line, HOUSE, synced) == len(await told(HOUSE))
    assert not await stale(HOUSE, synced)
    assert server.writes()[-1][2] == await told(HOUSE)


async def test_a_tree_that_was_never_told_is_not_stale() -> None:
    assert not await stale(SMALL, Memory())


# The install link


@pytest.mark.parametrize("threads", [False, True])
def test_the_link_asks_for_what_is_used_and_nothing_else(*, threads: bool) -> None:
    asked = discord.Permissions(permissions(rights(threads=threads)))
    least = {
        "view_channel",
        "send_messages",
        "read_message_history",
        "attach_files",
        "manage_channels",
        "manage_roles",
        "create_events",
        "create_public_threads",
        "send_messages_in_threads",
    }
    more = {"create_private_threads", "manage_threads"} if threads else set()
    flags = {"read_messages": "view_channel", "manage_permissions": "manage_roles"}
    assert {flags.get(n, n) for n, on in asked if on} == least | more
    assert all(r.why for r in rights(threads=threads))


def test_the_link_is_the_one_discord_documents() -> None:
    link = urlsplit(install_link("42", space="7"))
    assert (link.scheme, link.netloc, link.path) == ("https", "discord.com", "/oauth2/authorize")
    assert parse_qs(link.query) == {
        "client_id": ["42"],
        "scope": ["bot applications.commands"],
        "permissions": [str(permissions(rights()))],
        "integration_type": ["0"],
        "guild_id": ["7"],
        "disable_guild_select": ["true"],
    }


def test_the_link_is_what_the_library_makes_of_the_same() -> None:
    theirs = discord.utils.oauth_url(42, permissions=discord.Permissions(permissions(rights())))
    ours = parse_qs(urlsplit(install_link("42")).query)
    assert parse_qs(urlsplit(theirs).query).items() <= ours.items()


def test_a_client_that_only_sends_hears_nothing_that_people_do() -> None:
    assert not sender().intents.guild_messages
