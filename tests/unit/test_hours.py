"""Times of day that take turns: every rule, every zone, and whatever becomes of single dates."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.rhythm.changing import chain_of, from_day
from bot.rhythm.holidays import Holidays, Policy
from bot.rhythm.reading.times_of_day import times_of_day
from bot.rhythm.recurrence import Recurrence, describe, is_date, next_start, starts, upcoming
from bot.rhythm.slowing import once_more, slower
from bot.rhythm.turning import sharing, taking
from bot.rhythm.when import Moved
from tests.rhythms import (
    EXAMPLES,
    HORIZON,
    ONE_DAY,
    Plain,
    by_hand,
    clock_changes,
    instant,
    moments,
    recurrences,
    steady,
    walls,
)

ZONE = "Europe/Copenhagen"
TUESDAYS = Recurrence(
    "FREQ=WEEKLY;BYDAY=TU", date(2026, 12, 1), time(10), ZONE, turns=(time(10), time(18), time(7, 30))
)
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
some = settings(steady, max_examples=max(30, EXAMPLES // 4))
times = st.lists(walls, min_size=2, max_size=4, unique=True).map(tuple)


def wall(*parts: int) -> datetime:
    """Return a local date and time."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


@st.composite
def turned(draw: st.DrawFn) -> tuple[Plain, Recurrence]:
    """Draw a rule and a recurrence whose days take turns."""
    rule, when = draw(recurrences())
    turns = draw(times)
    return rule, replace(when, at=turns[0], turns=turns)


def shown(when: Recurrence, count: int, after: datetime = MONDAY) -> list[str]:
    """Return dates as clocks in Copenhagen show them in winter."""
    return [f"{s.at + timedelta(hours=1):%d.%m. %H:%M}" for s in itertools.islice(upcoming(when, after), count)]


@steady
@given(turned(), moments, st.integers(0, 6))
def test_the_nth_day_ticked_off_on_a_calendar_takes_the_nth_time(
    made: tuple[Plain, Recurrence], after: datetime, count: int
) -> None:
    rule, when = made
    near = itertools.islice(by_hand(rule, when, after - 3 * ONE_DAY), count + 9)
    expected = [at for at in sorted(near) if at > after][:count]
    horizon = datetime.combine(HORIZON, time.min, UTC) - ONE_DAY
    assert [s for s in starts(when, after, count) if s < horizon] == [s for s in expected if s < horizon]


@some
@given(turned(), moments)
def test_asking_again_and_again_gives_the_same_starts_each_strictly_later(
    made: tuple[Plain, Recurrence], after: datetime
) -> None:
    _rule, when = made
    chain: list[datetime] = []
    start = next_start(when, after)
    while start is not None and len(chain) < 9:
        chain.append(start)
        start = next_start(when, start)
    assert tuple(chain) == starts(when, after, 9)
    assert all(earlier < later for earlier, later in itertools.pairwise([after, *chain]))


@some
@given(turned(), st.integers(0, 9), st.sampled_from(("skip", "move", "add", "holidays")))
def test_what_becomes_of_one_date_shifts_no_other(made: tuple[Plain, Recurrence], nth: int, what: str) -> None:
    _rule, when = made
    before = datetime.combine(when.begins, time.min, UTC) - 2 * ONE_DAY
    dates = list(itertools.islice(upcoming(when, before), 12))
    assume(nth < len(dates))
    day = dates[nth].day
    match what:
        case "skip":
            changed = when.skip(day)
        case "move":
            changed = when.move(day, Moved(datetime.combine(day, time(4, 7)), original=dates[nth].original))
        case "add":
            assume(not is_date(when, day + ONE_DAY))
            changed = replace(when, added=frozenset({datetime.combine(day + ONE_DAY, time(4, 7))}))
        case _:
            changed = when.under(Holidays("DK", "", Policy.MOVE))
    usual = {s.day: s.original for s in dates}
    found = {s.day: s.original for s in itertools.islice(upcoming(changed, before - 9 * ONE_DAY), 20) if s.day in usual}
    assert found == {d: usual[d] for d in found}
    if what in {"skip", "move"}:
        assert set(found) >= set(usual) - {day}


