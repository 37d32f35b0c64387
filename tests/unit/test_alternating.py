"""The slot that alternates: whose turn it is, what a date becomes, and who brings a case."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.keys import AccountId, CommunityId, MemberId, RitualId
from bot.voices.alternating import Case, Kind, bringers, could_bring, in_the_end, turns_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
HOUR = RitualId("hour")
GUEST, CASE, CLINIC = Kind


def weeks(*promised: bool) -> list[tuple[datetime, bool]]:
    return [(NOW + n * WEEK, p) for n, p in enumerate(promised, 1)]


def case(who: str, brought: int | None = None, *, ident: str = "") -> Case:
    at = NOW - brought * WEEK if brought is not None else None
    return Case(ident or who, CommunityId("home"), HOUR, AccountId(who), MemberId(who), who, "Why", NOW, at)


def test_the_three_take_turns_beginning_with_somebody_from_outside() -> None:
    assert turns_of({}, weeks(*[False] * 7)) == (GUEST, CASE, CLINIC, GUEST, CASE, CLINIC, GUEST)
    assert turns_of({GUEST: NOW}, weeks(False, False, False)) == (CASE, CLINIC, GUEST)


def test_who_was_promised_a_chair_keeps_it_and_the_others_go_on_around_it() -> None:
    last = {GUEST: NOW - WEEK}
    assert turns_of(last, weeks(False, True, False, False)) == (CASE, GUEST, CLINIC, CASE)


@given(st.lists(st.booleans(), max_size=30))
def test_however_chairs_are_promised_no_kind_waits_for_long(promised: list[bool]) -> None:
    found = turns_of({}, weeks(*promised))
    assert all(kind is GUEST for kind, p in zip(found, promised, strict=True) if p)
    free = [kind for kind, p in zip(found, promised, strict=True) if not p]
    # Among the dates that nobody was promised, own cases and clinics never differ by more than one.
    assert abs(free.count(CASE) - free.count(CLINIC)) <= 1
    if not any(promised):
        assert list(found) == [list(Kind)[n % 3] for n in range(len(promised))]


@given(st.lists(st.booleans(), min_size=1, max_size=20), st.integers(0, 19))
def test_what_was_foreseen_holds_when_the_dates_before_took_place(promised: list[bool], number: int) -> None:
    dates = weeks(*promised)
    whole = turns_of({}, dates)
    before = min(number, len(dates))
    last = {kind: starts for kind, (starts, _p) in zip(whole, dates[:before], strict=False)}
    assert turns_of(last, dates[before:]) == whole[before:]


def test_a_guests_date_without_a_yes_becomes_something_else_a_day_before() -> None:
    starts = NOW + WEEK
    early, announced = starts - timedelta(days=1, seconds=1), starts - timedelta(days=1)
    assert in_the_end(GUEST, starts, early, confirmed=False, case=True) is GUEST
    assert in_the_end(GUEST, starts, announced, confirmed=True, case=True) is GUEST
    assert in_the_end(GUEST, starts, announced, confirmed=False, case=True) is CASE
    assert in_the_end(GUEST, starts, announced, confirmed=False, case=False) is CLINIC


def test_an_own_case_that_nobody_brings_is_a_clinic_when_it_begins() -> None:
    starts = NOW + WEEK
    assert in_the_end(CASE, starts, starts - timedelta(seconds=1), confirmed=False, case=False) is CASE
    assert in_the_end(CASE, starts, starts, confirmed=False, case=False) is CLINIC
    assert in_the_end(CASE, starts, starts, confirmed=False, case=True) is CASE


def test_whoever_brought_the_fewest_comes_first_and_then_whoever_brought_one_longest_ago() -> None:
    history = [case("ada", 9, ident="a1"), case("bo", 4, ident="b1"), case("cleo", 8, ident="c1")]
    history.append(case("cleo", 3, ident="c2"))
    waiting = [case(n) for n in ("bo", "cleo", "ada", "dan")]
    assert [c.member for c in bringers([*history, *waiting], HOUR)] == ["dan", "ada", "bo", "cleo"]
    assert [c.id for c in could_bring(history, HOUR)] == ["a1", "b1", "c2"]
    assert bringers(history, HOUR) == ()
