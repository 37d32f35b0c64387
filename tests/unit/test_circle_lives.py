"""Where a circle may go from where it stands."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bot.circles.life import LIVING, may_go, sources
from bot.circles.model import State

STATES = st.sampled_from(State)


def walked(wishes: list[State]) -> list[State]:
    """Return where a new circle stands, in order, when somebody wishes it to all these places."""
    path = [State.ASKED]
    for wish in wishes:
        if may_go(path[-1], wish):
            path.append(wish)
    return path


@given(st.lists(STATES, max_size=40))
def test_no_walk_comes_back_from_its_end_nor_leaves_out_the_rooms(wishes: list[State]) -> None:
    path = walked(wishes)
    for before, after in itertools.pairwise(path):
        assert before is not after
        assert before is not State.CLOSED
        assert (after is State.CLOSED) == (before is State.CLOSING), "its rooms are archived first, then it is closed"
        assert (after is State.DORMANT) <= (before is State.OPEN), "what never opened cannot fall asleep"
        assert (after is State.OPENING) <= (before is State.ASKED), "its first room is made once"


@given(STATES, STATES)
def test_where_it_may_come_from_is_where_it_may_go_from(before: State, after: State) -> None:
    assert (before in sources(after)) == may_go(before, after)


def test_every_living_circle_can_be_closed_and_nothing_else_ends_it() -> None:
    assert sources(State.CLOSING) == LIVING
    assert sources(State.CLOSED) == {State.CLOSING}
