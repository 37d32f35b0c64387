"""The life of a circle: asked, opening, open, dormant, closing, closed; and which steps there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.circles.hitches import Awaited, Hitch
from bot.circles.model import State
from bot.community.model import Room
from bot.keys import RoomId

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


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is to tell of where a circle stands. `gone`: rooms in whose place there is no other."""

    hitches: tuple[Hitch, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    gone: tuple[Room, ...] = ()

    @property
    def amiss(self) -> bool:
        """Return whether somebody has to do something."""
        return bool(self.hitches or self.gone)

    def rooms(self) -> tuple[RoomId, ...]:
        """Return the rooms that are told of, each once."""
        told = (*(h.room for h in self.hitches), *(a.room for a in self.awaited), *(r.id for r in self.gone))
        return tuple(dict.fromkeys(told))


def standing(rooms: Sequence[Room], hitches: Sequence[Hitch], awaited: Sequence[Awaited]) -> Standing:
    """Return what is amiss and what is awaited, as things are: what has a better room by now is told no more."""
    used = {r.space for r in rooms if r.usable}
    over = {r.id for r in rooms if r.state == "closed"} | {r.id for r in rooms if not r.usable and r.space in used}
    lost = [r for r in rooms if r.state == "lost" and r.id not in over]
    newest = {r.space: r for r in lost}
    told = {h.room for h in hitches}
    return Standing(
        tuple(h for h in hitches if h.room not in over),
        tuple(a for a in awaited if a.room not in over),
        tuple(r for r in newest.values() if r.id not in told),
    )


def ended(rooms: Sequence[Room]) -> bool:
    """Return whether nothing of a closing circle's rooms is left to archive."""
    return not any(r.usable for r in rooms)
