"""The house: what it offers, and one unit of work in it with every store and service on one session."""

from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from adapters.main.ground import Door, ground
from adapters.main.services import SERVICES, services
from adapters.main.settling import evicting, outcomes
from bot.beats import Planner
from bot.catalogue import Catalogue, Help
from bot.community.access import Access
from bot.community.arrivals import Arrivals
from bot.community.attending import Attending
from bot.community.desk import Desk
from bot.delivery.outcomes import Outcomes
from bot.delivery.owing import Owing
from bot.delivery.scout import LANE
from bot.facts import Fact, Listener
from bot.keys import SpaceId
from bot.ports import Clock, Ids
from storage.activity import SqlActivity
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.sources import SqlErrands
from storage.timing import SqlBeats, SqlCalls, SqlInbox


def catalogue() -> Catalogue:
    """Return every command of the house."""
    return Catalogue.join(Help, *SERVICES)


def planners() -> dict[str, tuple[type, Planner]]:
    """Return who plans which kind of beat."""
    return {kind: (service, plan) for service in SERVICES for kind, plan in service.planners().items()}


def listeners() -> dict[type, list[tuple[type, Listener]]]:
    """Return who hears which kind of fact, in the order of the services."""
    heard: dict[type, list[tuple[type, Listener]]] = {}
    for service in SERVICES:
        for kind, listener in service.listens():
            heard.setdefault(kind, []).append((service, listener))
    return heard


@dataclass(slots=True)
class House:
    """One unit of work. Built by `house`."""

    access: Access
    arrivals: Arrivals
    desk: Desk
    beats: SqlBeats
    deliveries: SqlDeliveries
    inbox: SqlInbox
    calls: SqlCalls
    facts: deque[Fact]
    make: Callable[[], Mapping[type, Any]]
    outcomes: Outcomes
    owing: Owing
    attention: Attending
    errands: SqlErrands
    _made: Mapping[type, Any] = field(default_factory=dict)

    def service(self, kind: type) -> Any:
        """Return the service of a class. All are made when the first is asked for: many units only look."""
        if not self._made:
            self._made = self.make()
        return self._made[kind]

    async def flush(self) -> None:
        """Decide over what wants attention, and write what is owed and planned."""
        await self.attention.flush()
        await self.owing.flush()
        await self.beats.flush()

    def lanes(self) -> frozenset[SpaceId]:
        """Return the spaces that are owed something new, and the scout's own lane where something is to be read."""
        return frozenset(self.owing.lanes) | (frozenset({LANE}) if self.errands.asked else frozenset())


def house(
    session: AsyncSession,
    now: datetime,
    real: datetime,
    ids: Ids,
    commands: Catalogue,
    calendars: frozenset[str],
    door: Door,
) -> House:
    """Return the stores and services of one unit of work, handed to each other."""
    base = ground(session, now, real, ids, calendars, door)
    return House(
        access=base.access,
        arrivals=Arrivals(
            now,
            real,
            base.access,
            base.places,
            base.people,
            SqlActivity(session),
            base.deliveries,
            base.tell,
            evicting(base),
        ),
        desk=base.desk,
        beats=base.beats,
        deliveries=base.deliveries,
        inbox=SqlInbox(session),
        calls=SqlCalls(session),
        facts=base.facts,
        make=lambda: services(base) | {Help: Help(commands)},
        outcomes=outcomes(base),
        owing=base.owe,
        attention=base.attention,
        errands=base.errands,
    )


@dataclass(frozen=True, slots=True)
class SqlUnits:
    """`Units` on one database."""

    database: Database
    clock: Clock
    ids: Ids
    door: Door
    commands: Catalogue = field(default_factory=catalogue)
    calendars: frozenset[str] = frozenset()

    @property
    def at_once(self) -> int:
        """Return three where the database has many writers: while it works for some, another is prepared."""
        return 1 if self.database.sqlite else 3

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[House]:
        """Open a unit that commits at its end."""
        async with self.database.writing() as session:
            yield self._house(session)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[House]:
        """Open a unit that only reads."""
        async with self.database.reading() as session:
            yield self._house(session)

    def _house(self, session: AsyncSession) -> House:
        now, real = self.clock.now(), self.clock.real()
        return house(session, now, real, self.ids, self.commands, self.calendars, self.door)
