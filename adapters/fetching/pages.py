"""`Pages` over the web: pages are fetched here, and read in a process of their own."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from adapters.fetching.parsing import parsed
from adapters.fetching.web import SafeWeb
from bot.pages import Asked, Pulled, Reading, Trouble, Unread
from bot.ports import Heavy

log = structlog.get_logger()
PARSED_WITHIN = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class SafePages:
    """Reads what strangers publish."""

    heavy: Heavy
    web: SafeWeb = field(default_factory=SafeWeb)

    async def read(self, asked: Asked) -> Reading:
        """Return what stands at an address."""
        page = await self.web.get(asked)
        if isinstance(page, Unread):
            return page
        if page.body is None:
            marks = (page.etag or asked.etag, page.modified or asked.modified)
            return Pulled(etag=marks[0], modified=marks[1], moved=page.moved, same=True)
        try:
            async with asyncio.timeout(PARSED_WITHIN.total_seconds()):
                found = await self.heavy.run(parsed, page.body, page.kind, page.moved or asked.url)
        except Exception:
            # A stranger's text that breaks a parser is no reason to break a community's day.
            log.exception("a feed broke its parser")
            return Unread(Trouble.BROKEN)
        if isinstance(found, Trouble):
            return Unread(found)
        return replace(found, etag=page.etag, modified=page.modified, moved=page.moved)
