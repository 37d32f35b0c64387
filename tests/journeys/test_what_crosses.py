"""What is given to Hearth on one side of a community shows on the other, and either side lives alone."""

from datetime import timedelta

from tests.journeys.telling import (
    kept,
    last_mail,
    linked,
    local,
    mail,
    pressed,
    starts_ritual,
    titled,
    told,
    until,
    wall,
)
from tests.worlds.shown import Shown
from tests.worlds.towns import Homes, Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'
COMING = "Coming up: Friday wins\nWhat went well\nFri 27 Nov 10:00, for 30 minutes.\n{who}[Going] [Maybe] [Not going]"
MINUTE = timedelta(minutes=1)
LINKED = (
    "Linked\nYou are one person here now, whichever account you use. Your settings are the stricter of the two; "
    "see them: my show\nTo undo it: my unlink"
)


async def one_community(homes: Homes) -> tuple[Town, Town]:
    """Make one community of both spaces, with its ritual; Jonas is in both, here as jonas and there as jo."""
    await homes.there.lets_in("Jo")
    here, there = await linked(homes)
    await starts_ritual(here, "maria", RITUAL)
    return here, there


async def becomes_one(here: Town, person: str, there: Town, other: str) -> str:
    """Link somebody's two accounts; return what the last yes says."""
    asked = await told(here, person, "/my link")
    code = asked.split("my link ")[1].split("\n")[0]
    await there.types(other, f"/my link {code}")
    return await pressed(here, person, await last_mail(here, person), "Yes, that is me")


async def newest(town: Town, person: str) -> Shown:
    """Return the last message in the home room."""
    return (await town.reads(person))[-1]


