"""The lands on which the platform contract is held."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from pathlib import Path

import pytest

from tests.contract.lands import KINDS, OTHERS, Land, file_url, sandbox


@pytest.fixture(params=[*KINDS, *OTHERS])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> AbstractAsyncContextManager[Land]:
    """Return how each land in turn is opened; not async itself, for PostgreSQL comes from a fixture that is."""
    if request.param in OTHERS:
        module, name = OTHERS[request.param].split(":")
        opened: AbstractAsyncContextManager[Land] = getattr(import_module(module), name)()
        return opened
    database, wire = KINDS[request.param]
    if database == "file":
        return sandbox(file_url(tmp_path), wire=wire)
    if database == "postgres":
        return sandbox(request.getfixturevalue("postgres_url"), wire=wire)
    return sandbox(database, wire=wire)


@pytest.fixture
async def land(opening: AbstractAsyncContextManager[Land]) -> AsyncIterator[Land]:
    """Return each land in turn, empty."""
    async with opening as opened:
        yield opened
