"""How long an event loop is held by one step."""

import asyncio
import time
from typing import Self

EVERY_S = 0.001


class Lag:
    """Inside the block: the longest time that the loop could not turn, in milliseconds."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.longest_ms = 0.0
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to look."""
        self._task = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_what: object) -> None:
        """Look a last time, and stop."""
        if self._task is not None:
            await asyncio.sleep(EVERY_S)
            self._task.cancel()

    async def _look(self) -> None:
        while True:
            slept = time.perf_counter()
            await asyncio.sleep(EVERY_S)
            late = time.perf_counter() - slept - EVERY_S
            self.longest_ms = max(self.longest_ms, late * 1000)
