"""Question boxes: what is asked, by whom it can be told, what stewards do with it, and what the guest said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.keys import AccountId
from bot.voices.questions import HEARD_EVERY, heard_at, mask_of
from storage.tables import metadata
from storage.tables.questions import question_boxes, questions
from tests.worlds.saying import refusal
from tests.worlds.town import Town

NOT = "Nothing was changed."
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
HOUR = '/ritual create "Guest hour" "every Thursday 16:00" "A voice from outside" guests:yes'
EMPTY = (
    "Questions for Ada Lovelace\n"
    "Guest hour · Thu 26 Nov 16:00 · Engines\n"
    "What would you ask over a cup of coffee? The first question is the hardest.\n"
    "[Ask]\n"
    "Ask with your name or without it. What most people want to know comes first."
)


@pytest.fixture
async def box(home: Town) -> Town:
    """Return a town in which Ada comes on Thursday, so that her box is open."""
    await home.starts_ritual("maria", HOUR)
    await home.types("jonas", '/guest suggest "Ada Lovelace" topic:Engines')
    asked = await home.types("maria", "/guest invite Ada Lovelace")
    await home.presses("maria", asked.card, "They said yes")
    return home


async def says(town: Town, person: str, line: str) -> str:
    return await town.said(await town.types(person, line))


async def approves(town: Town, *words: str, person: str = "noor") -> None:
    """Let somebody ask, and a steward approve it."""
    for each in words:
        await town.types(person, f'/question ask "{each}"')
    await town.waits(QUARTER)
    shown = await town.presses("maria", (await town.types("maria", "/question list")).card, "Show")
    for _each in words:
        shown = await town.presses("maria", shown.card, "Approve")


async def wall(town: Town) -> list[str]:
    await town.minute_passes()
    return [town.text(m) for m in await town.reads("noor")]


async def rows(town: Town) -> list[tuple[str, dict[str, Any]]]:
    """Return every row of every table, with the table's name."""
    async with town.database.reading() as session:
        return [
            (t.name, dict(r)) for t in metadata.sorted_tables for r in (await session.execute(select(t))).mappings()
        ]


async def ids_of(town: Town, person: str) -> set[str]:
    """Return every id by which Hearth and the platform know somebody."""
    found = [r for name, r in await rows(town) if name == "accounts" and r["external_id"] == person]
    return {str(found[0][c]) for c in ("id", "member_id", "external_id", "name")}


# Without a name


async def test_no_row_ties_a_question_without_a_name_to_whoever_asked(box: Town) -> None:
    noor = await ids_of(box, "noor")
    await box.types("noor", "/rhythm next")
    await box.waits(timedelta(hours=1, minutes=7, seconds=33))
    moment = box.clock.now()
    before = await rows(box)
    await box.types("noor", "/question ask Why do engines hum?")
    at_once = [(t, r) for t, r in await rows(box) if (t, r) not in before]
    assert {t for t, _r in at_once} == {"accounts", "beats", "calls_seen", "question_keys", "questions"}
    await box.waits(QUARTER)
    await box.minute_passes()
    after = [(t, r) for t, r in await rows(box) if (t, r) not in before]
    assert {t for t, _r in after} == {t for t, _r in at_once} | {"deliveries", "question_boxes"}
    theirs = [r for _t, r in after if noor & set(map(str, r.values()))]
    assert [t for t, r in after if r in theirs] == ["accounts"]
    # Their account says when they called; nothing else of that question does, not even what the stewards got.
    assert [t for t, r in after if any(v == moment for v in r.values() if isinstance(v, datetime))] == ["accounts"]
    near = [
        (t, c)
        for t, r in after
        for c, v in r.items()
        if isinstance(v, datetime) and t not in {"accounts", "calls_seen"} and v.second + v.microsecond
    ]
    assert near == []


