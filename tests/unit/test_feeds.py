"""What stands in a calendar: every date that Hearth itself would hold, whatever the rule, the zone and the words."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Timezone
from sqlalchemy import select

from adapters.ciphers import FernetCipher, new_key
from adapters.feeds.calendars import written
from adapters.feeds.lines import OCTETS
from adapters.feeds.zones import timezone
from adapters.ids import SeededIds
from adapters.main.ground import Door
from adapters.main.running import Reached
from adapters.main.wiring import Hearth, wire
from bot.commands import Call
from bot.community.model import Community
from bot.keys import AccountId, CommunityId, MemberId, RitualId, SpaceId
from bot.rhythm.coming import Coming
from bot.rhythm.feeding import Feeding
from bot.rhythm.feeds import AHEAD, MOST_ENTRIES, Mark, Own, Source, Status, Window, entries
from bot.rhythm.holidays import Holidays, Policy
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual, RitualState, occurrence
from bot.rhythm.recurrence import Recurrence, Start, upcoming
from bot.rhythm.when import Moved
from storage.tables.community import accounts, communities
from storage.tables.feeds import feeds
from tests.strategies import texts
from tests.worlds.town import Town

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
COMMUNITY = Community(
    CommunityId("community"), "Testing guild", "People who care", "Europe/Copenhagen", "en", "potential", NOW, None
)
ZONES = ["Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "UTC"]
"""With changes of clocks in either half of the year, by half an hour, around Ramadan, and none."""
WEEKLY = Recurrence("FREQ=WEEKLY;BYDAY=FR", date(2026, 1, 2), time(10), "Europe/Copenhagen")


def ritual(when: Recurrence = WEEKLY, *, ident: str = "ritual", name: str = "Friday wins", value: str = "") -> Ritual:
    return Ritual(
        id=RitualId(ident),
        community=COMMUNITY.id,
        name=name,
        value=value,
        when=when,
        minutes=45,
        deck="",
        guests=False,
        state=RitualState.ACTIVE,
        revision=1,
        created_at=NOW - timedelta(days=365),
        created_by=None,
    )


def source(*rituals: Ritual, dates: tuple[Occurrence, ...] = (), own: Own | None = None) -> Source:
    marks = {r.id: Mark(3, r.created_at) for r in rituals}
    return Source(COMMUNITY, {r.id: r for r in rituals}, marks, dates, Window.at(NOW), own)


rules = st.one_of(
    st.builds("FREQ=DAILY;INTERVAL={}".format, st.integers(1, 9)),
    st.builds(
        lambda every, days: f"FREQ=WEEKLY;INTERVAL={every};BYDAY={','.join(sorted(days))}",
        st.integers(1, 4),
        st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1),
    ),
    st.builds("FREQ=MONTHLY;BYDAY={}{}".format, st.sampled_from([1, 2, 3, 4, -1]), st.sampled_from(["MO", "SU"])),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.sampled_from([1, 28, 31, -1])),
)
recurrences = st.builds(
    Recurrence,
    rules,
    st.dates(date(2025, 1, 1), date(2027, 3, 1)),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30])),
    st.sampled_from(ZONES),
)
turned = st.builds(
    lambda when, later: replace(when, turns=(when.at, *sorted(later - {when.at}))) if later - {when.at} else when,
    recurrences,
    st.sets(st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])), min_size=1, max_size=3),
)
"""The same with times of day that take turns, for which calendars have no rule."""
GAP = Recurrence("FREQ=DAILY;INTERVAL=1", date(2026, 1, 1), time(2, 30), "Europe/Copenhagen")


@dataclass(frozen=True, slots=True)
class Read:
    """An entry as another program reads it."""

    uid: str
    starts: datetime
    ends: datetime
    status: str


def read(body: bytes) -> list[Read]:
    """Read a calendar as another program does: expanded over its whole window, by a library of its own."""
    window = Window.at(NOW)
    found = recurring_ical_events.of(Calendar.from_ical(body)).between(window.begins, window.ends + timedelta(days=2))
    made = [
        Read(str(e["UID"]), e.decoded("DTSTART").astimezone(UTC), e.decoded("DTEND").astimezone(UTC), str(e["STATUS"]))
        for e in found
    ]
    return sorted(made, key=lambda r: (r.starts, r.uid))


@settings(max_examples=60, deadline=None)
@given(when=st.one_of(recurrences, turned), skipped=st.sets(st.integers(0, 5), max_size=3))
@example(when=GAP, skipped=set())
def test_another_program_reads_the_dates_that_hearth_holds(when: Recurrence, skipped: set[int]) -> None:
    window = Window.at(NOW)
    held = list(takewhile(lambda d: d.at < window.ends, islice(upcoming(when, window.today), 400)))
    out = {start.day for number, start in enumerate(held) if number in skipped}
    made = ritual(replace(when, skipped=frozenset(out)))
    wanted = [
        Read(
            f"{occurrence(made, start).id}@hearth",
            start.at,
            start.at + timedelta(minutes=45),
            "CANCELLED" if start.day in out else "CONFIRMED",
        )
        for start in held
    ]
    assert read(written(source(made))) == wanted


def test_a_moved_date_keeps_its_id_and_an_added_one_stands_beside_it() -> None:
    day = date(2026, 12, 4)
    [usual, *_rest] = [e for e in entries(source(ritual())) if e.starts.date() == day]
    elsewhere = Moved(datetime(2026, 12, 2, 15), minutes=90)  # noqa: DTZ001 - local
    added = datetime(2026, 12, 1, 8)  # noqa: DTZ001 - local
    changed = replace(WEEKLY, moved={day: elsewhere}, added=frozenset({added}))
    found = entries(source(ritual(changed)))
    assert [(e.id == usual.id, f"{e.starts:%d.%m. %H:%M}", e.ends - e.starts) for e in found[1:4]] == [
        (False, "01.12. 07:00", timedelta(minutes=45)),
        (True, "02.12. 14:00", timedelta(minutes=90)),
        (False, "11.12. 09:00", timedelta(minutes=45)),
    ]


@pytest.mark.parametrize(("policy", "dates"), [(Policy.SKIP, []), (Policy.MOVE, ["28.12. 09:00"])])
def test_a_date_on_a_holiday_is_where_the_holidays_let_it_be(policy: Policy, dates: list[str]) -> None:
    made = ritual(replace(WEEKLY, holidays=Holidays("DK", "", policy)))
    found = [at for at, _status in told(source(made))]
    assert [at for at in found if at[:6] in {f"{day}.12." for day in range(24, 32)}] == dates


def test_while_the_community_rests_there_is_nothing() -> None:
    made = replace(ritual(), rests=datetime(2027, 1, 10, tzinfo=UTC))
    assert told(source(made))[0] == ("15.01. 09:00", Status.CONFIRMED)


@pytest.mark.parametrize("zone", sorted(available_timezones()))
def test_the_zone_that_is_sent_along_is_right_by_itself(zone: str) -> None:
    sent = Timezone.from_ical(timezone(zone, 2025, 2028))
    assert isinstance(sent, Timezone)
    by_itself = sent.to_tz(lookup_tzid=False)
    at = datetime(2025, 1, 2, 12, tzinfo=UTC)
    while at.year < 2028:
        local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert local.replace(tzinfo=by_itself).utcoffset() == at.astimezone(ZoneInfo(zone)).utcoffset(), at
        at += timedelta(hours=67)


def test_local_time_that_says_two_things_is_sent_as_utc() -> None:
    # On 25 October 2026 two o'clock comes twice in Copenhagen; it begins at the first and ends after the second.
    twice = replace(GAP, at=time(2, 30))
    window = Window.at(NOW)
    at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    first = occurrence(ritual(twice), Start(at, at, date(2026, 10, 25)))
    kept = replace(first, minutes=60, state=OccurrenceState.ENDED)
    assert window.begins < kept.starts
    body = written(source(replace(ritual(twice), state=RitualState.RETIRED), dates=(kept,))).decode()
    assert "DTSTART:20261025T003000Z\r\nDTEND:20261025T013000Z\r\n" in body
    assert [(r.starts, r.ends) for r in read(body.encode())] == [(kept.starts, kept.ends)]


@settings(max_examples=100, deadline=None)
@given(name=texts, value=texts)
@example(name="a\r\nEND:VEVENT\r\nBEGIN:VALARM", value="x\u2028ATTACH:http://evil\x85y;,\\")
@example(name="é" * 200, value="😀" * 200)
def test_whatever_people_write_stays_words(name: str, value: str) -> None:
    weekly = ritual(replace(WEEKLY, rule="FREQ=WEEKLY;BYDAY=FR;COUNT=60"), name=name, value=value)
    made = source(weekly)
    body = written(replace(made, community=replace(COMMUNITY, name=name, charter=value)))
    lines = body.split(b"\r\n")
    assert all(len(line) <= OCTETS for line in lines)
    assert b"\n" not in body.replace(b"\r\n", b"")
    found = Calendar.from_ical(body)
    assert {c.name for c in found.walk()} == {"VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT"}
    events = found.walk("VEVENT")
    assert len(events) == len(entries(made))
    dated = {"DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND"}
    said = {"UID", "SEQUENCE", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"}
    assert {key for event in events for key in event} <= dated | said


def test_a_plain_name_is_read_as_it_was_written() -> None:
    named = ritual(name="Wins, losses; and \\more", value="One line\nand another")
    [first, *_rest] = Calendar.from_ical(written(source(named))).walk("VEVENT")
    assert (str(first["SUMMARY"]), str(first["DESCRIPTION"])) == ("Wins, losses; and \\more", "One line\nand another")


def test_what_programs_look_for_stands_at_the_head() -> None:
    found = Calendar.from_ical(written(source(ritual())))
    shown = {key: str(found[key]) for key in found if key != "REFRESH-INTERVAL"}
    assert shown == {
        "VERSION": "2.0",
        "PRODID": "-//Hearth//Rhythm//EN",
        "CALSCALE": "GREGORIAN",
        "X-PUBLISHED-TTL": "PT1H",
        "NAME": "Testing guild",
        "X-WR-CALNAME": "Testing guild",
        "DESCRIPTION": "People who care",
        "X-WR-CALDESC": "People who care",
    }
    assert found.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
    [first, *_rest] = found.walk("VEVENT")
    assert (first["SEQUENCE"], first.decoded("DTSTAMP")) == (3, NOW - timedelta(days=365))
    assert first.decoded("LAST-MODIFIED") == first.decoded("DTSTAMP")


def test_an_empty_calendar_is_a_calendar() -> None:
    found = Calendar.from_ical(written(source()))
    assert [c.name for c in found.subcomponents] == ["VTIMEZONE"]


# What is told from what was kept


def kept(made: Ritual, days: int, state: OccurrenceState) -> Occurrence:
    start = datetime(2026, 11, 27, 9, tzinfo=UTC) + timedelta(days=days)
    return replace(occurrence(made, Start(start, start, start.date())), state=state)


def told(made: Source) -> list[tuple[str, Status]]:
    return [(f"{e.starts:%d.%m. %H:%M}", e.status) for e in entries(made)]


def test_the_past_of_a_retired_ritual_stays_and_its_future_goes() -> None:
    over = replace(ritual(), state=RitualState.RETIRED)
    dates = (kept(over, -14, OccurrenceState.ENDED), kept(over, -7, OccurrenceState.DROPPED))
    assert told(source(over, dates=dates)) == [
        ("13.11. 09:00", Status.CONFIRMED),
        ("20.11. 09:00", Status.CANCELLED),
    ]


def test_a_date_that_was_dropped_once_and_takes_place_again_is_not_called_off() -> None:
    weekly = ritual()
    dropped = kept(weekly, 7, OccurrenceState.DROPPED)
    elsewhere = replace(kept(weekly, 8, OccurrenceState.DROPPED))
    found = dict(told(source(weekly, dates=(dropped, elsewhere))))
    assert found["04.12. 09:00"] is Status.CONFIRMED
    assert found["05.12. 09:00"] is Status.CANCELLED


def test_a_ritual_that_has_just_changed_says_nothing_of_days_before_it_did() -> None:
    early = replace(WEEKLY, rule="FREQ=DAILY", at=time(1))
    made = source(ritual(early))
    changed = replace(made, marks={RitualId("ritual"): Mark(4, NOW)})
    assert told(made)[0][0] == "24.11. 00:00"
    assert told(changed)[0][0] == "24.11. 00:00"
    midnight = replace(WEEKLY, rule="FREQ=DAILY", at=time(8))
    assert told(source(ritual(midnight)))[0][0] == "23.11. 07:00"
    assert told(replace(source(ritual(midnight)), marks=changed.marks))[0][0] == "24.11. 07:00"


def test_a_resting_ritual_has_no_dates_to_come() -> None:
    assert told(source(replace(ritual(), state=RitualState.PAUSED))) == []


# A member's own


def own(said: dict[Occurrence, Coming], *rituals: Ritual) -> Own:
    return Own({d.id: what for d, what in said.items()}, frozenset(r.id for r in rituals), "en")


def test_a_members_calendar_holds_what_they_go_to_and_what_is_open_of_those_rituals() -> None:
    mine, other = ritual(), ritual(replace(WEEKLY, at=time(12)), ident="other", name="Case clinic")
    yes, no, maybe = (kept(mine, days, OccurrenceState.PLANNED) for days in (0, 7, 14))
    once = kept(other, 14, OccurrenceState.PLANNED)
    said = own({yes: Coming.GOING, no: Coming.NO, maybe: Coming.MAYBE, once: Coming.WAITING}, mine)
    found = entries(source(mine, other, dates=(yes, no, maybe, once), own=said))
    shown = {(f"{e.starts:%d.%m.} {e.name}", e.status, e.busy, e.about) for e in found[:4]}
    assert shown == {
        ("27.11. Friday wins", Status.CONFIRMED, True, "You said you come."),
        ("11.12. Friday wins", Status.TENTATIVE, False, "You said maybe."),
        ("11.12. Case clinic", Status.TENTATIVE, False, "You wait for a seat."),
        ("18.12. Friday wins", Status.TENTATIVE, False, "You have not said yet whether you come."),
    }


def test_a_members_calendar_is_called_theirs() -> None:
    assert "\r\nX-WR-CALNAME:My dates in Testing guild\r\n" in written(source(ritual(), own=own({}))).decode()


def test_the_communitys_calendar_takes_nobodys_time() -> None:
    assert {e.busy for e in entries(source(ritual()))} == {False}


def test_a_calendar_with_too_many_dates_ends_sooner() -> None:
    daily = replace(WEEKLY, rule="FREQ=DAILY")
    many = [ritual(daily, ident=f"r{number}") for number in range(MOST_ENTRIES // 366 + 2)]
    found = entries(source(*many))
    assert len(found) == MOST_ENTRIES
    assert found[-1].starts < NOW + AHEAD


# Asking for an address


async def test_where_nobody_has_said_how_people_reach_hearth_it_says_so(home: Town) -> None:
    said = await home.said(await home.types("maria", "/rhythm calendar"))
    assert "I do not know at which address people reach me, so there is no calendar yet. Nothing was changed." in said
    assert "Whoever runs me sets it: HEARTH_PUBLIC_URL" in said
    assert "calendar yet" in await home.said(await home.pushes("maria", "rhythm.address", "mine"))
    async with home.database.reading() as session:
        assert (await session.execute(select(feeds))).all() == []


async def test_an_address_whose_key_is_gone_works_and_is_not_shown(home: Town) -> None:
    def wired() -> Hearth:
        door = Door(lambda: "https://hearth.example.org/", FernetCipher.of([new_key()]))
        return wire(home.database, home.clock, SeededIds("door"), {}, sends=False, door=door)

    first = wired()
    call = Call(
        "c", (), COMMUNITY.id, MemberId("m"), AccountId("a"), SpaceId("s"), None, NOW, False, False, "UTC", "en"
    )
    async with home.database.reading() as session:
        row = (await session.execute(select(accounts))).first()
        assert row is not None
        community = (await session.execute(select(communities.c.id))).scalar_one()
    mine = replace(call, community=community, member=row.member_id, args={"whose": "mine"})
    async with first.engine.unit() as house:
        shown = (await house.service(Feeding).renew(mine)).card
    assert "https://hearth.example.org/calendar/" in str(shown)
    async with wired().engine.unit() as house:
        later = (await house.service(Feeding).calendar(mine)).card
    assert "/calendar/" not in str(later)
    assert "it works, but I cannot show it any more; make a new one" in str(later)


@pytest.mark.parametrize(
    ("said", "here", "elsewhere", "base"),
    [
        ("", None, False, None),
        ("", "http://127.0.0.1:8080", False, "http://127.0.0.1:8080"),
        ("", "http://127.0.0.1:8080", True, None),
        ("https://hearth.example.org", "http://127.0.0.1:8080", True, "https://hearth.example.org"),
    ],
)
def test_the_address_of_this_machine_serves_only_while_all_are_on_it(
    said: str, here: str | None, elsewhere: bool, base: str | None
) -> None:
    assert Reached(said, here, elsewhere).base() == base
