"""Many rows in one statement, and many beats of one instant, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bench.filling import NOW, WEEK, at_once, fill
from bench.idle import wired
from bot.beats import BeatState
from bot.engine import Pulse
from bot.errors import OnlyReads
from storage.bulk import among, insert_all, update_all
from storage.database import Database
from storage.tables.engine import beats, clock, deliveries
from storage.tables.rhythm import occurrences, rituals

CROWD = 720
KEPT = clock.c.ahead_seconds < 100


def _rows(*pairs: tuple[int, int]) -> list[dict[str, int]]:
    return [{"id": ident, "ahead_seconds": seconds} for ident, seconds in pairs]


async def _clocks(database: Database) -> list[tuple[int, int]]:
    async with database.reading() as session:
        found = await session.execute(select(clock.c.id, clock.c.ahead_seconds).order_by(clock.c.id))
        return [(r.id, r.ahead_seconds) for r in found]


async def test_new_rows_are_written_and_rows_that_are_there_take_what_they_may(any_database: Database) -> None:
    async with any_database.writing() as session:
        await insert_all(session, clock, [])
        await insert_all(session, clock, _rows((3, 30), (4, 400)))
    async with any_database.writing() as session:
        again = _rows((3, 31), (4, 41), (5, 50), (5, 51))
        await insert_all(session, clock, again, key=["id"], over=["ahead_seconds"], where=KEPT)
    assert await _clocks(any_database) == [(3, 31), (4, 400), (5, 51)]


async def test_deliveries_keep_the_order_in_which_they_are_written(any_database: Database) -> None:
    await fill(any_database, 40, at_once)
    async with any_database.reading() as session:
        stored = [dict(r) for r in (await session.execute(select(deliveries).order_by(deliveries.c.seq))).mappings()]
    new = [{**{n: v for n, v in r.items() if n != "seq"}, "id": f"n{i}", "key": f"k{i}"} for i, r in enumerate(stored)]
    async with any_database.writing() as session:
        await insert_all(session, deliveries, new)
    async with any_database.reading() as session:
        found = await session.scalars(select(deliveries.c.id).where(deliveries.c.id.like("n%")).order_by("seq"))
        assert list(found) == [f"n{i}" for i in range(40)]


async def test_a_unit_that_only_reads_inserts_nothing(any_database: Database) -> None:
    async with any_database.reading() as session:
        with pytest.raises(OnlyReads):
            await insert_all(session, clock, _rows((3, 30)))
    assert await _clocks(any_database) == []


async def test_rows_are_found_among_some_values_none_and_hostile_ones(any_database: Database) -> None:
    await fill(any_database, 3, at_once)
    hostile = ['"]', "'; --", "r000000000000001\\", "{r}"]
    for values, ids in (([], []), (hostile, []), (["r000000000000001", "r000000000000002"] * 2, [1, 2])):
        async with any_database.reading() as session:
            found = await session.scalars(select(rituals.c.id).where(among(rituals.c.id, values)).order_by("id"))
            assert list(found) == [f"r{i:015d}" for i in ids]


async def test_what_many_rows_have_in_common_reaches_every_one_of_them(any_database: Database) -> None:
    await fill(any_database, 40, at_once)
    keys = [f"r{number:015d}" for number in range(30)]
    for first, deck, guests, created in (
        (0, "first", True, NOW),
        (1, "same", False, NOW + WEEK),
        (2, "other", True, NOW),
    ):
        new = [{"id": k, "deck": deck, "guests": guests, "created_at": created} for k in keys[first:]]
        async with any_database.writing() as session:
            await update_all(session, rituals, new, key="id")
    columns = (rituals.c.deck, rituals.c.guests, rituals.c.created_at)
    async with any_database.reading() as session:
        found = [tuple(r) for r in await session.execute(select(*columns).order_by(rituals.c.id).limit(30))]
    assert found == [("first", True, NOW), ("same", False, NOW + WEEK), *[("other", True, NOW)] * 28]


async def test_rows_are_updated_by_their_key_and_others_stay(any_database: Database) -> None:
    await fill(any_database, 3, at_once)
    new = [
        {"id": f"r{number:015d}", "deck": '"o\'clock"', "guests": bool(number), "created_at": NOW + number * WEEK}
        for number in (0, 2)
    ]
    async with any_database.writing() as session:
        await update_all(session, rituals, [], key="id")
        await update_all(session, rituals, new, key="id")
    async with any_database.reading() as session:
        query = select(rituals.c.deck, rituals.c.guests, rituals.c.created_at).order_by(rituals.c.id)
        first, second, third = (tuple(r) for r in await session.execute(query))
    assert (first, third) == (('"o\'clock"', False, NOW), ('"o\'clock"', True, NOW + 2 * WEEK))
    assert second[0] == ""


async def test_what_a_column_may_hold_comes_back_as_it_was(any_database: Database) -> None:
    """SQLite gets all rows as one text; nothing, truth, numbers, days, instants and hostile words stay as they are."""
    await fill(any_database, 2, at_once)
    async with any_database.reading() as session:
        stored = [dict(r) for r in (await session.execute(select(rituals).order_by(rituals.c.id))).mappings()]
    hostile = "\x01 \u2028 \ud83d\ude00 'x' \"y\" \\ {z} %s :w"
    hostile = hostile.encode("utf-16", "surrogatepass").decode("utf-16")
    new = [r | {"id": f"n{i:015d}", "name": f"n{i}", "folded": f"n{i}", "value": hostile} for i, r in enumerate(stored)]
    async with any_database.writing() as session:
        await insert_all(session, rituals, new)
    async with any_database.reading() as session:
        query = select(rituals).where(rituals.c.id.like("n%")).order_by(rituals.c.id)
        assert [dict(r) for r in (await session.execute(query)).mappings()] == new


async def test_what_is_sought_among_some_values_is_found_by_an_index_on_sqlite(database: Database) -> None:
    """With the `= 1` that SQLAlchemy gives a truth there, SQLite would walk through the whole table."""
    query = select(beats.c.kind).where(among(beats.c.id, ["b"]), beats.c.state == BeatState.DUE.value)
    async with database.reading() as session:
        compiled = query.compile(session.get_bind(), compile_kwargs={"literal_binds": False})
        text = f"EXPLAIN QUERY PLAN {compiled}"
        plan = (await (await session.connection()).exec_driver_sql(text, ('["b"]', "due"))).all()
    assert [r.detail for r in plan if "beats" in r.detail] == [
        "SEARCH beats USING INDEX sqlite_autoindex_beats_1 (id=?)"
    ]


async def test_a_crowd_of_one_instant_is_handled_once_each(any_database: Database) -> None:
    await fill(any_database, CROWD, at_once)
    assert await wired(any_database, sends=False).engine.pulse() == Pulse(beats=CROWD)
    assert await _opened(any_database) == (CROWD, CROWD, 0)


async def test_one_that_breaks_in_a_crowd_is_set_aside_and_the_others_are_handled(any_database: Database) -> None:
    await fill(any_database, CROWD, at_once)
    async with any_database.writing() as session:
        broken = rituals.c.id == f"r{CROWD - 1:015d}"
        await session.execute(update(rituals).where(broken).values(rule="FREQ=NEVER"))
    await wired(any_database, sends=False).engine.pulse()
    assert await _opened(any_database) == (CROWD - 1, CROWD - 1, 1)


async def _opened(database: Database) -> tuple[int, int, int]:
    """Return how much is owed, how many next dates stand, and how many beats failed."""
    async with database.reading() as session:
        owed = await session.scalar(select(func.count()).where(deliveries.c.state == "due"))
        later = occurrences.c.starts_at > NOW + WEEK - timedelta(hours=1)
        planned = await session.scalar(select(func.count()).where(later))
        failed = await session.scalar(select(func.count()).where(beats.c.state == BeatState.FAILED.value))
    return owed or 0, planned or 0, failed or 0
