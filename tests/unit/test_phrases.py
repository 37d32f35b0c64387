import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.rhythm.phrases import read_when
from bot.rhythm.reading.spellings import words_of
from bot.rhythm.recurrence import Recurrence, describe, next_start, starts
from bot.rhythm.rules import EVEN_WEEKS, ODD_WEEKS

ZONE = "Europe/Copenhagen"
NOW = datetime(2026, 11, 23, 12, 40, tzinfo=UTC)
"""A Monday, 13:40 in Copenhagen."""
steady = settings(derandomize=True, max_examples=300, deadline=None)


def read(text: str, now: datetime = NOW) -> Recurrence:
    return read_when(text, zone=ZONE, now=now)


def when(rule: str, begins: str, at: str = "10:00", zone: str = ZONE) -> Recurrence:
    return Recurrence(rule, date.fromisoformat(begins), time.fromisoformat(at), zone)


def refused(text: str) -> str:
    with pytest.raises(Invalid) as caught:
        read(text)
    assert caught.value.field == "when"
    return caught.value.sentence


WEEKDAYS = "MO,TU,WE,TH,FR"
SEASON = "FREQ=WEEKLY;BYMONTH=1,2,3,4,5,6,9,10,11,12;BYDAY=TU"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every Tuesday 10:00", when("FREQ=WEEKLY;BYDAY=TU", "2026-11-24")),
        ("Tuesdays at 10", when("FREQ=WEEKLY;BYDAY=TU", "2026-11-24")),
        ("weekly on Friday 9am", when("FREQ=WEEKLY;BYDAY=FR", "2026-11-27", "09:00")),
        ("every other Tuesday 10:00", when("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-24")),
        ("every second week on Tue 10", when("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-24")),
        ("every second Tuesday 10:00", when("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-24")),
        ("biweekly Monday 14:00", when("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-23", "14:00")),
        ("biweekly Monday 13:40", when("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-30", "13:40")),
        ("fortnightly, on Mondays", None),
        ("Every  Fortnight on Monday, 17H30", when("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-23", "17:30")),
        ("every 3 weeks on Thursday 16:00", when("FREQ=WEEKLY;INTERVAL=3;BYDAY=TH", "2026-11-26", "16:00")),
        ("every three weeks on Thursday 16h", when("FREQ=WEEKLY;INTERVAL=3;BYDAY=TH", "2026-11-26", "16:00")),
        ("Mon, Wed and Fri 09:30", when("FREQ=WEEKLY;BYDAY=MO,WE,FR", "2026-11-25", "09:30")),
        ("every Monday and Thursday at 15:00", when("FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-23", "15:00")),
        ("Tue/Thu 0930", when("FREQ=WEEKLY;BYDAY=TU,TH", "2026-11-24", "09:30")),
        ("Mon–Fri 8.15", when(f"FREQ=WEEKLY;BYDAY={WEEKDAYS}", "2026-11-24", "08:15")),
        ("weekends 11:00", when("FREQ=WEEKLY;BYDAY=SA,SU", "2026-11-28", "11:00")),
        ("daily 9am", when("FREQ=DAILY", "2026-11-24", "09:00")),
        ("every day at noon", when("FREQ=DAILY", "2026-11-24", "12:00")),
        ("every day at midnight", when("FREQ=DAILY", "2026-11-24", "00:00")),
        ("every other day 12 am", when("FREQ=DAILY;INTERVAL=2", "2026-11-24", "00:00")),
        ("every Tuesday evening at 7", when("FREQ=WEEKLY;BYDAY=TU", "2026-11-24", "19:00")),
        ("Tuesdays at 9:30 p.m.", when("FREQ=WEEKLY;BYDAY=TU", "2026-11-24", "21:30")),
        ("every Tuesday at 9 in June", when("FREQ=WEEKLY;BYMONTH=6;BYDAY=TU", "2027-06-01", "09:00")),
        ("Tuesdays at 9 in the evening", when("FREQ=WEEKLY;BYDAY=TU", "2026-11-24", "21:00")),
        ("every Tuesday at nine", when("FREQ=WEEKLY;BYDAY=TU", "2026-11-24", "09:00")),
        ("Tuesday 17:00 pm", when("FREQ=WEEKLY;BYDAY=TU", "2026-11-24", "17:00")),
    ],
)
def test_days_and_weeks_are_read(text: str, expected: Recurrence | None) -> None:
    if expected is None:
        assert "At what time?" in refused(text)
    else:
        assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("first Monday of the month 9am", when("FREQ=MONTHLY;BYDAY=1MO", "2026-12-07", "09:00")),
        ("every first Monday 9am", when("FREQ=MONTHLY;BYDAY=1MO", "2026-12-07", "09:00")),
        ("last Friday of every month 16:00", when("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27", "16:00")),
        ("every second Tuesday of the month 10", when("FREQ=MONTHLY;BYDAY=2TU", "2026-12-08")),
        (
            "second and fourth Wednesday of the month 12",
            when("FREQ=MONTHLY;BYDAY=2WE,4WE", "2026-11-25", "12:00"),
        ),
        (
            "2nd Tuesday and 4th Thursday of each month 12",
            when("FREQ=MONTHLY;BYDAY=2TU,4TH", "2026-11-26", "12:00"),
        ),
        ("monthly on the 15th at 10:00", when("FREQ=MONTHLY;BYMONTHDAY=15", "2026-12-15")),
        ("the 1st and 15th of every month 10:00", when("FREQ=MONTHLY;BYMONTHDAY=1,15", "2026-12-01")),
        ("every 31st at 10", when("FREQ=MONTHLY;BYMONTHDAY=31", "2026-12-31")),
        ("every second day of the month 9am", when("FREQ=MONTHLY;BYMONTHDAY=2", "2026-12-02", "09:00")),
        ("every second day 9am", when("FREQ=DAILY;INTERVAL=2", "2026-11-24", "09:00")),
        ("the last day of the month 17:00", when("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30", "17:00")),
        (
            "last working day of the month 17",
            when(f"FREQ=MONTHLY;BYDAY={WEEKDAYS};BYSETPOS=-1", "2026-11-30", "17:00"),
        ),
        (
            "every 2 months on the first Tuesday 10:00",
            when("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "2026-12-01"),
        ),
        ("every quarter on the first Monday 10:00", when("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "2027-01-04")),
        ("every 3 months on the first Monday 10:00", when("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "2026-12-07")),
        ("yearly on 3 March 10:00", when("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3", "2027-03-03")),
        ("every 29 February 10:00", when("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2028-02-29")),
        (
            "every year on the first Tuesday of March at 10",
            when("FREQ=YEARLY;BYMONTH=3;BYDAY=1TU", "2027-03-02"),
        ),
        ("every Tuesday 10:00 from September to June", when(SEASON, "2026-11-24")),
        ("every Tuesday 10:00 except July and August", when(SEASON, "2026-11-24")),
        (
            "every Tuesday in March and May at 9",
            when("FREQ=WEEKLY;BYMONTH=3,5;BYDAY=TU", "2027-03-02", "09:00"),
        ),
    ],
)
def test_months_seasons_and_years_are_read(text: str, expected: Recurrence) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("once on 5 December 2026 18:00", "2026-12-05", "18:00"),
        ("2026-12-05 18:00", "2026-12-05", "18:00"),
        ("2026-12-05T18:00", "2026-12-05", "18:00"),
        ("Dec 5th, 6 pm", "2026-12-05", "18:00"),
        ("Saturday 5 December 2026 at 18:00", "2026-12-05", "18:00"),
        ("25/12/2026 10:00", "2026-12-25", "10:00"),
        ("3/3 10:00", "2027-03-03", "10:00"),
        ("23 November 15:00", "2026-11-23", "15:00"),
        ("23 November 13:40", "2027-11-23", "13:40"),
        ("5 December 1800", "2026-12-05", "18:00"),
        ("22 November 10:00", "2027-11-22", "10:00"),
        ("today 23:00", "2026-11-23", "23:00"),
        ("tomorrow 15:00", "2026-11-24", "15:00"),
        ("next Tuesday 10:00", "2026-11-24", "10:00"),
        ("next Monday 15:00", "2026-11-30", "15:00"),
        ("this Monday 15:00", "2026-11-23", "15:00"),
        ("Tuesday next week at 10", "2026-12-01", "10:00"),
        ("once on Friday at 10", "2026-11-27", "10:00"),
    ],
)
def test_a_single_date_is_read(text: str, day: str, at: str) -> None:
    assert read(text) == when("FREQ=DAILY;COUNT=1", day, at)


ODD = f"FREQ=YEARLY;BYWEEKNO={','.join(map(str, ODD_WEEKS))};BYDAY=TU"
EVEN = f"FREQ=YEARLY;BYWEEKNO={','.join(map(str, EVEN_WEEKS))};BYDAY=TU"
WEEKLY = "FREQ=WEEKLY;BYDAY=TU"
EVERY_OTHER = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every Tuesday 10:00 starting 1 February", when(WEEKLY, "2027-02-02")),
        ("every Tuesday 10:00 starting in January", when(WEEKLY, "2027-01-05")),
        ("every Tuesday 10:00 from 3 March 2027", when(WEEKLY, "2027-03-09")),
        ("every other Tuesday 10:00 from next week", when(EVERY_OTHER, "2026-12-01")),
        ("every other Tuesday 10:00 from 3 November 2026", when(EVERY_OTHER, "2026-12-01")),
        ("every other Tuesday 10:00 from 10 November 2026", when(EVERY_OTHER, "2026-11-24")),
        ("weekly 10:00 starting 3 March", when("FREQ=WEEKLY;BYDAY=WE", "2027-03-03")),
        ("every odd week on Tuesday 10:00", when(ODD, "2026-12-01")),
        ("in odd weeks on Tuesday at 10:00", when(ODD, "2026-12-01")),
        ("Tuesdays in even weeks, 10:00", when(EVEN, "2026-11-24")),
        ("every Tuesday in even ISO weeks 10:00 for 10 times", when(f"{EVEN};COUNT=10", "2026-11-24")),
        ("every Tuesday 10:00 until June", when(f"{WEEKLY};UNTIL=20270630T235959", "2026-11-24")),
        (
            "every Tuesday until the end of the year, 10:00",
            when(f"{WEEKLY};UNTIL=20261231T235959", "2026-11-24"),
        ),
        ("every Tuesday 10:00 until 2027-06-15", when(f"{WEEKLY};UNTIL=20270615T235959", "2026-11-24")),
        ("every Tuesday 10:00 for 8 times", when(f"{WEEKLY};COUNT=8", "2026-11-24")),
        ("8x every Tuesday 10:00", when(f"{WEEKLY};COUNT=8", "2026-11-24")),
        ("every Tuesday 10:00 for 10 weeks", when(f"{WEEKLY};UNTIL=20270201T235959", "2026-11-24")),
        ("every Tuesday 10:00 for 3 months", when(f"{WEEKLY};UNTIL=20270223T235959", "2026-11-24")),
        ("every Tuesday 10:00 Europe/Madrid", when(WEEKLY, "2026-11-24", zone="Europe/Madrid")),
        ("every Tuesday 10:00 (new york)", when(WEEKLY, "2026-11-24", zone="America/New_York")),
        ("every Tuesday 10:00 UTC", when(WEEKLY, "2026-11-24", zone="UTC")),
        ("FREQ=WEEKLY;BYDAY=TU at 10:00", when(WEEKLY, "2026-11-24")),
        ("rrule:freq=monthly;byday=1mo 10:00", when("FREQ=MONTHLY;BYDAY=1MO", "2026-12-07")),
        (
            "FREQ=DAILY;UNTIL=20270101T235000Z at 0:30 Pacific/Apia",
            when("FREQ=DAILY;UNTIL=20270102T235959", "2026-11-25", "00:30", "Pacific/Apia"),
        ),
        (
            "FREQ=DAILY;UNTIL=20270101T090000 at 10:00",
            when("FREQ=DAILY;UNTIL=20261231T235959", "2026-11-24"),
        ),
    ],
)
def test_starts_ends_zones_and_written_rules_are_read(text: str, expected: Recurrence) -> None:
    assert read(text) == expected


