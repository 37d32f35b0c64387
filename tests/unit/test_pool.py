"""The drawing rule of questions, whatever was asked and answered before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.keys import CommunityId, PromptId
from bot.voices.model import Prompt
from bot.voices.pool import Pool

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOME = CommunityId("home")


@st.composite
def pools(draw: st.DrawFn, *, least: int = 1) -> Pool:
    """Return a pool with any past, some of it answered lately."""
    count = draw(st.integers(least, 8))
    pasts = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50)), min_size=count, max_size=count))
    prompts = tuple(
        Prompt(PromptId(f"p{n}"), HOME, "d", f"{n}?", turns=turns, last=NOW - ago * HOUR if turns else None)
        for n, (turns, ago) in enumerate(pasts)
    )
    answered = draw(st.sets(st.sampled_from([p.id for p in prompts])))
    return Pool(draw(st.sampled_from(["a", "b"])), prompts, frozenset(answered))


def drawn(pool: Pool, times: int, *, at: datetime = NOW, step: timedelta = HOUR) -> list[PromptId]:
    """Draw some times, each a while after the one before."""
    found: list[PromptId] = []
    for number in range(times):
        prompt = pool.draw(at + number * step)
        assert prompt is not None
        found.append(prompt.id)
        pool = pool.asked(prompt)
    return found


@given(pools(), st.sampled_from([timedelta(), HOUR]))
def test_none_comes_twice_before_each_was_asked_once(pool: Pool, step: timedelta) -> None:
    size, left = len(pool.fresh), pool.left
    found = drawn(pool, left + 2 * size, step=step)
    assert len(set(found[:left])) == left
    for start in range(left, len(found), size):
        assert set(found[start : start + size]) == {p.id for p in pool.fresh}


@given(pools())
def test_what_was_answered_lately_is_not_asked_while_there_are_others(pool: Pool) -> None:
    found = set(drawn(pool, 3 * len(pool.prompts)))
    others = {p.id for p in pool.prompts} - pool.answered
    assert found == others if others else found == {p.id for p in pool.prompts}


@given(pools(), st.data())
def test_nobody_draws_what_they_had(pool: Pool, data: st.DataObject) -> None:
    theirs = data.draw(st.sets(st.sampled_from([p.id for p in pool.prompts])))
    found = pool.draw(NOW, but=theirs)
    if found is None:
        assert theirs == {p.id for p in pool.prompts}
    else:
        assert found.id not in theirs
        assert found.id not in pool.answered or {p.id for p in pool.fresh} <= theirs | pool.answered


@given(pools())
def test_what_is_new_is_asked_before_anything_is_asked_again_and_only_once(pool: Pool) -> None:
    asked = replace(pool, prompts=tuple(replace(p, turns=max(p.turns, 1), last=p.last or NOW) for p in pool.prompts))
    new = Prompt(PromptId("new"), HOME, "d", "New?", base=asked.round, turns=asked.round)
    grown = replace(asked, prompts=(*asked.prompts, new))
    found = drawn(grown, grown.left + len(grown.fresh))
    assert found[: grown.left].count(new.id) == 1
    assert found.count(new.id) == 2


@given(pools())
def test_the_order_that_is_shown_is_the_order_that_is_drawn(pool: Pool) -> None:
    assert [p.id for p in pool.coming()][: pool.left] == drawn(pool, pool.left)
    assert sorted(p.id for p in pool.coming()) == sorted(p.id for p in pool.prompts)


@given(pools())
def test_what_is_left_falls_with_each_and_begins_anew(pool: Pool) -> None:
    prompt = pool.draw(NOW)
    assert prompt is not None
    after = pool.asked(prompt)
    assert after.left == (pool.left - 1 or len(pool.fresh))


def test_nothing_is_drawn_from_nothing() -> None:
    assert Pool("seed", ()).draw(NOW) is None
    assert (Pool("seed", ()).left, Pool("seed", ()).coming()) == (0, ())
