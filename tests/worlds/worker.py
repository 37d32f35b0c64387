"""A real worker, `hearth run --role worker`, in a process of its own."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

SEND_LIMIT = timedelta(seconds=0.5)
DEATH_S = 30
LOOK_S = 0.02
"""How often another process is asked again whether something is true of it."""

COMPILED = Path(__file__).parents[2] / ".pytest_cache" / "compiled"
"""Where workers keep what Python has compiled, also where the environment forbids it beside the code.

A worker is killed and started over and over; compiling everything anew would be most of its life.
"""


@dataclass(slots=True)
class Worker:
    """One process."""

    process: subprocess.Popen[bytes]
    log: Path

    @staticmethod
    def starts(folder: Path, database_url: str, reaches: Mapping[str, str]) -> "Worker":
        """Start a worker; `reaches` are the settings by which it finds the platform.

        What it says is kept in one file for all workers of a test.
        """
        known = {k: v for k, v in os.environ.items() if not k.startswith("HEARTH_")}
        known.pop("PYTHONDONTWRITEBYTECODE", None)
        settings = {
            "HEARTH_DATABASE_URL": database_url,
            "HEARTH_SEND_LIMIT": str(SEND_LIMIT.total_seconds()),
            "PYTHONPYCACHEPREFIX": str(COMPILED),
            **reaches,
        }
        log = folder / "worker.log"
        with log.open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "adapters.main", "run", "--role", "worker"],
                cwd=folder,
                env=known | settings,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        return Worker(process, log)

    @property
    def alive(self) -> bool:
        """Return whether it runs."""
        return self.process.poll() is None

    def dies(self) -> None:
        """Kill it by its id, and see it dead."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(DEATH_S)

    def told_to_stop(self) -> None:
        """Ask it to stop, as a service manager does."""
        os.kill(self.process.pid, signal.SIGTERM)

    async def ended(self, limit_s: float = 60) -> int:
        """Return its exit code once it has ended by itself."""
        await eventually(lambda: not self.alive, limit_s)
        return self.process.wait(0)

    def said(self) -> str:
        """Return what all workers of this test have said."""
        return self.log.read_text(errors="replace")


async def eventually(true: Callable[[], bool], limit_s: float) -> None:
    """Wait until something is true of another process."""
    async with asyncio.timeout(limit_s):
        while not true():  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def working(folder: Path, database_url: str, reaches: Mapping[str, str]) -> AsyncIterator[Worker]:
    """Run a worker; whatever the test leaves of it is killed."""
    worker = Worker.starts(folder, database_url, reaches)
    try:
        yield worker
    finally:
        if worker.alive:
            worker.dies()
