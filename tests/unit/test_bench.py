"""The bench at toy size: what it prints has its shape. What it measures is never asserted here."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench import idle
from bench.filling import fill
from migrations.run import upgrade
from storage.database import Database


async def test_the_idle_bench_prints_one_object_with_its_ratio_and_figures() -> None:
    lines: list[str] = []
    result = await idle.run(lines.append, "", idle.Sizes(small=3, large=12, rounds=2, pulses=2))
    printed = json.loads(result.as_json())
    assert list(printed)[:2] == ["name", "ratio"]
    assert printed["name"] == "idle"
    assert {k: v for k, v in printed.items() if "rituals" in k} == {"small_rituals": 3, "large_rituals": 12}
    assert all(printed[k] > 0 for k in ("ratio", "small_pulse_ms", "large_pulse_ms"))
    assert printed["postgres_ratio"] is None
    assert all(line.startswith("SQLite: ") for line in lines)


async def test_an_idle_pulse_reads_through_indexes_only(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}")
    await upgrade(database.engine)
    await fill(database, 30)
    asked: list[tuple[str, Any]] = []
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, parameters, _context, _many: asked.append((statement, parameters)),
    )
    await idle.wired(database).engine.pulse()
    selects = [(s, p) for s, p in asked if s.startswith("SELECT")]
    assert selects
    async with database.reading() as session:
        connection = await session.connection()
        for statement, parameters in selects:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row.detail for row in plan if row.detail.startswith(("SCAN", "SEARCH"))]
            assert all("INDEX" in step or "PRIMARY KEY" in step for step in steps), f"{steps}: {statement}"
    await database.close()