async def test_the_asker_alone_finds_their_question_and_may_take_it_back(box: Town) -> None:
    said = await says(box, "noor", "/question ask Why do engines hum?")
    assert said == (
        "Asked: Ada Lovelace\n"
        "Why do engines hum?\n"
        "I keep no name with it: no member and no steward can see that it was you. "
        "In a small group your words may still give you away.\n"
        "A steward reads it first, which can take a while. Where it stands, and how to take it back: question list"
    )
    own = await box.presses("noor", (await box.types("noor", "/question list")).card, "Yours")
    assert await box.said(own) == (
        "Your questions\n"
        "1. Why do engines hum? · Ada Lovelace: waits for a steward\n"
        "[Take back 1]\n"
        "Only you see this. Those without your name are found by trying whether they are yours."
    )
    none = "Your questions\nYou have asked nothing that still waits or was answered."
    assert await box.said(await box.pushes("maria", "question.mine", "")) == none
    async with box.database.reading() as session:
        ident = await session.scalar(select(questions.c.id))
    assert NOT in refusal(await box.pushes("maria", "question.withdraw", str(ident)))
    gone = await box.presses("noor", own.card, "Take back 1")
    assert await box.said(gone) == "Taken back\nIt is gone, with its votes: Why do engines hum?"
    assert NOT in refusal(await box.presses("noor", own.card, "Take back 1"))
    assert await box.said(await box.pushes("noor", "question.mine", "")) == none


async def test_forgetting_takes_the_questions_without_a_name_too(box: Town) -> None:
    await approves(box, "Why do engines hum?", "Who paid for it?")
    await box.types("noor", "/my forget sure:yes")
    async with box.database.reading() as session:
        assert (await session.execute(select(questions))).all() == []
    assert "hum" not in "\n".join(await wall(box))


async def test_an_export_shows_them_and_leaves_nothing_that_ties_them_to_a_name(box: Town) -> None:
    await box.types("noor", "/question ask Why do engines hum?")
    await box.types("noor", '/question ask "Who paid for it?" who:named')
    reply = await box.said(await box.types("noor", "/my export"))
    first = "Without your name I keep these words of yours; I show them here and send them nowhere:"
    assert f"{first}\n“Why do engines hum?”\n" in reply
    mail = "\n".join(box.text(m) for m in await box.mail("noor"))
    assert "Who paid for it?" in mail
    assert "Why do engines hum?" not in mail
    assert '"mask"' not in mail


@given(st.datetimes(timezones=st.just(UTC)))
def test_stewards_hear_at_a_quarter_that_is_still_to_come(now: datetime) -> None:
    at = heard_at(now)
    assert now < at <= now + HEARD_EVERY
    assert (at.minute % 15, at.second, at.microsecond) == (0, 0, 0)


@given(st.text(max_size=20), st.text(max_size=20), st.text(min_size=1, max_size=16))
def test_with_another_box_or_key_somebody_is_somebody_else(key: str, box: str, account: str) -> None:
    mine = mask_of(key, box, AccountId(account))
    assert mine == mask_of(key, box, AccountId(account))
    assert mine not in {mask_of(key, f"{box}x", AccountId(account)), mask_of(f"{key}x", box, AccountId(account))}
    assert account not in mine or len(account) < 3


# The box


async def test_a_box_opens_five_days_before_or_at_once(home: Town) -> None:
    await home.starts_ritual("maria", HOUR)
    await home.types("jonas", '/guest suggest "Ada Lovelace" topic:Engines')
    await home.types("jonas", '/guest suggest "Grace Hopper" topic:Engines')
    for name in ("Ada Lovelace", "Grace Hopper"):
        asked = await home.types("maria", f"/guest invite {name}")
        await home.presses("maria", asked.card, "They said yes")
    assert await wall(home) == [EMPTY]
    await home.waits(timedelta(days=5, hours=7) - timedelta(seconds=1))
    assert sum(t.startswith("Questions for Grace Hopper") for t in await wall(home)) == 0
    await home.waits(timedelta(seconds=1))
    assert (await wall(home))[-1] == EMPTY.replace("26 Nov", "3 Dec").replace("Ada Lovelace", "Grace Hopper")


