"""When stewards hear that a space fills, and when no room can be opened there."""

from datetime import UTC, datetime, timedelta

from bot.circles.loads import Counted, after, barring
from bot.keys import CommunityId, SpaceId
from bot.rooms import Load, LoadKind

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOME, SPACE = CommunityId("home"), SpaceId("space")


def load(used: int, *, private: bool = True, public: bool = True) -> Load:
    return Load(LoadKind.CHANNELS, used, 500, private=private, public=public)


def test_it_is_told_once_at_four_fifths_and_again_only_after_it_was_emptier() -> None:
    heard: list[int] = []
    before: Counted | None = None
    for day, used in enumerate([100, 399, 400, 450, 380, 420, 374, 399, 401, 500]):
        before, warns = after(HOME, SPACE, load(used), before, NOW + timedelta(days=day))
        if warns:
            heard.append(used)
    assert heard == [400, 401]
    assert before is not None
    assert before.told_at == NOW + timedelta(days=8)
    assert before.full


def test_a_room_is_barred_by_what_it_counts_to_and_only_when_that_is_full() -> None:
    def counted(used: int, *, private: bool, public: bool) -> Counted:
        return Counted(HOME, SPACE, load(used, private=private, public=public), NOW)

    channels, almost = counted(500, private=False, public=True), counted(499, private=True, public=True)
    assert barring([almost, channels], private=False) == channels
    assert barring([almost, channels], private=True) is None
    assert barring([], private=True) is None
