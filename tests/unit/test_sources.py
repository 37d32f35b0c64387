"""Feeds that are followed: how much comes of them, when they are read, and which entries make a question."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.keys import CommunityId
from bot.pages import Entry, Outline
from bot.voices.sources import (
    FRESH,
    GIVES_UP,
    MOST_A_WEEK,
    MOST_OFFERED,
    MOST_SOURCES,
    Source,
    SourceId,
    Standing,
    fresh,
    next_reading,
    offered,
    share,
)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def source(number: int = 0, *, failures: int = 0, newest: datetime | None = NOW) -> Source:
    home = CommunityId("home")
    url = f"https://f{number}.example.org/"
    made = Source(SourceId(f"feed-{number}"), home, url, "", Standing.ON, None, NOW, failures=failures, newest=newest)
    assert made.name == f"f{number}.example.org"
    return made


def entry(key: str, age: timedelta | None) -> Entry:
    return Entry(key, key, "", NOW - age if age is not None else None)


entries = st.lists(
    st.builds(entry, st.sampled_from("abcdefgh"), st.none() | st.timedeltas(-2 * FRESH, 2 * FRESH)), max_size=12
)


@given(entries, st.frozensets(st.sampled_from("abcdefgh")))
def test_a_question_is_made_of_what_is_new_and_lately_published_newest_first(
    found: Sequence[Entry], known: frozenset[str]
) -> None:
    kept = fresh(found, known, NOW)
    assert {e.key for e in kept} & known == set()
    assert all(e.published is None or e.published >= NOW - FRESH for e in kept)
    dated = [min(e.published, NOW) for e in kept if e.published is not None]
    assert dated == sorted(dated, reverse=True)
    assert [e.published for e in kept[len(dated) :]] == [None] * (len(kept) - len(dated))


@given(st.integers(1, MOST_SOURCES), st.integers(1, MOST_SOURCES), st.integers(1, 12))
def test_no_week_brings_more_than_three_and_every_lively_feed_has_its_turn(lively: int, dull: int, weeks: int) -> None:
    """However many feeds publish, every day, all they can."""
    feeds = [source(n, newest=None) for n in range(lively, lively + dull)] + [source(n) for n in range(lively)]
    given_: list[tuple[SourceId, datetime]] = []
    for day in range(7 * weeks):
        now = NOW + day * DAY
        told = [source(n, newest=now) for n in range(lively)]
        for each in told:
            given_ += [(each.id, now)] * share(each, [*feeds[:dull], *told], given_, now)
    for day in range(7 * weeks):
        since = NOW + day * DAY
        assert sum(since <= at < since + 7 * DAY for _who, at in given_) <= MOST_A_WEEK
    heard = {who for who, _at in given_}
    assert len(heard) == min(lively, MOST_A_WEEK * weeks)
    assert len(given_) >= min(weeks, -(-lively // MOST_A_WEEK))


@given(st.integers(0, 10**6), st.integers(0, 30), st.integers(0, 10**6))
def test_a_feed_is_read_once_a_day_at_its_own_minute_and_once_a_week_when_it_fails(
    number: int, failures: int, minutes: int
) -> None:
    now = NOW + timedelta(minutes=minutes)
    feed = source(number, failures=failures)
    then = next_reading(feed, now)
    days = (then.date() - now.date()).days
    assert days == (7 if failures >= GIVES_UP else 1)
    assert next_reading(feed, then) - then == days * DAY
    assert then > now


def test_of_a_list_as_many_are_offered_as_fit_a_card_and_none_that_is_followed() -> None:
    outlines = [Outline("", f"https://f{n}.example.org/") for n in range(50)]
    shown = offered(outlines, {outlines[0].url})
    assert shown == tuple(outlines[1 : 1 + MOST_OFFERED])
