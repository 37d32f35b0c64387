"""What is read outside holds up nobody, and is read again when whoever read it is lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.ids import SeededIds
from adapters.main.wiring import Hearth, wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.world import PLATFORM
from bot.delivery.scout import READ_LIMIT
from bot.pages import Asked, Pulled, Reading
from storage.tables.sources import prompt_feeds
from tests.worlds.town import Town


@dataclass(slots=True)
class Slow:
    """`Pages` that answers when it is told to, or breaks."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    breaks: bool = False
    count: int = 0

    async def read(self, asked: Asked) -> Reading:
        self.count += 1
        self.begun.set()
        await self.go.wait()
        if self.breaks:
            raise RuntimeError("a bug")
        return Pulled("Loom news")


@pytest.fixture
async def pages(home: Town) -> AsyncIterator[Slow]:
    """Return pages to which the town's Hearth is wired."""
    pages = Slow()
    home.hearth = wired(home, pages)
    yield pages
    pages.go.set()
    await home.hearth.settle()


def wired(home: Town, pages: Slow, seed: str = "scout") -> Hearth:
    platform = SandboxPlatform(home.world, home.clock)
    return wire(home.database, home.clock, SeededIds(seed), {PLATFORM: platform}, pages=pages)


async def feeds(home: Town) -> list[tuple[str, str]]:
    async with home.database.reading() as session:
        rows = await session.execute(select(prompt_feeds.c.title, prompt_feeds.c.state))
        return [(r.title, r.state) for r in rows]


async def test_messages_go_out_while_a_stranger_is_waited_for(home: Town, pages: Slow) -> None:
    asking = asyncio.create_task(home.types("maria", "/prompt feed https://looms.example.org/feed"))
    async with asyncio.timeout(10):
        await pages.begun.wait()
        other = asyncio.create_task(home.types("noor", "/my snooze 3"))
        # Told in a direct message, which no stranger holds up.
        told = asyncio.create_task(home.types("maria", "/steward add @jonas"))
        while not await home.mail("jonas"):
            await home.world.changes().__anext__()
    assert await feeds(home) == [("", "new")]
    pages.go.set()
    await asyncio.gather(asking, other, told)
    assert await feeds(home) == [("Loom news", "on")]


async def test_a_reading_whose_reader_was_lost_is_done_again_and_told_once(home: Town, pages: Slow) -> None:
    asking = asyncio.create_task(home.types("maria", "/prompt feed https://looms.example.org/feed"))
    await pages.begun.wait()
    other = Slow()
    other.go.set()
    worker = wired(home, other, "other")
    await worker.pulse()
    assert other.count == 0  # the first may still come back
    home.clock.wait(2 * READ_LIMIT)
    await worker.pulse()
    assert (other.count, await feeds(home)) == (1, [("Loom news", "on")])
    pages.go.set()
    await asking
    told = [m for m in await home.mail("maria") if m.card is not None and m.card.title == "A new feed"]
    assert len(told) == 1
    assert worker.wakeups is not None
    await worker.wakeups.close()


async def test_a_bug_of_ours_is_a_feed_that_cannot_be_read(home: Town, pages: Slow) -> None:
    pages.breaks = True
    pages.go.set()
    await home.types("maria", "/prompt feed https://looms.example.org/feed")
    assert await feeds(home) == []
    assert (await home.mail("maria"))[-1].card is not None
    home.clock.wait(timedelta(hours=1))
    await home.hearth.pulse()
    assert pages.count == 1
