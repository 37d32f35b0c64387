"""Holidays and a rest of the whole community, as people see them."""

from datetime import timedelta

from tests.journeys.telling import dated, sets_up, starts_ritual
from tests.worlds.towns import Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" deck:none'


async def test_a_community_rests_until_a_day_and_goes_on_by_itself(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    asked = await town.types("maria", "/community pause until:2026-12-07")
    rests = await town.presses("maria", asked.card, "Rest, and tell the rooms")
    assert "goes on by itself then" in rests.text
    await town.waits(timedelta(days=13))
    assert [text.split("\n")[0] for text in await texts(town)] == ["A rest"]
    assert await town.mail("jonas") == []
    assert "The community rests until Mon 7 Dec." in (await town.types("jonas", "/rhythm next")).text
    await town.waits(timedelta(days=6))
    assert [text.split("\n")[0] for text in await texts(town)] == [
        "A rest",
        "We are back",
        "Coming up: Friday wins",
        "In an hour: Friday wins",
        "Friday wins",
        "Worth it?",
    ]


async def test_a_ritual_moves_around_the_holidays_of_its_country(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    chosen = (await town.types("maria", "/community settings country:Denmark")).text
    assert "Denmark" in chosen
    shown = await town.types("maria", f"{RITUAL} holidays:move".replace("every Friday", "every month on the 25th"))
    assert "Fri 25 Dec → Mon 28 Dec, Christmas Day" in shown.text


async def texts(town: Town) -> list[str]:
    return [text for _at, text in dated(await town.reads("noor"))]
