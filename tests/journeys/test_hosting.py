"""Members host dates in turn, talk about what stands on the agenda, and note who was there: on every platform."""

from datetime import timedelta

from tests.journeys.telling import last_mail, linked, local, mail, pressed, sets_up, starts_ritual, told, until
from tests.worlds.shown import Shown
from tests.worlds.towns import Homes, Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30 deck:none'
HOSTS = '/ritual host "Friday wins" change:add'
MINUTE = timedelta(minutes=1)


async def titled(town: Town, person: str, title: str) -> Shown:
    return [m for m in await town.reads(person) if m.title == title][-1]


async def reaches(town: Town, person: str, words: str) -> bool:
    """Return whether these words stand anywhere in what somebody can read, threads included."""
    return any(words in raw for raw in await town.sees(person))


async def settle(town: Town) -> None:
    await town.waits(timedelta(seconds=1))
    await town.ground.outlasts(MINUTE)


async def test_a_date_is_hosted_talked_over_and_noted(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.types("jonas", HOSTS)
    await until(town, local(2, "11:00"))
    asked = await last_mail(town, "jonas")
    assert asked.title == "Your turn: Friday wins"
    assert asked.labels[:3] == ("I can", "I can't", "Ask for topics")
    # Jonas asks Noor; she can.
    said = await told(town, "jonas", '/ritual swap "Friday wins" person:@noor')
    assert said.startswith("Asked\nI ask Noor. Until they say yes, it stays with you.")
    assert (await pressed(town, "noor", await last_mail(town, "noor"), "I can")).startswith("Thank you\n")
    assert (await last_mail(town, "jonas")).text.startswith("Somebody took it over\nNoor hosts Friday wins on")
    await until(town, local(3, "11:00"))
    shown = await titled(town, "aisha", "Coming up: Friday wins")
    assert "Host: Noor" in shown.text.split("\n")
    form = (await town.presses("aisha", shown, "Add to agenda")).opened
    await town.fills("aisha", form, {"item": "How we name tests"})
    await town.presses("aisha", shown, "Going")
    await settle(town)
    assert "Aisha: How we name tests" in (await titled(town, "maria", "Coming up: Friday wins")).text.split("\n")
    await until(town, local(4, "10:01"))
    assert await reaches(town, "maria", "Agenda of Friday wins")
    await until(town, local(4, "11:00"))
    question = await last_mail(town, "noor")
    assert question.title == "Recap of Friday wins?"
    form = (await town.presses("noor", question, "Write the recap")).opened
    assert [f.name for f in form.fields] == ["also", "without", "decided", "links"]
    answer = await town.fills("noor", form, {"also": "Noor, maria", "decided": "Tests are sentences"})
    assert answer.text.startswith("Noted\nThe recap stands in the rooms. Who was there: Aisha, Maria, Noor")
    assert await reaches(town, "jonas", "Tests are sentences")


async def test_hosts_agendas_and_recaps_are_one_on_both_sides(two_homes: Homes) -> None:
    here, there = await linked(two_homes)
    await starts_ritual(here, "maria", RITUAL)
    await there.types("eva", HOSTS)
    await until(here, local(2, "11:00"))
    assert (await last_mail(there, "eva")).title == "Your turn: Friday wins"
    await until(here, local(3, "11:00"))
    for town, person in ((here, "aisha"), (there, "kim")):
        assert "Host: Eva" in (await titled(town, person, "Coming up: Friday wins")).text
    form = (await here.presses("aisha", await titled(here, "aisha", "Coming up: Friday wins"), "Add to agenda")).opened
    await here.fills("aisha", form, {"item": "What crosses"})
    for town, person in ((here, "aisha"), (there, "kim")):
        await town.presses(person, await titled(town, person, "Coming up: Friday wins"), "Going")
    await settle(here)
    assert "Aisha: What crosses" in (await titled(there, "kim", "Coming up: Friday wins")).text
    await until(here, local(4, "11:00"))
    # The host of one side notes who was there on both.
    form = (await there.presses("eva", await last_mail(there, "eva"), "Write the recap")).opened
    answer = await there.fills("eva", form, {"also": "Jonas", "without": "Kim", "decided": "It crosses"})
    assert answer.text.startswith("Noted\nThe recap stands in the rooms. Who was there: Aisha, Jonas")
    for town, person in ((here, "aisha"), (there, "kim")):
        assert await reaches(town, person, "It crosses")
    assert not [t for t in await mail(here, "maria") if t.startswith("Something of mine")]
