"""One database: its engine, its units of work, and the settings SQLite needs."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import StaticPool

from bot.errors import Conflict
from bot.i18n import _
from storage import unthreaded
from storage.looking import LookingSession

BUSY_MILLISECONDS = 10_000
POOL = 8
"""Connections to a SQLite file. Opening one costs a thread and four settings, so none is made for a moment."""


class Database:
    """Sessions on one database, SQLite or PostgreSQL.

    Writers of one process queue on a lock with SQLite, which has one writer anyway; other processes wait
    by its busy time-out. Units are short: nothing is awaited in them but the session.
    """

    def __init__(self, url: str, *, threads: bool = True) -> None:
        """Make the engine for a URL of SQLAlchemy's form: `sqlite+aiosqlite:///…`, `postgresql+asyncpg://…`.

        Without `threads`, a SQLite in memory works in the thread of the event loop, for a process that does
        nothing else.
        """
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: AsyncEngine = _engine(self.url, threads=threads)
        self._writing = async_sessionmaker(self.engine, expire_on_commit=False)
        reader = self.engine.execution_options(hearth_reads=True, postgresql_readonly=True)
        self._reading = async_sessionmaker(
            reader, sync_session_class=LookingSession, expire_on_commit=False, autoflush=False
        )
        # An in-memory database is one connection, so its readers queue as well.
        self._one_writer: asyncio.Lock | None = asyncio.Lock() if self.sqlite else None
        self._one_reader = self._one_writer if _in_memory(self.url) else None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open a unit that may write; it commits at the end and undoes everything on any error.

        Raises:
            Conflict: somebody else wrote the same thing first.
        """
        async with _held(self._one_writer), self._writing() as session:
            with translated():
                async with _whole(session):
                    yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a unit that only reads.

        Raises:
            OnlyReads: something was to be written in it, and was not.
        """
        async with _held(self._one_reader), self._reading() as session, _whole(session):
            yield session

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


@asynccontextmanager
async def _whole(session: AsyncSession) -> AsyncIterator[None]:
    """Commit at the end, undo on any error; a task that is cancelled meanwhile still ends its transaction.

    A browser tab that closes and a process that stops cancel what runs for them. A commit cut short would leave
    the connection in a state nobody knows, and the pool would have to throw it away.
    """
    begun = await session.begin()
    try:
        yield
    except BaseException:
        await _to_the_end(begun.rollback())
        raise
    await _to_the_end(begun.commit())


async def _to_the_end(ending: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(ending)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


@asynccontextmanager
async def _held(lock: asyncio.Lock | None) -> AsyncIterator[None]:
    if lock is None:
        yield
        return
    async with lock:
        yield


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's own conflicts into ours; what else breaks its rules is a bug and stays one."""
    try:
        yield
    except (IntegrityError, StaleDataError) as error:
        if isinstance(error, IntegrityError) and not _twice(error):
            raise
        sentence = _(
            "Somebody else changed the same thing a moment before. Nothing was changed; please look and try again."
        )
        raise Conflict(sentence) from error


def _twice(error: IntegrityError) -> bool:
    """Return whether something that must be there once was written twice (SQLSTATE 23505)."""
    return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint" in str(error.orig)


def _in_memory(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}


def _engine(url: URL, *, threads: bool) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    # The connection that was used last has its thread and its pages warm; readers beyond these wait their turn.
    pool: dict[str, Any] = {"pool_use_lifo": True, "pool_size": POOL, "max_overflow": 0}
    if _in_memory(url):
        pool = {"poolclass": StaticPool}
        if not threads:
            pool["connect_args"] = {"async_creator_fn": unthreaded.connect}
    # What people wrote stands in parameters; an error that reaches the log must not carry it there.
    engine = create_async_engine(url, hide_parameters=True, **pool)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Set SQLite up: the driver must not begin transactions by itself, or savepoints escape."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        # With NORMAL a power cut can forget that a request was about to be sent.
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin as a writer at once, unless this unit only reads.

    A plain BEGIN that turns into a writer after another writer has committed fails at once with
    "database is locked", whatever the time-out.
    """
    if connection.get_execution_options().get("hearth_reads"):
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
