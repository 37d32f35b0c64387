"""Calendars behind their addresses: read in a unit that only reads, written in a process of their own, kept."""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from adapters.feeds.calendars import written
from adapters.main.wiring import Hearth
from adapters.web.calendars import CalendarShown
from bot.ports import Heavy
from bot.rhythm.addresses import Behind
from bot.rhythm.feeds import Source
from storage.community import SqlCommunities
from storage.feeds import SqlFeeds
from storage.members import SqlMembers
from storage.rhythm import SqlRituals

KEPT_BYTES: Final = 32_000_000


@dataclass(slots=True)
class Calendars:
    """Finds calendars by the secrets of their addresses. The last ones stay as long as what they are made of does."""

    hearth: Hearth
    heavy: Heavy
    most: int = KEPT_BYTES
    _kept: OrderedDict[str, tuple[Source, CalendarShown]] = field(default_factory=OrderedDict, init=False)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def find(self, secret: str) -> CalendarShown | None:
        """Return the calendar behind a secret; None where none is."""
        found = await self._source(secret)
        if found is None:
            return None
        feed, source = found
        # One at a time: who asks twice at once shall not have it written twice.
        async with self._writing:
            kept = self._kept.get(feed)
            if kept is not None and kept[0] == source:
                self._kept.move_to_end(feed)
                return kept[1]
            body = await self.heavy.run(written, source)
            shown = CalendarShown(body, hashlib.sha256(body).hexdigest()[:32])
            self._keep(feed, source, shown)
        return shown

    async def _source(self, secret: str) -> tuple[str, Source] | None:
        hearth = self.hearth
        async with hearth.database.reading() as session:
            rituals = SqlRituals(session, hearth.engine.ids, hearth.clock.now())
            places, people = SqlCommunities(session), SqlMembers(session)
            return await Behind(hearth.clock.now(), SqlFeeds(session), rituals, places, people).source(secret)

    def _keep(self, feed: str, source: Source, shown: CalendarShown) -> None:
        self._kept[feed] = (source, shown)
        self._kept.move_to_end(feed)
        while sum(len(s.body) for _source, s in self._kept.values()) > self.most:
            self._kept.popitem(last=False)
