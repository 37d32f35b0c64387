"""The scene of a fault: a community whose platform can be given trouble."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.worlds.scene import Scene, scene


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Scene]:
    """Return a scene, with nothing owed."""
    async with scene(database) as opened:
        yield opened
