"""Slack, wired: its installations over the store, its platform, its app, and what `hearth slack` does."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

from adapters.settings import Settings
from adapters.slack import PLATFORM
from adapters.slack.engine import Engine
from adapters.slack.installing import installation
from adapters.slack.installs import Installation
from adapters.slack.manifest import SCOPES, manifest
from adapters.slack.platform import SlackPlatform
from bot.catalogue import Catalogue
from bot.errors import Invalid, Outcome, PlatformFault
from bot.i18n import _
from bot.ports import Clock, Drawer, Pictures
from storage.installations import Installed, SqlInstallations

if TYPE_CHECKING:
    from adapters.slack.app import SlackApp


@dataclass(frozen=True, slots=True)
class Installs:
    """`adapters.slack.installs.Installations` over the store."""

    store: SqlInstallations
    clock: Clock

    async def find(self, team: str) -> Installation | None:
        """Return a workspace's installation."""
        found = await self.store.find(team)
        return _installation(found) if found else None

    async def put(self, installation: Installation) -> None:
        """Keep an installation in the place of the workspace's earlier one."""
        made = Installed(
            space=installation.team,
            name=installation.team_name,
            enterprise=installation.enterprise,
            token=installation.bot_token,
            bot=installation.bot_id,
            bot_user=installation.bot_user,
            installed_by=installation.installer or "",
            scopes=installation.scopes,
            app=installation.app,
        )
        await self.store.put(made, at=self.clock.real())

    async def drop(self, team: str) -> None:
        """Forget a workspace's installation, token and all."""
        await self.store.drop(team)

    async def all(self) -> tuple[Installation, ...]:
        """Return every installation, by workspace."""
        return tuple(_installation(i) for i in await self.store.all())


def _installation(kept: Installed) -> Installation:
    return Installation(
        team=kept.space,
        team_name=kept.name,
        enterprise=kept.enterprise,
        bot_token=kept.token,
        bot_id=kept.bot,
        bot_user=kept.bot_user,
        installer=kept.installed_by or None,
        scopes=kept.scopes,
        app=kept.app,
    )


@dataclass(slots=True)
class Slack:
    """Slack in one process. `app` is there once somebody listens."""

    settings: Settings
    installs: Installs
    session: aiohttp.ClientSession
    clock: Clock
    platform: SlackPlatform
    app: "SlackApp | None" = None

    @staticmethod
    def of(
        settings: Settings,
        store: SqlInstallations,
        session: aiohttp.ClientSession,
        clock: Clock,
        pictures: Pictures,
    ) -> "Slack":
        """Return Slack for a process that need not listen."""
        installs = Installs(store, clock)
        platform = SlackPlatform(installs, session, clock, settings.slack_url, pictures=pictures)
        return Slack(settings, installs, session, clock, platform)

    @property
    def over_http(self) -> bool:
        """Return whether Slack reaches Hearth over HTTP: there is a signing secret and no app-level token."""
        return bool(self.settings.slack_signing_secret.get_secret_value()) and not self.app_token

    @property
    def app_token(self) -> str:
        """Return the token for Socket Mode; empty without."""
        return self.settings.slack_app_token.get_secret_value()

    def listens(self, engine: Engine, drawer: Drawer) -> "SlackApp":
        """Return the app, wired to the engine."""
        from adapters.slack.app import SlackApp  # noqa: PLC0415 - who only sends needs no Bolt

        self.app = SlackApp(
            engine,
            self.installs,
            drawer,
            self.session,
            self.clock,
            signing_secret=self.settings.slack_signing_secret.get_secret_value(),
            root=self.settings.slack_command,
            base_url=self.settings.slack_url,
            pictures=self.platform.pictures,
        )
        return self.app

    async def install(self) -> Installation:
        """Keep the token of the settings for the workspace it belongs to, with whoever installed it.

        Raises:
            Invalid: there is no token, or Slack does not take it.
            PlatformFault: Slack cannot be reached now.
        """
        made = await self.asked()
        await self.installs.put(made)
        self.platform.clients.forget(made.team)
        return made

    async def asked(self) -> Installation:
        """Return what the token of the settings stands for, keeping nothing. Raises as `install`."""
        token = self.settings.slack_bot_token.get_secret_value()
        if not token:
            raise Invalid(_("There is no Slack token in the settings. Set HEARTH_SLACK_BOT_TOKEN, then try again."))
        try:
            return await installation(self.platform.clients, token, self.settings.slack_installer or None)
        except PlatformFault as fault:
            if fault.outcome is not Outcome.NEVER:
                raise
            sentence = _("Slack does not take HEARTH_SLACK_BOT_TOKEN ({code}). Nothing was kept. Copy it anew.")
            raise Invalid(sentence.format(code=fault.code)) from fault

    @staticmethod
    def lacking(made: Installation) -> tuple[str, ...]:
        """Return the scopes that Hearth needs and that were not granted; none when Slack did not tell."""
        return tuple(s for s, _why in SCOPES if s not in made.scopes) if made.scopes else ()

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Keep Socket Mode connections while inside, where there is a token for them."""
        if self.app is None or not self.app_token:
            yield
            return
        try:
            async with self.app.sockets(self.app_token, self.settings.slack_connections):
                yield
        except PlatformFault as fault:
            sentence = _("Slack does not take HEARTH_SLACK_APP_TOKEN ({code}). Make one with connections:write.")
            raise Invalid(sentence.format(code=fault.code)) from fault


def manifest_text(catalogue: Catalogue, root: str, url: str | None) -> str:
    """Return the manifest as JSON for people; `url` is where Slack reaches Hearth, None for Socket Mode.

    Raises:
        Invalid: the address is not one that Slack can call.
    """
    if url is not None and not url.startswith("https://"):
        raise Invalid(_("Slack calls HTTPS addresses only, such as https://hearth.example.org"))
    made = manifest(catalogue, root, socket_mode=url is None, url=url or "")
    return json.dumps(made, indent=2, ensure_ascii=False)


__all__ = ["PLATFORM", "Installs", "Slack", "manifest_text"]
