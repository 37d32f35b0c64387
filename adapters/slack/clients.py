"""Calls Slack's Web API for one workspace or another, each call once: what is repeated is decided elsewhere."""

import json
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.codes import REINSTALL
from adapters.slack.faults import CAUGHT, details_of, fault_of
from adapters.slack.installs import Installation, Installations
from bot.errors import Outcome, PlatformFault
from bot.i18n import _
from bot.ports import Clock

log = structlog.get_logger()
SLACK: Final = "https://slack.com/api/"
FRESH: Final = timedelta(minutes=1)
"""How long an installation is taken for what it was: a token that was replaced is used no longer than this."""
QUIET: Final = logging.getLogger("hearth.slack")
"""What the libraries log to. They write whole payloads at DEBUG, and a refused request's body at INFO."""
QUIET.setLevel(logging.WARNING)


@dataclass(slots=True)
class Clients:
    """Workspaces and their clients. A method that was asked to slow down is not called before its time.

    `session` bounds how long a request may take; `base_url` ends in a slash.
    """

    installs: Installations
    session: aiohttp.ClientSession
    clock: Clock
    base_url: str = SLACK
    _seen: dict[str, tuple[Installation, AsyncWebClient, datetime]] = field(default_factory=dict)
    _paused: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def client(self, token: str | None = None) -> AsyncWebClient:
        """Return a client that repeats nothing by itself: the library's own handlers send a POST twice."""
        return AsyncWebClient(
            token=token, base_url=self.base_url, session=self.session, retry_handlers=[], logger=QUIET
        )

    async def installation(self, team: str) -> Installation | None:
        """Return a workspace's installation; None when Hearth is not there."""
        found = await self._find(team)
        return found[0] if found else None

    def forget(self, team: str) -> None:
        """Read a workspace's token anew before it is used again."""
        self._seen.pop(team, None)

    async def call(self, team: str, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method; return what Slack answers. Arguments that are None are left out.

        Raises:
            PlatformFault: for whatever went wrong.
        """
        left = self._paused.get((team, method), self.clock.real()) - self.clock.real()
        if left > timedelta():
            raise PlatformFault("ratelimited", Outcome.NOT_DONE, retry_after=left)
        found = await self._find(team)
        if found is None:
            missing, remedy = _(REINSTALL.missing), _(REINSTALL.remedy)
            raise PlatformFault("not_installed", Outcome.NEVER, missing=missing, remedy=remedy)
        try:
            response = await found[1].api_call(method, data=form_of(arguments))
        except AttributeError as error:
            # slack_sdk 3.47 asks a text body for its "ok".
            raise PlatformFault("unreadable", Outcome.UNKNOWN) from error
        except CAUGHT as error:
            if details := details_of(error):
                # It names places in what was sent, and none of the words: a bug of ours, to be found by it.
                log.warning("Slack did not take what was sent", method=method, details=details)
            raise self._noted(fault_of(error, method), team, method) from error
        return dict(response.data) if isinstance(response.data, dict) else {}

    async def _find(self, team: str) -> tuple[Installation, AsyncWebClient, datetime] | None:
        now = self.clock.real()
        seen = self._seen.get(team)
        if seen is not None and now - seen[2] < FRESH:
            return seen
        found = await self.installs.find(team)
        if found is None:
            self.forget(team)
            return None
        same = seen is not None and seen[0].bot_token == found.bot_token
        client = seen[1] if seen is not None and same else self.client(found.bot_token)
        self._seen[team] = (found, client, now)
        return self._seen[team]

    def _noted(self, fault: PlatformFault, team: str, method: str) -> PlatformFault:
        """Remember what a fault says about the calls that come next."""
        if fault.outcome is Outcome.NOT_DONE and fault.retry_after is not None:
            # Slack limits each method in each workspace (docs.slack.dev, apis/web-api/rate-limits).
            self._paused[team, method] = self.clock.real() + fault.retry_after
        if fault.missing == _(REINSTALL.missing):
            self.forget(team)
        return fault


def form_of(arguments: dict[str, Any]) -> dict[str, str]:
    """Return arguments as every method of Slack takes them: a form, nested values as JSON."""
    return {k: _text(v) for k, v in arguments.items() if v is not None}


def _text(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
