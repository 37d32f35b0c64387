"""Forgetting and exporting a person, driven by the marks on the columns (tables/base.py)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who


def pointers(table: Table, kind: str | None = None) -> list["Column[Any]"]:
    """Return the columns that point to a person: to an account, to a member, or both."""
    kinds = {kind} if kind else {"account", "member"}
    return [c for c in table.columns if c.info.get("person") in kinds]


def _points(column: "Column[Any]", who: Who) -> ColumnElement[bool]:
    if column.info["person"] == "member":
        return column.in_(who.members)
    return column.in_(who.accounts)


async def export(session: AsyncSession, tables: Sequence[Table], who: Who) -> Record:
    """Return every row that points to the person, by table, empty tables left out.

    A table marked "untold" is left out: telling whom it is about would do what it is there to prevent.
    """
    record: dict[str, list[dict[str, Any]]] = {}
    for table in (t for t in tables if not t.info.get("untold")):
        mine = or_(*(_points(c, who) for c in pointers(table)))
        rows = (await session.execute(select(table).where(mine))).mappings().all()
        if rows:
            record[table.name] = [{k: v for k, v in r.items() if v is not None} for r in rows]
    return record


async def forget(session: AsyncSession, tables: Sequence[Table], who: Who) -> None:
    """Remove the person from the tables: whole rows, or only the pointer and their own words."""
    for table in tables:
        for column in pointers(table):
            if column.info["forget"] == "delete":
                await session.execute(delete(table).where(_points(column, who)))
                continue
            words = [c for c in table.columns if c.info.get("of") == column.name and c.info["forget"] == "blank"]
            blank: dict[str, Any] = {column.name: None} | {c.name: "" for c in words}
            await session.execute(update(table).where(_points(column, who)).values(**blank))
