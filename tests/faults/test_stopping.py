"""SIGTERM: a worker takes nothing new, finishes what it is sending, and goes."""

import asyncio
from pathlib import Path

import pytest

from tests.worlds.platform_server import MAKES, Step, held
from tests.worlds.worker import working
from tests.worlds.yards import BACKLOG, yard


@pytest.mark.timeout(300)
async def test_a_worker_told_to_stop_finishes_what_it_is_sending(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}"
    async with yard(url) as here:
        await here.owes_more()
        watch, free = here.served.watch, asyncio.Event()
        async with working(tmp_path, url, here.served.reaches) as worker:
            watch.on(Step.ACCEPTED, held(free), *MAKES, times=None)
            await watch.until(lambda: len(watch.accepted) >= 2)
            worker.told_to_stop()
            under_way = await here.ledger.sending()
            assert under_way
            free.set()
            assert await worker.ended() == 0, worker.said()
        states = {r.key: r.state for r in await here.ledger.rows()}
        assert {states[k] for k in under_way} == {"sent"}
        assert set(states.values()) == {"sent", "due"}
        assert list(states.values()).count("due") > BACKLOG // 2
        assert "Traceback" not in worker.said()


@pytest.mark.timeout(300)
async def test_a_worker_with_nothing_to_do_goes_at_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}"
    async with yard(url) as here, working(tmp_path, url, here.served.reaches) as worker:
        await here.served.watch.until(lambda: bool(here.served.watch.accepted))
        async with asyncio.timeout(120):
            while await here.ledger.open():
                await asyncio.sleep(0.05)
        worker.told_to_stop()
        assert await worker.ended() == 0, worker.said()
        assert "Traceback" not in worker.said()
