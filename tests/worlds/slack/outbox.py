"""What goes to the app: interactions once, events with Slack's retries (platforms.md 1.1)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tests.worlds.slack.door import Answer, Door, Sent, Sort
from tests.worlds.slack.ground import Json, Kind, Team, ts_of
from tests.worlds.slack.scopes import HISTORY
from tests.worlds.slack.world import World

RETRY_S: Final = (0.0, 60.0, 300.0)
"""At once, after a minute, after five (docs.slack.dev, apis/events-api)."""
ALWAYS: Final = {"app_home_opened", "app_uninstalled", "tokens_revoked"}
SCOPE_OF: Final = {
    "team_join": "users:read",
    "user_change": "users:read",
    "reaction_added": "reactions:read",
    "channel_left": "channels:read",
    "group_left": "groups:read",
}
OF_ITEM: Final = {"reaction_added"}
LEFT: Final = {"channel_left", "group_left"}


@dataclass(slots=True)
class Outbox:
    """Knows the door to the app, and writes down all that went through it. `twice`: events to send doubled."""

    world: World
    door: Door | None = None
    retry_s: Sequence[float] = RETRY_S
    twice: int = 0
    sent: list[tuple[Sent, Answer]] = field(default_factory=list)

    async def ask(self, sort: Sort, payload: Json) -> Answer:
        """Send a command or an interaction: once, whatever happens."""
        return await self._send(Sent(sort, payload))

    async def again(self, sent: Sent) -> Answer:
        """Send the very same once more, a second later by its signature."""
        return await self._send(replace(sent, delay=sent.delay + 1))

    async def _send(self, sent: Sent) -> Answer:
        answer = Answer("connection_failed", status=0) if self.door is None else await self.door.ask(sent)
        self.sent.append((sent, answer))
        self.world.orders.news.set()
        return answer

    # Events

    def on_event(self, team: Team, event: Json) -> None:
        """Send an event if the app may have it (`World.on_event`)."""
        if self.door is None or not self._may(team, event):
            return
        body = self._wrapped(team, event)
        for delay in range(2 if self.twice else 1):
            self.world.background(self._deliver(body, delay))
        self.twice = max(0, self.twice - 1)

    async def _deliver(self, body: Json, delay: int) -> None:
        answer = await self._send(Sent(Sort.EVENT, body, delay=delay))
        for number, wait in enumerate(self.retry_s, 1):
            if not answer.failed or answer.no_retry:
                return
            if wait:
                await asyncio.sleep(wait)
            answer = await self._send(Sent(Sort.EVENT, body, number, answer.failed, number))

    def _wrapped(self, team: Team, event: Json) -> Json:
        stamp = self.world.tick()
        installed = team.install
        user = installed.bot_user if installed is not None else ""
        return {
            "token": self.world.app.token,
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": self.world.app.id,
            "event": {"event_ts": ts_of(stamp), **event},
            "type": "event_callback",
            "event_id": self.world.id("Ev"),
            "event_time": stamp // 1_000_000,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team.id,
                    "user_id": user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }

    def _may(self, team: Team, event: Json) -> bool:
        """Return whether the app subscribed to an event, and its scopes and seats reach it."""
        kind, wanted, install = event["type"], self.world.app.events, team.install
        if install is None or (wanted is not None and self._name(event) not in wanted):
            return False
        if kind in ALWAYS:
            return True
        if install.revoked:
            return False
        if kind in SCOPE_OF and SCOPE_OF[kind] not in install.scopes:
            return False
        where = event["item"]["channel"] if kind in OF_ITEM else event.get("channel")
        where = where["id"] if isinstance(where, dict) else where
        channel = team.channel(str(where)) if where else None
        if channel is None or kind in LEFT:
            return where is None or kind in LEFT
        member = install.bot_user in channel.members
        if kind == "message":
            return member and bool(install.scopes & set(HISTORY[channel.kind]))
        if kind in OF_ITEM:
            return member
        if channel.kind is Kind.PRIVATE:
            return member and "groups:read" in install.scopes
        return "channels:read" in install.scopes and (member or not kind.startswith("member_"))

    @staticmethod
    def _name(event: Json) -> str:
        """Return an event's name as a manifest lists it."""
        if event["type"] != "message":
            return str(event["type"])
        return {"channel": "message.channels", "group": "message.groups", "im": "message.im"}[event["channel_type"]]
