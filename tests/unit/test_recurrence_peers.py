"""Hearth's dates beside those of others: icalendar with recurring-ical-events, and every zone's clock changes.

Seeds and counts: each property here draws from seed 20251125 (HEARTH_RHYTHM_SEED names another) and tries 150
recurrences (HEARTH_RHYTHM_EXAMPLES says how many; 2,000 before a release). The zones are all of IANA's that change
their clocks between 2025 and 2030, every change of each, at every half hour around it.
"""

import itertools
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st
from icalendar import Calendar

from adapters.files.calendars import read_calendar
from bot.rhythm.recurrence import Recurrence, is_date, starts, upcoming
from bot.rhythm.rules import Frequency
from bot.rhythm.when import Moved
from tests.rhythms import EXAMPLES, ONE_DAY, Plain, by_hand, clock_changes, recurrences

SEED: Final = int(os.environ.get("HEARTH_RHYTHM_SEED", "20251125"))
CALENDARS = Path(__file__).parents[2] / ".." / "shared" / "data" / "calendars"
WINDOW: Final = timedelta(days=400)
seeded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@st.composite
def decided(draw: st.DrawFn) -> Recurrence:
    """Return a recurrence with dates that were left out, added and moved one by one, in a known zone."""
    _rule, when = draw(recurrences())
    begins = datetime.combine(when.begins, time.min, UTC) - ONE_DAY
    days = [start.day for start in itertools.islice(upcoming(when, begins), 12)]
    free = [day for n in range(1, 60) if not is_date(when, day := when.begins + n * ONE_DAY)]
    for day in draw(st.sets(st.sampled_from(free), max_size=2)) if free else ():
        when = replace(when, added=when.added | {datetime.combine(day, draw(walls))})
    for day in draw(st.sets(st.sampled_from(days), max_size=2)) if days else ():
        wall = datetime.combine(day + draw(st.integers(-5, 9)) * ONE_DAY, draw(walls))
        when = when.move(day, Moved(wall))
    return when


walls = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30)))


