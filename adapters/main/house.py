"""The house: every store and service on one session, for one unit of work; here siblings meet."""

from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from adapters.main.siblings import Chairs
from bot.beats import Planner
from bot.catalogue import Catalogue, Help
from bot.circles.service import Circles
from bot.community.access import Access
from bot.community.arrivals import Arrivals
from bot.community.desk import Desk
from bot.community.founding import Communities
from bot.community.members import Members
from bot.community.stewarding import Stewards
from bot.community.store import Duty
from bot.delivery.outcomes import Outcomes
from bot.delivery.owing import Owing
from bot.delivery.sweeping import Sweeping
from bot.facts import Fact, Listener
from bot.keys import SpaceId
from bot.ports import Clock, Ids
from bot.rhythm.occurrences import Occurrences
from bot.rhythm.recurrence import zone_named
from bot.rhythm.service import Rituals
from bot.rhythm.weeks import Weeks
from bot.voices.prompts import Prompts
from bot.voices.service import Guests
from storage.circles import SqlCircles
from storage.community import SqlCommunities, SqlDesk
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.members import SqlMembers
from storage.rhythm import SqlNudges, SqlRituals
from storage.shelf import SqlShelf
from storage.timing import SqlBeats, SqlCalls, SqlInbox
from storage.voices import SqlGuests, SqlPrompts

SERVICES: tuple[type[Any], ...] = (
    Communities,
    Rituals,
    Weeks,
    Occurrences,
    Guests,
    Prompts,
    Circles,
    Members,
    Stewards,
    Outcomes,
    Sweeping,
)
"""In the order in which help shows their nouns. Each has its duties: forget and export among them."""


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
    outcomes: Outcomes
    inbox: SqlInbox
    calls: SqlCalls
    facts: deque[Fact]
    services: Mapping[type, Any]
    owing: Owing

    def service(self, kind: type) -> Any:
        """Return the service of a class."""
        return self.services[kind]

    async def flush(self) -> None:
        """Write what is owed and planned."""
        await self.owing.flush()
        await self.beats.flush()

    def lanes(self) -> frozenset[SpaceId]:
        """Return the spaces that are owed something new."""
        return frozenset(self.owing.lanes)


def house(session: AsyncSession, now: datetime, real: datetime, ids: Ids, commands: Catalogue) -> House:
    """Return the stores and services of one unit of work, handed to each other."""
    facts: deque[Fact] = deque()
    tell = facts.append
    places, people = SqlCommunities(session), SqlMembers(session)
    beats, deliveries = SqlBeats(session, ids), SqlDeliveries(session)
    owe = Owing(real, deliveries, deliveries, ids)
    access = Access(now, places, people, tell, ids)
    desk = Desk(now, places, people, SqlDesk(session), owe, ids)
    rituals = SqlRituals(session, ids, now)
    guests = Guests(now, SqlGuests(session), places, Chairs(now, rituals), ids)
    prompts = Prompts(now, SqlPrompts(session, ids), places, ids)
    outcomes = Outcomes(now, real, deliveries, places, desk, tell, ids)
    duties: list[Duty] = []
    services: dict[type, Any] = {
        Help: Help(commands),
        Communities: Communities(now, real, places, people, access, beats, owe, tell, ids, zone_named),
        Rituals: Rituals(now, rituals, places, people, beats, owe, tell, ids),
        Weeks: Weeks(now, rituals, SqlNudges(session, ids), places, people, beats, owe, tell, guests),
        Occurrences: Occurrences(now, rituals, places, beats, owe, tell, guests, prompts),
        Guests: guests,
        Prompts: prompts,
        Circles: Circles(now, SqlCircles(session), places, people, desk, owe, tell, ids),
        Members: Members(now, people, owe, tell, zone_named, lambda: duties),
        Stewards: Stewards(now, people, owe),
        Outcomes: outcomes,
        Sweeping: Sweeping(now, real, SqlShelf(session, beats), beats),
    }
    # The members' own tables come last: the others point to them.
    duties += [services[s] for s in SERVICES if s is not Members] + [services[Members]]
    arrivals = Arrivals(now, access, places, people, tell)
    inbox, calls = SqlInbox(session), SqlCalls(session)
    return House(access, arrivals, desk, beats, deliveries, outcomes, inbox, calls, facts, services, owe)


@dataclass(frozen=True, slots=True)
class SqlUnits:
    """`Units` on one database."""

    database: Database
    clock: Clock
    ids: Ids
    commands: Catalogue = field(default_factory=catalogue)

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
        return house(session, self.clock.now(), self.clock.real(), self.ids, self.commands)
