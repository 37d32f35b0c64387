"""One circle in two spaces: one membership, a room on each side; access follows the account that brought it."""

from datetime import timedelta

from tests.journeys.telling import linked, mail, told
from tests.journeys.test_two_homes import one_person
from tests.worlds.towns import Homes, Town

NAME = "Quillwort"
ROOM = "quillwort"
CREATE = f'/circle create "{NAME}" "Where zanthoxylum grows" @jonas people:@noor'
NONE_SEEN = "Circles\nThere is none that you can see."


async def inside(town: Town) -> set[str]:
    """Return who is in the circle's room in a space; nobody where there is none."""
    rooms = [r for r in await town.rooms(None) if r.name == ROOM]
    return set(rooms[0].people) if rooms else set()


async def a_circle(homes: Homes) -> tuple[Town, Town]:
    """Return both spaces: Noor here is Eva there, and came into a private circle here."""
    here, there = await linked(homes)
    await one_person(here, there)
    await here.types("maria", CREATE)
    await here.types("noor", f"/circle join {NAME}")
    assert (await inside(here), await inside(there)) == ({"maria", "jonas", "noor"}, set())
    await here.waits(timedelta(hours=1))
    return here, there


async def test_somebody_in_a_circle_gets_its_room_on_the_other_side_and_loses_it_with_the_link(
    two_homes: Homes,
) -> None:
    here, there = await a_circle(two_homes)
    assert await told(there, "eva", f"/circle join {NAME}") == (
        f"Welcome here too\nYou are in {NAME} already. Its room here stands in your list in a moment."
    )
    assert (await inside(here), await inside(there)) == ({"maria", "jonas", "noor"}, {"eva"})
    assert "Size: 3 people of at most 30" in await told(there, "eva", f"/circle show {NAME}")
    assert await told(there, "eva", f"/circle join {NAME}") == (
        "That did not work\nYou are in it already. Nothing was changed."
    )
    assert await told(there, "bo", "/circle list") == NONE_SEEN
    await here.types("noor", "/my unlink")
    assert (await inside(here), await inside(there)) == ({"maria", "jonas", "noor"}, set())
    assert await told(there, "eva", "/circle list") == NONE_SEEN
    assert (await told(here, "noor", "/circle list")).startswith(f"Circles\n{NAME} · private")


async def test_who_leaves_one_space_keeps_the_seat_of_the_other_and_nothing_comes_back_by_itself(
    two_homes: Homes,
) -> None:
    here, there = await a_circle(two_homes)
    await there.types("eva", f"/circle join {NAME}")
    await here.leaves("noor")
    assert (await inside(here), await inside(there)) == ({"maria", "jonas"}, {"eva"})
    assert "Size: 3 people of at most 30" in await told(there, "eva", f"/circle show {NAME}")
    before = await mail(there, "eva")
    await there.types("eva", f"/circle leave {NAME}")
    assert (await inside(there), await mail(there, "eva")) == (set(), before)


async def test_whose_only_seat_came_with_the_space_they_left_is_told_where_they_still_are(two_homes: Homes) -> None:
    here, there = await a_circle(two_homes)
    await here.leaves("noor")
    assert await inside(here) == {"maria", "jonas"}
    assert (await mail(there, "eva"))[-1] == (
        f"A seat less\nYou have left {here.name}, and with it your seat in {NAME}. Its stewards can invite you again."
    )
    assert await told(there, "eva", "/circle list") == NONE_SEEN
