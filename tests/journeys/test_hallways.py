"""After a date, a room for a while for those who came: it opens by a button, lets nobody else in, and closes itself."""

from datetime import timedelta

from tests.journeys.telling import (
    last_mail,
    linked,
    local,
    mail,
    pressed,
    room_named,
    sets_up,
    starts_ritual,
    told,
    until,
    wall,
)
from tests.journeys.test_two_homes import one_person
from tests.worlds.shown import RoomShown, Shown
from tests.worlds.towns import Homes, Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30 deck:none'
HALLWAY = '/ritual hallway "Friday wins"'
ROOM = "hallway-friday-wins-2026-11-27"
LONGER = "To stay together for longer, ask a steward for a circle."
NOT_FOR_YOU = (
    "That did not work\n"
    "It is for those who came. Nothing was changed. If you did, ask the host to note it: ritual recap"
)


async def a_date_is_over(town: Town, *came: str, host: str = "jonas") -> None:
    """Let a date pass at which these were, and which Jonas hosted."""
    await starts_ritual(town, "maria", RITUAL)
    await town.types(host, '/ritual host "Friday wins" change:add')
    await until(town, local(3, "11:00"))
    for person in came:
        shown = [m for m in await town.reads(person) if m.title == "Coming up: Friday wins"][-1]
        await town.presses(person, shown, "Going")
    await until(town, local(4, "10:30"))


async def hallways(town: Town) -> list[RoomShown]:
    return [r for r in await town.rooms(None) if r.name.startswith("hallway")]


async def in_it(town: Town) -> set[str]:
    """Return who is in the hallway's room; nobody where there is none."""
    found = await hallways(town)
    return set(found[0].people) if found else set()


async def rests(town: Town) -> None:
    asked = await town.types("maria", "/community pause until:2026-12-07")
    await town.presses("maria", asked.card, "Rest, and tell the rooms")


async def notice(town: Town, person: str) -> Shown:
    """Return the card under the date, by which whoever is missing comes in."""
    found = [m for r in await town.rooms(person) for m in await town.reads(person, r.name)]
    return [m for m in found if m.title in {"A hallway is open", "The hallway is closed"}][-1]


