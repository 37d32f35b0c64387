"""Checks application commands (DD:interactions/application-commands)."""

import re
from typing import Final

from tests.worlds.discord.errors import Refused, invalid
from tests.worlds.discord.fields import Fields
from tests.worlds.discord.words import Json

CHAT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)
NAME: Final = re.compile(r"[-_'\w]{1,32}")
MOST: Final = {CHAT: 100, USER_MENU: 15, MESSAGE_MENU: 15}
CHARACTERS: Final = 8000
"""Of one command: names, descriptions and values of it, its options and their choices; the longest localisation."""
EUROPE: Final = "da de en-GB es-ES fr hr it lt hu nl no pl ro fi sv-SE tr cs el bg ru uk"
LOCALES: Final = frozenset(f"{EUROPE} id en-US es-419 pt-BR vi hi th zh-CN ja zh-TW ko".split())
"""DD:reference, locales."""


def check(commands: list[Json]) -> None:
    """Refuse a set of commands that Discord refuses."""
    told = Fields({"": commands})
    seen: set[tuple[int, str]] = set()
    for command in (Fields(c, str(i)) for i, c in enumerate(told.many("", 131))):
        kind = command.one_of("type", frozenset(MOST), CHAT)
        name = _name(command, kind)
        if (kind, name) in seen:
            why = "Application command names must be unique"
            raise invalid(command.at("name"), why, "APPLICATION_COMMANDS_DUPLICATE_NAME")
        seen.add((kind, name))
        _command(command, kind)
    for kind, most in MOST.items():
        if sum(k == kind for k, _ in seen) > most:
            raise Refused(400, 30032, f"Maximum number of application commands reached ({most}).")


def _name(part: Fields, kind: int) -> str:
    name = part.text("name", 32)
    assert name is not None
    for path, word in [(part.at("name"), name), *_localised(part, "name_localizations", 32)]:
        if kind == CHAT and (NAME.fullmatch(word) is None or word != word.lower()):
            why = "String value did not match validation regex."
            raise invalid(path, why, "STRING_TYPE_REGEX")
    return name


def _localised(part: Fields, name: str, most: int) -> list[tuple[str, str]]:
    if part.values.get(name) is None:
        return []
    words = part.object(name)
    for locale in words.values:
        if locale not in LOCALES:
            raise invalid(words.at(locale), "Unknown locale", "BASE_TYPE_CHOICES")
        words.text(locale, most)
    return [(words.at(k), str(v)) for k, v in words.values.items() if v is not None]


def _command(command: Fields, kind: int) -> None:
    if kind != CHAT:
        command.without("description", "options")
        return
    _described(command)
    command.bits("default_member_permissions")
    options = command.each("options", 25)
    nested = [o for o in options if o.values.get("type") in {SUBCOMMAND, GROUP}]
    if nested and len(nested) != len(options):
        raise invalid(command.at("options"), "Subcommands and options cannot be mixed", "APPLICATION_COMMAND_OPTIONS")
    _options(command, options, depth=0)
    if _size(dict(command.values)) > CHARACTERS:
        why = f"Command exceeds maximum size ({CHARACTERS})"
        raise invalid(command.path, why, "APPLICATION_COMMAND_TOO_LARGE")


def _described(part: Fields) -> None:
    part.text("description", 100)
    _localised(part, "description_localizations", 100)


def _options(parent: Fields, options: list[Fields], *, depth: int) -> None:
    names: set[str] = set()
    optional = False
    for option in options:
        kind = option.whole("type", SUBCOMMAND, ATTACHMENT)
        name = _name(option, CHAT)
        if name in names:
            raise invalid(parent.at("options"), "Names must be unique", "APPLICATION_COMMAND_OPTIONS_NAME_UNIQUE")
        names.add(name)
        _described(option)
        required = option.flag("required", default=False)
        if required and optional:
            why = "Required options must be placed before non-required options"
            raise invalid(option.path, why, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID")
        optional = optional or not required
        _option(option, kind, depth)


def _option(option: Fields, kind: int, depth: int) -> None:
    if kind in {SUBCOMMAND, GROUP}:
        if depth >= (2 if kind == SUBCOMMAND else 1):
            raise invalid(option.path, "Too deep", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID")
        inner = option.each("options", 25, least=1 if kind == GROUP else 0)
        if kind == GROUP and any(i.values.get("type") != SUBCOMMAND for i in inner):
            raise invalid(option.path, "A group holds subcommands", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID")
        if kind == SUBCOMMAND and any(i.values.get("type") in {SUBCOMMAND, GROUP} for i in inner):
            raise invalid(option.path, "A subcommand holds no other", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID")
        _options(option, inner, depth=depth + 1)
        return
    choices = option.each("choices", 25)
    if choices and option.flag("autocomplete", default=False):
        raise invalid(option.path, "Choices and autocomplete exclude each other", "APPLICATION_COMMAND_AUTOCOMPLETE")
    for choice in choices:
        choice.text("name", 100)
        if kind == STRING:
            choice.text("value", 100)
    if kind == STRING:
        least = option.whole("min_length", 0, 6000, 0)
        most = option.whole("max_length", 1, 6000, 6000)
        if least > most:
            raise invalid(option.at("min_length"), "More than max_length", "BASE_TYPE_BAD_VALUE")


def _size(part: Json) -> int:
    """Return how many characters a command counts."""
    names = [part.get("name") or "", *(part.get("name_localizations") or {}).values()]
    about = [part.get("description") or "", *(part.get("description_localizations") or {}).values()]
    size = max(map(len, names)) + max(map(len, about))
    for choice in part.get("choices") or []:
        size += len(str(choice["name"])) + len(str(choice["value"]))
    return size + sum(_size(o) for o in part.get("options") or [])
