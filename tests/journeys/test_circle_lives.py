"""The life of a circle on each platform: its review, its rest, its end; nothing is taken away because nobody spoke."""

from datetime import timedelta

from tests.journeys.telling import last_mail, mail, pressed, room_named, sets_up, told, wall
from tests.worlds.towns import Town

NAME, ROOM = "Quillwort", "quillwort"
CREATE = f'/circle create "{NAME}" "Where zanthoxylum grows" @jonas people:@aisha review:2026-11-30'
DAY = timedelta(days=1)
ASKED = timedelta(days=7, hours=2)
SILENCE = timedelta(days=14) + timedelta(days=7)
QUESTION = (
    "Still alive?\n"
    f"Is {NAME} still alive?\n"
    "I read nothing there; somebody last joined, answered a date or used a command on Mon 23 Nov.\n"
    "[Keep it] [Merge into…] [Close it]\n"
    "You get this because you are its steward. One answer is enough; to set the date: circle review"
)
NONE_SEEN = "Circles\nThere is none that you can see."


async def a_circle(town: Town) -> None:
    """Set a community up with a private circle of three, asked about a week later."""
    await sets_up(town)
    await town.types("maria", CREATE)
    await town.presses("aisha", await last_mail(town, "aisha"), "Join")


async def test_a_review_asks_the_stewards_and_one_tap_keeps_the_circle(town: Town) -> None:
    await a_circle(town)
    before = {p: len(await mail(town, p)) for p in ("aisha", "noor")}
    await town.waits(ASKED)
    assert (await mail(town, "maria")).count(QUESTION) == (await mail(town, "jonas")).count(QUESTION) == 1
    question = next(m for m in await town.mail("jonas") if m.text == QUESTION)
    assert await pressed(town, "jonas", question, "Keep it") == (
        f"Kept\n{NAME} goes on. I ask its stewards again on Sun 28 Feb."
    )
    await town.waits(SILENCE + DAY)
    assert [m for m in await mail(town, "maria") if m.startswith("Still alive?")] == [QUESTION]
    for person, count in before.items():
        assert not [m for m in (await mail(town, person))[count:] if NAME in m]


async def test_a_review_merges_a_circle_into_another_each_by_their_own_yes(town: Town) -> None:
    await a_circle(town)
    await town.types("maria", '/circle create "Guides" "How we guide" @jonas')
    await town.waits(ASKED)
    question = next(m for m in await town.mail("maria") if m.text == QUESTION)
    asked = await town.presses("maria", question, "Merge into…")
    sure = await town.fills("maria", asked.opened, {"into": "Guides"})
    assert sure.text == (
        f"Merge them?\n{NAME} would be closed, and 1 person invited to Guides. Nobody is moved: each decides for "
        "themselves.\n[Merge] [Leave it]"
    )
    assert await pressed(town, "maria", sure, "Merge") == (
        f"Merged\n{NAME} is closing, with thanks to everybody in it. Invited to Guides: 1 person."
    )
    assert (await room_named(town, ROOM)).archived
    assert (await room_named(town, "guides")).people == {"maria", "jonas"}
    await town.presses("aisha", await last_mail(town, "aisha"), "Join")
    assert (await room_named(town, "guides")).people == {"maria", "jonas", "aisha"}
    assert NAME not in await told(town, "aisha", "/circle list")


async def test_silence_lets_a_circle_rest_everybody_in_it_hears_and_one_of_them_wakes_it(town: Town) -> None:
    await a_circle(town)
    await town.waits(ASKED + SILENCE)
    dormant = (await wall(town, "aisha", ROOM))[-1]
    assert dormant == (
        f"It is dormant\nNobody answered whether {NAME} is still alive, so it is dormant. Nothing is deleted; one tap "
        "revives it.\n[Revive]"
    )
    room = await room_named(town, ROOM)
    assert (room.archived, room.people) == (False, frozenset({"maria", "jonas", "aisha"}))
    assert "[Revive] [Merge into…] [Archive it]" in await told(town, "maria", f"/circle show {NAME}")
    assert await wall(town, "noor", ROOM) == []
    notice = (await town.reads("aisha", ROOM))[-1]
    assert await pressed(town, "aisha", notice, "Revive") == (
        f"Revived\n{NAME} is open again. I ask its stewards on Sun 21 Mar how it goes."
    )
    assert (await wall(town, "jonas", ROOM))[-1] == f"Revived\n@Aisha has revived {NAME}. It is open again."
    assert await pressed(town, "jonas", notice, "Revive") == (
        "That did not work\nIt is not dormant. Nothing was changed."
    )


async def test_a_dormant_circle_is_archived_by_its_steward_alone_and_its_people_read_why(town: Town) -> None:
    await a_circle(town)
    await town.waits(ASKED + SILENCE)
    notice = next(m for m in reversed(await town.mail("maria")) if m.title == "It is dormant")
    sure = await town.presses("maria", notice, "Archive it")
    assert sure.text == (
        f"Close it?\n{NAME} would be closed for everybody in it, and its room archived. What was said stays with the "
        "platform.\n[Close it] [Keep it]"
    )
    assert "Stands: dormant" in await pressed(town, "maria", sure, "Keep it")
    assert not (await room_named(town, ROOM)).archived
    closed = await pressed(town, "maria", sure, "Close it")
    assert closed == f"Closed\n{NAME} is closed, with thanks to everybody in it."
    assert (await room_named(town, ROOM)).archived
    assert (await wall(town, None, ROOM))[-1] == closed
    for person in ("maria", "jonas", "aisha"):
        assert await told(town, person, "/circle list") == NONE_SEEN
    # Its name is free again, and nobody is asked about it any more.
    await town.types("maria", CREATE.replace("2026-11-30", "2027-03-01"))
    assert f"{NAME} · private" in await told(town, "jonas", "/circle list")
    asked = [m for m in await mail(town, "jonas") if m.startswith("Still alive?")]
    await town.waits(SILENCE)
    assert [m for m in await mail(town, "jonas") if m.startswith("Still alive?")] == asked
