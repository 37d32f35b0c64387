"""The Slack side of a bench: it signs and sends commands, and notes when the ack came and when the reply."""

import asyncio
import hashlib
import hmac
import time
import urllib.parse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, TCPConnector, web

SECRET = "bench"
TEAM, ROOM = "T1", "C1"
PEOPLE = tuple(f"U{n}" for n in range(1, 51))
POST_S = 0.005
"""What Slack takes for a message: little, so that the lane keeps the other side busy."""
REPLY_WITHIN_S = 30


@dataclass(slots=True)
class Sent:
    """One command on its way: when it left, when it was acknowledged, when its reply came; seconds."""

    left: float
    acked: float = 0.0
    replied: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class SlackSide:
    """A Slack that answers everything at once, and people who type."""

    address: str
    session: ClientSession
    sent: dict[int, Sent] = field(default_factory=dict)
    posted: int = 0

    async def command(self, number: int, text: str, to: str) -> Sent:
        """Type a command as one of the people; return it once its reply is here, or too long has passed."""
        sent = self.sent[number] = Sent(time.perf_counter())
        async with self.session.post(f"{to}/slack/events", **self._signed(number, text)) as answer:
            await answer.read()
            assert answer.status == 200, answer.status
        sent.acked = time.perf_counter()
        with suppress(TimeoutError):
            await asyncio.wait_for(sent.replied.wait(), REPLY_WITHIN_S)
        return sent

    def _signed(self, number: int, text: str) -> dict[str, Any]:
        person = PEOPLE[number % len(PEOPLE)]
        form = {
            "token": "unused",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": ROOM,
            "channel_name": "general",
            "user_id": person,
            "user_name": person.lower(),
            "command": "/hearth",
            "text": text,
            "api_app_id": "A1",
            "response_url": f"{self.address}/respond/{number}",
            "trigger_id": f"1.{number}",
        }
        body = urllib.parse.urlencode(form).encode()
        stamp = str(int(time.time()))
        mark = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={mark}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return {"data": body, "headers": headers}

    def app(self) -> web.Application:
        """Return Slack's own addresses."""
        app = web.Application()
        app.router.add_post("/respond/{number}", self._respond)
        app.router.add_post("/api/{method}", self._api)
        return app

    async def _respond(self, request: web.Request) -> web.Response:
        await request.read()
        self.sent[int(request.match_info["number"])].replied.set()
        return web.Response(text="ok")

    async def _api(self, request: web.Request) -> web.Response:
        asked = await request.post()
        method = request.match_info["method"]
        if method == "chat.postMessage":
            await asyncio.sleep(POST_S)
            self.posted += 1
        person, people = str(asked.get("user")), str(asked.get("users"))
        user = {
            "id": person,
            "name": "somebody",
            "real_name": f"Person {person}",
            "tz": "Europe/Copenhagen",
            "is_admin": True,
        }
        known: dict[str, dict[str, object]] = {
            "auth.test": {"team_id": TEAM, "team": "Bench", "user_id": "U0", "bot_id": "B0"},
            "users.info": {"user": user},
            "conversations.info": {"channel": {"id": ROOM, "name": "general", "is_private": False}},
            "conversations.open": {"channel": {"id": f"D{people}"}},
            "chat.postMessage": {"ts": f"{self.posted}.0", "channel": str(asked.get("channel"))},
        }
        return web.json_response({"ok": True, **known.get(method, {})})


@asynccontextmanager
async def slack_side() -> AsyncIterator[SlackSide]:
    """Serve Slack's side at a free port."""
    async with ClientSession(connector=TCPConnector(limit=0, keepalive_timeout=2)) as session:
        side = SlackSide("", session)
        runner = web.AppRunner(side.app(), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        side.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield side
        finally:
            await runner.cleanup()
