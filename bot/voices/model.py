"""Guests, the chair they take, and prompts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.keys import AccountId, CommunityId, GuestId, OccurrenceId, PromptId, RitualId, SlotId
from bot.voices.rotation import Candidate
from bot.voices.speakers import groups_of


class GuestState(StrEnum):
    """Where somebody from outside stands in the pipeline."""

    WISHED = "wished"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    HOSTED = "hosted"
    THANKED = "thanked"
    DECLINED = "declined"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody from outside.

    `last` is when they were heard last. `turns` counts the chairs they have taken on top of `base`: the
    rounds the others had behind them when this one was added or came back, so that nobody is heard five times
    running. `since` is when they came to their state, None for when they were suggested. They may be asked again
    from `away_until` on. They said no `passes` times in the cycle `passed_in`, last at `passed_at`. `volunteered`:
    they offered to come. How to reach them is kept apart (`ContactStore`): only stewards read it.
    """

    id: GuestId
    community: CommunityId
    name: str
    topic: str
    organisation: str
    biography: str
    link: str
    source: str
    source_key: str
    state: GuestState
    suggested_at: datetime
    suggested_by: AccountId | None
    owner: AccountId | None
    base: int = 0
    turns: int = 0
    last: datetime | None = None
    since: datetime | None = None
    away_until: datetime | None = None
    passes: int = 0
    passed_in: int = 0
    passed_at: datetime | None = None
    volunteered: bool = False

    def away(self, now: datetime) -> bool:
        """Return whether they asked to be asked later than now (aware)."""
        return self.away_until is not None and self.away_until > now

    def passes_in(self, cycle: int) -> int:
        """Return how often they said no in that cycle of the pool, or in one that the pool fell back from."""
        return self.passes if self.passed_in >= cycle else 0

    def candidate(self, *, away: bool, cycle: int) -> Candidate:
        """Return the guest as rotation sees them in a cycle; `away`: not to be asked now.

        Among equals whoever said no lately comes after those who were not asked.
        """
        last = max((at for at in (self.last, self.passed_at) if at is not None), default=None)
        passes = self.passes_in(cycle)
        return Candidate(self.id, groups_of(self), self.turns, last, self.volunteered, away, passes)


@dataclass(frozen=True, slots=True)
class Slot:
    """The chair of one date of a ritual, and who has it: asked or confirmed."""

    id: SlotId
    community: CommunityId
    ritual: RitualId
    starts: datetime
    guest: GuestId
    state: GuestState


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question that starts a conversation; outside ones carry source and date (ISO day or year).

    `language` is empty for a community's own; one that comes with Hearth has its key as `id` and is given in this
    language. `turns` is the last round of its deck in which it was asked, or, if it was not, `base`: the rounds the
    others had behind them when it was added.
    """

    id: PromptId
    community: CommunityId
    deck: str
    text: str
    source: str = ""
    dated: str = ""
    link: str = ""
    added_by: AccountId | None = None
    language: str = ""
    base: int = 0
    turns: int = 0
    last: datetime | None = None

    def candidate(self) -> Candidate:
        """Return the prompt as rotation sees it."""
        return Candidate(self.id, turns=self.turns, last=self.last)


@dataclass(frozen=True, slots=True)
class Use:
    """That a question was asked: at the opening of a date, or drawn by somebody for themselves."""

    prompt: Prompt
    occurrence: OccurrenceId | None = None
    account: AccountId | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A coming date of a ritual that has a chair."""

    community: CommunityId
    ritual: RitualId
    occurrence: OccurrenceId
    name: str
    starts: datetime
