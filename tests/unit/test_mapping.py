"""A month of the rhythm: its beats, clashes, holidays and gaps, as a drawing and in words."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.cards import Picture
from bot.drawings import Line, Month, Sign
from bot.rhythm.mapping import LONG_EMPTY, MOST_LINES, after, month_of
from bot.rhythm.model import Ritual
from bot.rhythm.recurrence import Recurrence, upcoming
from storage.tables.community import communities
from tests.unit.test_rituals import WINS
from tests.worlds.ground import NORTH
from tests.worlds.town import Town

ZONE = "Europe/Copenhagen"
DECEMBER = date(2026, 12, 1)


def ritual(name: str, rule: str, begins: date, at: time = time(10), zone: str = ZONE) -> Ritual:
    base = NORTH.ritual(name)
    return replace(base, id=type(base.id)(name), when=Recurrence(rule, begins, at, zone), minutes=45)


WEEKLY = ritual("Friday wins", "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261212T000000", date(2026, 11, 6))
CLINIC = ritual("Case clinic", "FREQ=MONTHLY;BYDAY=2FR", date(2026, 11, 13), time(10, 30))
HOLIDAYS = {date(2026, 12, 25): "First Christmas Day", date(2027, 1, 1): "New Year"}


def drawn(picture: Picture) -> Month:
    assert isinstance(picture.drawing, Month)
    return picture.drawing


def test_a_month_has_a_line_a_ritual_and_lines_for_what_is_the_matter() -> None:
    found = month_of([CLINIC, WEEKLY], DECEMBER, ZONE, HOLIDAYS)
    assert drawn(found) == Month(
        "December 2026: 3 dates, 1 clash",
        first=1,
        days=31,
        initials=("M", "T", "W", "T", "F", "S", "S"),
        lines=(
            Line("Friday wins · 10:00", Sign.BEAT, (4, 11), (11,)),
            Line("Case clinic · 10:30", Sign.BEAT, (11,), (11,)),
            Line("At the same hour: 11", Sign.CLASH, (11,)),
            Line("Holidays: 25 First Christmas Day", Sign.HOLIDAY, (25,)),
            Line("Nothing: 12 to 31", Sign.GAP, stretches=((12, 31),)),
        ),
    )


def test_the_words_say_all_that_the_picture_shows() -> None:
    assert month_of([CLINIC, WEEKLY], DECEMBER, ZONE, HOLIDAYS).alt == (
        "December 2026: 3 dates, 1 clash. Friday wins · 10:00: 4, 11. Case clinic · 10:30: 11. At the same hour: 11. "
        "Holidays: 25 First Christmas Day. Nothing: 12 to 31."
    )


def test_a_month_without_a_date_says_so() -> None:
    found = month_of([WEEKLY], date(2027, 2, 1), ZONE, {})
    assert found.alt == "February 2027: nothing is planned."
    assert (drawn(found).days, drawn(found).lines) == (28, ())


def test_days_and_hours_are_the_communitys_and_a_date_at_midnight_elsewhere_stands_on_its_own_day() -> None:
    late = ritual("Late", "FREQ=MONTHLY;BYMONTHDAY=31", date(2026, 10, 31), time(20), "America/New_York")
    found = month_of([late], date(2027, 1, 1), ZONE, {})
    # Every 31st at 20:00 in New York is 02:00 on the 1st in Copenhagen.
    assert drawn(found).lines[0] == Line("Late · 02:00", Sign.BEAT, (1,))
    assert month_of([late], DECEMBER, ZONE, {}).alt == "December 2026: nothing is planned."


def test_more_rituals_than_fit_share_a_line() -> None:
    many = [
        ritual(f"R{n:02}", "FREQ=MONTHLY;BYMONTHDAY=1", date(2026, 11, 1), time(6 + n)) for n in range(MOST_LINES + 2)
    ]
    lines = drawn(month_of(many, DECEMBER, ZONE, {})).lines
    assert lines[MOST_LINES] == Line("And 2 more rituals", Sign.BEAT, (1,))


@given(
    st.dates(date(2025, 1, 1), date(2030, 12, 31)).map(lambda d: d.replace(day=1)),
    st.sampled_from(
        ["FREQ=DAILY;INTERVAL=5", "FREQ=WEEKLY;BYDAY=FR", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU", "FREQ=MONTHLY"]
    ),
    st.sampled_from([ZONE, "America/New_York", "Pacific/Auckland", "UTC"]),
)
@settings(max_examples=60, deadline=None)
def test_every_date_stands_in_the_month_it_falls_in_once_and_stretches_hold_none(
    first: date, rule: str, zone: str
) -> None:
    one = ritual("One", rule, date(2024, 12, 30), time(23, 30), "UTC")
    begins = datetime(first.year, first.month, 1, tzinfo=UTC) - timedelta(days=2)
    found = [s.at.astimezone(ZoneInfo(zone)).date() for s in islice(upcoming(one.when, begins), 40)]
    expected = tuple(d.day for d in found if (d.year, d.month) == (first.year, first.month))
    lines = drawn(month_of([one], first, zone, {})).lines
    beats = [line.days for line in lines if line.sign is Sign.BEAT]
    assert beats == ([expected] if expected else [])
    for low, high in (s for line in lines for s in line.stretches):
        assert high - low + 1 >= LONG_EMPTY
        assert not set(expected) & set(range(low, high + 1))


def test_the_month_after_december_is_january() -> None:
    assert after(DECEMBER) == date(2027, 1, 1)
    assert after(date(2027, 1, 1)) == date(2027, 2, 1)


# Asked for


async def test_this_month_is_shown_and_the_next_is_one_tap_away(home: Town) -> None:
    await home.starts_ritual("maria", WINS)
    shown = await home.types("jonas", "/rhythm map")
    assert await home.said(shown) == (
        "The rhythm of a month\n"
        "November 2026: 1 date. Friday wins · 10:00: 27. Nothing: 1 to 26.\n"
        "[Show December]\nDays and hours as in Europe/Copenhagen."
    )
    following = await home.presses("jonas", shown.card, "Show December")
    assert "December 2026: 4 dates. Friday wins · 10:00: 4, 11, 18, 25." in await home.said(following)


async def test_a_named_month_is_shown_and_paused_rituals_are_not(home: Town) -> None:
    await home.starts_ritual("maria", WINS)
    await home.starts_ritual("maria", '/ritual create "Clinic" "every Monday 10:00" "Why"')
    await home.types("maria", "/ritual pause Clinic")
    said = await home.said(await home.types("jonas", "/rhythm map month:2027-01"))
    assert "January 2027: 5 dates. Friday wins · 10:00: 1, 8, 15, 22, 29." in said
    assert "Clinic" not in said


@pytest.mark.parametrize("text", ["13", "2026-13", "2026-00", "december", "9999-01", "2026-1-1"])
async def test_what_is_no_month_is_refused_in_one_sentence(home: Town, text: str) -> None:
    said = await home.said(await home.types("jonas", f"/rhythm map month:{text}"))
    assert said.splitlines()[1] == f"“{text}” is no month I can show. Write it like 2026-11. Nothing was changed."


async def test_without_rituals_there_is_nothing_to_draw(home: Town) -> None:
    said = await home.said(await home.types("jonas", "/rhythm map"))
    assert said == "The rhythm of a month\nNothing is planned. Start something that comes back: ritual create"


async def test_public_holidays_stand_on_the_map_where_the_community_has_a_country(home: Town) -> None:
    await home.starts_ritual("maria", WINS)
    async with home.database.writing() as session:
        await session.execute(update(communities).values(country="DK"))
    said = await home.said(await home.types("jonas", "/rhythm map month:2026-12"))
    assert "Holidays: 25 Christmas Day · 26 Second Day of Christmas." in said
