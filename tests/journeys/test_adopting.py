"""A room older than Hearth becomes a circle: looked at, shown, confirmed; and what cannot be adopted says why."""

from datetime import timedelta

from tests.journeys.telling import last_mail, mail, pressed, room_named, sets_up, told, wall
from tests.worlds.meddling import Meddler
from tests.worlds.towns import Town

ROOM, PURPOSE = "quillwort", "Where zanthoxylum grows"
ADOPT = f'/circle adopt "{PURPOSE}"'
LOOKING = "One moment\nI look at that room now, and write you what it would become. Nothing is changed yet."
WHO = "Members see who is here; nobody outside sees that it exists. I do not read what you write there."


async def an_older_room(town: Town, *people: str, hearth: bool = True) -> Meddler:
    """Set a community up in which Maria has had a room of her own before, with these people."""
    await sets_up(town)
    await town.adds_room(ROOM, private=True, by="maria")
    hands = Meddler(town)
    for person in people:
        await hands.lets_in(ROOM, person)
    if hearth:
        await hands.invites_hearth(ROOM)
    return hands


async def asked(town: Town, person: str, line: str = ADOPT, *, room: str = ROOM) -> str:
    """Ask for an adoption and return what came of the look."""
    before = len(await mail(town, person))
    assert (await town.types(person, line, room=room)).text == LOOKING
    (found,) = (await mail(town, person))[before:]
    return found


async def test_an_older_room_is_shown_as_it_would_be_and_adopted_on_a_yes(town: Town) -> None:
    hands = await an_older_room(town, "jonas")
    await town.waits(timedelta(hours=1))
    await town.lets_in("Ahmed")  # comes before Jonas by name, and was here for less time
    await hands.lets_in(ROOM, "ahmed")
    text = await asked(town, "maria")
    assert text == (
        "Adopt this room?\n"
        f"{ROOM} would become a private circle: {PURPOSE}\n"
        "Stewards: @Maria, @Jonas\n"
        "Members: everybody who is in the room: 3 of at most 30\n"
        "Review: Sun 21 Feb\n"
        f"{WHO}\n"
        "[Adopt it] [Leave it as it is]\n"
        "I chose the second steward: who is longest in the community of those in it. To choose: steward:@name"
    )
    # Nothing is so before the yes.
    assert await told(town, "jonas", "/circle list") == "Circles\nThere is none that you can see."
    preview = await last_mail(town, "maria")
    assert await pressed(town, "maria", preview, "Adopt it") == (
        "On its way\nI look once more who is in it, and adopt it. The room reads so in a moment."
    )
    assert (await last_mail(town, "maria")).text.startswith(f"Adopted\n{ROOM} is a circle now. 3 people are in it.")
    assert (await last_mail(town, "jonas")).text.startswith(
        f"You look after a circle\n@Maria made {ROOM} a circle, and named you as its second steward."
    )
    (first,) = [t for t in await wall(town, "ahmed", ROOM) if t.startswith(ROOM)]
    assert first.startswith(
        f"{ROOM}\n"
        "This room is older than I am; @Maria has made it a circle. What you wrote stays as it is.\n"
        f"This is {ROOM}. {PURPOSE}\n"
        "Stewards: @Maria, @Jonas.\n"
        "Members see who is here; nobody outside sees that it exists. I do not read what you write here"
    )
    for person in ("maria", "jonas", "ahmed"):
        assert (await told(town, person, "/circle list")).startswith(f"Circles\n{ROOM} · private · {PURPOSE}")
    assert await told(town, "noor", "/circle list") == "Circles\nThere is none that you can see."
    # Once is enough, and it is watched like any other.
    assert "a circle's already" in await pressed(town, "maria", preview, "Adopt it")
    assert "a circle's already" in await asked(town, "maria")
    assert (await room_named(town, ROOM)).people == {"maria", "jonas", "ahmed"}
    await town.waits(timedelta(hours=1))
    await hands.lets_in(ROOM, "noor", told=False)
    await town.waits(timedelta(days=1))
    assert (await last_mail(town, "jonas")).title == "Let in by hand"


