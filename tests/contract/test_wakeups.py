"""The wake-ups contract: what is written while a drain looks, or just after, is found without waiting.

The distributed wake-ups join with the scale issue.
"""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from adapters.wakeups import EmbeddedWakeups
from bot.keys import SpaceId
from tests.worlds.turns import turn

LANE, OTHER = SpaceId("lane"), SpaceId("other")


class Rows:
    """What a lane owes, and a drain that takes it one at a time; `at` runs something at a named step."""

    def __init__(self) -> None:
        self.owed: list[str] = []
        self.sent: list[str] = []
        self.looks = 0
        self.at: dict[str, Callable[[], None]] = {}

    def _step(self, name: str) -> None:
        self.at.pop(name, lambda: None)()

    async def drain(self, _lane: SpaceId) -> None:
        """Look until nothing is owed."""
        while True:
            self.looks += 1
            self._step("before the look")
            found = self.owed[:1]
            self._step("after the look")
            if not found:
                await turn()
                self._step("before the end")
                return
            self.owed.remove(found[0])
            await turn()
            self.sent.append(found[0])


@pytest.mark.parametrize("step", ["before the look", "after the look", "before the end"])
async def test_a_row_written_at_any_step_of_a_look_is_sent(step: str) -> None:
    rows = Rows()
    wakeups = EmbeddedWakeups(rows.drain)

    def write() -> None:
        rows.owed.append("late")
        wakeups.wake(LANE)

    rows.at[step] = write
    wakeups.wake(LANE)
    await wakeups.idle()
    assert rows.sent == ["late"]


async def test_a_row_written_when_the_drain_has_just_ended_is_sent() -> None:
    rows = Rows()
    wakeups = EmbeddedWakeups(rows.drain)
    wakeups.wake(LANE)
    await wakeups.idle()
    rows.owed.append("next")
    wakeups.wake(LANE)
    await wakeups.idle()
    assert rows.sent == ["next"]


async def test_a_lane_is_drained_by_one_task_however_often_it_is_woken() -> None:
    running = most = 0

    async def drain(_lane: SpaceId) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await turn()
        running -= 1

    wakeups = EmbeddedWakeups(drain)
    for _ in range(50):
        wakeups.wake(LANE)
        await turn()
    await wakeups.idle()
    assert most == 1


async def test_two_lanes_are_drained_side_by_side() -> None:
    both = asyncio.Barrier(2)

    async def drain(_lane: SpaceId) -> None:
        async with asyncio.timeout(5):
            await both.wait()

    wakeups = EmbeddedWakeups(drain)
    wakeups.wake(LANE)
    wakeups.wake(OTHER)
    await wakeups.idle()
    assert both.n_waiting == 0


async def test_a_drain_that_breaks_is_drained_again_when_woken() -> None:
    calls: list[str] = []

    async def drain(_lane: SpaceId) -> None:
        calls.append("look")
        if len(calls) == 1:
            msg = "broken"
            raise RuntimeError(msg)

    wakeups = EmbeddedWakeups(drain)
    wakeups.wake(LANE)
    await wakeups.idle()
    wakeups.wake(LANE)
    await wakeups.idle()
    assert calls == ["look", "look"]


async def test_closing_lets_what_is_sent_finish_and_starts_nothing_more() -> None:
    going = asyncio.Event()
    finish = asyncio.Event()
    done: list[str] = []

    async def drain(lane: SpaceId) -> None:
        going.set()
        await finish.wait()
        done.append(lane)

    wakeups = EmbeddedWakeups(drain)
    wakeups.wake(LANE)
    await going.wait()
    closing: Awaitable[None] = asyncio.ensure_future(wakeups.close())
    await turn()
    wakeups.wake(OTHER)
    finish.set()
    await closing
    assert done == [LANE]
