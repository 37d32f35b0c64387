"""`circle review`: once a quarter its stewards say whether a circle is alive; silence lets it rest, never ends it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.circles.model import State
from bot.circles.reviews import ANSWER_WITHIN, ASK, LAST_WORD, REMIND, REST, Review, due, moment
from bot.keys import CircleId, CommunityId
from storage.tables.circles import circles
from storage.tables.engine import beats
from tests.worlds.saying import says
from tests.worlds.town import BEGIN, Town, buttons

MENTORS = '/circle create "Mentors" "How we mentor" @jonas'
SHOW = "/circle show Mentors"
ASKED_ON = timedelta(days=7, hours=1)
"""When the circle of these stories is asked about: what happens in the weeks before is another story."""
PEOPLE = ("maria", "jonas", "aisha", "noor")
DAY = timedelta(days=1)


async def about(town: Town, person: str) -> list[str]:
    """Return the titles of what somebody was sent about reviews."""
    titles = [m.card.title for m in await town.mail(person) if m.card is not None]
    return [str(t) for t in titles if t in {"Still alive?", "It is dormant"}]


async def planned(town: Town) -> list[tuple[str, datetime]]:
    """Return what is planned for circles, as (kind, when)."""
    async with town.database.reading() as session:
        due_now = (beats.c.state == "due") & beats.c.kind.like("circle.%")
        rows = await session.execute(select(beats.c.kind, beats.c.due_at).where(due_now).order_by(beats.c.due_at))
        return [(r.kind, r.due_at) for r in rows]


async def row(town: Town) -> tuple[str, date]:
    async with town.database.reading() as session:
        found = (await session.execute(select(circles).where(circles.c.name == "Mentors"))).one()
        return found.state, found.review_on


@pytest.fixture
async def mentors(home: Town) -> Town:
    """Return a town with a private circle of three, of whom two are its stewards."""
    await home.types("maria", MENTORS + " people:@aisha review:2026-11-30")
    await home.types("aisha", "/circle join Mentors")
    return home


async def test_a_new_circle_is_asked_about_in_a_quarter_at_ten_in_its_zone(home: Town) -> None:
    await home.types("maria", MENTORS)
    assert await planned(home) == [(ASK, datetime(2027, 2, 21, 9, tzinfo=UTC))]


async def test_nobody_is_asked_before_the_day_of_the_review(mentors: Town) -> None:
    assert await planned(mentors) == [(ASK, datetime(2026, 11, 30, 9, tzinfo=UTC))]
    await mentors.waits(ASKED_ON - DAY)
    assert {p: await about(mentors, p) for p in PEOPLE} == {p: [] for p in PEOPLE}


async def test_at_its_review_the_stewards_alone_are_asked_once(mentors: Town) -> None:
    await mentors.waits(ASKED_ON)
    asked = {p: await about(mentors, p) for p in PEOPLE}
    assert asked == {"maria": ["Still alive?"], "jonas": ["Still alive?"], "aisha": [], "noor": []}
    assert mentors.text((await mentors.mail("jonas"))[-1]) == (
        "Still alive?\n"
        "Is Mentors still alive?\n"
        "I read nothing there; somebody last joined, answered a date or used a command on Mon 23 Nov.\n"
        "[Keep it] [Merge into…] [Close it]\n"
        "You get this because you are its steward. One answer is enough; to set the date: circle review"
    )
    shown = await says(mentors, "maria", SHOW)
    assert "I asked on Mon 30 Nov whether it is still alive.\n" in shown
    assert "\n[Keep it] [Merge into…]\n" in shown
    assert "I asked on" not in await says(mentors, "aisha", SHOW)


async def test_one_answer_keeps_it_for_a_quarter_and_a_second_press_changes_nothing(mentors: Town) -> None:
    await mentors.waits(ASKED_ON)
    card = (await mentors.mail("jonas"))[-1].card
    for _ in range(2):
        kept = await mentors.presses("jonas", card, "Keep it")
        assert await mentors.said(kept) == "Kept\nMentors goes on. I ask its stewards again on Sun 28 Feb."
        assert await planned(mentors) == [(ASK, datetime(2027, 2, 28, 9, tzinfo=UTC))]
    await mentors.waits(ANSWER_WITHIN + LAST_WORD + DAY)
    assert await about(mentors, "maria") == ["Still alive?"]
    assert await row(mentors) == ("open", date(2027, 2, 28))


async def test_silence_makes_it_dormant_after_one_last_reminder_and_anybody_in_it_revives_it(mentors: Town) -> None:
    await mentors.waits(ASKED_ON + ANSWER_WITHIN)
    assert await about(mentors, "maria") == ["Still alive?", "Still alive?"]
    last = mentors.text((await mentors.mail("maria"))[-1])
    assert last == (
        "Still alive?\n"
        "Nobody has answered yet whether Mentors is still alive. This is my last reminder.\n"
        "Without an answer it is dormant from Mon 21 Dec on: nothing is deleted, and anybody in it can revive it.\n"
        "[Keep it] [Merge into…] [Close it]\n"
        "You get this because you are its steward."
    )
    await mentors.waits(LAST_WORD)
    assert (await row(mentors))[0] == "dormant"
    assert mentors.text((await mentors.mail("maria"))[-1]) == (
        "It is dormant\n"
        "Nobody answered, so Mentors is dormant now. Its room, its people and what was said stay as they are.\n"
        "[Revive] [Merge into…] [Archive it]"
    )
    room = await mentors.room("mentors")
    assert room is not None
    assert (room.archived, room.people) == (False, frozenset({"maria", "jonas", "aisha"}))
    assert await planned(mentors) == []
    shown = await mentors.types("aisha", SHOW)
    said = await mentors.said(shown)
    assert "Nobody answered its review. Nothing is deleted, and anybody in it can revive it.\n" in said
    assert "\n[Revive]\n" in said
    assert "Stands: dormant, since Mon 21 Dec" in await mentors.said(shown)
    revived = await mentors.presses("aisha", shown.card, "Revive")
    assert await mentors.said(revived) == (
        "Revived\nMentors is open again. I ask its stewards on Sun 21 Mar how it goes."
    )
    assert await row(mentors) == ("open", date(2027, 3, 21))
    assert await mentors.said(await mentors.presses("aisha", shown.card, "Revive")) == (
        "That did not work\nIt is not dormant. Nothing was changed."
    )
    assert [k for k, _at in await planned(mentors)] == [ASK]


async def test_keeping_a_dormant_circle_by_an_old_button_revives_it(mentors: Town) -> None:
    await mentors.waits(ASKED_ON)
    card = (await mentors.mail("jonas"))[-1].card
    await mentors.waits(ANSWER_WITHIN + LAST_WORD)
    assert "Revived" in await mentors.said(await mentors.presses("jonas", card, "Keep it"))
    assert (await row(mentors))[0] == "open"


@pytest.mark.parametrize("after", [DAY, ANSWER_WITHIN + DAY])
async def test_what_people_do_there_answers_for_them(mentors: Town, after: timedelta) -> None:
    await mentors.waits(ASKED_ON + after)
    await mentors.types("jonas", "/circle invite Mentors @noor")
    before = await about(mentors, "maria")
    await mentors.waits(ANSWER_WITHIN + LAST_WORD)
    assert await about(mentors, "maria") == before
    assert (await row(mentors))[0] == "open"
    assert [k for k, _at in await planned(mentors)] == [ASK]


async def test_leaving_is_no_sign_of_life(mentors: Town) -> None:
    await mentors.waits(ASKED_ON + DAY)
    await mentors.types("aisha", "/circle leave Mentors")
    await mentors.waits(ANSWER_WITHIN + LAST_WORD)
    assert (await row(mentors))[0] == "dormant"


async def test_the_date_can_be_set_by_hand(mentors: Town) -> None:
    said = await says(mentors, "maria", "/circle review Mentors on:2026-12-01")
    assert said == "The next review\nI ask the stewards of Mentors on Tue 1 Dec whether it is still alive."
    assert await planned(mentors) == [(ASK, datetime(2026, 12, 1, 9, tzinfo=UTC))]
    assert "Is Mentors still alive?" in await says(mentors, "maria", "/circle review Mentors")
    for text, sentence in (
        ("soon", "“soon” is not a date. Write it like 2027-03-01. Nothing was changed."),
        ("2026-11-23", "The review must lie ahead. Nothing was changed."),
    ):
        assert sentence in await says(mentors, "maria", f"/circle review Mentors on:{text}")
    assert "Only a steward of that circle" in await says(mentors, "aisha", "/circle review Mentors on:2026-12-01")
    assert "I know no circle called" in await says(mentors, "noor", "/circle review Mentors")
    assert await planned(mentors) == [(ASK, datetime(2026, 12, 1, 9, tzinfo=UTC))]


async def test_nothing_is_asked_while_the_community_rests_and_all_is_planned_anew_after(mentors: Town) -> None:
    await mentors.types("maria", "/circle review Mentors on:2026-12-01")
    asked = await mentors.types("maria", "/community pause until:2026-12-20")
    assert asked.card is not None
    await mentors.presses("maria", asked.card, buttons(asked.card)[0].label)
    await mentors.waits(timedelta(days=20))
    assert await about(mentors, "maria") == []
    await mentors.waits(timedelta(days=10))
    assert await about(mentors, "maria") == ["Still alive?"]


async def test_a_closed_circle_is_asked_about_no_more(mentors: Town) -> None:
    await mentors.types("maria", "/circle close Mentors sure:yes")
    assert await planned(mentors) == []


async def test_a_circle_without_a_steward_is_not_judged(mentors: Town) -> None:
    await mentors.leaves("aisha")
    await mentors.leaves("jonas")
    await mentors.leaves("maria")
    await mentors.waits(ASKED_ON + ANSWER_WITHIN + LAST_WORD + DAY)
    assert (await row(mentors))[0] == "open"


# Two become one


async def test_merging_invites_everybody_and_moves_nobody(mentors: Town) -> None:
    await mentors.types("maria", '/circle create "Guides" "How we guide" @jonas')
    await mentors.types("noor", "/circle list")
    assert await mentors.values_offered("maria", ("circle", "merge"), "into") == ["Guides", "Mentors"]
    assert await mentors.values_offered("aisha", ("circle", "merge"), "into") == []
    asked = await mentors.types("maria", "/circle merge Mentors Guides")
    assert await mentors.said(asked) == (
        "Merge them?\n"
        "Mentors would be closed, and 1 person invited to Guides. Nobody is moved: each decides for themselves.\n"
        "[Merge] [Leave it]"
    )
    assert (await row(mentors))[0] == "open"
    merged = await mentors.presses("maria", asked.card, "Merge")
    assert await mentors.said(merged) == (
        "Merged\nMentors is closing, with thanks to everybody in it. Invited to Guides: 1 person."
    )
    assert mentors.text((await mentors.mail("aisha"))[-1]).startswith("An invitation\n@Maria invites you to Guides")
    old, new = await mentors.room("mentors"), await mentors.room("guides")
    assert old is not None
    assert new is not None
    assert (old.archived, new.people) == (True, frozenset({"maria", "jonas"}))
    assert "I know no such circle" in await mentors.said(await mentors.presses("maria", asked.card, "Merge"))


async def test_one_merges_only_into_what_one_looks_after(mentors: Town) -> None:
    await mentors.types("maria", "/steward add @noor")
    await mentors.types("noor", '/circle create "Guides" "How we guide" @aisha kind:listed')
    await mentors.types("noor", '/circle create "Hidden" "Unseen" @aisha')
    for into, sentence in (
        ("Guides", "You need to be a steward of both circles, and both open. Nothing was changed."),
        ("Mentors", "That is the same circle. Nothing was changed."),
        ("Hidden", "I know no circle called “Hidden” here. Nothing was changed. Try: circle list."),
        ("Nothing", "I know no circle called “Nothing” here. Nothing was changed. Try: circle list."),
    ):
        assert sentence in await says(mentors, "maria", f"/circle merge Mentors {into} sure:yes")
    assert (await row(mentors))[0] == "open"


# The rule

INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from(["Europe/Copenhagen", "Pacific/Apia", "America/St_Johns", "UTC"])


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.none() | INSTANTS, INSTANTS, ZONES)
def test_the_next_moment_never_lies_in_the_past_and_the_last_word_gets_its_time(
    day: date, asked: datetime | None, now: datetime, zone: str
) -> None:
    review = Review(CircleId("c"), CommunityId("n"), State.OPEN, day, asked, None)
    kind, when = due(review, zone, now)
    assert when >= now
    if asked is None:
        assert (kind, when) == (ASK, max(now, moment(day, zone)))
    else:
        assert kind in {REMIND, REST}
        assert (kind == REMIND) == (asked + ANSWER_WITHIN > now)
        assert when >= asked + ANSWER_WITHIN


def test_only_what_came_after_the_question_answers_it() -> None:
    for given_at, answered in ((None, False), (BEGIN, False), (BEGIN + DAY, True)):
        review = Review(CircleId("c"), CommunityId("n"), State.OPEN, BEGIN.date(), BEGIN, given_at)
        assert review.answered_by_life is answered
