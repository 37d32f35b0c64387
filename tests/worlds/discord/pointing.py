"""Points discord.py, in this process, at a simulated Discord. Importing this takes discord.py a second."""

from collections.abc import Iterator
from contextlib import contextmanager

import yarl

from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from tests.worlds.discord.server import Discord


@contextmanager
def pointed(at: Discord) -> Iterator[None]:
    """Let every client of this process speak to a simulated Discord, until the end."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
    Route.BASE, Asset.BASE = at.api, at.pictures
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(at.socket)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE = before
