"""How a circle's room may differ from what it should be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.circles.drift import AGAIN_AFTER, Drift, Expected, Kind, Told, compare, next_look, told_again
from bot.keys import CircleId, CommunityId, RoomId
from bot.rooms import Presence, RoomState

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
people = st.frozensets(st.sampled_from("abcdef"))


@given(seats=people, allowed=people, inside=people, departed=people, still=st.booleans())
def test_everybody_is_where_they_belong_or_asked_about_once(
    seats: frozenset[str], allowed: frozenset[str], inside: frozenset[str], departed: frozenset[str], still: bool
) -> None:
    seen = RoomState(Presence.OPEN, people=inside, departed=departed)
    found = compare(Expected(True, seats, allowed, still), seen)
    added = {d.person for d in found if d.kind is Kind.ADDED}
    absent = {d.person for d in found if d.kind is Kind.ABSENT}
    assert len(found) == len(added) + len(absent)
    if not still:
        assert found == ()
        return
    assert added == inside - seats - allowed - departed
    assert absent == seats - inside - departed


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (RoomState(Presence.GONE, called="x", private=False), (Drift(Kind.GONE),)),
        (RoomState(Presence.ARCHIVED, people=frozenset("z")), (Drift(Kind.GONE),)),
        (RoomState(Presence.UNSEEN, missing="m", remedy="r"), (Drift(Kind.UNSEEN),)),
        (RoomState(Presence.OPEN, called="x", missing="m"), (Drift(Kind.RIGHT), Drift(Kind.RENAMED))),
        (RoomState(Presence.OPEN, private=False, people=frozenset("az")), (Drift(Kind.PUBLIC),)),
        (RoomState(Presence.OPEN), ()),
    ],
)
def test_a_room_that_is_gone_has_no_other_difference_and_into_a_public_one_anybody_may_come(
    seen: RoomState, found: tuple[Drift, ...]
) -> None:
    assert compare(Expected(hidden=True, seats=frozenset("a")), seen) == found


def test_into_an_open_circle_everybody_may_come() -> None:
    seen = RoomState(Presence.OPEN, private=False, people=frozenset("xyz"))
    assert compare(Expected(hidden=False, seats=frozenset("a")), seen) == ()


@pytest.mark.parametrize("kind", Kind)
def test_only_what_is_urgent_is_said_again_after_a_week(kind: Kind) -> None:
    told = Told("1", CommunityId("c"), RoomId("r"), CircleId("k"), kind, None, NOW)
    assert not told_again(told, NOW + AGAIN_AFTER - timedelta(seconds=1))
    assert told_again(told, NOW + AGAIN_AFTER) is (kind in {Kind.PUBLIC, Kind.RIGHT})


@given(community=st.text(max_size=16), minutes=st.integers(0, 10_000))
def test_rooms_are_looked_at_once_a_day_at_the_same_time(community: str, minutes: int) -> None:
    after = NOW + timedelta(minutes=minutes)
    first = next_look(CommunityId(community), after)
    assert timedelta() < first - after <= timedelta(days=1)
    assert next_look(CommunityId(community), first) == first + timedelta(days=1)
