"""Consent to the commons: a summary leaves a circle once everybody quoted has agreed to its words, and not before."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.journeys.telling import answers_to, kept, last_mail, linked, mail, pressed, sets_up, told, traces, wall
from tests.worlds.shown import Answer, Shown
from tests.worlds.towns import Homes, Town

NAME = "Quillwort"
CREATE = f'/circle create "{NAME}" "Where zanthoxylum grows" @jonas people:@aisha'
TITLE = "Xylophage lessons"
TEXT = "Jonas begins with a velociraptor.\nAisha keeps a marmoset.\nThe rest is umbrage."
CANARIES = ("xylophage", "velociraptor", "marmoset", "umbrage", NAME.casefold())
NOTE = "From a circle, shared with the yes of everybody quoted. Quoted, and changed your mind? Type: circle shared"
OVER = "That did not work\nThat summary is decided, or rests. Nothing was changed."


async def circle(town: Town) -> None:
    """Open a private circle of Maria, Jonas and Aisha."""
    await sets_up(town)
    await town.types("maria", CREATE)
    await town.presses("aisha", await last_mail(town, "aisha"), "Join")


async def drafts(town: Town, people: str = "@jonas @aisha", text: str = TEXT) -> Answer:
    """Let Maria draft a summary."""
    asked = await town.types("maria", f"/circle share {NAME}")
    assert asked.form is not None
    return await town.fills("maria", asked.form, {"title": TITLE, "text": text, "people": people})


async def reads(town: Town, person: str) -> Shown:
    """Let somebody open what they were asked about last, and return the words they read."""
    asked = next(m for m in reversed(await town.mail(person)) if "Read it" in m.labels)
    answer = await town.presses(person, asked, "Read it")
    assert answer.shown is not None, answer.text
    return answer.shown


async def test_a_summary_is_posted_once_on_every_yes_and_taken_back(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []
    with capture_logs() as logs:
        await circle(town)
        draft = await drafts(town)
        body = TEXT
        assert draft.text == (
            f"Your summary\nTitle: {TITLE}\n{body}\nWould stand in: #general\nQuoted: @Jonas, @Aisha\n"
            "Nothing is posted before everybody quoted has said yes to these words. They have 14 days.\n"
            "Whoever does not want it says so to me: you hear that it is not agreed, and not by whom.\n"
            "[Ask them] [Drop it]"
        )
        assert await pressed(town, "maria", draft, "Ask them") == (
            f"Asked\nI have asked everybody quoted. In {NAME} it is seen that a summary is under way, and not which.\n"
            "To see it, or to drop it: circle shared"
        )
        assert (await last_mail(town, "jonas")).text == (
            f"May this be shared?\n@Maria would share a summary of {NAME} in #general, and you are quoted in it.\n"
            "It is posted only if everybody quoted says yes. No answer is a no.\n[Read it]\n"
            "You have until Mon 7 Dec."
        )
        jonas, aisha = await reads(town, "jonas"), await reads(town, "aisha")
        assert await pressed(town, "jonas", jonas, "Yes") == (
            "Thank you\nThat is noted. It is posted once everybody quoted agrees. Until then you can still say no."
        )
        # Aisha would have other words; Maria takes them, and nobody else's words have changed.
        other = await town.presses("aisha", aisha, "Other words")
        assert other.form is not None
        answer = await town.fills("aisha", other.form, {"old": "keeps a marmoset", "new": "once kept a marmoset"})
        assert answer.text == "Proposed\nI have told whoever drafted it. Taken, your words are your yes."
        seen += [*await town.sees("noor"), *await answers_to(town, "noor")]
        proposal = await town.presses("maria", await last_mail(town, "maria"), "See them")
        assert proposal.text == (
            "Other words\n@Aisha proposes:\nInstead of: keeps a marmoset\nthis: once kept a marmoset\n"
            "[Take them] [Keep mine]\nWhoever said yes to a paragraph that changes is asked again."
        )
        before = await wall(town, "noor")
        assert await wall(town, "noor") == before
    printed = capsys.readouterr()
    for canary in CANARIES:
        for text in [*seen, *map(str, logs), printed.out, printed.err]:
            assert canary not in text.casefold()

    assert proposal.shown is not None
    assert await pressed(town, "maria", proposal, "Take them") == (
        "Changed\nTheir words stand there now. Whom it concerns is asked again."
    )
    shared = f"{TITLE}\n{body.replace('keeps', 'once kept')}\n{NOTE}"
    assert await wall(town, "noor") == [*before, shared]
    # What was decided stays decided, whichever old button is pressed again.
    assert await pressed(town, "jonas", jonas, "Yes") == OVER
    assert await pressed(town, "aisha", aisha, "No") == OVER
    assert await wall(town, "noor") == [*before, shared]
    assert (await last_mail(town, "aisha")).text == (
        f"It is shared\nThe summary of {NAME} stands in #general.\n"
        "Changed your mind? You can take it back: circle shared"
    )
    # Nothing of the words is kept but what was sent, and that goes with the words.
    found = traces(await kept(town.ground.database), "velociraptor")
    assert set(found) <= {"deliveries"}
    # Somebody whom it does not concern cannot take it back; Aisha can, and nobody hears that it was she.
    mine = await town.types("aisha", "/circle shared")
    sure = await town.presses("aisha", mine.card, "Take it back")
    for button in sure.card.buttons:
        if button.action == "circle.share-withdraw":
            assert (await town.pushes("noor", button)).text == (
                "That did not work\nThat is taken back already, or not yours. Nothing was changed."
            )
    assert await pressed(town, "aisha", sure, "Take it back") == (
        "Taken back\n“Withdrawn by request” stands there in a moment, not by whom."
    )
    await town.outlasts(timedelta(minutes=2))
    gone = "Withdrawn by request\nWhat stood here was taken back by somebody it concerned."
    assert await wall(town, "noor") == [*before, gone]
    assert traces(await kept(town.ground.database), "velociraptor", "marmoset") == {}


async def test_both_homes_read_it_and_a_name_may_go(two_homes: Homes) -> None:
    here, there = await linked(two_homes)
    await here.types("maria", CREATE)
    await here.presses("aisha", await last_mail(here, "aisha"), "Join")
    draft = await drafts(here, "@jonas", "Jonas begins with a velociraptor.")
    await pressed(here, "maria", draft, "Ask them")
    jonas = await reads(here, "jonas")
    bare = await here.presses("jonas", jonas, "Without my name")
    assert "a member begins with a velociraptor." in bare.text
    walls = await wall(here, "noor"), await wall(there, "bo")
    assert await pressed(here, "jonas", bare, "Yes, like this") == "Thank you\nEverybody has agreed: it is shared."
    shared = f"{TITLE}\na member begins with a velociraptor.\n{NOTE}"
    assert await wall(here, "noor") == [*walls[0], shared]
    assert await wall(there, "bo") == [*walls[1], shared]


async def test_a_no_is_told_to_nobody_and_looks_like_no_answer_where_one_is_asked(town: Town) -> None:
    await circle(town)
    before = await wall(town, "noor")
    draft = await drafts(town)
    await pressed(town, "maria", draft, "Ask them")
    assert await pressed(town, "jonas", await reads(town, "jonas"), "No") == (
        "That is fine\nIt rests, and its words are gone. Nobody is told who said so."
    )
    refused = (
        f"Not agreed\nYour summary of {NAME} was not agreed to. It rests, and its words are gone; nothing was posted."
    )
    assert (await last_mail(town, "maria")).text == refused
    # Only Jonas is asked this time: his no is told when the days are over, as no answer would be.
    draft = await drafts(town, "@jonas", "Jonas begins with a velociraptor.")
    await pressed(town, "maria", draft, "Ask them")
    await pressed(town, "jonas", await reads(town, "jonas"), "No")
    assert traces(await kept(town.ground.database), "velociraptor") == {}
    assert len([m for m in await mail(town, "maria") if m == refused]) == 1
    assert "those quoted have until" in await told(town, "maria", "/circle shared")
    await town.waits(timedelta(days=15))
    assert len([m for m in await mail(town, "maria") if m == refused]) == 2
    assert await wall(town, "noor") == before


async def test_a_circle_that_closes_ends_what_is_under_way_where_it_was_asked(town: Town) -> None:
    await circle(town)
    before = await wall(town, "noor")
    await pressed(town, "maria", await drafts(town), "Ask them")
    line = "A summary is under way: those quoted in it have until Mon 7 Dec to say yes."
    assert line in await told(town, "aisha", f"/circle show {NAME}")
    words = await reads(town, "jonas")
    await town.types("jonas", f"/circle close {NAME} sure:yes")
    await town.ground.outlasts(timedelta(minutes=1))
    ended = (
        "A summary ends with its circle\n"
        "The circle it comes from is closed, and so nobody need decide. Nothing was posted, its words are gone."
    )
    for person in ("jonas", "aisha", "maria"):
        assert (await mail(town, person)).count(ended) == 1
    assert not [m for person in ("jonas", "aisha") for m in await town.mail(person) if "Read it" in m.labels]
    assert await pressed(town, "jonas", words, "Yes") == OVER
    assert await wall(town, "noor") == before
    assert traces(await kept(town.ground.database), "velociraptor") == {}