async def test_the_host_opens_a_hallway_for_those_who_came_and_it_closes_itself(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await a_date_is_over(town, "aisha")
    question = await last_mail(town, "jonas")
    assert question.labels[:2] == ("Write the recap", "Open the hallway")
    assert (await pressed(town, "jonas", question, "Open the hallway")).startswith(
        "The hallway opens\n2 people can go on from Friday wins: the room stands in their list in a moment.\n"
        "It closes by itself: "
    )
    assert (await room_named(town, ROOM)).people == {"jonas", "aisha"}
    (first,) = await wall(town, "aisha", ROOM)
    lines = first.split("\n")
    assert lines[0] == "A hallway"
    assert lines[1].startswith("You were at Friday wins on Fri 27 Nov 10:00")
    assert lines[2] == "Only those who came are let in, and nobody outside is told who is here. I read nothing here."
    assert lines[3] == (
        "It closes by itself: Sun 29 Nov 10:30. I say so an hour before, and nothing is deleted. "
        "Leave whenever you like."
    )
    # One date, one hallway.
    assert await pressed(town, "jonas", question, "Open the hallway") == (
        "That did not work\nThat date has had its hallway. Nothing was changed. Who came and is missing presses "
        "Let me in under its card."
    )
    # Nobody outside sees it, or learns from Hearth who is in it.
    assert not [r for r in await town.rooms("noor") if r.name == ROOM]
    assert await wall(town, "noor", ROOM) == []
    assert not [raw for raw in await town.sees("noor") if ROOM in raw]
    assert await pressed(town, "noor", await notice(town, "noor"), "Let me in") == NOT_FOR_YOU
    await until(town, local(6, "09:29"))
    assert len(await wall(town, "aisha", ROOM)) == 1
    await until(town, local(6, "09:30"))
    assert (await wall(town, "aisha", ROOM))[1:] == [
        f"In an hour\nThis hallway closes on Sun 29 Nov 10:30. Nothing is deleted.\n{LONGER}"
    ]
    assert not (await room_named(town, ROOM)).archived
    await until(town, local(6, "10:30"))
    assert (await room_named(town, ROOM)).archived
    assert (await wall(town, None, ROOM))[2:] == [
        "Closed\nThis hallway is closed, with thanks. What was said stays with the platform."
    ]
    shut = await notice(town, "noor")
    assert (shut.title, shut.labels) == ("The hallway is closed", ())
    assert not [t for t in await mail(town, "maria") if t.startswith("Something of mine")]


async def test_whoever_came_and_is_missing_is_let_in_by_the_card(town: Town) -> None:
    await sets_up(town)
    await a_date_is_over(town, "aisha")
    assert (await told(town, "maria", HALLWAY)).startswith("The hallway opens\n2 people")
    card = await notice(town, "noor")
    assert await pressed(town, "noor", card, "Let me in") == NOT_FOR_YOU
    # The steward who opened it was not there either.
    assert await pressed(town, "maria", card, "Let me in") == NOT_FOR_YOU
    form = (await town.presses("jonas", await last_mail(town, "jonas"), "Write the recap")).opened
    noted = await town.fills("jonas", form, {"also": "Noor"})
    assert "Open the hallway" in noted.card.labels
    assert (await pressed(town, "noor", card, "Let me in")).startswith(
        "Come in\nYou are let in: the room stands in your list in a moment.\n"
    )
    assert await in_it(town) == {"jonas", "aisha", "noor"}
    await until(town, local(6, "10:30"))
    (button,) = card.buttons
    assert (await town.pushes("noor", button)).text == (
        "That did not work\nThat hallway is closed by now. Nothing was changed."
    )


async def test_what_is_wrong_is_said_and_nothing_opens(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    wrong = "That did not work\n"
    assert await told(town, "maria", HALLWAY) == (
        f"{wrong}It is not over yet. Nothing was changed. A hallway opens afterwards."
    )
    await until(town, local(4, "10:31"))
    assert await told(town, "noor", HALLWAY) == (
        f"{wrong}Only its host or a steward can do that. Nothing was changed. Who hosts: ritual host"
    )
    assert await told(town, "maria", HALLWAY) == (
        f"{wrong}Fewer than two are noted as there. Nothing was changed. Note who came: ritual recap"
    )
    form = (await town.types("maria", '/ritual recap "Friday wins"')).opened
    await town.fills("maria", form, {"also": "Noor, Aisha"})
    assert await told(town, "maria", f"{HALLWAY} days:8") == (
        f"{wrong}A hallway stays open for 1 to 7 days. Nothing was changed."
    )
    await rests(town)
    assert (await told(town, "maria", HALLWAY)).startswith(f"{wrong}The community rests, so I open nothing.")
    await town.types("maria", "/community resume")
    assert await hallways(town) == []
    assert (await told(town, "maria", f"{HALLWAY} days:7")).startswith("The hallway opens\n")
    assert await in_it(town) == {"noor", "aisha"}


async def test_a_hallway_whose_room_was_deleted_by_hand_is_simply_closed(town: Town) -> None:
    await sets_up(town)
    await a_date_is_over(town, "aisha")
    await town.types("jonas", HALLWAY)
    await town.drops_room(ROOM)
    before = await mail(town, "maria")
    await until(town, local(6, "09:30"))
    await town.ground.outlasts(timedelta(minutes=1))
    assert (await notice(town, "aisha")).title == "The hallway is closed"
    await until(town, local(6, "11:00"))
    assert await mail(town, "maria") == before


async def test_who_leaves_the_space_is_out_and_a_rest_or_an_absence_keep_no_hallway_open(town: Town) -> None:
    await sets_up(town)
    await a_date_is_over(town, "aisha", "noor")
    await town.types("jonas", f"{HALLWAY} days:1")
    assert await in_it(town) == {"jonas", "aisha", "noor"}
    await town.leaves("noor")
    assert await in_it(town) == {"jonas", "aisha"}
    await rests(town)
    # Hearth was away when it should have closed, and closes it when it is back.
    await town.ground.clock.travel(local(8, "12:00"))
    await town.ground.hearth.pulse()
    assert (await room_named(town, ROOM)).archived
    assert [m.split("\n")[0] for m in await wall(town, None, ROOM)] == ["A hallway", "Closed"]


async def test_a_hallway_of_two_spaces_has_a_room_on_each_side(any_two_homes: Homes) -> None:
    here, there = await linked(any_two_homes)
    await a_date_is_over(here, "aisha", "noor")
    form = (await here.types("maria", '/ritual recap "Friday wins"')).opened
    await here.fills("maria", form, {"also": "Kim"})
    assert (await told(here, "maria", HALLWAY)).startswith("The hallway opens\n4 people can go on")
    assert (await in_it(here), await in_it(there)) == ({"jonas", "aisha", "noor"}, {"kim"})
    assert await pressed(there, "bo", await notice(there, "bo"), "Let me in") == NOT_FOR_YOU
    assert (await pressed(there, "kim", await notice(there, "kim"), "Let me in")).startswith("Come in\n")
    await there.leaves("kim")
    assert await in_it(there) == set()
    await until(here, local(6, "10:30"))
    for town in (here, there):
        assert [r.archived for r in await hallways(town)] == [True]


async def test_who_was_let_in_by_a_link_alone_goes_out_with_it(two_homes: Homes) -> None:
    here, there = await linked(two_homes)
    await one_person(here, there)
    await a_date_is_over(here, "aisha", "noor")
    await here.types("jonas", HALLWAY)
    assert (await in_it(here), await in_it(there)) == ({"jonas", "aisha", "noor"}, {"eva"})
    await here.types("noor", "/my unlink")
    assert (await in_it(here), await in_it(there)) == ({"jonas", "aisha", "noor"}, set())
