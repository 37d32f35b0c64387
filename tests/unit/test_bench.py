"""The bench at toy size: what it prints has its shape. What it measures is never asserted here."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bench import ack, burst, dispatch, idle
from bench.community import settle
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


async def test_the_dispatch_bench_answers_every_interaction_on_both_sides() -> None:
    lines: list[str] = []
    result = await dispatch.run(lines.append, "", dispatch.Sizes(commands=6, in_flight=3, rounds=1))
    printed = json.loads(result.as_json())
    assert (printed["name"], printed["unanswered"], printed["rounds"]) == ("dispatch", 0, 1)
    assert all(printed[k] > 0 for k in ("ratio", "ours_interactions_a_second", "bare_interactions_a_second"))
    assert min(printed["write_statements"], printed["read_statements"]) > 1


async def test_the_burst_bench_lets_both_sides_do_everything() -> None:
    lines: list[str] = []
    result = await burst.run(lines.append, "", burst.Sizes(rituals=120, rounds=1))
    printed = json.loads(result.as_json())
    assert (printed["name"], printed["rituals"], printed["ratio"]) == ("burst", 120, printed["sqlite_ratio"])
    assert min(printed["ratio"], printed["sqlite_ours_s"], printed["sqlite_apscheduler_s"]) > 0
    assert all(line.startswith("SQLite: ") for line in lines)


@pytest.mark.timeout(240)
async def test_the_ack_bench_answers_every_command_on_both_sides() -> None:
    sizes = ack.Sizes(commands=6, in_flight=3, rounds=1, rate=20, steady=6, lane=8)
    printed = json.loads((await ack.run(lambda _line: None, "", sizes)).as_json())
    assert (printed["name"], printed["unanswered"], printed["rounds"]) == ("ack", 0, 1)
    assert all(printed[k] > 0 for k in ("ratio", "p99_ms", "ours_commands_a_second", "bare_commands_a_second"))


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


async def test_an_interaction_that_was_answered_leaves_no_rate_limit_in_memory(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}"
    await settle(url, dispatch.GUILD)
    sizes = dispatch.Sizes(commands=4, in_flight=2, rounds=1)
    async with dispatch._served() as there, dispatch._hearth(url) as heard:
        kept = heard.__self__.http._buckets  # type: ignore[attr-defined]
        before = dict(kept)
        assert (await dispatch._burst(there, heard, sizes, 1_000_000))[1] == 0
        assert kept == before
