"""The client that reads strangers' addresses: every hop checked, cut at a size, ended at a time.

It knows nobody: no proxy, cookie or password of this machine goes along, and no connection is used twice.
"""

import asyncio
import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from adapters.fetching.bodies import CHUNK, ENCODINGS, MOST_BYTES, body
from adapters.fetching.guard import Allowed, Guard, Resolve, looked_up
from bot.addresses import is_public, readable
from bot.pages import Asked, Trouble, Unread

MOST_HOPS: Final = 4
WITHIN: Final = timedelta(seconds=10)
"""For everything: names, connections, every hop, the last byte."""
_FOR_GOOD: Final = frozenset({301, 308})
_ON: Final = frozenset({301, 302, 303, 307, 308})  # RFC 9110 §15.4
_SAME, _GONE, _FINE = 304, 410, 200
_HEADER_BYTES: Final = 8_190
_HEADERS: Final = 100
LONGEST_MARK: Final = 200
"""An ETag or a date that is longer is not kept: the next answer is a whole one then."""
_WANTED: Final = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
_TEXTS: Final = frozenset({"", "application/xml", "application/octet-stream", "application/rss", "application/opml"})


@dataclass(frozen=True, slots=True)
class Page:
    """What a server said: None for a body that has not changed. `kind` is its Content-Type."""

    body: bytes | None
    kind: str
    etag: str
    modified: str
    moved: str


@dataclass(frozen=True, slots=True)
class SafeWeb:
    """Reads pages. `allowed` and `look_up` are the strict ones, but in tests, whose servers are on this machine."""

    allowed: Allowed = is_public
    look_up: Resolve = looked_up
    within: timedelta = WITHIN
    most_bytes: int = MOST_BYTES
    tls: ssl.SSLContext | bool = field(default=True)

    async def get(self, asked: Asked) -> Page | Unread:
        """Return the page, or why there is none."""
        guard = Guard(self.look_up, self.allowed)
        try:
            async with asyncio.timeout(self.within.total_seconds()), self._session(guard) as session:
                return await self._follow(session, asked)
        except TimeoutError:
            return Unread(Trouble.SLOW)
        except (aiohttp.ClientError, OSError, ValueError):
            # ValueError: aiohttp's and Python's own for headers and hosts that are none.
            return Unread(Trouble.ADDRESS if guard.shut else Trouble.UNREACHABLE)

    def _session(self, guard: Guard) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=guard,
            socket_factory=guard.connect,
            use_dns_cache=False,
            force_close=True,
            ssl=self.tls,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=self.within.total_seconds()),
            headers={"User-Agent": "Hearth", "Accept": _WANTED, "Accept-Encoding": ENCODINGS},
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
            max_headers=_HEADERS,
            read_bufsize=CHUNK,
        )

    async def _follow(self, session: aiohttp.ClientSession, asked: Asked) -> Page | Unread:
        """Follow redirects by hand, so that each address is looked at before it is asked."""
        here, for_good, moved = asked.url, True, ""
        given = (("If-None-Match", asked.etag), ("If-Modified-Since", asked.modified))  # RFC 9110 §13.1
        marks = {header: value for header, value in given if value}
        for _hop in range(MOST_HOPS + 1):
            url = readable(here)
            if url is None:
                return Unread(Trouble.ADDRESS)
            request = session.get(URL(url, encoded=False), headers=marks, allow_redirects=False)
            async with request as response:
                if response.status not in _ON:
                    return await self._page(response, moved, conditional=bool(marks))
                for_good = for_good and response.status in _FOR_GOOD
                here = urljoin(url, response.headers.get("Location", ""))
                moved = here if for_good else moved
        return Unread(Trouble.REDIRECTS)

    async def _page(self, response: aiohttp.ClientResponse, moved: str, *, conditional: bool) -> Page | Unread:
        etag, modified = (_mark(response.headers.get(h, "")) for h in ("ETag", "Last-Modified"))
        kind = response.headers.get("Content-Type", "")
        moved = (readable(moved) or "") if moved else ""
        if response.status == _SAME and conditional:
            return Page(None, kind, etag, modified, moved)
        if response.status != _FINE:
            return Unread(Trouble.GONE if response.status == _GONE else Trouble.STATUS, response.status)
        if not _may_be_a_feed(kind):
            return Unread(Trouble.KIND)
        if (response.content_length or 0) > self.most_bytes:
            return Unread(Trouble.LARGE)
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        found = await body(response.content.iter_chunked(CHUNK), encoding, self.most_bytes)
        return Unread(found) if isinstance(found, Trouble) else Page(found, kind, etag, modified, moved)


def _mark(value: str) -> str:
    """Return an ETag or a date to send back the next time; one that would not fit is none."""
    return value if len(value) <= LONGEST_MARK and value.isascii() and value.isprintable() else ""


def _may_be_a_feed(kind: str) -> bool:
    """Return whether a Content-Type may be one of a feed: many are served as plain text, or as a web page."""
    name = kind.partition(";")[0].strip().lower()
    return name in _TEXTS or name.startswith("text/") or name.endswith("+xml")
