"""Tells everybody who watches that something changed, in this process."""

import asyncio
from collections.abc import AsyncIterator


class Changes:
    """A bell: any number of watchers, each woken once for all that happened since it last looked."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._told = 0
        self._next = asyncio.Event()

    def tell(self) -> None:
        """Wake every watcher."""
        self._told += 1
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    def watch(self) -> AsyncIterator[None]:
        """Yield once for whatever was told since this call, and then since the last time."""
        return self._watch(self._told)

    async def _watch(self, seen: int) -> AsyncIterator[None]:
        while True:
            while seen == self._told:
                await self._next.wait()
            seen = self._told
            yield
