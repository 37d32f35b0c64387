"""Events: kept before Slack has its ack, worked off by the pulse."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from slack_bolt.response import BoltResponse

from adapters.slack.clients import Clients
from adapters.slack.codes import REINSTALL
from adapters.slack.engine import Engine
from adapters.slack.events import event
from adapters.slack.home import Home
from adapters.slack.installs import Installations
from adapters.slack.read import Payload
from adapters.slack.work import Work
from bot.commands import EventKind
from bot.errors import PlatformFault
from bot.i18n import _

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Inbox:
    """A global middleware: Bolt gives events their ack before any listener, so a crash there would lose them."""

    engine: Engine
    installs: Installations
    clients: Clients
    home: Home
    work: Work

    async def middleware(
        self, body: Payload, next_: Callable[[], Awaitable[BoltResponse | None]]
    ) -> BoltResponse | None:
        """Keep an event and give Slack its ack; everything else goes on. When it cannot be kept, Slack retries."""
        if body.get("type") != "event_callback":
            return await next_()
        kept = event(body, self.clients.clock.now())
        if kept is not None:
            await self.engine.receive(kept)
            if kept.kind is EventKind.SPACE_GONE:
                self.work.start(self._forget(kept.space))
        inner = body.get("event") or {}
        if inner.get("type") == "app_home_opened" and inner.get("tab") == "home":
            self.work.start(self._show(str(body["team_id"]), str(inner["user"]), str(body["event_id"])))
        return BoltResponse(status=200, body="")

    async def _show(self, team: str, person: str, look: str) -> None:
        try:
            await self.home.show(team, person, look)
        except Exception:
            log.exception("a Home could not be made", space=team)

    async def _forget(self, team: str) -> None:
        """Drop a workspace's token, unless it still works: the event may be older than a new installation."""
        self.clients.forget(team)
        try:
            await self.clients.call(team, "auth.test")
        except PlatformFault as fault:
            if fault.missing == _(REINSTALL.missing):
                await self.installs.drop(team)
                self.clients.forget(team)
        except Exception:
            log.exception("an installation was not dropped", space=team)
