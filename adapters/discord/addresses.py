"""Where Discord is: its own addresses, unless the settings name others."""

from dataclasses import dataclass
from typing import Final

from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

API: Final = "https://discord.com/api/v10"
GATEWAY: Final = "wss://gateway.discord.gg/"
CDN: Final = "https://cdn.discordapp.com"
"""All three: discord-api-docs, reference; as discord.py 2.7 has them."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Base addresses, without a slash at the end of `api` and `cdn`. `gateway`: asked only where READY names none."""

    api: str = API
    gateway: str = GATEWAY
    cdn: str = CDN


def call_at(addresses: Addresses) -> None:
    """Make this process call Discord at these addresses: discord.py keeps them on its classes."""
    Route.BASE = addresses.api
    DiscordWebSocket.DEFAULT_GATEWAY = URL(addresses.gateway)
    Asset.BASE = addresses.cdn
