"""`prompt draw` and `list`, the language of the questions, and what a date opens with."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.voices.decks import LANGUAGES, shipped
from storage.tables.voices import prompt_rests, prompt_uses, prompts
from tests.worlds.saying import refusal, says
from tests.worlds.town import Town, buttons

NOT = "Nothing was changed."
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" deck:{deck}'


def texts(deck: str, tag: str = "en") -> list[str]:
    return [s.texts[tag] for s in shipped()[deck]]


async def draws(town: Town, person: str, deck: str = "", count: int = 1) -> list[str]:
    return [(await says(town, person, f"/prompt draw {deck}")).splitlines()[1] for _ in range(count)]


async def asked(town: Town, title: str = "Friday wins") -> list[str]:
    """Return what openings asked, the first one first."""
    found = [town.text(m).splitlines() for m in await town.reads("noor") if m.card is not None]
    lines = [line for each in found if each[0] == title for line in each]
    return [line.partition("“")[2].removesuffix("”") for line in lines if line.startswith("Today's question")]


async def count(town: Town, table: object) -> int:
    async with town.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


async def test_the_decks_are_there_without_a_row_and_a_draw_is_one(home: Town) -> None:
    [drawn] = await draws(home, "jonas")
    assert drawn in texts("practice")
    assert (await count(home, prompts), await count(home, prompt_uses)) == (0, 1)


async def test_one_community_has_one_pool_whoever_draws(home: Town) -> None:
    size = len(texts("craft"))
    first = await draws(home, "jonas", "craft", size // 2)
    second = await draws(home, "aisha", "craft", size - size // 2)
    assert sorted(first + second) == sorted(texts("craft"))
    assert "craft · tools, tricks and standards · 27 of 27 left in this round" in await says(
        home, "noor", "/prompt list"
    )
    # The second round: nobody gets what they had themselves.
    third = await draws(home, "jonas", "craft", size - size // 2)
    assert sorted(third) == sorted(second)


async def test_who_had_every_question_is_told_so(home: Town) -> None:
    await home.types("maria", '/prompt add "One?" deck:small')
    assert await draws(home, "jonas", "small") == ["One?"]
    said = f"You have had every question of “small” lately. {NOT} Other decks: prompt list"
    assert refusal(await home.types("jonas", "/prompt draw small")) == said
    assert await draws(home, "aisha", "small") == ["One?"]


async def test_what_somebody_answered_is_not_asked_again_in_the_next_round_while_there_are_others(home: Town) -> None:
    for text in ("One?", "Two?", "Three?"):
        await home.types("maria", f'/prompt add "{text}" deck:small')
    await home.starts_ritual("maria", RITUAL.format(deck="small"))
    await home.waits(5 * DAY)
    [first] = await asked(home)
    opening = next(m for m in await home.reads("jonas") if m.card is not None and m.card.title == "Friday wins")
    form = (await home.presses("jonas", opening.card, "Answer")).form
    await home.fills("jonas", form, {"answer": "Quite"})
    await home.waits(28 * DAY)
    [*before, last] = await asked(home)
    # The answered one waits, whatever the round, and the others go on.
    assert first not in [*before[1:], last]
    assert {*before, last} == {"One?", "Two?", "Three?"}
    # Jonas never gets it; somebody else does when they had the others.
    assert first not in await draws(home, "jonas", "small", 2)
    assert (await draws(home, "aisha", "small", 3))[2] == first


async def test_a_ritual_asks_from_any_deck_that_comes_with_hearth_and_from_all_of_them(home: Town) -> None:
    for deck in shipped():
        draft = await home.types("maria", RITUAL.format(deck=deck.upper()))
        assert draft.card is not None
        await home.presses("maria", draft.card, "Drop it")
    await home.types("maria", '/prompt add "One?" deck:small')
    await home.starts_ritual("maria", RITUAL.format(deck="all"))
    await home.waits(5 * DAY)
    [first] = await asked(home)
    assert first in {"One?", *(t for deck in shipped() for t in texts(deck))}


async def test_the_season_asks_only_in_its_time(home: Town) -> None:
    await home.starts_ritual("maria", RITUAL.format(deck="season"))
    await home.waits(5 * DAY)
    november = {s.texts["en"] for s in shipped()["season"] if s.window.open(11, "Europe/Copenhagen")}
    assert set(await asked(home)) <= november
    assert "season · what has its time of year · 5 of 6 left in this round" in await says(home, "noor", "/prompt list")


async def test_the_questions_have_a_language_of_their_own_and_what_was_asked_stays_asked(home: Town) -> None:
    first = await draws(home, "jonas", "craft", 13)
    said = await says(home, "maria", "/community settings questions:es")
    assert "Language: en\nLanguage of my questions: es" in said
    second = await draws(home, "jonas", "craft", 14)
    assert set(second) <= set(texts("craft", "es"))
    had = {texts("craft").index(t) for t in first} | {texts("craft", "es").index(t) for t in second}
    assert had == set(range(27))


async def test_an_opening_keeps_the_words_in_which_it_was_asked(home: Town) -> None:
    await home.starts_ritual("maria", RITUAL.format(deck="people"))
    await home.waits(5 * DAY)
    before = await asked(home)
    await home.types("maria", "/community settings questions:da")
    opening = next(m for m in await home.reads("jonas") if m.card is not None and m.card.title == "Friday wins")
    form = (await home.presses("jonas", opening.card, "Answer")).form
    await home.fills("jonas", form, {"answer": "Ada"})
    await home.minute_passes()
    assert await asked(home) == before
    await home.waits(7 * DAY)
    [_first, second] = await asked(home)
    assert second in texts("people", "da")


@pytest.mark.parametrize("tag", LANGUAGES)
async def test_a_question_is_known_in_every_language(home: Town, tag: str) -> None:
    line = f'/prompt add "{texts("stuck", tag)[0].upper()}"'
    assert refusal(await home.types("jonas", line)) == f"That question is in the decks already. {NOT}"


@pytest.mark.parametrize("deck", ["all", "NONE"])
async def test_no_deck_is_called_what_a_ritual_says_instead_of_one(home: Town, deck: str) -> None:
    said = refusal(await home.types("jonas", f'/prompt add "One?" deck:{deck}'))
    assert said == f"No deck can be called “{deck.lower()}”. {NOT} See what there is: prompt list"


# What is never to be asked


async def test_a_steward_takes_a_question_out_and_puts_it_back(home: Town) -> None:
    card = (await home.types("maria", "/prompt list people")).card
    page = await home.presses("maria", card, "One at a time")
    first = (await home.said(page)).splitlines()
    assert (first[0], first[2:]) == ("The deck “people”", ["[Never ask this] [Next]"])
    out = await home.presses("maria", page.card, "Never ask this")
    assert await home.said(out) == (
        f"Out of the deck\n“{first[1]}” is not asked any more, in none of your spaces.\n[Ask it again] [Next]"
    )
    again = refusal(await home.presses("maria", page.card, "Never ask this"))
    assert again == f"That question is out already. {NOT} See the others: prompt list"
    assert "people · whom you learn from and work with · 26 of 26 left" in await says(home, "noor", "/prompt list")
    assert first[1] not in await draws(home, "jonas", "people", 26)
    following = await home.presses("maria", out.card, "Next")
    assert (await home.said(following)).splitlines()[1] != first[1]
    back = await home.presses("maria", out.card, "Ask it again")
    assert (await home.said(back)).splitlines()[:2] == first[:2]
    twice = refusal(await home.presses("maria", out.card, "Ask it again"))
    assert twice == f"That question is in its deck. {NOT} See it: prompt list"
    assert await draws(home, "jonas", "people") == [first[1]]
    assert await count(home, prompt_rests) == 0


async def test_leafing_goes_through_the_whole_deck_and_begins_anew(home: Town) -> None:
    page = await home.presses("maria", (await home.types("maria", "/prompt list stuck")).card, "One at a time")
    seen: list[str] = []
    for _ in range(28):
        seen.append((await home.said(page)).splitlines()[1])
        page = await home.presses("maria", page.card, "Next")
    assert sorted(seen[:27]) == sorted(texts("stuck"))
    assert seen[27] == seen[0]


async def test_a_steward_who_draws_may_take_it_out_and_a_member_may_not(home: Town) -> None:
    drawn = await home.types("maria", "/prompt draw")
    assert drawn.card is not None
    assert [b.label for b in buttons(drawn.card)] == ["Never ask this"]
    for card in (
        (await home.types("jonas", "/prompt draw")).card,
        (await home.types("jonas", "/prompt list stuck")).card,
    ):
        assert card is not None
        assert buttons(card) == []
    only = f"Only stewards can do that. {NOT} See who they are: steward list"
    for action in ("prompt.never", "prompt.again", "prompt.leaf"):
        assert refusal(await home.pushes("jonas", action, "stuck-01")) == only
    assert "That did not work" in await home.said(await home.pushes("maria", "prompt.never", "stuck-99"))


async def test_members_see_what_became_of_their_questions(home: Town) -> None:
    await home.types("jonas", '/prompt add "One?"')
    assert "Yours: “One?” waits for a steward" in (await says(home, "jonas", "/prompt list")).splitlines()
    listed = await home.types("maria", "/prompt list")
    assert "1 question waits for a yes." in (await home.said(listed)).splitlines()
    page = await home.presses("maria", listed.card, "Look")
    await home.presses("maria", page.card, "Use it")
    assert "Yours: “One?” is in the decks" in (await says(home, "jonas", "/prompt list")).splitlines()
    assert "Yours" not in await says(home, "aisha", "/prompt list")


async def test_the_decks_are_offered_as_somebody_types(home: Town) -> None:
    await home.types("maria", '/prompt add "One?" deck:small')
    assert await home.values_offered("jonas", ("prompt", "draw"), "deck") == [*shipped(), "small"]
