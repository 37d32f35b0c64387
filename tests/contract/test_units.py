"""A unit of work ends whole, also when whoever asked for it has gone meanwhile."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import event, func, insert, select, text

from storage.database import Database
from storage.tables.engine import clock


async def reads(database: Database) -> None:
    async with database.reading() as session:
        await session.execute(text("SELECT 1"))


async def writes(database: Database) -> None:
    async with database.writing() as session:
        await session.execute(insert(clock).values(id=7, ahead_seconds=0))


@pytest.mark.parametrize("moment", ["before_cursor_execute", "reset"])
@pytest.mark.parametrize("unit", [reads, writes])
async def test_a_unit_that_is_cancelled_leaves_its_connection_in_order(
    any_database: Database,
    unit: Callable[[Database], Awaitable[None]],
    moment: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine = any_database.engine.sync_engine
    going = asyncio.ensure_future(unit(any_database))

    def gone(*_what: object) -> None:
        going.cancel()

    event.listen(engine, moment, gone)
    with caplog.at_level(logging.WARNING), pytest.raises(asyncio.CancelledError):
        await going
    event.remove(engine, moment, gone)
    assert caplog.records == []
    async with any_database.reading() as session:
        written = await session.scalar(select(func.count()).select_from(clock))
    assert written == (1 if unit is writes and moment == "reset" else 0)
