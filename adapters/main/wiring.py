"""Wires one Hearth: database, engine, courier and wake-ups. Tests, the terminal and the service use this alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from adapters.ciphers import FernetCipher, new_key
from adapters.main.ground import Door
from adapters.main.house import SqlUnits, catalogue, listeners, planners
from adapters.wakeups import EmbeddedWakeups, NoWakeups
from bot.delivery.courier import Courier
from bot.delivery.scout import LANE, Scout
from bot.engine import Engine
from bot.i18n import warm
from bot.keys import SpaceId
from bot.pages import NoPages, Pages
from bot.ports import Capability, Clock, Ids, Platform, TravellingClock
from bot.voices.decks import by_key
from storage.database import Database

SEND_LIMIT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Hearth:
    """One wired Hearth. `wakeups` is None where this process sends nothing."""

    database: Database
    clock: Clock
    engine: Engine
    courier: Courier
    wakeups: EmbeddedWakeups | None

    async def settle(self) -> None:
        """Return when nothing is being sent any more, and what can be sent now is sent."""
        if self.wakeups is not None:
            await self.wakeups.idle()

    async def pulse(self) -> None:
        """Do what is due now, and send it."""
        await self.engine.pulse()
        await self.settle()

    async def advance_to(self, to: datetime, clock: TravellingClock) -> None:
        """Walk community time to an instant."""
        await self.engine.advance_to(to, clock, self.settle)

    async def close(self) -> None:
        """Finish what is being sent, then close the database."""
        if self.wakeups is not None:
            await self.wakeups.close()
        await self.database.close()


def wire(
    database: Database,
    clock: Clock,
    ids: Ids,
    platforms: Mapping[str, Platform],
    *,
    send_limit: timedelta = SEND_LIMIT,
    sends: bool = True,
    on_beat_lag: Callable[[timedelta], None] = lambda _lag: None,
    door: Door | None = None,
    pages: Pages | None = None,
) -> Hearth:
    """Return a Hearth on a database that is up to date.

    `sends`: this process has the worker role. `door`: how browsers reach it; without one they do not. `pages` reads
    what strangers publish; without it nobody can be reached.
    """
    warm()
    by_key()
    commands = catalogue()
    wakeups = EmbeddedWakeups() if sends else None
    calendars = frozenset(name for name, p in platforms.items() if Capability.SCHEDULE in p.capabilities)
    units = SqlUnits(database, clock, ids, door or _closed(), commands, calendars)
    engine = Engine(
        catalogue=commands,
        units=units,
        clock=clock,
        ids=ids,
        wakeups=wakeups or NoWakeups(),
        planners=planners(),
        listeners=listeners(),
        send_limit=send_limit,
        on_beat_lag=on_beat_lag,
    )
    courier = Courier(engine.unit, clock, platforms, send_limit)
    if wakeups is not None:
        wakeups.drain = partial(_drain, courier, Scout(engine.unit, clock, pages or NoPages()), wakeups.closing)
    return Hearth(database, clock, engine, courier, wakeups)


async def _drain(courier: Courier, scout: Scout, stop: Callable[[], bool], lane: SpaceId) -> int:
    """Do what waits in a lane: what is owed to a space, or what is to be read outside."""
    return await (scout.drain(stop) if lane == LANE else courier.drain(lane, stop=stop))


def _closed() -> Door:
    """Return no way in, with a key that ends with the process."""
    return Door(lambda: None, FernetCipher.of([new_key()]))
