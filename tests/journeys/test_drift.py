"""What hands do to circles' rooms: its stewards are asked, and what they say is done; nobody else hears of it."""

from datetime import timedelta

from tests.journeys.telling import last_mail, mail, pressed, room_named, sets_up, told
from tests.worlds.meddling import Meddler
from tests.worlds.shown import Shown
from tests.worlds.towns import Town

NAME, PURPOSE = "Quillwort", "Where zanthoxylum grows"
CREATE = f'/circle create "{NAME}" "{PURPOSE}" @jonas people:@aisha'
ROOM = "quillwort"


async def a_circle(town: Town) -> Meddler:
    """Set a community up with a private circle: Maria and Jonas look after it, Aisha is in it, Noor outside."""
    await sets_up(town)
    await town.types("maria", CREATE)
    await town.presses("aisha", await last_mail(town, "aisha"), "Join")
    return Meddler(town)


async def asked(town: Town) -> Shown:
    """Return what Jonas was asked last; Maria was asked the same."""
    found = await last_mail(town, "jonas")
    assert (await last_mail(town, "maria")).text == found.text
    return found


async def inside(town: Town, room: str = ROOM) -> frozenset[str]:
    """Return who is in a room, as the platform itself knows."""
    return (await room_named(town, room)).people


async def hour(town: Town) -> None:
    """Let an hour pass: what is asked anew is a message of its own."""
    await town.waits(timedelta(hours=1))


async def test_what_hands_do_to_a_circles_room_is_asked_about_and_mended(town: Town) -> None:
    hands = await a_circle(town)

    await hands.renames(ROOM, "meadow")
    card = await asked(town)
    assert card.text == (
        "Somebody renamed the room\n"
        f"The room of {NAME} is called meadow now. Which name shall it have?\n"
        "[Keep the new name] [Put it back]"
    )
    assert await pressed(town, "jonas", card, "Put it back") == (
        f"Put back\nThe room is called {NAME} again in a moment."
    )
    assert await inside(town) == {"maria", "jonas", "aisha"}
    settled = "That did not work\nThat is settled already. Nothing was changed."
    assert await pressed(town, "maria", card, "Keep the new name") == settled
    assert await pressed(town, "noor", card, "Put it back") != settled

    await hour(town)
    await hands.lets_in(ROOM, "noor")
    card = await asked(town)
    assert card.text == (
        "Let in by hand\n"
        f"In the room of {NAME}, and without a seat: @Noor. Shall they stay?\n"
        "Until somebody answers, nothing changes.\n"
        "[Give a seat] [Take out]"
    )
    assert await pressed(town, "maria", card, "Take out") == (
        f"Taken out\nThey are out of the room of {NAME} in a moment."
    )
    assert await inside(town) == {"maria", "jonas", "aisha"}
    await hour(town)
    await hands.lets_in(ROOM, "noor")
    await pressed(town, "jonas", await asked(town), "Give a seat")
    assert (await told(town, "noor", "/circle list")).startswith(f"Circles\n{NAME} · private")

    await hour(town)
    await hands.takes_out(ROOM, "aisha")
    card = await asked(town)
    assert card.text == (
        "Out of the room\n"
        f"Not in the room of {NAME} any more, and still with a seat: @Aisha. They left it, or somebody took them out.\n"
        "Until somebody answers, they keep their seat.\n"
        "[Let back in] [Free the seat]"
    )
    await pressed(town, "jonas", card, "Let back in")
    assert await inside(town) == {"maria", "jonas", "aisha", "noor"}
    await hour(town)
    await hands.takes_out(ROOM, "aisha")
    await pressed(town, "jonas", await asked(town), "Free the seat")
    assert await told(town, "aisha", "/circle list") == "Circles\nThere is none that you can see."

    await hour(town)
    await hands.shuts(ROOM)
    card = await asked(town)
    assert card.text == (
        "The room is gone\n"
        f"Somebody archived or deleted the room of {NAME}. Everybody still has their seat. Shall I open a new room?\n"
        "[Open it again] [Close the circle]"
    )
    shown = await told(town, "maria", f"/circle show {NAME}")
    assert "Its room in town is gone, or I was taken out of it. Everybody keeps their seat." in shown
    assert await pressed(town, "maria", card, "Open it again") == (
        f"A new room\nI am opening a new room for {NAME}, and let everybody in who has a seat. "
        "The old one stays as it is."
    )
    again = next(r for r in await town.rooms("noor") if r.name.startswith(ROOM) and not r.archived)
    assert again.people == {"maria", "jonas", "noor"}
    await hour(town)
    await hands.renames(again.name, "meadow")
    await pressed(town, "jonas", await asked(town), "Keep the new name")
    assert (await told(town, "noor", "/circle list")).startswith("Circles\nmeadow · private")


OUT = f"Hand-over\nNot in the room of {NAME} any more: @Maria.\n@Aisha, would you carry it from here? You have until "


