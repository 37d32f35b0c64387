"""Looking after a guest: the stewards' board, another time, handing on, the thank-you, and going for good."""

import pytest

from tests.journeys.telling import dated, local, pressed, sets_up, starts_ritual, told, until
from tests.worlds.towns import Town

RITUAL = '/ritual create "Guest hour" "every Thursday 16:00" "A voice from outside, and an hour to ask" guests:yes'
ADA = '/guest suggest "Ada Byron" topic:"The first program" organisation:Looms contact:ada@looms.example'
NEXT = "\nNext in turn: Joan (Navy)\n[Ask Joan]"
QUIET = "\nOnly stewards see this. Dates and chairs: guest slot. Somebody goes for good: guest remove"


async def opens(town: Town) -> None:
    """Have a ritual with a chair, and two on the list of wishes."""
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.types("aisha", ADA)
    await town.types("aisha", '/guest suggest "Joan" organisation:Navy')


async def test_stewards_see_where_everybody_stands_and_a_member_looks_after_a_guest(town: Town) -> None:
    await opens(town)
    assert "ada@looms.example" not in await told(town, "aisha", "/guest list")
    asked = await town.types("maria", "/guest invite Ada Byron")
    board = "Guest board\nwished 1 · asked 1\nAda Byron · asked for Thu 26 Nov 16:00, just now · @Maria\n"
    reach = "Where to write: ada@looms.example\n"
    answers = "[They said yes] [They said no] [Another time]"
    assert await told(town, "maria", "/guest board") == board + reach + answers + NEXT + QUIET
    assert await told(town, "maria", '/guest handover "Ada Byron" @noor') == ("Noted\n@Noor looks after Ada Byron now.")
    assert (await town.mail("noor"))[-1].text.split("\n")[:2] == [
        "A guest to look after",
        "@Maria asks you to look after Ada Byron, a guest.",
    ]
    assert await pressed(town, "jonas", asked, "They said yes") == (
        "That did not work\nOnly a steward or whoever looks after this guest can do that. Nothing was changed."
    )
    assert await pressed(town, "noor", asked, "They said yes") == (
        "A guest!\nAda Byron comes on Thu 26 Nov 16:00. The announcement will say so."
    )
    assert (await told(town, "maria", "/guest board")).split("\n")[1:3] == [
        "wished 1 · confirmed 1",
        "Ada Byron · comes on Thu 26 Nov 16:00 · @Noor",
    ]
    await until(town, local(4, "12:00"))
    [reminder] = [m for m in await town.mail("noor") if m.text.startswith("Thank your guest")]
    assert dated([reminder]) == [
        (
            local(3, "16:45"),
            (
                "Thank your guest\nAda Byron was here on Thu 26 Nov 16:00. A few words of thanks?\n"
                "[Thank Ada Byron] [Fewer]\n"
                "You get this because you look after this guest. I remind you once.\n"
                "It is 2 of at most 2 messages from me this week. The next week ahead is due Mon 30 Nov 09:00."
            ),
        )
    ]
    assert (await told(town, "maria", "/guest board")).count("Ada Byron · was here on") == 1
    form = await town.presses("noor", reminder, "Thank Ada Byron")
    thanked = await town.fills("noor", form.opened, {"words": "We use\nyour loops now."})
    # How to reach them stays with the stewards.
    assert thanked.text == (
        "Words to send them\nDear Ada Byron, thank you for being with us at Testing guild. Your hour on “The first "
        "program” gave us a lot to talk about. We use your loops now. You are welcome back any time.\n"
        "I noted that they are thanked."
    )
    again = await town.presses("noor", reminder, "Thank Ada Byron")
    assert (
        "Ada Byron was thanked already. Nothing was changed."
        in (await town.fills("noor", again.opened, {"words": "Twice"})).text
    )
    assert (await told(town, "maria", "/guest board")).split("\n")[1] == "wished 1 · thanked 1"
    assert [m.text for m in await town.mail("maria") if m.text.startswith("Thank")] == []


async def test_another_time_is_kept_and_an_announcement_forgets_who_does_not_come(town: Town) -> None:
    await opens(town)
    asked = await town.types("maria", "/guest invite Ada Byron")
    await town.presses("maria", asked.card, "They said yes")
    await until(town, local(2, "16:30"))
    assert "\nWith Ada Byron (Looms): The first program\n" in (await town.reads("noor"))[-1].text
    form = await town.presses("maria", asked.card, "Another time")
    refused = await town.fills("maria", form.opened, {"until": "soon"})
    assert "“soon” is not a date. Write it like 2027-03-01. Nothing was changed." in refused.text
    again = await town.presses("maria", asked.card, "Another time")
    assert (await town.fills("maria", again.opened, {"until": "2027-01-01"})).text == (
        "Another time\nAda Byron is named again from Fri 1 Jan on. That counts as no refusal."
    )
    await until(town, local(2, "16:45"))
    assert "Ada" not in (await town.reads("noor"))[-1].text
    assert (await told(town, "maria", "/guest board")).split("\n")[1:3] == [
        "wished 1 · another time 1",
        "Ada Byron · another time, from Fri 1 Jan · @Maria",
    ]
    assert "Ada" not in await told(town, "noor", "/guest slot")
    assert await pressed(town, "maria", asked, "They said yes") == (
        "That did not work\nAda Byron was not asked yet. Nothing was changed. First: guest invite"
    )


@pytest.mark.parametrize("platform", ["sandbox"], indirect=True)
async def test_a_guest_goes_for_good_with_everything_that_is_kept(town: Town) -> None:
    await opens(town)
    asked = await town.types("maria", "/guest invite Ada Byron")
    await town.presses("maria", asked.card, "They said yes")
    sure = await town.types("maria", "/guest remove Ada Byron")
    assert sure.text == (
        "Remove Ada Byron?\nEverything I keep about Ada Byron goes: who they are, how to reach them, when they were "
        "here.\nWhat stands in rooms already stays there. This cannot be undone.\n[Remove for good]"
    )
    assert await pressed(town, "maria", sure, "Remove for good") == "Done\nI keep nothing about them any more."
    gone = "That did not work\nI know no such guest here. Nothing was changed. Try: guest list."
    assert await pressed(town, "maria", sure, "Remove for good") == gone
    assert await pressed(town, "maria", asked, "They said no") == gone
    assert await told(town, "noor", "/guest list") == "Guests\nJoan · Navy"


@pytest.mark.parametrize("platform", ["sandbox"], indirect=True)
async def test_when_whoever_looks_after_a_guest_leaves_the_stewards_hear_it_once(town: Town) -> None:
    await opens(town)
    await town.types("maria", "/guest invite Ada Byron")
    await town.types("maria", '/guest handover "Ada Byron" @noor')
    await town.leaves("noor")
    [notice] = [m for m in await town.mail("maria") if m.text.startswith("A guest needs")]
    assert notice.text == (
        "A guest needs somebody\nWhoever looked after Ada Byron has left. Who does from now on?\n"
        "[I look after Ada Byron]\nAll of them: guest board"
    )
    assert "nobody looks after them" in await told(town, "maria", "/guest board")
    assert await pressed(town, "maria", notice, "I look after Ada Byron") == "Noted\nYou look after Ada Byron now."
    assert await pressed(town, "maria", notice, "I look after Ada Byron") == (
        "That did not work\nSomebody looks after this guest already. Nothing was changed. Who: guest board"
    )
