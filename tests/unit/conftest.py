"""A town with a community, for tests of one feature."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.worlds.copies import Founded, found
from tests.worlds.town import Town


@pytest.fixture(scope="session")
def founded(sqlite_ready: bytes, tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """Return a town with a community, to be copied."""
    return asyncio.run(found(tmp_path_factory.mktemp("town") / "founded.db", sqlite_ready))


@pytest.fixture
async def home(founded: Founded) -> AsyncIterator[Town]:
    """Return a town with a community and no ritual; Maria is its steward. It is Monday, nine in Copenhagen."""
    town = await founded.again()
    yield town
    await town.close()
    await town.database.close()
