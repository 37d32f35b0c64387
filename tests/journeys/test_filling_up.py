"""A space that fills: its stewards hear it once, early; when it is full, whoever wants a circle hears why not."""

from datetime import timedelta

from tests.journeys.telling import last_mail, mail, sets_up, told
from tests.worlds.meddling import Meddler
from tests.worlds.towns import Town

DAY = timedelta(days=1)
CREATE = '/circle create "{name}" "Why not" @jonas'


async def warnings(town: Town, person: str = "maria") -> list[str]:
    return [text for text in await mail(town, person) if text.startswith("It fills up")]


async def test_stewards_hear_once_that_a_space_fills_and_askers_that_it_is_full(town: Town) -> None:
    await sets_up(town)
    await town.types("maria", CREATE.format(name="Quillwort"))
    hands = Meddler(town)
    await town.waits(DAY)
    await hands.fills(399)
    await town.waits(DAY)
    assert await warnings(town) == []
    await hands.fills(400)
    await town.waits(DAY)
    if town.platform == "slack":
        assert await warnings(town) == []  # it publishes no number that fits
        assert (await told(town, "maria", CREATE.format(name="Fernwort"))).startswith("A new circle")
        return
    assert await warnings(town) == [
        (
            "It fills up\n"
            f"{town.name} has 400 of the 500 channels that fit, 80 %. When it is full, I can open no circle there.\n"
            "What helps: delete channels that nobody needs, close circles that are over (circle audit), or let whoever "
            "runs me open circles as private threads, which do not count.\n"
            "I say this once, and again only when it has become emptier meanwhile."
        )
    ]
    assert await warnings(town, "jonas") == []
    await hands.fills(500)
    await town.waits(2 * DAY)
    assert len(await warnings(town)) == 1

    full = (
        f"No place left\n{town.name} has 500 of 500 channels, so no room fits there. Nothing was changed. "
        "Delete one that nobody needs; I count again now, so try once more in a minute."
    )
    assert await told(town, "maria", CREATE.format(name="Fernwort")) == full
    assert "Fernwort" not in await told(town, "maria", "/circle list")
    await hands.empties()
    assert await told(town, "maria", CREATE.format(name="Fernwort")) == full  # it was counted before they went
    assert (await told(town, "maria", CREATE.format(name="Fernwort"))).startswith("A new circle")
    # It has become emptier: when it fills again, that is told again.
    await hands.fills(450)
    await town.waits(DAY)
    assert len(await warnings(town)) == 2
    assert (await last_mail(town, "maria")).title == "It fills up"


async def test_a_full_category_and_many_threads_are_told_where_there_are_such(town: Town) -> None:
    if town.platform != "discord":
        return
    await sets_up(town)
    await town.types("maria", CREATE.format(name="Quillwort"))
    hands = Meddler(town)
    await hands.fills(60)
    hands.in_one_category(40)
    hands.with_threads(800)
    await town.waits(DAY)
    said = sorted(text.split("\n")[1] for text in await warnings(town))
    assert said == [
        f"One category of {town.name} has 40 of the 50 channels that fit, 80 %.",
        f"{town.name} has 800 of the 1000 active threads that fit, 80 %.",
    ]
