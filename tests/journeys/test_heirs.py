"""A steward of the community goes: somebody else is asked, has three days to say no, and everybody hears who it is."""

from datetime import timedelta

from tests.journeys.telling import last_mail, linked, mail, pressed, sets_up, told, wall
from tests.worlds.towns import Homes, Town

NOW_ON = "looks after Testing guild from now on, together with @Jonas. Thank you!"


async def _two_stewards(town: Town) -> None:
    """Let Maria and Jonas look after the community; Aisha is around too, and Noor was never heard of."""
    await sets_up(town)
    await town.types("maria", "/steward add @jonas")
    await town.types("jonas", "/help")
    await town.types("aisha", "/help")


async def test_when_a_steward_leaves_the_space_the_next_one_follows_and_it_is_announced(any_town: Town) -> None:
    town = any_town
    await _two_stewards(town)
    await town.leaves("maria")
    asked = await last_mail(town, "aisha")
    assert asked.text.startswith(
        "Would you be a steward?\n"
        "A steward of Testing guild has left.\n"
        "Would you look after it from here, as a steward? You have until "
    )
    assert await mail(town, "noor") == []
    assert (await mail(town, "jonas"))[-1].startswith("A second steward\nA steward of Testing guild has left")
    assert await wall(town, "noor") == []
    await town.waits(timedelta(hours=72))
    assert await wall(town, "noor") == [f"A new steward\n@Aisha {NOW_ON}"]
    assert (await mail(town, "aisha"))[-1].startswith("You are a steward\n")
    assert sorted((await told(town, "noor", "/steward list")).removeprefix("Stewards\n").split(", ")) == [
        "@Aisha",
        "@Jonas",
    ]
    assert "@Aisha was asked to be a steward" in await told(town, "aisha", "/steward audit steward")
    await town.waits(timedelta(weeks=1))
    assert len(await wall(town, "noor")) == 1


async def test_a_yes_by_button_settles_it_and_a_no_asks_the_next_one(town: Town) -> None:
    await _two_stewards(town)
    await town.waits(timedelta(minutes=1))
    await town.types("noor", "/help")
    await town.leaves("jonas")
    people = {p for p in ("aisha", "noor") if await mail(town, p)}
    [first] = people
    [second] = {"aisha", "noor"} - people
    card = await last_mail(town, first)
    assert await pressed(town, first, card, "Rather not") == (
        "That is fine\nThank you for saying so. I look for somebody else, and nobody is told why."
    )
    asked = await last_mail(town, second)
    assert await pressed(town, second, asked, "I will") == (
        "Thank you\nYou are a steward of Testing guild now. To see what that lets you do: help"
    )
    [said] = await wall(town, first)
    assert said == (
        f"A new steward\n@{second.title()} looks after Testing guild from now on, together with @Maria. Thank you!"
    )


async def test_both_homes_hear_who_follows_a_steward(any_two_homes: Homes) -> None:
    here, there = await linked(any_two_homes)
    await here.types("maria", "/steward add @jonas")
    await here.types("jonas", "/help")
    await there.types("eva", "/help")
    before = [len(await wall(t, None)) for t in (here, there)]
    await here.leaves("maria")
    people = [(t, p) for t, p in ((there, "bo"), (there, "eva")) if any("[I will]" in m for m in await mail(t, p))]
    [(town, person)] = people
    await pressed(town, person, await last_mail(town, person), "I will")
    for home, count in zip((here, there), before, strict=True):
        assert [t.split("\n")[0] for t in (await wall(home, None))[count:]] == ["A new steward"]