@some
@given(turned(), st.integers(0, 30))
def test_a_rule_that_goes_on_from_one_of_its_days_goes_on_with_its_time(
    made: tuple[Plain, Recurrence], nth: int
) -> None:
    _rule, when = made
    before = datetime.combine(when.begins, time.min, UTC) - 2 * ONE_DAY
    dates = list(itertools.islice(upcoming(replace(when, skipped=frozenset()), before), nth + 8))
    assume(nth < len(dates))
    after = dates[nth].at - timedelta(seconds=1)
    assert starts(from_day(when, dates[nth].day), after, 7) == tuple(s.at for s in dates[nth : nth + 7])


@some
@given(recurrences(), times, moments)
def test_the_days_stay_and_the_next_one_takes_the_first_time(
    made: tuple[Plain, Recurrence], turns: tuple[time, ...], now: datetime
) -> None:
    """Days of which the old time has passed when the times change have had their date."""
    _rule, when = made
    due = [s.day for s in itertools.islice(upcoming(when, now), 8)]
    assume(due)
    changed = taking(when, turns, now)
    found = list(itertools.islice(upcoming(changed, now - 9 * ONE_DAY), 12))
    assert [s.day for s in found][:8] == due
    assert [s.at for s in found if s.day == due[0]] == [changed.local(datetime.combine(due[0], turns[0]))]
    assert changed.zone == when.zone
    back = taking(changed, (), now)
    assert not any(each.turns for each in chain_of(back))


def test_every_zone_that_changes_its_clocks_runs_each_date_once() -> None:
    """All IANA zones with a change from 2025 to 2030: late and early hours in turn, around the last change of each."""
    changing = sorted(zone for zone in available_timezones() - {"localtime", "Factory"} if clock_changes(zone))
    turns = (time(23, 30), time(0, 10), time(2, 30), time(1))
    for zone in changing:
        for change in clock_changes(zone)[-1:]:
            for first in range(4):
                mine = turns[first:] + turns[:first]
                when = Recurrence("FREQ=DAILY", change - 2 * ONE_DAY, mine[0], zone, turns=mine)
                after = datetime.combine(change, time.min, UTC) - 40 * timedelta(hours=1)
                expected = sorted(itertools.islice(by_hand(Plain("DAILY"), when, after), 5))[:4]
                assert list(starts(when, after, 4)) == expected, (zone, change, mine)
    assert len(changing) > 150


def test_where_the_last_hour_of_a_day_is_left_out_the_early_date_after_it_comes_first() -> None:
    # In Nuuk clocks go from 23:00 to 24:00 on Saturday 27 March 2027.
    when = Recurrence("FREQ=DAILY", date(2027, 3, 27), time(23, 30), "America/Nuuk", turns=(time(23, 30), time(0, 10)))
    found = list(itertools.islice(upcoming(when, datetime(2027, 3, 27, 12, tzinfo=UTC)), 3))
    assert [(s.day.day, f"{s.at:%d. %H:%M}") for s in found] == [
        (28, "28. 01:10"),
        (27, "28. 01:30"),
        (29, "30. 00:30"),
    ]
    assert found[1].at == instant(wall(2027, 3, 27, 23, 30), ZoneInfo("America/Nuuk"))


def test_turns_go_round_and_know_nothing_of_what_was_skipped() -> None:
    assert shown(TUESDAYS, 4) == ["01.12. 10:00", "08.12. 18:00", "15.12. 07:30", "22.12. 10:00"]
    assert shown(TUESDAYS.skip(date(2026, 12, 8)), 3) == ["01.12. 10:00", "15.12. 07:30", "22.12. 10:00"]


def test_a_date_that_a_holiday_moves_keeps_its_time_and_leaves_a_day_to_its_own_date() -> None:
    when = Recurrence(
        "FREQ=DAILY",
        date(2026, 12, 23),
        time(8),
        ZONE,
        turns=(time(8), time(20)),
        holidays=Holidays("DK", "", Policy.MOVE),
    )
    # 24 to 26 December and Sunday: the 27th is the day's own, those before go to Monday, which has its own as well.
    found = itertools.islice(upcoming(when, datetime(2026, 12, 22, tzinfo=UTC)), 5)
    assert [(s.day.day, f"{s.at + timedelta(hours=1):%d. %H:%M}") for s in found] == [
        (23, "23. 08:00"),
        (24, "24. 20:00"),
        (27, "27. 08:00"),
        (28, "28. 20:00"),
        (29, "29. 08:00"),
    ]


