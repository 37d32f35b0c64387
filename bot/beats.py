"""A beat is one moment at which Hearth must act. Rows of beats are the only timer in the house."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from bot.keys import BeatId, CommunityId

STEADY = "community."
"""How the kinds of beats begin that go on while their community rests."""


class BeatState(StrEnum):
    """Where a beat stands."""

    DUE = "due"
    DONE = "done"
    LATE = "late"  # found after its grace; skipped, and the desk told
    WITHDRAWN = "withdrawn"
    FAILED = "failed"  # its planner raised; written down, and the desk told


@dataclass(frozen=True, slots=True)
class Beat:
    """(kind, subject, due_at) is unique: planning the same moment twice changes nothing.

    `subject` is the id of what the beat is about. `due_at` is aware UTC; later than `due_at + grace` the
    moment has passed.
    """

    id: BeatId
    kind: str
    community: CommunityId
    subject: str
    due_at: datetime
    grace: timedelta

    def late(self, now: datetime) -> bool:
        """Return whether the moment has passed (aware `now`)."""
        return now > self.due_at + self.grace

    @property
    def steady(self) -> bool:
        """Return whether it goes on while its community rests, and is done however late: the house's own upkeep."""
        return self.kind.startswith(STEADY)


class Beats(Protocol):
    """Makes and withdraws beats; they are written with the unit of work."""

    def at(self, kind: str, community: CommunityId, subject: str, due_at: datetime, *, grace: timedelta) -> None:
        """Write a beat; one that exists already for (kind, subject, due_at) is left as it is.

        A withdrawn one becomes due again: what was skipped may be taken back.
        """

    async def withdraw(self, community: CommunityId, subjects: Sequence[str], kind: str | None = None) -> int:
        """Withdraw the subjects' beats that are still due, of one kind or all; return how many."""

    async def rest(self, community: CommunityId) -> int:
        """Withdraw everything that is due of a community but its steady beats; return how much."""


Planner: TypeAlias = Callable[[Any, Sequence[Beat]], Awaitable[None]]
"""An unbound method of a service: (service, beats of one kind, earliest first, at most a batch).

It reads what it needs for the whole batch in a fixed number of queries, owes deliveries, and writes the
beats that come next. Beats past their grace come too: it must still materialise what comes next.
"""

Planners: TypeAlias = dict[str, Planner]
