"""The scene of a fault: a community whose platform can be given trouble."""

from collections.abc import AsyncIterator, Iterator

import pytest

from adapters.logs import configure
from storage.database import Database
from tests.worlds.scene import Scene, scene


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Keep the log still: here every fault is ordered, and the tally of the kills shall be seen."""
    configure("CRITICAL", "text")
    yield
    configure("WARNING", "text")


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Scene]:
    """Return a scene, with nothing owed."""
    async with scene(database) as opened:
        yield opened
