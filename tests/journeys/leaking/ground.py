"""Two sandbox towns with one community, founded once a process and copied for each story."""

import io
import sqlite3
from collections.abc import Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass
from typing import Any

from prometheus_client import generate_latest
from sqlalchemy import update

from adapters.ciphers import FernetCipher, new_key
from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.logs import configure
from adapters.main.ground import Door
from adapters.main.metrics import Metrics
from adapters.main.wiring import wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import people
from adapters.sandbox.world import PLATFORM
from bot.commands import Event, EventKind
from storage.database import Database
from tests.journeys.telling import linked, starts_ritual
from tests.worlds.copies import copied
from tests.worlds.sandbox_town import SandboxTown, SandboxWorld
from tests.worlds.towns import ADDRESS, BEGIN, Ground, Homes

HERE = ("maria", "jonas", "aisha", "noor", "mei", "tomas")
THERE = ("bo", "eva", "kim")
PEOPLE = (*HERE, *THERE)
STEWARDS = ("maria", "jonas", "noor")
"""The community's stewards at first; Bo, who linked the other town, is one as well or is not."""
KEY = new_key()
CIRCLES = (
    ("maria", '/circle create "zqfirstone lane" "for zqfirstfor" @mei people:@aisha'),
    ("jonas", '/circle create "The zqsecondon people" "for zqsecondfo" @aisha people:@tomas'),
    ("noor", '/circle create "zqthirdone" "for zqthirdfor" @tomas kind:listed people:@jonas'),
    ("maria", '/circle create "zqfourthon" "for zqfourthfo" @jonas kind:open people:@mei'),
)
"""Those that are there at first."""
FIRST_ACT = 10_000
"""What people do in a copied town has ids of its own."""


@dataclass(slots=True, repr=False)
class Village:
    """Both towns on one Hearth, and the rows under them: `rows` is read past every rule of the code under test."""

    database: Database
    here: SandboxTown
    there: SandboxTown
    rows: sqlite3.Connection
    log: io.StringIO
    metrics: Metrics

    def meters(self) -> str:
        """Return what Prometheus would be told."""
        return generate_latest(self.metrics.registry).decode()

    def town(self, person: str) -> SandboxTown:
        """Return where somebody lives."""
        return self.there if person in THERE else self.here

    def read(self, query: str, *given: object) -> Sequence[Any]:
        """Return rows as they stand."""
        return self.rows.execute(query, given).fetchall()

    def present(self) -> set[str]:
        """Return who is in their space now."""
        return {h for (h,) in self.read("select handle from sandbox_people where here")}

    async def comes_back(self, person: str) -> None:
        """Let somebody who has left a space come in again, with the account they had."""
        town = self.town(person)
        async with town.world.writing() as session:
            await session.execute(update(people).where(people.c.handle == person).values(here=True))
        now, act = town.ground.clock.now(), town.sandbox.act()
        event = Event(act, PLATFORM, town.name, EventKind.ARRIVED, now, person=person, name=person.title())
        await town.ground.hearth.engine.receive(event)
        await town.ground.hearth.pulse()

    async def close(self) -> None:
        """Let everything end."""
        if self.here.ground.hearth.wakeups is not None:
            await self.here.ground.hearth.wakeups.close()
        await self.database.close()


async def _village(image: bytes, seed: str) -> Village:
    database = await copied("sqlite+aiosqlite://", image)
    log = io.StringIO()
    with redirect_stderr(log):
        configure("DEBUG", "json")
    clock = FrozenClock(BEGIN)
    world = SqlWorld(database, clock)
    sandbox = SandboxWorld(world, SandboxPlatform(world, clock), acts=FIRST_ACT if seed else 0)
    door = Door(lambda: ADDRESS, FernetCipher.of([KEY]))
    metrics = Metrics()
    hearth = wire(
        database,
        clock,
        SeededIds(seed or "founding"),
        {PLATFORM: sandbox.adapter},
        on_beat_lag=metrics.beat_found,
        door=door,
    )
    await sandbox.connects(Ground(database, clock, hearth))
    towns = SandboxTown(sandbox, "town"), SandboxTown(sandbox, "harbour")
    return Village(database, *towns, await _rows(database), log, metrics)


async def _rows(database: Database) -> sqlite3.Connection:
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        rows: sqlite3.Connection = driver._conn
        return rows


async def founded(image: bytes) -> bytes:
    """Return the two towns with their community, some rituals and stewards, as they stand in a database."""
    village = await _village(image, "")
    sandbox = village.here.sandbox
    here = await sandbox.opens("town", [p.title() for p in HERE])
    there = await sandbox.opens("harbour", [p.title() for p in THERE])
    await linked(Homes(here, there))
    for person in STEWARDS[1:]:
        await here.types("maria", f"/steward add @{person}")
    await starts_ritual(here, "maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well" guests:yes')
    await here.types("mei", '/guest suggest "Ada Lovelace" topic:"The first program"')
    for person, line in CIRCLES:
        await here.types(person, line)
    made = village.rows.serialize()
    await village.close()
    return made


async def entered(image: bytes, seed: str) -> Village:
    """Return a copy of the towns, with ids of its own."""
    return await _village(image, seed)
