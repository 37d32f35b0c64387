"""The rules of rhythm senses: what is quiet, full, loud, crowded, in each other's way, or empty."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from bot.keys import RitualId, SpaceId
from bot.rhythm.recurrence import Recurrence, starts
from bot.rhythm.senses import (
    AHEAD,
    LOUD,
    MOST_A_WEEK,
    Burst,
    Clash,
    Coming,
    Crowded,
    Gap,
    Load,
    Overload,
    Quiet,
    Run,
    burst,
    clashes,
    crowded,
    findings,
    gap,
    overlapping,
    overload,
    quiet,
    usual,
)
from bot.rhythm.slowing import once_more, slower
from bot.rhythm.when import Moved

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FRIDAY, CLINIC = RitualId("friday"), RitualId("clinic")
HERE = SpaceId("here")
people = st.lists(st.integers(0, 40), max_size=20)


def runs(*counts: int) -> list[Run]:
    return [Run(NOW - timedelta(weeks=len(counts) - n), c) for n, c in enumerate(counts)]


def coming(ritual: RitualId, days: float, minutes: int = 45) -> Coming:
    begins = NOW + timedelta(days=days)
    return Coming(ritual, begins, begins + timedelta(minutes=minutes))


dates = st.lists(
    st.builds(
        coming,
        st.sampled_from([RitualId(f"r{n}") for n in range(7)]),
        st.integers(1, 12 * 7 * 24).map(lambda hours: hours / 24),
        st.sampled_from([15, 60, 180]),
    ),
    max_size=30,
).map(lambda found: sorted(found, key=lambda c: (c.starts, c.ritual)))


# Quiet


def test_three_runs_with_hardly_anybody_are_quiet_with_their_numbers() -> None:
    assert quiet(FRIDAY, runs(6, 7, 5, 6, 0, 1, 1)) == Quiet(FRIDAY, (0, 1, 1), 6)


def test_two_quiet_runs_are_not_and_a_ritual_that_had_two_runs_is_not() -> None:
    assert quiet(FRIDAY, runs(6, 7, 5, 6, 6, 1, 1)) is None
    assert quiet(FRIDAY, runs(0, 0)) is None


def test_a_new_ritual_that_nobody_comes_to_is_quiet_though_nothing_is_usual_yet() -> None:
    assert quiet(FRIDAY, runs(0, 1, 0)) == Quiet(FRIDAY, (0, 1, 0), 0)


def test_a_quarter_of_the_usual_is_quiet_in_a_large_community() -> None:
    assert quiet(FRIDAY, runs(40, 44, 40, 10, 9, 10)) == Quiet(FRIDAY, (10, 9, 10), 40)
    assert quiet(FRIDAY, runs(40, 44, 40, 10, 11, 10)) is None


@given(people)
@example([1, 1, 1])
@example([9, 9, 9, 2, 2, 2])
def test_quiet_says_the_last_three_and_one_more_member_in_a_run_never_makes_it_quiet(counts: list[int]) -> None:
    found = quiet(FRIDAY, runs(*counts))
    if found is not None:
        assert found.people == tuple(counts[-3:])
        assert max(found.people) <= max(1, found.usual // 4)
    else:
        fuller = [*counts[:-3], *(c + 1 for c in counts[-3:])]
        assert quiet(FRIDAY, runs(*fuller)) is None


# Burst


def test_far_more_than_usual_is_a_burst() -> None:
    assert burst(FRIDAY, runs(5, 6, 6, 12)) == Burst(FRIDAY, 12, 6)


def test_twice_of_hardly_anything_is_no_burst_nor_is_anything_before_the_usual_is_known() -> None:
    assert burst(FRIDAY, runs(1, 1, 1, 2)) is None
    assert burst(FRIDAY, runs(1, 1, 30)) is None


@given(people)
def test_no_ritual_is_quiet_and_bursting_at_once_and_a_burst_is_far_above_the_usual(counts: list[int]) -> None:
    found = burst(FRIDAY, runs(*counts))
    if found is not None:
        assert found.people == counts[-1]
        assert found.people >= 2 * found.usual
        assert found.people >= found.usual + 4
        assert quiet(FRIDAY, runs(*counts)) is None


@given(people)
def test_the_usual_lies_between_the_least_and_the_most(counts: list[int]) -> None:
    found = usual(runs(*counts))
    assert min([0, *counts]) <= found <= max([0, *counts])


# Overload


def test_more_than_two_messages_a_working_day_are_too_many() -> None:
    assert overload([Load(HERE, posts=40, directs=60, members=10)], weeks=4) == Overload(HERE, 12, 10, 2)
    assert overload([Load(HERE, posts=32, directs=60, members=10)], weeks=4) is None


def test_a_space_without_members_is_not_loud() -> None:
    assert overload([Load(HERE, posts=400, directs=0, members=0)], weeks=4) is None


loads = st.lists(
    st.builds(
        Load, st.sampled_from(["a", "b", "c"]).map(SpaceId), st.integers(0, 99), st.integers(0, 99), st.integers(0, 9)
    ),
    max_size=4,
)


@given(loads, st.floats(1, 4))
def test_what_is_told_is_the_loudest_and_louder_than_the_limit(told: list[Load], weeks: float) -> None:
    found = overload(told, weeks)
    each = [(x.posts + x.directs / x.members) / weeks for x in told if x.members]
    if found is None:
        assert not [e for e in each if e >= LOUD + 1]
    else:
        assert found.a_week == round(max(each)) > LOUD


# What comes


def test_two_rituals_at_the_same_hour_clash_and_are_told_once() -> None:
    ahead = [coming(FRIDAY, 4), coming(CLINIC, 4.02), coming(FRIDAY, 11), coming(CLINIC, 11.02), coming(CLINIC, 13)]
    assert clashes(ahead) == [Clash(CLINIC, FRIDAY, NOW + timedelta(days=4.02), 2)]


def test_one_that_begins_as_the_other_ends_does_not_clash() -> None:
    assert clashes([coming(FRIDAY, 4, 60), coming(CLINIC, 4 + 1 / 24)]) == []


@given(dates)
def test_clashes_are_those_that_comparing_all_with_all_finds(ahead: list[Coming]) -> None:
    slow: dict[frozenset[RitualId], int] = {}
    for number, one in enumerate(ahead):
        for other in ahead[number + 1 :]:
            if one.ritual != other.ritual and one.starts < other.ends and other.starts < one.ends:
                pair = frozenset((one.ritual, other.ritual))
                slow[pair] = slow.get(pair, 0) + 1
    assert {frozenset((c.one, c.other)): c.times for c in clashes(ahead)} == slow
    touched = {r for r, _at in overlapping(ahead)}
    assert touched == {r for pair in slow for r in pair}


def test_five_rituals_in_one_week_are_many_and_four_are_not() -> None:
    ahead = [coming(RitualId(f"r{n}"), 7 + n) for n in range(5)]
    assert crowded(ahead, "Europe/Copenhagen") == Crowded(date(2026, 11, 30), 5)
    assert crowded(ahead[1:], "Europe/Copenhagen") is None


def test_one_ritual_five_times_a_week_is_one_ritual() -> None:
    assert crowded([coming(FRIDAY, 7 + n) for n in range(5)], "UTC") is None


@given(dates)
def test_the_fullest_week_is_told_and_no_other_is_fuller(ahead: list[Coming]) -> None:
    weeks: dict[tuple[int, int], set[RitualId]] = {}
    for each in ahead:
        weeks.setdefault(each.starts.isocalendar()[:2], set()).add(each.ritual)
    most = max(map(len, weeks.values()), default=0)
    found = crowded(ahead, "UTC")
    assert (found.rituals if found else 0) == (most if most > MOST_A_WEEK else 0)


def test_three_weeks_with_nothing_are_a_gap_and_a_monthly_rhythm_is_none() -> None:
    weekly = [coming(FRIDAY, d) for d in (4, 11, 18, 46)]
    assert gap(weekly, NOW) == Gap(weekly[2].starts, weekly[3].starts)
    assert gap([coming(FRIDAY, d) for d in (5, 35, 65)], NOW) is None


def test_nothing_at_all_is_a_gap_as_far_as_we_look() -> None:
    assert gap([], NOW) == Gap(NOW, NOW + AHEAD)


@given(dates)
def test_a_gap_has_nothing_in_it_and_none_is_longer(ahead: list[Coming]) -> None:
    found = gap(ahead, NOW)
    if found is None:
        return
    assert not [d for d in ahead if found.begins < d.starts < found.ends]
    assert found.days >= 21
    edges = [NOW, *(d.starts for d in ahead)]
    assert all(later - earlier <= found.ends - found.begins for earlier, later in pairwise(edges))


# All of them


@given(dates, st.dictionaries(st.sampled_from([FRIDAY, CLINIC]), people.map(lambda c: runs(*c))), loads)
def test_findings_come_in_the_order_of_what_presses(
    ahead: list[Coming], past: dict[RitualId, list[Run]], told: list[Load]
) -> None:
    order = [Overload, Quiet, Clash, Crowded, Gap, Burst]
    found = findings(past, ahead, told, now=NOW, zone="UTC", weeks=4)
    assert [order.index(type(f)) for f in found] == sorted(order.index(type(f)) for f in found)


def test_a_community_without_rituals_has_nothing_to_say() -> None:
    assert findings({}, [], [], now=NOW, zone="UTC", weeks=1) == ()


# Slower


def at(rule: str, begins: date = date(2026, 11, 6)) -> Recurrence:
    return Recurrence(rule, begins, time(10), "Europe/Copenhagen")


def test_every_week_becomes_every_other_from_the_next_date_on() -> None:
    weekly = at("FREQ=WEEKLY;BYDAY=FR")
    rare = slower(weekly, NOW)
    assert rare is not None
    assert rare.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"
    assert starts(rare, NOW, 3) == starts(weekly, NOW, 5)[::2]


def test_half_of_what_is_left_is_left() -> None:
    rare = slower(at("FREQ=WEEKLY;BYDAY=FR;COUNT=8"), NOW)  # three are over
    assert rare is not None
    assert len(starts(rare, NOW, 99)) == 3


def test_once_a_year_or_over_cannot_be_slower() -> None:
    assert slower(at("FREQ=YEARLY"), NOW) is None
    assert slower(at("FREQ=WEEKLY;BYDAY=FR;COUNT=2"), NOW) is None


rules = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=FR",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=MONTHLY;BYDAY=1TU",
    ]
)


@given(rules, st.integers(0, 400))
def test_the_slower_one_keeps_the_next_date_and_has_no_date_of_its_own(rule: str, days: int) -> None:
    when, now = at(rule), NOW + timedelta(days=days)
    rare = slower(when, now)
    assert rare is not None
    old, new = starts(when, now, 60), starts(rare, now, 20)
    assert new[0] == old[0]
    assert set(new) <= set(old)
    assert new[-1] - new[0] > old[19] - old[0]


def test_a_date_that_was_moved_goes_with_its_day_and_added_ones_stay() -> None:
    weekly = at("FREQ=WEEKLY;BYDAY=FR")
    off, on = date(2026, 12, 4), date(2026, 12, 11)
    for day in (off, on):
        weekly = weekly.move(day, Moved(datetime.combine(day, time(15))))
    extra = datetime.combine(date(2026, 12, 2), time(10))
    rare = slower(replace(weekly, added=frozenset({extra})), NOW)
    assert rare is not None
    days = [s.date() for s in starts(rare, NOW, 4)]
    assert days == [date(2026, 11, 27), extra.date(), on, date(2026, 12, 25)]


# Once more


def test_an_extra_date_lies_between_the_next_two_and_on_no_weekend() -> None:
    weekly = at("FREQ=WEEKLY;BYDAY=FR")
    more = once_more(weekly, NOW)
    assert more is not None
    assert starts(more, NOW, 3) == (
        *starts(weekly, NOW, 1),
        at("FREQ=DAILY").instant(date(2026, 11, 30)),
        starts(weekly, NOW, 2)[1],
    )


def test_a_ritual_of_every_day_has_no_day_free() -> None:
    assert once_more(at("FREQ=DAILY"), NOW) is None
    assert once_more(at("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"), NOW - timedelta(days=4)) is None
    assert once_more(at("FREQ=WEEKLY;BYDAY=FR;COUNT=4"), NOW) is None


@given(rules, st.integers(0, 400))
def test_one_date_more_is_one_date_more_and_changes_no_other(rule: str, days: int) -> None:
    when, now = at(rule), NOW + timedelta(days=days)
    more = once_more(when, now)
    if more is not None:
        old, new = starts(when, now, 20), starts(more, now, 21)
        assert set(new) - set(old) == {s for s in new if old[0] < s < old[1]}
        assert [s for s in new if s in old] == list(old)
