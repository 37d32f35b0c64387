"""Whom a message pings: what its markup names, and what `allowed_mentions` lets through (DD:resources/message)."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from tests.worlds.discord.components import TEXT_DISPLAY, walk
from tests.worlds.discord.errors import invalid
from tests.worlds.discord.fields import Fields
from tests.worlds.discord.words import Json

USER: Final = re.compile(r"<@!?(\d{15,20})>")
ROLE: Final = re.compile(r"<@&(\d{15,20})>")
EVERYONE: Final = re.compile(r"@(?:everyone|here)\b")
CODE: Final = re.compile(r"```.*?```|``.*?``|`[^`\n]*`", re.DOTALL)
ESCAPED: Final = re.compile(r"\\[<@]")
KINDS: Final = frozenset({"users", "roles", "everyone"})
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may ping: whole kinds, and single users and roles."""

    parse: frozenset[str] = KINDS
    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    replied: bool = True


@dataclass(frozen=True, slots=True)
class Pings:
    """Whom a message pings."""

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a message that may mention."""

    parts: list[str] = field(default_factory=list)


def allowed(body: Fields, *, webhook: bool) -> Allowed:
    """Return what a body allows. Not told: everything, but for interactions and webhooks only users."""
    value = body.values.get("allowed_mentions")
    if value is None:
        return Allowed(frozenset({"users"})) if webhook else Allowed()
    told = body.object("allowed_mentions")
    parse = _strings(told, "parse")
    if not parse <= KINDS or len(parse) != len(told.many("parse", 3)):
        raise invalid(told.at("parse"), f"Value must be one of {sorted(KINDS)}.", "BASE_TYPE_CHOICES")
    users, roles = _ids(told, "users"), _ids(told, "roles")
    for kind, some in (("users", users), ("roles", roles)):
        if some and kind in parse:
            why = f"parse:[{kind!r}] and {kind}: [ids...] are mutually exclusive."
            raise invalid(told.at(kind), why, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE")
    return Allowed(parse, users, roles, told.flag("replied_user", default=False))


def _strings(told: Fields, name: str) -> frozenset[str]:
    return frozenset(str(v) for v in told.many(name, 3))


def _ids(told: Fields, name: str) -> frozenset[int]:
    values: list[Any] = told.many(name, MOST)
    if any(not str(v).isdigit() for v in values):
        raise invalid(told.at(name), "Value is not snowflake.", "NUMBER_TYPE_COERCE")
    if len(set(values)) != len(values):
        raise invalid(told.at(name), "The set already contains this value", "SET_TYPE_ALREADY_CONTAINS_VALUE")
    return frozenset(int(str(v)) for v in values)


def pings(content: str, components: list[Json], may: Allowed, *, may_everyone: bool) -> Pings:
    """Return whom a text pings. Embeds never do, nor does code, nor what is escaped."""
    texts = [content, *(str(c.get("content", "")) for c in walk(components) if c.get("type") == TEXT_DISPLAY)]
    text = "\n".join(ESCAPED.sub("  ", CODE.sub(" ", t)) for t in texts)
    users = [int(u) for u in USER.findall(text)]
    roles = [int(r) for r in ROLE.findall(text)]
    return Pings(
        tuple(dict.fromkeys(u for u in users if "users" in may.parse or u in may.users)),
        tuple(dict.fromkeys(r for r in roles if "roles" in may.parse or r in may.roles)),
        may_everyone and "everyone" in may.parse and bool(EVERYONE.search(text)),
    )
