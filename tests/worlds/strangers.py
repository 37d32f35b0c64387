"""Strangers on the web: one server on this machine that plays many, honest and hostile ones, at any name and port."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import TypeAlias

from adapters.fetching import SafePages
from adapters.fetching.web import SafeWeb
from bot.addresses import IPAddress
from tests.worlds.drawing import Here

HERE = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Request:
    """What a stranger was asked; headers by their names in lower case."""

    url: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class Line:
    """The line to whoever asks. Sending into a line that was hung up raises `ConnectionError`."""

    writer: asyncio.StreamWriter
    sent: int = 0

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()
        self.sent += len(data)

    async def answer(self, headers: Mapping[str, str], body: bytes = b"", status: str = "200 OK") -> None:
        """Send a whole answer; `content_type` and the like are its headers."""
        told = {"content-length": str(len(body))} | {k.replace("_", "-"): v for k, v in headers.items()}
        head = "".join(f"{k}: {v}\r\n" for k, v in told.items() if v)
        await self.send(f"HTTP/1.1 {status}\r\n{head}connection: close\r\n\r\n".encode() + body)


Play: TypeAlias = Callable[[Line, Request], Awaitable[None]]


@dataclass(slots=True)
class Strangers:
    """Who is on the web. `plays` by "host/path"; `names` are the addresses of a host, one answer after the other."""

    port: int
    plays: dict[str, Play] = field(default_factory=dict)
    names: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    reachable: bool = True

    def publishes(self, url: str, body: bytes, **headers: str) -> None:
        """Let a page stand at an address; a feed says that it is one."""
        told = {"content_type": "application/rss+xml"} | headers

        async def play(line: Line, request: Request) -> None:
            if told.get("etag") and request.headers.get("if-none-match") == told["etag"]:
                await line.answer(headers | {"content_length": ""}, status="304 Not Modified")
            else:
                await line.answer(told, body)

        self.plays[url] = play

    def says(self, url: str, status: str, **headers: str) -> None:
        """Let a page answer with a status and nothing more."""

        async def play(line: Line, request: Request) -> None:
            await line.answer(headers, status=status)

        self.plays[url] = play

    def drips(self, url: str, head: bytes) -> None:
        """Let a page begin with this and go on for ever, one byte at a time, where a body has begun."""

        async def play(line: Line, request: Request) -> None:
            await line.send(head)
            while True:
                await asyncio.sleep(0.02)
                await line.send(b" " if head.endswith(b">") else b"")

        self.plays[url] = play

    async def look_up(self, host: str, port: int) -> Sequence[tuple[IPAddress, int]]:
        """Return where a name leads: here, or where it was said to."""
        if not self.reachable:
            raise OSError
        answers = self.names.get(host, [(HERE,)])
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(ip_address(a), self.port) for a in found]

    def web(self, within: timedelta = timedelta(seconds=5), most_bytes: int = 200_000) -> SafeWeb:
        """Return a client to whom this machine, and nothing else, is public."""
        return SafeWeb(lambda a: str(a) == HERE, self.look_up, within, most_bytes)

    def pages(self) -> SafePages:
        """Return what reads them, in this process."""
        return SafePages(Here(), self.web())

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(writer)
        self.lines.append(line)
        try:
            request = _request(await reader.readuntil(b"\r\n\r\n"))
            self.asked.append(request)
            await self.plays.get(request.url, _nothing)(line, request)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # they hung up, as they may
        finally:
            writer.close()


async def _nothing(line: Line, request: Request) -> None:
    await line.answer({}, status="404 Not Found")


def _request(head: bytes) -> Request:
    first, *rows = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v.strip() for k, _colon, v in (row.partition(":") for row in rows) if k}
    return Request(headers.get("host", "") + first.split(" ")[1], headers)


@asynccontextmanager
async def strangers() -> AsyncIterator[Strangers]:
    """Open the web; at the end nobody waits any more."""
    web = Strangers(0)
    server = await asyncio.start_server(web.serve, HERE, 0)
    web.port = server.sockets[0].getsockname()[1]
    try:
        yield web
    finally:
        server.close()
        for line in web.lines:
            line.writer.transport.abort()
        await asyncio.sleep(0)


def rss(title: str, *items: tuple[str, str, str]) -> bytes:
    """Return a feed of (title, link, RFC 822 date or nothing) items."""
    told = "".join(f"<item><title>{t}</title><link>{u}</link><guid>{u}</guid>{_dated(d)}</item>" for t, u, d in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{told}</channel></rss>'.encode()


def _dated(date: str) -> str:
    return f"<pubDate>{date}</pubDate>" if date else ""
