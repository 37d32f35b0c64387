"""Many rituals that begin in the same second, beside APScheduler 3 with as many weekly jobs that do nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import psutil
from sqlalchemy import func, select

from adapters.clock import FrozenClock
from adapters.main.memory import settle
from bench.filling import EARLY, MINUTE, NOW, WEEK, at_once, fill
from bench.idle import wired
from bench.lag import Lag
from bench.places import postgres_pair, running_postgres, sqlite_pair
from bench.result import Result
from bench.scheduler import Scheduled
from bot.deliveries import State
from storage.database import Database
from storage.tables.engine import deliveries
from storage.tables.rhythm import occurrences

AIM = "ratio 4 or more on PostgreSQL, 1.5 or more on SQLite; the loop is never held for 50 ms"
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rituals begin at once, and how often it is measured."""

    rituals: int = 10_000
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Side:
    """Seconds from due to done, the longest that the event loop was held, and what the memory grew by."""

    took_s: float
    held_ms: float
    grew_mib: float = 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians over the rounds; the longest hold and the growth of all."""

    ours: Side
    theirs: Side

    @property
    def ratio(self) -> float:
        """Their seconds / ours."""
        return round(self.theirs.took_s / self.ours.took_s, 3)


async def run(say: Callable[[str], None], postgres: str | None, sizes: Sizes | None = None) -> Result:
    """Measure on PostgreSQL when one is named or answers on this machine, and on SQLite.

    Args:
        say: told what is going on, one line at a time.
        postgres: the address of a server on which databases may be made; "" for none.
        sizes: smaller ones try the bench itself.
    """
    sizes = sizes or Sizes()
    url = await running_postgres() if postgres is None else postgres
    shared: Figures | None = None
    if url:
        shared = _figures([await _postgres_round(url, sizes, say) for _round in range(sizes.rounds)])
    sqlite = _figures([await _sqlite_round(sizes, say) for _round in range(sizes.rounds)])
    main = shared or sqlite
    return Result(
        "burst",
        main.ratio,
        AIM,
        {
            "sqlite_ratio": sqlite.ratio,
            **(_named("postgres", shared) if shared else {}),
            **_named("sqlite", sqlite),
            "rituals": sizes.rituals,
            "rounds": sizes.rounds,
        },
    )


def _named(place: str, figures: Figures) -> dict[str, float]:
    return {
        f"{place}_ours_s": figures.ours.took_s,
        f"{place}_apscheduler_s": figures.theirs.took_s,
        f"{place}_ours_longest_block_ms": figures.ours.held_ms,
        f"{place}_apscheduler_longest_block_ms": figures.theirs.held_ms,
        f"{place}_ours_grew_mib": figures.ours.grew_mib,
    }


def _figures(rounds: list[tuple[Side, Side]]) -> Figures:
    ours, theirs = ([sides[which] for sides in rounds] for which in (0, 1))
    return Figures(_together(ours), _together(theirs))


def _together(sides: list[Side]) -> Side:
    took = round(median(s.took_s for s in sides), 3)
    return Side(took, round(max(s.held_ms for s in sides), 1), round(max(s.grew_mib for s in sides), 1))


async def _postgres_round(url: str, sizes: Sizes, say: Callable[[str], None]) -> tuple[Side, Side]:
    async with postgres_pair(url) as (ours, theirs):
        return await _round("PostgreSQL", ours, theirs, sizes, say)


async def _sqlite_round(sizes: Sizes, say: Callable[[str], None]) -> tuple[Side, Side]:
    async with sqlite_pair() as (ours, theirs):
        return await _round("SQLite", ours, theirs, sizes, say)


async def _round(
    title: str, ours: Database, theirs: Database, sizes: Sizes, say: Callable[[str], None]
) -> tuple[Side, Side]:
    say(f"{title}: storing {sizes.rituals:,} rituals and as many jobs")
    await fill(ours, EARLY + sizes.rituals, at_once)
    with Scheduled(theirs.url, sizes.rituals) as scheduled:
        say(f"{title}: letting both begin")
        return await _ours(ours, sizes.rituals), Side(*await scheduled.all_run())


async def _ours(database: Database, rituals: int) -> Side:
    """Return how long a pulse takes until everything is owed and every next date stands."""
    clock = FrozenClock(NOW - MINUTE)
    hearth = wired(database, clock, sends=False)
    await hearth.engine.pulse()
    await clock.travel(NOW)
    settle()  # as every process of Hearth does when it has started
    process = psutil.Process()
    before = process.memory_info().rss
    began = time.perf_counter()
    async with Lag() as lag:
        await hearth.engine.pulse()
    took = time.perf_counter() - began
    grew = (process.memory_info().rss - before) / MIB
    await _held(database, rituals)
    return Side(took, lag.longest_ms, grew)


async def _held(database: Database, rituals: int) -> None:
    """Make sure that what was measured was done."""
    async with database.reading() as session:
        owed = await session.scalar(select(func.count()).where(deliveries.c.state == State.DUE.value))
        planned = await session.scalar(select(func.count()).where(occurrences.c.starts_at == NOW + WEEK))
    assert (owed, planned) == (EARLY + rituals, rituals), "not everything was owed or planned"
