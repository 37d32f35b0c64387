import itertools
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import FrameType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.rhythm.phrases import read_when
from bot.rhythm.recurrence import Recurrence, describe, is_date, next_start, starts, upcoming, zone_named
from bot.rhythm.rules import EVEN_WEEKS, read_rule
from bot.rhythm.when import Moved
from tests.rhythms import (
    HORIZON,
    ONE_DAY,
    ZONES,
    Plain,
    by_hand,
    clock_changes,
    moments,
    recurrences,
    steady,
)


@steady
@given(recurrences(), moments, st.integers(0, 6))
def test_the_starts_are_those_ticked_off_on_a_calendar(
    made: tuple[Plain, Recurrence], after: datetime, count: int
) -> None:
    rule, when = made
    expected = list(itertools.islice(by_hand(rule, when, after), count))
    found = starts(when, after, count)
    horizon = datetime.combine(HORIZON, time.min, UTC) - ONE_DAY
    assert [s for s in found if s < horizon] == [s for s in expected if s < horizon]
    assert len(found) <= count


@steady
@given(recurrences(), moments)
def test_asking_again_and_again_gives_the_same_starts_each_strictly_later(
    made: tuple[Plain, Recurrence], after: datetime
) -> None:
    _rule, when = made
    chain: list[datetime] = []
    start = next_start(when, after)
    while start is not None and len(chain) < 12:
        chain.append(start)
        start = next_start(when, start)
    assert tuple(chain) == starts(when, after, 12)
    assert all(earlier < later for earlier, later in itertools.pairwise([after, *chain]))
    assert all(start.tzinfo is UTC for start in chain)


@steady
@given(recurrences(), moments, st.sampled_from((-3601, -1, 0, 1, 1800, 3600)))
def test_no_start_is_lost_or_doubled_near_itself(
    made: tuple[Plain, Recurrence], around: datetime, seconds: int
) -> None:
    rule, when = made
    near = next(by_hand(rule, when, around), None)
    assume(near is not None)
    assert near is not None
    after = near + timedelta(seconds=seconds)
    expected = next(by_hand(rule, when, after), None)
    found = next_start(when, after)
    assert found == expected or (expected is None and found is not None and found.year >= HORIZON.year - 1)


