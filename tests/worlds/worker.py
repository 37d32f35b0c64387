"""A real worker, `hearth run --role worker`, in a process of its own; and a hunter that kills it.

The platform is served by the test's process (platform_server.py) over a database of its own, and the hunter
stands beside it: it sees each request and kills the worker by its id at the moment that was aimed at.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from adapters.sandbox.wire import Dropped
from adapters.sandbox.words import Data
from tests.worlds.ledger import Ledger
from tests.worlds.platform_server import Ask, Step, Watch

SEND_LIMIT = timedelta(seconds=0.5)
DEATH_S = 30
LOOK_S = 0.02
"""How often another process is asked again whether something is true of it."""


@dataclass(slots=True)
class Worker:
    """One process."""

    process: subprocess.Popen[bytes]
    log: Path

    @staticmethod
    def starts(folder: Path, database_url: str, sandbox_url: str) -> "Worker":
        """Start a worker. What it says is kept in one file for all workers of a test."""
        known = {k: v for k, v in os.environ.items() if not k.startswith("HEARTH_")}
        settings = {
            "HEARTH_DATABASE_URL": database_url,
            "HEARTH_SANDBOX_URL": sandbox_url,
            "HEARTH_SEND_LIMIT": str(SEND_LIMIT.total_seconds()),
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
async def working(folder: Path, database_url: str, sandbox_url: str) -> AsyncIterator[Worker]:
    """Run a worker; whatever the test leaves of it is killed."""
    worker = Worker.starts(folder, database_url, sandbox_url)
    try:
        yield worker
    finally:
        if worker.alive:
            worker.dies()


# Killing


@dataclass(frozen=True, slots=True)
class Aim:
    """When to kill. `step` None: at random, `delay` after the worker's first request.

    Otherwise at the request of one of `methods` that comes after `skip` others of the same kind.
    """

    step: Step | None
    methods: tuple[str, ...] = ()
    skip: int = 0
    delay: timedelta = timedelta()

    @property
    def title(self) -> str:
        """How the tally calls it."""
        return "at random" if self.step is None else f"{' or '.join(self.methods)}, {self.step}"


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: what it was aimed at, the row that was hit (none at random), and the rows found in `sending`."""

    aim: Aim
    key: str
    state: str
    sending: tuple[str, ...]
    asked_before: int
    """Requests that came in until then."""

    @property
    def hit(self) -> bool:
        """Return whether it hit a row in `sending`: the aimed one, or any when it was not aimed."""
        return self.state == "sending" if self.key else bool(self.sending)


@dataclass(slots=True)
class Hunter:
    """Kills the worker it is given, once, at the moment aimed at; it lets the served platform do the rest."""

    ledger: Ledger
    watch: Watch = field(default_factory=Watch)
    worker: Worker | None = None
    aim: Aim | None = None
    left: int = 0
    kills: list[Kill] = field(default_factory=list)
    struck: asyncio.Event = field(default_factory=asyncio.Event)
    clock: asyncio.Task[None] | None = None

    def takes(self, worker: Worker, aim: Aim) -> None:
        """Wait for the moment."""
        self.struck.clear()
        self.worker, self.aim, self.left = worker, aim, aim.skip

    async def on_arrival(self, method: str, body: Data) -> None:
        await self.watch.on_arrival(method, body)
        if self.aim is not None and self.aim.step is None and self.clock is None:
            self.clock = asyncio.create_task(self._later(self.aim.delay))
        if self._meant(Step.ARRIVAL, method):
            await self._strike(Ask(method, body))
            raise Dropped

    async def after_accepting(self, method: str, body: Data) -> None:
        await self.watch.after_accepting(method, body)
        if self._meant(Step.ACCEPTED, method):
            await self._strike(Ask(method, body))
            raise Dropped

    async def after_answering(self, method: str, body: Data) -> None:
        await self.watch.after_answering(method, body)
        if self._meant(Step.ANSWERED, method):
            await self._strike(Ask(method, body))

    def _meant(self, step: Step, method: str) -> bool:
        if self.aim is None or self.aim.step is not step or method not in self.aim.methods:
            return False
        self.left -= 1
        return self.left < 0

    async def _later(self, delay: timedelta) -> None:
        await asyncio.sleep(delay.total_seconds())
        await self._strike(None)

    async def _strike(self, ask: Ask | None) -> None:
        """Kill, and read what stands in the database: nobody writes there now."""
        worker, aim = self.worker, self.aim
        assert worker is not None
        assert aim is not None
        self.worker = self.aim = self.clock = None
        worker.dies()
        state = await self.ledger.state_of(ask.key) if ask is not None else ""
        sending = tuple(await self.ledger.sending())
        self.kills.append(Kill(aim, ask.key if ask else "", state, sending, len(self.watch.arrived)))
        self.struck.set()


def tally(kind: str, kills: Sequence[Kill], arrived: Sequence[Ask]) -> str:
    """Return a table of what the kills met and what became of the rows, and how many hit `sending`."""
    lines: dict[tuple[str, str, str], int] = {}
    for kill in kills:
        line = (kill.aim.title, _met(kill), _followed(kill, arrived))
        lines[line] = lines.get(line, 0) + 1
    hits = sum(k.hit for k in kills)
    share = f"{hits / len(kills):.0%}" if kills else "none"
    table = [f"\n{len(kills)} kills on {kind}; {hits} of them hit a row in `sending` ({share})"]
    table += [f"  {'moment':<40} {'row at the kill':<24} {'what followed':<36} kills"]
    table += [f"  {a:<40} {b:<24} {c:<36} {n:>5}" for (a, b, c), n in sorted(lines.items())]
    return "\n".join(table)


def _met(kill: Kill) -> str:
    if kill.key:
        return kill.state
    return f"{len(kill.sending)} in sending" if kill.sending else "none in sending"


def _followed(kill: Kill, arrived: Sequence[Ask]) -> str:
    """Return what the platform was asked about the same rows afterwards."""
    keys = {kill.key} if kill.key else set(kill.sending)
    after = [a for a in arrived[kill.asked_before :] if a.key in keys]
    looked = len({a.key for a in after if a.method == "look_up"})
    sent = len({a.key for a in after if a.method != "look_up"})
    if not keys or not after:
        return "nothing had to follow"
    return f"{looked} looked for, {sent} sent again"
