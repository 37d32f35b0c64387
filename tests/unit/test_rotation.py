"""Fair rotation: whose turn it is, over rounds, with people coming and going."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.voices.rotation import PASSES_A_CYCLE, SPREAD_WINDOW, Candidate, cycle_between, cycle_of, draw, heard, order

START = datetime(2026, 1, 5, 10, tzinfo=UTC)
WEEK = timedelta(weeks=1)

moments = st.none() | st.integers(0, 5).map(lambda weeks: START + weeks * WEEK)
group_sets = st.frozensets(st.sampled_from(["org:acme", "org:bolt", "org:crux", "topic:t", "topic:u"]), max_size=3)
seeds = st.sampled_from(["", "a", "b", "pool-7"])


@st.composite
def pools(draw_: st.DrawFn, groups: st.SearchStrategy[frozenset[str]] = group_sets) -> list[Candidate]:
    """Some candidates with distinct ids, in any state."""
    ids = draw_(st.lists(st.integers(0, 40).map(str), unique=True, max_size=14))
    return [
        Candidate(
            id=name,
            groups=draw_(groups),
            turns=draw_(st.integers(0, 3)),
            last=draw_(moments),
            volunteered=draw_(st.booleans()),
            away=draw_(st.integers(0, 4)) == 0,
            passes=draw_(st.integers(0, 2)),
        )
        for name in ids
    ]


def askable(pool: Sequence[Candidate]) -> set[str]:
    return {c.id for c in pool if not c.away and c.passes < PASSES_A_CYCLE}


common = settings(derandomize=True, deadline=None, max_examples=100)


@common
@given(st.data(), pools(), seeds, st.lists(group_sets, max_size=4))
def test_the_order_does_not_depend_on_the_order_of_the_input(
    data: st.DataObject, pool: list[Candidate], seed: str, recent: list[frozenset[str]]
) -> None:
    shuffled = data.draw(st.permutations(pool))
    assert order(shuffled, seed=seed, recent=recent) == order(pool, seed=seed, recent=recent)


@common
@given(pools(), seeds)
def test_exactly_those_who_may_be_asked_are_in_the_order_once(pool: list[Candidate], seed: str) -> None:
    found = order(pool, seed=seed)
    assert Counter(found) == Counter(askable(pool))


@common
@given(pools(), seeds, st.integers(0, 3))
def test_whoever_was_heard_in_the_cycle_is_left_out(pool: list[Candidate], seed: str, cycle: int) -> None:
    due = {c.id for c in pool if c.turns <= cycle}
    assert set(order(pool, seed=seed, cycle=cycle)) == askable(pool) & due


@common
@given(pools(), seeds)
def test_less_often_heard_comes_first_and_then_volunteers(pool: list[Candidate], seed: str) -> None:
    by_id = {c.id: c for c in pool}
    claims = [(by_id[i].turns, not by_id[i].volunteered) for i in order(pool, seed=seed)]
    assert claims == sorted(claims)


@common
@given(pools(st.just(frozenset())), seeds)
def test_among_equals_without_groups_the_least_recently_heard_comes_first(pool: list[Candidate], seed: str) -> None:
    by_id = {c.id: c for c in pool}
    never = START - WEEK
    keys = [(c.turns, not c.volunteered, c.last or never) for c in map(by_id.get, order(pool, seed=seed)) if c]
    assert keys == sorted(keys)


@common
@given(pools(st.just(frozenset())), seeds, st.integers(0, 3), st.booleans())
def test_a_newcomer_without_groups_reshuffles_nobody(
    pool: list[Candidate],
    seed: str,
    turns: int,
    volunteered: bool,
) -> None:
    newcomer = Candidate("new", turns=turns, volunteered=volunteered)
    joined = order([*pool, newcomer], seed=seed)
    assert tuple(i for i in joined if i != "new") == order(pool, seed=seed)


@common
@given(pools(), seeds, st.lists(group_sets, max_size=4))
def test_drawing_one_by_one_follows_the_announced_order(
    pool: list[Candidate], seed: str, recent: list[frozenset[str]]
) -> None:
    announced = order(pool, seed=seed, recent=recent)
    left, latest, drawn = list(pool), list(recent), list[str]()
    while (one := draw(left, seed=seed, recent=latest)) is not None:
        drawn.append(one)
        latest.insert(0, next(c.groups for c in left if c.id == one))
        left = [c for c in left if c.id != one]
    assert tuple(drawn) == announced


@common
@given(
    st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=30),
    seeds,
    st.sampled_from([frozenset[str](), frozenset({"topic:all"})]),
)
@example(["A"] * 3 + ["B", "C"], "a", frozenset({"topic:all"}))
@example(["A", "A", "A", "B", "B", "C"], "b", frozenset())
def test_an_organisation_follows_itself_only_if_it_is_more_than_half(
    orgs: list[str], seed: str, in_common: frozenset[str]
) -> None:
    pool = [Candidate(f"{n}", frozenset({f"org:{org}"}) | in_common) for n, org in enumerate(orgs)]
    found = [orgs[int(i)] for i in order(pool, seed=seed)]
    meetings = sum(a == b for a, b in pairwise(found))
    most = max(Counter(orgs).values())
    # Of the largest, each but one needs somebody else between; the others may always be parted.
    assert meetings == max(0, most - 1 - (len(orgs) - most))


@pytest.mark.parametrize("size", [2, 10, 101, 1000])
def test_two_organisations_evenly_split_take_turns_also_after_the_last_one(size: int) -> None:
    # All of one were heard before all of the other: least recently heard alone would not mix them.
    pool = [Candidate(f"{n:04}", frozenset({f"org:{n // size}"}), 1, START + n * WEEK) for n in range(2 * size)]
    orgs = {c.id: c.groups for c in pool}
    found = [orgs[i] for i in order(pool, seed="x", recent=[frozenset({"org:0"})])]
    assert found == [frozenset({"org:1"}), frozenset({"org:0"})] * size


def test_the_latest_turns_count_in_their_order() -> None:
    pool = [Candidate(g, frozenset({g})) for g in "abc"]
    for recent in permutations("abc"):
        found = order(pool, seed="s", recent=[frozenset({g}) for g in recent])
        assert found == tuple(reversed(recent))
    assert SPREAD_WINDOW == 3


def test_two_things_in_common_are_worse_than_one() -> None:
    both, topic, none = frozenset({"org:a", "topic:t"}), frozenset({"topic:t"}), frozenset[str]()
    pool = [Candidate("both", both), Candidate("topic", topic), Candidate("none", none)]
    firsts = [draw(pool[:n], seed="s", recent=[both]) for n in (3, 2, 1)]
    assert firsts == ["none", "topic", "both"]


def test_spread_never_outweighs_a_turn_or_an_offer() -> None:
    acme = frozenset({"org:acme"})
    pool = [
        Candidate("heard less", acme, turns=1),
        Candidate("offered", acme, turns=2, volunteered=True),
        Candidate("other house", turns=2),
    ]
    assert order(pool, seed="s", recent=[acme]) == ("heard less", "offered", "other house")


def test_the_seed_and_the_round_reshuffle_equals() -> None:
    people = [Candidate(f"{n}") for n in range(20)]
    once = [replace(c, turns=1) for c in people]
    assert len({order(people, seed="a"), order(people, seed="b"), order(once, seed="a")}) == 3


def test_the_order_for_a_seed_is_the_same_for_ever() -> None:
    pool = [Candidate(name, frozenset({f"org:{name[0]}"})) for name in ("ana", "abe", "bo", "bea", "cy")]
    assert order(pool, seed="pool-1") == ("cy", "ana", "bea", "abe", "bo")


def test_nobody_is_drawn_from_an_empty_pool() -> None:
    away = Candidate("a", away=True)
    passed = Candidate("p", passes=2)
    assert draw([], seed="s") is None
    assert draw([away, passed], seed="s") is None
    assert order([away, passed], seed="s") == ()
    assert draw([Candidate("p", passes=1)], seed="s") == "p"
    assert draw([Candidate("x", turns=3)], seed="s", cycle=2) is None


def test_a_pool_of_one_hears_the_one_again() -> None:
    one = Candidate("x", turns=3, last=START)
    assert (cycle_of([one]), draw([one], seed="s", cycle=3)) == (3, "x")


def test_bugs_are_told_at_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        order([Candidate("a"), Candidate("a", away=True)], seed="s")
    with pytest.raises(ValueError, match="no zone"):
        Candidate("a", last=datetime(2026, 1, 1))  # noqa: DTZ001 (that is the bug)


@given(pools())
def test_a_pools_cycle_is_known_from_its_fewest_and_most_turns(pool: list[Candidate]) -> None:
    here = [replace(c, away=False, passes=0) for c in pool]
    turns = [c.turns for c in here]
    assert cycle_between(min(turns, default=0), max(turns, default=0)) == cycle_of(here)


def test_an_offer_and_passes_are_spent_by_the_turn() -> None:
    offered = Candidate("a", turns=2, last=START, volunteered=True, passes=1)
    assert heard(offered, at=START + WEEK, cycle=2) == Candidate("a", turns=3, last=START + WEEK)


def test_a_latecomer_is_heard_once_and_not_once_for_each_cycle_missed() -> None:
    veterans = [Candidate(f"v{n}", turns=5, last=START) for n in range(3)]
    pool = [*veterans, Candidate("new")]
    cycle = cycle_of(pool)
    assert (cycle, draw(pool, seed="s", cycle=cycle)) == (4, "new")
    pool = [*veterans, heard(pool[-1], at=START + WEEK, cycle=cycle)]
    assert pool[-1] == Candidate("new", turns=5, last=START + WEEK)
    assert cycle_of(pool) == 5
    assert order(pool, seed="s", cycle=5)[-1] == "new"


def test_ten_thousand_are_ordered_in_bounded_work_even_with_a_topic_in_common() -> None:
    pool = [Candidate(f"{n}", frozenset({"topic:all", f"topic:{n % 7}", f"org:{n}"})) for n in range(3000)]
    found = order([*pool, Candidate("z")], seed="s")
    topics = [int(i) % 7 for i in found if i != "z"]
    assert len(set(found)) == 3001
    assert sum(a == b for a, b in pairwise(topics)) == 0


class Pool:
    """A pool over many weeks, run as its owner runs it: passes are cleared when the cycle rises."""

    def __init__(self, *, by_cycle: bool) -> None:
        self.people: dict[str, Candidate] = {}
        self.cycle = 0
        self.by_cycle = by_cycle
        self.week = 0
        self.recent: list[frozenset[str]] = []
        self.rounds: dict[int, list[str]] = defaultdict(list)

    def change(self, what: str, who: str, groups: frozenset[str]) -> None:
        person = self.people.get(who)
        if person is None:
            self.people |= {who: Candidate(who, groups)} if what == "join" else {}
        elif what == "leave":
            del self.people[who]
        elif what == "away":
            self.people[who] = replace(person, away=not person.away)
        elif what == "volunteer":
            self.people[who] = replace(person, volunteered=True)
        elif what == "pass":
            self.people[who] = replace(person, passes=person.passes + 1)

    def turn(self) -> None:
        self.week += 1
        risen = cycle_of(self.people.values(), at_least=self.cycle)
        assert risen >= self.cycle
        if risen > self.cycle:
            # The old round is over: everybody who may be asked was heard in it, or is as well heard as they.
            waiting = [p.id for p in self.people.values() if p.askable and p.turns < risen]
            assert waiting == []
            self.people = {i: replace(p, passes=0) for i, p in self.people.items()}
            self.cycle = risen
        limit = self.cycle if self.by_cycle else None
        who = draw(self.people.values(), seed="s", cycle=limit, recent=self.recent)
        if who is None:
            assert not any(p.askable for p in self.people.values())
            return
        assert self.people[who].askable
        self.rounds[self.cycle].append(who)
        self.recent.insert(0, self.people[who].groups)
        self.people[who] = heard(self.people[who], at=START + self.week * WEEK, cycle=self.cycle)


weeks = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["join", "join", "leave", "away", "volunteer", "pass"]),
            st.sampled_from("abcdefgh"),
            group_sets,
        ),
        max_size=3,
    ),
    max_size=40,
)


@common
@given(weeks, st.booleans())
def test_nobody_is_heard_twice_in_a_round_while_people_come_and_go(
    history: list[list[tuple[str, str, frozenset[str]]]],
    by_cycle: bool,
) -> None:
    pool = Pool(by_cycle=by_cycle)
    for name in "abcd":
        pool.change("join", name, frozenset())
    rejoined: set[str] = set()
    for changes in history:
        for what, who, groups in changes:
            rejoined |= {who} if what == "leave" else set()
            pool.change(what, who, groups)
        pool.turn()
    for people in pool.rounds.values():
        # Who left and came back is a new candidate: their turns are gone with them.
        stayed = [who for who in people if who not in rejoined]
        assert len(stayed) == len(set(stayed))


def test_a_steady_pool_hears_everybody_once_before_anybody_twice_round_after_round() -> None:
    pool = Pool(by_cycle=True)
    names = "abcdefg"
    for n, name in enumerate(names):
        pool.change("join", name, frozenset({f"org:{n % 3}"}))
    for _ in range(5 * len(names)):
        pool.turn()
    assert [sorted(people) for people in pool.rounds.values()] == [list(names)] * 5
    assert len({tuple(people) for people in pool.rounds.values()}) > 1
