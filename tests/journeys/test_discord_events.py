"""A ritual's next date in a server's own calendar: one event that follows the date, and no other."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage.database import Database
from tests.journeys.telling import last_mail, sets_up, starts_ritual
from tests.worlds.discord.state import ScheduledEvent
from tests.worlds.discord.town import DiscordTown
from tests.worlds.towns import PEOPLE, opened

WINS = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'


@pytest.fixture
async def town(database: Database) -> AsyncIterator[DiscordTown]:
    """Return a server with a community and a ritual."""
    async with opened(database, "discord") as worlds:
        town = await worlds["discord"].opens("town", PEOPLE)
        assert isinstance(town, DiscordTown)
        await sets_up(town, rhythm="")
        await starts_ritual(town, "maria", WINS)
        yield town


def event(town: DiscordTown) -> ScheduledEvent:
    [only] = town.guild.events.values()
    return only


def shown(town: DiscordTown) -> tuple[str, str, str | None, object]:
    there = event(town)
    assert there.ends is not None
    return there.name, f"{there.starts:%a %d %b %H:%M}", there.location, there.ends - there.starts


async def changes(town: DiscordTown, line: str, label: str) -> None:
    await town.presses("maria", (await town.types("maria", line)).card, label)


async def test_the_event_follows_its_date_and_stays_the_same_one(town: DiscordTown) -> None:
    first = event(town).id
    assert shown(town) == ("Friday wins", "Fri 27 Nov 09:00", "#general", timedelta(minutes=30))
    await changes(town, '/ritual edit "Friday wins" when:"every Friday 11:00" new-name:Wins minutes:50', "Change it")
    assert shown(town) == ("Wins", "Fri 27 Nov 10:00", "#general", timedelta(minutes=50))
    await changes(town, '/ritual move Wins "Thursday 14:00"', "Move it")
    assert shown(town) == ("Wins", "Thu 26 Nov 13:00", "#general", timedelta(minutes=50))
    assert event(town).id == first
    assert event(town).rule is None


async def test_a_date_that_is_called_off_has_no_event(town: DiscordTown) -> None:
    first = event(town).id
    await town.types("maria", '/ritual skip "Friday wins"')
    assert shown(town)[1] == "Fri 04 Dec 09:00"
    assert event(town).id != first
    await town.types("maria", '/ritual pause "Friday wins"')
    assert town.guild.events == {}


async def test_an_event_deleted_by_hand_stays_deleted_and_nobody_is_troubled(town: DiscordTown) -> None:
    before = await last_mail(town, "maria") if await town.mail("maria") else None
    town.guild.events.clear()
    await changes(town, '/ritual edit "Friday wins" minutes:50', "Change it")
    assert town.guild.events == {}
    assert (await last_mail(town, "maria") if await town.mail("maria") else None) == before
    await town.waits(timedelta(days=5))
    assert [f"{e.starts:%a %d %b}" for e in town.guild.events.values()] == ["Fri 04 Dec"]
