"""Runs heavy pure functions in a process of their own, so that the event loop stays free."""

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class ProcessHeavy:
    """A pool of one process, started when it is first needed."""

    _pool: ProcessPoolExecutor | None = field(default=None, init=False)

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """Return `work(*args)`, or raise what it raised."""
        if self._pool is None:
            # A forked child would share the database's sockets; a spawned one shares nothing.
            self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)
        except BrokenExecutor:
            self._pool = None  # the process was ended from outside; the next work gets another
            raise

    def close(self) -> None:
        """Let the process end."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
