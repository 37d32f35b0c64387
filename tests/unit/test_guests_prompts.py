"""`guest` and `prompt`: voices from outside, and questions that start a conversation."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.voices.decks import PRACTICE
from bot.voices.wording import folded
from storage.tables.voices import guest_slots, guests, prompt_uses, prompts
from tests.worlds.saying import refusal, says
from tests.worlds.town import Town, buttons

NOT = "Nothing was changed."
DAY = timedelta(days=1)
HOUR = '/ritual create "Guest hour" "every Thursday 16:00" "A voice from outside" guests:yes deck:{deck}'


@pytest.fixture
async def chair(home: Town) -> Town:
    """Return the same with a weekly ritual that has a chair, and two people on the list of wishes."""
    await home.starts_ritual("maria", HOUR.format(deck=PRACTICE))
    await home.types("jonas", '/guest suggest "Ada Lovelace" topic:"The first program" organisation:"Analytical"')
    await home.types("aisha", '/guest suggest "Grace Hopper" topic:Compilers organisation:Navy')
    return home


async def refused(town: Town, person: str, line: str) -> str:
    return refusal(await town.types(person, line))


async def states(town: Town) -> dict[str, str]:
    """Return where each guest stands in the pipeline."""
    async with town.database.reading() as session:
        rows = await session.execute(select(guests.c.name, guests.c.state).order_by(guests.c.name))
        return {r.name: r.state for r in rows}


async def count(town: Town, table: object) -> int:
    async with town.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


async def post(town: Town, title: str) -> str:
    """Return the last post of that title."""
    found = [m for m in await town.reads("noor") if m.card is not None and m.card.title == title]
    return town.text(found[-1])


# Guests


async def test_anybody_suggests_and_everybody_sees(home: Town) -> None:
    said = await says(home, "jonas", '/guest suggest "Ada Lovelace" topic:"The first program"')
    assert said == "A good idea\nAda Lovelace is on the list of wishes. A steward can ask them: guest invite"
    assert await says(home, "noor", "/guest list") == "Guests\nAda Lovelace · The first program"


async def test_somebody_on_the_list_is_not_put_there_twice(chair: Town) -> None:
    said = await refused(chair, "noor", '/guest suggest "ada   LOVELACE"')
    assert said == f"“ada LOVELACE” is on the list already. {NOT} See it: guest list"
    assert await count(chair, guests) == 2


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f'"{"x" * 101}"', f"That name has 101 characters; at most 100 fit. {NOT}"),
        (f'Ada topic:"{"x" * 201}"', f"That topic has 201 characters; at most 200 fit. {NOT}"),
        (f'Ada organisation:"{"x" * 101}"', f"That organisation has 101 characters; at most 100 fit. {NOT}"),
    ],
)
async def test_what_is_too_long_is_refused(home: Town, line: str, sentence: str) -> None:
    assert await refused(home, "jonas", f"/guest suggest {line}") == sentence
    assert await count(home, guests) == 0


async def test_a_name_of_nothing_to_see_is_no_name(home: Town) -> None:
    assert NOT in await refused(home, "jonas", "/guest suggest \u200b\u200b")
    assert await count(home, guests) == 0


async def test_an_empty_list_and_no_chairs_say_what_to_do(home: Town) -> None:
    assert "guest suggest" in await says(home, "jonas", "/guest list")
    assert "guests:yes" in await says(home, "jonas", "/guest slot")
    await home.types("jonas", "/guest suggest Ada")
    assert await refused(home, "maria", "/guest invite Ada") == f"No chair is free. {NOT} See them: guest slot"
    said = await refused(home, "maria", "/guest invite Ada ritual:Nowhere")
    assert said == f"No ritual called “Nowhere” has a chair for a guest. {NOT} See them: guest slot"


async def test_a_guest_is_asked_says_yes_and_is_announced_by_name(chair: Town) -> None:
    asked = await chair.types("maria", "/guest invite ada lovelace")
    text = await chair.said(asked)
    assert text.startswith("Words to send them\nThe chair of Guest hour on Thu 26 Nov 16:00 is kept for Ada Lovelace.")
    assert text.splitlines()[2] == (
        "Dear Ada Lovelace, we are Testing guild: People who care how software is tested. Would you be our guest at "
        "Guest hour? We would love to hear you on “The first program”. It is on Thursday 26 November 2026 at 16:00 "
        "(Europe/Copenhagen)."
    )
    assert await states(chair) == {"Ada Lovelace": "asked", "Grace Hopper": "wished"}
    yes = await chair.presses("maria", asked.card, "They said yes")
    assert await chair.said(yes) == ("A guest!\nAda Lovelace comes on Thu 26 Nov 16:00. The announcement will say so.")
    assert "Thu 26 Nov 16:00 · Guest hour: Ada Lovelace, confirmed" in await says(chair, "noor", "/guest slot")
    await chair.waits(3 * DAY)
    assert "With Ada Lovelace (Analytical): The first program" in await post(chair, "Coming up: Guest hour")
    await chair.waits(DAY)
    assert "With Ada Lovelace (Analytical): The first program" in await post(chair, "Guest hour")
    assert await states(chair) == {"Ada Lovelace": "hosted", "Grace Hopper": "wished"}


async def test_somebody_who_was_only_asked_is_not_announced(chair: Town) -> None:
    await chair.types("maria", "/guest invite Ada Lovelace")
    await chair.waits(4 * DAY)
    assert "Ada" not in await post(chair, "Coming up: Guest hour")
    assert "Ada" not in await post(chair, "Guest hour")


async def test_a_no_frees_the_chair_and_keeps_them_on_the_list(chair: Town) -> None:
    asked = await chair.types("maria", "/guest invite Ada Lovelace")
    said = await chair.said(await chair.presses("maria", asked.card, "They said no"))
    assert said == "Another time\nThe chair is free again; Ada Lovelace stays on the list. Whose turn it is: guest slot"
    assert (await states(chair), await count(chair, guest_slots)) == (
        {"Ada Lovelace": "declined", "Grace Hopper": "wished"},
        0,
    )
    again = refusal(await chair.presses("maria", asked.card, "They said no"))
    assert again == f"Ada Lovelace was not asked yet. {NOT} First: guest invite"


async def test_a_chair_and_a_guest_are_taken_once(chair: Town) -> None:
    first = await chair.types("maria", "/guest slot")
    assert first.card is not None
    ask = [b.label for b in buttons(first.card)]
    assert ask in (["Ask Ada Lovelace", "Ask Grace Hopper"], ["Ask Grace Hopper", "Ask Ada Lovelace"])
    await chair.presses("maria", first.card, ask[0])
    again = refusal(await chair.presses("maria", first.card, ask[0]))
    assert again == f"{ask[0].removeprefix('Ask ')} has a chair already. {NOT} See it: guest slot"
    await chair.types("maria", "/guest invite Grace Hopper")
    await chair.types("maria", "/guest invite Ada Lovelace")
    assert await count(chair, guest_slots) == 2
    yes = f"/guest confirm {ask[0].removeprefix('Ask ')}"
    await chair.types("maria", yes)
    assert await refused(chair, "maria", yes) == f"They have said yes already. {NOT}"


async def test_the_next_in_rotation_stands_at_the_empty_chair_and_each_only_once(chair: Town) -> None:
    lines = (await says(chair, "noor", "/guest slot")).splitlines()[1:]
    named = [line.partition("next in fair rotation is ")[2] for line in lines]
    assert sorted(n for n in named if n) == ["Ada Lovelace", "Grace Hopper"]
    assert [n for n in named if not n] == [""] * (len(lines) - 2)
    assert "an empty chair, and nobody left to ask" in lines[-1]


async def test_whoever_has_a_chair_coming_is_not_next_for_another(chair: Town) -> None:
    await chair.types("maria", "/guest invite Ada Lovelace")
    lines = (await says(chair, "noor", "/guest slot")).splitlines()
    assert [n for line in lines if (n := line.partition("next in fair rotation is ")[2])] == ["Grace Hopper"]


async def test_whoever_was_heard_waits_until_the_others_were(chair: Town) -> None:
    heard: list[str] = []
    for _week in range(4):
        slots = (await says(chair, "maria", "/guest slot")).splitlines()
        name = next(line for line in slots if "next in fair rotation" in line).rpartition(" is ")[2]
        await chair.types("maria", f"/guest invite {name}")
        await chair.types("maria", f"/guest confirm {name}")
        await chair.waits(7 * DAY)
        heard.append(name)
    assert sorted(heard[:2]) == sorted(heard[2:]) == ["Ada Lovelace", "Grace Hopper"]


@pytest.mark.parametrize("verb", ["skip", "pause", "retire"])
async def test_a_date_that_does_not_take_place_gives_its_chair_back(chair: Town, verb: str) -> None:
    await chair.types("maria", "/guest invite Ada Lovelace")
    await chair.types("maria", "/guest confirm Ada Lovelace")
    await chair.types("maria", f"/ritual {verb} Guest hour")
    assert (await count(chair, guest_slots), (await states(chair))["Ada Lovelace"]) == (0, "wished")


async def test_the_chair_of_a_ritual_that_is_named_is_meant(chair: Town) -> None:
    await chair.starts_ritual("maria", '/ritual create "Tea" "every Wednesday 16:00" "Why" guests:yes')
    said = await says(chair, "maria", '/guest invite "Ada Lovelace" ritual:"guest HOUR"')
    assert "The chair of Guest hour on Thu 26 Nov 16:00 is kept" in said
    assert "The chair of Tea on Wed 25 Nov 16:00 is kept" in await says(chair, "maria", "/guest invite Grace Hopper")


async def test_only_stewards_ask_and_only_they_or_whoever_looks_after_a_guest_confirms(chair: Town) -> None:
    said = await refused(chair, "jonas", "/guest invite Ada Lovelace")
    assert said == f"Only stewards can do that. {NOT} See who they are: steward list"
    said = await refused(chair, "jonas", "/guest confirm Ada Lovelace")
    assert said == f"Only a steward or whoever looks after this guest can do that. {NOT}"


@pytest.mark.parametrize("verb", ["invite", "confirm"])
async def test_somebody_unknown_is_said_with_what_to_try(chair: Town, verb: str) -> None:
    said = await refused(chair, "maria", f"/guest {verb} Nobody Here")
    assert said == f"I know no guest called “Nobody Here” here. {NOT} Try: guest list."


async def test_members_see_the_chairs_without_the_buttons(chair: Town) -> None:
    reply = await chair.types("jonas", "/guest slot")
    assert reply.card is not None
    assert buttons(reply.card) == []


# Prompts


async def test_what_a_ritual_opens_with_counts_as_asked(home: Town) -> None:
    await home.types("maria", '/prompt add "One?" deck:small')
    await home.types("maria", '/prompt add "Two?" deck:small')
    await home.starts_ritual("maria", HOUR.format(deck="small"))
    await home.waits(4 * DAY)
    [first] = [q for q in ("One?", "Two?") if q in await post(home, "Guest hour")]
    drawn = (await says(home, "jonas", "/prompt draw small")).splitlines()[1]
    assert {first, drawn} == {"One?", "Two?"}


async def test_an_outside_question_carries_its_source_and_date(home: Town) -> None:
    await home.types("maria", '/prompt add "What is rest?" deck:journal source:"The Lancet" date:2026-11')
    drawn = await says(home, "aisha", "/prompt draw journal")
    assert drawn == "A question\nWhat is rest?\nThe Lancet, 2026-11\nOnly you see it. Ask it where you like."
    await home.starts_ritual("maria", HOUR.format(deck="journal"))
    await home.waits(4 * DAY)
    assert "Today's question: “What is rest?”\nThe Lancet, 2026-11" in await post(home, "Guest hour")


async def test_a_question_that_is_there_is_not_added_twice(home: Town) -> None:
    said = await says(home, "maria", "/prompt add What is a canary?")
    assert said == "A new question\nIt is in the deck “practice” and will have its turn."
    again = await refused(home, "aisha", '/prompt add "WHAT is a... canary" deck:other')
    assert again == f"That question is in the decks already. {NOT}"
    assert await count(home, prompts) == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("?!…", f"A question needs words. {NOT}"),
        (f'"{"x" * 281}"', f"That question has 281 characters; at most 280 fit. {NOT}"),
        (f'"Why?" source:"{"x" * 121}"', f"That source has 121 characters; at most 120 fit. {NOT}"),
        ('"Why?" date:2026-11-23x', f"That date has 11 characters; at most 10 fit. {NOT}"),
        (f'"Why?" deck:{"x" * 33}', f"That deck has 33 characters; at most 32 fit. {NOT}"),
    ],
)
async def test_a_question_that_cannot_be_used_is_refused(home: Town, line: str, sentence: str) -> None:
    assert await refused(home, "jonas", f"/prompt add {line}") == sentence
    assert await count(home, prompts) == 0


async def test_the_decks_are_listed_with_how_much_is_in_them_and_one_with_what_comes_next(home: Town) -> None:
    await home.types("maria", '/prompt add "One?" deck:Small')
    decks = await says(home, "aisha", "/prompt list")
    assert decks == (
        "Decks\n"
        "practice · what you do, and how · 28 of 28 left in this round\n"
        "stuck · what will not move · 27 of 27 left in this round\n"
        "craft · tools, tricks and standards · 27 of 27 left in this round\n"
        "outside · what lies beyond your walls · 27 of 27 left in this round\n"
        "people · whom you learn from and work with · 27 of 27 left in this round\n"
        "season · what has its time of year · 6 of 6 left in this round\n"
        "small · 1 of 1 left in this round\n"
        "See one: prompt list practice"
    )
    assert await says(home, "aisha", "/prompt list SMALL") == "The deck “small”, next first\nOne?"
    practice = (await says(home, "aisha", "/prompt list practice")).splitlines()
    assert practice[-1] == "and 16 more"
    assert (await says(home, "aisha", "/prompt draw")).splitlines()[1] == practice[1]


@pytest.mark.parametrize("verb", ["draw", "list"])
async def test_an_unknown_deck_is_said_with_what_to_try(home: Town, verb: str) -> None:
    said = await refused(home, "jonas", f"/prompt {verb} nowhere")
    assert said == f"I know no deck called “nowhere” here. {NOT} Try: prompt list."


async def test_a_ritual_takes_its_questions_from_a_deck_that_is_there_however_it_is_spelt(home: Town) -> None:
    said = await refused(home, "maria", HOUR.format(deck="practise"))
    assert said == f"I know no deck called “practise” here. {NOT} Try: prompt list."
    await home.starts_ritual("maria", HOUR.format(deck="Practice"))
    edited = await refused(home, "maria", '/ritual edit "Guest hour" deck:nowhere')
    assert edited == f"I know no deck called “nowhere” here. {NOT} Try: prompt list."
    await home.waits(4 * DAY)
    assert "Today's question" in await post(home, "Guest hour")


@pytest.mark.parametrize("date", ["tomorrow", "2030-13", "2026-11-32", "03/04", "٢٠٢٦"])
async def test_a_question_from_outside_has_a_date_that_can_be_read(home: Town, date: str) -> None:
    said = await refused(home, "jonas", f'/prompt add "One?" source:"The journal" date:{date}')
    assert said == f"“{date}” is not a date. Write it like 2026-11 or 2026-11-05. {NOT}"
    assert "One?" not in await says(home, "jonas", "/prompt list practice")


async def test_a_ritual_without_a_deck_opens_without_a_question(home: Town) -> None:
    await home.starts_ritual("maria", HOUR.format(deck="none"))
    await home.waits(4 * DAY)
    assert "Today's question" not in await post(home, "Guest hour")
    assert await count(home, prompt_uses) == 0


def test_the_same_words_are_the_same_question_whatever_their_case_and_marks() -> None:
    assert folded("What  IS rest?") == folded("what is — rest!")
    assert folded("What is rest?") != folded("What is the rest?")
