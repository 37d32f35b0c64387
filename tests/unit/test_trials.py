"""Trials: how they are said, how long they run, who is asked, and what comes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.cards import Buttons, Card, Reply
from bot.errors import Invalid
from bot.keys import AccountId, CommunityId, MemberId, RitualId
from bot.rhythm import trial_texts
from bot.rhythm.trial_terms import MOST_DATES, MOST_DAYS, USUAL, Terms, length_said, read_terms
from bot.rhythm.trials import (
    SETTLED,
    Decision,
    Stage,
    Trial,
    Verdict,
    Voice,
    core,
    counted_voices,
    new_trial,
)
from storage.tables.rhythm import rituals
from storage.tables.trials import trial_voices, trials
from tests.worlds.town import BEGIN, Town

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CREATE = '/ritual create "Friday wins" "every Friday 10:00" "What went well" deck:none minutes:30'


def a_trial(terms: Terms = USUAL) -> Trial:
    return new_trial("t", CommunityId("c"), RitualId("r"), terms, NOW)


# How they are said


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("90 days", Terms(90, None)),
        ("12 runs", Terms(None, 12)),
        ("12 dates", Terms(None, 12)),
        (" 1  Date ", Terms(None, 1)),
        ("6 weeks or 8 times", Terms(42, 8)),
        ("8 dates or 60 days", USUAL),
        ("3months", Terms(90, None)),
        ("none", None),
        ("0", None),
        ("0 days", None),
        ("No", None),
    ],
)
def test_a_trial_is_said_in_days_or_dates(said: str, meant: Terms | None) -> None:
    assert read_terms(said) == meant


@pytest.mark.parametrize(
    "said", ["soon", "", "8", "8 dates or 9 dates", "-3 days", "8 dates and 60 days", "<@U1> days"]
)
def test_what_is_no_trial_is_refused_at_its_field(said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_terms(said)
    assert refused.value.field == "trial"
    assert refused.value.sentence.endswith("Try: 60 days, 8 dates, or none. Nothing was changed.")


@pytest.mark.parametrize("said", [f"{MOST_DAYS + 1} days", f"{MOST_DATES + 1} dates", "14 months"])
def test_a_trial_without_end_is_refused(said: str) -> None:
    with pytest.raises(Invalid, match="A trial takes at most 366 days or 100 dates"):
        read_terms(said)


@given(
    days=st.none() | st.integers(1, MOST_DAYS),
    dates=st.none() | st.integers(1, MOST_DATES),
)
def test_what_is_shown_of_a_trial_can_be_typed(days: int | None, dates: int | None) -> None:
    if days or dates:
        assert read_terms(length_said(Terms(days, dates))) == Terms(days, dates)


# How long they run


def test_a_trial_is_over_with_its_days_if_there_was_a_date() -> None:
    trial = a_trial()
    assert not trial.ends_now(3, NOW + 60 * DAY - HOUR)
    assert trial.ends_now(3, NOW + 60 * DAY)
    assert not trial.ends_now(0, NOW + 60 * DAY)


def test_a_trial_is_over_a_day_after_its_last_date() -> None:
    at = NOW + 50 * DAY
    assert a_trial().after_dates(7, at) == a_trial()
    ended = a_trial().after_dates(8, at)
    assert (ended.due, ended.ends_now(8, at), ended.ends_now(8, at + SETTLED)) == (at + SETTLED, False, True)
    # The days are over sooner than that: they count.
    late = NOW + 60 * DAY - HOUR
    assert a_trial().after_dates(8, late) == a_trial()


def test_a_trial_without_a_date_waits_for_the_first_one() -> None:
    at = NOW + 70 * DAY
    assert a_trial().after_dates(0, at) == a_trial()
    assert a_trial().after_dates(1, at).due == at + SETTLED


def test_a_trial_by_dates_alone_has_no_day() -> None:
    trial = a_trial(Terms(None, 2))
    assert trial.due is None
    assert trial.after_dates(1, NOW + 900 * DAY) == trial
    assert trial.after_dates(2, NOW + 900 * DAY).due == NOW + 901 * DAY


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400)), max_size=5))
def test_a_rest_makes_a_trial_longer_by_as_much(rests: list[tuple[int, int]]) -> None:
    trial, at, rested = a_trial(), NOW, timedelta()
    for before, length in rests:
        at += before * HOUR
        trial = trial.rest(at).rest(at + HOUR)  # resting twice changes nothing
        at += length * HOUR
        assert not trial.ends_now(8, at + 900 * DAY)
        trial = trial.go_on(at).go_on(at + HOUR)
        rested += length * HOUR
    assert trial.due == NOW + 60 * DAY + rested


def test_stewards_are_reminded_once_and_then_left_alone() -> None:
    trial = a_trial().asked(NOW)
    assert (trial.told_now(NOW + 6 * DAY), trial.told_now(NOW + 7 * DAY)) == (False, True)
    trial = trial.told([], NOW + 7 * DAY)
    assert (trial.reminded_now(NOW + 13 * DAY), trial.reminded_now(NOW + 14 * DAY)) == (False, True)
    trial = trial.told([], NOW + 14 * DAY)
    assert (trial.due, trial.reminded_now(NOW + 900 * DAY), trial.stage) == (None, False, Stage.DECIDING)
    over = trial.decided(Decision(Verdict.KEEP, "It is warm", None, NOW + 20 * DAY))
    assert not over.open


# Who is asked


def people(*names: str) -> set[MemberId]:
    return {MemberId(n) for n in names}


def test_the_core_is_the_stewards_and_whoever_came_to_half_of_the_dates() -> None:
    came = [people("ada", "eva"), people("ada"), people("bo", "eva"), people()]
    assert core([MemberId("maria"), MemberId("eva")], came) == ("maria", "eva", "ada")
    assert core([MemberId("maria")], []) == ("maria",)


@given(
    st.lists(st.sets(st.sampled_from("abcde").map(MemberId)), max_size=9),
    st.lists(st.sampled_from("abxyz").map(MemberId), unique=True),
)
def test_nobody_who_came_less_often_is_asked_and_nobody_else_left_out(
    came: list[set[MemberId]], stewards: list[MemberId]
) -> None:
    asked = core(stewards, came)
    assert len(asked) == len(set(asked))
    for member in map(MemberId, "abcdexyz"):
        times = sum(member in each for each in came)
        assert (member in asked) == (member in stewards or (times > 0 and times >= len(came) / 2))


def test_whoever_left_is_not_waited_for_and_what_they_said_counts() -> None:
    a, b, c = (MemberId(n) for n in "abc")
    voices = [Voice(a, AccountId("a"), Verdict.KEEP), Voice(b, AccountId("b"), None), Voice(c, AccountId("c"), None)]
    found = counted_voices(voices, frozenset({c}))
    assert (dict(found.verdicts), found.missing) == ({"keep": 1, "change": 0, "retire": 0}, 1)


# Told as stories


async def at(town: Town, days: float) -> None:
    await town.hearth.advance_to(BEGIN + timedelta(days=days), town.clock)


async def titled(town: Town, person: str, title: str) -> Any:
    return [m for m in await town.mail(person) if m.card is not None and m.card.title == title][-1]


async def titles(town: Town, person: str) -> list[str]:
    return [str(m.card.title) for m in await town.mail(person) if m.card is not None]


async def shows(town: Town, person: str = "maria") -> list[str]:
    said = await town.said(await town.types(person, '/ritual show "Friday wins"'))
    return said.split("\n")


async def trial_line(town: Town, person: str = "maria") -> str:
    return next((line for line in await shows(town, person) if line.startswith("Trial:")), "")


async def goes(town: Town, *people: str) -> None:
    """Say of the date that is announced that they come."""
    for person in people:
        seen = [m for m in await town.reads(person) if m.card is not None and "Coming up" in str(m.card.title)]
        await town.presses(person, seen[-1].card, "Going")


async def kept(town: Town, *columns: Any) -> list[tuple[Any, ...]]:
    async with town.database.reading() as session:
        return [tuple(r) for r in await session.execute(select(*columns))]


def labels(card: Card | None) -> list[str]:
    return [b.label for k in (card.blocks if card else ()) if isinstance(k, Buttons) for b in k.buttons]


async def decides(town: Town, card: Card, label: str, reason: str, person: str = "maria") -> Reply:
    asked = await town.presses(person, card, label)
    assert asked.form is not None, await town.said(asked)
    return await town.fills(person, asked.form, {f.name: f.value for f in asked.form.fields} | {"reason": reason})


@pytest.fixture
async def guild(home: Town) -> Town:
    """Return a town whose ritual, on trial for one date, has had it; Jonas came, Noor did not. It is Saturday."""
    await home.starts_ritual("maria", f'{CREATE} trial:"1 date"')
    await home.types("maria", "/steward add @aisha")
    await home.types("jonas", "/my budget 7")
    await at(home, 3.2)
    await goes(home, "jonas")
    await at(home, 5.5)
    return home


# Before it begins


async def test_a_new_ritual_is_a_trial_and_says_so(home: Town) -> None:
    said = (await home.said(await home.types("maria", CREATE))).split("\n")
    assert said[3:] == [
        "It is a trial: after 60 days or 8 dates those who came are asked whether to keep it.",
        "[Start] [Drop it]",
        "Nothing is posted before you say so.",
    ]
    await home.starts_ritual("maria", CREATE)
    assert await trial_line(home, "noor") == "Trial: until Fri 22 Jan, or after 8 dates."


@pytest.mark.parametrize(
    ("trial", "preview", "line"),
    [
        ("90 days", "after 90 days those", "Trial: until Sun 21 Feb."),
        ("1 run", "after 1 date those", "Trial: after 1 date."),
        ("none", "", ""),
    ],
)
async def test_a_trial_is_as_long_as_the_steward_says(home: Town, trial: str, preview: str, line: str) -> None:
    said = await home.said(await home.types("maria", f'{CREATE} trial:"{trial}"'))
    assert ("It is a trial" in said) == bool(preview)
    assert preview in said
    await home.starts_ritual("maria", f'{CREATE} trial:"{trial}"')
    assert await trial_line(home) == line


async def test_the_starter_ritual_is_a_trial(town: Town) -> None:
    founded = await town.sets_up()
    first = await town.presses("maria", founded.card, "See the first ritual")
    assert "It is a trial: after 60 days or 8 dates" in await town.said(first)
    await town.presses("maria", first.card, "Start")
    assert len(await kept(town, trials.c.id)) == 1


async def test_a_second_ritual_while_one_is_on_trial_asks_for_a_confirm(home: Town) -> None:
    second = CREATE.replace("Friday wins", "Clinic")
    early = await home.types("maria", second)
    assert "Start" in labels(early.card)
    await home.starts_ritual("maria", CREATE)
    # What was shown before the first one began is shown again.
    again = await home.presses("maria", early.card, "Start")
    assert await kept(home, rituals.c.name) == [("Friday wins",)]
    assert (await home.said(again)).split("\n")[4:] == [
        "Still on trial: Friday wins. One new ritual at a time is easier to judge.",
        "[Start it too] [Drop it]",
        "Nothing is posted before you say so.",
    ]
    await home.presses("maria", again.card, "Start it too")
    assert sorted(await kept(home, rituals.c.name)) == [("Clinic",), ("Friday wins",)]


async def test_one_that_rests_or_has_none_needs_no_confirm(home: Town) -> None:
    await home.starts_ritual("maria", CREATE)
    await home.types("maria", '/ritual pause "Friday wins"')
    await home.starts_ritual("maria", f"{CREATE.replace('Friday wins', 'Clinic')} trial:none")
    assert "Start" in labels((await home.types("maria", CREATE.replace("Friday wins", "Walk"))).card)


# The end


async def test_the_core_is_asked_a_day_after_the_last_date(guild: Town) -> None:
    asked = await titled(guild, "jonas", "Shall Friday wins stay?")
    assert guild.text(asked).split("\n")[:6] == [
        "Shall Friday wins stay?",
        "Friday wins began on Mon 23 Nov as a trial, and the trial is over. Keep it, change it or retire it?",
        "Took place: 1 date",
        "Came to a date: 1 on average",
        "Worth it: too few answers to show",
        "Replies to its questions: 0",
    ]
    assert labels(asked.card)[:3] == ["Keep it", "Change it", "Retire it"]
    assert "Shall Friday wins stay?" in await titles(guild, "maria")
    assert "Shall Friday wins stay?" in await titles(guild, "aisha")
    assert "Shall Friday wins stay?" not in await titles(guild, "noor")
    assert "Friday wins: keep, change or retire?" not in await titles(guild, "maria")
    assert await trial_line(guild) == "Trial: it is over, and those who came are asked whether to keep it."


async def test_when_all_have_answered_the_stewards_get_the_counts_at_once(guild: Town) -> None:
    for person, label in (("jonas", "Keep it"), ("maria", "Change it")):
        asked = await titled(guild, person, "Shall Friday wins stay?")
        said = await guild.said(await guild.presses(person, asked.card, label))
        assert said.startswith(f"Noted\nYou would {label.lower()}.\n")
    jonas = await titled(guild, "jonas", "Shall Friday wins stay?")
    await guild.presses("jonas", jonas.card, "Keep it")
    await guild.presses("jonas", jonas.card, "Retire it")
    await guild.presses("jonas", jonas.card, "Keep it")
    assert "Friday wins: keep, change or retire?" not in await titles(guild, "maria")
    await guild.presses("aisha", (await titled(guild, "aisha", "Shall Friday wins stay?")).card, "Keep it")
    for person in ("maria", "aisha"):
        told = await titled(guild, person, "Friday wins: keep, change or retire?")
        assert "Those who were asked: keep 2 · change 1 · retire 0" in guild.text(told).split("\n")
    assert "Friday wins: keep, change or retire?" not in await titles(guild, "jonas")


async def test_after_a_week_the_stewards_get_what_there_is_and_later_answers_count(guild: Town) -> None:
    jonas = await titled(guild, "jonas", "Shall Friday wins stay?")
    await guild.presses("jonas", jonas.card, "Keep it")
    await at(guild, 12.5)
    told = await titled(guild, "maria", "Friday wins: keep, change or retire?")
    assert "Those who were asked: keep 1 · change 0 · retire 0 · 2 have not answered" in guild.text(told)
    assert await trial_line(guild) == "Trial: it is over; the stewards decide."
    await guild.presses("jonas", jonas.card, "Retire it")
    await guild.minute_passes()
    told = await titled(guild, "maria", "Friday wins: keep, change or retire?")
    assert "Those who were asked: keep 0 · change 0 · retire 1 · 2 have not answered" in guild.text(told)


async def test_the_stewards_are_reminded_once_and_nothing_ends_by_itself(guild: Town) -> None:
    await at(guild, 19.5)
    reminder = await titled(guild, "maria", "Still open: Friday wins")
    assert guild.text(reminder).endswith(
        "This is my only reminder. Until you decide, it goes on as it is. Any time later: ritual show"
    )
    await at(guild, 34)
    assert (await titles(guild, "maria")).count("Still open: Friday wins") == 1
    assert await kept(guild, rituals.c.state) == [("active",)]
    # It can still be decided from the ritual itself.
    shown = await guild.types("maria", '/ritual show "Friday wins"')
    assert shown.card is not None
    await decides(guild, shown.card, "Keep it", "It became a habit")
    assert await kept(guild, trials.c.stage, trials.c.verdict, trials.c.reason) == [
        ("over", "keep", "It became a habit")
    ]


async def test_what_the_stewards_decide_is_kept_with_its_reason_once(guild: Town) -> None:
    await at(guild, 12.5)
    told = await titled(guild, "maria", "Friday wins: keep, change or retire?")
    later = await titled(guild, "aisha", "Friday wins: keep, change or retire?")
    said = await guild.said(await decides(guild, told.card, "Keep it", "We laughed a lot"))
    assert said == (
        "Friday wins stays\nWhy: “We laughed a lot”\nThe trial is over, and it goes on as it is. Your reason is kept."
    )
    refused = await decides(guild, later.card, "Retire it", "Nobody came", person="aisha")
    assert refused.form is not None
    assert refused.form.error == "That is decided already. Nothing was changed. How it stands: ritual show"
    await guild.minute_passes()
    shown = await titled(guild, "aisha", "Friday wins stays")
    assert guild.text(shown) == "Friday wins stays\nWhy: “We laughed a lot”"
    jonas = await titled(guild, "jonas", "Shall Friday wins stay?")
    assert "That is decided already." in await guild.said(await guild.presses("jonas", jonas.card, "Keep it"))
    assert await kept(guild, trials.c.verdict) == [("keep",)]
    assert await trial_line(guild) == ""


async def test_retiring_ends_the_ritual_and_frees_its_name(guild: Town) -> None:
    await at(guild, 12.5)
    told = await titled(guild, "maria", "Friday wins: keep, change or retire?")
    said = await guild.said(await decides(guild, told.card, "Retire it", "It was too early in the day"))
    assert said.startswith("Friday wins is retired\nWhy: “It was too early in the day”\nIt is over, with thanks.")
    assert await kept(guild, rituals.c.state) == [("retired",)]
    before = len(await guild.reads("noor"))
    await at(guild, 19.5)
    assert len(await guild.reads("noor")) == before


async def test_a_change_is_on_trial_again(guild: Town) -> None:
    await at(guild, 12.5)
    told = await titled(guild, "maria", "Friday wins: keep, change or retire?")
    changed = await decides(guild, told.card, "Change it", "An hour later")
    assert await guild.said(changed) == (
        "Friday wins changes\nWhy: “An hour later”\n[Change]\n"
        "It goes on until you change it, and is on trial again: 1 date from now."
    )
    assert (await guild.presses("maria", changed.card, "Change")).form is not None
    assert await trial_line(guild) == "Trial: after 1 date."
    await at(guild, 19.5)
    assert (await titles(guild, "maria")).count("Shall Friday wins stay?") == 2


async def test_only_those_who_are_asked_answer_and_only_stewards_decide(guild: Town) -> None:
    shown = await titled(guild, "jonas", "Shall Friday wins stay?")
    refused = await guild.said(await guild.presses("noor", shown.card, "Keep it"))
    assert refused.startswith("That did not work\nYou were not asked about this one.")
    shown_to_stewards = trial_texts.decide_buttons(a_trial()).buttons[2]
    [(trial,)] = await kept(guild, trials.c.id)
    button = replace(shown_to_stewards, value=shown_to_stewards.value.replace("t ", f"{trial} ", 1))
    reply = await decides(guild, Card("", (Buttons((button,)),)), "Retire it", "I am tired of it", person="jonas")
    assert reply.form is not None
    assert reply.form.error.startswith("Only stewards can do that. Nothing was changed.")
    assert await kept(guild, rituals.c.state) == [("active",)]


async def test_whoever_did_not_get_the_message_answers_where_the_ritual_is_shown(guild: Town) -> None:
    assert "[Keep it] [Change it] [Retire it]" in await shows(guild, "jonas")
    assert "[Keep it] [Change it] [Retire it]" not in await shows(guild, "noor")


async def test_a_steward_who_is_alone_decides_at_once(home: Town) -> None:
    await home.starts_ritual("maria", f'{CREATE} trial:"1 date"')
    await at(home, 5.5)
    told = await titled(home, "maria", "Friday wins: keep, change or retire?")
    assert "Those who were asked" not in home.text(told)
    assert "Shall Friday wins stay?" not in await titles(home, "maria")


async def test_a_member_who_wants_few_messages_reads_it_in_the_weekly_one(home: Town) -> None:
    await home.starts_ritual("maria", f'{CREATE} trial:"1 date"')
    await at(home, 3.2)
    await goes(home, "jonas")
    await home.types("jonas", "/my listen on")
    await at(home, 8)
    assert "Shall Friday wins stay?" not in await titles(home, "jonas")
    weekly = [home.text(m) for m in await home.mail("jonas")][-1]
    assert "The trial of Friday wins is over. Keep it, change it or retire it? Answer under: ritual show" in weekly


async def test_worth_it_counts_from_five_answers_on(home: Town) -> None:
    await home.lets_in("Mei", "Bo")
    await home.starts_ritual("maria", f'{CREATE} trial:"1 date"')
    await home.types("maria", "/steward add @aisha")
    await at(home, 4.1)
    question = [m for m in await home.reads("noor") if m.card is not None and m.card.title == "Worth it?"][-1]
    for person, label in (("noor", "Yes"), ("mei", "Yes"), ("bo", "So-so"), ("jonas", "No"), ("aisha", "Yes")):
        await home.presses(person, question.card, label)
    await at(home, 5.5)
    asked = home.text(await titled(home, "maria", "Shall Friday wins stay?"))
    assert "Worth it: Yes 3 · So-so 1 · No 1" in asked.split("\n")


# Resting, moving, ending


async def test_a_ritual_that_rests_lets_its_trial_rest(home: Town) -> None:
    await home.starts_ritual("maria", CREATE)
    await at(home, 10)
    await home.types("maria", '/ritual pause "Friday wins"')
    assert await trial_line(home) == "Trial: it rests, and so do its days."
    await at(home, 100)
    await home.types("maria", '/ritual resume "Friday wins"')
    assert await trial_line(home) == "Trial: until Thu 22 Apr, or after 8 dates."


async def test_a_community_that_rests_lets_its_trials_rest(home: Town) -> None:
    await home.starts_ritual("maria", f'{CREATE} trial:"20 days"')
    await at(home, 10)
    rest = await home.types("maria", "/community pause until:2026-12-14")
    await home.presses("maria", rest.card, "Rest quietly")
    # Paused by hand and resumed meanwhile: it goes on with the community.
    await home.types("maria", '/ritual pause "Friday wins"')
    await home.types("maria", '/ritual resume "Friday wins"')
    assert await trial_line(home) == "Trial: it rests, and so do its days."
    await at(home, 21.5)
    assert await trial_line(home) == "Trial: until Thu 24 Dec."
    await at(home, 30.7)
    assert "Friday wins: keep, change or retire?" in await titles(home, "maria")


async def test_a_rest_while_people_are_asked_gives_them_their_week_all_the_same(guild: Town) -> None:
    rest = await guild.types("maria", "/community pause until:2026-12-14")
    await guild.presses("maria", rest.card, "Rest quietly")
    await at(guild, 21)
    assert "Friday wins: keep, change or retire?" not in await titles(guild, "maria")
    await at(guild, 28)
    assert "Friday wins: keep, change or retire?" in await titles(guild, "maria")


async def test_moved_and_skipped_dates_do_not_confuse_a_trial(home: Town) -> None:
    await home.starts_ritual("maria", f'{CREATE} trial:"2 dates"')
    moved = await home.types("maria", '/ritual move "Friday wins" "Thursday 10:00"')
    await home.presses("maria", moved.card, "Move it")
    await at(home, 3.5)
    await home.types("maria", '/ritual skip "Friday wins"')
    changed = await home.types("maria", '/ritual edit "Friday wins" when:"every Friday 15:00" new-name:"Wins"')
    await home.presses("maria", changed.card, "Change it")
    await at(home, 18)  # the date of 4 December was left out, that of 11 December is over
    assert await kept(home, trials.c.stage) == [("running",)]
    await at(home, 19.5)
    assert "Wins: keep, change or retire?" in await titles(home, "maria")


async def test_a_trial_whose_days_are_over_waits_for_a_first_date(home: Town) -> None:
    line = CREATE.replace("every Friday 10:00", "first Friday of the month 10:00 from 1 January 2027")
    await home.starts_ritual("maria", f'{line} trial:"20 days"')
    await at(home, 38)
    assert await kept(home, trials.c.stage) == [("running",)]
    await at(home, 40.5)
    assert "Friday wins: keep, change or retire?" in await titles(home, "maria")


async def test_a_ritual_that_is_retired_takes_its_trial_along(guild: Town) -> None:
    await at(guild, 12.5)
    told = await titled(guild, "maria", "Friday wins: keep, change or retire?")
    await guild.types("aisha", '/ritual retire "Friday wins"')
    await guild.minute_passes()
    shown = await titled(guild, "maria", "Friday wins is retired")
    assert "It was retired meanwhile, so there is nothing to decide." in guild.text(shown)
    refused = await decides(guild, told.card, "Keep it", "Please")
    assert refused.form is not None
    assert refused.form.error == "It was retired meanwhile. Nothing was changed. What there is: ritual list"
    await at(guild, 21)
    assert "Still open: Friday wins" not in await titles(guild, "maria")


async def test_an_absence_asks_late_and_once(home: Town) -> None:
    await home.starts_ritual("maria", f'{CREATE} trial:"20 days"')
    await at(home, 5)
    home.clock.at = BEGIN + timedelta(days=90)
    await home.hearth.pulse()
    await at(home, 90.5)
    assert (await titles(home, "maria")).count("Friday wins: keep, change or retire?") == 1


async def test_forgetting_leaves_the_counts_without_the_person(guild: Town) -> None:
    await guild.presses("jonas", (await titled(guild, "jonas", "Shall Friday wins stay?")).card, "Retire it")
    await guild.types("jonas", "/my forget sure:yes")
    rows = await kept(guild, trial_voices.c.account_id, trial_voices.c.verdict)
    assert len(rows) == 3
    assert (None, "retire") in rows
    assert all(account for account, verdict in rows if verdict is None)