async def test_a_code_links_two_accounts_only_with_a_yes_from_both_sides(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    title, first, quiet = (await told(here, "jonas", "/my link")).split("\n")
    assert (title, quiet) == (
        "Link your other account",
        "It holds for ten minutes and works once. Afterwards I ask you here whether that is you.",
    )
    before, code = first.split("my link ")
    assert before == "With your other account, type: "
    assert await told(there, "jo", f"/my link {code}") == (
        "Link your other account\n"
        "Right. I have asked at your other account whether that is you; when you say yes there, it is so."
    )
    # It works once.
    over = (
        "Link your other account\nThat code is not right, or its ten minutes are over. Nothing was changed. "
        "Ask for a new one with your other account: my link"
    )
    assert await told(there, "eva", f"/my link {code}") == over
    question = await last_mail(here, "jonas")
    assert question.text == (
        "Is that you?\n"
        f"Jo in {there.name} typed your code. Is that you? Then you count as one person everywhere, "
        "with one set of settings: the stricter of the two. It can be undone: my unlink\n"
        "[Yes, that is me] [No]"
    )
    assert await pressed(here, "aisha", question, "Yes, that is me") == (
        "That did not work\nOnly whoever made the code can say yes. Nothing was changed."
    )
    assert (await kept(here.ground.database))["member_links"] == []
    assert await pressed(here, "jonas", question, "Yes, that is me") == LINKED
    assert await pressed(here, "jonas", question, "Yes, that is me") == (
        "That did not work\nThat code is used up or over. Nothing was changed. Make a new one: my link"
    )
    # Ten minutes, five tries, a no: each ends a code.
    code = (await told(here, "aisha", "/my link")).split("my link ")[1].split("\n")[0]
    await here.outlasts(timedelta(minutes=10))
    assert await told(there, "eva", f"/my link {code}") == over
    code = (await told(here, "aisha", "/my link")).split("my link ")[1].split("\n")[0]
    for _wrong in range(5):
        assert await told(there, "eva", "/my link ABCD2345") == over
    assert await told(there, "eva", f"/my link {code}") == over
    code = (await told(here, "aisha", "/my link")).split("my link ")[1].split("\n")[0]
    await there.types("eva", f"/my link {code}")
    question = await last_mail(here, "aisha")
    assert await pressed(here, "aisha", question, "No") == "Not linked\nNothing was linked, and that code is over."
    assert await told(there, "eva", f"/my link {code}") == over


async def test_who_says_here_that_they_come_is_expected_there_once_they_are_one(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await until(here, local(3, "11:00"))
    for town, person in ((here, "jonas"), (there, "eva")):
        assert (await newest(town, person)).text == COMING.format(who="")
    assert await pressed(here, "jonas", await newest(here, "jonas"), "Going") == (
        "Noted\nYou are going to Friday wins on Fri 27 Nov 10:00.\nYou can change your mind until it begins."
    )
    # Whoever comes stands on both sides' cards; that Jo is Jonas is not known yet.
    for town, person in ((here, "aisha"), (there, "eva")):
        assert (await newest(town, person)).text == COMING.format(who="Who comes: Jonas\n")
    nothing = "What comes next\nFri 27 Nov 10:00 · Friday wins"
    assert await told(there, "jo", "/rhythm next") == nothing
    assert await becomes_one(here, "jonas", there, "jo") == LINKED
    assert await told(there, "jo", "/rhythm next") == f"{nothing} · you are going"
    assert await told(there, "eva", "/rhythm next") == nothing
    # One person is counted once, and their last word counts, whichever side it is said on.
    await there.presses("jo", await newest(there, "jo"), "Going")
    await here.outlasts(MINUTE)
    who = (await newest(here, "aisha")).text.split("\n")[3]
    assert who in {"Who comes: Jonas", "Who comes: Jo"}
    assert await pressed(there, "jo", await newest(there, "jo"), "Not going") == (
        "Noted\nYou are not going to Friday wins on Fri 27 Nov 10:00.\nYou can change your mind until it begins."
    )
    await here.outlasts(MINUTE)
    for town, person in ((here, "aisha"), (there, "eva")):
        assert (await newest(town, person)).text == COMING.format(who="")


async def test_one_person_is_nudged_once_and_two_again_after_unlink(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await becomes_one(here, "jonas", there, "jo")
    await until(here, local(0, "12:00", week=1))

    async def weeks() -> list[int]:
        """Return how many weeks ahead each of four accounts was told."""
        told_to = ((here, "jonas"), (there, "jo"), (here, "aisha"), (there, "eva"))
        return [len([t for t in await mail(town, p) if t.startswith("Your week in")]) for town, p in told_to]

    jonas, jo, *others = await weeks()
    assert (jonas + jo, others) == (1, [1, 1])
    assert await told(there, "jo", "/my unlink") == (
        "Unlinked\nThe two accounts are two members again, each with the settings they had."
    )
    await until(here, local(0, "12:00", week=2))
    again = await weeks()
    assert (again[0] - jonas, again[1] - jo, again[2:]) == (1, 1, [2, 2])


async def test_unlink_restores_both_with_the_settings_they_had(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await here.types("jonas", "/my zone Europe/Madrid")
    await here.types("jonas", "/my quiet 22:00-07:00")
    await there.types("jo", "/my zone Asia/Tokyo")
    await there.types("jo", "/my quiet 21:00-06:00")
    ours, theirs = await told(here, "jonas", "/my show"), await told(there, "jo", "/my show")
    assert ours != theirs
    await becomes_one(here, "jonas", there, "jo")
    one = await told(here, "jonas", "/my show")
    assert one == await told(there, "jo", "/my show")
    assert "Time zone: Europe/Madrid" in one.split("\n")
    assert one != ours
    assert (await told(here, "jonas", "/my unlink")).startswith("Unlinked\n")
    assert await told(here, "jonas", "/my show") == ours
    assert await told(there, "jo", "/my show") == theirs
    assert await told(here, "jonas", "/my unlink") == (
        "That did not work\nYou have linked no account. Nothing was changed. To do it: my link"
    )


async def test_an_answer_given_to_hearth_is_read_on_the_other_side_and_a_plain_message_is_not(
    two_homes: Homes,
) -> None:
    here, there = await one_community(two_homes)
    await until(here, local(4, "10:05"))
    opened = await newest(here, "jonas")
    lines = opened.text.split("\n")
    assert (lines[:2], lines[3:]) == (
        ["Friday wins", "What went well"],
        ["[Answer]", "Next time: Fri 4 Dec 10:00"],
    )
    assert lines[2].startswith("Today's question: “")

    async def shown(town: Town, person: str) -> list[str]:
        """Return what stands between the question and its button."""
        text = next(m.text for m in await town.reads(person) if m.title == "Friday wins")
        return text.split("\n")[3:-2]

    form = (await here.presses("jonas", opened, "Answer")).opened
    assert [(f.label, f.required) for f in form.fields] == [("Your answer", True)]
    noted = await here.fills("jonas", form, {"answer": "We fixed the flaky test"})
    assert noted.text == (
        "Noted\nThank you. Your answer stands under the question, in every space of the community.\n"
        "To change it, press Answer once more."
    )
    await here.says("aisha", "I only say this here")
    # The card was not edited in the last minute: within one pulse it stands on both sides.
    await here.waits(timedelta(seconds=1))
    assert await shown(here, "aisha") == await shown(there, "eva") == ["Jonas: We fixed the flaky test"]
    # The next one waits until the minute is over.
    form = (await there.presses("eva", await newest(there, "eva"), "Answer")).opened
    await there.fills("eva", form, {"answer": "Nobody was paged"})
    assert await shown(here, "aisha") == ["Jonas: We fixed the flaky test"]
    await here.outlasts(MINUTE)
    both = ["Jonas: We fixed the flaky test", "Eva: Nobody was paged"]
    assert await shown(here, "aisha") == await shown(there, "eva") == both
    seen = [*(m.raw for m in await there.reads("eva")), *await there.sees("eva")]
    assert [text for text in seen if "only say this here" in text] == []
    assert [t for t in await wall(here, "noor") if "only say this here" in t] == ["I only say this here"]


async def test_taps_of_both_accounts_are_one_answer(two_homes: Homes) -> None:
    here, there = await one_community(two_homes)
    await becomes_one(here, "jonas", there, "jo")
    await until(here, local(4, "11:00"))
    asked, elsewhere = await newest(here, "jonas"), await newest(there, "jo")
    await here.presses("jonas", asked, "Yes")
    await there.presses("jo", elsewhere, "Yes")
    for person in ("maria", "aisha"):
        await here.presses(person, asked, "Yes")
    await there.presses("eva", elsewhere, "Yes")
    await here.outlasts(MINUTE)
    # Five taps of four people are too few to show.
    assert (await newest(here, "noor")).text.split("\n")[-1].startswith("Only the totals are shown")
    await here.presses("noor", asked, "No")
    await here.outlasts(MINUTE)
    for town, person in ((here, "noor"), (there, "bo")):
        assert (await newest(town, person)).text.split("\n")[-1] == "Yes 4 · So-so 0 · No 1"


async def test_taking_hearth_out_of_one_side_leaves_the_other_alive(two_homes: Homes) -> None:
    moments = ["Coming up: Friday wins", "In an hour: Friday wins", "Friday wins", "Worth it?"]
    here, there = await one_community(two_homes)
    for gone, stays, reader in ((there, here, "maria"), (here, there, "eva")):
        start = here.ground.clock.now()
        before = len(await gone.reads(None))
        await gone.uninstalls()
        await here.waits(timedelta(weeks=1))
        assert len(await gone.reads(None)) == before
        assert [title for at, title in titled(await stays.reads(reader)) if at >= start] == moments
        # Nobody is told that something failed: nothing is owed there any more.
        assert [t for t in await mail(here, "maria") if t.startswith("Something of mine")] == []
        await gone.installs()
        await here.waits(timedelta(weeks=1))
        again = [title for at, title in titled(await gone.reads(None)) if at >= start + timedelta(weeks=1)]
        assert again == moments
