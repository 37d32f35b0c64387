"""How familiar and how new, how long a streak holds, and whose turn an idea is: pure rules."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.keys import OccurrenceId, RitualId
from bot.spark.ideas import IDEAS, LONGEST_ABOUT, LONGEST_TITLE, offer, turns
from bot.spark.mix import SEASON, Mix, Reading, familiar_since, is_new, mixed, reading
from bot.spark.model import Held, steady
from bot.spark.streaks import QUARTER, WEEK, Streak, monday_of, streak, weeks_between, weeks_of

NOW = datetime(2027, 3, 17, 9, tzinfo=UTC)
THIS = date(2027, 3, 15)


def held(weeks_ago: float, *, nth: int = 9, people: int = 3, minutes: int = 45, ritual: str = "wins") -> Held:
    starts = NOW - timedelta(weeks=weeks_ago)
    return Held(OccurrenceId(f"o{weeks_ago}"), RitualId(ritual), ritual, starts, minutes, people, nth)


# Ideas


def test_ideas_come_with_hearth_and_fit_where_they_are_shown() -> None:
    assert len(IDEAS) >= 24
    assert len({i.key for i in IDEAS}) == len({i.title for i in IDEAS}) == len(IDEAS)
    assert all(len(i.key) <= 16 and len(i.title) <= LONGEST_TITLE and len(i.about) <= LONGEST_ABOUT for i in IDEAS)


@given(st.text(min_size=1, max_size=16), st.integers(1, 40))
def test_no_idea_comes_again_before_all_were_offered(seed: str, months: int) -> None:
    offered: list[str] = []
    for _month in range(months):
        offered += offer(seed, offered, [])
        often = [offered.count(i.key) for i in IDEAS]
        assert max(often) - min(often) <= 1
    assert turns(seed, offered) == turns(seed, tuple(reversed(offered)))


def test_members_ideas_come_first_by_turns_and_leave_room_for_one_of_ours() -> None:
    first = offer("north", [], ["one", "two", "three"])
    assert first == ("one", "two", turns("north", [])[0])
    assert offer("north", first, ["one", "two", "three"])[:2] == ("three", "one")


# The mix


def test_new_is_what_a_ritual_begins_with_what_is_wild_and_who_comes_for_the_first_time() -> None:
    assert [is_new(held(1, nth=n)) for n in (1, 2, 3)] == [True, True, False]
    assert is_new(replace(held(1), wild=True))
    assert is_new(replace(held(1), first_guest=True))
    assert is_new(replace(held(1), first_form=True))


def test_a_mix_counts_dates_and_peoples_minutes() -> None:
    runs = [held(30), held(11, people=4), held(10, nth=1, people=2), held(9, people=0)]
    assert mixed(runs, NOW - SEASON) == Mix(familiar=2, new=1, familiar_minutes=180, new_minutes=90)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ((), Reading.FAMILIAR),
        ((1,), Reading.BOTH),
        ((11,), Reading.FAMILIAR),
        ((9,), Reading.BOTH),
        ((1, 2, 3, 4, 5), Reading.BOTH),
        ((1, 2, 3, 4, 5, 6), Reading.NEW),
    ],
)
def test_a_mix_is_read_kindly_and_from_enough_dates_on(new: tuple[int, ...], said: Reading) -> None:
    runs = [held(w, nth=1 if w in new else 9) for w in range(30, 0, -1) if w <= 12 or w > 20]
    assert reading(runs, NOW) is said
    assert reading(runs[-5:], NOW) is Reading.FEW


def test_how_long_all_was_familiar_is_counted_from_the_last_new_date_or_the_first_of_all() -> None:
    assert familiar_since([], NOW) == timedelta()
    assert familiar_since([held(20), held(5)], NOW) == timedelta(weeks=20)
    assert familiar_since([held(20), held(8, nth=2), held(5)], NOW) == timedelta(weeks=8)


def test_a_ritual_is_steady_after_two_months_while_it_goes_on() -> None:
    weekly = [held(w) for w in range(9, 0, -1)]
    assert steady(weekly, NOW)
    assert not steady(weekly[2:], NOW)
    assert not steady(weekly[:3], NOW)
    assert not steady([replace(h, wild=True) for h in weekly], NOW)
    assert not steady([replace(h, starts=h.starts - timedelta(weeks=6)) for h in weekly], NOW)


# Streaks


def back(weeks: int) -> date:
    return THIS - weeks * WEEK


def brute(kept: frozenset[date], neutral: frozenset[date]) -> int:
    """Try every first week, the earliest first: the first whose missed weeks lie far enough apart is the streak's."""
    for first in sorted(d for d in kept if d <= THIS):
        weeks = [first + n * WEEK for n in range((THIS - first) // WEEK + 1)]
        missed = [w for w in weeks if w not in kept and w not in neutral and w != THIS]
        if all((b - a) // WEEK >= QUARTER for a, b in itertools.pairwise(missed)):
            return sum(w in kept for w in weeks)
    return 0


sets = st.sets(st.integers(0, 60), max_size=61).map(lambda s: frozenset(map(back, s)))
mostly = st.sets(st.integers(0, 60), max_size=6).map(lambda s: frozenset(back(n) for n in range(61) if n not in s))


@given(st.one_of(sets, mostly), st.one_of(st.just(frozenset[date]()), sets))
@example(frozenset(back(n) for n in range(40) if n not in {3, 16, 29}), frozenset())
@example(frozenset(back(n) for n in range(40) if n not in {3, 15}), frozenset())
def test_a_streak_is_the_longest_stretch_with_one_forgiven_week_a_quarter(
    kept: frozenset[date], neutral: frozenset[date]
) -> None:
    found = streak(kept, neutral, THIS)
    assert found.weeks == brute(kept, neutral)
    assert (found.since is None) == (found.weeks == 0)
    for week in found.forgiven:
        assert week not in kept
        assert found.since is not None
        assert found.since < week < THIS


@given(mostly, sets)
def test_a_rest_never_makes_a_streak_shorter(kept: frozenset[date], neutral: frozenset[date]) -> None:
    assert streak(kept, neutral, THIS).weeks >= streak(kept, frozenset(), THIS).weeks


def test_this_week_counts_once_something_took_place_and_is_not_missed_before() -> None:
    assert streak({back(1), back(2)}, set(), THIS) == Streak(2, back(2))
    assert streak({THIS, back(1)}, set(), THIS) == Streak(2, back(1))
    assert streak({back(2), back(3)}, set(), THIS) == Streak(2, back(3), (back(1),))
    assert streak({back(3)}, set(), THIS) == Streak()
    assert streak(set(), set(), THIS) == Streak()


def test_weeks_are_those_of_the_communitys_zone_and_somebody_alone_makes_none() -> None:
    sunday = datetime(2027, 3, 14, 23, 30, tzinfo=UTC)  # Monday in Copenhagen
    assert monday_of(sunday, "Europe/Copenhagen") == date(2027, 3, 15)
    assert monday_of(sunday, "America/New_York") == date(2027, 3, 8)
    one, two = replace(held(0), starts=sunday, people=1), replace(held(0), starts=sunday, people=2)
    assert weeks_of([one], "UTC") == frozenset()
    assert weeks_of([two], "UTC") == {date(2027, 3, 8)}
    begins, ends = datetime(2027, 3, 26, tzinfo=UTC), datetime(2027, 4, 5, tzinfo=UTC)  # clocks change on the 28th
    assert weeks_between(begins, ends, "Europe/Copenhagen") == {date(2027, 3, 22), date(2027, 3, 29), date(2027, 4, 5)}
    assert weeks_between(ends, begins, "UTC") == {date(2027, 4, 5)}
