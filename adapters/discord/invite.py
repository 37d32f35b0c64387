"""The link by which somebody lets Hearth into a server, with the least permissions it can work with."""

from collections.abc import Iterable
from functools import reduce
from typing import Final
from urllib.parse import urlencode

from adapters.discord.rights import ALWAYS, WITH_THREADS, Right

AUTHORIZE: Final = "https://discord.com/oauth2/authorize"
"""discord-api-docs, topics/oauth2."""
SCOPES: Final = ("bot", "applications.commands")
SERVER: Final = 0
"""Installed for a server, not for a person (discord-api-docs, resources/application)."""


def rights(*, threads: bool = False) -> tuple[Right, ...]:
    """Return what Hearth asks for, each with its reason."""
    return (*ALWAYS, *WITH_THREADS) if threads else ALWAYS


def permissions(asked: Iterable[Right]) -> int:
    """Return rights as Discord's bit set."""
    return reduce(lambda bits, right: bits | right.bit, asked, 0)


def install_link(application: str, *, threads: bool = False, space: str | None = None) -> str:
    """Return the link. `application`: its id; `space`: a guild id to choose already."""
    query = {
        "client_id": application,
        "scope": " ".join(SCOPES),
        "permissions": str(permissions(rights(threads=threads))),
        "integration_type": str(SERVER),
    }
    if space is not None:
        query |= {"guild_id": space, "disable_guild_select": "true"}
    return f"{AUTHORIZE}?{urlencode(query)}"
