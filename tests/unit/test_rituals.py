"""`ritual`: what stewards and members can do about rituals, and what happens around each date."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.sandbox.read import pressed, sight
from bot.beats import BeatState
from bot.cards import Card, Reply
from bot.deliveries import State
from bot.rhythm.asking import TRIAL
from storage.tables.engine import beats, deliveries
from storage.tables.rhythm import occurrences, ritual_drafts, rituals
from tests.worlds.town import BEGIN, SPACE, Town, buttons

WINS = '/ritual create "Friday wins" "every Friday 10:00" "What went well"'
DAY = timedelta(days=1)
NOT = "Nothing was changed."


@pytest.fixture
async def wins(home: Town) -> Town:
    """Return the same with a ritual every Friday at ten in Copenhagen; it is Monday at nine."""
    await home.starts_ritual("maria", WINS)
    return home


async def refused(town: Town, person: str, line: str) -> str:
    """Return the one sentence with which a typed line is refused."""
    return refusal(await town.types(person, line))


def refusal(reply: Reply) -> str:
    """Return the sentence of a refusal."""
    assert reply.card is not None, reply
    assert reply.card.title == "That did not work", reply.card
    [block] = reply.card.blocks
    [sentence] = block.spans  # type: ignore[union-attr]
    assert isinstance(sentence, str)
    return sentence


async def planned(town: Town) -> list[tuple[str, str]]:
    """Return the beats about dates that are still due: (kind, local day and time in Copenhagen)."""
    async with town.database.reading() as session:
        about_dates = beats.c.kind.startswith("ritual.") & (beats.c.kind != TRIAL)
        due = select(beats).where(beats.c.state == BeatState.DUE.value, about_dates)
        rows = (await session.execute(due.order_by(beats.c.due_at))).all()
    return [(r.kind.removeprefix("ritual."), f"{r.due_at + timedelta(hours=1):%a %d %H:%M}") for r in rows]


async def states(town: Town) -> list[str]:
    """Return the states of all dates, in order."""
    async with town.database.reading() as session:
        return list(await session.scalars(select(occurrences.c.state).order_by(occurrences.c.starts_at)))


async def count(town: Town, table: object = rituals) -> int:
    async with town.database.reading() as session:
        return len((await session.execute(select(table))).all())  # type: ignore[call-overload]


async def titles(town: Town, person: str | None = None) -> list[str]:
    """Return the titles of what Hearth has posted in the general room."""
    return [str(m.card.title) for m in await town.reads(person) if m.card is not None]


async def at(town: Town, days: float) -> None:
    """Let time pass until so many days after the beginning, Monday 09:00 in Copenhagen."""
    await town.hearth.advance_to(BEGIN + timedelta(days=days), town.clock)


FRIDAY = [
    ("announce", "Thu 26 10:00"),
    ("remind", "Fri 27 09:00"),
    ("open", "Fri 27 10:00"),
    ("worth", "Fri 27 10:45"),
]
NEXT_FRIDAY = [
    ("announce", "Thu 03 10:00"),
    ("remind", "Fri 04 09:00"),
    ("open", "Fri 04 10:00"),
    ("worth", "Fri 04 10:45"),
]


# Starting one


async def test_a_new_ritual_is_shown_with_its_next_three_dates_before_it_takes_effect(home: Town) -> None:
    shown = await home.types("maria", WINS)
    assert await home.said(shown) == (
        "A new ritual\n"
        "Friday wins will open in #general, every Friday at 10:00 (Europe/Copenhagen): "
        "next Fri 27 Nov 10:00, Fri 4 Dec 10:00, Fri 11 Dec 10:00.\n"
        "Why it is worth 45 minutes: “What went well”\n"
        "It is a trial: after 60 days or 8 dates those who came are asked whether to keep it.\n"
        "[Start] [Drop it]\n"
        "Nothing is posted before you say so."
    )
    assert (await count(home), await planned(home)) == (0, [])
    started = await home.presses("maria", shown.card, "Start")
    assert "opens in #general on Fri 27 Nov 10:00" in await home.said(started)
    assert (await count(home), await planned(home)) == (1, FRIDAY)


async def test_pressing_start_twice_starts_it_once(home: Town) -> None:
    shown = await home.types("maria", WINS)
    await home.presses("maria", shown.card, "Start")
    again = refusal(await home.presses("maria", shown.card, "Start"))
    assert again.startswith("That is decided already")
    assert (await count(home), await planned(home)) == (1, FRIDAY)


async def test_the_same_press_coming_twice_acts_once(home: Town) -> None:
    shown = await home.types("maria", WINS)
    assert shown.card is not None
    start = next(b for b in buttons(shown.card) if b.label == "Start")
    seen = await sight(home.world, SPACE, "maria", home.rooms[SPACE])
    press = pressed(seen, "one-press", start.action, start.value)
    first, second = await home.sends(press), await home.sends(press)
    assert first.card is not None
    assert first.card.title == "It is set"
    assert second.card is not None
    assert second.card.title == "Done already"
    assert await count(home) == 1


async def test_a_dropped_draft_cannot_be_started(home: Town) -> None:
    shown = await home.types("maria", WINS)
    assert (await home.presses("maria", shown.card, "Drop it")) is not None
    assert refusal(await home.presses("maria", shown.card, "Start")).startswith("That is decided already")
    assert (await count(home), await count(home, ritual_drafts)) == (0, 0)


async def test_the_starter_ritual_of_set_up_waits_for_its_yes(town: Town) -> None:
    founded = await town.sets_up()
    assert await planned(town) == []
    first = await town.presses("maria", founded.card, "See the first ritual")
    await town.presses("maria", first.card, "Start")
    assert [p for p in await planned(town) if p[0] == "open"] == [("open", "Tue 24 10:00")]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('/ritual create "Friday wins" "every Friday 10:00"', None),
        (
            '/ritual create "---" "every Friday 10:00" "Why"',
            f"A name needs a letter or a number. {NOT}",
        ),
        (
            f'/ritual create "{"x" * 61}" "every Friday 10:00" "Why"',
            f"That name has 61 characters; at most 60 fit. {NOT}",
        ),
        (
            f'/ritual create "Wins" "every Friday 10:00" "{"x" * 201}"',
            f"That value has 201 characters; at most 200 fit. {NOT}",
        ),
        (WINS + " minutes:0", f"Between 1 and 1440 minutes, please. {NOT}"),
        (WINS + " minutes:1441", f"Between 1 and 1440 minutes, please. {NOT}"),
        (WINS + " minutes:soon", f"minutes is a whole number, and “soon” is not one. {NOT}"),
        (WINS + " guests:maybe", f"guests is one of: no, yes, alternating. “maybe” is not among them. {NOT}"),
        (WINS + " room:#nowhere", f"I do not know the room “#nowhere”. Write # and pick it. {NOT}"),
    ],
)
async def test_what_cannot_be_used_is_refused_in_one_sentence(home: Town, line: str, sentence: str | None) -> None:
    reply = await home.types("maria", line)
    if sentence is None:
        assert reply.form is not None
        assert [f.name for f in reply.form.fields] == ["name", "when", "value", "room", "guests"]
        assert [f.value for f in reply.form.fields][:2] == ["Friday wins", "every Friday 10:00"]
    else:
        assert refusal(reply) == sentence
    assert (await count(home), await count(home, ritual_drafts)) == (0, 0)


@pytest.mark.parametrize(
    "when",
    ["12/11/2026 10:00", "every Friday", "sometimes", "2025-03-01 10:00", "every Friday 10:00 Mars/Phobos", "25:00"],
)
async def test_an_ambiguous_past_or_unreadable_date_is_refused_with_nothing_half_done(home: Town, when: str) -> None:
    sentence = await refused(home, "maria", f'/ritual create "Wins" "{when}" "Why"')
    assert NOT in sentence
    assert sentence.count("\n") == 0
    assert (await count(home), await count(home, ritual_drafts)) == (0, 0)


async def test_a_wrong_answer_comes_back_in_its_form_at_its_field(home: Town) -> None:
    asked = await home.types("maria", "/ritual create")
    answers = {"name": "Wins", "when": "sometimes", "value": "Why", "room": "", "guests": ""}
    again = (await home.fills("maria", asked.form, answers)).form
    assert again is not None
    assert (again.wrong, {f.name: f.value for f in again.fields}) == ("when", answers)
    assert NOT in again.error
    done = await home.fills("maria", again, answers | {"when": "every Friday 10:00"})
    assert done.card is not None
    assert done.card.title == "A new ritual"


async def test_a_taken_name_is_refused_at_once_and_again_when_it_is_started(wins: Town) -> None:
    taken = f"There is a ritual called “friday WINS” already. {NOT} Choose another name."
    other = WINS.replace("Friday wins", "friday WINS")
    assert await refused(wins, "maria", other) == taken
    # Two drafts of one name: whoever starts second is told.
    drafts = [await wins.types("maria", WINS.replace("Friday wins", "Twice")) for _ in range(2)]
    await wins.presses("maria", drafts[0].card, "Start it too")
    again = refusal(await wins.presses("maria", drafts[1].card, "Start it too"))
    assert again == f"There is a ritual called “Twice” already. {NOT} Choose another name."
    assert await count(wins) == 2


async def test_a_private_room_is_no_place_for_a_ritual(home: Town) -> None:
    await home.world.add_room(SPACE, "secret", private=True, by="maria")
    said = await refused(home, "maria", WINS + " room:#secret")
    assert said == f"A ritual needs a room that everybody sees. {NOT}"


@pytest.mark.parametrize(
    "line", [WINS, "/ritual edit Friday wins minutes:30", "/ritual skip Friday wins", "/ritual pause Friday wins",
             "/ritual resume Friday wins", "/ritual retire Friday wins"]
)  # fmt: skip
async def test_only_stewards_change_rituals(wins: Town, line: str) -> None:
    before = await planned(wins)
    said = await refused(wins, "jonas", line)
    assert said == f"Only stewards can do that. {NOT} See who they are: steward list"
    assert await planned(wins) == before


@pytest.mark.parametrize("verb", ["show", "preview", "edit", "skip", "pause", "resume", "retire"])
async def test_an_unknown_name_is_said_with_what_to_try(wins: Town, verb: str) -> None:
    extra = " minutes:30" if verb == "edit" else ""
    said = await refused(wins, "maria", f'/ritual {verb} "Sunday blues"{extra}')
    assert said == f"I know no ritual called “Sunday blues” here. {NOT} Try: ritual list."


# Looking


async def test_members_see_what_there_is(wins: Town) -> None:
    assert await wins.said(await wins.types("jonas", "/ritual list")) == (
        "Rituals\nFriday wins · every Friday at 10:00 (Europe/Copenhagen) · next Fri 27 Nov 10:00"
    )
    shown = await wins.said(await wins.types("jonas", "/ritual show friday WINS"))
    assert "Next: Fri 27 Nov 10:00, Fri 4 Dec 10:00, Fri 11 Dec 10:00" in shown
    assert "Worth it: too few answers to show" in shown
    assert shown.endswith("\n[Going] [Maybe] [Not going]")
    assert "[Pause]" not in shown  # a member steers nothing
    assert "[Pause]" in await wins.said(await wins.types("maria", "/ritual show Friday wins"))
    preview = await wins.said(await wins.types("jonas", "/ritual preview Friday wins"))
    assert preview.startswith("Coming up: Friday wins\nWhat went well\nFri 27 Nov 10:00, for 45 minutes.")
    assert preview.endswith("Fri 27 Nov 10:00, Fri 4 Dec 10:00, Fri 11 Dec 10:00")


async def test_there_is_something_to_read_when_there_is_no_ritual(home: Town) -> None:
    assert "ritual create" in await home.said(await home.types("jonas", "/ritual list"))
    assert "ritual create" in await home.said(await home.types("jonas", "/rhythm next"))


# Changing one


async def test_a_change_is_shown_first_and_moves_the_beats_when_it_is_wanted(wins: Town) -> None:
    shown = await wins.types("maria", '/ritual edit "Friday wins" when:"every Thursday 15:00" minutes:30')
    assert await planned(wins) == FRIDAY
    await wins.presses("maria", shown.card, "Change it")
    moved = [("remind", "Thu 26 14:00"), ("open", "Thu 26 15:00"), ("worth", "Thu 26 15:30")]
    assert await planned(wins) == [("announce", "Wed 25 15:00"), *moved]


async def test_a_change_that_takes_what_was_there_keeps_every_beat_once(wins: Town) -> None:
    shown = await wins.types("maria", '/ritual edit "Friday wins" value:"Another reason"')
    await wins.presses("maria", shown.card, "Change it")
    assert await planned(wins) == FRIDAY
    await at(wins, 7)
    assert await titles(wins) == [
        "Coming up: Friday wins",
        "In an hour: Friday wins",
        "Friday wins",
        "Worth it?",
    ]


async def test_of_two_changes_at_once_the_second_is_told(wins: Town) -> None:
    one = await wins.types("maria", '/ritual edit "Friday wins" minutes:30')
    two = await wins.types("maria", '/ritual edit "Friday wins" minutes:60')
    await wins.presses("maria", one.card, "Change it")
    said = refusal(await wins.presses("maria", two.card, "Change it"))
    assert said == f"Somebody changed it a moment before. {NOT} Look and try again: ritual list"
    shown = await wins.said(await wins.types("maria", "/ritual show Friday wins"))
    assert "Minutes: 30" in shown


@pytest.mark.parametrize("meanwhile", ["skip", "pause", "retire"])
async def test_a_change_of_what_was_changed_meanwhile_is_refused(wins: Town, meanwhile: str) -> None:
    change = await wins.types("maria", '/ritual edit "Friday wins" minutes:30')
    await wins.types("maria", f"/ritual {meanwhile} Friday wins")
    before = await planned(wins)
    said = refusal(await wins.presses("maria", change.card, "Change it"))
    assert said == f"Somebody changed it a moment before. {NOT} Look and try again: ritual list"
    assert await planned(wins) == before


async def test_a_change_of_nothing_and_a_change_of_name_to_a_taken_one_are_refused(wins: Town) -> None:
    await wins.starts_ritual("maria", WINS.replace("Friday wins", "Other"))
    said = await refused(wins, "maria", '/ritual edit "Friday wins" minutes:45')
    assert said.startswith("Nothing was given to change.")
    said = await refused(wins, "maria", '/ritual edit "Friday wins" new-name:OTHER')
    assert said == f"There is a ritual called “OTHER” already. {NOT} Choose another name."
    shown = await wins.types("maria", '/ritual edit "Friday wins" new-name:"FRIDAY wins"')
    await wins.presses("maria", shown.card, "Change it")
    assert "FRIDAY wins" in await wins.said(await wins.types("maria", "/ritual list"))


async def test_edit_without_a_change_asks_for_one(wins: Town) -> None:
    reply = await wins.types("maria", "/ritual edit Friday wins")
    assert reply.form is not None
    assert reply.form.fields[0].value == "Friday wins"


async def test_a_resting_ritual_can_be_changed_and_goes_on_resting(wins: Town) -> None:
    await wins.types("maria", "/ritual pause Friday wins")
    shown = await wins.types("maria", '/ritual edit "Friday wins" when:"every Thursday 15:00"')
    done = await wins.presses("maria", shown.card, "Change it")
    assert done.card is not None
    assert done.card.title != "That did not work", done.card
    assert await planned(wins) == []
    await wins.types("maria", "/ritual resume Friday wins")
    assert ("open", "Thu 26 15:00") in await planned(wins)


# Skip, pause, resume, retire


async def test_skipping_takes_back_the_next_date_and_plans_the_one_after(wins: Town) -> None:
    said = await wins.said(await wins.types("maria", "/ritual skip Friday wins"))
    assert "Fri 27 Nov 10:00" in said
    assert "Fri 4 Dec 10:00" in said
    assert (await planned(wins), await states(wins)) == (NEXT_FRIDAY, ["dropped", "planned"])
    await at(wins, 5)
    assert await titles(wins) == []  # it was not announced, so nobody needs to hear


async def test_skipping_a_date_that_was_announced_says_so_where_it_was_announced(wins: Town) -> None:
    await at(wins, 3.5)
    assert await titles(wins) == ["Coming up: Friday wins"]
    await wins.types("maria", "/ritual skip Friday wins")
    assert len(await titles(wins)) == 2
    last = (await wins.reads("jonas"))[-1]
    assert "Fri 27 Nov 10:00" in wins.text(last)
    await at(wins, 5)
    assert len(await titles(wins)) == 2


async def test_a_named_date_is_skipped_and_the_next_one_stays(wins: Town) -> None:
    await wins.types("maria", "/ritual skip Friday wins date:2026-12-04")
    assert await planned(wins) == FRIDAY
    shown = await wins.said(await wins.types("maria", "/ritual show Friday wins"))
    assert "Next: Fri 27 Nov 10:00, Fri 11 Dec 10:00, Fri 18 Dec 10:00" in shown


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ("2026-12-05", f"There is no coming date of it on 2026-12-05. {NOT}"),
        ("2026-11-20", f"There is no coming date of it on 2026-11-20. {NOT}"),
        ("12/04/2026", f"“12/04/2026” is not a date. Write it like 2026-12-24. {NOT}"),
        ("someday", f"“someday” is not a date. Write it like 2026-12-24. {NOT}"),
    ],
)
async def test_what_is_no_coming_date_cannot_be_skipped(wins: Town, date: str, sentence: str) -> None:
    assert await refused(wins, "maria", f"/ritual skip Friday wins date:{date}") == sentence
    assert await planned(wins) == FRIDAY


async def test_skipping_twice_skips_two_dates(wins: Town) -> None:
    await wins.types("maria", "/ritual skip Friday wins")
    await wins.types("maria", "/ritual skip Friday wins")
    assert ("open", "Fri 11 10:00") in await planned(wins)
    assert await states(wins) == ["dropped", "dropped", "planned"]


async def test_a_resting_ritual_does_nothing_until_it_is_woken(wins: Town) -> None:
    said = await wins.said(await wins.types("maria", "/ritual pause Friday wins"))
    assert said.startswith("Friday wins rests")
    assert (await planned(wins), await states(wins)) == ([], ["dropped"])
    for verb in ("pause", "skip"):
        again = await refused(wins, "maria", f"/ritual {verb} Friday wins")
        assert again == f"It is resting. {NOT} Wake it with: ritual resume"
    await at(wins, 8)
    assert await titles(wins) == []
    await wins.types("maria", "/ritual resume Friday wins")
    assert await planned(wins) == NEXT_FRIDAY
    assert await refused(wins, "maria", "/ritual resume Friday wins") == f"It is not resting. {NOT}"


async def test_pausing_and_resuming_at_once_brings_the_same_date_back_once(wins: Town) -> None:
    await wins.types("maria", "/ritual pause Friday wins")
    await wins.types("maria", "/ritual resume Friday wins")
    assert (await planned(wins), await states(wins)) == (FRIDAY, ["planned"])
    await at(wins, 4.2)
    assert (await titles(wins)).count("Friday wins") == 1


async def test_a_retired_ritual_is_over_and_its_name_is_free(wins: Town) -> None:
    await wins.types("maria", "/ritual retire Friday wins")
    assert (await planned(wins), await states(wins)) == ([], ["dropped"])
    said = await refused(wins, "maria", "/ritual show Friday wins")
    assert said == f"I know no ritual called “Friday wins” here. {NOT} Try: ritual list."
    await wins.starts_ritual("maria", WINS)
    assert await planned(wins) == FRIDAY


@pytest.mark.parametrize("verb", ["skip", "pause", "retire"])
async def test_what_is_owed_and_not_yet_sent_is_taken_back(wins: Town, verb: str) -> None:
    await wins.clock.travel(wins.clock.now() + 3 * DAY + timedelta(hours=1))
    wakeups = wins.hearth.wakeups
    assert wakeups is not None
    drain, wakeups.drain = wakeups.drain, _nothing
    await wins.hearth.engine.pulse()
    await wins.types("maria", f"/ritual {verb} Friday wins")
    wakeups.drain = drain
    await wins.hearth.pulse()
    assert "Coming up: Friday wins" not in await titles(wins)
    async with wins.database.reading() as session:
        row = (await session.execute(select(deliveries).order_by(deliveries.c.seq))).first()
    assert row is not None
    assert row.state == State.WITHDRAWN.value


async def _nothing(lane: str) -> None:
    """Send nothing: the platform cannot be reached."""


# Around each date


async def test_a_week_of_a_ritual_is_announced_reminded_opened_and_asked_about(wins: Town) -> None:
    await at(wins, 4.5)
    posts = await wins.reads("jonas")
    assert [f"{m.at + timedelta(hours=1):%a %H:%M}" for m in posts] == [
        "Thu 10:00",
        "Fri 09:00",
        "Fri 10:00",
        "Fri 10:45",
    ]
    announced, reminded, opened, asked = (wins.text(m) for m in posts)
    assert announced == (
        "Coming up: Friday wins\nWhat went well\nFri 27 Nov 10:00, for 45 minutes.\n[Going] [Maybe] [Not going]"
    )
    assert reminded == "In an hour: Friday wins\nFriday wins begins at 10:00."
    assert opened.startswith("Friday wins\nWhat went well\nToday's question: “")
    assert opened.endswith("Next time: Fri 4 Dec 10:00")
    assert "[Yes] [So-so] [No]" in asked
    assert await planned(wins) == NEXT_FRIDAY


async def test_what_comes_often_is_only_opened_and_asked_about(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Stand-up" "every weekday 10:00" "See each other"')
    await at(home, 2.2)
    assert await titles(home) == ["Stand-up", "Worth it?"] * 3


async def test_a_single_date_ends_the_rituals_beats(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Party" "2026-11-28 18:00" "Cake"')
    await at(home, 7)
    assert (await titles(home))[-2:] == ["Party", "Worth it?"]
    assert await planned(home) == []
    await home.types("maria", "/ritual pause Party")
    said = await refused(home, "maria", "/ritual resume Party")
    assert said == f"It has no date left. {NOT} Give it a new rhythm: ritual edit"
    said = await refused(home, "maria", "/ritual preview Party")
    assert said == f"It has no date left. {NOT} Give it a new rhythm: ritual edit"


# Late


async def away(town: Town, days: float) -> None:
    """Let Hearth be away until so many days after the beginning, and then come back."""
    await town.clock.travel(BEGIN + timedelta(days=days))
    await town.hearth.pulse()


async def desk(town: Town) -> list[str]:
    """Return what the steward was told of Hearth's being away."""
    return [town.text(m) for m in await town.mail("maria") if m.card and m.card.title == "I was away"]


