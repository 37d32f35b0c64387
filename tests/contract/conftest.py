"""The lands on which the platform contract is held."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.lands import KINDS, Land, file_url, sandbox


@pytest.fixture(params=KINDS)
def land_at(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, bool]:
    """Return (URL of an empty database, whether over the wire) of each land in turn."""
    database, wire = KINDS[request.param]
    if database == "file":
        return file_url(tmp_path), wire
    if database == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url, wire
    return database, wire


@pytest.fixture
async def land(land_at: tuple[str, bool]) -> AsyncIterator[Land]:
    """Return each land in turn, empty."""
    url, wire = land_at
    async with sandbox(url, wire=wire) as opened:
        yield opened
