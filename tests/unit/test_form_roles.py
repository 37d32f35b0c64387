"""Who gets which role: in turn, one each, and nobody who is away."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.keys import MemberId
from bot.spark.form_model import Role, Source
from bot.spark.roles import drawn

AT = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = timedelta(weeks=1)
MEMBERS = tuple(map(MemberId, "abcdefgh"))
PEOPLE = st.lists(st.sampled_from(MEMBERS), min_size=1, unique=True)
POOLS = st.fixed_dictionaries({k: st.lists(st.sampled_from(MEMBERS), unique=True) for k in ("one", "two", "three")})


def role(key: str, *, rotate: bool = True) -> Role:
    return Role(key, "", Source.ROTA, rotate=rotate)


WANTED = [role("one"), role("two"), role("two"), role("three")]


def most(wanted: list[Role], pools: dict[str, list[MemberId]], taken: frozenset[MemberId] = frozenset()) -> int:
    """Return how many roles can have somebody of their own at most, by trying everything."""
    if not wanted:
        return 0
    rest = most(wanted[1:], pools, taken)
    free = [m for m in pools[wanted[0].key] if m not in taken]
    return max([rest, *(1 + most(wanted[1:], pools, taken | {m}) for m in free)])


@given(POOLS, st.text(max_size=8))
def test_nobody_has_two_roles_and_none_is_empty_that_somebody_could_have(
    pools: dict[str, list[MemberId]], seed: str
) -> None:
    found = drawn(WANTED, pools, {}, seed=seed)
    assert len({m for _role, m in found}) == len(found) == most(WANTED, pools)
    assert all(member in pools[key] for key, member in found)


@given(PEOPLE, st.text(max_size=8), st.integers(1, 30))
def test_everybody_has_a_role_as_often_as_everybody_else(people: list[MemberId], seed: str, dates: int) -> None:
    last: dict[tuple[str, MemberId], datetime] = {}
    times = dict.fromkeys(people, 0)
    for date in range(dates):
        [(key, member)] = drawn([role("one")], {"one": people}, last, seed=seed)
        last[key, member] = AT + date * WEEK
        times[member] += 1
        assert max(times.values()) - min(times.values()) <= 1


@given(PEOPLE, st.text(max_size=8), st.randoms(use_true_random=False))
def test_the_draw_is_the_same_however_people_are_read(people: list[MemberId], seed: str, chance: Any) -> None:
    shuffled = list(people)
    chance.shuffle(shuffled)
    wanted = [role("one"), role("two")]
    pools = {"one": people, "two": people}
    assert drawn(wanted, pools, {}, seed=seed) == drawn(wanted, dict.fromkeys(pools, shuffled), {}, seed=seed)


@given(PEOPLE, st.sets(st.sampled_from(MEMBERS)), st.text(max_size=8))
def test_who_has_a_role_already_is_not_drawn_and_who_hosts_comes_last(
    people: list[MemberId], busy: set[MemberId], seed: str
) -> None:
    found = drawn([role("one")], {"one": people}, {}, busy=busy, late=[people[0]], seed=seed)
    free = [p for p in people if p not in busy]
    assert bool(found) == bool(free)
    if found and found[0][1] == people[0]:
        assert free == [people[0]]


def test_what_does_not_rotate_stays_with_whoever_had_it_last() -> None:
    last = {("one", MEMBERS[1]): AT, ("one", MEMBERS[2]): AT + WEEK}
    assert drawn([role("one", rotate=False)], {"one": MEMBERS}, last, seed="s") == [("one", MEMBERS[2])]
