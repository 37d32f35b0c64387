"""Public holidays: whose they are, and what a ritual's dates do on them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import holidays as package
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.errors import Invalid
from bot.i18n import speaking
from bot.rhythm.countries import HolidayPlaces, place_named
from bot.rhythm.holidays import Holidays, Policy
from bot.rhythm.recurrence import Recurrence, Start, upcoming
from storage.tables.rhythm import occurrences
from tests.worlds.town import Town

DAY = timedelta(days=1)


# Countries and regions


@pytest.mark.parametrize(
    ("country", "region", "codes"),
    [
        ("Denmark", "", ("DK", "")),
        ("dk", "", ("DK", "")),
        ("Dinamarca", "", ("DK", "")),
        ("DE-BY", "", ("DE", "BY")),
        ("Germany", "Bavaria", ("DE", "BY")),
        ("Tyskland", "bayern", ("DE", "BY")),
        ("us-ca", "", ("US", "CA")),
        ("UK", "Scotland", ("GB", "SCT")),
        ("none", "", ("", "")),
    ],
)
def test_a_place_is_found_by_its_names_and_codes(country: str, region: str, codes: tuple[str, str]) -> None:
    assert place_named(country, region) == codes


@pytest.mark.parametrize(
    ("country", "region", "field", "sentence"),
    [
        ("Denmrk", "", "country", "I know no country “Denmrk”. Did you mean Denmark? Nothing was changed."),
        (
            "xyzzy",
            "",
            "country",
            "I know no holidays of a country “xyzzy”. Try: Denmark, or DK. Nothing was changed.",
        ),
        (
            "Germany",
            "Bavari",
            "region",
            "I know no region “Bavari” of Germany. Did you mean Bayern? Nothing was changed.",
        ),
        (
            "Denmark",
            "Fyn",
            "region",
            "Denmark has the same holidays everywhere. Nothing was changed. Leave the region out.",
        ),
    ],
)
def test_an_unknown_place_gets_one_sentence(country: str, region: str, field: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        place_named(country, region)
    assert (refused.value.field, refused.value.sentence) == (field, sentence)


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_typed_is_a_place_or_refused(country: str, region: str) -> None:
    try:
        code, part = place_named(country, region)
    except Invalid:
        return
    assert code == "" or (len(code) == 2 and len(part) <= 32)


def test_a_place_and_a_holiday_are_named_in_the_readers_words() -> None:
    with speaking("es"):
        assert HolidayPlaces().shown("DE", "BY") == "Alemania, Bayern"
    christmas = date(2026, 12, 25)
    said = {tag: Holidays("DK", "").name(christmas, tag) for tag in ("en", "da", "es")}
    assert said == {"en": "Christmas Day", "da": "Juledag", "es": "Christmas Day"}


# What dates do


def starts(when: Recurrence, after: datetime, count: int) -> list[Start]:
    return list(islice(upcoming(when, after), count))


def test_a_ritual_that_has_holidays_alone_has_no_date_when_it_skips_them() -> None:
    when = Recurrence("FREQ=YEARLY", date(2026, 12, 25), time(10), "UTC", holidays=Holidays("DK", "", Policy.SKIP))
    assert starts(when, datetime(2026, 1, 1, tzinfo=UTC), 1) == []


WHENS = st.builds(
    Recurrence,
    st.sampled_from(
        [
            "FREQ=DAILY",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "FREQ=WEEKLY;BYDAY=FR",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,SU",
            "FREQ=MONTHLY;BYMONTHDAY=1",
            "FREQ=MONTHLY;BYDAY=-1MO",
            "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25",
            "FREQ=DAILY;COUNT=40",
        ]
    ),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    st.sampled_from(["Europe/Copenhagen", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "UTC"]),
)
PLACES = st.sampled_from([("DK", ""), ("DE", "BY"), ("US", "CA"), ("RU", ""), ("CN", ""), ("JP", ""), ("MM", "")])


def enumerated(when: Recurrence, country: str, region: str, policy: Policy, years: int) -> dict[date, date]:
    """Return target day by rule day, walking every day of some years with the package itself.

    The rule without holidays gives the days; of two on one day the day's own stays.
    """
    zone = ZoneInfo(when.zone)
    plain = replace(when, holidays=None)
    known = package.country_holidays(country, subdiv=region or None)
    begin = datetime.combine(when.begins, time.min, zone) - DAY
    targets: dict[date, date] = {}
    days = [s.day for s in upto(plain, begin, begin + years * 365 * DAY)]
    for day in days:
        target = day
        if day in known:
            if policy is Policy.SKIP:
                continue
            target += DAY
            while target.weekday() > 4 or target in known:
                target += DAY
        if target not in targets.values() or target == day:
            targets = {d: t for d, t in targets.items() if t != target} | {day: target}
    return targets


def upto(when: Recurrence, after: datetime, until: datetime) -> Iterator[Start]:
    for start in upcoming(when, after):
        if start.at > until:
            return
        yield start


@settings(max_examples=60, deadline=None)
@given(WHENS, PLACES, st.sampled_from([Policy.SKIP, Policy.MOVE]), st.integers(0, 500))
@example(Recurrence("FREQ=DAILY", date(2026, 12, 20), time(10), "Europe/Copenhagen"), ("DK", ""), Policy.MOVE, 5).via(
    "Friday and Saturday are holidays, both go to Monday, and Sunday stays"
)
def test_dates_are_those_of_a_walk_day_by_day(
    when: Recurrence, place: tuple[str, str], policy: Policy, ahead: int
) -> None:
    under = when.under(Holidays(*place, policy))
    zone = ZoneInfo(when.zone)
    after = datetime.combine(when.begins, time.min, zone) + ahead * DAY
    expected = enumerated(when, *place, policy, years=3)
    horizon = datetime.combine(when.begins, time.min, zone) + 2 * 365 * DAY
    found = list(upto(under, after, horizon))
    assert [s.at for s in found] == sorted({s.at for s in found})
    # Pacific/Apia and others have every day in these years, so a local day is a date.
    assert {s.day: s.at.astimezone(zone).date() for s in found} == {
        d: t for d, t in expected.items() if after < when.instant(t) <= horizon
    }
    assert all(s.original == when.instant(s.day) for s in found)
    holidays = Holidays(*place)
    assert all(holidays.works(s.at.astimezone(zone).date()) for s in found if s.at != s.original)


# Commands


async def dates(town: Town) -> list[str]:
    async with town.database.reading() as session:
        query = select(occurrences.c.starts_at).where(occurrences.c.state == "planned")
        return [f"{at + timedelta(hours=1):%a %d %b %H:%M}" for at in await session.scalars(query)]


async def denmark(home: Town) -> None:
    shown = await home.types("maria", "/community settings country:Denmark")
    assert "Public holidays: Denmark" in await home.said(shown)


async def test_a_preview_says_where_a_date_goes_that_falls_on_a_holiday(home: Town) -> None:
    await denmark(home)
    line = '/ritual create "Wins" "every Friday 10:00 from 18 December 2026" "Why" holidays:'
    moved = await home.said(await home.types("maria", line + "move"))
    assert (
        "next Fri 18 Dec 10:00, Mon 28 Dec 10:00 (moved from Fri 25 Dec 10:00), "
        "Mon 4 Jan 10:00 (moved from Fri 1 Jan 10:00)."
    ) in moved
    assert "Fri 25 Dec → Mon 28 Dec, Christmas Day" in moved
    assert "Fri 1 Jan → Mon 4 Jan, New Year's Day" in moved
    skipped = await home.said(await home.types("maria", line + "skip"))
    assert "Not on Fri 25 Dec: Christmas Day" in skipped
    kept = await home.said(await home.types("maria", line + "keep"))
    assert "Fri 25 Dec is Christmas Day; it takes place all the same." in kept


async def test_without_a_country_there_are_no_holidays_to_go_by(home: Town) -> None:
    refused = await home.said(await home.types("maria", '/ritual create W "every Friday 10:00" "Why" holidays:move'))
    assert "I do not know whose holidays. Nothing was changed. First: community settings country:Denmark" in refused
    refused = await home.said(await home.types("maria", "/community settings region:Bavaria"))
    assert "Of which country? Nothing was changed." in refused


async def test_another_country_plans_dates_anew(home: Town) -> None:
    await denmark(home)
    await home.starts_ritual("maria", '/ritual create W "every month on the 25th 10:00" "Why" holidays:move')
    await home.starts_ritual("maria", '/ritual create K "every month on the 25th 11:00" "Why"')
    await home.hearth.advance_to(home.clock.now() + 10 * DAY, home.clock)
    assert await dates(home) == ["Mon 28 Dec 10:00", "Fri 25 Dec 11:00"]
    await home.types("maria", "/community settings country:China")
    assert await dates(home) == ["Fri 25 Dec 10:00", "Fri 25 Dec 11:00"]
    await home.types("maria", "/community settings country:Denmark")
    assert await dates(home) == ["Mon 28 Dec 10:00", "Fri 25 Dec 11:00"]
    assert "it moves to the next working day" in await home.said(await home.types("maria", "/ritual show W"))
    await home.hearth.advance_to(home.clock.now() + 30 * DAY, home.clock)
    posts = [home.text(m) for m in await home.reads(None)]
    assert sum(p.startswith("W\n") for p in posts) == 2