HOUR = 1 / 24


async def test_a_moment_missed_by_less_than_its_grace_is_still_done(wins: Town) -> None:
    await away(wins, 4 + 1 * HOUR + 1.5 * HOUR)  # Friday 11:30: the reminder is past, opening and question are not
    assert await titles(wins) == ["Friday wins", "Worth it?"]
    assert await states(wins) == ["ended", "planned"]


async def test_a_missed_moment_is_skipped_and_the_desk_is_told_once(wins: Town) -> None:
    await away(wins, 5)  # Saturday 09:00
    assert await titles(wins) == []
    assert await states(wins) == ["missed", "planned"]
    assert await planned(wins) == NEXT_FRIDAY
    assert await desk(wins) == []
    await away(wins, 5.01)
    [told] = await desk(wins)
    assert told == (
        "I was away\n"
        "Something was due on Thu 26 Nov 10:00 and I was not there; I came back on Sat 28 Nov 09:00.\n"
        "Left out, so that nothing stale was posted:\n"
        "Friday wins · 1 date\n"
        "2 smaller moments passed too: announcements, reminders, questions or weekly messages.\n"
        "What a ritual does about that is yours to say: ritual edit NAME late:latest-once"
    )
    await away(wins, 5.5)
    assert len(await desk(wins)) == 1


