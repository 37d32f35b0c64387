"""Statements both databases understand: put a row, add rows that are new."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, CursorResult, String, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession


def insert(session: AsyncSession, table: Table) -> Any:
    """Return the database's own INSERT, which knows ON CONFLICT."""
    return _insert(_dialect(session), table)


def _insert(dialect: str, table: Table) -> Any:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _dialect(session: AsyncSession) -> str:
    return session.get_bind().dialect.name


def folded(name: str, column: "Column[Any]") -> str:
    """Return what makes two names the same, whatever their case, as much of it as its column holds.

    Folding makes some letters longer ("ß" becomes "ss"), so a name within its limit may not fit whole.
    """
    return " ".join(name.split()).casefold()[: cast("String", column.type).length]


async def changed(session: AsyncSession, statement: Any, values: Mapping[str, Any] | None = None) -> int:
    """Do an INSERT, UPDATE or DELETE (`values`: of one that is built once); return how many rows it changed."""
    result = cast("CursorResult[Any]", await session.execute(statement, values))
    return int(result.rowcount)


async def put(session: AsyncSession, table: Table, row: Mapping[str, Any], *, key: Sequence[str] = ("id",)) -> None:
    """Write a row, or write over the one with the same key."""
    await session.execute(_put(_dialect(session), table, tuple(row), tuple(key)), dict(row))


async def put_all(session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows that name the same columns, each as `put` does."""
    if rows:
        await session.execute(_put(_dialect(session), table, tuple(rows[0]), ("id",)), [dict(r) for r in rows])


async def add_new(
    session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]], *, key: Sequence[str]
) -> None:
    """Add the rows whose key is not there yet; leave the others as they are."""
    if rows:
        await session.execute(_add(_dialect(session), table, tuple(key)), [dict(r) for r in rows])


async def added(session: AsyncSession, table: Table, row: Mapping[str, Any], *, key: Sequence[str]) -> int:
    """Add a row unless its key is there; return how many were added."""
    result = await session.execute(_add(_dialect(session), table, tuple(key)), dict(row))
    return int(cast("CursorResult[Any]", result).rowcount)


# Every row of a table is written with the same statement: it is built once.


@cache
def _put(dialect: str, table: Table, columns: tuple[str, ...], key: tuple[str, ...]) -> Any:
    statement = _insert(dialect, table)
    rest = {name: statement.excluded[name] for name in columns if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=rest)


@cache
def _add(dialect: str, table: Table, key: tuple[str, ...]) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=list(key))
