"""Questions and what comes from outside, on every platform, and in two spaces as one community."""

from datetime import timedelta

from bot.voices.decks import shipped
from tests.journeys.telling import last_mail, linked, local, pressed, sets_up, starts_ritual, told, until, wall
from tests.worlds.towns import Homes, Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" deck:{deck}'
MINUTE = timedelta(minutes=1)
BRING = '/guest bring what:"PyCon" surprise:"Everybody tests by hand" idea:"A test clinic" date:2026-11'


async def asked(town: Town, person: str) -> list[str]:
    """Return what openings asked in a space."""
    lines = [line for text in await wall(town, person) for line in text.split("\n")]
    return [line.partition("“")[2].removesuffix("”") for line in lines if line.startswith("Today's question")]


async def test_a_community_asks_in_spanish_and_a_members_question_waits_for_a_yes(town: Town) -> None:
    await sets_up(town, rhythm="")
    await told(town, "maria", "/community settings questions:es")
    await starts_ritual(town, "maria", RITUAL.format(deck="people"))
    said = await told(town, "jonas", '/prompt add "¿Quién te ayudó?" deck:ayuda')
    assert said == "Thank you\nA steward looks at it before it is asked. You will hear of it."
    notice = await last_mail(town, "maria")
    assert notice.text == "1 question waits\nNone is asked before one of you has said yes.\n[Look]"
    page = await town.presses("maria", notice, "Look")
    assert page.card.labels == ("Use it", "Change", "No, thanks")
    assert "For the deck ayuda, from @Jonas." in page.text.split("\n")
    assert "It is in the deck “ayuda”" in await pressed(town, "maria", page, "Use it")
    assert (await pressed(town, "maria", page, "Use it")).startswith("That did not work\nIt is in the decks already.")
    assert (await last_mail(town, "jonas")).title == "Your question will be asked"
    await town.ground.outlasts(MINUTE)
    assert (await last_mail(town, "maria")).text == "Questions to look at\nAll of them were looked at. Thank you."
    await until(town, local(4, "10:01"))
    [question] = await asked(town, "noor")
    assert question in {s.texts["es"] for s in shipped()["people"]}
    drawn = await town.types("maria", "/prompt draw people")
    assert drawn.card.labels == ("Never ask this",)
    assert question not in drawn.text
    out = await town.presses("maria", drawn.card, "Never ask this")
    assert out.text.startswith("Out of the deck\n")
    people = (await told(town, "noor", "/prompt list")).split("\n")[5]
    assert people == "people · whom you learn from and work with · 25 of 26 left in this round"


async def test_no_question_comes_twice_in_two_spaces_and_what_is_brought_back_stands_in_both(two_homes: Homes) -> None:
    here, there = await linked(two_homes)
    for text in ("One?", "Two?", "Three?"):
        await told(here, "maria", f'/prompt add "{text}" deck:small')
    await starts_ritual(here, "maria", RITUAL.format(deck="small"))
    drawn = await told(there, "eva", "/prompt draw small")
    mine = await there.types("eva", BRING)
    await there.presses("eva", mine.card, "Show it in our rooms")
    await here.waits(timedelta(seconds=1))
    for town, person in ((here, "jonas"), (there, "kim")):
        shown = next(m for m in await town.reads(person) if m.title == "From outside: PyCon")
        assert "Eva was there and brings back:" in shown.text
        assert await pressed(town, person, shown, "I want to hear more") == "Noted\nEva hears that you are curious."
    await here.ground.outlasts(MINUTE)
    for town, person in ((here, "jonas"), (there, "kim")):
        assert any("2 want to hear more." in text for text in await wall(town, person))
    assert (await last_mail(there, "eva")).title == "Somebody is curious"
    await until(here, local(4, "10:01", week=1))
    for town, person in ((here, "noor"), (there, "bo")):
        two = await asked(town, person)
        assert {drawn.split("\n")[1], *two} == {"One?", "Two?", "Three?"}
        assert any(
            t.startswith("Outside in\nEva was at PyCon. To try: A test clinic\n") for t in await wall(town, person)
        )
