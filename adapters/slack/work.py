"""Work that goes on after Slack has its answer: counted, and waited for at the end."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import structlog

T = TypeVar("T")
log = structlog.get_logger()


@dataclass(slots=True)
class Work:
    """The tasks under way. asyncio itself keeps no strong hold of a task, so they are held here."""

    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def start(self, doing: Coroutine[Any, Any, None]) -> None:
        """Let something go on by itself; it must not raise."""
        _ = self.started(doing)

    def started(self, doing: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Let something go on that is awaited elsewhere."""
        task = asyncio.get_running_loop().create_task(doing)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def finish(self, limit: timedelta) -> None:
        """Return when all is done, what was started meanwhile too; after `limit` of real time the rest is ended."""
        try:
            async with asyncio.timeout(limit.total_seconds()):
                while self.tasks:
                    await asyncio.wait(set(self.tasks))
        except TimeoutError:
            left = set(self.tasks)
            log.warning("work was ended before it was done", tasks=len(left))
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
