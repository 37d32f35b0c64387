"""Events of calendars read as rituals: every form a real calendar uses, and what cannot be kept."""

from datetime import UTC, date, datetime

import pytest

from adapters.files.calendars import read_calendar
from bot.errors import Invalid
from bot.rhythm.imports import CalendarRead
from bot.rhythm.recurrence import Recurrence, starts
from bot.rhythm.when import Moved

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
EVENT = "UID:1@example.org\nSUMMARY:Call\nDTSTART;TZID=Europe/Copenhagen:20261103T100000\nDURATION:PT1H"
WEEKLY = f"{EVENT}\nRRULE:FREQ=WEEKLY"


WHOLE_DAYS = "It lasts whole days; a ritual begins at a time. Add it by hand: ritual create"
NO_UID = "It has no UID of its own, so I could not tell it from others the next time."
TWO_DATES = "It has two dates on one day; a ritual has one. Add the other by hand: ritual create"
PERIODS = "It adds dates with ends of their own (RDATE periods), which I cannot keep."


def read(*events: str, zone: str = "Europe/Copenhagen", more: str = "") -> CalendarRead:
    parts = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{more}{parts}END:VCALENDAR\n"
    return read_calendar(text.replace("\n", "\r\n").encode(), filename="calls.ics", zone=zone, now=NOW)


def found(*events: str, zone: str = "Europe/Copenhagen", more: str = "") -> Recurrence:
    read_ = read(*events, zone=zone, more=more)
    assert read_.refused == ()
    [one] = read_.found
    return one.when


def refused(*events: str) -> str:
    read_ = read(*events)
    assert read_.found == ()
    [one] = read_.refused
    return one.why


def dates(when: Recurrence, count: int = 4) -> list[str]:
    return [f"{at:%m-%d %H:%M}" for at in starts(when, NOW, count)]


