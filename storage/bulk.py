"""Many rows in one statement: PostgreSQL takes each column as one array, SQLite all rows as one JSON text."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from sqlalchemy import (
    Boolean,
    ColumnElement,
    String,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    column,
    func,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine

from storage.tables.base import Instant, instant_text

PLACE = "place_in_order"
ALL = "all"
MANY = 20
"""Rows from which on what all have in common is given once."""
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
    dialect = session.get_bind().dialect
    given, same = _given(table, names, alike, dialect)
    statement = _insert(table, names, same, tuple(key), tuple(over), where, sqlite=dialect.name == "sqlite")
    await session.execute(statement, given)


async def update_all(session: AsyncSession, table: Table, rows: Rows, *, key: str) -> None:
    """Update rows by a key that each names once; all of them name the same columns, and `key`."""
    if not rows:
        return
    names = tuple(rows[0])
    dialect = session.get_bind().dialect
    given, same = _given(table, names, rows, dialect)
    statement = _update(table, names, same, key, sqlite=dialect.name == "sqlite")
    # As a connection's, not the session's: it knows no objects that would have to follow.
    await (await session.connection()).execute(statement, given)


def _given(table: Table, names: Sequence[str], rows: Rows, dialect: Dialect) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the rows as parameters, and the columns in which many rows are all the same.

    An array a column, and one value where all rows are the same; on SQLite one text of all.
    """
    if dialect.name != "sqlite":
        return _columns(names, rows)
    write = [(name, _writer(table, name, dialect)) for name in names]
    # What the driver would write is what JSON holds: texts, numbers and nothing.
    return {ALL: json.dumps([[w(r[n]) if w else r[n] for n, w in write] for r in rows], ensure_ascii=False)}, ()


def _columns(names: Sequence[str], rows: Rows) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the rows column by column; the driver asks of every element of an array whether it is one itself."""
    whole = {name: [r[name] for r in rows] for name in names}
    # The first stays an array, which says how many rows there are. Few rows keep to one statement.
    some = names[1:] if len(rows) >= MANY else ()
    same = tuple(name for name in some if whole[name].count(whole[name][0]) == len(rows))
    return {f"{ALL}_{name}": each[0] if name in same else each for name, each in whole.items()}, same


def _writer(table: Table, name: str, dialect: Dialect) -> Any:
    """Return what makes a column's value one that SQLite stores, None where it is one already."""
    if isinstance(table.c[name].type, Instant):
        return instant_text
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)


# There are a dozen of each of them, made once.


@cache
def _insert(
    table: Table,
    names: tuple[str, ...],
    same: tuple[str, ...],
    key: tuple[str, ...],
    over: tuple[str, ...],
    where: Any,
    *,
    sqlite: bool,
) -> Any:
    """Return the INSERT."""
    given, ordered = _rows(table, names, same, sqlite=sqlite)
    # SQLite takes ON CONFLICT for a join's condition unless the SELECT has a WHERE (lang_UPSERT, "Parsing Ambiguity").
    source = select(*[given[name] for name in names]).where(true()).order_by(ordered)
    statement: Any = (sqlite_insert if sqlite else postgresql_insert)(table).from_select(list(names), source)
    if not key:
        return statement
    values = {name: statement.excluded[name] for name in over}
    return statement.on_conflict_do_update(index_elements=list(key), set_=values, where=where)


@cache
def _update(table: Table, names: tuple[str, ...], same: tuple[str, ...], key: str, *, sqlite: bool) -> Any:
    """Return the UPDATE."""
    given, _ordered = _rows(table, names, same, sqlite=sqlite)
    source = select(*[given[name].label(name) for name in names]).subquery("new")
    values = {name: source.c[name] for name in names if name != key}
    return update(table).where(table.c[key] == source.c[key]).values(**values)


def _rows(
    table: Table, names: Sequence[str], same: Sequence[str], *, sqlite: bool
) -> tuple[Mapping[str, ColumnElement[Any]], Any]:
    """Return the columns of the rows that are given, and what tells their order."""
    types = {name: table.c[name].type for name in names}
    if sqlite:
        each = func.json_each(bindparam(ALL, type_=Text())).table_valued("key", "value", name="given")
        places = {name: func.json_extract(each.c.value, f"$[{place}]") for place, name in enumerate(names)}
        return places, each.c.key
    differ = [name for name in names if name not in same]
    arrays = [bindparam(f"{ALL}_{name}", type_=ARRAY(types[name])) for name in differ]
    columns = [column(name, types[name]) for name in differ]
    given = func.unnest(*arrays).table_valued(*columns, with_ordinality=PLACE, name="given").render_derived()
    alike = {name: bindparam(f"{ALL}_{name}", type_=types[name]) for name in same}
    return {name: alike[name] if name in alike else given.c[name] for name in names}, given.c[PLACE]


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter of a statement that is built once."""

    name: str


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

    def __init__(self, column: ColumnElement[Any], values: Iterable[str] | Named) -> None:
        """Take the values, each once; or, in a statement that is built once, the name under which a list comes."""
        self.column = column
        if isinstance(values, Named):
            self.values = bindparam(values.name, type_=_Texts())
        else:
            self.values = bindparam(None, list(dict.fromkeys(values)), type_=_Texts(), unique=True)

    def self_group(self, against: Any = None) -> Self:  # noqa: ARG002 - as SQLAlchemy calls it
        """Return it as it is: a truth already. With the `= 1` that SQLite would get, it searches no index."""
        return self


class _Texts(TypeDecorator[Any]):
    """Some texts as one parameter: an array, or on SQLite, which has none, JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(String()))

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        return json.dumps(list(value or ())) if dialect.name == "sqlite" else list(value or ())


IDS = Named("ids")
"""Most statements that are built once ask for one list: `{"ids": [...]}`."""


@compiles(among)
def _any(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.values, **options)
    return f"{column} = ANY ({values})"


@compiles(among, "sqlite")
def _each(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.values, **options)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are compiled by SQLAlchemy
