"""One community in two spaces: one rhythm, posted once in each."""

from datetime import timedelta

from tests.journeys.telling import (
    code_of,
    dated,
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
from tests.worlds.towns import Homes, Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'
WORTH = "Worth it?\nWas Friday wins worth your 30 minutes?\n[Yes] [So-so] [No]"


async def test_a_space_is_linked_only_when_both_sides_say_so(any_two_homes: Homes) -> None:
    town, harbour = any_two_homes.here, any_two_homes.there
    await sets_up(town)
    assert await told(harbour, "bo", "/ritual list") == (
        "That did not work\nThere is no community here yet. Nothing was changed. Start one: community setup"
    )
    assert await told(town, "jonas", "/community link") == (
        "That did not work\nOnly stewards can do that. Nothing was changed. See who they are: steward list"
    )
    code = await code_of(town)
    wrong = (
        "Link this space\nThat code is not right, or its ten minutes are over. Nothing was changed. "
        "Ask for a new one: community link"
    )
    assert await told(harbour, "bo", "/community link ABCD2345") == wrong
    assert await told(harbour, "eva", f"/community link {code}") == (
        "That did not work\n"
        "There is no community here yet. Somebody who manages this space can start one: community setup"
    )
    # Small letters are read as well, for it is typed by hand.
    assert await told(harbour, "bo", f"/community link {code.lower()}") == (
        "Link this space\nRight. Whoever made the code is asked now, in their space; when they say yes, "
        "this space belongs to the community."
    )
    assert await told(harbour, "bo", f"/community link {code}") == wrong
    question = await last_mail(town, "maria")
    assert question.text == (
        "Link another space?\n"
        "harbour asks to belong to your community, with your code. "
        "One rhythm, one membership, one set of circles.\n"
        "[Link them] [No]"
    )
    # Nothing is linked before the yes, and nobody else can say it.
    assert (await told(harbour, "bo", "/ritual list")).startswith("That did not work\n")
    await town.types("maria", "/steward add @jonas")
    assert await pressed(town, "jonas", question, "Link them") == (
        "That did not work\nOnly whoever made the code can say yes. Nothing was changed."
    )
    assert await pressed(town, "maria", question, "Link them") == (
        "Linked\nharbour belongs to Testing guild now. Its home is where the code was typed; "
        "community settings home:#room changes it there."
    )
    assert await pressed(town, "maria", question, "Link them") == (
        "That did not work\nThat code is used up or over. Nothing was changed. Make a new one: community link"
    )
    assert await mail(harbour, "bo") == [
        "Linked\nThis space belongs to Testing guild now. See what it does: rhythm next"
    ]
    settings = (await told(town, "maria", "/community settings")).split("\n")
    assert (settings[:9], sorted(settings[9:11]), settings[11:]) == (
        [
            "Testing guild",
            "Charter: People who care how software is tested",
            "Zone: Europe/Copenhagen",
            "Language: en",
            "Language of my questions: the same, where I have them; else English",
            "Public holidays: of no country yet: community settings country:Denmark",
            "Wild slot: none: community settings wild:last Thursday 16:00",
            "Looking back: milestones: yes, a year ago: yes",
            "Stage: potential",
        ],
        ["Home in harbour: #general", "Home in town: #general"],
        ["Change one like this: community settings zone:Europe/Madrid · home:#room"],
    )
    assert await told(harbour, "eva", "/ritual list") == ("Rituals\nThere is none yet. Start one: ritual create")


async def test_a_code_is_over_after_ten_minutes_five_tries_or_a_no(two_homes: Homes) -> None:
    town, harbour = two_homes.here, two_homes.there
    await sets_up(town)

    async def tries(code: str) -> bool:
        return (await told(harbour, "bo", f"/community link {code}")).startswith("Link this space\nRight.")

    code = await code_of(town)
    await town.outlasts(timedelta(minutes=10))
    assert not await tries(code)
    code = await code_of(town)
    for _wrong in range(5):
        assert not await tries("ABCD2345")
    assert not await tries(code)
    code = await code_of(town)
    assert await tries(code)
    question = await last_mail(town, "maria")
    assert await pressed(town, "maria", question, "No") == "Not linked\nNothing was linked, and that code is over."
    assert await pressed(town, "maria", question, "Link them") == (
        "That did not work\nThat code is used up or over. Nothing was changed. Make a new one: community link"
    )
    assert not await tries(code)


async def test_the_same_ritual_is_posted_once_in_each_space(any_two_homes: Homes) -> None:
    town, harbour = await linked(any_two_homes)
    await starts_ritual(town, "maria", RITUAL)
    await until(town, local(5, "09:00"))
    here = dated(await town.reads("jonas"))
    there = dated(await harbour.reads("eva"))
    assert here == there
    assert [(at, text.split("\n")[0]) for at, text in here] == [
        (local(3, "10:00"), "Coming up: Friday wins"),
        (local(4, "09:00"), "In an hour: Friday wins"),
        (local(4, "10:00"), "Friday wins"),
        (local(4, "10:30"), "Worth it?"),
    ]


async def test_answers_from_both_spaces_make_one_total(any_two_homes: Homes) -> None:
    town, harbour = await linked(any_two_homes)
    await starts_ritual(town, "maria", RITUAL)
    await until(town, local(4, "11:00"))
    here = (await town.reads("jonas"))[-1]
    there = (await harbour.reads("eva"))[-1]
    for person in ("maria", "jonas", "aisha"):
        await town.presses(person, here, "Yes")
    await harbour.presses("eva", there, "No")
    assert (await wall(town, "jonas"))[-1].split("\n")[-1].startswith("Only the totals are shown")
    await harbour.presses("bo", there, "So-so")
    total = f"{WORTH}\nYes 3 · So-so 1 · No 1"
    assert (await wall(town, "jonas"))[-1] == total
    assert (await wall(harbour, "eva"))[-1] == total


async def test_each_space_has_its_own_home_and_its_own_leavers(two_homes: Homes) -> None:
    town, harbour = await linked(two_homes)
    await starts_ritual(town, "maria", RITUAL)
    await town.adds_room("lounge", by="maria")
    assert "Home in town: #lounge" in await told(town, "maria", "/community settings home:#lounge")
    await harbour.leaves("eva")
    await until(town, local(0, "12:00", week=1))
    assert len(await wall(town, "jonas", "lounge")) == 4
    assert await wall(town, "jonas") == []
    assert len(await wall(harbour, "bo")) == 4
    assert [m.split("\n")[0] for m in await mail(harbour, "kim")] == ["Your week in Testing guild"]
    assert await mail(harbour, "eva") == []


async def test_a_circle_has_a_room_in_each_space_its_people_live_in(any_two_homes: Homes) -> None:
    town, harbour = await linked(any_two_homes)
    await town.types("maria", '/circle create "Walks" "Walking and talking" @jonas kind:open')
    assert await told(harbour, "eva", "/circle join Walks") == (
        "Welcome\nYou are in Walks. Its room stands in your list."
    )

    async def walk_in(home: Town) -> frozenset[str]:
        """Return who is in the circle's room; whoever is in the space, where people do not join public rooms."""
        return (await room_named(home, "walks")).people

    everybody = frozenset({"bo", "eva", "kim"})
    assert await walk_in(town) == {"maria", "jonas"}
    assert await walk_in(harbour) == ({"eva"} if harbour.joins_rooms else everybody)
    await harbour.types("eva", "/circle leave Walks")
    assert await walk_in(harbour) == (frozenset() if harbour.joins_rooms else everybody)


async def test_two_communities_side_by_side_know_nothing_of_each_other(any_two_homes: Homes) -> None:
    town, harbour = any_two_homes.here, any_two_homes.there
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await sets_up(harbour, "bo", name="Sailors", rhythm="")
    assert await told(harbour, "bo", "/ritual list") == ("Rituals\nThere is none yet. Start one: ritual create")
    await starts_ritual(harbour, "bo", '/ritual create "Friday wins" "every Friday 12:00" "Knots"')
    await until(town, local(4, "12:30"))
    assert [at for at, text in dated(await harbour.reads("eva")) if text.startswith("Friday wins\n")] == [
        local(4, "12:00")
    ]
    assert [at for at, text in dated(await town.reads("jonas")) if text.startswith("Friday wins\n")] == [
        local(4, "10:00")
    ]