async def test_a_steward_who_is_taken_out_of_the_room_by_hand_is_followed_by_another(town: Town) -> None:
    hands = await a_circle(town)
    await hour(town)
    await hands.takes_out(ROOM, "maria")
    card = (await mail(town, "jonas"))[-1]
    assert card.startswith(f"Out of the room\nNot in the room of {NAME} any more, and still with a seat: @Maria.")
    assert (await mail(town, "aisha"))[-1].startswith(OUT)
    await town.waits(timedelta(hours=72))
    shown = await told(town, "aisha", f"/circle show {NAME}")
    stewards = next(line for line in shown.split("\n") if line.startswith("Stewards: "))
    assert "@Aisha" in stewards
    assert "@Jonas" in stewards
    assert (await mail(town, "aisha"))[-1].startswith("You are a steward\n")


async def test_a_steward_who_is_let_back_in_goes_on_as_before(town: Town) -> None:
    hands = await a_circle(town)
    await hour(town)
    await hands.takes_out(ROOM, "maria")
    assert (await mail(town, "aisha"))[-1].startswith(OUT)
    await pressed(town, "jonas", await last_mail(town, "jonas"), "Let back in")
    assert await inside(town) == {"maria", "jonas", "aisha"}
    await town.outlasts(timedelta(minutes=2))
    assert (await mail(town, "aisha"))[-1] == "Hand-over\nThis is settled. Thank you."
    await town.waits(timedelta(hours=80))
    shown = await told(town, "aisha", f"/circle show {NAME}")
    assert "@Aisha" not in next(line for line in shown.split("\n") if line.startswith("Stewards: "))


HIDE = {
    "sandbox": "",
    "slack": "In Slack: the channel's name → Settings → Change to a private channel. Workspace owners can do that.\n",
    "discord": "On Discord: Edit Channel → Permissions → Private Channel, and take out the roles that stand there.\n",
}


async def test_what_no_event_told_is_found_within_a_day_and_told_once(town: Town) -> None:
    hands = await a_circle(town)
    await town.types("maria", "/steward add @noor")
    await hands.renames(ROOM, "meadow", told=False)
    await hands.lets_in("meadow", "noor", told=False)
    await town.leaves("aisha", told=False)
    before = {p: len(await mail(town, p)) for p in ("maria", "jonas", "noor")}
    await town.waits(timedelta(days=1))
    for person in ("maria", "jonas"):
        new = (await town.mail(person))[before[person] :]
        assert sorted(m.title for m in new) == ["Let in by hand", "Somebody renamed the room"]
    # Who left while nobody told is in no circle and no room any more.
    assert "aisha" not in await inside(town, "meadow")
    await town.lets_in("Aisha Two")
    shown = await told(town, "jonas", f"/circle show {NAME}")
    assert "Aisha" not in shown
    assert "2 people" in shown
    # Nothing of it reaches the community's stewards, and what was told is not told again.
    assert len(await mail(town, "noor")) == before["noor"]
    count = len(await mail(town, "jonas"))
    await town.waits(timedelta(days=2))
    assert len(await mail(town, "jonas")) == count

    # A room that outsiders can read is urgent: it is told again after a week.
    await hands.shows("meadow", told=False)
    await town.waits(timedelta(days=1))
    card = await last_mail(town, "jonas")
    assert card.text == (
        "Others can read the room\n"
        f"The room of {NAME} was made public: people outside the circle can read it now. I cannot undo that. "
        "Please make it private again, or let me open a new private room.\n"
        f"{HIDE[town.platform]}[Open a private room]"
    )
    count = len(await mail(town, "jonas"))
    await town.waits(timedelta(days=8))
    assert [m.title for m in (await town.mail("jonas"))[count:]].count("Others can read the room") == 1
    await pressed(town, "jonas", card, "Open a private room")
    (room,) = [r for r in await town.rooms("maria") if r.name == ROOM]
    assert (room.private, room.people) == (True, frozenset({"maria", "jonas"}))


async def test_what_stewards_answer_is_written_down_and_a_taken_name_is_not_kept(town: Town) -> None:
    hands = await a_circle(town)
    await town.types("maria", '/circle create "Meadow" "Where grass grows" @jonas kind:open')
    await hour(town)
    # On Slack two rooms never share a name.
    await hands.renames("meadow", "lawn", told=False)
    await hands.renames(ROOM, "meadow")
    await pressed(town, "jonas", await asked(town), "Keep the new name")
    card = await asked(town)
    assert card.text == (
        "That name is taken\n"
        f"There is a circle called meadow already, so {NAME} keeps its name. Nothing was changed.\n"
        "Or give the room another name by hand.\n"
        "[Put it back]"
    )
    assert f"{NAME} · private" in await told(town, "jonas", "/circle list")
    await pressed(town, "jonas", card, "Put it back")
    await hour(town)
    await hands.takes_out(ROOM, "aisha")
    await pressed(town, "jonas", await asked(town), "Free the seat")
    record = await told(town, "maria", f"/steward audit circle:{NAME}")
    assert f"@Jonas gave the room of {NAME} its name again" in record
    assert f"@Jonas freed the seat of @Aisha in {NAME}" in record
