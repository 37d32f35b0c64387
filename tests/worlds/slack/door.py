"""The two ways in which Slack reaches an app: signed HTTP, and Socket Mode (sockets.py)."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol, TypeAlias
from urllib.parse import urlencode

import aiohttp

from tests.worlds.slack.ground import Json

ACK_S: Final = 3
"""platforms.md 1.1."""


class Sort(StrEnum):
    """What is sent, as Socket Mode calls it."""

    COMMAND = "slash_commands"
    INTERACTIVE = "interactive"
    EVENT = "events_api"


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing on its way to the app. `retry` counts from 1, with the reason of the failure before.

    `delay`: seconds that are taken to have passed since it was sent for the first time, so it is signed anew.
    """

    sort: Sort
    payload: Json
    retry: int = 0
    reason: str = ""
    delay: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `failed` is Slack's reason (http_timeout, http_error, connection_failed), empty when acked."""

    failed: str = ""
    body: Any = None
    no_retry: bool = False
    status: int = 200


class Door(Protocol):
    """A way to the app."""

    async def ask(self, sent: Sent) -> Answer:
        """Send something and wait for the ack, no longer than Slack does."""


Post: TypeAlias = Callable[[str, Mapping[str, str], bytes], Awaitable[tuple[int, Mapping[str, str], bytes]]]
"""(URL, headers, body) to (status, headers, body)."""


def signed(secret: str, body: bytes, at: float) -> dict[str, str]:
    """Return the headers that vouch for a body (platforms.md 1.1, signature)."""
    stamp = str(int(at))
    mac = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}


def encoded(sent: Sent) -> tuple[str, bytes]:
    """Return content type and body, as Slack sends each sort."""
    match sent.sort:
        case Sort.COMMAND:
            return "application/x-www-form-urlencoded", urlencode(sent.payload).encode()
        case Sort.INTERACTIVE:
            return "application/x-www-form-urlencoded", urlencode({"payload": json.dumps(sent.payload)}).encode()
        case Sort.EVENT:
            return "application/json", json.dumps(sent.payload).encode()


@dataclass(slots=True)
class HttpDoor:
    """Signed HTTP to one request URL. `skew`: seconds by which the signature's clock is wrong."""

    url: str
    secret: str
    now: Callable[[], float]
    post: Post
    ack_s: float = ACK_S
    skew: float = 0
    forged: bool = False
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def ask(self, sent: Sent) -> Answer:
        kind, body = encoded(sent)
        secret = "somebody else's" if self.forged else self.secret
        headers = {"Content-Type": kind, **signed(secret, body, self.now() + self.skew + sent.delay)}
        if sent.retry:
            headers |= {"X-Slack-Retry-Num": str(sent.retry), "X-Slack-Retry-Reason": sent.reason}
        self.asked.append((headers, body))
        try:
            async with asyncio.timeout(self.ack_s):
                status, told, answer = await self.post(self.url, headers, body)
        except TimeoutError:
            return Answer("http_timeout", status=0)
        except (aiohttp.ClientError, OSError):
            return Answer("connection_failed", status=0)
        return _answer(sent, status, {k.lower(): v for k, v in told.items()}, answer)


def _answer(sent: Sent, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    fine = 200 <= status < 300 if sent.sort is Sort.EVENT else status == 200
    if not fine:
        return Answer("http_error", no_retry=headers.get("x-slack-no-retry") == "1", status=status)
    if not body:
        return Answer()
    if headers.get("content-type", "").startswith("application/json"):
        return Answer(body=json.loads(body))
    return Answer(body=body.decode())


def over(session: aiohttp.ClientSession) -> Post:
    """Return a way to post over real HTTP."""

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        async with session.post(url, headers=headers, data=body, allow_redirects=False) as answer:
            return answer.status, answer.headers, await answer.read()

    return post
