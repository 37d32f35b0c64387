"""The waiting list of a circle: never more people than fit, nobody lost, nobody overtaken."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.circles.model import INSIDE, Role, Seat
from bot.circles.places import AGAIN, OFFER_HOLDS, Turn, at_the_end, free, once_more, place_of, taken, turn, waiting
from bot.keys import AccountId, MemberId
from tests.worlds.ground import NOW

HOUR = timedelta(hours=1)


def seat(who: str, role: Role = Role.WAITING, *, since: int = 0, until: int | None = None) -> Seat:
    """Return a seat; times are hours from now."""
    ends = None if until is None else NOW + HOUR * until
    return Seat(AccountId(f"a{who}"), MemberId(who), role, NOW + HOUR * since, ends)


@st.composite
def circles(draw: st.DrawFn) -> list[Seat]:
    """Draw seats of up to a dozen accounts, some of one person."""
    accounts = draw(st.lists(st.integers(0, 11), unique=True, max_size=12))
    found: list[Seat] = []
    for number in accounts:
        role = draw(st.sampled_from(Role))
        until = draw(st.one_of(st.none(), st.integers(-5, 80))) if role in {Role.WAITING, Role.GUEST} else None
        who = MemberId(f"m{draw(st.integers(0, 8))}")
        found.append(replace(seat(str(number), role, since=-draw(st.integers(0, 9)), until=until), member=who))
    return found


def after(seats: list[Seat], its: Turn) -> list[Seat]:
    """Return the seats once a turn is written, as the service writes it."""
    back = [replace(s, role=Role.INVITED, until=None) for s in its.lapsed]
    new = {s.account: s for s in (*its.offered, *back)}
    return [new.get(s.account, s) for s in seats]


@given(circles(), st.integers(2, 8))
def test_a_turn_never_gives_away_more_seats_than_there_are(seats: list[Seat], cap: int) -> None:
    inside = {s.member for s in seats if s.role in INSIDE}
    held = {s.member for s in waiting(seats) if s.until is not None and s.until > NOW}
    done = after(seats, turn(seats, cap, NOW))
    assert taken(done, NOW) <= max(cap, len(inside | held))


@given(circles(), st.integers(2, 8))
def test_a_turn_loses_nobody_and_changes_nobody_who_is_in(seats: list[Seat], cap: int) -> None:
    done = after(seats, turn(seats, cap, NOW))
    assert {s.account for s in done} == {s.account for s in seats}
    assert [s for s in done if s.role in INSIDE] == [s for s in seats if s.role in INSIDE]


@given(circles(), st.integers(2, 8))
def test_whoever_waits_longer_is_offered_a_seat_first(seats: list[Seat], cap: int) -> None:
    its = turn(seats, cap, NOW)
    line = [s.member for s in waiting(after(seats, its))]
    # What is left of the list stands in the order it had.
    assert line == [s.member for s in waiting(seats) if s.member in set(line)]
    unasked = [s for s in waiting(seats) if s.until is None and s.member not in {o.member for o in its.offered}]
    assert all(o.since <= u.since for o in its.offered for u in unasked)


@given(circles(), st.integers(2, 8))
def test_after_a_turn_no_seat_is_free_while_somebody_waits_unasked(seats: list[Seat], cap: int) -> None:
    done = after(seats, turn(seats, cap, NOW))
    unasked = [s for s in waiting(done) if s.until is None]
    assert not unasked or free(done, cap, NOW) == 0


@given(circles(), st.integers(2, 8))
def test_a_second_turn_finds_nothing_to_do_unless_one_person_has_two_places(seats: list[Seat], cap: int) -> None:
    members = [s.member for s in seats if s.role is Role.WAITING]
    if len(members) == len(set(members)):
        assert turn(after(seats, turn(seats, cap, NOW)), cap, NOW) == Turn()


def test_a_free_seat_is_kept_for_the_first_and_counts_as_taken() -> None:
    seats = [seat("a", Role.STEWARD), seat("late", since=-1), seat("early", since=-2)]
    its = turn(seats, 2, NOW)
    assert its == Turn((), (replace(seats[2], until=NOW + OFFER_HOLDS),))
    done = after(seats, its)
    assert (free(done, 2, NOW), free(done, 2, NOW, to=MemberId("early"))) == (0, 1)
    assert [place_of(done, MemberId(m)) for m in ("early", "late", "a")] == [1, 2, None]


@given(circles())
def test_whoever_comes_last_stands_last_also_in_the_same_instant(seats: list[Seat]) -> None:
    new = at_the_end(seats, seat("new"))
    assert waiting([*seats, new])[-1] == new


def test_an_offer_that_is_over_goes_to_the_next() -> None:
    seats = [seat("a", Role.STEWARD), seat("early", since=-2, until=0), seat("late", since=-1)]
    assert turn(seats, 2, NOW) == Turn((seats[1],), (replace(seats[2], until=NOW + OFFER_HOLDS),))


def test_an_offer_that_ended_while_nobody_could_take_it_holds_a_day_more() -> None:
    seats = [seat("early", since=-2, until=-4), seat("late", since=-1, until=1)]
    assert once_more(seats, NOW) == (replace(seats[0], until=NOW + AGAIN),)


def test_a_person_with_two_accounts_waits_once_and_not_when_they_are_in() -> None:
    twice = [seat("1", since=-1), replace(seat("2", since=-3), member=MemberId("1"))]
    assert waiting(twice) == (twice[1],)
    assert waiting([*twice, replace(seat("3", Role.MEMBER), member=MemberId("1"))]) == ()
