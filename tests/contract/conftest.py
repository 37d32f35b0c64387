"""The lands on which the platform contract is held."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from pathlib import Path

import pytest

from tests.contract.lands import KINDS, Land, file_url, sandbox

FAR = {"discord": "tests.contract.discord_land:discord_land"}
"""Lands over a simulated platform, as module:name; imported only by the process that is there."""


@pytest.fixture(params=[*KINDS, *FAR])
def land_at(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, bool]:
    """Return (URL of an empty database, whether over the wire) of each land in turn."""
    if request.param in FAR:
        return request.param, False
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
    async with _far(url) if url in FAR else sandbox(url, wire=wire) as opened:
        yield opened


def _far(kind: str) -> AbstractAsyncContextManager[Land]:
    module, name = FAR[kind].split(":")
    found: AbstractAsyncContextManager[Land] = getattr(import_module(module), name)()
    return found
