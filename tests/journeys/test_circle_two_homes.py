"""One circle in two spaces: one membership, a room on each side; access follows the account that brought it."""

from datetime import timedelta

import pytest

from tests.journeys.telling import last_mail, linked, mail, told, wall
from tests.journeys.test_two_homes import one_person
from tests.worlds.discord.town import DiscordTown
from tests.worlds.meddling import Meddler
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


async def notices(town: Town) -> list[str]:
    """Return the titles of what stands in the circle's room, but for its first word."""
    return [m.title for m in (await town.reads(None, ROOM))[1:]]


async def test_a_notice_stands_once_on_each_side_and_whoever_has_no_account_there_is_a_plain_name(
    two_homes: Homes,
) -> None:
    here, there = await a_circle(two_homes)
    await there.types("eva", f"/circle join {NAME}")
    # The platform shows each side its own people alone.
    await here.types("maria", f"/circle invite {NAME} @aisha")
    await here.presses("aisha", await last_mail(here, "aisha"), "Join")
    for town, name in ((here, "@Aisha"), (there, "Aisha")):
        last = (await town.reads(None, ROOM))[-1]
        assert last.text == f"Somebody new\n{name} is in this circle now."
    assert (await notices(here), await notices(there)) == (["Somebody new"], ["Somebody new"])
    # A hand-over and the end: each once on each side.
    await here.types("maria", f"/circle handover {NAME} @aisha")
    await here.presses("aisha", await last_mail(here, "aisha"), "I will")
    assert await notices(there) == await notices(here)
    assert (await wall(there, None, ROOM))[-1] == f"Hand-over\nAisha looks after {NAME} from now on. Thank you!"
    await here.waits(timedelta(hours=1))
    shown = await here.types("jonas", f"/circle close {NAME}")
    await here.presses("jonas", shown.card, "Close it")
    assert await notices(there) == await notices(here)
    assert (await notices(there)).count("Closed") == 1


async def test_a_name_kept_on_one_side_is_told_on_both_and_a_room_gone_on_one_side_on_the_other(
    two_homes: Homes,
) -> None:
    here, there = await a_circle(two_homes)
    await there.types("eva", f"/circle join {NAME}")
    await Meddler(here).renames(ROOM, "meadow")
    await here.presses("maria", await last_mail(here, "maria"), "Keep the new name")
    for town in (here, there):
        assert (await wall(town, None, "meadow"))[-1] == "Another name\nThis circle is called meadow now."
    await here.waits(timedelta(hours=1))
    await Meddler(there).shuts("meadow")
    assert (await wall(here, None, "meadow"))[-1] == (
        f"The other room is gone\nThis circle's room in {there.name} is gone, or I was taken out of it. "
        "Everybody there keeps their seat, and its stewards are asked. Here all goes on."
    )
    await here.presses("maria", await last_mail(here, "maria"), "Open it again")
    (again,) = [r for r in await there.rooms(None) if r.name.startswith("meadow") and not r.archived]
    assert again.people == {"eva"}


async def test_a_side_that_goes_is_told_on_the_other_and_is_mended_when_it_is_back(two_homes: Homes) -> None:
    here, there = await a_circle(two_homes)
    await there.types("eva", f"/circle join {NAME}")
    await here.types("maria", f"/circle invite {NAME} @aisha")
    await here.presses("aisha", await last_mail(here, "aisha"), "Join")
    await there.types("bo", "/my show")
    before = len(await mail(here, "maria"))
    await there.uninstalls()
    assert (await wall(here, None, ROOM))[-1] == (
        f"One side less\nI was taken out of {there.name}, and with that {NAME} has no room there now. "
        "The circle goes on.\nNothing is lost. Whoever has an account here as well comes in with: circle join"
    )
    assert sorted(m.split("\n")[0] for m in (await mail(here, "maria"))[before:]) == ["One side less", "One space less"]
    # All goes on here, and nothing is held for deleted there.
    await here.waits(timedelta(days=2))
    assert not [m for m in await mail(here, "maria") if m.startswith("The room is gone")]
    assert await inside(here) == {"maria", "jonas", "noor", "aisha"}
    count = len(await wall(here, None, ROOM))
    await there.installs()
    back = f"Both sides again\nI am in {there.name} again: this circle has its room there, "
    back += "and whoever has a seat is let in."
    assert (await wall(here, None, ROOM))[count:] == [back]
    assert (await wall(there, None, ROOM))[-1] == back
    assert await inside(there) == {"eva"}


async def test_whoever_came_in_from_a_side_that_is_gone_is_named_as_out_and_keeps_the_seat(two_homes: Homes) -> None:
    here, there = await linked(two_homes)
    await here.types("maria", f'/circle create "{NAME}" "Where zanthoxylum grows" @jonas kind:listed')
    await there.types("kim", f"/circle join {NAME}")
    await here.presses("maria", await last_mail(here, "maria"), "Let them in")
    assert await inside(there) == {"kim"}
    await there.uninstalls()
    assert "\nOut of it until I am back there: Kim. They keep their seats.\n" in (await wall(here, None, ROOM))[-1]
    assert "Size: 3 people of at most 30" in await told(here, "maria", f"/circle show {NAME}")


@pytest.mark.parametrize("pair", ["slack+discord"], indirect=True)
async def test_a_server_on_which_hearth_is_no_more_is_told_as_that_and_not_as_rooms_deleted(two_homes: Homes) -> None:
    here, there = await a_circle(two_homes)
    assert isinstance(there, DiscordTown)
    await there.types("eva", f"/circle join {NAME}")
    before = len(await mail(here, "maria"))
    # The event of it is missed: what tells it is the next look at the room.
    del there.guild.members[there.discord.state.app.user.id]
    await here.waits(timedelta(days=1))
    assert sorted(m.split("\n")[0] for m in (await mail(here, "maria"))[before:]) == ["One side less", "One space less"]
    assert (await wall(here, None, ROOM))[-1].startswith("One side less\n")