async def test_two_ask_stewards_approve_and_the_card_follows(box: Town) -> None:
    assert await wall(box) == [EMPTY]
    await box.types("noor", "/question ask Why do engines hum?")
    said = await says(box, "aisha", '/question ask "Who paid <@maria> for it?" who:named')
    assert said.split("\n")[1:3] == ["Who paid @Maria for it?", "I pass it on under your name."]
    assert await wall(box) == [EMPTY]
    await box.waits(QUARTER)
    notice = (await box.mail("maria"))[-1]
    assert box.text(notice) == (
        "Questions for Ada Lovelace\n"
        "Guest hour · Thu 26 Nov 16:00 · Engines\n"
        "2 questions wait for a steward to read them.\n"
        "[Show]\n"
        "You get this because you are a steward. Members see a question once one of you approves it."
    )
    shown = await box.presses("maria", notice.card, "Show")
    seen = set[str]()
    for _each in range(2):
        seen.add((await box.said(shown)).split("\n")[-4 if "more waits" in await box.said(shown) else -3])
        shown = await box.presses("maria", shown.card, "Approve")
    assert seen == {"Without a name:", "Aisha asks:"}
    assert (await box.said(shown)).endswith(
        "Questions for Ada Lovelace\nNothing waits for you now.\n2 questions are in the box.\n[Tidy up]"
    )
    stands = (await wall(box))[0].split("\n")
    assert sorted(stands[2:4]) == ["0 votes · Who paid @Maria for it? — Aisha", "0 votes · Why do engines hum?"]
    assert stands[4] == "[Ask] [Vote]"
    assert box.text((await box.mail("maria"))[-1]) == "Questions for Ada Lovelace\nNothing waits for you now."


async def test_votes_decide_the_order_once_a_member_and_not_for_ones_own(box: Town) -> None:
    await approves(box, "Why do engines hum?", "Who paid for it?")
    page = await box.types("jonas", "/question list")
    lines = (await box.said(page)).split("\n")
    number = next(i for i, t in enumerate(lines[2:4], 1) if "Who paid" in t)
    voted = await box.presses("jonas", page.card, f"Vote {number}")
    assert (await box.said(voted)).split("\n")[1:5] == [
        "Your vote counts.",
        "Guest hour · Thu 26 Nov 16:00 · Engines",
        "1. 1 vote · Who paid for it? · with your vote",
        "2. 0 votes · Why do engines hum?",
    ]
    assert (await wall(box))[0].split("\n")[2:4] == ["1 vote · Who paid for it?", "0 votes · Why do engines hum?"]
    own = await box.types("noor", "/question list")
    assert refusal(await box.presses("noor", own.card, "Vote 1")) == (
        f"It is your own: you want to know that anyway. {NOT}"
    )
    back = await box.said(await box.presses("jonas", voted.card, "Take back 1"))
    assert back.split("\n")[1] == "Your vote is taken back."
    assert "1 vote" not in (await wall(box))[0]


async def test_what_is_refused_comes_back_with_its_words_and_is_not_kept(box: Town) -> None:
    assert await says(box, "noor", "/question ask ?!?") == (
        "That did not work\nA question needs words. Nothing was kept.\nYour words: ?!?"
    )
    for number in range(3):
        await box.types("noor", f"/question ask What is {number} to you?")
    assert await says(box, "noor", "/question ask And then?") == (
        "That did not work\n"
        "You have 3 questions in that box; that is enough for one guest. Take one back first.\n"
        "Your words: And then?"
    )
    assert (await says(box, "aisha", '/question ask "Why?" guest:Nobody')).split("\n")[1] == (
        "No box is open for that guest. Open now: Ada Lovelace."
    )
    async with box.database.reading() as session:
        assert len((await session.execute(select(questions))).all()) == 3
    assert "at most 300 fit" in refusal(await box.types("noor", f'/question ask "{"x" * 301}"'))