def test_a_rule_with_exceptions_is_read_whole() -> None:
    override = "UID:1@example.org\nSUMMARY:Call\nRECURRENCE-ID;TZID=Europe/Copenhagen:{}T100000\n"
    when = found(
        f"{WEEKLY}\nEXDATE;TZID=Europe/Copenhagen:20261124T100000,20261201T110000\nRDATE:20261203T090000Z",
        override.format("20261208") + "DTSTART:20261209T130000Z\nDTEND:20261209T133000Z",
        override.format("20261215") + "STATUS:CANCELLED\nDTSTART;TZID=Europe/Copenhagen:20261215T100000",
        override.format("20261222") + "DTSTART;TZID=Europe/Copenhagen:20261222T100000\nDURATION:PT1H",
    )
    assert dates(when, 5) == ["12-01 09:00", "12-03 09:00", "12-09 13:00", "12-22 09:00", "12-29 09:00"]
    at = datetime(2026, 12, 9, 14)  # noqa: DTZ001 - a wall time
    assert when.moved == {date(2026, 12, 8): Moved(at, 30)}


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("/ics.py/2020.1/America/New_York", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_names_of_zones_are_understood(tzid: str, zone: str) -> None:
    assert found(f"UID:1\nSUMMARY:Call\nDTSTART;TZID={tzid}:20261201T100000").zone == zone


def test_a_zone_may_say_where_it_is() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Office\nX-LIC-LOCATION:Asia/Tokyo\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    when = found("UID:1\nSUMMARY:Call\nDTSTART;TZID=Office:20261201T100000\nRRULE:FREQ=DAILY", more=zone)
    assert (when.zone, dates(when, 1)) == ("Asia/Tokyo", ["12-01 01:00"])


def test_times_without_a_zone_are_the_communitys() -> None:
    when = found("UID:1\nSUMMARY:Call\nDTSTART:20261201T100000\nRRULE:FREQ=DAILY", zone="Asia/Tokyo")
    assert (when.zone, dates(when, 1)) == ("Asia/Tokyo", ["12-01 01:00"])


def test_every_fourteen_days_is_every_other_week() -> None:
    when = found(f"{EVENT}\nRRULE:FREQ=DAILY;INTERVAL=14;UNTIL=20261229T090000Z")
    assert when.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20261229T100000"
    assert dates(when, 9) == ["12-01 09:00", "12-15 09:00", "12-29 09:00"]


def test_a_first_date_that_does_not_fit_the_rule_counts_as_one() -> None:
    when = found(f"{EVENT.replace('20261103', '20261124')}\nRRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=3")
    assert dates(when, 9) == ["11-24 09:00", "11-26 09:00", "12-03 09:00"]


def test_links_are_left_out_of_what_it_is_worth() -> None:
    [one] = read(
        f"{WEEKLY}\nDESCRIPTION:We meet at https://example.org/j/1?pwd=x to talk.\\n\\nNotes: www.example.org"
    ).found
    assert (one.value, one.minutes, one.name) == ("We meet at to talk.", 60, "Call")
    [bare] = read(WEEKLY).found
    assert bare.value == "Call"


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (EVENT, "It is over: no date of it is left."),
        (f"{WEEKLY};UNTIL=20261110T100000", "It is over: no date of it is left."),
        (WEEKLY.replace("T100000", "").replace("TZID=Europe/Copenhagen", "VALUE=DATE"), WHOLE_DAYS),
        (WEEKLY.replace("SUMMARY:Call\n", ""), "It has no name."),
        (WEEKLY.replace("UID:1@example.org\n", ""), NO_UID),
        (f"{WEEKLY}\nSTATUS:CANCELLED", "It is cancelled."),
        (WEEKLY.replace("Europe/Copenhagen", "Middle-earth"), "I know no time zone “Middle-earth”."),
        (f"{EVENT}\nRRULE:FREQ=HOURLY", "I cannot keep “FREQ=HOURLY” of its rule."),
        (f"{WEEKLY};BYHOUR=9,17", "I cannot keep “BYHOUR=9,17” of its rule."),
        (f"{WEEKLY}\nRRULE:FREQ=DAILY", "It has more than one rule, which I cannot keep."),
        (f"{WEEKLY}\nRDATE;TZID=Europe/Copenhagen:20261201T150000", TWO_DATES),
        (f"{WEEKLY}\nRDATE;VALUE=PERIOD:20261202T150000Z/PT1H", PERIODS),
        (WEEKLY.replace("PT1H", "P2D"), "It lasts longer than a day."),
    ],
)  # fmt: skip
def test_what_can_be_no_ritual_is_refused_with_its_reason(event: str, why: str) -> None:
    assert refused(event) == why


@pytest.mark.parametrize(
    ("override", "why"),
    [
        ("RECURRENCE-ID:20261202T090000Z\nDTSTART:20261203T090000Z", "It moves 2026-12-02, which is no date of it."),
        (
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20261201T090000Z\nDTSTART:20261202T090000Z",
            "It changes from one date on (RANGE=THISANDFUTURE), which I cannot keep.",
        ),
        (
            "RECURRENCE-ID:20261201T090000Z\nDTSTART;VALUE=DATE:20261202",
            "It moves 2026-12-01 to no time of day.",
        ),
    ],
)
def test_an_event_whose_exceptions_cannot_be_kept_is_refused_whole(override: str, why: str) -> None:
    assert refused(WEEKLY, f"UID:1@example.org\nSUMMARY:Call\n{override}") == why


def test_the_same_event_twice_counts_once_and_others_stand() -> None:
    other = WEEKLY.replace("UID:1", "UID:2")
    text = "".join(
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{e}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".replace("\n", "\r\n").replace(
            "\r\r", "\r"
        )
        for e in (WEEKLY, other, WEEKLY)
    )
    read_ = read_calendar(text.encode(), filename="three.ics", zone="UTC", now=NOW)
    assert [each.uid for each in read_.found] == ["1@example.org", "2@example.org"]
    assert [(r.row, r.why) for r in read_.refused] == [(3, "The file has it twice (same UID); the first one counts.")]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"PK\x03\x04", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"x" * 6_000_000]
)
def test_what_is_no_calendar_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        read_calendar(content, filename="calls.ics", zone="UTC", now=NOW)
    assert "nothing was read" in caught.value.sentence
