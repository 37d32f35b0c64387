"""What `hearth slack`, `hearth discord` and `hearth manifest` do, and what doctor says of platforms."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp

from adapters.ciphers import FernetCipher, new_key
from adapters.cli.ports import Finding
from adapters.clock import SystemClock
from adapters.main.house import catalogue
from adapters.main.outside import DISCORD, SLACK, Outside, outside, reached
from adapters.main.reaching import reachable
from adapters.settings import Settings
from bot.errors import Invalid
from bot.i18n import _, counted
from bot.ports import NoPictures
from migrations.run import upgrade
from storage.database import Database
from storage.drawer import SqlSynced
from storage.installations import SqlInstallations

if TYPE_CHECKING:
    from adapters.main.discord import Discord


class Connecting:
    """The part of the actions that speaks with platforms."""

    settings: Settings

    def key(self) -> str:
        """Return a new key."""
        return new_key()

    @asynccontextmanager
    async def _outside(self) -> AsyncIterator[Outside]:
        """Open the platforms on an up-to-date database."""
        with reachable():
            database = Database(self.settings.database_url)
            await upgrade(database.engine)
        try:
            async with aiohttp.ClientSession() as session:
                found = await outside(self.settings, database, session, SystemClock())
                try:
                    yield found
                finally:
                    await found.close()
        finally:
            await database.close()

    async def slack_install(self) -> str:
        """Keep the tokens of the settings for the workspace they belong to."""
        async with self._outside() as found:
            if found.slack is None:
                raise Invalid(_("There is no Slack token in the settings. Set HEARTH_SLACK_BOT_TOKEN, then try again."))
            with reached("Slack"):
                made = await found.slack.install()
        sentence = _("Hearth is installed in {team}. Its admins and owners may set a community up{too}: /hearth")
        too = _(", and {installer} too").format(installer=made.installer) if made.installer else ""
        return sentence.format(team=made.team_name, too=too)

    async def slack_manifest(self, url: str | None) -> str:
        """Return the manifest as JSON."""
        from adapters.main.slack import manifest_text  # noqa: PLC0415 - only where Slack is used

        return manifest_text(catalogue(), self.settings.slack_command, url)

    async def discord_sync(self) -> str:
        """Tell Discord of every command."""
        async with self._outside() as found:
            synced = SqlSynced(found.database, DISCORD)
            with reached("Discord"):
                count = await _discord(found).sync(catalogue(), synced)
        return counted("Discord knows {count} command now.", "Discord knows {count} commands now.", count)

    async def discord_invite(self) -> str:
        """Return the link with which somebody lets Hearth into a server."""
        async with self._outside() as found:
            with reached("Discord"):
                return await _discord(found).link()

    async def _platforms(self) -> Sequence[Finding]:
        """Look at the tokens that are set. Nothing is kept, not even a key."""
        found: list[Finding] = []
        async with aiohttp.ClientSession() as session:
            if self.settings.slack:
                found.append(await self._slack(session))
        if self.settings.discord:
            found.append(await self._bot())
        return found

    async def _bot(self) -> Finding:
        from adapters.main.discord import Discord  # noqa: PLC0415 - only where Discord is used

        what = _("Discord takes the bot's token")
        discord = Discord.of(self.settings, SystemClock(), NoPictures())
        try:
            with reached("Discord"):
                await discord.application()
        except Invalid as error:
            return Finding(fine=False, what=what, remedy=error.sentence)
        finally:
            await discord.close()
        return Finding(fine=True, what=what, notes=discord.notes())

    async def _slack(self, session: aiohttp.ClientSession) -> Finding:
        from adapters.main.slack import Slack  # noqa: PLC0415 - only where Slack is used

        what = _("Slack takes the bot token, and it may do what Hearth needs")
        nowhere = SqlInstallations(Database(self.settings.database_url), FernetCipher.of([new_key()]), SLACK)
        slack = Slack.of(self.settings, nowhere, session, SystemClock(), NoPictures())
        try:
            with reached("Slack"):
                lacking = slack.lacking(await slack.asked())
        except Invalid as error:
            return Finding(fine=False, what=what, remedy=error.sentence)
        remedy = _("Add these scopes and install the app anew: {scopes}").format(scopes=", ".join(lacking))
        return Finding(fine=not lacking, what=what, remedy=remedy)


def _discord(found: Outside) -> "Discord":
    if found.discord is None:
        raise Invalid(_("There is no Discord token in the settings. Set HEARTH_DISCORD_TOKEN, then try again."))
    return found.discord