async def test_what_says_the_same_stands_as_one(box: Town) -> None:
    await approves(box, "Why do engines hum?", "Who paid for it?")
    await box.types("aisha", "/question ask Why the humming?")
    await box.waits(QUARTER)
    shown = await box.presses("maria", (await box.types("maria", "/question list")).card, "Show")
    same = await box.presses("maria", shown.card, "Says the same as …")
    lines = (await box.said(same)).split("\n")
    assert lines[:2] == ["Put them together", "Which one says the same as “Why the humming?”?"]
    number = next(t[0] for t in lines if "Why do engines hum?" in t)
    done = await box.said(await box.presses("maria", same.card, number))
    assert done.split("\n")[:2] == ["They stand as one", "“Why do engines hum?”"]
    assert NOT in refusal(await box.presses("maria", same.card, number))
    assert "humming" not in (await wall(box))[0]
    own = await box.said(await box.pushes("aisha", "question.mine", ""))
    assert own.split("\n")[1] == "1. Why the humming? · Ada Lovelace: together with “Why do engines hum?”"
    listed = await box.types("aisha", "/question list")
    number = next(t[0] for t in (await box.said(listed)).split("\n") if "engines" in t)
    assert "your own" in refusal(await box.presses("aisha", listed.card, f"Vote {number}"))


async def test_a_steward_says_why_not_and_only_the_asker_reads_it(box: Town) -> None:
    await box.types("noor", "/question ask Is <@jonas> lazy?")
    await box.waits(QUARTER)
    shown = await box.presses("maria", (await box.types("maria", "/question list")).card, "Show")
    form = await box.presses("maria", shown.card, "Not this one")
    await box.fills("maria", form.form, {"reason": "Ask the guest, not about us."})
    own = await box.said(await box.pushes("noor", "question.mine", ""))
    assert own.split("\n")[1] == "1. Is @Jonas lazy? · Ada Lovelace: not taken: Ask the guest, not about us."
    assert NOT in refusal(await box.presses("maria", shown.card, "Approve"))
    assert await wall(box) == [EMPTY]


# Answers and afterwards


async def answers(town: Town, number: int, words: str, person: str = "maria") -> str:
    page = await town.types(person, "/question list")
    form = await town.presses(person, page.card, f"Answer {number}")
    return await town.said(await town.fills(person, form.form, {"answer": words}))


async def test_answers_stand_under_the_guests_name_and_the_best_liked_in_the_recap(box: Town) -> None:
    await approves(box, "Why do engines hum?", "Who paid for it?")
    await box.waits(4 * DAY)
    notice = (await box.mail("maria"))[-1]
    assert box.text(notice) == (
        "Questions for Ada Lovelace\n"
        "Guest hour · Thu 26 Nov 16:00 · Engines\n"
        "2 questions have no answer here yet. A few words of what was said are enough.\n"
        "[See them]\n"
        "You get this once, because you are a steward. Tomorrow what is left is kept for the next time."
    )
    assert "[Answer 1] [Answer 2]" in await box.said(await box.presses("maria", notice.card, "See them"))
    assert await answers(box, 1, "They are happy.\nVery.") == (
        "Answered\nIt stands under Ada Lovelace's name in the rooms. To change it, answer once more: question list"
    )
    await box.minute_passes()
    assert "\n1 question has no answer here yet." in box.text((await box.mail("maria"))[-1])
    posted = next(m for m in await box.reads("noor") if m.card is not None and m.card.title == "Ada Lovelace answers")
    lines = box.text(posted).split("\n")
    question, other = lines[1], ({"Why do engines hum?", "Who paid for it?"} - {lines[1]}).pop()
    assert lines[2:] == ["They are happy.", "Very.", "[That helped]"]
    assert posted.under is not None
    assert await box.said(await box.presses("jonas", posted.card, "That helped")) == (
        "Thank you\nNoted: it helped you. Press again to take that back."
    )
    stands = [t for t in await wall(box) if t.startswith("Ada Lovelace answers")]
    assert stands[0].endswith("[That helped]\nIt helped 1 member.")
    await box.waits(DAY)
    assert (await wall(box))[-1] == (
        "What we asked Ada Lovelace\n"
        "1 question was answered.\n"
        f"Best liked (it helped 1 member): “{question}” They are happy. Very.\n"
        "1 question is carried over to the next time."
    )
    own = await box.said(await box.pushes("noor", "question.mine", ""))
    assert f"{other} · Ada Lovelace: kept for the next guest" in own


