"""What keeps an older room from becoming a circle."""

from dataclasses import replace

import pytest

from bot.circles.elders import Bar, Elder, barred, cap_of
from bot.circles.model import CAP, LARGEST_CAP
from bot.keys import AccountId, CircleId, MemberId
from bot.rooms import Adopting, Presence, RoomState

WISH = Adopting(CircleId("c"), AccountId("a"), "Why not")
ROOM = RoomState(Presence.OPEN, people=frozenset({"ada", "bob"}))
CROWD = frozenset(f"p{n}" for n in range(LARGEST_CAP))
ADA, EVE = Elder(ROOM, "ada"), Elder(ROOM, "eve")


@pytest.mark.parametrize(
    ("elder", "wish", "bar"),
    [
        (ADA, WISH, None),
        (EVE, WISH, Bar.OUTSIDE),
        (EVE, replace(WISH, here=True), None),  # who may read a channel of Discord need not be let in by name
        (replace(EVE, circle=True), WISH, Bar.OUTSIDE),  # and does not hear that it is a circle's
        (replace(ADA, circle=True), WISH, Bar.CIRCLE),
        (replace(ADA, desk=True), WISH, Bar.DESK),
        (replace(ADA, seen=replace(ROOM, presence=Presence.UNSEEN)), WISH, Bar.UNSEEN),
        (replace(ADA, seen=replace(ROOM, presence=Presence.ARCHIVED)), WISH, Bar.ARCHIVED),
        (replace(ADA, seen=replace(ROOM, presence=Presence.GONE)), WISH, Bar.GONE),
        (replace(ADA, seen=replace(ROOM, private=False)), WISH, Bar.PUBLIC),
        (replace(ADA, seen=replace(ROOM, private=False, by_roles=True)), WISH, Bar.ROLES),
        (replace(EVE, seen=replace(ROOM, private=False, by_roles=True)), WISH, Bar.OUTSIDE),
        (replace(ADA, seen=replace(ROOM, people=None)), replace(WISH, here=True), Bar.UNTOLD),
        (replace(ADA, seen=replace(ROOM, people=CROWD | {"ada"})), WISH, Bar.LARGE),
        (replace(ADA, seen=replace(ROOM, people=frozenset({"ada"}))), WISH, Bar.ALONE),
        (replace(ADA, seen=replace(ROOM, people=frozenset({"ada"}))), replace(WISH, steward=MemberId("bob")), None),
        (replace(ADA, seen=replace(ROOM, people=frozenset({"ada", "bob", "eve"}))), replace(WISH, cap=2), Bar.CAP),
        (ADA, replace(WISH, cap=2), None),
    ],
)
def test_the_plainest_reason_is_told_and_nothing_to_who_is_not_in_it(
    elder: Elder, wish: Adopting, bar: Bar | None
) -> None:
    assert barred(elder, wish) is bar


def test_a_circle_is_never_smaller_than_the_room_was() -> None:
    assert (cap_of(WISH, 3), cap_of(WISH, CAP + 7), cap_of(replace(WISH, cap=12), 3)) == (CAP, CAP + 7, 12)
