"""From a wish to a thank-you: which step may follow which, and whose turn it is then."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.keys import AccountId, CommunityId, GuestId, RitualId, SlotId
from bot.voices import pipeline
from bot.voices.model import Guest, GuestState, Slot
from bot.voices.pipeline import Step, may
from bot.voices.rotation import PASSES_A_CYCLE
from bot.voices.turns import cycle, order_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
HOME = CommunityId("home")
MARIA = AccountId("maria")
W, A, C, H, T, D, P = (
    GuestState(s) for s in ("wished", "asked", "confirmed", "hosted", "thanked", "declined", "postponed")
)


def guest(name: str = "ada", state: GuestState = W, **more: object) -> Guest:
    base = Guest(GuestId(name), HOME, name, "", "", "", "", "", "", state, NOW, None, None)
    return replace(base, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("step", "origins"),
    [
        (Step.ASK, {W, H, T, D, P}),
        (Step.YES, {A}),
        (Step.NO, {A, C}),
        (Step.LATER, {W, A, C, H, T, D, P}),
        (Step.FREE, {A, C}),
        (Step.HOST, {C}),
        (Step.THANK, {H}),
    ],
)
def test_each_step_may_be_made_from_these_states_and_no_other(step: Step, origins: set[GuestState]) -> None:
    assert {s for s in GuestState if may(s, step)} == origins


def test_a_guest_walks_from_a_wish_to_a_thank_you() -> None:
    asked = pipeline.asked(guest(), MARIA, NOW)
    yes = pipeline.confirmed(asked, NOW + WEEK)
    hosted = pipeline.hosted(yes, NOW + 2 * WEEK, 0)
    thanked = pipeline.thanked(hosted, NOW + 3 * WEEK)
    assert [g.state for g in (asked, yes, hosted, thanked)] == [A, C, H, T]
    assert (thanked.owner, thanked.since, thanked.turns, thanked.last) == (MARIA, NOW + 3 * WEEK, 1, NOW + 2 * WEEK)


def test_a_step_that_may_not_be_made_is_a_bug() -> None:
    with pytest.raises(ValueError, match="wished cannot make the step thank"):
        pipeline.thanked(guest(), NOW)


def test_nobody_is_asked_or_confirmed_without_a_chair() -> None:
    states = {s: pipeline.standing(guest(state=s), seated=False).state for s in GuestState}
    assert states == {W: W, A: W, C: W, H: H, T: T, D: D, P: P}
    assert pipeline.standing(guest(state=A), seated=True).state is A


def test_two_noes_are_out_for_this_cycle_and_back_in_the_next() -> None:
    ada, bo = guest("ada"), guest("bo")
    for number in (1, 2):
        ada = pipeline.declined(replace(ada, state=A), NOW, cycle([ada, bo], NOW))
        assert ada.passes == number
        assert set(order_of(HOME, [ada, bo], [], NOW)) == ({"ada", "bo"} if number == 1 else {"bo"})
    bo = pipeline.hosted(replace(bo, state=C), NOW + WEEK, cycle([ada, bo], NOW))
    # Everybody who may be asked was heard: a new round begins with whoever was left out of the last one.
    assert order_of(HOME, [ada, bo], [], NOW + WEEK) == ("ada", "bo")
    for number in (1, 2):
        ada = pipeline.declined(replace(ada, state=A), NOW, cycle([ada, bo], NOW))
        assert ada.passes == number
    assert order_of(HOME, [ada, bo], [], NOW + WEEK) == ("bo",)


def test_whoever_said_no_comes_after_those_who_were_not_asked() -> None:
    everybody = [guest(n) for n in "abcdef"]
    first = order_of(HOME, everybody, [], NOW)[0]
    after = [pipeline.declined(replace(g, state=A), NOW, 0) if g.id == first else g for g in everybody]
    assert order_of(HOME, after, [], NOW)[-1] == first


def test_another_time_is_no_pass_and_ends_at_its_day() -> None:
    ada = pipeline.postponed(guest(state=A), NOW, NOW + WEEK)
    assert (ada.state, ada.passes) == (P, 0)
    assert order_of(HOME, [ada], [], NOW + WEEK - timedelta(seconds=1)) == ()
    assert order_of(HOME, [ada], [], NOW + WEEK) == ("ada",)


def test_whoever_offered_to_come_comes_first_and_once() -> None:
    everybody = [guest(n) for n in "abcdef"]
    last = order_of(HOME, everybody, [], NOW)[-1]
    offered = [replace(g, volunteered=g.id == last) for g in everybody]
    assert order_of(HOME, offered, [], NOW)[0] == last
    after = pipeline.hosted(replace(offered[[g.id for g in offered].index(GuestId(last))], state=C), NOW, 0)
    assert not after.volunteered


def test_whoever_was_away_for_three_rounds_is_heard_once_and_not_three_times() -> None:
    ada = pipeline.hosted(guest(state=C), NOW, 3)
    assert (ada.base, ada.turns) == (3, 4)


def test_who_is_asked_already_counts_as_heard_lately() -> None:
    houses = [guest(f"{h}{n}", organisation=h) for h in ("Acme", "Byte") for n in "12"]
    slot = Slot(SlotId("s"), HOME, RitualId("r"), NOW + WEEK, GuestId("Acme1"), A)
    assert order_of(HOME, houses, [slot], NOW)[0].startswith("Byte")


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("wxyz"), st.sampled_from("stu")), min_size=1, max_size=9),
    st.lists(st.sampled_from(["yes", "yes", "yes", "no", "later"]), min_size=30, max_size=30),
)
def test_nobody_comes_twice_before_everybody_who_may_be_asked_came_once(
    pool: list[tuple[str, str]], answers: list[str]
) -> None:
    """A year of weeks: whoever's turn it is says yes, no, or another time."""
    guests = {GuestId(str(n)): guest(str(n), organisation=house, topic=topic) for n, (house, topic) in enumerate(pool)}
    for week, answer in enumerate(answers):
        now = NOW + week * WEEK
        here = cycle(list(guests.values()), now)
        turn = order_of(HOME, list(guests.values()), [], now)
        if not turn:
            continue
        who = guests[GuestId(turn[0])]
        waiting = {
            g.id
            for g in guests.values()
            if not g.away(now) and g.passes_in(here) < PASSES_A_CYCLE and g.turns < who.turns
        }
        assert waiting == set()
        asked = pipeline.asked(pipeline.standing(who, seated=False), MARIA, now)
        if answer == "yes":
            guests[who.id] = pipeline.hosted(pipeline.confirmed(asked, now), now, here)
        elif answer == "no":
            guests[who.id] = pipeline.declined(asked, now, here)
        else:
            guests[who.id] = pipeline.postponed(asked, now, now + 2 * WEEK)
    turns = Counter(g.turns for g in guests.values() if not g.passes and not g.away_until)
    assert not turns or max(turns) - min(turns) <= 1
