"""The life of a circle: asked, opening, open, dormant, closing, closed; and which steps there are."""

from bot.circles.model import State

STEPS: dict[State, frozenset[State]] = {
    State.ASKED: frozenset({State.OPENING, State.OPEN, State.CLOSING}),
    State.OPENING: frozenset({State.OPEN, State.ASKED, State.CLOSING}),
    State.OPEN: frozenset({State.DORMANT, State.CLOSING}),
    State.DORMANT: frozenset({State.OPEN, State.CLOSING}),
    State.CLOSING: frozenset({State.CLOSED}),
    State.CLOSED: frozenset(),
}
"""By state: where a circle may go from there. Whatever is closed stays closed."""
LIVING = frozenset({State.ASKED, State.OPENING, State.OPEN, State.DORMANT})
"""While somebody may come in, and its name is taken for good."""


def may_go(before: State, after: State) -> bool:
    """Return whether a circle may go from one state to another; staying is no step."""
    return after in STEPS[before]


def sources(after: State) -> frozenset[State]:
    """Return from where a circle may come to a state."""
    return frozenset(before for before in State if may_go(before, after))
