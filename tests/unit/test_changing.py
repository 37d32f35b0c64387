"""What becomes of single dates when a rule changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.rhythm.changing import adopted, followed, from_day, keeping, moved_to, put_back, until, without_past
from bot.rhythm.model import Occurrence, occurrence
from bot.rhythm.recurrence import Recurrence, starts, upcoming
from bot.rhythm.when import Moved
from tests.worlds.ground import NORTH

ZONE = "Europe/Copenhagen"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FRIDAYS = Recurrence("FREQ=WEEKLY;BYDAY=FR", date(2026, 11, 27), time(10), ZONE)
MONDAY = date(2026, 11, 23)


def days(when: Recurrence, count: int = 4) -> list[str]:
    return [f"{at:%m-%d %H:%M}" for at in starts(when, NOW, count)]


def wall(*parts: int) -> datetime:
    month, day, hour = parts
    return datetime(2026, month, day, hour)  # noqa: DTZ001 - a wall time


def planned(when: Recurrence, count: int = 1) -> list[Occurrence]:
    ritual = replace(NORTH.ritual(), when=when)
    return [occurrence(ritual, start) for start, _n in zip(upcoming(when, NOW), range(count), strict=False)]


def test_a_rule_that_was_counted_ends_where_the_new_one_begins() -> None:
    counted = replace(FRIDAYS, rule="FREQ=WEEKLY;BYDAY=FR;COUNT=6")
    assert days(until(counted, date(2026, 12, 11)), 9) == ["11-27 09:00", "12-04 09:00"]
    assert days(from_day(counted, date(2026, 12, 11)), 9) == [
        "12-11 09:00",
        "12-18 09:00",
        "12-25 09:00",
        "01-01 09:00",
    ]


def test_every_other_week_goes_on_in_the_same_weeks() -> None:
    other = replace(FRIDAYS, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=FR")
    later = from_day(other, date(2026, 12, 25))
    assert later == replace(other, begins=date(2026, 12, 25))


def test_from_the_next_date_on_nothing_earlier_is_kept() -> None:
    new = replace(FRIDAYS, rule="FREQ=WEEKLY;BYDAY=TH", begins=date(2026, 12, 3))
    assert followed(FRIDAYS, date(2026, 11, 27), new, minutes=45, now=NOW) == new


def test_two_changes_from_two_dates_on_leave_three_rules() -> None:
    thursdays = replace(FRIDAYS, rule="FREQ=WEEKLY;BYDAY=TH", begins=date(2026, 12, 10))
    two = followed(FRIDAYS, date(2026, 12, 4), thursdays, minutes=45, now=NOW)
    mondays = replace(FRIDAYS, rule="FREQ=WEEKLY;BYDAY=MO", begins=date(2026, 12, 21))
    three = followed(two, date(2026, 12, 17), mondays, minutes=30, now=NOW)
    assert days(three) == ["11-27 09:00", "12-10 09:00", "12-21 09:00", "12-28 09:00"]
    assert [start.minutes for start, _n in zip(upcoming(three, NOW), range(3), strict=False)] == [45, 30, None]
    back = followed(three, date(2026, 12, 4), mondays, minutes=20, now=NOW)
    assert days(back, 2) == ["11-27 09:00", "12-21 09:00"]


def test_what_was_decided_stays_where_the_new_rule_has_the_day() -> None:
    decided = replace(
        FRIDAYS.skip(date(2026, 12, 4)).skip(date(2026, 12, 11)).move(date(2026, 12, 18), Moved(wall(12, 19, 9))),
        added=frozenset({wall(12, 23, 9), wall(11, 20, 9)}),
    )
    other = replace(FRIDAYS, rule="FREQ=WEEKLY;BYDAY=FR;INTERVAL=2", begins=date(2026, 12, 4), at=time(12))
    kept = keeping(decided, other, since=MONDAY)
    assert kept.skipped == {date(2026, 12, 4)}
    assert kept.moved == {date(2026, 12, 18): Moved(wall(12, 19, 9))}
    assert kept.added == {wall(12, 23, 9)}
    elsewhere = keeping(decided, replace(FRIDAYS, zone="America/New_York"), since=MONDAY)
    assert elsewhere.moved == {date(2026, 12, 18): Moved(wall(12, 19, 3))}


def test_the_next_date_is_the_new_rules_next_and_known_as_before() -> None:
    [old] = planned(FRIDAYS)
    thursdays = replace(FRIDAYS, rule="FREQ=WEEKLY;BYDAY=TH", begins=date(2026, 12, 3), at=time(9))
    ritual = adopted(replace(NORTH.ritual(), when=thursdays), [old], NOW)
    first, second = ritual.dates(NOW, 2)
    assert (first.original, first.at) == (old.original, datetime(2026, 12, 3, 8, tzinfo=UTC))
    assert second.at == second.original
    assert occurrence(ritual, first).id == old.id


def test_a_date_whose_day_stays_is_the_same_date_at_another_time() -> None:
    _first, second = two = planned(FRIDAYS, 2)
    daily = replace(FRIDAYS, rule="FREQ=DAILY", begins=date(2026, 11, 24), at=time(12))
    ritual = adopted(replace(NORTH.ritual(), when=daily), two, NOW)
    found = {start.original: start.at for start in ritual.dates(NOW, 20)}
    assert found[second.original] == datetime(2026, 12, 4, 11, tzinfo=UTC)
    assert len(found) == 20


def test_another_change_of_time_forgets_where_the_first_one_put_the_next_date() -> None:
    old = planned(FRIDAYS)
    noon = adopted(replace(NORTH.ritual(), when=replace(FRIDAYS, at=time(12))), old, NOW)
    three = keeping(noon.when, replace(FRIDAYS, at=time(15)), since=MONDAY)
    assert days(three, 2) == ["11-27 14:00", "12-04 14:00"]
    assert adopted(replace(noon, when=three), planned(noon.when), NOW).dates(NOW, 1)[0].original == old[0].original


def test_a_date_is_put_back_also_in_the_rule_before() -> None:
    new = replace(FRIDAYS, begins=date(2026, 12, 18))
    both = followed(FRIDAYS, date(2026, 12, 18), new, minutes=45, now=NOW)
    start = next(upcoming(both, NOW))
    moved = moved_to(both.skip(date(2026, 12, 4)), start, wall(11, 26, 14), 20)
    assert days(moved, 2) == ["11-26 13:00", "12-11 09:00"]
    assert put_back(put_back(moved, date(2026, 12, 4)), start.day) == both


def test_what_is_long_over_is_forgotten() -> None:
    new = replace(FRIDAYS, begins=date(2026, 12, 18))
    both = followed(FRIDAYS, date(2026, 12, 18), new, minutes=45, now=NOW).skip(date(2026, 11, 27))
    assert without_past(both, NOW) == both
    assert without_past(both, NOW + timedelta(days=80)) == new
