"""A new ritual is tried, judged by those who came, and decided about by its stewards: on every platform."""

from datetime import timedelta

from tests.journeys.telling import last_mail, linked, local, mail, pressed, sets_up, starts_ritual, told, until
from tests.worlds.shown import Answer, Shown
from tests.worlds.towns import Homes, Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30 deck:none trial:"1 date"'
ASKED = "Shall Friday wins stay?"
DECIDE = "Friday wins: keep, change or retire?"
MINUTE = timedelta(minutes=1)


async def titled(town: Town, person: str, title: str) -> Shown:
    return [m for m in await town.mail(person) if m.title == title][-1]


async def goes(town: Town, person: str) -> None:
    shown = [m for m in await town.reads(person) if m.title == "Coming up: Friday wins"][-1]
    await town.presses(person, shown, "Going")


async def decides(town: Town, person: str, label: str, reason: str) -> Answer:
    form = (await town.presses(person, await titled(town, person, DECIDE), label)).opened
    return await town.fills(person, form, {f.name: f.value for f in form.fields} | {"reason": reason})


async def test_those_who_came_say_what_they_think_and_the_stewards_decide(town: Town) -> None:
    await sets_up(town, rhythm="")
    draft = await town.types("maria", RITUAL)
    assert "It is a trial: after 1 date those who came are asked whether to keep it." in draft.text.split("\n")
    await town.presses("maria", draft.card, "Start")
    second = await town.types("maria", '/ritual create "Clinic" "every Monday 15:00" "Help" trial:none')
    assert "Still on trial: Friday wins. One new ritual at a time is easier to judge." in second.text.split("\n")
    assert second.card.labels == ("Start it too", "Drop it")
    await town.types("jonas", "/my budget 7")
    await until(town, local(3, "11:00"))
    await goes(town, "jonas")
    assert "Trial: after 1 date." in (await told(town, "noor", "/ritual show Friday wins")).split("\n")
    await until(town, local(5, "12:00"))
    assert not [t for t in await mail(town, "noor") if t.startswith(ASKED)]
    # Jonas changes his mind; pressing twice is one answer.
    asked = await titled(town, "jonas", ASKED)
    assert asked.labels[:3] == ("Keep it", "Change it", "Retire it")
    assert (await pressed(town, "jonas", asked, "Keep it")).startswith("Noted\nYou would keep it.")
    assert (await pressed(town, "jonas", asked, "Change it")).startswith("Noted\nYou would change it.")
    assert (await pressed(town, "jonas", asked, "Change it")).startswith("Noted\nYou would change it.")
    await pressed(town, "maria", await titled(town, "maria", ASKED), "Keep it")
    counts = (await titled(town, "maria", DECIDE)).text.split("\n")
    assert "Those who were asked: keep 1 · change 1 · retire 0" in counts
    said = (await decides(town, "maria", "Keep it", "We laughed a lot")).text
    assert said.startswith("Friday wins stays\nWhy: “We laughed a lot”")
    refused = await pressed(town, "jonas", asked, "Keep it")
    assert refused.startswith("That did not work\nThat is decided already. Nothing was changed.")
    await until(town, local(3, "10:01", week=1))
    assert [m for m in await town.reads("noor") if m.title == "Coming up: Friday wins"]


async def test_a_trial_is_judged_on_both_sides_as_one(two_homes: Homes) -> None:
    here, there = await linked(two_homes)
    await starts_ritual(here, "maria", RITUAL)
    for town, person in ((here, "jonas"), (there, "eva")):
        await town.types(person, "/my budget 7")
    await until(here, local(3, "11:00"))
    await goes(here, "jonas")
    await goes(there, "eva")
    await until(here, local(5, "12:00"))
    await pressed(here, "jonas", await titled(here, "jonas", ASKED), "Keep it")
    await pressed(there, "eva", await titled(there, "eva", ASKED), "Retire it")
    await pressed(here, "maria", await titled(here, "maria", ASKED), "Retire it")
    notice = await titled(here, "maria", DECIDE)
    assert "Those who were asked: keep 1 · change 0 · retire 2" in notice.text.split("\n")
    said = (await decides(here, "maria", "Retire it", "Fridays are full")).text
    assert said.startswith("Friday wins is retired\nWhy: “Fridays are full”")
    await here.waits(timedelta(seconds=1))
    await here.ground.outlasts(MINUTE)
    assert (await last_mail(here, "maria")).text == "Friday wins is retired\nWhy: “Fridays are full”"