@steady
@given(st.sampled_from(ZONES[:6]), st.integers(0, 11), st.integers(0, 95), st.integers(-40, 40))
def test_no_start_is_lost_or_doubled_while_clocks_change(
    zone: str, nth_change: int, quarter_hour: int, hours: int
) -> None:
    changes = [day for day in clock_changes(zone) if day >= date(2025, 1, 4)]
    day = changes[nth_change % len(changes)] if changes else date(2025, 1, 4)
    at = time(quarter_hour // 4, quarter_hour % 4 * 15)
    when = Recurrence("FREQ=DAILY", day - 3 * ONE_DAY, at, zone)
    after = datetime.combine(day, at, UTC) + timedelta(hours=hours)
    assert starts(when, after, 3) == tuple(itertools.islice(by_hand(Plain("DAILY"), when, after), 3))


@steady
@given(recurrences())
def test_what_is_described_is_read_back(made: tuple[Plain, Recurrence]) -> None:
    _rule, when = made
    before = when.instant(when.begins) - timedelta(seconds=1)
    assume(when.rule != "FREQ=DAILY;INTERVAL=1;COUNT=1")
    expected = replace(when, rule=str(when.parts), skipped=frozenset())
    assert read_when(describe(when), zone="UTC", now=before) == expected


def calls_of(when: Recurrence, after: datetime) -> int:
    """Count the calls that finding the next start takes: a measure of work without a clock."""
    calls = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal calls
        calls += 1

    next_start(when, after)
    sys.setprofile(count)
    try:
        next_start(when, after)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"])
@pytest.mark.parametrize("interval", [1, 2, 5])
def test_a_rule_costs_the_same_however_old_it_is(rule: str, interval: int) -> None:
    after = datetime(2026, 5, 5, tzinfo=UTC)
    young = Recurrence(f"{rule};INTERVAL={interval}", date(2026, 3, 3), time(10), "UTC")
    old = replace(young, begins=date(1976, 3, 3))
    assert calls_of(old, after) < 2 * calls_of(young, after)


# ------------------------------------------------------------------------------------ samples


@pytest.mark.parametrize("zone", [*ZONES, "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_no_start_is_lost_where_the_local_day_is_not_the_day_in_utc(zone: str) -> None:
    rule = Plain("DAILY")
    for at in (time(0), time(0, 30), time(4), time(12), time(20), time(23, 30)):
        when = Recurrence("FREQ=DAILY", date(2026, 5, 1), at, zone)
        for hour in range(24):
            after = datetime(2026, 5, 10, hour, tzinfo=UTC)
            near = replace(when, begins=date(2026, 5, 6))
            assert next_start(when, after) == next(by_hand(rule, near, after))


COPENHAGEN = "Europe/Copenhagen"


def daily(at: time, zone: str = COPENHAGEN, begins: date = date(2026, 1, 1)) -> Recurrence:
    return Recurrence("FREQ=DAILY", begins, at, zone)


def utc(*parts: int) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_a_time_that_is_skipped_moves_forward() -> None:
    found = starts(daily(time(2, 30)), utc(2026, 3, 27, 12, 0), 3)
    assert found == (utc(2026, 3, 28, 1, 30), utc(2026, 3, 29, 1, 30), utc(2026, 3, 30, 0, 30))
    shown = found[1].astimezone(ZoneInfo(COPENHAGEN))
    assert (shown.hour, shown.minute) == (3, 30)


def test_a_time_that_comes_twice_is_taken_the_first_time_only() -> None:
    when = daily(time(2, 30))
    found = starts(when, utc(2026, 10, 23, 12, 0), 3)
    assert found == (utc(2026, 10, 24, 0, 30), utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30))
    assert next_start(when, utc(2026, 10, 25, 0, 45)) == utc(2026, 10, 26, 1, 30)
    second_time = datetime(2026, 10, 25, 2, 15, tzinfo=ZoneInfo(COPENHAGEN), fold=1)
    assert next_start(when, second_time) == utc(2026, 10, 26, 1, 30)
    first_time = second_time.replace(fold=0)
    assert next_start(when, first_time) == utc(2026, 10, 25, 0, 30)


def test_a_half_hour_gap_moves_by_half_an_hour() -> None:
    when = daily(time(2, 10), "Australia/Lord_Howe")
    assert starts(when, utc(2026, 10, 2, 12, 0), 2) == (utc(2026, 10, 2, 15, 40), utc(2026, 10, 3, 15, 40))


def test_a_day_that_a_zone_left_out_gives_no_second_start() -> None:
    when = daily(time(10), "Pacific/Apia", date(2011, 12, 1))
    found = starts(when, utc(2011, 12, 29, 12, 0), 3)
    assert found == (utc(2011, 12, 29, 20, 0), utc(2011, 12, 30, 20, 0), utc(2011, 12, 31, 20, 0))


def test_odd_weeks_are_odd_by_their_iso_number_also_around_a_year_of_53() -> None:
    odd = read_when("every odd week on Tuesday 10:00", zone=COPENHAGEN, now=utc(2026, 12, 1, 0, 0))
    local = [start.astimezone(ZoneInfo(COPENHAGEN)).date() for start in starts(odd, utc(2026, 12, 10, 0, 0), 4)]
    assert [(day, day.isocalendar().week) for day in local] == [
        (date(2026, 12, 15), 51),
        (date(2026, 12, 29), 53),
        (date(2027, 1, 5), 1),
        (date(2027, 1, 19), 3),
    ]


def test_tuesday_at_ten_stays_at_ten_all_year() -> None:
    when = Recurrence("FREQ=WEEKLY;BYDAY=TU", date(2026, 1, 6), time(10), COPENHAGEN)
    local = [start.astimezone(ZoneInfo(COPENHAGEN)) for start in starts(when, utc(2026, 1, 1, 0, 0), 52)]
    assert {(start.weekday(), start.hour, start.minute) for start in local} == {(1, 10, 0)}
    assert {b.date() - a.date() for a, b in itertools.pairwise(local)} == {timedelta(days=7)}


def test_a_skipped_day_is_left_out_and_still_counts() -> None:
    when = Recurrence("FREQ=WEEKLY;BYDAY=TU;COUNT=3", date(2026, 1, 6), time(10), COPENHAGEN)
    skipping = when.skip(date(2026, 1, 13))
    assert starts(skipping, utc(2026, 1, 1, 0, 0), 9) == (utc(2026, 1, 6, 9, 0), utc(2026, 1, 20, 9, 0))
    assert skipping.skipped == {date(2026, 1, 13)}
    assert when.skipped == frozenset()


def test_a_rule_ends_with_its_last_moment() -> None:
    at_the_minute = Recurrence("FREQ=DAILY;UNTIL=20260103T100000", date(2026, 1, 1), time(10), "UTC")
    assert next_start(at_the_minute, utc(2026, 1, 2, 10, 0)) == utc(2026, 1, 3, 10, 0)
    assert next_start(at_the_minute, utc(2026, 1, 3, 10, 0)) is None
    minute_before = replace(at_the_minute, rule="FREQ=DAILY;UNTIL=20260103T095900")
    assert next_start(minute_before, utc(2026, 1, 2, 10, 0)) is None
    assert describe(minute_before) == "every day at 10:00 until 2 January 2026 (UTC)"


def test_a_naive_moment_is_a_bug() -> None:
    with pytest.raises(ValueError, match="zone"):
        next_start(daily(time(10)), datetime(2026, 1, 1))  # noqa: DTZ001 - the naive one is meant
    with pytest.raises(ValueError, match="zone"):
        starts(daily(time(10)), datetime(2026, 1, 1), 1)  # noqa: DTZ001 - the naive one is meant


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("", ""),
        ("BYDAY=TU", "FREQ"),
        ("FREQ=HOURLY", "FREQ=HOURLY"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR=9"),
        ("FREQ=WEEKLY;BYDAY=1TU", "BYDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101T000000", "COUNT"),
        ("FREQ=DAILY;UNTIL=20270230T000000", "UNTIL=20270230T000000"),
        ("FREQ=DAILY;UNTIL=20270101T000000Z", "UNTIL=20270101T000000Z"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"),
        ("FREQ=WEEKLY;BYWEEKNO=1", "BYWEEKNO"),
        ("FREQ=YEARLY;BYWEEKNO=1", "BYWEEKNO"),
        ("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=TU", "BYWEEKNO"),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=TU;WKST=SU", "BYWEEKNO"),
        ("FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO=54"),
        ("FREQ=DAILY;INTERVAL=²", "INTERVAL=²"),
    ],
)
def test_a_rule_that_is_none_is_refused_with_its_part(rule: str, part: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared below
        Recurrence(rule, date(2026, 1, 1), time(10), "UTC")
    assert str(caught.value) == part


def test_a_rule_is_written_in_one_way() -> None:
    typed = "rrule:freq=monthly;wkst=mo;byday=-1fr,2we,+1mo,2we;interval=01"
    assert str(read_rule(typed)) == "FREQ=MONTHLY;BYDAY=1MO,2WE,-1FR"


def test_a_recurrence_knows_its_zone_and_keeps_wall_time() -> None:
    with pytest.raises(ValueError, match="Mars"):
        daily(time(10), "Mars/Olympus")
    with pytest.raises(ValueError, match="wall time"):
        daily(time(10, tzinfo=UTC))


# ------------------------------------------------------------------------------------ single dates

TUESDAYS = Recurrence("FREQ=WEEKLY;BYDAY=TU", date(2026, 1, 6), time(10), COPENHAGEN)


def wall(*parts: int) -> datetime:
    month, day, hour = parts
    return datetime(2026, month, day, hour)  # noqa: DTZ001 - a wall time


def known(when: Recurrence, count: int = 4) -> list[tuple[str, str]]:
    """Return when dates begin and what they are known by, in UTC without the year."""
    coming = itertools.islice(upcoming(when, utc(2026, 1, 1, 0, 0)), count)
    return [(f"{start.at:%m-%d %H}", f"{start.original:%m-%d %H}") for start in coming]


def test_a_moved_date_comes_in_its_new_turn_and_is_known_by_its_old_one() -> None:
    when = TUESDAYS.move(date(2026, 1, 6), Moved(wall(1, 15, 12)))
    expected = [("01-13 09", "01-13 09"), ("01-15 11", "01-06 09"), ("01-20 09", "01-20 09")]
    assert known(when, 3) == expected


def test_a_date_can_go_before_the_one_ahead_of_it() -> None:
    when = TUESDAYS.move(date(2026, 1, 20), Moved(wall(1, 7, 12)))
    assert known(when, 3) == [("01-06 09", "01-06 09"), ("01-07 11", "01-20 09"), ("01-13 09", "01-13 09")]


def test_a_date_moved_upon_another_runs_once() -> None:
    when = TUESDAYS.move(date(2026, 1, 6), Moved(wall(1, 13, 10)))
    assert [at for at, _original in known(when, 2)] == ["01-13 09", "01-20 09"]


def test_a_skipped_date_stays_away_though_it_was_moved_or_added() -> None:
    moved = TUESDAYS.move(date(2026, 1, 6), Moved(wall(1, 7, 12))).skip(date(2026, 1, 6))
    assert known(moved, 1) == [("01-13 09", "01-13 09")]
    added = replace(TUESDAYS, added=frozenset({wall(1, 8, 12)})).skip(date(2026, 1, 8))
    assert known(added, 2) == [("01-06 09", "01-06 09"), ("01-13 09", "01-13 09")]


def test_an_added_date_can_be_moved_and_does_not_count() -> None:
    added = replace(TUESDAYS, rule="FREQ=WEEKLY;BYDAY=TU;COUNT=2", added=frozenset({wall(1, 8, 12)}))
    assert known(added) == [("01-06 09", "01-06 09"), ("01-08 11", "01-08 11"), ("01-13 09", "01-13 09")]
    moved = added.move(date(2026, 1, 8), Moved(wall(1, 14, 12)))
    assert known(moved) == [("01-06 09", "01-06 09"), ("01-13 09", "01-13 09"), ("01-14 11", "01-08 11")]


def test_a_new_rule_follows_the_earlier_one() -> None:
    first = replace(TUESDAYS, rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20260112T235959", minutes=20)
    when = Recurrence("FREQ=WEEKLY;BYDAY=WE", date(2026, 1, 14), time(9), COPENHAGEN, earlier=first)
    found = list(itertools.islice(upcoming(when, utc(2026, 1, 1, 0, 0)), 2))
    assert [(start.day, start.minutes) for start in found] == [(date(2026, 1, 6), 20), (date(2026, 1, 14), None)]
    assert known(when.skip(date(2026, 1, 6)), 1) == known(when)[1:2]
    moved = when.move(date(2026, 1, 6), Moved(wall(1, 20, 12)))
    assert known(moved, 2) == [("01-14 08", "01-14 08"), ("01-20 11", "01-06 09")]
    assert is_date(when, date(2026, 1, 6))
    assert not is_date(when, date(2026, 1, 13))


# ------------------------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every other Tuesday at 10:00"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH", "every 3 weeks on Tuesday and Thursday at 10:00"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday at 10:00"),
        ("FREQ=WEEKLY;BYDAY=SA,SU", "every weekend at 10:00"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR",
            "every other Monday, Tuesday, Wednesday, Thursday and Friday at 10:00",
        ),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3", "the third weekday of every month at 10:00"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=7",
            "by the rule FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=7 at 10:00",
        ),
        ("FREQ=DAILY;INTERVAL=2", "every other day at 10:00"),
        ("FREQ=MONTHLY;BYDAY=2WE,4WE", "the second Wednesday and fourth Wednesday of every month at 10:00"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15,-1", "the 15th and last day of every other month at 10:00"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "the last weekday of every month at 10:00"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3", "every year on 3 March at 10:00"),
        (
            f"FREQ=YEARLY;BYWEEKNO={','.join(map(str, EVEN_WEEKS))};BYDAY=TU,TH",
            "every Tuesday and Thursday in even weeks at 10:00",
        ),
        ("FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=TU", "by the rule FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=TU at 10:00"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=1TU", "every year on the first Tuesday of March at 10:00"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=9,10,11,12,1", "every Tuesday from September to January at 10:00"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=3,5", "every Tuesday in March and May at 10:00"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=1", "every Tuesday at 10:00 for 1 time"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630T235959", "every Tuesday at 10:00 until 30 June 2027"),
        ("FREQ=DAILY;COUNT=1", "on Tuesday 5 January 2027 at 10:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=4", "by the rule FREQ=MONTHLY;BYMONTHDAY=-3 at 10:00 for 4 times"),
    ],
)
def test_a_recurrence_is_told_in_plain_words(rule: str, words: str) -> None:
    when = Recurrence(rule, date(2027, 1, 5), time(10), COPENHAGEN)
    assert describe(when) == f"{words} ({COPENHAGEN})"


# ------------------------------------------------------------------------------------ zones


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Copenhagen", "Europe/Copenhagen"),
        (" europe/copenhagen ", "Europe/Copenhagen"),
        ("Copenhagen", "Europe/Copenhagen"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Singapore", "Asia/Singapore"),
        ("utc", "UTC"),
        ("etc/gmt+3", "Etc/GMT+3"),
    ],
)
def test_a_zone_is_known_by_its_name_or_its_city(typed: str, zone: str) -> None:
    assert zone_named(typed) == zone


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "Europe/Copenhagn",
            "I know no time zone “Europe/Copenhagn”. Did you mean Europe/Copenhagen? Nothing was changed.",
        ),
        ("PST", "I know no time zone “PST”. Did you mean America/Los_Angeles? Nothing was changed."),
        ("EST", "I know no time zone “EST”. Did you mean America/New_York? Nothing was changed."),
        (
            "Eastern",
            "I know no time zone “Eastern”. Did you mean Canada/Eastern, US/Eastern? Nothing was changed.",
        ),
        (
            "+02:00",
            (
                "“+02:00” would not follow summer time. Name a city of that zone instead: Europe/Copenhagen. "
                "Nothing was changed."
            ),
        ),
        ("", "Which time zone? Try: Europe/Copenhagen. Nothing was changed."),
        (
            "../../etc/passwd",
            "I know no time zone “../../etc/passwd”. Try: Europe/Copenhagen. Nothing was changed.",
        ),
    ],
)
def test_a_zone_that_is_none_is_refused_with_the_nearest(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        zone_named(typed, field="zone")
    assert (caught.value.sentence, caught.value.field) == (sentence, "zone")


@steady
@given(st.one_of(st.text(max_size=300), st.text(alphabet="./\\_-+ \0Etcmar", max_size=40)))
@example("x" * 5000)
@example("Europe/" + "a" * 250)
@example("localtime")
def test_a_hostile_zone_is_known_or_refused_in_one_line(text: str) -> None:
    zone, sentence = "UTC", ""
    try:
        zone = zone_named(text)
    except Invalid as refusal:
        sentence = refusal.sentence
    assert ZoneInfo(zone).key == zone
    assert "\n" not in sentence
    assert len(sentence) < 300
