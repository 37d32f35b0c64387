"""`guest seat`: a guest let into one room for one date, out again by themselves, and thanked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.tables.questions import question_boxes
from tests.worlds.saying import refusal
from tests.worlds.town import Town

NOT = "Nothing was changed."
DAY = timedelta(days=1)
HOUR = '/ritual create "Guest hour" "every Thursday 16:00" "A voice from outside" guests:yes'
SEAT = '/guest seat "Ada Lovelace" @noor circle:Mentors'


@pytest.fixture
async def coming(home: Town) -> Town:
    """Return a town in which Ada comes on Thursday; Maria and Jonas look after a circle."""
    await home.starts_ritual("maria", HOUR)
    await home.types("jonas", '/guest suggest "Ada Lovelace"')
    await home.types("maria", "/circle create Mentors @jonas How we mentor")
    asked = await home.types("maria", "/guest invite Ada Lovelace")
    await home.presses("maria", asked.card, "They said yes")
    return home


async def says(town: Town, person: str, line: str) -> str:
    return await town.said(await town.types(person, line))


async def titles(town: Town, person: str) -> list[str]:
    return [str(m.card.title) for m in await town.mail(person) if m.card is not None]


async def test_a_guest_is_let_in_until_their_date_is_over_and_thanked(coming: Town) -> None:
    assert await says(coming, "maria", SEAT) == (
        "Guests\n"
        "Invited to Mentors as guests, until Thu 26 Nov 16:45: @Noor.\n"
        "They can also answer questions themselves: question list. After the date I thank them."
    )
    invitation = (await coming.mail("noor"))[-1]
    await coming.presses("noor", invitation.card, "Come in")
    assert await coming.room("mentors", viewer="noor") is not None
    # Whoever speaks answers in their own words.
    await coming.types("jonas", "/question ask Why do engines hum?")
    await coming.waits(timedelta(minutes=15))
    shown = await coming.presses("maria", (await coming.types("maria", "/question list")).card, "Show")
    await coming.presses("maria", shown.card, "Approve")
    await coming.waits(3 * DAY + timedelta(hours=8))
    page = await coming.types("noor", "/question list")
    form = await coming.presses("noor", page.card, "Answer 1")
    assert "Ada Lovelace's name" in await coming.said(await coming.fills("noor", form.form, {"answer": "Joy."}))
    posted = next(m for m in await coming.reads("noor") if m.card is not None and "answers" in str(m.card.title))
    await coming.presses("jonas", posted.card, "That helped")
    assert await coming.room("mentors", viewer="noor") is None
    await coming.waits(DAY)
    assert coming.text((await coming.mail("noor"))[-1]) == (
        "Thank you\n"
        "Thank you for coming, Ada Lovelace. Your seat has ended by itself; you need do nothing.\n"
        "It helped 1 member: what you said to “Why do engines hum?”\n"
        "You get this because you were a guest here."
    )
    thanks = await says(coming, "maria", '/guest thank "Ada Lovelace" words:Wow.')
    assert "What helped most was your answer to “Why do engines hum?”." in thanks


async def test_the_seat_goes_where_the_date_goes(coming: Town) -> None:
    await coming.types("maria", SEAT)
    await coming.presses("noor", (await coming.mail("noor"))[-1].card, "Come in")
    draft = await coming.types("maria", '/ritual move "Guest hour" "Friday 17:00"')
    await coming.presses("maria", draft.card, "Move it")
    await coming.waits(3 * DAY + timedelta(hours=8))
    assert await coming.room("mentors", viewer="noor") is not None
    await coming.waits(DAY + timedelta(hours=1))
    assert await coming.room("mentors", viewer="noor") is None


async def test_without_an_account_it_says_how_they_get_one(coming: Town) -> None:
    assert await says(coming, "maria", '/guest seat "Ada Lovelace" circle:Mentors') == (
        "Letting Ada Lovelace in\n"
        "Ada Lovelace needs an account here first. I cannot invite anybody, you can:\n"
        "Sandbox: add a person on the page.\n"
        "When they are here: guest seat “Ada Lovelace” @them circle:Mentors. "
        "Their seat ends by itself on Thu 26 Nov 16:45."
    )


async def test_only_who_looks_after_the_circle_may_and_others_learn_nothing(coming: Town) -> None:
    for line in (SEAT.replace("Mentors", "Nowhere"), SEAT.replace("Mentors", "M*<@maria>")):
        assert refusal(await coming.types("maria", line)).endswith(f"{NOT} Try: circle list.")
    await coming.types("maria", "/steward add @aisha")
    assert refusal(await coming.types("aisha", SEAT)) == (
        f"I know no circle called “Mentors” here. {NOT} Try: circle list."
    )
    assert "Only stewards" in refusal(await coming.types("noor", SEAT))
    assert refusal(await coming.types("maria", '/guest seat "Ada Lovelace" @noor')) == (
        f"Into which circle? Name one that you look after. {NOT}"
    )
    await coming.types("jonas", '/guest suggest "Grace Hopper"')
    assert refusal(await coming.types("maria", '/guest seat "Grace Hopper" @noor circle:Mentors')) == (
        f"Grace Hopper has not said yes to a date yet. {NOT} First: guest confirm"
    )
    assert "Come as a guest" not in await titles(coming, "noor")


async def test_of_a_guest_who_is_removed_no_box_keeps_the_name(coming: Town) -> None:
    await coming.types("maria", SEAT)
    removed = await coming.types("maria", '/guest remove "Ada Lovelace"')
    await coming.presses("maria", removed.card, "Remove for good")
    assert (await says(coming, "noor", "/question list")).split("\n")[1].startswith("No question box is open")
    async with coming.database.reading() as session:
        rows = (await session.execute(select(question_boxes.c.guest, question_boxes.c.speaker_id))).all()
    assert [tuple(r) for r in rows] == [("", None)]
