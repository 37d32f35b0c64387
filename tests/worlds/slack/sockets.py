"""Socket Mode: tickets, connections, envelopes, acks (platforms.md 1.2)."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import WSMsgType, web

from tests.worlds.slack.door import ACK_S, Answer, Sent, Sort
from tests.worlds.slack.ground import Json

CONNECTIONS: Final = 10
TICKET_S: Final = 30
LIFE_S: Final = 18_060
"""What hello says; a test ends a connection itself."""


@dataclass(slots=True)
class Link:
    """One connection of the app."""

    socket: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Answer]] = field(default_factory=dict)
    taken: int = 0

    async def says(self, **what: object) -> None:
        """Send one frame."""
        await self.socket.send_str(json.dumps(what))


@dataclass(slots=True)
class Links:
    """All connections. Each payload goes to any one of them, here the one that had least."""

    app: str
    now: Callable[[], float]
    ack_s: float = ACK_S
    open: list[Link] = field(default_factory=list)
    tickets: dict[str, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    """What apps did that Slack does not take."""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    _count: int = 0

    def ticket(self) -> str:
        """Return a ticket: good for one connection, for half a minute."""
        self._count += 1
        made = f"ticket-{self._count}"
        self.tickets[made] = self.now()
        return made

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        made = self.tickets.pop(request.query.get("ticket", ""), None)
        if made is None or self.now() - made > TICKET_S:
            return web.Response(status=401)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        link = Link(socket)
        if len(self.open) >= CONNECTIONS:
            await link.says(type="disconnect", reason="too_many_websockets")
            await socket.close()
            return socket
        self.open.append(link)
        await self._hello(link)
        self.news.set()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._acked(link, frame.data)
        finally:
            self._gone(link)
        return socket

    async def _hello(self, link: Link) -> None:
        debug = {"host": "applink-1", "build_number": 1, "approximate_connection_time": LIFE_S}
        await link.says(
            type="hello", num_connections=len(self.open), debug_info=debug, connection_info={"app_id": self.app}
        )

    def _acked(self, link: Link, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            self.refused.append(f"no JSON: {text[:80]}")
            return
        waiting = link.waiting.pop(said.get("envelope_id", ""), None)
        if waiting is None:
            self.refused.append(f"unknown envelope: {text[:80]}")
        elif not waiting.done():
            waiting.set_result(Answer(body=said.get("payload") or None))

    def _gone(self, link: Link) -> None:
        if link in self.open:
            self.open.remove(link)
        for waiting in link.waiting.values():
            if not waiting.done():
                waiting.set_result(Answer("connection_failed", status=0))
        link.waiting.clear()
        self.news.set()

    async def ask(self, sent: Sent) -> Answer:
        """Send an envelope over one connection and wait for its ack (`door.Door`)."""
        if not self.open:
            return Answer("connection_failed", status=0)
        link = min(self.open, key=lambda one: one.taken)
        link.taken += 1
        self._count += 1
        envelope = f"envelope-{self._count}"
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        link.waiting[envelope] = waiting
        accepts = sent.sort is not Sort.EVENT
        body: Json = {"envelope_id": envelope, "type": sent.sort.value, "payload": sent.payload}
        body |= {"accepts_response_payload": accepts}
        if sent.sort is Sort.EVENT:
            body |= {"retry_attempt": sent.retry, "retry_reason": sent.reason}
        try:
            async with asyncio.timeout(self.ack_s):
                await link.socket.send_str(json.dumps(body))
                answer = await waiting
        except TimeoutError:
            return Answer("http_timeout", status=0)
        except ConnectionError:
            return Answer("connection_failed", status=0)
        finally:
            link.waiting.pop(envelope, None)
        if answer.body is not None and not accepts:
            self.refused.append("a response payload that is not accepted")
            return Answer("http_error")
        return answer

    async def disconnect(self, reason: str, *, close: bool = True) -> None:
        """Tell every connection to go (`warning`, `refresh_requested`, `link_disabled`), and end them."""
        for link in list(self.open):
            with contextlib.suppress(ConnectionError):
                await link.says(type="disconnect", reason=reason, debug_info={"host": "applink-1"})
            if close:
                await link.socket.close()

    def cut(self) -> None:
        """End every connection without a word."""
        for link in list(self.open):
            self._gone(link)
            transport = link.socket._req.transport if link.socket._req is not None else None
            if transport is not None:
                transport.abort()

    def hush(self) -> None:
        """Let every connection stand and say nothing any more, as when the road between is gone: no pong, no close."""
        for link in list(self.open):
            self._gone(link)
            transport = link.socket._req.transport if link.socket._req is not None else None
            if transport is not None:
                transport.pause_reading()

    async def connected(self, count: int) -> None:
        """Wait until the app has that many connections."""
        await self.until(lambda: len(self.open) >= count)

    async def until(self, true: Callable[[], bool], patience_s: float = 30) -> None:
        """Wait until something is true; it is looked at whenever a connection comes or goes."""
        async with asyncio.timeout(patience_s):
            while not true():
                self.news.clear()
                await self.news.wait()
