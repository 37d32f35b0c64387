"""Which milestone is reached, and which week a year ago it was: pure rules, over leap days and changing clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.community.model import Member
from bot.keys import CommunityId, MemberId, OccurrenceId, RitualId
from bot.spark.marking import may_be_asked
from bot.spark.memories import MOST, Memory, Told, a_year_ago, asked_again, without, worth_it
from bot.spark.milestones import Figures, Kind, Reached, anniversary, hosted_step, reached, years_between
from bot.spark.model import Held
from tests.rhythms import ZONES, moments

TODAY = date(2028, 3, 1)
WINS = RitualId("wins")


def figures(*, founded: date = date(2027, 6, 1), dates: int = 0, answers: int = 0, streak: int = 0) -> Figures:
    return Figures(founded, {WINS: ("Friday wins", dates)}, answers, streak)


def keys(found: Figures, today: date = TODAY) -> list[str]:
    return [r.key for r in reached(found, today)]


def test_nothing_is_reached_before_a_round_number() -> None:
    assert keys(figures(dates=49, answers=499, streak=25)) == []


def test_of_each_kind_the_highest_counts_and_years_come_first() -> None:
    found = reached(figures(founded=date(2026, 2, 20), dates=117, answers=1000, streak=60), TODAY)
    assert found == (
        Reached("years:2", Kind.YEARS, 2),
        Reached("streak:52", Kind.STREAK, 52),
        Reached("dates:wins:100", Kind.DATES, 100, "Friday wins"),
        Reached("answers:1000", Kind.ANSWERS, 1000),
    )


def test_an_anniversary_is_stale_after_three_weeks() -> None:
    stale = [reached(figures(founded=date(2026, 2, d)), TODAY)[0].stale for d in (8, 9, 28)]
    assert stale == [True, False, False]


@pytest.mark.parametrize(("times", "step"), [(9, 0), (10, 10), (12, 10), (13, 0), (25, 25), (37, 0), (52, 50)])
def test_somebody_is_asked_when_they_have_just_hosted_so_often(times: int, step: int) -> None:
    assert hosted_step(times) == step


def test_whoever_is_away_or_listens_is_not_asked() -> None:
    now = datetime(2027, 3, 1, tzinfo=UTC)
    member = Member(MemberId("kim"), CommunityId("north"), now)
    later, before = now + timedelta(days=1), now - timedelta(days=1)
    assert may_be_asked(member, now)
    assert may_be_asked(replace(member, snoozed_until=before, sabbatical_until=before), now)
    assert not may_be_asked(replace(member, snoozed_until=later), now)
    assert not may_be_asked(replace(member, sabbatical_until=later), now)
    assert not may_be_asked(replace(member, left_at=before), now)
    assert not may_be_asked(replace(member, listens=True), now)


days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@given(days, days)
@example(date(2024, 2, 29), date(2025, 2, 28))
@example(date(2024, 2, 29), date(2028, 2, 29))
@example(date(2024, 2, 29), date(2025, 2, 27))
def test_whole_years_lie_between_two_days(since: date, today: date) -> None:
    years, ago = years_between(since, today)
    assert years >= 0
    assert ago >= timedelta()
    if since <= today:
        assert anniversary(since, since.year + years) + ago == today
        assert anniversary(since, since.year + years + 1) > today
    else:
        assert years == 0


@given(moments, st.sampled_from(ZONES))
@example(datetime(2028, 2, 29, 12, tzinfo=UTC), "Europe/Copenhagen")
@example(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "Europe/Copenhagen")  # clocks go forward
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Copenhagen")  # and back
@example(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Pacific/Apia")
@example(datetime(2026, 1, 1, 0, 30, tzinfo=UTC), "America/New_York")
def test_the_week_a_year_ago_is_seven_local_days_around_the_same_day(now: datetime, zone: str) -> None:
    begins, ends = a_year_ago(now, zone)
    here = ZoneInfo(zone)
    first, last = begins.astimezone(here), ends.astimezone(here)
    same = anniversary(now.astimezone(here).date(), now.astimezone(here).year - 1)
    assert first.date().weekday() == 0
    assert last.date() - first.date() == timedelta(days=7)
    assert first.date() <= same < last.date()
    # A midnight that clocks skip moves forward; nothing is earlier on that day.
    assert (begins - timedelta(minutes=1)).astimezone(here).date() < first.date()
    assert (ends - timedelta(minutes=1)).astimezone(here).date() < last.date()
    assert timedelta(days=357) < now - begins < timedelta(days=374)


def memory(number: int, people: int = 0, told: Told | None = None) -> Memory:
    starts = datetime(2026, 3, number, tzinfo=UTC)
    held = Held(OccurrenceId(f"o{number}"), WINS, "Friday wins", starts, 45, people, number)
    return Memory(held, told or Told())


def test_what_is_worth_a_word_is_what_something_is_kept_of_or_many_were_at() -> None:
    assert worth_it([memory(1), memory(2, people=2)]) == ()
    full = memory(5, told=Told("Why?", "Less", "Ada"))
    some = [memory(n, people=3) for n in range(1, 5)]
    found = worth_it([*some, full])
    assert len(found) == MOST
    assert found == (some[0], some[1], full)
    assert asked_again(found) == full.held.id
    assert asked_again(some) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [("We thank Bo.", ""), ("bo's list", ""), ("Bold letters", "Bold letters"), ("Robo", "Robo"), ("<@Bo>", "")],
)
def test_a_text_that_names_somebody_who_is_not_to_be_named_is_left_out(text: str, kept: str) -> None:
    assert without(Told(text, text, text), ["Bo", "", " "]) == Told(kept, kept, kept)


hostile = st.text(alphabet="<>@!#&|:*_`~.()[]\\ aBo", max_size=12)


@given(hostile, st.lists(hostile, max_size=3))
def test_no_name_breaks_the_search(text: str, names: list[str]) -> None:
    told = without(Told(text), names)
    assert told.question in {text, ""}