async def test_name_size_and_second_steward_may_be_said_and_people_from_outside_are_let_in(town: Town) -> None:
    await an_older_room(town)
    alone = await asked(town, "maria")
    assert alone == (
        "Not adopted\nA circle needs two stewards, and you are alone in that room. Nothing was changed. "
        "Name somebody, who is let in: circle adopt steward:@name"
    )
    text = await asked(
        town, "maria", f'/circle adopt "{PURPOSE}" name:Fernwort steward:@aisha cap:12 review:2027-05-01'
    )
    assert "The room is given that name too, if I may." in text
    assert text.startswith(
        f"Adopt this room?\nFernwort would become a private circle: {PURPOSE}\nStewards: @Maria, @Aisha\n"
        "Members: everybody who is in the room: 1 of at most 12\nReview: Sat 1 May"
    )
    assert "longest" not in text
    await pressed(town, "maria", await last_mail(town, "maria"), "Adopt it")
    # On Slack nobody renames a private room but whoever made it, or an admin.
    stays = town.platform == "slack"
    assert (await room_named(town, ROOM if stays else "fernwort")).people == {"maria", "aisha"}
    assert (await told(town, "aisha", "/circle list")).startswith("Circles\nFernwort · private")
    await town.waits(timedelta(days=2))
    received = [*await mail(town, "maria"), *await mail(town, "aisha")]
    assert any("renamed" in text for text in received) == stays
    assert any("Slack lets only whoever made a room, or an admin, rename it" in text for text in received) == stays


async def test_left_as_it_is_nothing_happens(town: Town) -> None:
    await an_older_room(town, "jonas")
    await asked(town, "maria")
    left = await pressed(town, "maria", await last_mail(town, "maria"), "Leave it as it is")
    assert left == "Left as it is\nNothing was changed."
    assert await told(town, "maria", "/circle list") == "Circles\nThere is none that you can see."


HOW = {
    "sandbox": "Somebody who is in that room can let Hearth in.",
    "slack": "Somebody who is in that room can let Hearth in: /invite @Hearth",
    "discord": "Edit Channel → Permissions → Hearth → View Channels",
}


async def test_a_room_that_hearth_was_not_let_into_says_how_to_invite_it(town: Town) -> None:
    hands = await an_older_room(town, "jonas", hearth=False)
    assert await asked(town, "maria") == (
        f"Not adopted\nI am not in that room, so I cannot adopt it. Nothing was changed. {HOW[town.platform]}"
    )
    await hands.invites_hearth(ROOM)
    assert (await asked(town, "maria")).startswith("Adopt this room?")


async def test_what_is_no_older_private_room_says_so_in_a_sentence(town: Town) -> None:
    await an_older_room(town, "jonas")
    assert await asked(town, "maria", room="general") == (
        "Not adopted\nEverybody can read that room, so it is no private one. Nothing was changed. "
        "A circle that is open to all has a room of its own: circle create"
    )
    await Meddler(town).lets_in(ROOM, "aisha")
    assert await asked(town, "maria", f'/circle adopt "{PURPOSE}" cap:2') == (
        "Not adopted\n3 people are in that room, more than should fit. Nothing was changed. "
        "Name a larger size, or none."
    )
    assert await told(town, "jonas", ADOPT) == (
        "That did not work\nOnly stewards can do that. Nothing was changed. See who they are: steward list"
    )
    await town.types("maria", f'/circle create "{ROOM.title()}" "Why" @jonas')
    assert await asked(town, "maria") == (
        f"Not adopted\nThere is a circle called {ROOM} already. Nothing was changed. "
        "Give it another name: circle adopt name:…"
    )


async def test_an_archived_room_and_one_that_nobody_else_may_name_say_so(town: Town) -> None:
    hands = await an_older_room(town, "jonas")
    await town.types("maria", "/steward add @noor")
    if town.free_lines:  # elsewhere a client offers people their own rooms alone
        real = await told(town, "noor", f'/circle adopt "{PURPOSE}" room:<#{await hands.place(ROOM)}>')
        never = await told(town, "noor", f'/circle adopt "{PURPOSE}" room:<#C999>')
        assert real.startswith("That did not work\nI do not know the room")
        assert real.split("”")[1] == never.split("”")[1]
    assert all(ROOM not in text for text in await mail(town, "noor"))
    await asked(town, "maria")
    preview = await last_mail(town, "maria")
    await hands.shuts(ROOM)  # a channel of Discord is deleted
    gone = (
        "That did not work\nThat room was archived, or I was taken out of it. Nothing was changed. Let me in again "
        "(in Slack: /invite @Hearth; on Discord: the permission View Channel), then: circle adopt"
    )
    assert await pressed(town, "maria", preview, "Adopt it") == gone
    assert await told(town, "maria", "/circle list") == "Circles\nThere is none that you can see."


