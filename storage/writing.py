"""Statements both databases understand: put a row, add rows that are new."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Column, CursorResult, String, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession


def insert(session: AsyncSession, table: Table) -> Any:
    """Return the database's own INSERT, which knows ON CONFLICT."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def folded(name: str, column: "Column[Any]") -> str:
    """Return what makes two names the same, whatever their case, as much of it as its column holds.

    Folding makes some letters longer ("ß" becomes "ss"), so a name within its limit may not fit whole.
    """
    return " ".join(name.split()).casefold()[: cast("String", column.type).length]


async def changed(session: AsyncSession, statement: Any) -> int:
    """Do an INSERT, UPDATE or DELETE; return how many rows it changed."""
    result = cast("CursorResult[Any]", await session.execute(statement))
    return int(result.rowcount)


async def put(session: AsyncSession, table: Table, row: Mapping[str, Any], *, key: Sequence[str] = ("id",)) -> None:
    """Write a row, or write over the one with the same key."""
    statement = insert(session, table).values(**row)
    rest = {name: statement.excluded[name] for name in row if name not in key}
    await session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=rest))


async def add_new(
    session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]], *, key: Sequence[str]
) -> None:
    """Add the rows whose key is not there yet; leave the others as they are."""
    if rows:
        statement = insert(session, table).on_conflict_do_nothing(index_elements=list(key))
        await session.execute(statement, [dict(r) for r in rows])