async def test_many_missed_weeks_are_one_notice_and_the_rhythm_goes_on(wins: Town) -> None:
    await away(wins, 30)
    assert await titles(wins) == []
    await away(wins, 30.01)
    [told] = await desk(wins)
    assert "Friday wins · 4 dates" in told
    assert (await states(wins)) == ["missed"] * 4 + ["planned"]
    assert [p for p in await planned(wins) if p[0] == "open"] == [("open", "Fri 25 10:00")]
    await at(wins, 32.5)
    assert (await titles(wins))[-2:] == ["Friday wins", "Worth it?"]


async def test_moments_of_two_rituals_that_waited_together_are_each_done_in_their_order(home: Town) -> None:
    # B's question is due after A's; whoever comes back finds A's question, B's opening and B's question at once.
    await home.starts_ritual("maria", '/ritual create "A" "every weekday 10:00" "Why"')
    await home.starts_ritual("maria", '/ritual create "B" "every weekday 10:50" "Why"')
    await at(home, 1.2 * HOUR)
    assert await titles(home) == ["A"]
    await away(home, 3 * HOUR)
    assert sorted(await titles(home)) == ["A", "B", "Worth it?", "Worth it?"]
    assert (await states(home))[:2] == ["ended", "ended"]


# Was it worth it?


