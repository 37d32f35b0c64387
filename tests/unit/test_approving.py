"""`prompt add` by members and `prompt approve`: no question is asked before a steward has said yes."""

from datetime import timedelta

from sqlalchemy import select

from bot.keys import CommunityId
from bot.voices.candidates import Heard, State, Suggestion
from bot.voices.offering import Offering
from storage.tables.community import communities
from storage.tables.voices import prompt_candidates
from tests.worlds.saying import refusal, says
from tests.worlds.town import Town, buttons

NOT = "Nothing was changed."
MINUTE = timedelta(minutes=1)
ADD = '/prompt add "What did you mend this week?" deck:mending'


async def suggests(town: Town, person: str = "jonas", line: str = ADD) -> None:
    said = await says(town, person, line)
    assert said == "Thank you\nA steward looks at it before it is asked. You will hear of it."


async def states(town: Town) -> list[str]:
    async with town.database.reading() as session:
        return list((await session.scalars(select(prompt_candidates.c.state).order_by(prompt_candidates.c.id))).all())


async def notices(town: Town) -> list[str]:
    return [t for m in await town.mail("maria") if "question" in (t := town.text(m)).partition("\n")[0]]


async def mail(town: Town, person: str) -> str:
    return town.text((await town.mail(person))[-1])


async def test_a_members_question_waits_and_the_stewards_hear_once_with_the_count_in_place(home: Town) -> None:
    await suggests(home)
    assert await notices(home) == ["1 question waits\nNone is asked before one of you has said yes.\n[Look]"]
    await suggests(home, "aisha", '/prompt add "Who helped you?" deck:mending')
    await suggests(home, "noor", '/prompt add "What broke?" deck:mending')
    await home.minute_passes()
    assert await notices(home) == ["3 questions wait\nNone is asked before one of you has said yes.\n[Look]"]
    assert refusal(await home.types("jonas", "/prompt draw mending")) == (
        f"I know no deck called “mending” here. {NOT} Try: prompt list."
    )


async def test_a_steward_looks_at_one_after_the_other(home: Town) -> None:
    await suggests(home)
    await home.waits(MINUTE)
    await suggests(home, "aisha", '/prompt add "Who helped you?" deck:mending source:"The Lancet" date:2026-11')
    page = await home.types("maria", "/prompt approve")
    assert await home.said(page) == (
        "Shall we ask this?\nWhat did you mend this week?\nFor the deck mending, from @Jonas.\n"
        "[Use it] [Change] [No, thanks] [Another one]\n1 more waits."
    )
    other = await home.presses("maria", page.card, "Another one")
    assert await home.said(other) == (
        "Shall we ask this?\nWho helped you?\nFor the deck mending, from @Aisha.\nThe Lancet, 2026-11\n"
        "[Use it] [Change] [No, thanks] [Another one]\n1 more waits."
    )
    assert await home.said(await home.presses("maria", other.card, "Another one")) == await home.said(page)
    used = await home.presses("maria", page.card, "Use it")
    assert await home.said(used) == (
        "Shall we ask this?\nIt is in the deck “mending” and will have its turn.\nWho helped you?\n"
        "For the deck mending, from @Aisha.\nThe Lancet, 2026-11\n[Use it] [Change] [No, thanks]"
    )
    assert await home.said(await home.presses("maria", used.card, "No, thanks")) == (
        "Questions to look at\nThat one is not asked.\nNo question waits. Members suggest them with: prompt add"
    )
    await home.minute_passes()
    assert await home.said(await home.types("jonas", "/prompt draw mending")) == (
        "A question\nWhat did you mend this week?\nOnly you see it. Ask it where you like."
    )
    looked = "Questions to look at\nAll of them were looked at. Thank you."
    assert [t for t in [home.text(m) for m in await home.mail("maria")] if "question" in t.lower()] == [looked]


async def test_whoever_suggested_it_hears_of_the_yes_and_of_the_no(home: Town) -> None:
    await suggests(home)
    page = await home.types("maria", "/prompt approve")
    await home.presses("maria", page.card, "Use it")
    assert (await mail(home, "jonas")).startswith(
        "Your question will be asked\n“What did you mend this week?” is in the deck mending and will have its turn. "
        "Thank you for it.\nYou get this because you suggested it."
    )
    await suggests(home, "aisha", '/prompt add "Who cares?"')
    page = await home.types("maria", "/prompt approve")
    await home.presses("maria", page.card, "No, thanks")
    assert (await mail(home, "aisha")).startswith(
        "Not this time\nThe stewards have looked at “Who cares?” and will not ask it this time.\n"
        "That says nothing about you. Others are welcome: prompt add\nYou get this because you suggested it."
    )


async def test_what_is_decided_is_decided_once(home: Town) -> None:
    await suggests(home)
    page = await home.types("maria", "/prompt approve")
    await home.presses("maria", page.card, "Use it")
    for label in ("Use it", "No, thanks"):
        said = refusal(await home.presses("maria", page.card, label))
        assert said == f"It is in the decks already. {NOT} See the others: prompt approve"
    await suggests(home, "jonas", '/prompt add "Who cares?"')
    page = await home.types("maria", "/prompt approve")
    await home.presses("maria", page.card, "No, thanks")
    said = refusal(await home.presses("maria", page.card, "Use it"))
    assert said == f"It was declined already. {NOT} See the others: prompt approve"
    assert sorted(await states(home)) == ["declined", "taken"]


