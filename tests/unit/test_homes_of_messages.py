"""Which space a direct message belongs to, where its platform does not say."""

import pytest
from sqlalchemy import update

from adapters.sandbox.world import PLATFORM
from storage.homes import SqlHomes
from storage.tables.community import accounts, spaces
from tests.worlds.town import SPACE, Town

THERE = "harbour"


@pytest.fixture
async def both(home: Town) -> Town:
    """Return a town where somebody called `ada` lives in two spaces that know nothing of each other."""
    await home.adds_space(THERE)
    await home.lets_in("Bo", "Ada", space=THERE)
    await home.sets_up("bo", space=THERE, name="Sailors", rhythm="")
    await home.lets_in("Ada")
    return home


def homes(town: Town) -> SqlHomes:
    return SqlHomes(town.database, PLATFORM)


async def test_a_message_belongs_to_the_space_that_sent_it(both: Town) -> None:
    for space in (SPACE, THERE):
        await both.types("ada", "/my export", space=space)
        sent = (await both.mail("ada", space=space))[-1]
        assert await homes(both).space_of(sent.id, "ada") == space


async def test_a_message_nobody_knows_belongs_to_the_only_space_of_its_reader(both: Town) -> None:
    assert await homes(both).space_of("M999", "jonas") == SPACE
    assert await homes(both).space_of("M999", "ada") is None
    assert await homes(both).space_of("M999", "nobody") is None
    assert await SqlHomes(both.database, "discord").space_of("M999", "jonas") is None


async def test_a_message_sent_to_somebody_else_says_nothing(both: Town) -> None:
    await both.types("ada", "/my export", space=THERE)
    sent = (await both.mail("ada", space=THERE))[-1]
    assert await homes(both).space_of(sent.id, "jonas") == SPACE


async def test_spaces_that_are_gone_and_accounts_that_left_do_not_count(both: Town) -> None:
    await both.leaves("ada", space=THERE)
    assert await homes(both).space_of("M999", "ada") == SPACE
    async with both.database.writing() as session:
        await session.execute(update(accounts).values(left_at=None))
        gone = update(spaces).where(spaces.c.external_id == SPACE).values(gone_at=both.clock.now())
        await session.execute(gone)
    assert await homes(both).space_of("M999", "ada") == THERE
    assert await homes(both).space_of("M999", "jonas") is None
