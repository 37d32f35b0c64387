"""What `hearth doctor` says of a database that is not there, and of what Discord lets Hearth hear."""

import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import pytest

from adapters.cli.ports import Finding
from adapters.clock import FrozenClock
from adapters.discord.addresses import Addresses, call_at
from adapters.logs import configure
from adapters.main.actions import HearthActions
from tests.worlds.discord.server import served
from tests.worlds.ground import NOW, REAL

Doctor = Callable[..., Awaitable[Sequence[Finding]]]


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doctor]:
    """Return what asks the doctor, where nothing but what is given is set."""
    for name in [n for n in os.environ if n.startswith("HEARTH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    async def asked(folder: Path, **given: str) -> Sequence[Finding]:
        monkeypatch.setenv("HEARTH_DATABASE_URL", f"sqlite+aiosqlite:///{folder / 'hearth.db'}")
        for name, value in given.items():
            monkeypatch.setenv(f"HEARTH_{name.upper()}", value)
        return await HearthActions().doctor()

    yield asked
    configure("WARNING", "text")


async def test_a_database_file_that_is_not_there_is_made_by_a_command(doctor: Doctor, tmp_path: Path) -> None:
    first, *_rest = await doctor(tmp_path)
    assert (first.fine, first.remedy) == (False, "There is no database file yet; make one: hearth db upgrade")


async def test_a_folder_that_is_not_there_is_made_by_hand(doctor: Doctor, tmp_path: Path) -> None:
    folder = tmp_path / "none"
    first, *_rest = await doctor(folder)
    assert (first.fine, first.remedy) == (
        False,
        f"There is no folder {folder} for the database. Make it, or name another in HEARTH_DATABASE_URL.",
    )
    assert not folder.exists()


@pytest.mark.parametrize("members", [False, True])
async def test_what_discord_does_not_let_hearth_hear_is_noted(doctor: Doctor, tmp_path: Path, *, members: bool) -> None:
    async with served(FrozenClock(NOW, REAL)) as discord:
        given = {"discord_token": "bot-token", "discord_url": discord.api, "discord_gateway_url": discord.socket}
        try:
            *_others, last = await doctor(tmp_path, discord_members=str(members), **given)
        finally:
            call_at(Addresses())
    assert (last.fine, last.what) == (True, "Discord takes the bot's token")
    assert ["Server Members Intent" in n for n in last.notes] == ([] if members else [True])
