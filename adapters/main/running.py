"""One process of Hearth: its database, its clock, its platforms, and the roles it plays."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.ciphers import LateCipher
from adapters.cli.ports import Role
from adapters.clock import SystemClock
from adapters.fetching import SafePages
from adapters.heavy import ProcessHeavy
from adapters.ids import RandomIds
from adapters.main.ground import Door
from adapters.main.memory import settle
from adapters.main.metrics import Metrics
from adapters.main.outside import Outside, outside
from adapters.main.reaching import reachable
from adapters.main.wiring import Hearth, wire
from adapters.pictures import HeavyPictures
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import metadata as sandbox_tables
from adapters.sandbox.wire import RemotePlatform
from adapters.sandbox.world import PLATFORM
from adapters.settings import Settings
from bot.i18n import _
from bot.ports import Heavy, NoPictures, Pictures, Platform
from migrations.run import upgrade
from storage.database import Database
from storage.tables import metadata as store_tables
from storage.tables.community import spaces
from storage.timing import load_ahead, save_ahead

log = structlog.get_logger()
PULSE_S = 1


@dataclass(slots=True)
class Reached:
    """Where people reach Hearth in a browser: what the settings say, else here, as long as all of them are here."""

    said: str
    here: str | None = None
    elsewhere: bool = False

    def base(self) -> str | None:
        """Return the address, None when nobody has said."""
        return self.said or (None if self.elsewhere else self.here)


@dataclass(slots=True)
class Process:
    """What one process holds."""

    settings: Settings
    hearth: Hearth
    clock: SystemClock
    world: SqlWorld
    metrics: Metrics
    outside: Outside
    reached: Reached
    heavy: Heavy
    pictures: Pictures = field(default_factory=NoPictures)
    real_platforms: bool = False
    pulsing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by the pulse that runs; whoever keeps it has stopped them."""

    def refusal(self) -> str | None:
        """Return why community time may not travel, or None when it may."""
        if self.real_platforms:
            return _("A real platform is installed in this database, so the clock stays with the world's.")
        if self.hearth.wakeups is None:
            return _("The clock moves only where the worker runs in the same process as the page.")
        return None

    async def refresh(self) -> None:
        """Read what other processes may have changed: how far time has travelled, and who is installed."""
        await self.clock.follow(self._ahead)
        async with self.hearth.database.reading() as session:
            query = select(func.count()).select_from(spaces).where(spaces.c.platform != PLATFORM)
            self.real_platforms = self.reached.elsewhere = bool(await session.scalar(query))

    async def _ahead(self) -> timedelta:
        async with self.hearth.database.reading() as session:
            return await load_ahead(session)

    async def pulse(self) -> None:
        """Do what is due; a pulse that fails is written down, and the next one tries again."""
        async with self.pulsing:
            try:
                await self.refresh()
                await self.hearth.engine.pulse()
                self.metrics.pulses.inc()
                self.metrics.unsettled.set(await self.hearth.engine.unsettled())
            except Exception:
                self.metrics.failures.inc()
                log.exception("a pulse failed")

    async def ready(self) -> str | None:
        """Return None when the database answers, else one sentence."""
        try:
            await self.refresh()
        except Exception:
            log.exception("not ready")
            return _("The database does not answer.")
        return None

    async def wipe(self) -> None:
        """Remove everything from every table, and take the clock back to the world's."""
        async with self.hearth.database.writing() as session:
            await _empty(session)
        await self.clock.follow(self._ahead)
        self.world.told.tell()


async def _empty(session: AsyncSession) -> None:
    for tables in (store_tables, sandbox_tables):
        for table in reversed(tables.sorted_tables):
            await session.execute(delete(table))


async def _ready(url: str) -> Database:
    """Return a database that is up to date."""
    with reachable():
        database = Database(url)
        await upgrade(database.engine)
    return database


def _clock(database: Database) -> SystemClock:
    """Return a clock that keeps in a database how far it has travelled."""

    async def save(seconds: int) -> None:
        async with database.writing() as session:
            await save_ahead(session, seconds)

    return SystemClock(save)


@asynccontextmanager
async def opened(settings: Settings, *, sends: bool = True, hears: bool = True) -> AsyncIterator[Process]:
    """Open a process on its database, which is brought up to date first; close everything at the end.

    `sends`: it has the worker role; `hears`: people and platforms reach it.
    """
    database = await _ready(settings.database_url)
    clock = _clock(database)
    world, metrics, heavy = SqlWorld(database, clock), Metrics(), ProcessHeavy()
    pictures = HeavyPictures(heavy)
    async with aiohttp.ClientSession() as session:
        here = SandboxPlatform(world, clock)
        platform: Platform = RemotePlatform(settings.sandbox_url, session) if settings.sandbox_url else here
        others = await outside(settings, database, session, clock, pictures)
        ids, found = RandomIds(), Reached(settings.public_url)
        hearth = wire(
            database,
            clock,
            ids,
            {PLATFORM: platform, **others.platforms},
            send_limit=settings.send_limit,
            sends=sends,
            on_beat_lag=metrics.beat_found,
            door=Door(found.base, others.keys or LateCipher(settings.keys, settings.secret_file)),
            pages=SafePages(heavy),
        )
        if hears:
            others.listens(hearth.engine, ids)
        process = Process(settings, hearth, clock, world, metrics, others, found, heavy, pictures)
        clock.refusal = process.refusal
        try:
            await process.refresh()
            yield process
        finally:
            await hearth.close()
            await others.close()
            heavy.close()


def _start(scheduler: AsyncIOScheduler, process: Process) -> None:
    """Let it pulse each second from now on: what a worker that died has left need not wait."""
    options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    first = process.clock.real()
    scheduler.add_job(process.pulse, "interval", seconds=PULSE_S, next_run_time=first, **options)
    scheduler.start()


async def run(
    process: Process, roles: frozenset[Role], *, web: Callable[[asyncio.Event], asyncio.Task[None]] | None
) -> None:
    """Play the roles until SIGTERM or SIGINT; then stop intake, finish what is being sent, and return.

    Raises:
        Invalid: a platform does not take its token.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    if roles & {Role.GATEWAY, Role.WEB}:
        # Before anything listens: a first command must find its workspace.
        await process.outside.install()
    settle()
    scheduler = AsyncIOScheduler(timezone="UTC")
    if Role.WORKER in roles:
        _start(scheduler, process)
    process.metrics.watch_loop()
    served = web(stop) if web is not None else None
    try:
        connections = process.outside.connected() if Role.GATEWAY in roles else nullcontext(())
        async with connections as kept:
            waits = {asyncio.create_task(stop.wait()), *kept} | ({served} if served else set())
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for task in kept:
                if task.done():
                    task.result()
    finally:
        stop.set()
        if scheduler.running:
            scheduler.pause()
            await process.pulsing.acquire()  # shutting down cancels a pulse, so the last one ends first
            scheduler.shutdown(wait=False)
        if served is not None:
            await served
