"""The lands on which the platform contract is held."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from pathlib import Path

import pytest

from tests.contract.lands import KINDS, OTHERS, Land, file_url, sandbox


def _opening(request: pytest.FixtureRequest, tmp_path: Path) -> AbstractAsyncContextManager[Land]:
    """Return how the land of a name is opened."""
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


@pytest.fixture(params=[*KINDS, *OTHERS])
async def land(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Land]:
    """Return each land in turn, empty."""
    async with _opening(request, tmp_path) as opened:
        yield opened
