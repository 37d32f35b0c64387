"""One person with accounts in two spaces: what is given crosses, and they count once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from adapters.sandbox.world import PLATFORM
from bot.cards import Card
from bot.commands import Event, EventKind
from bot.keys import CommunityId
from bot.rhythm.weeks import WEEKLY
from storage.tables.community import communities, members
from storage.tables.engine import beats
from tests.journeys.telling import kept, last_mail, local, mail, pressed, told, traces, until, wall
from tests.journeys.test_two_spaces import linked
from tests.worlds.town import SPACE, Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'
COMING = "Coming up: Friday wins\nWhat went well\nFri 27 Nov 10:00, for 30 minutes."
BOTH = "[Going] [Not going]"
WRONG = (
    "Link your other account\nThat code is not right, or its ten minutes are over. Nothing was changed. "
    "Ask for a new one with your other account: my link"
)
THERE = "harbour"


async def code_of(town: Town, person: str, *, space: str = SPACE) -> str:
    """Let somebody ask for a code, and return it."""
    title, first, quiet = (await told(town, person, "/my link", space=space)).split("\n")
    assert title == "Link your other account"
    assert quiet == "It holds for ten minutes and works once. Afterwards I ask you here whether that is you."
    before, code = first.split("my link ")
    assert before == "With your other account, type: "
    return code


async def one_person(town: Town, here: str = "noor", there: str = "eva") -> None:
    """Let somebody in town and somebody in the harbour say that they are one; the one in town stays."""
    code = await code_of(town, here)
    await town.types(there, f"/my link {code}", space=THERE)
    said = await pressed(town, here, await last_mail(town, here), "Yes, that is me")
    assert said.startswith("Linked\n"), said


async def both(town: Town) -> tuple[str, str]:
    """Return the newest message in both homes, which must say the same."""
    return (await wall(town, "jonas"))[-1], (await wall(town, "bo", space=THERE))[-1]


@pytest.fixture
async def homes(town: Town) -> Town:
    """Return a community in two spaces, with a ritual."""
    await town.sets_up()
    await linked(town)
    await town.starts_ritual("maria", RITUAL)
    return town


# What is given crosses


async def test_who_comes_and_what_they_answer_stands_in_both_homes(any_town: Town) -> None:
    town = any_town
    await town.sets_up()
    await linked(town)
    await town.starts_ritual("maria", RITUAL)
    await until(town, local(3, "12:00"))
    here = (await town.reads("jonas"))[-1]
    there = (await town.reads("bo", space=THERE))[-1]
    await pressed(town, "jonas", here, "Going")
    await town.waits(timedelta(seconds=1))
    await pressed(town, "bo", there, "Going", space=THERE)
    await town.minute_passes()
    assert await both(town) == (f"{COMING}\nWho comes: Jonas, Bo\n{BOTH}",) * 2
    # Somebody who writes in a room is not carried over to the other.
    await town.world.say(SPACE, "jonas", "only here", room=town.rooms[SPACE])
    await until(town, local(4, "10:00"))
    there = (await town.reads("bo", space=THERE))[-1]
    form = (await town.presses("bo", there.card, "Answer", space=THERE)).form
    await town.fills("bo", form, {"answer": "A canary sang"}, space=THERE)
    await town.minute_passes()
    shown = await both(town)
    assert shown[0] == shown[1]
    assert "\nBo: A canary sang\n[Answer]\n" in shown[0]
    assert "only here" not in "".join(await wall(town, "bo", space=THERE))


async def test_a_room_that_is_asked_for_edits_again_and_again_gets_one_a_minute(homes: Town) -> None:
    await until(homes, local(3, "12:00"))
    here = (await homes.reads("jonas"))[-1]
    for person in ("jonas", "noor", "aisha"):
        await pressed(homes, person, here, "Going")
        await homes.waits(timedelta(seconds=1))
    assert (await both(homes))[0] == f"{COMING}\nWho comes: Jonas\n{BOTH}"
    await homes.minute_passes()
    assert await both(homes) == (f"{COMING}\nWho comes: Jonas, Noor, Aisha\n{BOTH}",) * 2


# Becoming one


async def test_two_accounts_become_one_member_only_when_both_say_so(any_town: Town) -> None:
    town = any_town
    await town.sets_up()
    await linked(town)
    code = await code_of(town, "noor")
    assert await told(town, "eva", "/my link ABCD2345", space=THERE) == WRONG
    assert await told(town, "noor", f"/my link {code}") == (
        "That did not work\nThat is your own code. Nothing was changed. Type it with your other account."
    )
    assert await told(town, "eva", f"/my link {code.lower()}", space=THERE) == (
        "Link your other account\n"
        "Right. I have asked at your other account whether that is you; when you say yes there, it is so."
    )
    assert await told(town, "kim", f"/my link {code}", space=THERE) == WRONG
    question = await last_mail(town, "noor")
    assert Town.text(question) == (
        "Is that you?\nEva in harbour typed your code. Is that you? Then you count as one person everywhere, with "
        "one set of settings: the stricter of the two. It can be undone: my unlink\n[Yes, that is me] [No]"
    )
    for other, space in (("jonas", SPACE), ("eva", THERE)):
        assert await pressed(town, other, question, "Yes, that is me", space=space) == (
            "That did not work\nOnly whoever made the code can say yes. Nothing was changed."
        )
    assert await told(town, "eva", "/my unlink", space=THERE) == (
        "That did not work\nYou have linked no account. Nothing was changed. To do it: my link"
    )
    assert await pressed(town, "noor", question, "Yes, that is me") == (
        "Linked\nYou are one person here now, whichever account you use. Your settings are the stricter of the two; "
        "see them: my show\nTo undo it: my unlink"
    )
    used = "That did not work\nThat code is used up or over. Nothing was changed. Make a new one: my link"
    assert await pressed(town, "noor", question, "Yes, that is me") == used


async def test_a_code_is_over_after_ten_minutes_five_tries_a_no_or_a_newer_one(homes: Town) -> None:
    async def tries(code: str) -> bool:
        said = await told(homes, "eva", f"/my link {code}", space=THERE)
        return said.startswith("Link your other account\nRight.")

    code = await code_of(homes, "noor")
    homes.clock.machine += timedelta(minutes=10)
    assert not await tries(code)
    code, other = await code_of(homes, "noor"), await code_of(homes, "aisha")
    for _wrong in range(5):
        assert not await tries("ABCD2345")
    # A guesser has five tries, whichever code they guess at.
    assert not await tries(code)
    assert not await tries(other)
    older, code = await code_of(homes, "noor"), await code_of(homes, "noor")
    assert not await tries(older)
    assert await tries(code)
    question = await last_mail(homes, "noor")
    assert await pressed(homes, "noor", question, "No") == "Not linked\nNothing was linked, and that code is over."
    assert (await pressed(homes, "noor", question, "Yes, that is me")).startswith("That did not work\nThat code is")
    assert not await tries(code)


async def test_another_community_cannot_claim_a_code(town: Town) -> None:
    await town.sets_up()
    await town.adds_space(THERE)
    await town.lets_in("Bo", space=THERE)
    await town.sets_up("bo", space=THERE, name="Sailors", rhythm="")
    code = await code_of(town, "noor")
    assert await told(town, "bo", f"/my link {code}", space=THERE) == WRONG


# Being one


async def test_a_linked_member_counts_once_everywhere(homes: Town) -> None:
    await homes.types("eva", "/guest suggest Ada", space=THERE)
    await until(homes, local(3, "12:00"))
    await pressed(homes, "noor", (await homes.reads("noor"))[-1], "Going")
    await homes.waits(timedelta(seconds=1))
    await pressed(homes, "eva", (await homes.reads("eva", space=THERE))[-1], "Going", space=THERE)
    await one_person(homes)
    await homes.waits(timedelta(seconds=1))
    await pressed(homes, "jonas", (await homes.reads("jonas"))[-1], "Going")
    await homes.minute_passes()
    assert await both(homes) == (f"{COMING}\nWho comes: Eva, Jonas\n{BOTH}",) * 2
    assert "you are going" in await told(homes, "noor", "/rhythm next")
    await pressed(homes, "noor", (await homes.reads("noor"))[-1], "Not going")
    await homes.minute_passes()
    assert await both(homes) == (f"{COMING}\nWho comes: Jonas\n{BOTH}",) * 2
    assert "you are going" not in await told(homes, "eva", "/rhythm next", space=THERE)


async def test_two_worth_it_answers_of_one_person_are_one_after_they_are_linked(homes: Town) -> None:
    await until(homes, local(4, "11:00"))
    here, there = (await homes.reads("jonas"))[-1], (await homes.reads("eva", space=THERE))[-1]
    for person in ("maria", "jonas", "aisha", "noor"):
        await pressed(homes, person, here, "Yes")
    await homes.waits(timedelta(seconds=1))
    await pressed(homes, "eva", there, "No", space=THERE)
    assert (await both(homes))[0].endswith("Yes 4 · So-so 0 · No 1")
    await one_person(homes)
    assert "Worth it: too few answers to show" in await told(homes, "maria", "/ritual show Friday wins")
    await pressed(homes, "bo", there, "Yes", space=THERE)
    await homes.minute_passes()
    assert (await both(homes))[0].endswith("Yes 4 · So-so 0 · No 1")
    await homes.types("eva", "/my unlink", space=THERE)
    assert "83 % yes of 6 answers" in await told(homes, "maria", "/ritual show Friday wins")


async def mondays(town: Town) -> int:
    """Return how many weekly messages are planned."""
    async with town.database.reading() as session:
        due = select(func.count()).where(beats.c.kind == WEEKLY, beats.c.state == "due")
        return await session.scalar(due) or 0


async def test_one_person_has_one_monday_and_the_nudges_of_both(homes: Town) -> None:
    everybody = await mondays(homes)
    await one_person(homes)
    assert await mondays(homes) == everybody - 1
    await homes.types("noor", "/my show")
    await until(homes, local(0, "12:00", week=1))
    weeks = [m for m in await mail(homes, "noor") if m.startswith("Your week")]
    assert (len(weeks), await mail(homes, "eva", space=THERE)) == (1, [])
    # The account used last is where they hear from Hearth.
    await homes.types("eva", "/my show", space=THERE)
    await until(homes, local(0, "12:00", week=2))
    assert len([m for m in await mail(homes, "noor") if m.startswith("Your week")]) == 1
    assert len(await mail(homes, "eva", space=THERE)) == 1
    await homes.types("noor", "/my unlink")
    assert await mondays(homes) == everybody
    await until(homes, local(0, "12:00", week=3))
    assert len([m for m in await mail(homes, "noor") if m.startswith("Your week")]) == 2
    assert len([m for m in await mail(homes, "eva", space=THERE) if m.startswith("Your week")]) == 2


async def test_a_nudge_that_one_of_the_two_had_this_week_counts_for_both(homes: Town) -> None:
    # Eva's Monday comes nine hours before Noor's.
    await homes.types("eva", "/my zone Asia/Tokyo", space=THERE)
    await until(homes, local(0, "05:00", week=1))
    assert len(await mail(homes, "eva", space=THERE)) == 1
    await one_person(homes)
    await until(homes, local(0, "12:00", week=1))
    assert not [m for m in await mail(homes, "noor") if m.startswith("Your week")]


async def test_the_stricter_settings_hold_and_come_back_apart(homes: Town) -> None:
    await homes.types("noor", "/my quiet 21:00-07:00")
    await homes.types("eva", "/my quiet 19:00-06:00", space=THERE)
    await homes.types("eva", "/my snooze 3", space=THERE)
    noors, evas = await told(homes, "noor", "/my show"), await told(homes, "eva", "/my show", space=THERE)
    await one_person(homes)
    shown = await told(homes, "noor", "/my show")
    assert "Quiet hours: 19:00–07:00\nSnoozed: until Thu 26 Nov 09:00" in shown
    assert await told(homes, "eva", "/my show", space=THERE) == shown
    await homes.types("eva", "/my snooze 5", space=THERE)
    assert await told(homes, "eva", "/my unlink", space=THERE) == (
        "Unlinked\nThe two accounts are two members again, each with the settings they had."
    )
    # What was changed meanwhile stays with the one who stayed.
    assert await told(homes, "noor", "/my show") == noors.replace("Snoozed: no", "Snoozed: until Sat 28 Nov 09:00")
    assert await told(homes, "eva", "/my show", space=THERE) == evas


async def test_stewardship_and_circle_seats_follow_the_account(homes: Town) -> None:
    await homes.types("maria", '/circle create "Walks" "Walking" @noor kind:open')
    await homes.types("eva", "/circle join Walks", space=THERE)
    assert "Size: 3 people of at most 30" in await told(homes, "maria", "/circle show Walks")
    await homes.types("maria", "/steward add @noor")
    await one_person(homes)
    assert "Size: 2 people of at most 30" in await told(homes, "maria", "/circle show Walks")
    assert await told(homes, "eva", "/circle join Walks", space=THERE) == (
        "That did not work\nYou are in it already. Nothing was changed."
    )
    # The stronger of two seats is what they are, at either account.
    for person, space, guest in (("eva", THERE, "kim"), ("noor", SPACE, "aisha")):
        said = await told(homes, person, f"/circle invite Walks @{guest}", space=space)
        assert said == "Invited\nI have invited 1 person."
    assert (await told(homes, "eva", "/community settings", space=THERE)).startswith("Testing guild\n")
    await homes.types("noor", "/my unlink")
    assert "Size: 3 people of at most 30" in await told(homes, "maria", "/circle show Walks")
    assert (await told(homes, "eva", "/community settings", space=THERE)).startswith("That did not work\nOnly stewards")
    assert (await told(homes, "noor", "/community settings")).startswith("Testing guild\n")


async def test_a_person_with_three_accounts_can_take_them_apart_again_in_turn(homes: Town) -> None:
    await homes.types("kim", "/my zone Asia/Tokyo", space=THERE)
    await one_person(homes, "jonas", "kim")
    await homes.waits(timedelta(minutes=1))
    await one_person(homes, "noor", "eva")
    await homes.waits(timedelta(minutes=1))
    # Noor claims the code of Jonas, who has another account already.
    code = await code_of(homes, "noor")
    await homes.types("jonas", f"/my link {code}")
    await pressed(homes, "noor", await last_mail(homes, "noor"), "Yes, that is me")
    async with homes.database.reading() as session:
        rest = (await session.execute(select(members.c.linked_to).where(members.c.linked_to.is_not(None)))).all()
    assert (len(rest), len(set(rest))) == (3, 1)
    await homes.types("kim", "/my snooze 5", space=THERE)
    for person, space in (("eva", THERE), ("jonas", SPACE), ("noor", SPACE)):
        assert "Snoozed: until" in await told(homes, person, "/my show", space=space)
    for person in ("noor", "noor", "jonas"):
        assert (await told(homes, person, "/my unlink")).startswith("Unlinked\n")
    assert "Time zone: Asia/Tokyo" in await told(homes, "kim", "/my show", space=THERE)
    assert "Snoozed: no" in await told(homes, "kim", "/my show", space=THERE)
    assert (await told(homes, "jonas", "/my unlink")).startswith("That did not work\n")


async def test_a_linked_member_is_exported_and_forgotten_whole(homes: Town) -> None:
    await homes.types("eva", "/my zone Asia/Tokyo", space=THERE)
    await until(homes, local(3, "12:00"))
    await pressed(homes, "eva", (await homes.reads("eva", space=THERE))[-1], "Going", space=THERE)
    await one_person(homes)
    await homes.types("noor", "/my export")
    whole = "\n".join(await mail(homes, "noor"))
    for trace in ("Noor", "Eva", "Asia/Tokyo", '"going": true'):
        assert trace in whole
    async with homes.database.reading() as session:
        ids = list(await session.scalars(select(members.c.id).where(members.c.linked_to.is_not(None))))
    asked = await homes.types("noor", "/my forget")
    assert "That goes for each of your linked accounts." in await homes.said(asked)
    await homes.presses("noor", asked.card, "Forget me")
    await homes.minute_passes()
    assert traces(await kept(homes.database), "Eva", *ids) == {}
    assert (await both(homes))[1] == f"{COMING}\n{BOTH}"


async def test_who_leaves_one_home_stays_a_member_through_the_other(homes: Town) -> None:
    await one_person(homes)
    await homes.leaves("eva", space=THERE)
    assert "Steward: no" in await told(homes, "noor", "/my show")
    assert (await told(homes, "noor", "/my unlink")).startswith("Unlinked\n")
    async with homes.database.reading() as session:
        left = list(await session.scalars(select(members.c.left_at).where(members.c.left_at.is_not(None))))
    assert left == [homes.clock.now()]


# A home that is gone


async def tells(town: Town, kind: EventKind, space: str) -> None:
    """Let a platform tell something about a space."""
    town.count += 1
    await town.hearth.engine.receive(Event(f"space-{town.count}", PLATFORM, space, kind, town.clock.now()))
    await town.hearth.pulse()


async def test_when_one_home_is_gone_the_other_goes_on_and_nobody_is_told_they_left(any_town: Town) -> None:
    town = any_town
    await town.sets_up()
    await linked(town)
    await town.starts_ritual("maria", RITUAL)
    await town.types("maria", '/circle create "Walks" "Walking" @jonas kind:open')
    await town.types("bo", "/circle join Walks", space=THERE)
    await until(town, local(3, "12:00"))
    before = [len(await wall(town, "bo", space=THERE)), len(await mail(town, "kim", space=THERE))]
    await tells(town, EventKind.SPACE_GONE, THERE)
    settings = await told(town, "maria", "/community settings")
    assert "Home in harbour: I was taken out of it; let me in again, and it goes on" in settings
    await pressed(town, "jonas", (await town.reads("jonas"))[-1], "Going")
    await until(town, local(0, "12:00", week=1))
    assert len(await wall(town, "jonas")) == 4
    assert [len(await wall(town, "bo", space=THERE)), len(await mail(town, "kim", space=THERE))] == before
    assert not [m for m in await mail(town, "maria") if "did not arrive" in m]
    assert "Size: 3 people" in await told(town, "maria", "/circle show Walks")
    await tells(town, EventKind.SPACE_BACK, THERE)
    await until(town, local(4, "12:00", week=1))
    assert len(await wall(town, "bo", space=THERE)) == before[0] + 4


async def test_a_call_from_a_space_that_was_gone_brings_it_back(homes: Town) -> None:
    await tells(homes, EventKind.SPACE_GONE, THERE)
    await homes.types("bo", "/ritual list", space=THERE)
    assert "Home in harbour: #general" in await told(homes, "maria", "/community settings")


async def test_an_event_older_than_the_end_of_a_space_does_not_bring_it_back(homes: Town) -> None:
    old = homes.clock.now()
    await homes.waits(timedelta(minutes=1))
    await tells(homes, EventKind.SPACE_GONE, THERE)
    for number, at in enumerate((old, homes.clock.now() + timedelta(seconds=1))):
        event = Event(f"late-{number}", PLATFORM, THERE, EventKind.ENTERED, at, person="bo", name="Bo")
        await homes.hearth.engine.receive(event)
        await homes.hearth.pulse()
        gone = "I was taken out" in await told(homes, "maria", "/community settings")
        assert gone is (number == 0)


async def test_a_linked_member_is_told_where_hearth_still_is(homes: Town) -> None:
    await one_person(homes)
    await homes.waits(timedelta(hours=2))
    await homes.types("eva", "/my show", space=THERE)
    await tells(homes, EventKind.SPACE_GONE, THERE)
    await until(homes, local(0, "12:00", week=1))
    assert len([m for m in await mail(homes, "noor") if m.startswith("Your week")]) == 1


async def test_stewards_whose_room_is_in_a_space_that_is_gone_are_told_where_they_are(homes: Town) -> None:
    await one_person(homes, "maria", "bo")
    await homes.pushes("bo", "community.desk", "", space=THERE)
    async with homes.database.reading() as session:
        community = CommunityId((await session.scalars(select(communities.c.id))).one())

    async def tells_desk(cause: str) -> None:
        async with homes.hearth.engine.unit() as house:
            await house.desk.hear(community, cause, Card(cause))
        await homes.hearth.settle()

    await tells_desk("desk.one")
    assert (await wall(homes, "bo", "stewards", space=THERE))[-1] == "desk.one"
    await tells(homes, EventKind.SPACE_GONE, THERE)
    await tells_desk("desk.two")
    assert (await mail(homes, "maria"))[-1] == "desk.two"
