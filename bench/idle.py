"""The pulse's cost with few and with many rituals stored and nothing due. It should hardly differ."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from adapters.clock import FrozenClock
from adapters.ids import RandomIds
from adapters.main.wiring import Hearth, wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.world import PLATFORM
from bench.filling import NOW, fill
from bench.places import postgres_pair, running_postgres, sqlite_pair
from bench.result import Result
from bot.engine import Pulse
from storage.database import Database

AIM = "ratio under 2"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is stored on either side, and how often it is measured."""

    small: int = 1_000
    large: int = 1_000_000
    rounds: int = 15
    pulses: int = 40
    """Pulses a round and side; the figure of a round is their median."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Median over the rounds of one pulse's time."""

    small_ms: float
    large_ms: float
    fill_s: float

    @property
    def ratio(self) -> float:
        """Large / small."""
        return round(self.large_ms / self.small_ms, 3)


async def run(say: Callable[[str], None], postgres: str | None, sizes: Sizes | None = None) -> Result:
    """Measure on SQLite, and on PostgreSQL when one is named or answers on this machine.

    Args:
        say: told what is going on, one line at a time.
        postgres: the address of a server on which databases may be made; "" for none.
        sizes: smaller ones try the bench itself.
    """
    sizes = sizes or Sizes()
    async with sqlite_pair() as pair:
        sqlite = await _measured("SQLite", pair, sizes, say)
    url = await running_postgres() if postgres is None else postgres
    shared: Figures | None = None
    if url:
        async with postgres_pair(url) as pair:
            shared = await _measured("PostgreSQL", pair, sizes, say)
    return Result(
        "idle",
        sqlite.ratio,
        AIM,
        {
            "small_pulse_ms": sqlite.small_ms,
            "large_pulse_ms": sqlite.large_ms,
            "fill_s": sqlite.fill_s,
            "postgres_ratio": shared.ratio if shared else None,
            "postgres_small_pulse_ms": shared.small_ms if shared else None,
            "postgres_large_pulse_ms": shared.large_ms if shared else None,
            "postgres_fill_s": shared.fill_s if shared else None,
            "small_rituals": sizes.small,
            "large_rituals": sizes.large,
            "rounds": sizes.rounds,
            "pulses_a_round": sizes.pulses,
        },
    )


async def _measured(title: str, pair: tuple[Database, Database], sizes: Sizes, say: Callable[[str], None]) -> Figures:
    """Fill both sides, then measure them in turn."""
    say(f"{title}: storing {sizes.small:,} and {sizes.large:,} rituals")
    began = time.perf_counter()
    for database, count in zip(pair, (sizes.small, sizes.large), strict=True):
        await fill(database, count)
    fill_s = time.perf_counter() - began
    say(f"{title}: measuring {sizes.rounds} rounds of {sizes.pulses} pulses a side")
    sides = [wired(database) for database in pair]
    await _round_ms(sides, sizes.pulses)  # connections, caches and prepared statements are warm afterwards
    rounds = [await _round_ms(sides, sizes.pulses) for _round in range(sizes.rounds)]
    small, large = (round(median(side), 4) for side in zip(*rounds, strict=True))
    return Figures(small, large, round(fill_s, 1))


def wired(database: Database, clock: FrozenClock | None = None, *, sends: bool = True) -> Hearth:
    """Return a Hearth on a database, its clock standing at NOW; without `sends` it plans only."""
    clock = clock or FrozenClock(NOW)
    world = SqlWorld(database, clock)
    return wire(database, clock, RandomIds(), {PLATFORM: SandboxPlatform(world, clock)}, sends=sends)


async def _round_ms(sides: Sequence[Hearth], pulses: int) -> tuple[float, float]:
    """Return what a pulse took on either side, in milliseconds: medians of that many, pulse by pulse in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(pulses):
        for side in (0, 1) if number % 2 == 0 else (1, 0):
            times[side].append(await _pulse_ms(sides[side]))
    return median(times[0]), median(times[1])


async def _pulse_ms(hearth: Hearth) -> float:
    began = time.perf_counter()
    done = await hearth.engine.pulse()
    took = (time.perf_counter() - began) * 1000
    assert done == Pulse(), "something was due, so this was no idle pulse"
    return took