def test_the_time_that_was_typed_with_a_rhythm_comes_first() -> None:
    typed = replace(TUESDAYS, at=time(18), turns=())
    assert shown(sharing(typed, TUESDAYS.turns), 3) == ["01.12. 18:00", "08.12. 07:30", "15.12. 10:00"]


def test_the_last_day_stays_the_last_whichever_time_it_takes() -> None:
    when = Recurrence("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208T100000", date(2026, 12, 1), time(10), ZONE)
    assert shown(taking(when, (time(10), time(18)), MONDAY), 3) == ["01.12. 10:00", "08.12. 18:00"]
    early = replace(when, rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208T095959")
    assert shown(taking(early, (time(10), time(8)), MONDAY), 3) == ["01.12. 10:00"]


def test_new_times_begin_with_the_next_date_that_comes_as_usual() -> None:
    plain = replace(TUESDAYS, turns=())
    moved = plain.move(date(2026, 12, 1), Moved(wall(2026, 12, 3, 15)))
    changed = taking(moved, (time(9), time(20)), MONDAY)
    assert shown(changed, 4) == ["03.12. 15:00", "08.12. 09:00", "15.12. 20:00", "22.12. 09:00"]
    back = replace(changed, moved={})
    assert shown(back, 3) == ["01.12. 20:00", "08.12. 09:00", "15.12. 20:00"]


def test_a_date_that_was_today_already_does_not_come_again_later_today() -> None:
    noon = datetime(2026, 12, 1, 11, tzinfo=UTC)
    assert shown(taking(replace(TUESDAYS, turns=()), (time(10), time(18)), noon), 2, noon) == [
        "08.12. 10:00",
        "15.12. 18:00",
    ]


def test_all_rules_take_the_new_times_where_one_follows_another() -> None:
    earlier = Recurrence("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T235959", date(2026, 12, 1), time(10), ZONE)
    both = Recurrence("FREQ=WEEKLY;BYDAY=TH", date(2026, 12, 17), time(11), ZONE, earlier=earlier)
    changed = taking(both, (time(9), time(20)), MONDAY)
    assert shown(changed, 5) == ["01.12. 09:00", "08.12. 20:00", "15.12. 09:00", "17.12. 20:00", "24.12. 09:00"]
    assert shown(taking(changed, (), MONDAY), 5) == [f"{d}.12. 09:00" for d in ("01", "08", "15", "17", "24")]


def test_half_as_often_goes_on_with_the_next_dates_time() -> None:
    rare = slower(TUESDAYS, datetime(2026, 12, 2, tzinfo=UTC))
    assert rare is not None
    assert shown(rare, 3, datetime(2026, 12, 2, tzinfo=UTC)) == ["08.12. 18:00", "22.12. 07:30", "05.01. 10:00"]


def test_one_date_more_takes_the_time_of_the_date_after_it_and_no_turn() -> None:
    more = once_more(TUESDAYS, MONDAY)
    assert more is not None
    assert shown(more, 4) == ["01.12. 10:00", "04.12. 18:00", "08.12. 18:00", "15.12. 07:30"]


def test_times_in_turn_are_told_from_the_earliest_on() -> None:
    assert describe(TUESDAYS) == f"every Tuesday at 07:30, 10:00 and 18:00 in turn ({ZONE})"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("10:00, 18:00", ("10:00", "18:00")),
        ("9 am; 5 pm", ("09:00", "17:00")),
        ("8, 12, 20", ("08:00", "12:00", "20:00")),
        ("18:00/at 7", ("18:00", "07:00")),
        ("noon & midnight", ("12:00", "00:00")),
        ("10:00 18:00", ("10:00", "18:00")),
        ("every Tuesday 10:00, 18:00", ()),
        ("sometimes", ()),
        ("10:00 Europe/Copenhagen, 18:00", ()),
        ("", ()),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, read: tuple[str, ...]) -> None:
    assert tuple(f"{at:%H:%M}" for at in times_of_day(typed)) == read


def test_a_recurrence_whose_first_day_has_not_the_first_turn_is_a_bug() -> None:
    with pytest.raises(ValueError, match="the first day takes the first turn"):
        replace(TUESDAYS, at=time(18))
