"""A unit of work ends whole, also when whoever asked for it has gone meanwhile."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Executable, delete, event, func, insert, select, text, update

from bot.errors import OnlyReads
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


@pytest.mark.parametrize(
    "statement",
    [insert(clock).values(id=7, ahead_seconds=0), update(clock).values(ahead_seconds=1), delete(clock)],
    ids=["insert", "update", "delete"],
)
@pytest.mark.parametrize("road", ["execute", "scalar", "scalars"])
async def test_a_unit_that_only_reads_writes_nothing(any_database: Database, statement: Executable, road: str) -> None:
    async with any_database.writing() as session:
        await session.execute(insert(clock).values(id=6, ahead_seconds=0))
    async with any_database.reading() as session:
        with pytest.raises(OnlyReads):
            await getattr(session, road)(statement)
        # It goes on reading.
        rows = (await session.execute(select(clock.c.id, clock.c.ahead_seconds))).all()
    assert [tuple(r) for r in rows] == [(6, 0)]
