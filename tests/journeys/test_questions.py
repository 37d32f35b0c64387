"""Questions to a guest: asked on either platform, with a name or without it, voted for, answered, carried over."""

from datetime import timedelta

from tests.journeys.telling import kept, last_mail, linked, local, pressed, sets_up, starts_ritual, told, until
from tests.worlds.shown import Shown
from tests.worlds.towns import Homes, Town

RITUAL = '/ritual create "Guest hour" "every Thursday 16:00" "A voice from outside" guests:yes'
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)
EMPTY = (
    "Questions for Ada Byron\n"
    "Guest hour · Thu 26 Nov 16:00 · Looms\n"
    "What would you ask over a cup of coffee? The first question is the hardest.\n"
    "[Ask]\n"
    "Ask with your name or without it. What most people want to know comes first."
)
OPEN = EMPTY.split("\n")[:2]


async def comes(town: Town) -> None:
    """Let Ada Byron say yes to Thursday."""
    await starts_ritual(town, "maria", RITUAL)
    await town.types("maria", '/guest suggest "Ada Byron" topic:Looms')
    asked = await town.types("maria", "/guest invite Ada Byron")
    await town.presses("maria", asked.card, "They said yes")


async def asks(town: Town, person: str, question: str, **more: str) -> str:
    """Press the card's button and fill in its form."""
    form = await town.presses(person, await box(town, person), "Ask")
    return (await town.fills(person, form.opened, {"question": question, **more})).text


async def box(town: Town, person: str) -> Shown:
    """Return the box as it stands in the room."""
    await town.outlasts(MINUTE)
    return next(m for m in await town.reads(person) if m.text.startswith("Questions for "))


async def approves(town: Town, number: int) -> None:
    """Let Maria approve so many questions, from what the desk told her."""
    await town.waits(QUARTER)
    shown = await town.presses("maria", await last_mail(town, "maria"), "Show")
    for _each in range(number):
        shown = await town.presses("maria", shown.card, "Approve")


async def test_a_question_without_a_name_goes_all_the_way_to_its_answer(town: Town) -> None:
    await sets_up(town)
    await comes(town)
    assert (await box(town, "noor")).text == EMPTY
    assert await asks(town, "noor", "Do *you* & _others_ like looms? <3") == (
        "Asked: Ada Byron\n"
        "Do *you* & _others_ like looms? <3\n"
        "I keep no name with it: no member and no steward can see that it was you. "
        "In a small group your words may still give you away.\n"
        "A steward reads it first, which can take a while. Where it stands, and how to take it back: question list"
    )
    assert await asks(town, "noor", "?!?") == (
        "That did not work\nA question needs words. Nothing was kept.\nYour words: ?!?"
    )
    assert (await box(town, "noor")).text == EMPTY
    await approves(town, 1)
    assert (await box(town, "jonas")).text.split("\n")[2:4] == [
        "0 votes · Do *you* & _others_ like looms? <3",
        "[Ask] [Vote]",
    ]
    page = await town.presses("jonas", await box(town, "jonas"), "Vote")
    await town.presses("jonas", page.card, "Vote 1")
    assert (await box(town, "noor")).text.split("\n")[2].startswith("1 vote · ")
    again = await town.repeats()
    assert again.text in {"", "Done already\nThat had reached me before, and it is done once."}
    assert (await box(town, "noor")).text.split("\n")[2].startswith("1 vote · ")
    await until(town, local(3, "17:00"))
    listed = await town.types("maria", "/question list")
    form = await town.presses("maria", listed.card, "Answer 1")
    said = await town.fills("maria", form.opened, {"answer": "I do.\nAnd @everyone should."})
    assert said.text.startswith("Answered\nIt stands under Ada Byron's name in the rooms.")
    # What was refused is not kept as a draft, which would stand beside who wrote it.
    tables = await kept(town.ground.database)
    assert tables["kept_forms"] == []
    [question] = tables["questions"]
    noor = {a["id"] for a in tables["accounts"] if a["name"].startswith("Noor")}
    assert not noor & {str(v) for v in question.values()}
    await until(town, local(4, "17:00"))
    # A thread is read where its platform has it.
    assert any("What we asked Ada Byron" in raw for raw in await town.sees("jonas"))


async def test_two_homes_fill_one_box_and_a_member_counts_once(two_homes: Homes) -> None:
    here, there = await linked(two_homes)
    await comes(here)
    assert (await box(there, "bo")).text == EMPTY
    assert (await asks(here, "jonas", "Why looms?", who="named")).split("\n")[2] == "I pass it on under your name."
    assert (await asks(there, "kim", "Why not?")).startswith("Asked: Ada Byron")
    await approves(here, 2)
    for town, person in ((here, "noor"), (there, "eva")):
        page = await town.types(person, "/question list")
        number = next(n for n, t in enumerate(page.text.split("\n")[2:4], 1) if "Why not?" in t)
        assert (await pressed(town, person, page, f"Vote {number}")).split("\n")[1] == "Your vote counts."
    for town, person in ((here, "aisha"), (there, "bo")):
        assert (await box(town, person)).text.split("\n")[2:4] == ["2 votes · Why not?", "0 votes · Why looms? — Jonas"]
    code = (await told(here, "noor", "/my link")).split("my link ")[1].split("\n")[0]
    await there.types("eva", f"/my link {code}")
    await pressed(here, "noor", await last_mail(here, "noor"), "Yes, that is me")
    page = await there.types("eva", "/question list")
    assert "1. 1 vote · Why not? · with your vote" in page.text
    assert "1. 0 votes" in await pressed(there, "eva", page, "Take back 1")
    mine = await there.types("kim", "/question list")
    assert "Why not? · Ada Byron: in the box" in await pressed(there, "kim", mine, "Yours")
    await pressed(there, "kim", await there.types("kim", "/my forget"), "Forget me")
    for town, person in ((here, "aisha"), (there, "bo")):
        assert (await box(town, person)).text.split("\n")[2:4] == ["0 votes · Why looms? — Jonas", "[Ask] [Vote]"]
