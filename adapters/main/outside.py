"""The real platforms of one process, each only where it is used: nobody imports what they do not need."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import structlog

from adapters.ciphers import FernetCipher, cipher
from adapters.settings import Settings
from bot.engine import Engine
from bot.errors import Invalid, PlatformFault
from bot.i18n import _
from bot.ports import Clock, Ids, NoPictures, Pictures, Platform
from storage.database import Database
from storage.drawer import SqlDrawer, SqlSynced
from storage.homes import SqlHomes
from storage.installations import SqlInstallations, used

if TYPE_CHECKING:
    from starlette.routing import Route

    from adapters.main.discord import Discord
    from adapters.main.slack import Slack

log = structlog.get_logger()
SLACK = "slack"
DISCORD = "discord"
INSTALL_WITHIN_S = 10
"""Longer no start waits for a platform; what was kept before still holds."""


@dataclass(slots=True)
class Outside:
    """What of Slack and Discord one process has. Built by `outside`."""

    database: Database
    clock: Clock
    keys: FernetCipher | None = None
    slack: "Slack | None" = None
    discord: "Discord | None" = None

    @property
    def platforms(self) -> dict[str, Platform]:
        """Return the platforms by name."""
        found: dict[str, Platform] = {}
        if self.slack is not None:
            found[SLACK] = self.slack.platform
        if self.discord is not None:
            found[DISCORD] = self.discord.platform
        return found

    async def install(self) -> None:
        """Keep the tokens that the settings hold, so that a fresh start needs no other command.

        Raises:
            Invalid: a platform does not take its token.
        """
        if self.slack is not None and self.slack.settings.slack_bot_token.get_secret_value():
            try:
                async with asyncio.timeout(INSTALL_WITHIN_S):
                    await self.slack.install()
            except TimeoutError:
                log.warning("Slack cannot be reached yet", code="timeout")
            except PlatformFault as fault:
                # What was kept before still holds; a platform that cannot be reached now may be later.
                log.warning("Slack cannot be reached yet", code=fault.code)

    def listens(self, engine: Engine, ids: Ids) -> None:
        """Let what comes in from the platforms reach the engine."""
        if self.keys is None:
            return
        drawer = SqlDrawer(self.database, self.keys, self.clock, ids)
        if self.slack is not None:
            self.slack.listens(engine, drawer)
        if self.discord is not None:
            homes, synced = SqlHomes(self.database, DISCORD), SqlSynced(self.database, DISCORD)
            self.discord.listens(engine, drawer, homes, synced)

    def routes(self) -> "tuple[Route, ...]":
        """Return where platforms reach Hearth over HTTP."""
        if self.slack is None or self.slack.app is None or not self.slack.over_http:
            return ()
        return (self.slack.app.http(),)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[tuple[asyncio.Task[None], ...]]:
        """Keep the connections to the platforms while inside; at the end let running work finish.

        Yields:
            Tasks that run as long as a connection is kept; one that ends tells why.

        Raises:
            Invalid: a platform does not take its token.
        """
        async with AsyncExitStack() as stack:
            tasks: list[asyncio.Task[None]] = []
            if self.slack is not None:
                await stack.enter_async_context(self.slack.connected())
            if self.discord is not None:
                tasks.append(await stack.enter_async_context(self.discord.connected()))
            yield tuple(tasks)

    async def close(self) -> None:
        """Hang up."""
        if self.discord is not None:
            await self.discord.close()


async def outside(
    settings: Settings,
    database: Database,
    session: aiohttp.ClientSession,
    clock: Clock,
    pictures: Pictures | None = None,
) -> Outside:
    """Return the platforms that the settings name or that are installed in the database.

    Raises:
        Invalid: a key is needed and there is none.
    """
    found = Outside(database, clock)
    if settings.discord:
        from adapters.main.discord import Discord  # noqa: PLC0415 - only where Discord is used

        found.keys = cipher(settings.keys, settings.secret_file)
        found.discord = Discord.of(settings, clock, pictures or NoPictures())
    if settings.slack or await used(database, SLACK):
        from adapters.main.slack import Slack  # noqa: PLC0415 - only where Slack is used

        found.keys = cipher(settings.keys, settings.secret_file)
        store = SqlInstallations(database, found.keys, SLACK)
        found.slack = Slack.of(settings, store, session, clock, pictures or NoPictures())
    return found


@contextmanager
def reached(platform: str) -> Iterator[None]:
    """Turn a platform that cannot be reached into one sentence, for a command somebody waits for.

    Raises:
        Invalid: with what happened.
    """
    try:
        yield
    except PlatformFault as fault:
        sentence = _("{platform} cannot be reached now ({code}). Nothing was changed; please try again in a moment.")
        raise Invalid(sentence.format(platform=platform, code=fault.code)) from fault