async def test_a_steward_may_say_it_in_other_words_and_put_it_into_another_deck(home: Town) -> None:
    await suggests(home)
    page = await home.types("maria", "/prompt approve")
    form = (await home.presses("maria", page.card, "Change")).form
    assert form is not None
    assert [(f.label, f.hint, f.required, f.value) for f in form.fields] == [
        ("Question", "Empty keeps the words as they are", False, "What did you mend this week?"),
        ("Deck", "Empty keeps its deck", False, "mending"),
    ]
    wrong = await home.fills("maria", form, {"text": "?!"})
    assert wrong.form is not None
    assert wrong.form.error == f"A question needs words. {NOT}"
    await home.fills("maria", form, {"text": "What have you mended?", "deck": "Shelf"})
    assert await says(home, "jonas", "/prompt list shelf") == "The deck “shelf”, next first\nWhat have you mended?"
    assert "“What have you mended?” is in the deck shelf" in await mail(home, "jonas")


async def test_a_question_waits_once_and_a_declined_one_does_not_come_again(home: Town) -> None:
    await suggests(home)
    again = "/prompt add what did you MEND this week"
    assert refusal(await home.types("aisha", again)) == f"That question waits for a steward already. {NOT}"
    page = await home.types("maria", "/prompt approve")
    await home.presses("maria", page.card, "No, thanks")
    said = refusal(await home.types("jonas", again))
    assert said == f"The stewards have looked at that question already. {NOT}"
    assert await says(home, "maria", again) == ("A new question\nIt is in the deck “practice” and will have its turn.")
    assert refusal(await home.types("jonas", again)) == f"That question is in the decks already. {NOT}"


async def test_a_steward_who_adds_what_waits_says_yes_to_it(home: Town) -> None:
    await suggests(home)
    await home.types("maria", ADD)
    assert await states(home) == ["taken"]
    assert "is in the deck mending" in await mail(home, "jonas")
    assert "No question waits." in await says(home, "maria", "/prompt approve")


async def test_what_waits_is_forgotten_with_whoever_suggested_it(home: Town) -> None:
    await suggests(home)
    page = await home.types("maria", "/prompt approve")
    await home.types("jonas", "/my export")
    assert any("What did you mend this week?" in home.text(m) for m in await home.mail("jonas"))
    asked = await home.types("jonas", "/my forget")
    await home.presses("jonas", asked.card, "Forget me")
    assert await states(home) == []
    said = refusal(await home.presses("maria", page.card, "Use it"))
    assert said == f"That question was taken back. {NOT} See the others: prompt approve"


async def test_only_stewards_decide(home: Town) -> None:
    await suggests(home)
    page = await home.types("maria", "/prompt approve")
    only = f"Only stewards can do that. {NOT} See who they are: steward list"
    assert refusal(await home.types("jonas", "/prompt approve")) == only
    assert page.card is not None
    for button in buttons(page.card):
        reply = await home.pushes("jonas", button.action, button.value)
        if reply.form is not None:
            reply = await home.fills("jonas", reply.form, {"text": "Why?"})
            assert reply.form is not None
            assert reply.form.error == only
            continue
        assert refusal(reply) == only
    assert await states(home) == ["waiting"]


async def test_what_a_feed_suggests_carries_where_it_comes_from(home: Town) -> None:
    async with home.database.reading() as session:
        community = CommunityId((await session.scalars(select(communities.c.id))).one())
    now = home.clock.now()

    async def offers(text: str, key: str) -> int:
        found = Suggestion(
            f"feed-{key}", community, "journal", text, now, "The Lancet", "2026-11-20", "https://lancet.example/1",
            feed="feed", key=key,
        )  # fmt: skip
        async with home.hearth.engine.unit() as house:
            offering: Offering = house.service(Offering)
            return await offering.offer([found, found])

    assert await offers("What is rest?", "one") == 1
    assert await offers("What is rest, really?", "one") == 0
    page = await home.types("maria", "/prompt approve")
    assert await home.said(page) == (
        "Shall we ask this?\nWhat is rest?\nFor the deck journal.\nThe Lancet, 2026-11-20 · https://lancet.example/1\n"
        "[Use it] [Change] [No, thanks]"
    )
    await home.presses("maria", page.card, "Use it")
    drawn = await says(home, "jonas", "/prompt draw journal")
    assert drawn == (
        "A question\nWhat is rest?\nThe Lancet, 2026-11-20 · https://lancet.example/1\n"
        "Only you see it. Ask it where you like."
    )


def test_a_notice_stands_for_three_days_and_an_empty_one_for_an_hour(home: Town) -> None:
    heard = Heard(home.clock.now(), ())
    for waited, hours, stands in ((1, 71, True), (1, 72, False), (0, 0, True), (0, 1, False)):
        assert heard.stands(waited, home.clock.now() + timedelta(hours=hours)) is stands


async def test_later_questions_are_told_anew(home: Town) -> None:
    await suggests(home)
    page = await home.types("maria", "/prompt approve")
    await home.presses("maria", page.card, "Use it")
    await home.waits(timedelta(hours=2))
    await suggests(home, "aisha", '/prompt add "Who helped you?"')
    told = [home.text(m).partition("\n")[0] for m in await home.mail("maria")]
    assert told[-2:] == ["Questions to look at", "1 question waits"]
    assert State("waiting") is State.WAITING
