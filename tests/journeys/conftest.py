"""Towns to tell stories in: on every platform, on each kind of database, and two that share one Hearth.

A test's parameter names the platforms it runs on (`[slack]`, `[slack+discord]`); the gate counts by it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.main.actions import HearthActions
from storage.database import Database
from tests.journeys.telling import sets_up
from tests.worlds.copies import copied
from tests.worlds.towns import PEOPLE, WORLDS, Homes, Town, World, opened

THERE = ("Bo", "Eva", "Kim")


PLATFORMS = tuple(WORLDS)
PAIRS = ("sandbox+sandbox", "slack+discord")


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    """Return each platform's name."""
    found: str = request.param
    return found


@pytest.fixture
async def world(platform: str, database: Database) -> AsyncIterator[World]:
    """Return each platform, wired to a Hearth in memory."""
    async with opened(database, platform) as worlds:
        yield worlds[platform]


@pytest.fixture
async def town(world: World) -> Town:
    """Return a town on each platform: four people, and no community yet. Maria may set up."""
    return await world.opens("town", PEOPLE)


@pytest.fixture
async def two_homes(pair: str, database: Database) -> AsyncIterator[Homes]:
    """Return two spaces that may become one community: of one platform, and of two."""
    async with homes(pair, database) as found:
        yield found


@pytest.fixture(params=PAIRS)
def pair(request: pytest.FixtureRequest) -> str:
    """Return which platforms make two homes."""
    found: str = request.param
    return found


@asynccontextmanager
async def homes(pair: str, database: Database) -> AsyncIterator[Homes]:
    one, two = pair.split("+")
    async with opened(database, *dict.fromkeys((one, two))) as worlds:
        yield Homes(await worlds[one].opens("town", PEOPLE), await worlds[two].opens("harbour", THERE))


# The sandbox on each kind of database


def _on(request: pytest.FixtureRequest) -> tuple[str, str | None]:
    """Return the platforms of a parameter, and the URL of a PostgreSQL where one is asked for."""
    platforms, _dash, kind = str(request.param).partition("-")
    return platforms, request.getfixturevalue("copied_postgres_url") if kind else None


@pytest.fixture(params=[*PLATFORMS, "sandbox-postgres"])
def place(request: pytest.FixtureRequest) -> tuple[str, str | None]:
    """Return each platform and None for a database in memory; the sandbox with the URL of a PostgreSQL as well."""
    return _on(request)


@pytest.fixture(params=[*PAIRS, "sandbox+sandbox-postgres"])
def two_places(request: pytest.FixtureRequest) -> tuple[str, str | None]:
    """Return the same for two homes."""
    return _on(request)


@asynccontextmanager
async def stored(url: str | None, image: bytes) -> AsyncIterator[Database]:
    database = Database(url) if url is not None else await copied("sqlite+aiosqlite://", image)
    yield database
    await database.close()


@pytest.fixture
async def any_world(place: tuple[str, str | None], sqlite_ready: bytes) -> AsyncIterator[World]:
    """Return each platform as `world`, and the sandbox on a PostgreSQL as well."""
    platform, url = place
    async with stored(url, sqlite_ready) as database, opened(database, platform) as worlds:
        yield worlds[platform]


@pytest.fixture
async def any_town(any_world: World) -> Town:
    """Return a town on each platform, and on each kind of database."""
    return await any_world.opens("town", PEOPLE)


@pytest.fixture
async def any_two_homes(two_places: tuple[str, str | None], sqlite_ready: bytes) -> AsyncIterator[Homes]:
    """Return two homes as `two_homes`, and in the sandbox on a PostgreSQL as well."""
    pair, url = two_places
    async with stored(url, sqlite_ready) as database, homes(pair, database) as found:
        yield found


@pytest.fixture
def importer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HearthActions:
    """Return what `hearth import` calls, on the database of `filed_town`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEARTH_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}")
    monkeypatch.setenv("HEARTH_LOG_LEVEL", "WARNING")
    return HearthActions()


@pytest.fixture
async def filed_town(tmp_path: Path, sqlite_ready: bytes) -> AsyncIterator[Town]:
    """Return a sandbox town with a community, its Hearth on a file, which another process may open."""
    database = await copied(f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}", sqlite_ready)
    async with opened(database, "sandbox") as worlds:
        town = await worlds["sandbox"].opens("town", PEOPLE)
        await sets_up(town)
        yield town
    await database.close()
