"""`Pictures` over a process of their own: matplotlib is imported there alone."""

import asyncio
from collections import OrderedDict
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from adapters.pictures.drawn import Format, drawn
from bot.drawings import Drawing
from bot.ports import Heavy

log = structlog.get_logger()
WITHIN: Final = timedelta(seconds=8)
"""A picture takes a quarter of a second, the first one the start of a process besides, which reads all fonts the first
time ever. Who waits longer is better served with words; a delivery has ten seconds in all."""
MOST_BYTES: Final = 2**20
"""Discord takes 10 MiB a file (discord-api-docs, reference), aiohttp writes up to 1 MiB at once; ours have a tenth."""
KEPT: Final = 16
"""As many pictures are kept, about 50 KB each: one that several people look at is drawn once."""


@dataclass(slots=True)
class HeavyPictures:
    """Draws through a `Heavy`. Whatever goes wrong is written down, and None is returned."""

    heavy: Heavy
    within: timedelta = WITHIN
    _kept: OrderedDict[tuple[Format, Drawing], bytes] = field(default_factory=OrderedDict)

    async def png(self, drawing: Drawing) -> bytes | None:
        """Return a picture for a chat."""
        return await self._drawn(Format.PNG, drawing)

    async def svg(self, drawing: Drawing) -> bytes | None:
        """Return the same picture for the web."""
        return await self._drawn(Format.SVG, drawing)

    async def _drawn(self, form: Format, drawing: Drawing) -> bytes | None:
        kept = self._kept.get((form, drawing))
        if kept is not None:
            return kept
        try:
            async with asyncio.timeout(self.within.total_seconds()):
                made: bytes = await self.heavy.run(drawn, drawing, form)
        except (TimeoutError, BrokenExecutor, ValueError, OSError) as error:
            log.warning("a picture was not drawn", error=type(error).__name__)
            return None
        if len(made) > MOST_BYTES:
            log.warning("a picture is too large", bytes=len(made))
            return None
        self._kept[form, drawing] = made
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made
