"""People leave, fall silent, ask to be forgotten; rooms are deleted under us."""

from datetime import timedelta

from tests.journeys.telling import (
    dated,
    kept,
    last_mail,
    local,
    mail,
    pressed,
    room_named,
    sets_up,
    starts_ritual,
    told,
    traces,
    until,
    wall,
)
from tests.worlds.towns import Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'
WORTH = "Worth it?\nWas Friday wins worth your 30 minutes?\n[Yes] [So-so] [No]"
FEW = "Only the totals are shown, and only from five answers on."
GONE = (
    "Something of mine did not arrive\n"
    "The room I should write to is gone. Nothing is lost; give me another: community settings home:#room\n"
    "[Try again] [Drop it]"
)


async def gains(town: Town, room: str) -> None:
    """Let Maria make a public room; people stand in it from now on."""
    await town.adds_room(room, by="maria")
    await town.stands(room)


# Leaving


async def test_who_leaves_is_out_of_every_circle_at_once_and_hears_no_more(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.types("maria", '/circle create "Walks" "Walking and talking" @jonas kind:open people:@noor')
    await town.presses("noor", await last_mail(town, "noor"), "Join")
    await town.leaves("noor")
    card = await told(town, "maria", "/circle show Walks")
    assert "Noor" not in card
    assert "Size: 2 people of at most 30" in card
    everybody = set() if town.joins_rooms else {"aisha"}
    assert (await room_named(town, "walks")).people == {"maria", "jonas"} | everybody
    before = await town.mail("noor")
    await town.waits(timedelta(weeks=2))
    assert await town.mail("noor") == before
    assert len(await mail(town, "aisha")) == 2
    if town.free_lines:  # else nobody who has left is there to be picked
        assert await told(town, "maria", "/steward add @noor") == (
            "That did not work\nI do not know whom you mean by “@noor”. Write @ and pick the name. Nothing was changed."
        )


async def test_when_the_last_steward_of_a_circle_leaves_the_space_the_next_takes_over(town: Town) -> None:
    await sets_up(town)
    await town.types("maria", "/steward add @jonas")
    await town.types("jonas", '/circle create "Mentors" "How we mentor" @noor')
    await town.waits(timedelta(hours=1))
    await town.types("jonas", "/circle invite Mentors @aisha")
    await town.presses("aisha", await last_mail(town, "aisha"), "Join")
    await town.leaves("noor")
    await town.leaves("jonas")
    await town.waits(timedelta(days=4))
    # Jonas was a steward of the community too, so she was asked that as well.
    about = [t for t in (await mail(town, "aisha"))[1:] if "Testing guild" not in t and "be a steward?" not in t]
    assert about == [
        "Hand-over\nThis is settled. Thank you.",  # where she was asked, and said nothing
        (
            "You are a steward\n"
            "I heard no “rather not” from you, so you look after Mentors now. Rather not after all? That is fine too.\n"
            "[Rather not]"
        ),
    ]
    card = (await told(town, "aisha", "/circle show Mentors")).split("\n")
    assert "Stewards: @Aisha" in card
    assert card[-1] == "[Invite] [What happened here] [Leave] [Close it]"


async def test_a_community_of_four_has_a_rhythm_and_no_totals(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await until(town, local(4, "11:00"))
    asked = (await town.reads("maria"))[-1]
    for person in ("maria", "jonas", "aisha", "noor"):
        await town.presses(person, asked, "No")
    # With four, everybody could tell who said what.
    assert (await wall(town, "maria"))[-1] == f"{WORTH}\n{FEW}"
    await until(town, local(0, "10:00", week=1))
    assert [len(await mail(town, p)) for p in ("maria", "jonas", "aisha", "noor")] == [1, 1, 1, 1]


# Forgetting


async def test_who_asks_to_be_forgotten_leaves_no_trace_and_the_numbers_stay(any_town: Town) -> None:
    town = any_town
    await town.lets_in("Mei", "Zebedee Quillwort")
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.types("maria", "/steward add @zebedee")
    await town.types("zebedee", '/circle create "Mentors" "How we mentor" @aisha people:@noor')
    await town.presses("noor", await last_mail(town, "noor"), "Join")
    await town.types("maria", '/circle create "Readers" "Books" @jonas kind:listed')
    await town.types("zebedee", "/circle join Readers")
    for line in (
        "/prompt add What have you mended lately?",
        '/guest suggest "Ada Byron" topic:"The first program"',
        "/my zone Asia/Tokyo",
        "/my quiet 22:00-06:00",
        '/ritual create "Not yet" "every Monday 11:00" "Perhaps"',
        "/community link",
    ):
        await town.types("zebedee", line)
    await until(town, local(4, "11:00"))
    asked = (await town.reads("maria"))[-1]
    for person in ("zebedee", "maria", "jonas", "aisha", "noor"):
        await town.presses(person, asked, "Yes")
    assert (await wall(town, "maria"))[-1] == f"{WORTH}\nYes 5 · So-so 0 · No 0"
    await town.types("zebedee", "/my export")
    account = next(
        a for a in (await kept(town.ground.database))["accounts"] if a["external_id"] == town.external("zebedee")
    )
    traced = (town.external("zebedee"), "zebedee", "quillwort", account["id"], account["member_id"])
    assert len(traces(await kept(town.ground.database), *traced)) > 8

    question = await town.types("zebedee", "/my forget")
    assert question.text == (
        "Forget you?\n"
        "I would remove your profile, answers, settings and links. "
        "Numbers that include you stay, without you in them. It cannot be undone.\n"
        "[Forget me] [Keep me]"
    )
    assert (await pressed(town, "zebedee", question, "Keep me")).startswith("Your settings\nTime zone: Asia/Tokyo\n")
    assert await pressed(town, "zebedee", question, "Forget me") == (
        "Done\n"
        "I have removed your profile, answers, settings and links; "
        "numbers that include you stay, without you in them. You can come back as a stranger any time."
    )

    assert traces(await kept(town.ground.database), *traced) == {}
    assert (await wall(town, "maria"))[-1] == f"{WORTH}\nYes 5 · So-so 0 · No 0"
    assert "\nWorth it: 100 % yes of 5 answers\n" in await told(town, "maria", "/ritual show Friday wins")
    # What they gave to everybody stays, without them; what was theirs alone is gone.
    assert (await told(town, "maria", "/guest list")).split("\n")[1] == "Ada Byron · The first program"
    practice = (await told(town, "maria", "/prompt list")).split("\n")[1]
    assert practice == "practice · what you do, and how · 28 of 29 left in this round"
    assert (await told(town, "maria", "/steward list")) == "Stewards\n@Maria"
    assert (await room_named(town, "mentors")).people == {"aisha", "noor"}
    # They may come back, as a stranger.
    assert (await told(town, "zebedee", "/my show")).startswith("Your settings\nTime zone: Europe/Copenhagen\n")
    assert await told(town, "zebedee", "/circle list") == "Circles\nReaders · listed: ask to join · Books"


async def test_the_only_steward_cannot_be_forgotten_before_there_is_another(town: Town) -> None:
    await sets_up(town)
    question = await town.types("maria", "/my forget")
    before = await kept(town.ground.database)
    assert await pressed(town, "maria", question, "Forget me") == (
        "That did not work\n"
        "You are the only steward, and a community needs one. Nothing was removed. First: steward add @somebody"
    )
    assert await kept(town.ground.database) == before
    await town.types("maria", "/steward add @jonas")
    assert (await pressed(town, "maria", question, "Forget me")).startswith("Done\n")
    assert await told(town, "aisha", "/steward list") == "Stewards\n@Jonas"


# Rooms and people that are gone


async def test_a_room_deleted_under_a_ritual_is_told_once_with_the_way_to_mend_it(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.drops_room("general")
    await until(town, local(3, "10:30"))
    notice = await last_mail(town, "maria")
    assert dated(await town.mail("maria")) == [(local(3, "10:00"), GONE)]
    assert await mail(town, "jonas") == []
    await gains(town, "lounge")
    assert await pressed(town, "maria", notice, "Try again") == (
        "That did not work\nIts room is gone. Nothing was changed. First give me another: community settings home:#room"
    )
    assert "Home in town: #lounge" in (await told(town, "maria", "/community settings home:#lounge")).split("\n")
    assert await pressed(town, "maria", notice, "Try again") == "Sent again\nIt is on its way once more."
    assert await pressed(town, "maria", notice, "Try again") == (
        "That did not work\nThere is nothing left to do about that. Nothing was changed."
    )
    await town.waits(timedelta(seconds=1))
    assert await wall(town, "maria", "lounge") == [
        "Coming up: Friday wins\nWhat went well\nFri 27 Nov 10:00, for 30 minutes.\n[Going] [Maybe] [Not going]"
    ]
    await until(town, local(5, "09:00"))
    assert [text.split("\n")[0] for text in await wall(town, "maria", "lounge")] == [
        "Coming up: Friday wins",
        "In an hour: Friday wins",
        "Friday wins",
        "Worth it?",
    ]
    # Nobody was bothered again.
    assert await mail(town, "maria") == [GONE]


async def test_a_message_whose_moment_has_passed_is_not_sent_again(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.drops_room("general")
    await until(town, local(4, "12:00"))
    assert await mail(town, "maria") == [GONE]
    await gains(town, "lounge")
    await town.types("maria", "/community settings home:#lounge")
    notice = await last_mail(town, "maria")
    assert await pressed(town, "maria", notice, "Try again") == (
        "That did not work\nIts moment has passed, so I leave it unsent. What comes: rhythm next"
    )
    assert await pressed(town, "maria", notice, "Drop it") == "Dropped\nI leave it at that."
    assert await wall(town, "maria", "lounge") == []


async def test_the_home_moves_and_nothing_is_posted_twice(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await until(town, local(3, "12:00"))
    await town.adds_room("lounge", by="maria")
    await town.types("maria", "/community settings home:#lounge")
    await until(town, local(5, "09:00"))
    assert [text.split("\n")[0] for text in await wall(town, "jonas")] == ["Coming up: Friday wins"]
    assert [text.split("\n")[0] for text in await wall(town, "jonas", "lounge")] == [
        "In an hour: Friday wins",
        "Friday wins",
        "Worth it?",
    ]


async def test_no_private_room_becomes_the_home_or_a_rituals_place(town: Town) -> None:
    await sets_up(town)
    await town.adds_room("back-office", private=True, by="maria")
    before = await kept(town.ground.database)
    assert await told(town, "maria", "/community settings home:#back-office") == (
        "That did not work\nA private room cannot be the home of everybody. Nothing was changed."
    )
    assert await told(town, "maria", f"{RITUAL} room:#back-office") == (
        "That did not work\nA ritual needs a room that everybody sees. Nothing was changed."
    )
    assert await kept(town.ground.database) == before


async def test_a_message_to_somebody_who_is_gone_is_told_once_to_the_stewards(town: Town) -> None:
    """The platform lost them without a word: Hearth learns of it when it writes."""
    await sets_up(town)
    await town.types("maria", '/circle create "Mentors" "How we mentor" @jonas')
    asked = await town.types("maria", "/circle invite Mentors")
    assert [f.name for f in asked.opened.fields] == ["name", "people"]
    invited = await town.fills("maria", asked.opened, {"name": "Mentors", "people": "@noor"})
    await town.presses("noor", await last_mail(town, "noor"), "Join")
    assert invited.text == "Invited\nI have invited 1 person."
    await town.types("maria", '/circle create "Readers" "Books" @jonas kind:listed')
    await town.types("noor", "/circle join Readers")
    question = await last_mail(town, "jonas")
    await town.leaves("noor", told=False)
    await town.presses("jonas", question, "Not now")
    # Each platform has its own words for what it lacks.
    [heard] = (await mail(town, "maria"))[1:]
    assert heard.startswith("Something of mine did not arrive\n")
    assert "Nothing is lost." in heard
    assert heard.endswith("\n[Try again] [Drop it]")
