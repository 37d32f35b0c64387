"""Forms as people meet them: writing one's own, lists and dots, roles, and dates that move, rest or are missed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.test_form_reading import HEAD
from tests.worlds.saying import answers, refusal, says
from tests.worlds.town import BEGIN, Town, buttons

BEGUN = 4.043
"""Days after which a Friday's date has begun two minutes ago."""

OWN = HEAD + (
    "minutes: 20\nroles:\n  - name: guide\n    duty: Knows the way\n    from: rota\n"
    "lists:\n  - name: ways\n    ask: Where to?\n    each: 2\n    most: 3\n    votes: 2\n    slots: 1\n    carry: yes\n"
    "before:\n  - at: 3 days\n    collect: ways\n  - at: 1 day\n    vote: ways\n"
    "steps:\n  - at: 0 min\n    result: ways\n  - at: 5 min\n    say: Off we go.\n    role: guide\n"
)


async def writes(town: Town, text: str) -> Any:
    form = (await town.types("maria", "/ritual write-form")).form
    return await town.fills("maria", form, {"text": text})


async def at(town: Town, days: float) -> None:
    await town.hearth.advance_to(BEGIN + timedelta(days=days), town.clock)
    await town.minute_passes()


async def newest(town: Town, title: str, person: str = "noor") -> Any:
    return [m for m in await town.reads(person) if m.card is not None and m.card.title == title][-1]


async def text_of(town: Town, title: str) -> str:
    return town.text(await newest(town, title))


async def adds(town: Town, person: str, text: str, title: str = "Ways") -> Any:
    reply = await town.presses(person, (await newest(town, title)).card, "Add mine")
    return await town.fills(person, reply.form, {"text": text})


@pytest.fixture
async def walks(home: Town) -> Town:
    """Return a town that walks every Friday at ten by a form of its own. It is Monday, and the list is not open yet."""
    await writes(home, OWN)
    await home.starts_ritual("maria", '/ritual create "Walks" "every Friday 10:00" "We go out" form:walk')
    return home


# Forms of one's own


async def test_a_form_is_written_seen_changed_and_removed(home: Town) -> None:
    assert await home.said(await writes(home, OWN)) == "Noted\nwalk can be used.\n[See it]"
    assert "walk · 20 min · We see how others work · ours" in (await says(home, "noor", "/ritual forms")).split("\n")
    card = (await home.types("maria", "/ritual form WALK")).card
    changed = (await home.presses("maria", card, "Change")).form
    assert changed is not None
    assert changed.fields[0].value == OWN.strip()
    again = await home.fills("maria", changed, {"text": OWN.replace("minutes: 20", "minutes: 25")})
    assert await home.said(again) == "Noted\nwalk is changed. Dates that have begun keep it as it was.\n[See it]"
    assert "25 minutes." in await says(home, "noor", "/ritual form walk")
    gone = await answers(home, "maria", (await home.types("maria", "/ritual form walk")).card, "Remove")
    assert gone == "Noted\nwalk is gone. Dates that were planned with it keep it."
    assert refusal(await home.types("noor", "/ritual form walk")) == (
        "I know no form called “walk” here. Nothing was changed. Try: ritual forms."
    )


async def test_what_cannot_be_used_is_told_with_its_line_and_comes_back_filled(home: Town) -> None:
    reply = await writes(home, HEAD + "steps:\n  - say: Hello\n")
    assert reply.form is not None
    assert reply.form.error == "Line 5: a step needs `at`, such as 10 min. Nothing was changed."
    assert reply.form.wrong == "text"
    reply = await writes(home, OWN.replace("form: walk", "form: Retro"))
    assert reply.form is not None
    assert reply.form.error == "“Retro” came with me. Nothing was changed. Give yours another name."


async def test_a_form_that_a_ritual_has_stays_and_members_write_none(walks: Town) -> None:
    card = (await walks.types("maria", "/ritual form walk")).card
    assert refusal(await walks.presses("maria", card, "Remove")) == (
        "It is the form of Walks. Nothing was changed. First: ritual edit, with another form."
    )
    assert refusal(await walks.types("noor", "/ritual write-form x")).startswith("Only stewards can do that.")
    assert refusal(await walks.types("maria", '/ritual edit Walks form:"tango"')).startswith("I know no form called")


async def test_a_shipped_form_is_copied_and_its_minutes_are_the_rituals(home: Town) -> None:
    card = (await home.types("maria", "/ritual form retro")).card
    copy = (await home.presses("maria", card, "Start from this one")).form
    assert copy is not None
    assert copy.fields[0].value.startswith("form: retro\n")
    draft = (await home.presses("maria", card, "Start a ritual of it")).form
    assert draft is not None
    filled = {f.name: f.value for f in draft.fields} | {"when": "every Friday 10:00"}
    said = await home.said(await home.fills("maria", draft, filled))
    assert 'Its dates have the form “retro”. How it goes: ritual form "retro"' in said
    assert "Why it is worth 45 minutes: “We keep what works, and change one thing”" in said