def written(when: Recurrence) -> str:
    """Return it as a calendar would have it: RRULE, EXDATE, RDATE and an event of its own for each moved date."""
    stamp = "%Y%m%dT%H%M%S"
    usual = {at.date(): at for at in when.added}
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", "BEGIN:VEVENT", "UID:1@example.org", "SUMMARY:Call",
        f"DTSTART;TZID={when.zone}:{datetime.combine(when.begins, when.at):{stamp}}", f"RRULE:{until_in_utc(when)}",
    ]  # fmt: skip
    lines += [f"EXDATE;TZID={when.zone}:{datetime.combine(day, when.at):{stamp}}" for day in sorted(when.skipped)]
    lines += [f"RDATE;TZID={when.zone}:{at:{stamp}}" for at in sorted(when.added)]
    lines.append("END:VEVENT")
    for day, moved in sorted(when.moved.items()):
        original = usual.get(day, datetime.combine(day, when.at))
        lines += [
            "BEGIN:VEVENT", "UID:1@example.org", "SUMMARY:Call",
            f"RECURRENCE-ID;TZID={when.zone}:{original:{stamp}}", f"DTSTART;TZID={when.zone}:{moved.at:{stamp}}",
            "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def until_in_utc(when: Recurrence) -> str:
    """Return the rule with its end as RFC 5545 §3.3.10 wants it beside a DTSTART with a zone."""
    until = when.parts.until
    if until is None:
        return when.rule
    return f"{when.rule.split(';UNTIL=')[0]};UNTIL={when.local(until):%Y%m%dT%H%M%SZ}"


def peers(text: str, after: datetime, before: datetime) -> list[datetime]:
    """Return the starts that recurring-ical-events finds between two moments, in order, each once."""
    events = recurring_ical_events.of(Calendar.from_ical(text)).between(after - 3 * ONE_DAY, before + 3 * ONE_DAY)
    begun = {in_utc(event["DTSTART"].dt) for event in events}
    return sorted(at for at in begun if after < at < before)


def in_utc(at: Any) -> datetime:
    """Return an instant; a time that clocks skip is read with the offset before the gap (RFC 5545 §3.3.5)."""
    return datetime.combine(at.date(), at.time(), at.tzinfo).replace(fold=0).astimezone(UTC)


def ours(when: Recurrence, after: datetime, before: datetime) -> list[datetime]:
    return [start.at for start in itertools.takewhile(lambda start: start.at < before, upcoming(when, after))]


@seed(SEED)
@seeded
@given(decided(), st.integers(-40, 700))
def test_a_calendar_program_finds_the_same_dates(when: Recurrence, days: int) -> None:
    """150 recurrences with exceptions from seed 20251125, 400 days of each."""
    # dateutil, on which the other program stands, counts BYSETPOS from DTSTART in the first week instead of from
    # its Monday (RFC 5545 §3.3.10); the calendar ticked off by hand agrees with Hearth there.
    assume(not (when.parts.positions and when.parts.frequency is Frequency.WEEKLY))
    after = datetime.combine(when.begins, time.min, UTC) + days * ONE_DAY
    assert ours(when, after, after + WINDOW) == peers(written(when), after, after + WINDOW)


@seed(SEED)
@seeded
@given(decided())
def test_what_a_calendar_writes_is_imported_with_the_same_dates(when: Recurrence) -> None:
    """150 recurrences with exceptions from seed 20251125, the first 12 dates of each."""
    before = datetime.combine(when.begins, time.min, UTC) - 20 * ONE_DAY
    read = read_calendar(written(when).encode(), filename="x.ics", zone="UTC", now=before)
    expected = starts(when, before, 12)
    if not expected:
        assert [refused.why for refused in read.refused] == ["It is over: no date of it is left."]
        return
    [found] = read.found
    assert starts(found.when, before, 12) == expected


# ------------------------------------------------------------------------------------ every zone


CHANGING: Final = sorted(zone for zone in available_timezones() - {"localtime", "Factory"} if clock_changes(zone))


def test_every_zone_that_changes_its_clocks_runs_each_date_once() -> None:
    """All IANA zones with a change from 2025 to 2030, every change, four times of day each: no seed, no chance."""
    tried = 0
    for zone in CHANGING:
        for change in clock_changes(zone):
            for at in around(zone, change):
                when = Recurrence("FREQ=DAILY", change - 2 * ONE_DAY, at, zone)
                after = datetime.combine(change, time.min, UTC) - 40 * timedelta(hours=1)
                expected = list(itertools.islice(by_hand(Plain("DAILY"), when, after), 4))
                assert list(starts(when, after, 4)) == expected, (zone, change, at)
                tried += 1
    assert len(CHANGING) > 150
    assert tried > 5000


def around(zone: str, change: date) -> Iterator[time]:
    """Yield the half hours at which the clocks of that day may be skipped or doubled, and one that is plain."""
    midnight = datetime.combine(change, time.min, ZoneInfo(zone)).astimezone(UTC)
    offsets = [(midnight + n * timedelta(minutes=15)).astimezone(ZoneInfo(zone)).utcoffset() for n in range(-96, 96)]
    turn = next((n for n, (a, b) in enumerate(itertools.pairwise(offsets)) if a != b), 96)
    wall = (midnight + (turn - 95) * timedelta(minutes=15)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    for minutes in (-60, -30, 0, 30):
        yield (wall + timedelta(minutes=minutes)).time()


# ------------------------------------------------------------------------------------ the real files


@pytest.mark.parametrize("name", ["sp-networkx", "sp-numpy", "sp-scientific-python", "sp-specs"])
def test_the_real_calendars_have_the_same_dates_as_a_calendar_program_finds(name: str) -> None:
    """Four files of open-source communities, five years of each event."""
    path = CALENDARS / f"{name}.ics"
    if not path.is_file():
        pytest.skip("shared data absent")
    after, before = datetime(2024, 12, 31, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    found = read_calendar(path.read_bytes(), filename=path.name, zone="UTC", now=after).found
    mine = sorted({(each.name, at) for each in found for at in ours(each.when, after, before)})
    events = recurring_ical_events.of(Calendar.from_ical(path.read_text())).between(after, before)
    theirs = sorted({(str(event["SUMMARY"]), in_utc(event["DTSTART"].dt)) for event in events})
    assert mine == theirs
    assert len(mine) > 20
