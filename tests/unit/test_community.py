"""`community` and `steward`: set-up, settings, more spaces, who looks after it, and the desk."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from adapters.sandbox.read import sight, submitted
from bot.cards import Card, Para
from bot.keys import CommunityId
from storage.tables.community import communities, link_codes, members, spaces
from storage.tables.rhythm import ritual_drafts
from storage.tables.voices import prompts
from tests.worlds.saying import refusal, says
from tests.worlds.town import SETUP, SPACE, Town

NOT = "Nothing was changed."
OTHER = "other"


@pytest.fixture
async def two(home: Town) -> Town:
    """Return the same with a second space that has no community; Olga may set up there, Pia may not."""
    await home.adds_space(OTHER)
    await home.lets_in("Olga", "Pia", space=OTHER)
    return home


async def refused(town: Town, person: str, line: str, *, space: str = SPACE) -> str:
    return refusal(await town.types(person, line, space=space))


async def count(town: Town, table: object = communities) -> int:
    async with town.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


# Set-up


async def test_set_up_asks_five_things_in_one_form(town: Town) -> None:
    asked = await town.types("maria", "/hearth community setup")
    assert asked.form is not None
    assert [(f.name, f.label, f.required) for f in asked.form.fields] == [
        ("name", "Name", True),
        ("charter", "Charter", True),
        ("zone", "Time zone", True),
        ("language", "Language", False),
        ("rhythm", "Starter rhythm", False),
    ]
    assert await count(town) == 0


async def test_set_up_founds_a_community_whose_founder_is_its_steward(town: Town) -> None:
    founded = await town.sets_up()
    assert (await town.said(founded)).startswith(
        "Testing guild is here\n"
        "People who care how software is tested\n"
        "Its home is #general. Nothing is posted there until you start a ritual.\n"
    )
    assert await town.reads("maria") == []
    assert "Maria" in await says(town, "jonas", "/steward list")
    assert (await count(town), await count(town, ritual_drafts), await count(town, prompts)) == (1, 1, 0)


async def test_only_who_may_set_up_does(town: Town) -> None:
    said = await refused(town, "jonas", "/hearth community setup name:x charter:y zone:Europe/Madrid language:en")
    assert "Nothing was changed" in said or "Somebody who manages this space can start one" in said
    assert await count(town) == 0


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("zone", "Mars/Phobos"),
        ("zone", "+02:00"),
        ("rhythm", "sometimes"),
        ("rhythm", "every Tuesday"),
        ("language", "xx"),
        ("name", "x" * 81),
        ("name", "\u200b"),
        ("charter", "x" * 501),
    ],
)
async def test_a_wrong_answer_comes_back_at_its_field_with_nothing_half_done(
    town: Town, field: str, answer: str
) -> None:
    again = (await town.sets_up(**{field: answer})).form
    assert again is not None
    assert again.wrong == field
    assert NOT in again.error
    assert {f.name: f.value for f in again.fields}[field] == answer
    assert (await count(town), await count(town, ritual_drafts), await count(town, members)) == (0, 0, 0)


async def test_a_second_set_up_in_one_space_is_refused(home: Town) -> None:
    said = (await home.sets_up()).form
    assert said is not None
    assert said.error == f"This space has a community already. {NOT} See it with: community settings"
    assert await count(home) == 1


@pytest.mark.parametrize("line", ["/ritual list", "/my show", "/circle list", "/guest suggest Ada"])
async def test_before_set_up_members_are_told_whom_to_ask(town: Town, line: str) -> None:
    assert await refused(town, "jonas", line) == (
        "There is no community here yet. Somebody who manages this space can start one: community setup"
    )
    assert await refused(town, "maria", line) == (f"There is no community here yet. {NOT} Start one: community setup")


async def test_everybody_who_was_there_is_a_member_once_they_do_something(home: Town) -> None:
    await home.types("jonas", "/my show")
    await home.types("jonas", "/my show")
    assert await count(home, members) >= 2
    before = await count(home, members)
    await home.types("jonas", "/ritual list")
    assert await count(home, members) == before


# Settings


async def test_settings_are_shown_and_one_is_changed_alone(home: Town) -> None:
    shown = await says(home, "maria", "/community settings")
    assert "Zone: Europe/Copenhagen" in shown
    assert "Home in town: #general" in shown
    changed = await says(home, "maria", "/community settings zone:madrid")
    assert changed == shown.replace("Zone: Europe/Copenhagen", "Zone: Europe/Madrid")


@pytest.mark.parametrize(
    "line", ["zone:Mars/Phobos", "language:xx", "home:#nowhere", f"name:{'x' * 81}", f"charter:{'x' * 501}"]
)
async def test_a_setting_that_cannot_be_is_refused(home: Town, line: str) -> None:
    before = await says(home, "maria", "/community settings")
    assert NOT in await refused(home, "maria", f"/community settings {line}")
    assert await says(home, "maria", "/community settings") == before


async def test_only_stewards_see_and_change_settings(home: Town) -> None:
    said = await refused(home, "jonas", "/community settings name:Mine")
    assert said == f"Only stewards can do that. {NOT} See who they are: steward list"


async def test_the_home_room_may_be_moved_to_an_open_room_only(home: Town) -> None:
    await home.world.add_room(SPACE, "square", private=False, by="maria")
    await home.world.add_room(SPACE, "cellar", private=True, by="maria")
    assert "Home in town: #square" in await says(home, "maria", "/community settings home:#square")
    said = await refused(home, "maria", "/community settings home:#cellar")
    assert said == f"A private room cannot be the home of everybody. {NOT}"
    assert "Home in town: #square" in await says(home, "maria", "/community settings")


async def test_set_up_in_a_private_room_gives_no_home(town: Town) -> None:
    cellar = await town.world.add_room(SPACE, "cellar", private=True, by="maria")
    asked = await town.types("maria", "/community setup", room=cellar.id)
    assert asked.form is not None
    seen = await sight(town.world, SPACE, "maria", cellar.id)
    founded = await town.sends(submitted(seen, "in the cellar", asked.form, SETUP))
    assert "It has no home room yet: community settings home:#room" in await town.said(founded)


# One more space


def code_in(text: str) -> str:
    """Return the code that a card shows."""
    return text.partition("community link ")[2].split()[0]


async def claims(town: Town, code: str, *, person: str = "olga") -> str:
    return await says(town, person, f"/community link {code}", space=OTHER)


async def belongs(town: Town) -> bool:
    """Return whether the other space belongs to the community."""
    async with town.database.reading() as session:
        return await session.scalar(select(spaces.c.community_id).where(spaces.c.external_id == OTHER)) is not None


async def test_a_second_space_is_linked_when_both_sides_say_so(two: Town) -> None:
    code = code_in(await says(two, "maria", "/community link"))
    assert "Right. Whoever made the code is asked now" in await claims(two, code)
    assert not await belongs(two)
    question = (await two.mail("maria"))[-1].card
    linked = await two.presses("maria", question, "Link them")
    assert (await two.said(linked)).startswith("Linked\nother belongs to Testing guild now.")
    assert await belongs(two)
    assert await says(two, "pia", "/ritual list", space=OTHER) == await says(two, "jonas", "/ritual list")
    assert NOT in refusal(await two.presses("maria", question, "Link them"))


async def test_saying_no_links_nothing_and_uses_the_code_up(two: Town) -> None:
    code = code_in(await says(two, "maria", "/community link"))
    await claims(two, code)
    question = (await two.mail("maria"))[-1].card
    await two.presses("maria", question, "No")
    assert NOT in refusal(await two.presses("maria", question, "Link them"))
    assert "That code is not right" in await claims(two, code)
    assert not await belongs(two)


async def test_only_stewards_give_a_code_and_only_installers_claim_it(two: Town) -> None:
    assert await refused(two, "jonas", "/community link") == (
        f"Only stewards can do that. {NOT} See who they are: steward list"
    )
    code = code_in(await says(two, "maria", "/community link"))
    said = await refused(two, "pia", f"/community link {code}", space=OTHER)
    assert said == "There is no community here yet. Somebody who manages this space can start one: community setup"
    assert "Right." in await claims(two, code)


async def test_only_whoever_made_the_code_says_yes(two: Town) -> None:
    await two.types("maria", "/steward add @aisha")
    code = code_in(await says(two, "maria", "/community link"))
    await claims(two, code)
    question = (await two.mail("maria"))[-1].card
    said = refusal(await two.presses("aisha", question, "Link them"))
    assert said == f"Only whoever made the code can say yes. {NOT}"
    assert refusal(await two.presses("jonas", question, "Link them")).startswith("Only stewards can do that.")
    assert not await belongs(two)


async def test_a_code_holds_ten_minutes_and_no_longer(two: Town) -> None:
    early = code_in(await says(two, "maria", "/community link"))
    two.clock.wait(timedelta(minutes=9, seconds=59))
    assert "Right." in await claims(two, early)
    late = code_in(await says(two, "maria", "/community link"))
    two.clock.wait(timedelta(minutes=10))
    assert "That code is not right, or its ten minutes are over." in await claims(two, late)
    question = (await two.mail("maria"))[-1].card
    assert NOT in refusal(await two.presses("maria", question, "Link them"))


async def test_community_time_that_travels_does_not_age_a_code(two: Town) -> None:
    code = code_in(await says(two, "maria", "/community link"))
    await two.waits(timedelta(hours=1))
    assert "Right." in await claims(two, code)


async def test_a_code_stands_four_wrong_tries_and_not_a_fifth(two: Town) -> None:
    code = code_in(await says(two, "maria", "/community link"))
    for number in range(4):
        assert "That code is not right" in await claims(two, f"WRONG{number}")
    assert "Right." in await claims(two, code.lower())
    other = code_in(await says(two, "maria", "/community link"))
    for number in range(5):
        assert "That code is not right" in await claims(two, f"WRONG{number}")
    assert "That code is not right" in await claims(two, other)
    assert not await belongs(two)


async def test_a_code_is_claimed_once(two: Town) -> None:
    await two.adds_space("third")
    await two.lets_in("Tess", space="third")
    code = code_in(await says(two, "maria", "/community link"))
    await claims(two, code)
    assert "That code is not right" in await says(two, "tess", f"/community link {code}", space="third")


async def test_a_code_is_not_kept_in_clear(two: Town) -> None:
    code = code_in(await says(two, "maria", "/community link"))
    async with two.database.reading() as session:
        [row] = (await session.execute(select(link_codes))).all()
    assert code not in repr(row)


async def test_a_space_that_has_a_community_joins_no_other(two: Town) -> None:
    await two.sets_up("olga", space=OTHER, rhythm="")
    code = code_in(await says(two, "maria", "/community link"))
    said = await refused(two, "olga", f"/community link {code}", space=OTHER)
    assert said.startswith("This space has a community already. Nothing was linked.")


async def test_a_space_that_was_set_up_while_its_link_waited_stays_its_own(two: Town) -> None:
    code = code_in(await says(two, "maria", "/community link"))
    await claims(two, code)
    await two.sets_up("olga", space=OTHER, rhythm="")
    question = (await two.mail("maria"))[-1].card
    said = refusal(await two.presses("maria", question, "Link them"))
    assert said == f"That space belongs to a community by now. {NOT}"


async def test_somebody_elses_community_is_closed_to_a_steward_of_another(two: Town) -> None:
    await two.sets_up("olga", space=OTHER, rhythm="", name="Others")
    await two.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "Why"')
    for line in ("/ritual show Friday wins", "/ritual retire Friday wins"):
        said = await refused(two, "olga", line, space=OTHER)
        assert said == f"I know no ritual called “Friday wins” here. {NOT} Try: ritual list."
    assert "Others" in await says(two, "olga", "/community settings", space=OTHER)


# Stewards


async def test_a_steward_makes_another_and_they_are_told(home: Town) -> None:
    said = await says(home, "maria", "/steward add @jonas")
    assert said == "A new steward\n@Jonas is a steward now, and I have told them."
    told = home.text((await home.mail("jonas"))[-1])
    assert told.startswith("You are a steward\n@Maria asked you to be a steward of this community")
    assert await says(home, "aisha", "/steward list") == "Stewards\n@Maria, @Jonas"
    assert await refused(home, "maria", "/steward add @jonas") == f"They are a steward already. {NOT}"
    assert "Zone" in await says(home, "jonas", "/community settings")


async def test_a_steward_is_taken_off_the_list_and_told(home: Town) -> None:
    await home.types("maria", "/steward add @jonas")
    await home.types("maria", "/steward remove @jonas")
    assert home.text((await home.mail("jonas"))[-1]).startswith("No longer a steward\n@Maria has taken you off")
    assert await says(home, "aisha", "/steward list") == "Stewards\n@Maria"
    said = await refused(home, "maria", "/steward remove @jonas")
    assert said == f"They are no steward. {NOT} See who is: steward list"
    assert NOT in await refused(home, "jonas", "/community settings")


async def test_the_last_steward_cannot_go(home: Town) -> None:
    last = f"A community needs a steward. {NOT} First: steward add @somebody"
    assert await refused(home, "maria", "/steward remove @maria") == last
    await home.types("maria", "/steward add @jonas")
    await home.types("maria", "/steward remove @maria")
    assert await says(home, "maria", "/steward list") == "Stewards\n@Jonas"
    assert await refused(home, "jonas", "/steward remove @jonas") == last


async def test_a_steward_who_left_does_not_count_as_one_who_is_there(home: Town) -> None:
    await home.types("maria", "/steward add @jonas")
    await home.leaves("maria")
    assert await says(home, "aisha", "/steward list") == "Stewards\n@Jonas"
    last = f"A community needs a steward. {NOT} First: steward add @somebody"
    assert await refused(home, "jonas", "/steward remove @jonas") == last


@pytest.mark.parametrize("verb", ["add", "remove"])
async def test_only_stewards_change_who_they_are(home: Town, verb: str) -> None:
    said = await refused(home, "jonas", f"/steward {verb} @jonas")
    assert said == f"Only stewards can do that. {NOT} See who they are: steward list"


@pytest.mark.parametrize("who", ["jonas", "@nobody", "@jonas @aisha"])
async def test_it_must_be_clear_who_is_meant(home: Town, who: str) -> None:
    assert NOT in await refused(home, "maria", f"/steward add {who}")
    assert await says(home, "aisha", "/steward list") == "Stewards\n@Maria"


async def test_somebody_who_has_left_cannot_become_a_steward(home: Town) -> None:
    await home.leaves("jonas")
    assert NOT in await refused(home, "maria", "/steward add <@jonas>")
    assert await says(home, "aisha", "/steward list") == "Stewards\n@Maria"


# The desk


async def away(town: Town) -> None:
    """Let Hearth miss a date."""
    await town.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "Why"')
    await town.clock.travel(town.clock.now() + timedelta(days=6))
    await town.hearth.pulse()
    await town.waits(timedelta(minutes=1))


async def test_without_a_room_each_steward_hears_in_a_direct_message(home: Town) -> None:
    await home.types("maria", "/steward add @jonas")
    await away(home)
    for person in ("maria", "jonas"):
        assert home.text((await home.mail(person))[-1]).startswith("I was away\n")
    assert [m for m in await home.mail("aisha") if "away" in home.text(m)] == []


async def test_with_a_room_the_stewards_hear_there(town: Town) -> None:
    founded = await town.sets_up(rhythm="")
    await town.types("maria", "/steward add @jonas")
    await town.presses("maria", founded.card, "Open a stewards' room")
    room = await town.room("stewards")
    assert room is not None
    assert room.private
    assert room.people == {"maria", "jonas"}
    mail = len(await town.mail("maria"))
    await away(town)
    titles = [m.card.title for m in await town.reads("jonas", "stewards") if m.card]
    assert titles == ["The stewards' room", "I was away"]
    assert len(await town.mail("maria")) == mail
    again = await town.said(await town.presses("maria", founded.card, "Open a stewards' room"))
    assert again == "The stewards' room\nThere is one already: #stewards."


async def test_when_the_stewards_room_is_gone_they_hear_in_direct_messages_again(town: Town) -> None:
    founded = await town.sets_up(rhythm="")
    await town.presses("maria", founded.card, "Open a stewards' room")
    room = await town.room("stewards")
    assert room is not None
    await town.world.drop_room(SPACE, room.id)
    await away(town)  # the first notice finds that the room is gone
    await town.clock.travel(town.clock.now() + timedelta(days=14))
    await town.hearth.pulse()
    await town.waits(timedelta(minutes=1))
    assert [m for m in await town.mail("maria") if "I was away" in town.text(m)] != []
    founded = await town.presses("maria", founded.card, "Open a stewards' room")
    assert "I am opening a private room" in await town.said(founded)
    assert (await town.room("stewards")) is not None


async def test_the_same_cause_within_an_hour_counts_up_in_place(home: Town) -> None:
    async with home.database.reading() as session:
        community = CommunityId((await session.scalars(select(communities.c.id))).one())
    before = len(await home.mail("maria"))
    for cause in ("desk.one", "desk.one", "desk.two", "desk.one"):
        async with home.hearth.engine.unit() as house:
            await house.desk.hear(community, cause, Card("Something", (Para(("happened",)),)))
        await home.hearth.settle()
    # A message is edited once a minute.
    await home.minute_passes()
    told = [home.text(m) for m in (await home.mail("maria"))[before:]]
    assert told == ["Something\nhappened\n… and 2 more this hour.", "Something\nhappened"]
    await home.clock.travel(home.clock.now() + timedelta(hours=1))
    async with home.hearth.engine.unit() as house:
        await house.desk.hear(community, "desk.one", Card("Something", (Para(("happened",)),)))
    await home.hearth.settle()
    assert len(await home.mail("maria")) == before + 3
