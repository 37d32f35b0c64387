"""Who comes, and answers to a date's question: kept once a member, shown in place on its cards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.acts import AnsweredPrompt
from bot.cards import Bold, Buttons, Mention, spans_of
from bot.rhythm.coming_texts import MOST_NAMES
from bot.rhythm.givings import Givings
from bot.rhythm.texts import ANSWERS_CHARACTERS, MOST_ANSWERS
from storage.tables.engine import deliveries
from storage.tables.rhythm import occurrences, prompt_answers, rsvps
from tests.worlds.saying import refusal
from tests.worlds.town import BEGIN, SPACE, Town

SECOND = timedelta(seconds=1)
COMING = "Coming up: Friday wins\nWhat went well\nFri 27 Nov 10:00, for 45 minutes."
BOTH = "[Going] [Maybe] [Not going]"


@pytest.fixture
async def announced(home: Town) -> Town:
    """Return a town whose ritual has been announced: it is Thursday noon."""
    await home.starts_ritual(
        "maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well" deck:practice'
    )
    await at(home, 3.2)
    return home


@pytest.fixture
async def opened(announced: Town) -> Town:
    """Return a town whose ritual has just been opened with a question."""
    await at(announced, 4.1)
    return announced


async def at(town: Town, days: float) -> None:
    await town.hearth.advance_to(BEGIN + timedelta(days=days), town.clock)


async def card(town: Town, title: str, *, person: str = "jonas") -> Any:
    return next(m for m in await town.reads(person) if m.card is not None and m.card.title == title)


async def rsvp(town: Town, person: str, label: str) -> str:
    shown = await card(town, "Coming up: Friday wins", person=person)
    said = await town.said(await town.presses(person, shown.card, label))
    await town.waits(SECOND)
    return said


async def answer(town: Town, person: str, text: str) -> str:
    shown = await card(town, "Friday wins", person=person)
    asked = await town.presses(person, shown.card, "Answer")
    said = await town.said(await town.fills(person, asked.form, {"answer": text}))
    await town.waits(SECOND)
    return said


async def announcement(town: Town) -> str:
    return town.text(await card(town, "Coming up: Friday wins"))


async def question(town: Town) -> list[str]:
    """Return the lines of the opening below the question."""
    lines = town.text(await card(town, "Friday wins")).split("\n")
    return lines[3:]


async def count(town: Town, table: Any) -> int:
    async with town.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


# Who comes


async def test_the_announcement_shows_who_comes_in_the_order_they_said_so(announced: Town) -> None:
    assert await announcement(announced) == f"{COMING}\n{BOTH}"
    assert await rsvp(announced, "noor", "Going") == (
        "Noted\nYou are going to Friday wins on Fri 27 Nov 10:00.\nYou can change your mind until it begins."
    )
    assert await announcement(announced) == f"{COMING}\nWho comes: Noor\n{BOTH}"
    await rsvp(announced, "jonas", "Going")
    await announced.minute_passes()
    assert await announcement(announced) == f"{COMING}\nWho comes: Noor, Jonas\n{BOTH}"


async def test_the_last_word_counts_and_everybody_has_one(announced: Town) -> None:
    for _again in range(3):
        await rsvp(announced, "noor", "Going")
    assert await count(announced, rsvps) == 1
    assert (await rsvp(announced, "noor", "Not going")).startswith("Noted\nYou are not going to Friday wins")
    await announced.minute_passes()
    assert await announcement(announced) == f"{COMING}\n{BOTH}"
    assert await count(announced, rsvps) == 1


async def test_names_on_a_card_ping_nobody_and_break_no_card(announced: Town) -> None:
    await rsvp(announced, "noor", "Going")
    shown = await card(announced, "Coming up: Friday wins")
    assert Bold("Noor") in list(spans_of(shown.card))
    assert not [s for s in spans_of(shown.card) if isinstance(s, Mention)]


async def test_many_names_are_cut_and_counted(announced: Town) -> None:
    people = [f"Person {n:02d}" for n in range(MOST_NAMES + 2)]
    await announced.lets_in(*people)
    handles = [p.id for p in await announced.world.people("town") if p.name.startswith("Person")]
    for handle in handles:
        await rsvp(announced, handle, "Going")
    await announced.minute_passes()
    line = (await announcement(announced)).split("\n")[3]
    assert line.startswith("Who comes: Person 00, Person 01, ")
    assert line.endswith(", Person 19, and 2 more")


async def test_a_late_press_gets_one_clear_sentence_and_changes_nothing(announced: Town) -> None:
    shown = await card(announced, "Coming up: Friday wins")
    await at(announced, 4.1)
    reply = await announced.presses("noor", shown.card, "Going")
    assert refusal(reply) == "That has begun already, so nothing was changed. What comes: rhythm next"
    assert await count(announced, rsvps) == 0


async def test_a_date_that_was_dropped_takes_no_answer(announced: Town) -> None:
    shown = await card(announced, "Coming up: Friday wins")
    await announced.types("maria", "/ritual skip Friday wins")
    reply = await announced.presses("noor", shown.card, "Going")
    assert refusal(reply) == "That date does not take place. Nothing was changed. What comes: rhythm next"


async def test_an_unknown_date_is_told_as_one_that_is_not_there(announced: Town) -> None:
    reply = await announced.pushes("noor", "ritual.rsvp", "aaaaaaaaaaaaaaaa yes")
    assert refusal(reply) == "I know no such ritual here. Nothing was changed. Try: ritual list."


async def test_who_comes_is_told_so_when_they_look(announced: Town) -> None:
    await rsvp(announced, "noor", "Going")
    line = "Fri 27 Nov 10:00 · Friday wins"
    assert await announced.said(await announced.types("noor", "/rhythm next")) == (
        f"What comes next\n{line} · you are going"
    )
    assert await announced.said(await announced.types("jonas", "/rhythm next")) == f"What comes next\n{line}"
    shown = await announced.said(await announced.types("noor", "/ritual show Friday wins"))
    assert shown.endswith(f"\nThe next date: you are going.\n{BOTH}")
    assert "you are going" not in await announced.said(await announced.types("jonas", "/ritual show Friday wins"))


async def test_a_date_announced_twice_is_kept_up_to_date_on_both_cards(announced: Town) -> None:
    await rsvp(announced, "noor", "Going")
    await announced.types("maria", "/ritual pause Friday wins")
    await announced.types("maria", "/ritual resume Friday wins")
    async with announced.database.reading() as session:
        state = await session.scalar(select(occurrences.c.state).order_by(occurrences.c.starts_at))
    assert state == "planned"
    await announced.minute_passes()
    await rsvp(announced, "jonas", "Going")
    assert await announcement(announced) == f"{COMING}\nWho comes: Noor, Jonas\n{BOTH}"


# Answers to the question


async def test_an_answer_stands_under_the_question_with_its_name(opened: Town) -> None:
    before = await question(opened)
    assert before[0] == "[Answer]"
    asked = await opened.presses("noor", (await card(opened, "Friday wins")).card, "Answer")
    assert asked.form is not None
    [field] = asked.form.fields
    assert (asked.form.title, field.label, field.hint, field.longest) == (
        "Answer the question",
        "Your answer",
        "Shown under your name in every space of the community",
        500,
    )
    assert await answer(opened, "noor", "A canary") == (
        "Noted\nThank you. Your answer stands under the question, in every space of the community.\n"
        "To change it, press Answer once more."
    )
    assert await question(opened) == ["Noor: A canary", *before]
    await answer(opened, "jonas", "Two <@noor> canaries")
    await opened.minute_passes()
    assert await question(opened) == ["Noor: A canary", "Jonas: Two @Noor canaries", *before]
    shown = await card(opened, "Friday wins")
    assert not [s for s in spans_of(shown.card) if isinstance(s, Mention)]


async def test_an_answer_can_be_changed_and_each_member_has_one(opened: Town) -> None:
    await answer(opened, "noor", "First")
    await answer(opened, "noor", "Second")
    await opened.minute_passes()
    assert (await question(opened))[0] == "Noor: Second"
    assert await count(opened, prompt_answers) == 1


async def test_that_somebody_answered_is_told_and_what_they_said_is_not(opened: Town) -> None:
    told: list[AnsweredPrompt] = []

    async def hears(_service: object, facts: Sequence[AnsweredPrompt]) -> None:
        told.extend(facts)

    engine = opened.hearth.engine
    heard = {**engine.listeners, AnsweredPrompt: [(Givings, hears)]}
    opened.hearth = replace(opened.hearth, engine=replace(engine, listeners=heard))
    await answer(opened, "noor", "A canary")
    [fact] = told
    assert fact.at == opened.clock.now() - SECOND
    assert "canary" not in repr(fact)


async def test_the_newest_answers_that_fit_are_shown_and_the_others_counted(opened: Town) -> None:
    await opened.lets_in(*(f"Person {n:02d}" for n in range(MOST_ANSWERS + 2)))
    handles = [p.id for p in await opened.world.people("town") if p.name.startswith("Person")]
    for n, handle in enumerate(handles):
        await answer(opened, handle, f"Answer {n}")
    await opened.minute_passes()
    shown = await question(opened)
    assert shown[:MOST_ANSWERS] == [f"Person {n:02d}: Answer {n}" for n in range(2, MOST_ANSWERS + 2)]
    assert shown[MOST_ANSWERS] == "and 2 more"
    for handle in handles:
        await answer(opened, handle, "x" * 500)
    await opened.minute_passes()
    long = [line for line in await question(opened) if "xxx" in line]
    assert len(long) == ANSWERS_CHARACTERS // (500 + len("Person 00"))


async def test_an_answer_too_long_comes_back_in_its_form(opened: Town) -> None:
    asked = await opened.presses("noor", (await card(opened, "Friday wins")).card, "Answer")
    reply = await opened.fills("noor", asked.form, {"answer": "x" * 501})
    assert reply.form is not None
    assert (reply.form.wrong, len(reply.form.fields[0].value)) == ("answer", 501)
    assert await count(opened, prompt_answers) == 0


async def test_a_date_without_a_question_has_no_answer_button(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well" deck:none')
    await at(home, 4.1)
    shown = await card(home, "Friday wins")
    assert not [b for b in shown.card.blocks if isinstance(b, Buttons)]
    async with home.database.reading() as session:
        date = await session.scalar(select(occurrences.c.id).order_by(occurrences.c.starts_at))
    reply = await home.pushes("noor", "ritual.answer", f"{date} hello")
    assert refusal(reply) == "There is no question to answer there. Nothing was changed. What comes: rhythm next"


# Forgetting


async def test_what_a_forgotten_member_gave_vanishes_from_rows_and_cards(announced: Town) -> None:
    await rsvp(announced, "noor", "Going")
    await rsvp(announced, "jonas", "Going")
    await at(announced, 4.1)
    await answer(announced, "noor", "A canary")
    await answer(announced, "jonas", "A sparrow")
    await announced.minute_passes()
    await announced.types("noor", "/my forget sure:yes")
    await announced.minute_passes()
    assert await announcement(announced) == f"{COMING}\nWho comes: Jonas\n{BOTH}"
    assert (await question(announced))[0] == "Jonas: A sparrow"
    assert (await count(announced, rsvps), await count(announced, prompt_answers)) == (1, 1)
    async with announced.database.reading() as session:
        texts = [p for p in await session.scalars(select(deliveries.c.payload)) if p]
    assert not [p for p in texts if "canary" in p or "Noor" in p]


async def test_an_export_holds_what_a_member_gave(opened: Town) -> None:
    await answer(opened, "noor", "A canary")
    await opened.types("noor", "/my export")
    assert any("A canary" in opened.text(m) for m in await opened.mail("noor"))


# An announcement that came only when it was sent again


async def test_a_card_that_was_sent_again_is_kept_up_to_date(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await home.world.drop_room(SPACE, home.rooms[SPACE])
    await at(home, 3.1)
    notice = (await home.mail("maria"))[-1]
    home.rooms[SPACE] = (await home.world.add_room(SPACE, "lounge", private=False, by="maria")).id
    await home.types("maria", "/community settings home:#lounge")
    await home.presses("maria", notice.card, "Try again")
    await home.waits(SECOND)
    [shown] = await home.reads("noor", "lounge")
    await home.presses("noor", shown.card, "Going")
    [shown] = await home.reads("noor", "lounge")
    assert home.text(shown) == f"{COMING}\nWho comes: Noor\n{BOTH}"
