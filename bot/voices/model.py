"""Guests, the chair they take, and prompts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.keys import AccountId, CommunityId, GuestId, PromptId, RitualId, SlotId
from bot.voices.rotation import Candidate, order
from bot.voices.speakers import groups_of


class GuestState(StrEnum):
    """Where somebody from outside stands in the pipeline."""

    WISHED = "wished"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    HOSTED = "hosted"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody from outside.

    `last` is when they were heard last. `turns` counts the chairs they have taken on top of `base`: the
    rounds the others had behind them when this one was added, so that a newcomer is not heard five times
    running.
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

    def candidate(self, *, busy: bool) -> Candidate:
        """Return the guest as rotation sees them; `busy` have a chair coming already."""
        return Candidate(self.id, groups_of(self), self.turns, self.last, away=busy)


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

    `turns` and `base` as for a guest.
    """

    id: PromptId
    community: CommunityId
    deck: str
    text: str
    source: str = ""
    dated: str = ""
    added_by: AccountId | None = None
    base: int = 0
    turns: int = 0
    last: datetime | None = None

    def candidate(self) -> Candidate:
        """Return the prompt as rotation sees it."""
        return Candidate(self.id, turns=self.turns, last=self.last)


@dataclass(frozen=True, slots=True)
class Date:
    """A coming date of a ritual that has a chair."""

    ritual: RitualId
    name: str
    starts: datetime


def turns(community: CommunityId, guests: Sequence[Guest], slots: Iterable[Slot]) -> tuple[str, ...]:
    """Return the ids of who may be asked, whose turn it is first; the seed is the community's own."""
    busy = {s.guest for s in slots}
    heard = sorted((g for g in guests if g.last is not None), key=lambda g: g.last or g.suggested_at, reverse=True)
    recent = [g.candidate(busy=False).groups for g in heard[:3]]
    return order((g.candidate(busy=g.id in busy) for g in guests), seed=community, recent=recent)