async def answer(town: Town, who: Sequence[str], label: str) -> Reply:
    reply = Reply()
    for person in who:
        question = next(m.card for m in await town.reads(person) if m.card and m.card.title == "Worth it?")
        reply = await town.presses(person, question, label)
    return reply


async def test_totals_are_shown_from_five_answers_on_and_the_last_answer_counts(wins: Town) -> None:
    await wins.lets_in("Ada", "Ben")
    await at(wins, 4.5)
    await answer(wins, ["maria", "jonas", "aisha", "noor"], "Yes")
    question = (await wins.reads("jonas"))[-1]
    assert "Yes 4" not in wins.text(question)
    assert "%" not in wins.text(question)
    await answer(wins, ["noor"], "No")
    shown = await wins.said(await wins.types("jonas", "/ritual show Friday wins"))
    assert "Worth it: too few answers to show" in shown
    await answer(wins, ["ada"], "Yes")
    shown = await wins.said(await wins.types("jonas", "/ritual show Friday wins"))
    assert "Worth it: 80 % yes of 5 answers" in shown
    question = (await wins.reads("jonas"))[-1]
    assert question.edited
    assert "4" in wins.text(question)


async def test_an_answer_to_what_has_not_ended_is_refused(wins: Town) -> None:
    await at(wins, 4 + 1.2 * HOUR)
    async with wins.database.reading() as session:
        ident = await session.scalar(select(occurrences.c.id).where(occurrences.c.state == "opened"))
    seen = await sight(wins.world, SPACE, "jonas", wins.rooms[SPACE])
    reply = await wins.sends(pressed(seen, "early", "ritual.worth", f"{ident} yes"))
    assert "here. Nothing was changed. Try: ritual list." in refusal(reply)


async def test_hidden_commands_cannot_be_typed(wins: Town) -> None:
    card: Card | None = (await wins.types("maria", "/ritual worth abc yes")).card
    assert card is not None
    assert "I do not know" in await wins.said(Reply(card))
