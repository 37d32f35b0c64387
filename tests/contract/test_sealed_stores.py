"""What is kept about platforms, on both databases: sealed, for its owner only, and only as long as it is needed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.ciphers import FernetCipher, cipher, new_key
from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from bot.cards import Field, Form
from bot.community.store import Who
from bot.errors import Invalid
from storage.database import Database
from storage.drawer import SqlDrawer, SqlSynced
from storage.installations import Installed, SqlInstallations, used
from storage.shelf import SqlShelf
from storage.tables.community import accounts, spaces
from storage.tables.platforms import installations, kept_forms
from storage.timing import SqlBeats
from tests.worlds.ground import NORTH, NOW
from tests.worlds.town import BEGIN

TOKEN = "xoxb-quillwort-zanthoxylum"
MADE = Installed("T1", "Guild", None, TOKEN, "B1", "U0", "U1", ("chat:write", "users:read"), "A1")
FORM = Form("A title", ("prompt", "add"), (Field("text", "Text", value="zanthoxylum"),), known={"deck": "craft"})


@pytest.fixture
def keys() -> FernetCipher:
    return FernetCipher.of([new_key()])


async def raw(database: Database, table: object) -> str:
    async with database.reading() as session:
        return repr((await session.execute(select(table))).all())  # type: ignore[call-overload]


# Installations


async def test_an_installation_comes_back_whole_and_its_token_stands_nowhere(
    any_database: Database, keys: FernetCipher
) -> None:
    store = SqlInstallations(any_database, keys, "slack")
    assert not await used(any_database, "slack")
    await store.put(MADE, at=NOW)
    assert await store.find("T1") == MADE
    assert await store.all() == (MADE,)
    assert await used(any_database, "slack")
    assert TOKEN not in await raw(any_database, installations)


async def test_another_platform_and_another_space_have_none(any_database: Database, keys: FernetCipher) -> None:
    await SqlInstallations(any_database, keys, "slack").put(MADE, at=NOW)
    assert await SqlInstallations(any_database, keys, "discord").all() == ()
    assert await SqlInstallations(any_database, keys, "slack").find("T2") is None


async def test_installing_again_writes_over_and_dropping_forgets(any_database: Database, keys: FernetCipher) -> None:
    store = SqlInstallations(any_database, keys, "slack")
    await store.put(MADE, at=NOW)
    newer = replace(MADE, token="xoxb-newer", scopes=("chat:write",))
    await store.put(newer, at=NOW)
    assert await store.all() == (newer,)
    await store.drop("T1")
    await store.drop("T1")
    assert await store.all() == ()


async def test_keys_can_be_changed_one_after_the_other(any_database: Database) -> None:
    old, new = new_key(), new_key()
    await SqlInstallations(any_database, FernetCipher.of([old]), "slack").put(MADE, at=NOW)
    both = SqlInstallations(any_database, FernetCipher.of([new, old]), "slack")
    assert await both.find("T1") == MADE
    assert await SqlInstallations(any_database, FernetCipher.of([new]), "slack").all() == ()
    await both.put(MADE, at=NOW)
    assert await SqlInstallations(any_database, FernetCipher.of([new]), "slack").find("T1") == MADE


# Half-filled forms


async def test_a_form_is_kept_for_an_hour_for_whoever_filled_it(any_database: Database, keys: FernetCipher) -> None:
    clock = FrozenClock(BEGIN)
    drawer = SqlDrawer(any_database, keys, clock, SeededIds("drawer"))
    ident = await drawer.keep("discord", "G1", "P1", FORM)
    assert await drawer.kept("discord", "G1", "P1", ident) == FORM
    for other in (("discord", "G1", "P2"), ("discord", "G2", "P1"), ("slack", "G1", "P1")):
        assert await drawer.kept(*other, ident) is None
    assert "zanthoxylum" not in await raw(any_database, kept_forms)
    clock.wait(timedelta(minutes=59))
    assert await drawer.kept("discord", "G1", "P1", ident) == FORM
    clock.wait(timedelta(minutes=1))
    assert await drawer.kept("discord", "G1", "P1", ident) is None
    await drawer.keep("discord", "G1", "P2", FORM)
    async with any_database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(kept_forms)) == 1


async def test_whoever_is_forgotten_leaves_no_form_and_has_installed_nothing(
    any_database: Database, keys: FernetCipher
) -> None:
    async with any_database.writing() as session:
        await NORTH.settle(session)
    async with any_database.reading() as session:
        places = (await session.execute(select(spaces))).one()
        person = str(await session.scalar(select(accounts.c.external_id).where(accounts.c.id == NORTH.account)))
    store = SqlInstallations(any_database, keys, places.platform)
    await store.put(replace(MADE, space=places.external_id, installed_by=person), at=NOW)
    await store.put(replace(MADE, space="elsewhere", installed_by=person), at=NOW)
    drawer = SqlDrawer(any_database, keys, FrozenClock(BEGIN), SeededIds("drawer"))
    await drawer.keep(places.platform, places.external_id, person, FORM)
    who = Who(NORTH.community, NORTH.member, (NORTH.account,))
    async with any_database.writing() as session:
        shelf = SqlShelf(session, SqlBeats(session, SeededIds("shelf")))
        assert list(await shelf.export(who)) == ["kept_forms"]
        await shelf.forget(who)
    assert await raw(any_database, kept_forms) == "[]"
    # The same id in another space is another person's.
    assert {i.space: i.installed_by for i in await store.all()} == {places.external_id: "", "elsewhere": person}


async def test_a_command_tree_is_known_by_its_fingerprint(any_database: Database) -> None:
    synced, other = SqlSynced(any_database, "discord"), SqlSynced(any_database, "another")
    assert await synced.get() is None
    await synced.set("a" * 64)
    await synced.set("b" * 64)
    assert await synced.get() == "b" * 64
    assert await other.get() is None


# Keys


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "hearth.key"
    sealed = cipher((), file).seal("a secret")
    assert file.stat().st_mode & 0o777 == 0o600
    assert cipher((), file).unseal(sealed) == "a secret"
    assert cipher([new_key()], file).unseal(sealed) is None


@pytest.mark.parametrize("keys", [["short"], [""], ["ä" * 44], [new_key(), "x"]])
def test_what_is_no_key_is_said_in_one_sentence(keys: list[str], tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no key"):
        cipher(keys, tmp_path / "hearth.key")


def test_a_place_where_no_key_can_be_kept_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="HEARTH_SECRET_FILE"):
        cipher((), tmp_path / "nowhere" / "hearth.key")
