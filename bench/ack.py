"""Signed slash commands over HTTP, until the reply has reached Slack, beside a bare Bolt handler."""

import asyncio
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.community import Counts, Place, commands, settle
from bench.result import Result
from bench.slack_side import PEOPLE, ROOM, SECRET, TEAM, Sent, SlackSide, slack_side

AIM = "ratio at least 0.7; p99_ms under 100; unanswered 0"
START_S = 60
GUILD = Place("slack", TEAM, ROOM, PEOPLE)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is sent. `rate` is commands a second while the ack is measured."""

    commands: int = 1_000
    in_flight: int = 50
    rounds: int = 3
    rate: int = 50
    steady: int = 1_000
    lane: int = 2_000


async def run(say: Callable[[str], None], postgres: str | None, sizes: Sizes | None = None) -> Result:
    """Measure on SQLite.

    Args:
        say: told what is going on, one line at a time.
        postgres: not used: the ratio is held on the embedded database.
        sizes: smaller ones try the bench itself.
    """
    del postgres
    sizes = sizes or Sizes()
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        async with slack_side() as side:
            return await _measured(side, Path(folder), sizes, say)


async def _measured(side: SlackSide, folder: Path, sizes: Sizes, say: Callable[[str], None]) -> Result:
    ours, lane = f"sqlite+aiosqlite:///{folder / 'ours.db'}", f"sqlite+aiosqlite:///{folder / 'lane.db'}"
    counts = await settle(f"sqlite+aiosqlite:///{folder / 'counted.db'}", GUILD)
    say(f"statements a command, [reading, writing]: {counts}")
    await settle(ours, GUILD)
    await settle(lane, GUILD, sizes.lane)
    async with _bare(side, folder, counts) as bare, _hearth(side, folder, ours) as hearth:
        await _burst(side, hearth, sizes, -1)
        await _burst(side, bare, sizes, -2)
        rates: tuple[list[float], list[float]] = ([], [])
        unanswered = 0
        for number in range(sizes.rounds):
            say(f"round {number + 1} of {sizes.rounds}: {sizes.commands:,} commands a side")
            for place, to in ((0, hearth), (1, bare)) if number % 2 == 0 else ((1, bare), (0, hearth)):
                rate, lost = await _burst(side, to, sizes, number)
                rates[place].append(rate)
                unanswered += lost if place == 0 else 0
    say(f"{sizes.rate} commands a second, {sizes.lane:,} rows in the lane")
    async with _hearth(side, folder, lane) as hearth:
        acks, lost = await _steady(side, hearth, sizes)
    mine, theirs = median(rates[0]), median(rates[1])
    return Result(
        "ack",
        round(mine / theirs, 3),
        AIM,
        {
            "p99_ms": round(acks[min(len(acks) - 1, int(len(acks) * 0.99))] * 1000, 1),
            "p50_ms": round(median(acks) * 1000, 1),
            "unanswered": unanswered + lost,
            "ours_commands_a_second": round(mine, 1),
            "bare_commands_a_second": round(theirs, 1),
            "commands_a_round": sizes.commands,
            "rounds": sizes.rounds,
            "posted_meanwhile": side.posted,
            "read_statements": counts["read"][0] + counts["read"][1],
            "write_statements": counts["write"][0] + counts["write"][1],
        },
    )


async def _burst(side: SlackSide, to: str, sizes: Sizes, number: int) -> tuple[float, int]:
    """Return commands answered a second, and how many had no answer."""
    slots = asyncio.Semaphore(sizes.in_flight)
    begin = (number + 3) * 1_000_000 + (500_000 if "bare" in to else 0)

    async def one(each: tuple[int, str]) -> Sent:
        async with slots:
            return await side.command(*each, to=to)

    began = time.perf_counter()
    done = await asyncio.gather(*(one(c) for c in commands(sizes.commands, begin)))
    took = time.perf_counter() - began
    lost = sum(not s.replied.is_set() for s in done)
    return (len(done) - lost) / took, lost


async def _steady(side: SlackSide, to: str, sizes: Sizes) -> tuple[list[float], int]:
    """Return how long each ack took in seconds, sorted, and how many commands had no answer."""
    tasks: list[asyncio.Task[Sent]] = []
    began = time.perf_counter()
    for place, each in enumerate(commands(sizes.steady, 9_000_000)):
        wait = began + place / sizes.rate - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(side.command(*each, to=to)))
    done = await asyncio.gather(*tasks)
    return sorted(s.acked - s.left for s in done), sum(not s.replied.is_set() for s in done)


# The two sides


@asynccontextmanager
async def _hearth(side: SlackSide, folder: Path, database: str) -> AsyncIterator[str]:
    """Run Hearth as a process of its own, every role in it; yield its address."""
    settings = {
        "HEARTH_DATABASE_URL": database,
        "HEARTH_SANDBOX": "false",
        "HEARTH_PORT": "0",
        "HEARTH_SLACK_URL": f"{side.address}/api/",
        "HEARTH_SLACK_BOT_TOKEN": "xoxb-bench",
        "HEARTH_SLACK_SIGNING_SECRET": SECRET,
        "HEARTH_LOG_LEVEL": "ERROR",
    }
    async with _process(folder, settings, "adapters.main", "run") as address:
        yield address


@asynccontextmanager
async def _bare(side: SlackSide, folder: Path, counts: Counts) -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    asked = {
        "database": f"sqlite+aiosqlite:///{folder / 'bare.db'}",
        "secret": SECRET,
        "counts": counts,
        "port": port,
        "slack": side.address,
    }
    async with _process(folder, {"BENCH": json.dumps(asked)}, "bench.bare_bolt") as address:
        yield address


@asynccontextmanager
async def _process(folder: Path, settings: dict[str, str], *what: str) -> AsyncIterator[str]:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("HEARTH_", "SLACK_"))}
    root = str(Path(__file__).parents[1])
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *what,
        cwd=folder,
        env={**known, **settings, "PYTHONPATH": root},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(START_S):
            line = (await process.stdout.readline()).decode()
            assert "Hearth is at " in line, line
            address = line.split()[-1]
            await _answers(address)
        yield address
    finally:
        process.terminate()
        await process.wait()


async def _answers(address: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    while True:
        try:
            _reader, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return
