"""Many rows in one statement: PostgreSQL takes each column as one array, SQLite the rows one after the other."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, Table, Text, TypeDecorator, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine

PLACE = "place_in_order"
Rows = Sequence[Mapping[str, Any]]


async def insert_all(
    session: AsyncSession,
    table: Table,
    rows: Rows,
    *,
    key: Sequence[str] = (),
    over: Sequence[str] = (),
    where: Any = None,
) -> None:
    """Insert rows in their order; all of them name the same columns.

    Args:
        session: the unit of work.
        table: where they go.
        rows: at least none; of two with the same `key` the last one counts.
        key: the columns by which a row is there already; none when all are new.
        over: the columns that a row which is there already takes from the new one; the others stay.
        where: the condition under which it does; one object, always the same.
    """
    if not rows:
        return
    alike = rows if not key else list({tuple(r[k] for k in key): r for r in rows}.values())
    names = tuple(alike[0])
    sqlite = session.get_bind().dialect.name == "sqlite"
    statement = _statement(table, names, tuple(key), tuple(over), where, sqlite=sqlite)
    given = [dict(r) for r in alike] if sqlite else {name: [r[name] for r in alike] for name in names}
    await session.execute(statement, given)


@cache
def _statement(
    table: Table, names: tuple[str, ...], key: tuple[str, ...], over: tuple[str, ...], where: Any, *, sqlite: bool
) -> Any:
    """Return the INSERT; there are a dozen of them, made once."""
    statement: Any = sqlite_insert(table) if sqlite else _unnested(table, names)
    if not key:
        return statement
    values = {name: statement.excluded[name] for name in over}
    return statement.on_conflict_do_update(index_elements=list(key), set_=values, where=where)


def _unnested(table: Table, names: Sequence[str]) -> Any:
    """Return an INSERT whose columns come as arrays: one plan and one round trip, however many rows."""
    types = {name: table.c[name].type for name in names}
    arrays = [bindparam(name, type_=ARRAY(types[name])) for name in names]
    columns = [column(name, types[name]) for name in names]
    given = func.unnest(*arrays).table_valued(*columns, with_ordinality=PLACE, name="given").render_derived()
    ordered = select(*[given.c[name] for name in names]).order_by(given.c[PLACE])
    return postgresql_insert(table).from_select(list(names), ordered)


class among(ColumnElement[bool]):  # noqa: N801 - reads as SQL
    """Whether a text column holds one of some values, which come as one parameter: the statement stays the same.

    IN writes a parameter for each value, and both SQLAlchemy and the database pay for each.
    """

    inherit_cache = True
    type = Boolean()
    _traverse_internals: Any = [  # noqa: RUF012 - as SQLAlchemy declares it
        ("column", InternalTraversal.dp_clauseelement),
        ("values", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[Any], values: Iterable[str]) -> None:
        """Take the values, each once."""
        self.column = column
        self.values = bindparam(None, list(dict.fromkeys(values)), type_=_Texts(), unique=True)


class _Texts(TypeDecorator[Any]):
    """Some texts as one parameter: an array, or on SQLite, which has none, JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(String()))

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:
        return json.dumps(value) if dialect.name == "sqlite" else value


@compiles(among)
def _any(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.values, **options)
    return f"{column} = ANY ({values})"


@compiles(among, "sqlite")
def _each(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.values, **options)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are compiled by SQLAlchemy
