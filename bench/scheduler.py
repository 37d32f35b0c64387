"""APScheduler 3 with its SQLAlchemy job store, holding weekly jobs that do nothing: what `burst` is measured beside."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL

from bench.lag import Lag

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


async def nothing() -> None:
    """Do nothing; importable, as the job store wants it."""


class Scheduled:
    """That many cron jobs, due a moment ago, on a database of their own; inside the block they are stored and rest."""

    waits: ClassVar[dict[str, Any]] = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}

    def __init__(self, url: URL, jobs: int) -> None:
        """Keep where they live and how many there are."""
        self.jobs = jobs
        self.url = url.set(drivername=DRIVERS[url.get_backend_name()])
        self.engine = create_engine(self.url)
        if self.url.get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _like_ours)
        self.scheduler = AsyncIOScheduler(
            jobstores={"default": SQLAlchemyJobStore(engine=self.engine)}, timezone=UTC, job_defaults=self.waits
        )
        self.run = 0
        self.done = asyncio.Event()

    def __enter__(self) -> Self:
        """Store the jobs; nothing runs yet."""
        self.scheduler.add_listener(self._ran, EVENT_JOB_EXECUTED)
        self.scheduler.start(paused=True)
        due = datetime.now(UTC) - timedelta(seconds=1)
        weekly = CronTrigger(
            day_of_week=due.weekday(), hour=due.hour, minute=due.minute, second=due.second, timezone=UTC
        )
        for number in range(self.jobs):
            self.scheduler.add_job(nothing, weekly, id=f"job-{number}", next_run_time=due)
        return self

    def __exit__(self, *_what: object) -> None:
        """Let go of the database."""
        self.scheduler.shutdown(wait=False)
        self.engine.dispose()

    def _ran(self, _event: object) -> None:
        self.run += 1
        if self.run == self.jobs:
            self.done.set()

    async def all_run(self) -> tuple[float, float]:
        """Let them run; return the seconds until the last one has, and the longest hold of the loop in ms."""
        began = time.perf_counter()
        async with Lag() as lag:
            self.scheduler.resume()
            await self.done.wait()
        return time.perf_counter() - began, lag.longest_ms


def _like_ours(connection: Any, _record: object) -> None:
    """Set SQLite up as ours is, so that both pay the same for a commit."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