# Lists and dots


async def test_lines_have_their_limits_and_can_be_changed_and_taken_back(walks: Town) -> None:
    await at(walks, 1.1)
    first = await adds(walks, "noor", "The harbour")
    assert (await walks.said(first)).startswith("Yours: Ways\nThe harbour\n[Change] [Take it back]\nYou may write 1")
    await adds(walks, "noor", "<@maria> *hills*")
    third = await adds(walks, "noor", "Too much")
    assert "That is as much as everybody may write. Nothing was added." in await walks.said(third)
    await adds(walks, "jonas", "The woods")
    late = (await adds(walks, "aisha", "Late")).form
    assert (late.error, late.fields[0].value) == ("The list is full. Nothing was changed.", "Late")
    form = (await walks.presses("noor", first.card, "Change")).form
    assert form is not None
    assert form.fields[0].value == "The harbour"
    await walks.fills("noor", form, {"text": "The old harbour"})
    mine = await walks.presses("jonas", (await newest(walks, "Ways")).card, "Mine")
    assert await answers(walks, "jonas", mine.card, "Take it back") == "Noted\nIt is off the list “Ways”."
    await walks.minute_passes()
    lines = (await text_of(walks, "Ways")).split("\n")
    assert "Noor: The old harbour" in lines
    assert not [line for line in lines if "woods" in line]
    seen = await walks.presses("maria", (await newest(walks, "Ways")).card, "Mine")
    assert "Noor: The old harbour\n[Take it off]" in await walks.said(seen)
    # Somebody else's line is not theirs to change, by whatever button.
    entry = next(b.value for b in buttons(first.card) if b.label == "Change")
    assert refusal(await walks.pushes("jonas", "ritual.unput", entry)) == (
        "That line is somebody else's. Nothing was changed."
    )


async def test_dots_are_given_taken_back_and_never_more_than_there_are(walks: Town) -> None:
    await at(walks, 1.1)
    for person, text in (("noor", "One"), ("jonas", "Two"), ("aisha", "Three")):
        await adds(walks, person, text)
        await walks.waits(timedelta(seconds=1))
    await at(walks, 3.1)
    card = (await newest(walks, "Ways")).card
    assert await answers(walks, "noor", card, "2") == "Noted\nYour dot is on: Two\nYou have 1 dot left."
    await answers(walks, "noor", card, "3")
    full = await answers(walks, "noor", card, "1")
    assert full.startswith("Nothing was changed\nAll your dots are given, to these.")
    assert await answers(walks, "noor", card, "3") == (
        "Noted\nYour dot is taken back from: Three\nYou have 1 dot left."
    )
    await answers(walks, "jonas", card, "2")
    await walks.minute_passes()
    assert "2 dots each: press a number to give one, once more to take it back. 2 have voted." in await text_of(
        walks, "Ways"
    )
    await at(walks, 4.2)
    assert (await text_of(walks, "Ways: what came of it")).split("\n")[1:] == [
        "1. Jonas: Two · 2 dots",
        "2 more are on the list of the next time.",
    ]
    assert refusal(await walks.presses("aisha", card, "1")) == "There is no vote on it now. Nothing was changed."
    # What had no turn is on the next list, without its dots.
    await at(walks, 8.2)
    lines = (await text_of(walks, "Ways")).split("\n")
    assert [x for x in lines if x.startswith(("Noor", "Jonas", "Aisha"))] == ["Noor: One", "Aisha: Three"]


async def test_whoever_is_forgotten_is_off_the_lists_and_out_of_the_votes(walks: Town) -> None:
    await at(walks, 1.1)
    await adds(walks, "noor", "The harbour")
    await walks.types("noor", "/my forget sure:yes")
    await walks.minute_passes()
    assert "harbour" not in walks.text(await newest(walks, "Ways", "jonas"))


# Roles


async def test_a_role_is_told_two_days_ahead_shown_and_handed_on(walks: Town) -> None:
    for person in ("jonas", "noor", "aisha"):
        await walks.types(person, '/ritual host "Walks" add')
    await at(walks, 2.1)
    told = {
        p: [m for m in await walks.mail(p) if "A role for you" in walks.text(m)] for p in ("jonas", "noor", "aisha")
    }
    [guide] = [p for p, mail in told.items() if mail]
    mail = told[guide][0]
    assert walks.text(mail).split("\n")[:2] == [
        "A role for you: Walks",
        "At Walks on Fri 27 Nov 10:00 you are: Guide. Knows the way.",
    ]
    await at(walks, 3.1)
    assert f"Guide: {guide.title()}" in (await text_of(walks, "Coming up: Walks")).split("\n")
    said = await answers(walks, guide, mail.card, "I can't")
    assert said.startswith("It is off your hands\nGuide: ")
    after = said.split("Guide: ")[1].split(" is asked")[0]
    assert after.lower() != guide
    await walks.minute_passes()
    assert f"Guide: {after}" in (await text_of(walks, "Coming up: Walks")).split("\n")
    assert refusal(await walks.presses(guide, mail.card, "I can")).startswith(f"It is with {after} now.")
    await at(walks, 4.2)
    assert (await text_of(walks, "Walks")).split("\n") == ["Walks", "Off we go.", f"Guide: @{after}"]


