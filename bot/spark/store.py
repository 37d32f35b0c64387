"""What must be kept of the spark, and what it needs of its siblings, as protocols."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.cards import Reply
from bot.commands import Call
from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, OccurrenceId
from bot.spark.memories import Told
from bot.spark.milestones import Candidate, Own
from bot.spark.model import Held, Slot, Sparks, Suggestion, WildDate


class SparkStore(Protocol):
    """What communities chose."""

    async def sparks(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, Sparks]:
        """Return what each chose; one that never did has what everybody begins with."""

    async def put(self, sparks: Sequence[Sparks]) -> None: ...


class WildStore(Protocol):
    """Members' ideas, and what wild dates are used for."""

    async def suggest(self, suggestion: Suggestion, at: datetime) -> None: ...
    async def suggestions(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Suggestion, ...]]:
        """Return what members suggested and nobody chose yet, oldest first."""

    async def take(self, suggestion: str) -> None:
        """Remove a suggestion: it was chosen."""

    async def dates(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, WildDate]: ...
    async def put(self, dates: Sequence[WildDate], at: datetime) -> None: ...
    async def offered(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[str, ...]]:
        """Return all that was offered to each, one as often as it was."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


class History(Protocol):
    """What took place; main hands it the dates of rituals."""

    async def held(self, communities: Iterable[CommunityId], since: datetime) -> Mapping[CommunityId, tuple[Held, ...]]:
        """Return the dates that took place since then and are over, earliest first, in a fixed number of queries."""

    async def missed(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[datetime, ...]]:
        """Return when dates were to begin that passed while Hearth was away."""


class RestStore(Protocol):
    """When communities rested."""

    async def begin(self, rests: Mapping[CommunityId, datetime]) -> None:
        """Note that communities rest since then; those that do already, do since before."""

    async def end(self, rests: Mapping[CommunityId, datetime]) -> None:
        """Note that they go on."""

    async def stretches(
        self, communities: Iterable[CommunityId]
    ) -> Mapping[CommunityId, tuple[tuple[datetime, datetime | None], ...]]:
        """Return the (beginning, end) of each rest; None while it goes on."""


class Slots(Protocol):
    """The rituals that are wild slots; main hands it rhythm."""

    async def of(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, Slot]:
        """Return the wild slot of those that have one that does not rest."""

    async def at(self, date: OccurrenceId) -> tuple[CommunityId, Slot, bool] | None:
        """Return a wild date with its slot, and whether it is still to come; None where it is none."""

    async def open(self, call: Call, rhythm: str) -> Reply:
        """Show a wild slot as it would be, or in another rhythm; it begins when the steward says so.

        Raises:
            Invalid: at `wild`; the rhythm cannot be read, or comes more often than once a month.
        """

    async def close(self, call: Call) -> bool:
        """Let a community have no wild slot any more; return whether it had one."""

    async def show(self, date: OccurrenceId) -> None:
        """Let what stands in rooms and calendars say what a date is used for now."""


class MilestoneStore(Protocol):
    """Which milestones were told, what members said about theirs, and who refused."""

    async def answers(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, int]:
        """Return how many answers were given to questions."""

    async def known(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, frozenset[str]]:
        """Return the keys of what was told, or is not to be."""

    async def mark(self, reached: Sequence[tuple[CommunityId, str]], at: datetime) -> None:
        """Note (community, key) pairs; those that are there stay."""

    async def candidates(
        self, communities: Iterable[CommunityId], since: datetime, until: datetime
    ) -> tuple[Candidate, ...]:
        """Return who came to a milestone of their own in that time and was not asked about it."""

    async def refused(self, accounts: Collection[AccountId]) -> frozenset[AccountId]: ...
    async def refuse(self, community: CommunityId, accounts: Sequence[AccountId], at: datetime | None) -> None:
        """Note that these accounts are never to be asked or named, since then; None takes it back."""

    async def own(self, ident: str) -> tuple[Own, datetime] | None:
        """Return a member's milestone, and when they were asked."""

    async def put(self, owns: Sequence[Own], at: datetime) -> None: ...
    async def drop_open(self, accounts: Sequence[AccountId]) -> tuple[str, ...]:
        """Let everything that these accounts were asked and that was not told be a no; return the ids."""

    async def consented(self, communities: Iterable[CommunityId]) -> tuple[Own, ...]:
        """Return what may be told, oldest first."""

    async def said(self, owns: Sequence[str]) -> None:
        """Note that these were told."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


class Question(Protocol):
    """What a date opened with."""

    @property
    def text(self) -> str: ...


class Questions(Protocol):
    """What the spark needs of the prompts; main hands it that sibling."""

    async def opened_with(self, occurrences: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Question]:
        """Return the question that each date opened with, if it had one."""


class MemoryStore(Protocol):
    """What is kept of dates, and which questions of a year ago were asked again."""

    async def told(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Told]:
        """Return what was taken away and who came; nothing that names somebody who was forgotten."""

    async def unnamed(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, frozenset[str]]:
        """Return the names of those who left or refused to be named."""

    async def remember(self, dates: Sequence[tuple[CommunityId, OccurrenceId]], at: datetime) -> None:
        """Note whose questions may be asked again."""

    async def ask(self, community: CommunityId, date: OccurrenceId, account: AccountId, at: datetime) -> bool:
        """Note that a question is asked again; return whether it was the first time."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...
