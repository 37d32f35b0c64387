"""Every column that points to a person, or holds their words, says so; forget and export reach each."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Table, Time, insert, select

from adapters.main.services import SERVICES
from bot.community.members import Members
from bot.community.store import Who
from bot.keys import AccountId, CommunityId, MemberId
from storage.people import pointers
from storage.tables import metadata
from storage.tables.base import Instant
from tests.worlds.town import Town

WHO = Who(CommunityId("canarycommunity1"), MemberId("canarymember0001"), (AccountId("canaryaccount001"),))
PERSONAL = [t for t in metadata.sorted_tables if pointers(t)]
WORDS = {"account", "member", "words", "subject", "payload", "external", "digest"}
UNTOLD = {"circle_blocks"}
"""Whom a circle blocks is never told, and an export would: also which circles there are."""
NAMES = {"account", "member", "steward", "person", "author", "owner"}


def _canary(column: "Column[Any]", table: Table) -> object:
    """Return a value for a column, one that can be told from every other row's."""
    person = column.info.get("person")
    if person == "account":
        return WHO.accounts[0]
    if person == "member":
        return WHO.member
    if column.name == "community_id":
        return WHO.community
    if isinstance(column.type, (Instant, DateTime)):
        return datetime(2026, 11, 23, tzinfo=UTC)
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer):
        return 1
    if isinstance(column.type, Date):
        return date(2026, 11, 23)
    if isinstance(column.type, Time):
        return time(10)
    return f"w-{table.name}-{column.name}"[: getattr(column.type, "length", None) or 60]


async def _fill(town: Town, tables: Sequence[Table]) -> None:
    """Write one row about the person into every table."""
    async with town.database.engine.connect() as connection:
        # The rows stand alone: only what they say about the person matters. Inside a transaction SQLite
        # would not hear this.
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("PRAGMA foreign_keys=OFF")
        for table in tables:
            row = {c.name: _canary(c, table) for c in table.columns if not _counts(c)}
            await connection.execute(insert(table).values(**row))
        await connection.commit()


def _counts(column: "Column[Any]") -> bool:
    return column.name == "seq"


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda t: t.name)
def test_a_column_that_could_name_a_person_is_marked(table: Table) -> None:
    for column in table.columns:
        targets = {k.column.table.name for k in column.foreign_keys}
        if targets & {"accounts", "members"} or any(column.name.startswith(n) for n in NAMES):
            assert column.info.get("person") in WORDS, f"{table.name}.{column.name} is not marked"


@pytest.mark.parametrize("table", PERSONAL, ids=lambda t: t.name)
def test_marked_words_name_the_column_of_their_author(table: Table) -> None:
    for column in table.columns:
        if column.info.get("person") == "words":
            assert column.info["of"] in table.columns, f"{table.name}.{column.name}"


def test_what_no_export_tells_is_this_and_nothing_else() -> None:
    assert {t.name for t in metadata.sorted_tables if t.info.get("untold")} == UNTOLD


async def _rows(town: Town, table: Table) -> list[dict[str, Any]]:
    async with town.database.reading() as session:
        return [dict(r) for r in (await session.execute(select(table))).mappings()]


async def test_export_reaches_every_row_about_a_person_and_forget_leaves_none(town: Town) -> None:
    await _fill(town, PERSONAL)
    async with town.hearth.engine.unit() as house:
        duties = [house.service(s) for s in SERVICES if s is not Members] + [house.service(Members)]
        exported = {table for duty in duties for table in await duty.export(WHO)}
        for duty in duties:
            await duty.forget(WHO)
    assert exported >= {t.name for t in PERSONAL} - {"deliveries", *UNTOLD}
    assert not exported & UNTOLD
    for table in PERSONAL:
        for row in await _rows(town, table):
            assert not {WHO.member, *WHO.accounts} & set(map(str, row.values())), table.name
            for column in table.columns:
                if column.info.get("person") == "words" and column.info["forget"] != "keep":
                    assert row[column.name] != _canary(column, table), f"{table.name}.{column.name}"


ALONE = [(t, c) for t in PERSONAL for c in pointers(t)]
OTHER = {"account": "otheraccount0001", "member": "othermember00001"}


@pytest.mark.parametrize(("table", "pointer"), ALONE, ids=[f"{t.name}.{c.name}" for t, c in ALONE])
async def test_one_column_that_points_to_a_person_is_enough_to_be_exported_and_forgotten(
    town: Town, table: Table, pointer: "Column[Any]"
) -> None:
    row = {c.name: _canary(c, table) for c in table.columns if not _counts(c)}
    row |= {c.name: OTHER[c.info["person"]] for c in pointers(table) if c is not pointer}
    async with town.database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("PRAGMA foreign_keys=OFF")
        await connection.execute(insert(table).values(**row))
        await connection.commit()
    async with town.hearth.engine.unit() as house:
        duties = [house.service(s) for s in SERVICES if s is not Members] + [house.service(Members)]
        records = [
            r for duty in duties for name, rows in (await duty.export(WHO)).items() for r in rows if name == table.name
        ]
        for duty in duties:
            await duty.forget(WHO)
    assert len(records) == (0 if table.name in UNTOLD else 1)
    mark = f"w-{table.name}"[:8]
    rows = await _rows(town, table)
    left = [r for r in rows if WHO.community in r.values() or any(str(v).startswith(mark) for v in r.values())]
    if pointer.info["forget"] == "delete":
        assert left == []
        return
    [kept] = left
    assert kept[pointer.name] is None
    for column in table.columns:
        mine = column.info.get("of") == pointer.name and column.info["forget"] == "blank"
        if column is not pointer and not _counts(column):
            expected = "" if mine else row[column.name]
            assert kept[column.name] == expected, column.name


async def test_a_persons_own_beats_go_with_them(town: Town) -> None:
    beats = metadata.tables["beats"]
    await _fill(town, [beats])
    async with town.database.writing() as session:
        await session.execute(beats.update().values(subject=WHO.member))
    async with town.hearth.engine.unit() as house:
        for service in SERVICES:
            await house.service(service).forget(WHO)
    assert [r for r in await _rows(town, beats) if r["subject"] == WHO.member] == []