async def test_a_role_that_nobody_has_is_said_so_and_can_be_taken(walks: Town) -> None:
    await at(walks, 3.1)
    card = await newest(walks, "Coming up: Walks")
    assert "Guide: whoever likes" in walks.text(card).split("\n")
    assert (await answers(walks, "aisha", card.card, "I'll do it: guide")).startswith("Thank you\nAt Walks on Fri 27")
    assert refusal(await walks.presses("jonas", card.card, "I'll do it: guide")) == (
        "It is with Aisha now. Nothing was changed."
    )
    await walks.leaves("aisha")
    await walks.minute_passes()
    assert "Guide: whoever likes" in (await text_of(walks, "Coming up: Walks")).split("\n")


async def test_whoever_says_that_they_do_not_come_hands_their_role_on(walks: Town) -> None:
    await at(walks, 3.1)
    card = (await newest(walks, "Coming up: Walks")).card
    await answers(walks, "aisha", card, "I'll do it: guide")
    await walks.types("jonas", '/ritual host "Walks" add')
    await walks.presses("noor", card, "Not going")
    await walks.minute_passes()
    assert "Guide: Aisha" in (await text_of(walks, "Coming up: Walks")).split("\n")
    await walks.minute_passes()
    await walks.presses("aisha", card, "Not going")
    await walks.minute_passes()
    await walks.minute_passes()
    assert "Guide: Jonas" in (await text_of(walks, "Coming up: Walks")).split("\n")


async def test_a_list_on_which_nobody_wrote_stays_open_instead_of_being_voted_on(walks: Town) -> None:
    await at(walks, 3.1)
    assert [b.label for b in buttons((await newest(walks, "Ways")).card)] == ["Add mine", "Mine"]
    for person in ("noor", "jonas"):
        await adds(walks, person, f"To {person}")
        await walks.waits(timedelta(seconds=1))
    await at(walks, BEGUN)
    assert await text_of(walks, "Ways: what came of it") == (
        "Ways: what came of it\n1. Noor: To noor\nNobody voted, so what was written first comes first.\n"
        "1 more is on the list of the next time."
    )


# Dates that do not go as planned


async def test_steps_go_where_the_date_goes_and_rest_with_it(walks: Town) -> None:
    await at(walks, 1.1)
    await adds(walks, "noor", "The harbour")
    await walks.presses("maria", (await walks.types("maria", '/ritual move Walks "Saturday 10:00"')).card, "Move it")
    await at(walks, 4.2)
    assert "[1]" in await text_of(walks, "Ways")  # the vote is a day before Saturday
    await at(walks, 5.2)
    assert await text_of(walks, "Ways: what came of it") == "Ways: what came of it\n1. Noor: The harbour"
    await walks.types("maria", "/ritual pause Walks")
    before = len(await walks.reads("noor"))
    await at(walks, 20)
    assert len(await walks.reads("noor")) == before


async def test_a_date_that_has_begun_keeps_its_form_and_a_later_one_follows(walks: Town) -> None:
    await at(walks, BEGUN)
    await writes(walks, OWN.replace("Off we go.", "Run!"))
    await at(walks, 4.2)
    assert "Off we go." in await text_of(walks, "Walks")
    await at(walks, 11.2)
    assert "Run!" in await text_of(walks, "Walks")


async def test_a_step_that_comes_too_late_is_left_out_and_told(walks: Town) -> None:
    await at(walks, BEGUN)
    await walks.clock.travel(BEGIN + timedelta(days=4, hours=2))  # nobody was there meanwhile
    await walks.hearth.pulse()
    await walks.hearth.settle()
    assert not [m for m in await walks.reads("noor") if "Off we go." in walks.text(m)]


async def test_what_comes_next_tells_of_steps_and_roles(walks: Town) -> None:
    ways = ["Let people write on “Ways” of Walks", "Let people vote on “Ways” of Walks"]
    assert [w for w in await walks.coming() if "Ways" in w or "roles" in w] == [
        ways[0],
        "Give out the roles of Walks",
        ways[1],
        "Give out the roles of Walks",
    ]
    await at(walks, BEGUN)
    assert (await walks.coming())[0] == "Say what comes next at Walks"


async def test_a_form_can_be_taken_off_again(walks: Town) -> None:
    draft = await walks.types("maria", "/ritual edit Walks form:none")
    await walks.presses("maria", draft.card, "Change it")
    await at(walks, 4.2)
    assert not [m for m in await walks.reads("noor") if "Ways" in walks.text(m)]
