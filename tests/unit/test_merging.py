"""What becomes of two people's settings when they are one: the stricter of the two."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.community.merging import Own, Span, merged, own_of, quieter, restored, with_own
from bot.community.model import DAY_MINUTES, Member, is_quiet
from bot.keys import CommunityId, MemberId

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
minutes = st.integers(0, DAY_MINUTES - 1)
spans = st.tuples(minutes, minutes)


def hours(begins: float, ends: float) -> Span:
    return int(begins * 60), int(ends * 60)


def member(**own: object) -> Member:
    return Member(MemberId("m"), CommunityId("c"), NOW, **own)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (hours(20, 8), hours(22, 10), hours(20, 10)),  # they overlap
        (hours(20, 8), hours(21, 7), hours(20, 8)),  # one holds the other
        (hours(20, 24 - 1), hours(23, 6), hours(20, 6)),  # they touch
        (hours(20, 8), hours(12, 14), hours(20, 8)),  # apart: the longer
        (hours(12, 14), hours(20, 8), hours(20, 8)),
        (hours(9, 11), hours(13, 15), hours(9, 11)),  # apart and as long: the first
        (hours(0, 13), hours(12, 1), hours(0, 13)),  # together the whole day: the longer
        ((0, 0), hours(20, 8), hours(20, 8)),  # none at all
        ((0, 0), (0, 0), (0, 0)),
    ],
)
def test_quiet_hours_become_one_span_or_the_longer(one: Span, other: Span, both: Span) -> None:
    assert quieter(one, other) == both


@settings(derandomize=True, max_examples=300, deadline=None)
@given(spans, spans)
@example((0, 0), (5, 5))
def test_the_quieter_span_is_as_quiet_as_the_longer_and_leaves_part_of_the_day(one: Span, other: Span) -> None:
    both = quieter(one, other)
    quiet = sum(is_quiet(m, both) for m in range(DAY_MINUTES))
    each = [sum(is_quiet(m, span) for m in range(DAY_MINUTES)) for span in (one, other)]
    assert max(each) <= quiet < DAY_MINUTES
    assert all(is_quiet(m, one) or is_quiet(m, other) for m in range(DAY_MINUTES) if is_quiet(m, both))


def test_zone_and_language_are_those_of_who_stays_unless_they_have_none() -> None:
    one = member(zone="Asia/Tokyo", zone_chosen=True)
    other = member(zone="Europe/Madrid", language="es")
    assert merged(one, other) == Own(("Asia/Tokyo", True), "es")
    assert merged(member(language="da"), other) == Own(("Europe/Madrid", False), "da")


def test_the_later_snooze_holds_and_hours_nobody_set_stay_unset() -> None:
    week, day = NOW + timedelta(days=7), NOW + timedelta(days=1)
    assert merged(member(snoozed_until=day), member(snoozed_until=week)) == Own(snoozed_until=week)
    assert merged(member(snoozed_until=day), member()) == Own(snoozed_until=day)
    # Whoever never set any has the hours of the house, from eight in the evening.
    quiet = merged(member(), member(quiet_from=7 * 60, quiet_to=9 * 60)).quiet
    assert quiet == hours(20, 9)


def test_the_smaller_budget_the_listening_one_and_the_later_sabbatical_hold() -> None:
    week = NOW + timedelta(days=7)
    both = merged(member(budget=5, sabbatical_until=NOW), member(listens=True, sabbatical_until=week))
    # Whoever never said how many gets two.
    assert both == Own(budget=2, listens=True, sabbatical_until=week)
    assert merged(member(budget=0), member(budget=7)) == Own(budget=0)
    assert merged(member(), member()) == Own()
    before = own_of(member(budget=5))
    assert restored(both, before, both) == before
    assert restored(Own(budget=1, listens=True), before, both) == Own(budget=1)


def test_undoing_brings_back_what_was_and_leaves_what_was_changed_since() -> None:
    before = own_of(member(zone="Asia/Tokyo", language="da"))
    after = merged(member(zone="Asia/Tokyo", language="da"), member(snoozed_until=NOW, quiet_from=0, quiet_to=60))
    assert restored(after, before, after) == before
    now = own_of(with_own(member(), after))
    assert now == after
    changed = Own(("Europe/Madrid", True), now.language, now.quiet, now.snoozed_until)
    assert restored(changed, before, after) == Own(("Europe/Madrid", True), "da")