async def test_what_nobody_answered_waits_for_the_next_guest(box: Town) -> None:
    await approves(box, "Why do engines hum?")
    await box.waits(5 * DAY)
    assert (await wall(box))[-1] == (
        "What we asked Ada Lovelace\n"
        "None of the questions was answered this time. That happens.\n"
        "1 question is carried over to the next time."
    )
    opened = await says(box, "maria", '/question open "Grace Hopper" "Guest hour"')
    assert opened == (
        "Questions for Grace Hopper\n"
        "Members can ask Grace Hopper until Thu 3 Dec 16:45. "
        "The box stands in the rooms, and you hear of what comes in.\n[Ask]"
    )
    assert (await wall(box))[-1].split("\n")[2] == "0 votes · Why do engines hum? (carried over from Ada Lovelace)"
    assert "hum" not in next(t for t in await wall(box) if t.startswith("Questions for Ada"))


async def test_of_a_box_in_which_nobody_asked_there_is_no_recap(box: Town) -> None:
    await box.waits(5 * DAY)
    assert not [t for t in await wall(box) if t.startswith("What we asked")]
    assert next(t for t in await wall(box) if t.startswith("Questions")).endswith(
        "It is over. Nobody had a question this time."
    )


# Dates that change, guests who do not come


async def test_a_box_moves_with_its_date_and_closes_with_it(box: Town) -> None:
    await approves(box, "Why do engines hum?")
    draft = await box.types("maria", '/ritual move "Guest hour" "Friday 17:00"')
    await box.presses("maria", draft.card, "Move it")
    assert (await wall(box))[0].split("\n")[1] == "Guest hour · Fri 27 Nov 17:00 · Engines"
    await box.types("maria", '/ritual skip "Guest hour"')
    assert (await wall(box))[0] == (
        "Questions for Ada Lovelace\n"
        "You do not meet Ada Lovelace on Fri 27 Nov 17:00 after all.\n"
        "1 question is kept for the next time."
    )
    assert (await says(box, "noor", "/question list")).split("\n")[1].startswith("No question box is open now.")


async def test_a_no_closes_the_box(box: Town) -> None:
    async with box.database.reading() as session:
        ident = await session.scalar(select(question_boxes.c.guest_id))
    await box.pushes("maria", "guest.decline", str(ident))
    assert await wall(box) == [
        "Questions for Ada Lovelace\nYou do not meet Ada Lovelace on Thu 26 Nov 16:00 after all."
    ]


async def test_a_steward_opens_a_box_for_any_date(home: Town) -> None:
    said = await says(home, "maria", '/question open "Ada <@jonas> *L*" "Thu 3 Dec 16:00"')
    assert said.split("\n")[1].startswith("Members can ask Ada @Jonas *L* until Thu 3 Dec 17:00.")
    assert (await wall(home))[0].split("\n")[:2] == ["Questions for Ada @Jonas *L*", "Thu 3 Dec 16:00"]
    again = refusal(await home.types("maria", '/question open "Ada <@jonas> *L*" "Thu 3 Dec 16:00"'))
    assert again == f"A box for Ada @Jonas *L* is open for that date already. {NOT} See it: question list"
    for when in ("every Thursday 16:00", "soon", "yesterday"):
        assert NOT in refusal(await home.types("maria", f'/question open Ada "{when}"'))
    assert "Only stewards" in refusal(await home.types("noor", '/question open Ada "Thu 3 Dec 16:00"'))
    await approves(home, "Why?")
    await home.waits(timedelta(days=10, hours=8))
    await answers(home, 1, "Because.")
    assert (await wall(home))[-1].startswith("Ada @Jonas *L* answers\nWhy?\nBecause.")


async def test_nobody_opens_a_box_for_somebody_else_on_a_guests_date(box: Town) -> None:
    assert refusal(await box.types("maria", '/question open "Grace Hopper" "Guest hour"')) == (
        f"Ada Lovelace comes on that date. {NOT} Who comes: guest slot"
    )
    assert refusal(await box.types("maria", '/question open "ada lovelace" "guest hour"')) == (
        f"A box for Ada Lovelace is open for that date already. {NOT} See it: question list"
    )


