"""A community keeps one date a month for something new, on every platform."""

from datetime import timedelta

import pytest

from tests.journeys.telling import last_mail, linked, local, mail, pressed, sets_up, starts_ritual, told, until, wall
from tests.worlds.towns import Homes, Town

WINS = '/ritual create "Friday wins" "every other Friday 10:00" "What went well"'
OPENED = '/community settings wild:"last Thursday 16:00"'


async def opens(town: Town) -> None:
    draft = await town.types("maria", OPENED)
    assert draft.text.split("\n")[1].startswith("Wild slot: something new will open in")
    await town.presses("maria", draft.card, "Start")


async def test_stewards_choose_from_three_ideas_and_members_read_that_it_happens_once(town: Town) -> None:
    await sets_up(town)
    await opens(town)
    assert (await told(town, "jonas", '/rhythm wild "Museum of *lost* <@keys>"')).startswith("A good idea\n")
    await until(town, local(2, "11:30", week=2))  # Wednesday, 9 December, three weeks before New Year's Eve
    asked = await last_mail(town, "maria")
    title, _when, theirs, *ours = asked.text.split("\n")
    assert (title, len(ours)) == ("What shall the wild slot be?", 4)
    assert theirs.endswith(", an idea of a member")
    assert asked.labels[3] == "Something of our own"
    assert "Only stewards" in (await told(town, "jonas", "/rhythm health"))
    assert (await pressed(town, "maria", asked, asked.labels[0])).startswith("Chosen\n")
    late = await pressed(town, "maria", asked, asked.labels[1])
    assert "already. Nothing was changed. To choose something else: rhythm wild" in late
    slot = await town.types("maria", "/rhythm wild")
    assert slot.card.labels == ("Something else", "I have an idea")
    assert (await town.types("jonas", "/rhythm wild")).card.labels == ("I have an idea",)
    fresh = await town.presses("maria", slot.card, "Something else")
    answer = await town.fills("maria", fresh.opened, {"title": "A walk in the woods", "about": "Boots, not slides."})
    assert answer.text.split("\n")[1] == "A walk in the woods is what the wild slot is for this time."
    assert "Wild slot: A walk in the woods" in await told(town, "jonas", "/rhythm next")
    await until(town, local(2, "17:00", week=5))
    announced = (await wall(town, "jonas"))[-1]
    assert announced.startswith("Coming up: Wild slot: A walk in the woods\nBoots, not slides.\n")
    assert "Something new this month: A walk in the woods. It happens once." in announced
    await pressed(town, "jonas", (await town.reads("jonas"))[-1], "Going")
    await until(town, local(3, "18:00", week=5))
    assert any(m.startswith("Soon: Wild slot: A walk in the woods\n") for m in await mail(town, "jonas"))
    assert any("Was Wild slot: A walk in the woods worth" in m for m in await wall(town, "jonas"))
    again = await last_mail(town, "maria")
    assert again.text.split("\n")[0] == "Once, or again?"
    form = (await town.presses("maria", again, "Do it again")).opened
    draft = await town.fills("maria", form, {"when": "first Monday 12:00", "value": "Air"})
    assert "A walk in the woods will open in" in draft.text


async def test_a_slot_for_which_nobody_chose_is_no_empty_event(town: Town) -> None:
    await sets_up(town)
    await opens(town)
    await until(town, local(2, "17:00", week=0))
    free = (await town.reads("jonas", "general"))[-1]
    assert free.text.split("\n")[0] == "Still free: Wild slot: something new"
    await town.fills("jonas", (await town.presses("jonas", free, "I have an idea")).opened, {"idea": "Fix-it hour"})
    await until(town, local(3, "18:00", week=0) + timedelta(minutes=5))
    left = [m for m in await wall(town, "jonas") if "Wild slot" in m]
    assert [m.split("\n")[0] for m in left] == ["Left out: Wild slot: something new"]
    assert "Thu 31 Dec" in left[0] or "31" in left[0]


@pytest.mark.parametrize("platform", ["sandbox"])
async def test_a_steady_rhythm_is_offered_a_slot_once_and_it_may_end(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", WINS)
    await until(town, local(0, "08:00", week=11))
    offers = [m for m in await town.mail("maria") if m.title == "Something new once a month?"]
    assert len(offers) == 1
    draft = await town.presses("maria", offers[0], "The last Thursday, 16:00")
    await town.presses("maria", draft.card, "Start it too" if "Start it too" in draft.card.labels else "Start")
    assert "Wild slot: the last Thursday of every month at 16:00" in await told(town, "maria", "/community settings")
    assert "once a month or less" in await told(town, "maria", '/community settings wild:"every Friday 10:00"')
    assert (await told(town, "maria", "/community settings wild:no")).startswith("No wild slot\n")
    assert "There is no wild slot here." in await told(town, "maria", "/community settings wild:no")
    assert "None at the moment." in await told(town, "jonas", "/rhythm streak")
    assert "familiar" in await told(town, "maria", "/rhythm mix")
    assert "Twelve weeks: 6 dates, 2 of them new (33 %)." in await told(town, "maria", "/rhythm health")


async def test_both_sides_of_a_community_read_the_same(two_homes: Homes) -> None:
    here, there = await linked(two_homes)
    await opens(here)
    await until(here, local(2, "17:00"))
    for town, person in ((here, "maria"), (there, "bo")):
        titles = [m.split("\n")[0] for m in await wall(town, person)]
        assert titles.count("Still free: Wild slot: something new") == 1
