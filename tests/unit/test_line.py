"""The line of stewards: who is asked, in which order, what silence means, and that nobody willing is passed by."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from bot.community.line import (
    ANSWER_WITHIN,
    ENOUGH,
    SILENT_AFTER,
    Ask,
    AskState,
    Insider,
    Line,
    Step,
    next_in_line,
    step,
)
from bot.keys import AccountId, CircleId, CommunityId, MemberId

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HERE = CommunityId("here")
CIRCLE = CircleId("circle")
DAY = timedelta(days=1)


def somebody(name: str, *, steward: bool = False, days: int = 10, seen: int = 0, away: bool = False) -> Insider:
    """Return somebody who came into the circle and was last heard of so many days ago."""
    account = AccountId(f"{name}-account")
    return Insider(MemberId(name), (account,), steward, NOW - days * DAY, NOW - seen * DAY, away)


def line(*people: Insider, asks: tuple[Ask, ...] = ()) -> Line:
    return Line(HERE, people, asks)


def asked(name: str, state: AskState = AskState.ASKED, *, ago: timedelta = timedelta(), by: str = "") -> Ask:
    """Return a question that was put to somebody some time ago."""
    at = NOW - ago
    until = at + ANSWER_WITHIN
    giver = MemberId(by) if by else None
    return Ask(f"ask-{name}", HERE, CIRCLE, state, at, until, AccountId(f"{name}-account"), MemberId(name), giver)


ANA, BO, CLEO, DAN = (MemberId(n) for n in ("ana", "bo", "cleo", "dan"))
TWO = (somebody("ana", steward=True), somebody("bo", steward=True))


def moved(
    of: Line, *, reached: bool = True, now: datetime = NOW
) -> tuple[AskState | None, str | None, AskState | None]:
    """Return a step as (closes, whom it asks, opens)."""
    found = step(of, now, reached=reached)
    return found.closes, found.asks.member if found.asks else None, found.opens


def test_two_stewards_who_are_there_are_enough() -> None:
    assert step(line(*TWO, somebody("cleo")), NOW, reached=False) == Step()


def test_the_one_who_is_there_longest_is_asked_first() -> None:
    people = (TWO[0], somebody("cleo", days=5), somebody("dan", days=7))
    assert moved(line(*people)) == (None, DAN, None)


def test_a_steward_who_is_silent_six_weeks_does_not_count_and_stays_one() -> None:
    silent = somebody("bo", steward=True, days=300, seen=42)
    assert moved(line(TWO[0], silent, somebody("cleo"))) == (None, CLEO, None)
    almost = replace(silent, seen=NOW - SILENT_AFTER + timedelta(seconds=1))
    assert moved(line(TWO[0], almost, somebody("cleo"))) == (None, None, None)
    resting = replace(silent, away=True)
    assert moved(line(TWO[0], resting, somebody("cleo"))) == (None, None, None)


def test_whoever_came_lately_is_not_silent_though_nobody_has_heard_of_them() -> None:
    assert not somebody("bo", days=10, seen=300).silent(NOW)


def test_silence_of_three_days_lets_somebody_carry_it_and_a_second_is_asked() -> None:
    people = (somebody("bo"), somebody("cleo", days=5))
    late = asked("bo", ago=ANSWER_WITHIN)
    assert moved(line(*people, asks=(late,))) == (AskState.CARRIED, CLEO, None)
    early = asked("bo", ago=ANSWER_WITHIN - timedelta(seconds=1))
    assert moved(line(*people, asks=(early,))) == (None, None, None)


def test_whom_the_question_never_reached_carries_nothing() -> None:
    people = (somebody("bo"), somebody("cleo", days=5))
    late = asked("bo", ago=ANSWER_WITHIN)
    assert moved(line(*people, asks=(late,)), reached=False) == (AskState.PASSED, CLEO, None)


def test_a_member_who_is_silent_carries_nothing_by_saying_nothing() -> None:
    quiet = somebody("bo", days=100, seen=50)
    late = asked("bo", ago=ANSWER_WITHIN)
    assert moved(line(quiet, asks=(late,))) == (AskState.PASSED, None, AskState.DESK)


def test_whoever_has_gone_or_goes_on_a_sabbatical_meanwhile_is_passed() -> None:
    for people in ((somebody("cleo"),), (somebody("bo", away=True), somebody("cleo"))):
        assert moved(line(*people, asks=(asked("bo"),))) == (AskState.PASSED, CLEO, None)


def test_a_question_is_over_when_somebody_was_found_meanwhile_or_the_silent_one_is_back() -> None:
    assert moved(line(*TWO, somebody("cleo"), asks=(asked("cleo"),))) == (AskState.OVER, None, None)
    # What a steward asked themselves goes on all the same.
    handed = asked("cleo", by="ana")
    assert moved(line(*TWO, somebody("cleo"), asks=(handed,))) == (None, None, None)
    became = (TWO[0], somebody("cleo", steward=True))
    assert moved(line(*became, asks=(handed,))) == (AskState.OVER, None, None)


def test_whoever_said_no_is_not_asked_again_for_half_a_year() -> None:
    people = (TWO[0], somebody("cleo"))
    no = asked("cleo", AskState.NO, ago=179 * DAY)
    assert moved(line(*people, asks=(no,))) == (None, None, AskState.ALONE)
    assert moved(line(*people, asks=(replace(no, at=NOW - 180 * DAY),))) == (None, CLEO, None)


def test_whoever_handed_on_is_not_asked_to_take_it_back() -> None:
    people = (somebody("ana"), TWO[1])
    gave = asked("bo", AskState.YES, ago=DAY, by="ana")
    assert moved(line(*people, asks=(gave,))) == (None, None, AskState.ALONE)


def test_the_desk_is_asked_last_and_only_while_nobody_inside_is_left() -> None:
    no = asked("cleo", AskState.NO, ago=DAY)
    assert moved(line(somebody("cleo"), asks=(no,))) == (None, None, AskState.DESK)
    assert moved(line()) == (None, None, AskState.DESK)
    desk = Ask("desk", HERE, CIRCLE, AskState.DESK, NOW, NOW + 7 * DAY)
    assert moved(line(somebody("cleo"), asks=(no, desk))) == (None, None, None)
    assert moved(line(somebody("cleo"), somebody("dan"), asks=(no, desk))) == (AskState.OVER, DAN, None)
    assert moved(line(TWO[0], somebody("cleo"), asks=(no, desk))) == (AskState.OVER, None, AskState.ALONE)


# Properties

PEOPLE = st.lists(
    st.builds(
        somebody,
        st.sampled_from("abcdefgh"),
        steward=st.booleans(),
        days=st.integers(0, 90),
        seen=st.integers(0, 90),
        away=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda p: p.member,
)
ANSWERS = st.lists(st.sampled_from(["yes", "no", "nothing", "unreached", "leaves", "rests"]), min_size=12, max_size=12)


def told(of: Line, answer: str, now: datetime) -> tuple[Line, datetime, bool]:
    """Return the line, the time and whether it was reached, after whoever is asked has answered, or not."""
    ask = of.open
    assert ask is not None
    assert ask.until is not None
    rest = tuple(p for p in of.people if p.member != ask.member)
    match answer:
        case "yes":
            return of.ended(ask, AskState.YES), now, True
        case "no":
            return of.ended(ask, AskState.NO), now, True
        case "leaves":
            return replace(of, people=rest), now, True
        case "rests":
            resting = [replace(p, away=True) for p in of.people if p.member == ask.member]
            return replace(of, people=(*rest, *resting)), now, True
        case _:
            return of, ask.until, answer == "nothing"


def walk(start: Line, answers: list[str], note: Callable[[Line, Insider, datetime], None]) -> Line:
    """Go on until nothing is left to do; `note` hears of everybody who is asked."""
    now, of, reached = NOW, start, False
    for answer in [*answers, "no", "no", "no"]:
        todo = step(of, now, reached=reached)
        before = of.open
        if before is not None and todo.closes is not None:
            of = of.ended(before, todo.closes)
        if todo.asks is not None:
            note(of, todo.asks, now)
            new = asked(todo.asks.member)
            of = replace(of, asks=(*of.asks, replace(new, at=now, until=now + ANSWER_WITHIN)))
            of, now, reached = told(of, answer, now)
        elif todo.opens is not None:
            last = Ask("last", HERE, CIRCLE, todo.opens, now)
            of = replace(of, asks=(*of.asks, last))
        elif todo == Step():
            return of
    raise AssertionError("it never comes to rest")


@given(PEOPLE, ANSWERS)
@example([somebody("a"), somebody("b", days=50, seen=50)], ["unreached", *["nothing"] * 11])
def test_nobody_is_asked_twice_and_always_the_first_who_may_be(people: list[Insider], answers: list[str]) -> None:
    seen: list[MemberId] = []

    def note(of: Line, whom: Insider, now: datetime) -> None:
        assert whom.member not in seen
        seen.append(whom.member)
        assert not whom.steward
        assert not whom.away
        rivals = [p for p in of.people if not p.steward and not p.away and p.member not in seen]
        assert all((whom.silent(now), whom.since) <= (p.silent(now), p.since) for p in rivals)

    walk(line(*people), answers, note)


@given(PEOPLE, ANSWERS)
def test_a_circle_is_never_with_nobody_while_somebody_inside_is_willing(
    people: list[Insider], answers: list[str]
) -> None:
    asks: list[MemberId] = []
    ended = walk(line(*people), answers, lambda _of, whom, _now: asks.append(whom.member))
    there = ended.steady(max(a.at for a in ended.asks) if ended.asks else NOW)
    left = [p for p in ended.people if not p.steward and not p.away and p.member not in asks]
    if len(there) < ENOUGH:
        # Whoever could be asked was, and the row says who is asked now.
        assert left == []
        assert ended.open is not None
        assert ended.open.state is (AskState.ALONE if there else AskState.DESK)
    else:
        assert ended.open is None


@given(PEOPLE)
def test_the_order_is_the_same_however_the_rows_come(people: list[Insider]) -> None:
    assert next_in_line(line(*people), NOW) == next_in_line(line(*reversed(people)), NOW)
