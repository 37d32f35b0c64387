"""Discord, wired: its line, its platform, its client on the gateway, and what `hearth discord` does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import discord

from adapters.discord import PLATFORM
from adapters.discord.addresses import Addresses, call_at
from adapters.discord.client import HearthClient, notes
from adapters.discord.commands_sync import sync
from adapters.discord.invite import install_link
from adapters.discord.line import Denied, Line, sender
from adapters.discord.platform import DiscordPlatform
from adapters.discord.ports import Engine, Homes, Synced
from adapters.settings import Settings
from bot.catalogue import Catalogue
from bot.errors import Invalid, PlatformFault
from bot.i18n import _
from bot.ports import Clock, Drawer, Pictures


@dataclass(slots=True)
class Discord:
    """Discord in one process. `client` is there once somebody listens."""

    settings: Settings
    clock: Clock
    line: Line
    platform: DiscordPlatform
    client: HearthClient | None = None

    @staticmethod
    def of(settings: Settings, clock: Clock, pictures: Pictures) -> "Discord":
        """Return Discord for a process that need not listen."""
        call_at(Addresses(settings.discord_url, settings.discord_gateway_url, settings.discord_cdn_url))
        line = Line(sender(), clock, settings.discord_token.get_secret_value())
        platform = DiscordPlatform(line, settings.discord_threads, pictures, settings.discord_threads_from)
        return Discord(settings, clock, line, platform)

    def listens(self, engine: Engine, drawer: Drawer, homes: Homes, synced: Synced) -> None:
        """Wire the client to the engine."""
        self.client = HearthClient(
            engine,
            drawer,
            homes,
            synced,
            self.clock,
            members=self.settings.discord_members,
            pictures=self.platform.pictures,
        )

    async def application(self) -> str:
        """Return the id of the bot's application.

        Raises:
            Invalid: Discord does not take the token.
            PlatformFault: it cannot be reached now.
        """
        try:
            told = await self.line.request("GET", "/oauth2/applications/@me")
        except Denied as denied:
            raise Invalid(_refused(denied.status)) from denied
        except PlatformFault as fault:
            if fault.code == "token_invalid":
                raise Invalid(_refused(401)) from fault
            raise
        return str(told["id"])

    def notes(self) -> tuple[str, ...]:
        """Return what Hearth cannot do as it is set up."""
        return notes(members=self.settings.discord_members)

    async def sync(self, catalogue: Catalogue, synced: Synced) -> int:
        """Tell Discord every command; return how many. Raises as `application`."""
        await self.application()
        try:
            return await sync(self.line, catalogue, synced)
        except Denied as denied:
            sentence = _("Discord refused the commands ({code}). Nothing was changed there.")
            raise Invalid(sentence.format(code=denied.code)) from denied

    async def link(self) -> str:
        """Return the link with which somebody lets Hearth into a server. Raises as `application`."""
        return install_link(await self.application(), threads=self.settings.opens_threads)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[asyncio.Task[None]]:
        """Keep the connection to the gateway while inside; yield the task that keeps it.

        Raises:
            Invalid: Discord does not take the token, or not the intents, or cannot be reached.
        """
        client = self.client
        if client is None:
            msg = "nobody listens to Discord"
            raise RuntimeError(msg)
        async with client:
            try:
                await client.login(self.settings.discord_token.get_secret_value())
            except discord.LoginFailure as error:
                raise Invalid(_refused(401)) from error
            except (discord.HTTPException, PlatformFault, aiohttp.ClientError, OSError) as error:
                sentence = _("Discord cannot be reached now ({error}). Nothing was lost; start again in a moment.")
                raise Invalid(sentence.format(error=type(error).__name__)) from error
            keeping = asyncio.create_task(_keep(client), name="discord gateway")
            try:
                yield keeping
            finally:
                await client.close()
                await asyncio.wait({keeping})

    async def close(self) -> None:
        """Hang up the line."""
        await self.line.close()


async def _keep(client: HearthClient) -> None:
    try:
        await client.connect()
    except discord.PrivilegedIntentsRequired as error:
        sentence = _(
            "Discord does not let Hearth hear who comes and goes. Switch it on (Developer Portal → Bot → Server "
            "Members Intent), or set HEARTH_DISCORD_MEMBERS=false."
        )
        raise Invalid(sentence) from error
    except discord.ConnectionClosed as error:
        sentence = _("Discord closed the connection for good ({code}). Look at the bot in the Developer Portal.")
        raise Invalid(sentence.format(code=error.code)) from error


def _refused(status: int) -> str:
    sentence = _("Discord does not take HEARTH_DISCORD_TOKEN ({status}). Copy it anew: Developer Portal → Bot → Token.")
    return sentence.format(status=status)


__all__ = ["PLATFORM", "Discord"]