async def test_a_hundred_questions_fit_and_are_paged(box: Town) -> None:
    async with box.database.reading() as session:
        found = (await session.execute(select(question_boxes))).mappings().one()
    async with box.database.writing() as session:
        await session.execute(
            questions.insert(),
            [
                {
                    "id": f"q{n:03}",
                    "community_id": found["community_id"],
                    "box_id": found["id"],
                    "asked_in": found["id"],
                    "state": "approved",
                    "asked_on": box.clock.now().date(),
                    "text": f"{n} " + "x" * 290,
                    "mask": "m",
                    "reason": "",
                    "answer": "",
                    "posts": "[]",
                }
                for n in range(100)
            ],
        )
    page = await box.types("jonas", "/question list")
    assert "Page 1 of 20." in await box.said(page)
    page = await box.presses("jonas", page.card, "More")
    voted = await box.presses("jonas", page.card, "Vote 5")
    assert "Page 2 of 20." in await box.said(voted)
    lines = (await wall(box))[0].split("\n")
    assert (lines[2].split(" x")[0], lines[10]) == ("1 vote · 9", "and 92 more")


# More than one box, and a rest


async def test_of_two_boxes_the_sooner_is_asked_unless_a_guest_is_named(box: Town) -> None:
    await box.types("maria", '/question open "Grace Hopper" "Fri 4 Dec 09:00"')
    assert (await says(box, "noor", "/question ask Why do engines hum?")).split("\n")[0] == "Asked: Ada Lovelace"
    named = '/question ask "Why nanoseconds?" guest:"grace  hopper" who:named'
    assert (await says(box, "noor", named)).split("\n")[0] == "Asked: Grace Hopper"
    listed = await box.types("noor", "/question list")
    assert "Other boxes:\n[Grace Hopper]" in await box.said(listed)
    other = await box.presses("noor", listed.card, "Grace Hopper")
    assert (await box.said(other)).split("\n")[0] == "Questions for Grace Hopper"
    await box.waits(QUARTER)
    titles = [str(m.card.title) for m in await box.mail("maria") if m.card is not None]
    assert titles.count("Questions for Ada Lovelace") == titles.count("Questions for Grace Hopper") == 1


async def test_what_no_steward_has_read_goes_on_and_they_hear_of_it(box: Town) -> None:
    await box.types("maria", '/question open "Ada Lovelace" "Fri 4 Dec 09:00"')
    await box.waits(3 * DAY)
    await box.types("noor", "/question ask Why do engines hum?")
    await box.types("maria", '/ritual skip "Guest hour"')
    await box.waits(QUARTER)
    notice = (await box.mail("maria"))[-1]
    assert box.text(notice).split("\n")[1:3] == [
        "Fri 4 Dec 09:00 · Engines",
        "1 question waits for a steward to read it.",
    ]
    shown = await box.presses("maria", notice.card, "Show")
    await box.presses("maria", shown.card, "Approve")
    stands = [t for t in await wall(box) if t.startswith("Questions") and "4 Dec" in t]
    assert stands[0].split("\n")[2] == "0 votes · Why do engines hum? (carried over from Ada Lovelace)"


async def test_while_the_community_rests_boxes_do_too_and_go_on_after_it(home: Town) -> None:
    await home.types("maria", '/question open "Grace Hopper" "Fri 4 Dec 09:00"')
    await home.types("noor", "/question ask Why nanoseconds?")
    paused = await home.types("maria", "/community pause 2026-11-30")
    await home.presses("maria", paused.card, "Rest quietly")
    await home.waits(6 * DAY)
    boxes = [m for m in await home.mail("maria") if m.card is not None and m.card.title == "Questions for Grace Hopper"]
    assert boxes == []
    await home.waits(2 * DAY)
    told = (await home.mail("maria"))[-1]
    assert "1 question waits for a steward to read it." in home.text(told)
    await home.waits(5 * DAY)
    stands = next(t for t in await wall(home) if t.startswith("Questions"))
    assert stands.endswith("It is over, so nothing new is asked here.")


async def test_a_steward_who_left_hears_nothing_and_another_one_does(box: Town) -> None:
    await box.types("maria", "/steward add @jonas")
    await box.leaves("maria")
    before = len(await box.mail("maria"))
    await box.types("noor", "/question ask Why do engines hum?")
    await box.waits(QUARTER)
    assert box.text((await box.mail("jonas"))[-1]).split("\n")[0] == "Questions for Ada Lovelace"
    assert len(await box.mail("maria")) == before
