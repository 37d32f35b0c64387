"""One person with accounts in two spaces: what is given crosses, and they count once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.commands import Event, EventKind
from bot.community.budget import WEEKLY
from storage.tables.community import members, spaces
from storage.tables.engine import beats
from tests.journeys.telling import (
    kept,
    last_mail,
    linked,
    local,
    mail,
    pressed,
    sets_up,
    starts_ritual,
    told,
    traces,
    until,
    wall,
)
from tests.worlds.shown import Shown
from tests.worlds.towns import HOME, Homes, Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'
COMING = "Coming up: Friday wins\nWhat went well\nFri 27 Nov 10:00, for 30 minutes."
BOTH = "[Going] [Maybe] [Not going]"
WRONG = (
    "Link your other account\nThat code is not right, or its ten minutes are over. Nothing was changed. "
    "Ask for a new one with your other account: my link"
)
MINUTE = timedelta(minutes=1)
WHILE = timedelta(hours=2)
"""Which account was used last is noted to the hour; there its member hears from Hearth."""


async def code_of(town: Town, person: str) -> str:
    """Let somebody ask for a code, and return it."""
    title, first, quiet = (await told(town, person, "/my link")).split("\n")
    assert title == "Link your other account"
    assert quiet == "It holds for ten minutes and works once. Afterwards I ask you here whether that is you."
    before, code = first.split("my link ")
    assert before == "With your other account, type: "
    return code


async def one_person(here: Town, there: Town, one: str = "noor", other: str = "eva") -> None:
    """Let somebody here and somebody there say that they are one; the one here stays."""
    code = await code_of(here, one)
    await there.types(other, f"/my link {code}")
    said = await pressed(here, one, await last_mail(here, one), "Yes, that is me")
    assert said.startswith("Linked\n"), said


async def weeks(town: Town, person: str) -> int:
    """Return how often somebody was told what the week brings."""
    return len([m for m in await mail(town, person) if m.startswith("Your week")])


async def newest(town: Town, person: str) -> Shown:
    """Return the newest message in the home room."""
    return (await town.reads(person))[-1]


async def both(here: Town, there: Town) -> tuple[str, str]:
    """Return what the newest message says in both homes."""
    return (await newest(here, "jonas")).text, (await newest(there, "bo")).text


async def one_community(homes: Homes) -> tuple[Town, Town]:
    """Return both spaces, one community with a ritual."""
    here, there = await linked(homes)
    await starts_ritual(here, "maria", RITUAL)
    return here, there


# What is given crosses


async def test_who_comes_and_what_they_answer_stands_in_both_homes(any_two_homes: Homes) -> None:
    here, there = await one_community(any_two_homes)
    await until(here, local(3, "12:00"))
    await pressed(here, "jonas", await newest(here, "jonas"), "Going")
    await here.waits(timedelta(seconds=1))
    await pressed(there, "bo", await newest(there, "bo"), "Going")
    await here.outlasts(MINUTE)
    assert await both(here, there) == (f"{COMING}\nWho comes: Jonas, Bo\n{BOTH}",) * 2
    # Somebody who writes in a room is not carried over to the other.
    await here.says("jonas", "only here", room=HOME)
    await until(here, local(4, "10:00"))
    form = (await there.presses("bo", await newest(there, "bo"), "Answer")).opened
    await there.fills("bo", form, {"answer": "A canary sang"})
    await here.outlasts(MINUTE)
    shown = await both(here, there)
    assert shown[0] == shown[1]
    assert "\nBo: A canary sang\n[Answer]\n" in shown[0]
    assert "only here" not in "".join(await wall(there, "bo"))


async def test_a_room_that_is_asked_for_edits_again_and_again_gets_one_a_minute(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await until(here, local(3, "12:00"))
    card = await newest(here, "jonas")
    for person in ("jonas", "noor", "aisha"):
        await pressed(here, person, card, "Going")
        await here.waits(timedelta(seconds=1))
    assert (await both(here, there))[0] == f"{COMING}\nWho comes: Jonas\n{BOTH}"
    await here.outlasts(MINUTE)
    assert await both(here, there) == (f"{COMING}\nWho comes: Jonas, Noor, Aisha\n{BOTH}",) * 2


# Becoming one


async def test_two_accounts_become_one_member_only_when_both_say_so(any_two_homes: Homes) -> None:
    here, there = await linked(any_two_homes)
    code = await code_of(here, "noor")
    assert await told(there, "eva", "/my link ABCD2345") == WRONG
    assert await told(here, "noor", f"/my link {code}") == (
        "That did not work\nThat is your own code. Nothing was changed. Type it with your other account."
    )
    assert await told(there, "eva", f"/my link {code.lower()}") == (
        "Link your other account\n"
        "Right. I have asked at your other account whether that is you; when you say yes there, it is so."
    )
    assert await told(there, "kim", f"/my link {code}") == WRONG
    question = await last_mail(here, "noor")
    assert question.text == (
        "Is that you?\nEva in harbour typed your code. Is that you? Then you count as one person everywhere, with "
        "one set of settings: the stricter of the two. It can be undone: my unlink\n[Yes, that is me] [No]"
    )
    for town, other in ((here, "jonas"), (there, "eva")):
        assert (await town.pushes(other, question.buttons[0])).text == (
            "That did not work\nOnly whoever made the code can say yes. Nothing was changed."
        )
    assert await told(there, "eva", "/my unlink") == (
        "That did not work\nYou have linked no account. Nothing was changed. To do it: my link"
    )
    assert await pressed(here, "noor", question, "Yes, that is me") == (
        "Linked\nYou are one person here now, whichever account you use. Your settings are the stricter of the two; "
        "see them: my show\nTo undo it: my unlink"
    )
    assert (await last_mail(there, "eva")).text == (
        "Linked\nYou are one person here now, whichever account you use. Your settings are the stricter of the two; "
        "see them: my show\nTo undo it: my unlink"
    )
    platforms = [t.platform.title() for t in (here, there)]
    for town, one in ((here, "noor"), (there, "eva")):
        shown = await told(town, one, "/my show")
        assert f"\nAccount in town, {platforms[0]}: Noor\nAccount in harbour, {platforms[1]}: Eva\n" in shown
    assert "Account in" not in await told(here, "jonas", "/my show")
    used = "That did not work\nThat code is used up or over. Nothing was changed. Make a new one: my link"
    assert await pressed(here, "noor", question, "Yes, that is me") == used


async def test_a_code_is_over_after_ten_minutes_five_tries_a_no_or_a_newer_one(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)

    async def tries(code: str) -> bool:
        said = await told(there, "eva", f"/my link {code}")
        return said.startswith("Link your other account\nRight.")

    code = await code_of(here, "noor")
    await here.outlasts(timedelta(minutes=10))
    assert not await tries(code)
    code, other = await code_of(here, "noor"), await code_of(here, "aisha")
    for _wrong in range(5):
        assert not await tries("ABCD2345")
    # A guesser has five tries, whichever code they guess at.
    assert not await tries(code)
    assert not await tries(other)
    older, code = await code_of(here, "noor"), await code_of(here, "noor")
    assert not await tries(older)
    assert await tries(code)
    question = await last_mail(here, "noor")
    assert await pressed(here, "noor", question, "No") == "Not linked\nNothing was linked, and that code is over."
    assert (await pressed(here, "noor", question, "Yes, that is me")).startswith("That did not work\nThat code is")
    assert not await tries(code)


async def test_another_community_cannot_claim_a_code(two_homes: Homes) -> None:
    here, there = two_homes.here, two_homes.there
    await sets_up(here)
    await sets_up(there, "bo", name="Sailors", rhythm="")
    code = await code_of(here, "noor")
    assert await told(there, "bo", f"/my link {code}") == WRONG


# Being one


async def test_a_linked_member_counts_once_everywhere(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await there.types("eva", "/guest suggest Ada")
    await until(here, local(3, "12:00"))
    await pressed(here, "noor", await newest(here, "noor"), "Going")
    await here.waits(timedelta(seconds=1))
    await pressed(there, "eva", await newest(there, "eva"), "Going")
    await one_person(here, there)
    await here.waits(timedelta(seconds=1))
    await pressed(here, "jonas", await newest(here, "jonas"), "Going")
    await here.outlasts(MINUTE)
    assert await both(here, there) == (f"{COMING}\nWho comes: Eva, Jonas\n{BOTH}",) * 2
    assert "you are going" in await told(here, "noor", "/rhythm next")
    await pressed(here, "noor", await newest(here, "noor"), "Not going")
    await here.outlasts(MINUTE)
    assert await both(here, there) == (f"{COMING}\nWho comes: Jonas\n{BOTH}",) * 2
    assert "you are going" not in await told(there, "eva", "/rhythm next")


async def test_two_worth_it_answers_of_one_person_are_one_after_they_are_linked(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await until(here, local(4, "11:00"))
    asked, elsewhere = await newest(here, "jonas"), await newest(there, "eva")
    for person in ("maria", "jonas", "aisha", "noor"):
        await pressed(here, person, asked, "Yes")
    await here.waits(timedelta(seconds=1))
    await pressed(there, "eva", elsewhere, "No")
    assert (await both(here, there))[0].endswith("Yes 4 · So-so 0 · No 1")
    await one_person(here, there)
    assert "Worth it: too few answers to show" in await told(here, "maria", "/ritual show Friday wins")
    await pressed(there, "bo", elsewhere, "Yes")
    await here.outlasts(MINUTE)
    assert (await both(here, there))[0].endswith("Yes 4 · So-so 0 · No 1")
    await there.types("eva", "/my unlink")
    assert "83 % yes of 6 answers" in await told(here, "maria", "/ritual show Friday wins")


async def mondays(town: Town) -> int:
    """Return how many weekly messages are planned."""
    async with town.ground.database.reading() as session:
        due = select(func.count()).where(beats.c.kind == WEEKLY, beats.c.state == "due")
        return await session.scalar(due) or 0


async def test_one_person_has_one_monday_and_the_nudges_of_both(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    everybody = await mondays(here)
    await one_person(here, there)
    assert await mondays(here) == everybody - 1
    await here.waits(WHILE)
    await here.types("noor", "/my show")
    await until(here, local(0, "12:00", week=1))
    assert (await weeks(here, "noor"), await weeks(there, "eva")) == (1, 0)
    # The account used last is where they hear from Hearth.
    await there.types("eva", "/my show")
    await until(here, local(0, "12:00", week=2))
    assert (await weeks(here, "noor"), await weeks(there, "eva")) == (1, 1)
    await here.types("noor", "/my unlink")
    assert await mondays(here) == everybody
    await until(here, local(0, "12:00", week=3))
    assert (await weeks(here, "noor"), await weeks(there, "eva")) == (2, 2)


async def test_a_nudge_that_one_of_the_two_had_this_week_counts_for_both(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    # Eva's Monday comes nine hours before Noor's.
    await there.types("eva", "/my zone Asia/Tokyo")
    await until(here, local(0, "05:00", week=1))
    assert await weeks(there, "eva") == 1
    await one_person(here, there)
    await until(here, local(0, "12:00", week=1))
    assert not [m for m in await mail(here, "noor") if m.startswith("Your week")]


async def test_the_stricter_settings_hold_and_come_back_apart(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await here.types("noor", "/my quiet 21:00-07:00")
    await there.types("eva", "/my quiet 19:00-06:00")
    await there.types("eva", "/my snooze 3")
    await here.types("noor", "/my budget 3")
    await there.types("eva", "/my listen on")
    noors, evas = await told(here, "noor", "/my show"), await told(there, "eva", "/my show")
    assert "Messages of my own accord: at most 3 a week" in noors
    await one_person(here, there)
    shown = await told(here, "noor", "/my show")
    assert "Quiet hours: 19:00–07:00\nMessages of my own accord: the weekly one only\n" in shown
    assert "\nSnoozed: until Thu 26 Nov 09:00\n" in shown
    assert await told(there, "eva", "/my show") == shown
    await there.types("eva", "/my snooze 5")
    assert await told(there, "eva", "/my unlink") == (
        "Unlinked\nThe two accounts are two members again, each with the settings they had."
    )
    # What was changed meanwhile stays with the one who stayed.
    assert await told(here, "noor", "/my show") == noors.replace("Snoozed: no", "Snoozed: until Sat 28 Nov 09:00")
    assert await told(there, "eva", "/my show") == evas


async def test_stewardship_and_circle_seats_follow_the_account(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await here.types("maria", '/circle create "Walks" "Walking" @noor kind:open')
    await there.types("eva", "/circle join Walks")
    assert "Size: 3 people of at most 30" in await told(here, "maria", "/circle show Walks")
    await here.types("maria", "/steward add @noor")
    await one_person(here, there)
    assert "Size: 2 people of at most 30" in await told(here, "maria", "/circle show Walks")
    assert await told(there, "eva", "/circle join Walks") == (
        "That did not work\nYou are in it already. Nothing was changed."
    )
    # The stronger of two seats is what they are, at either account.
    for town, person, guest in ((there, "eva", "kim"), (here, "noor", "aisha")):
        said = await told(town, person, f"/circle invite Walks @{guest}")
        assert said == "Invited\nI have invited 1 person."
    assert (await told(there, "eva", "/community settings")).startswith("Testing guild\n")
    await here.types("noor", "/my unlink")
    assert "Size: 3 people of at most 30" in await told(here, "maria", "/circle show Walks")
    assert (await told(there, "eva", "/community settings")).startswith("That did not work\nOnly stewards")
    assert (await told(here, "noor", "/community settings")).startswith("Testing guild\n")


async def test_a_person_with_three_accounts_can_take_them_apart_again_in_turn(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await there.types("kim", "/my zone Asia/Tokyo")
    await one_person(here, there, "jonas", "kim")
    await here.waits(timedelta(minutes=1))
    await one_person(here, there, "noor", "eva")
    await here.waits(WHILE)
    # Noor claims the code of Jonas, who has another account already.
    code = await code_of(here, "noor")
    await here.types("jonas", f"/my link {code}")
    await pressed(here, "noor", await last_mail(here, "noor"), "Yes, that is me")
    async with here.ground.database.reading() as session:
        rest = (await session.execute(select(members.c.linked_to).where(members.c.linked_to.is_not(None)))).all()
    assert (len(rest), len(set(rest))) == (3, 1)
    await there.types("kim", "/my snooze 5")
    for town, person in ((there, "eva"), (here, "jonas"), (here, "noor")):
        assert "Snoozed: until" in await told(town, person, "/my show")
    for person in ("noor", "noor", "jonas"):
        assert (await told(here, person, "/my unlink")).startswith("Unlinked\n")
    assert "Time zone: Asia/Tokyo" in await told(there, "kim", "/my show")
    assert "Snoozed: no" in await told(there, "kim", "/my show")
    assert (await told(here, "jonas", "/my unlink")).startswith("That did not work\n")


async def test_a_linked_member_is_exported_and_forgotten_whole(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await there.types("eva", "/my zone Asia/Tokyo")
    await until(here, local(3, "12:00"))
    await pressed(there, "eva", await newest(there, "eva"), "Going")
    await one_person(here, there)
    await here.waits(WHILE)
    await here.types("noor", "/my export")
    whole = "\n".join(await mail(here, "noor"))
    for trace in ("Noor", "Eva", "Asia/Tokyo", '"status": "going"'):
        assert trace in whole
    async with here.ground.database.reading() as session:
        ids = list(await session.scalars(select(members.c.id).where(members.c.linked_to.is_not(None))))
    asked = await here.types("noor", "/my forget")
    assert "That goes for each of your linked accounts." in asked.text
    await here.presses("noor", asked.card, "Forget me")
    await here.outlasts(MINUTE)
    assert traces(await kept(here.ground.database), "Eva", *ids) == {}
    assert (await both(here, there))[1] == f"{COMING}\n{BOTH}"


async def test_who_leaves_one_home_stays_a_member_through_the_other(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await one_person(here, there)
    await there.leaves("eva")
    assert "Steward: no" in await told(here, "noor", "/my show")
    assert (await told(here, "noor", "/my unlink")).startswith("Unlinked\n")
    async with here.ground.database.reading() as session:
        left = list(await session.scalars(select(members.c.left_at).where(members.c.left_at.is_not(None))))
    assert left == [here.ground.clock.now()]


# A home that is gone


async def test_when_one_home_is_gone_the_other_goes_on_and_nobody_is_told_they_left(any_two_homes: Homes) -> None:
    here, there = await one_community(any_two_homes)
    await here.types("maria", '/circle create "Walks" "Walking" @jonas kind:open')
    await there.types("bo", "/circle join Walks")
    await until(here, local(3, "12:00"))
    before = [len(await wall(there, "bo")), len(await mail(there, "kim"))]
    await there.uninstalls()
    settings = await told(here, "maria", "/community settings")
    assert "Home in harbour: I was taken out of it; let me in again, and it goes on" in settings
    await pressed(here, "jonas", await newest(here, "jonas"), "Going")
    await until(here, local(0, "12:00", week=1))
    assert len(await wall(here, "jonas")) == 4
    assert [len(await wall(there, "bo")), len(await mail(there, "kim"))] == before
    assert not [m for m in await mail(here, "maria") if "did not arrive" in m]
    (told_once,) = [m for m in await mail(here, "maria") if m.startswith("One space less\n")]
    assert told_once == (
        "One space less\nI was taken out of harbour. What was still to be sent there stays unsent, and all goes on in "
        "your other spaces. Nothing is lost: let me in again, and I go on there as well."
    )
    assert not [m for m in await mail(here, "jonas") if m.startswith("One space less")]
    assert "Size: 3 people" in await told(here, "maria", "/circle show Walks")
    await there.installs()
    await until(here, local(4, "12:00", week=1))
    assert len(await wall(there, "bo")) == before[0] + 4


@pytest.mark.parametrize("pair", ["sandbox+sandbox"])  # elsewhere nobody can call from such a space
async def test_a_call_from_a_space_that_was_gone_brings_it_back(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await there.uninstalls()
    await there.types("bo", "/ritual list")
    assert "Home in harbour: #general" in await told(here, "maria", "/community settings")


async def test_an_event_older_than_the_end_of_a_space_does_not_bring_it_back(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    old = here.ground.clock.now()
    await here.waits(timedelta(minutes=1))
    await there.uninstalls()
    async with here.ground.database.reading() as session:
        space = await session.scalar(select(spaces.c.external_id).where(spaces.c.name == there.name))
    assert space is not None
    for number, at in enumerate((old, here.ground.clock.now() + timedelta(seconds=1))):
        event = Event(f"late-{number}", there.platform, space, EventKind.ENTERED, at, there.external("bo"), name="Bo")
        await here.ground.hearth.engine.receive(event)
        await here.ground.hearth.pulse()
        gone = "I was taken out" in await told(here, "maria", "/community settings")
        assert gone is (number == 0)


async def test_a_linked_member_is_told_where_hearth_still_is(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await one_person(here, there)
    await here.waits(WHILE)
    await there.types("eva", "/my show")
    await there.uninstalls()
    await until(here, local(0, "12:00", week=1))
    assert len([m for m in await mail(here, "noor") if m.startswith("Your week")]) == 1