def test_days_to_leave_out_are_read() -> None:
    expected = when(WEEKLY, "2026-11-24").skip(date(2026, 12, 22)).skip(date(2026, 12, 29))
    assert read("every Tuesday 10:00 except 22 December and 29 December") == expected


@pytest.mark.parametrize(
    ("text", "why", "suggestion"),
    [
        ("Every other Tuesdy", "I did not recognise “Tuesdy”.", "Every other Tuesday 10:00"),
        ("evry tuesday 9am", "I did not recognise “evry”.", "every tuesday 9am"),
        ("every *uesday 9:15", "I did not recognise “*uesday”.", "every Tuesday 9:15"),
        ("2027-02-30 9:15", "There is no 2027-02-30.", "every other Tuesday 10:00"),
        ("30/02/2027 9:15", "There is no 30/02/2027.", "every other Tuesday 10:00"),
        ("9999-12-31 10:00", "The year 9999 is too far away.", "every other Tuesday 10:00"),
        ("every Tuesday", "At what time?", "every Tuesday 10:00"),
        ("10:00", "On which day?", "10:00 on Tuesday"),
        ("monthly 10:00", "On which day?", "monthly 10:00 on the first Tuesday"),
        ("", "When does it happen?", "every other Tuesday 10:00"),
        ("Tuesday 25:00", "There is no 25:00.", "every other Tuesday 10:00"),
        ("Tuesday 24:00", "There is no 24:00; midnight is 00:00 of the next day.", "Tuesday 00:00"),
        ("31 June 10:00", "There is no 31 June.", "every other Tuesday 10:00"),
        ("29 February 2027 10:00", "There is no 29 February.", "every other Tuesday 10:00"),
        ("03/04 10:00", "“03/04” could be 3 April or 4 March.", "3 April 10:00"),
        ("once 3.4.2027 10:00", "“3.4.2027” could be 3 April or 4 March.", "once 3 April 2027 10:00"),
        ("2020-01-01 10:00", "1 January 2020 at 10:00 lies in the past.", "every other Tuesday 10:00"),
        ("today 13:40", "23 November 2026 at 13:40 lies in the past.", "every other Tuesday 10:00"),
        ("every day 9 until 1 May 2026", "1 May 2026 lies in the past.", "every other Tuesday 10:00"),
        (
            "every Friday 9 until tomorrow",
            "There is no such day until 24 November 2026.",
            "every other Tuesday 10:00",
        ),
        (
            "every 0 weeks on Tuesday 9",
            "Something has to lie between two times.",
            "every other Tuesday 10:00",
        ),
        (
            "every 500 weeks on Tuesday 9",
            "At most 52 weeks may lie between two times.",
            "every other Tuesday 10:00",
        ),
        (
            "every third Thursday 9",
            "That could be “every 3 weeks on Thursday” or “the third Thursday of every month”.",
            "the third Thursday of every month 10:00",
        ),
        ("the 15th 9am", "Is that once, or every month?", "the 15th of every month 10:00"),
        ("Friday 5 December 2026 9am", "5 December 2026 is a Saturday.", "5 December 2026 10:00"),
        ("Tuesdays 9 and 11", "I found two times of day in it.", "every other Tuesday 10:00"),
        ("Tuesdays 9:00-11:00", "Say only when it starts.", "every other Tuesday 10:00"),
        ("Tuesdays 9 until June for 8 times", "I found two ends in it.", "every other Tuesday 10:00"),
        ("weekly on Tuesday 9 every month", "I found two rhythms in it.", "every other Tuesday 10:00"),
        ("every odd week 10:00", "On which day?", "every odd week 10:00 on Tuesday"),
        ("every other odd week on Tuesday 9", "I did not understand “other” there.", "every other Tuesday 10:00"),
        ("odd weeks and even weeks on Tuesday 9", "I found two rhythms in it.", "every other Tuesday 10:00"),
        ("in odd weeks on the 15th 9", "I found two kinds of days in it.", "every other Tuesday 10:00"),
        ("FREQ=YEARLY;BYWEEKNO=30;BYMONTH=1;BYDAY=TU 9", "No such day ever comes.", "every other Tuesday 10:00"),
        ("biweekly on Tuesday of each month 9", "I found two rhythms in it.", "every other Tuesday 10:00"),
        ("FREQ=HOURLY 9", "A rule is DAILY, WEEKLY, MONTHLY or YEARLY.", "every other Tuesday 10:00"),
        ("FREQ=DAILY;BYHOUR=9 9", "I cannot use “BYHOUR=9” in a rule.", "every other Tuesday 10:00"),
        (
            "monthly on the 31st at 9 in June and September",
            "No such day ever comes.",
            "every other Tuesday 10:00",
        ),
        ("FREQ=MONTHLY;BYDAY=MO,WE,FR;BYSETPOS=15 9", "No such day ever comes.", "every other Tuesday 10:00"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30 9", "No such day ever comes.", "every other Tuesday 10:00"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_word_and_a_way_out(text: str, why: str, suggestion: str) -> None:
    assert refused(text) == f"“{text}” — {why} Try: {suggestion}. Nothing was changed."
    read(suggestion)


def test_more_than_two_hundred_characters_are_refused() -> None:
    long = "every Tuesday " + "please " * 30 + "10:00"
    assert "longer than 200 characters" in refused(long)


def test_an_unknown_zone_is_refused_with_the_nearest() -> None:
    expected = "I know no time zone “Europe/Copenhagn”. Did you mean Europe/Copenhagen? Nothing was changed."
    assert refused("every Tuesday 10:00 Europe/Copenhagn") == expected


def test_a_naive_now_is_a_bug() -> None:
    with pytest.raises(ValueError, match="zone"):
        read("every Tuesday 10:00", datetime(2026, 1, 1))  # noqa: DTZ001 - the naive one is meant


# ---------------------------------------------------------------------------- anything at all

numbers = st.integers(0, 60).map(str)
clocks = st.builds("{}:{:02}".format, st.integers(0, 25), st.integers(0, 61))
dates = st.dates(date(2025, 1, 1), date(2030, 1, 1)).map(str)
rules = st.sampled_from(("FREQ=WEEKLY;BYDAY=TU", "FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12", "FREQ=YEARLY;UNTIL=0"))
oddities = st.sampled_from(
    ("03/04", "25.12.2026", "24:00", "2027", "99999", "1st", "0th", "32nd", "10-12", "Mon-Fri", "UTC", "Rome")
)
words = st.one_of(st.sampled_from(sorted(words_of("en"))), numbers, clocks, dates, rules, oddities)
soups = st.lists(words, max_size=9).map(" ".join)
likely = st.builds(
    "{} {} {} at {} {} {}".format,
    st.sampled_from(("every", "every other", "every 3 weeks on", "the", "once on", "")),
    st.sampled_from(("Tuesday", "Mon, Thu", "first Friday", "last weekday", "15th", "day", "3 March", "31 Jan")),
    st.sampled_from(("", "", "of the month", "of every other month", "in May", "from May to July")),
    clocks,
    st.sampled_from(("", "until June", "for 8 times", "for 2 years", "until next week", "except May")),
    st.sampled_from(("", "from 1 February", "starting 2026-01-05", "from next month", "Asia/Kathmandu")),
)
instants = st.integers(0, 5 * 366 * 24 * 60).map(lambda m: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=m))
hostile = st.text(alphabet="every mondayTU0123456789:/.-–,;=+()\n\t\0²٣İßﬀ'\"<@>{}%_*", max_size=60)


def heard(text: str, now: datetime) -> Recurrence | str:
    """Read a text; anything but a recurrence or a refusal fails the test."""
    try:
        return read_when(text, zone=ZONE, now=now)
    except Invalid as refusal:
        return refusal.sentence


@steady
@given(st.one_of(hostile, st.text(max_size=250), soups), instants)
@example("every " * 33, NOW)
@example("-".join("a" * 99), NOW)
@example("for " * 50, NOW)
@example("FREQ=DAILY;UNTIL=99991231T235959Z 10:00", NOW)
@example("FREQ=WEEKLY;COUNT=9999;BYDAY=TU 10:00", NOW)
@example("every Tuesday 10:00 for 1000 years", NOW)
@example("9999-12-31 10:00", NOW)
@example("{0} {text} %s 10:00", NOW)
def test_any_text_is_read_or_refused_in_one_line(text: str, now: datetime) -> None:
    found = heard(text, now)
    if isinstance(found, str):
        assert "\n" not in found
        assert found.endswith("Nothing was changed.")
        assert len(found) < 400
        if (suggestion := re.search(r"Try: (.*)\. Nothing was changed\.", found)) and found.startswith("“"):
            assert isinstance(heard(suggestion[1], now), Recurrence)


@steady
@given(st.one_of(likely, soups), instants)
@example("every third weekday of the month 10:00 until tomorrow", NOW)
def test_what_is_read_begins_after_now_and_reads_the_same_when_told(text: str, now: datetime) -> None:
    found = heard(text, now)
    if isinstance(found, Recurrence):
        endless = replace(found, skipped=frozenset())
        assert found.instant(found.begins) > now
        assert next_start(endless, now) == found.instant(found.begins)
        assert starts(endless, now, 1) == (found.instant(found.begins),)
        before = found.instant(found.begins) - timedelta(seconds=1)
        assert read_when(describe(found), zone="UTC", now=before) == endless


def test_most_likely_texts_are_accepted() -> None:
    """Keep the property above from being about refusals only."""
    texts = [
        f"{how} {days} {month} at 10:00 {end}"
        for how in ("every", "every other")
        for days in ("Tuesday", "Mon, Thu", "Monday and Friday")
        for month in ("", "in May", "from May to July")
        for end in ("", "until June 2028", "for 8 times", "for 2 years")
    ]
    assert [text for text in texts if isinstance(heard(text, NOW), str)] == []