async def test_an_archived_room_says_so_though_no_event_told_of_it(town: Town) -> None:
    hands = await an_older_room(town, "jonas")
    await asked(town, "maria")
    preview = await last_mail(town, "maria")
    await hands.shuts(ROOM, told=False)
    await pressed(town, "maria", preview, "Adopt it")
    why = "is gone" if town.platform == "discord" else "is archived"
    assert (await last_mail(town, "maria")).text.startswith(f"Not adopted\nThat room {why}. Nothing was changed.")


async def test_a_preview_is_its_askers_own(town: Town) -> None:
    await an_older_room(town, "jonas")
    await town.types("maria", "/steward add @jonas")
    await asked(town, "maria")
    preview = await last_mail(town, "maria")
    assert await pressed(town, "jonas", preview, "Adopt it") == (
        "That did not work\nThat is over by now. Nothing was changed. Once more: circle adopt"
    )
    await town.types("jonas", "/steward remove @maria")
    await pressed(town, "maria", preview, "Adopt it")
    assert await told(town, "jonas", "/circle list") == "Circles\nThere is none that you can see."


async def found(town: Town, person: str) -> str:
    """Ask for an audit and return what was found of older rooms."""
    assert "I look for private rooms older than me now" in await told(town, person, "/circle audit")
    return (await last_mail(town, person)).text


BLIND = "Private rooms into which I was not let I cannot see. Whoever is in one can let me in."


async def test_an_audit_names_older_rooms_to_who_is_in_them_and_counts_them_for_others(town: Town) -> None:
    await an_older_room(town, "jonas")
    await town.adds_room("never-let-in", private=True, by="maria")
    await town.types("maria", "/steward add @noor")
    title = f"Rooms older than me in {town.name}"
    text = await found(town, "maria")
    named = f"Private rooms that nobody adopted: {ROOM}.\nTo adopt one, say it in that room: circle adopt"
    assert text.startswith(f"{title}\n{named}\nI know of ")
    assert text.endswith(f"rooms there. {BLIND}")
    outside = await found(town, "noor")
    assert outside.startswith(
        f"{title}\nI am in 1 more private room that nobody adopted and you are not in. I do not say which.\n"
    )
    assert all(ROOM not in text for text in await mail(town, "noor"))
    assert all("never-let-in" not in text for text in [*await mail(town, "maria"), *await mail(town, "noor")])
    # What was adopted, or made with Hearth, is no older room.
    await asked(town, "maria")
    await pressed(town, "maria", await last_mail(town, "maria"), "Adopt it")
    await town.types("maria", '/circle create "Fernwort" "Why" @jonas')
    text = await found(town, "noor")
    assert text.startswith(f"{title}\nEvery private room that I am in is a circle's.\n")


async def test_a_circle_whose_name_was_taken_says_so_below_its_first_message(town: Town) -> None:
    await sets_up(town)
    await town.adds_room(ROOM, private=True, by="noor")
    await town.types("maria", f'/circle create "{ROOM.title()}" "Why not" @jonas')
    first, second = await wall(town, "jonas", f"{ROOM}-2")
    assert first.startswith(f"{ROOM.title()}\nThis is {ROOM.title()}. Why not")
    assert second == (
        f"The name was taken\nAnother room was called so already, so this one of {ROOM.title()} is called {ROOM}-2."
    )
    await town.types("maria", '/circle create "Fernwort" "Why not" @jonas')
    (only,) = await wall(town, "jonas", "fernwort")
    assert only.startswith("Fernwort")


async def test_a_second_steward_who_left_meanwhile_is_not_made_one(town: Town) -> None:
    await an_older_room(town, "jonas", "aisha")
    await asked(town, "maria", f"{ADOPT} steward:@jonas")
    preview = await last_mail(town, "maria")
    await town.leaves("jonas")
    assert await pressed(town, "maria", preview, "Adopt it") == (
        "That did not work\nIts second steward is not here any more. Nothing was changed. Once more: circle adopt"
    )
    assert await told(town, "maria", "/circle list") == "Circles\nThere is none that you can see."


async def test_whoever_left_between_the_preview_and_the_yes_makes_no_circle(town: Town) -> None:
    await an_older_room(town, "jonas")
    await asked(town, "maria")
    preview = await last_mail(town, "maria")
    await town.leaves("jonas")
    await pressed(town, "maria", preview, "Adopt it")
    said = await mail(town, "maria")
    assert all("is a circle now" not in text for text in said)
    assert await told(town, "maria", "/circle list") == "Circles\nThere is none that you can see."
