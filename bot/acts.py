"""What people did, and who turned out to be one person. Facts (`bot.facts`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.keys import AccountId, CommunityId, MemberId, OccurrenceId, PromptId, RitualId, RoomId


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody said whether an occurrence was worth it; the answer itself stays with the ritual."""

    community: CommunityId
    occurrence: OccurrenceId
    account: AccountId
    at: datetime


@dataclass(frozen=True, slots=True)
class AnsweredPrompt:
    """Somebody answered the question an occurrence opened with; the answer itself stays with the ritual."""

    community: CommunityId
    occurrence: OccurrenceId
    prompt: PromptId
    account: AccountId
    at: datetime


@dataclass(frozen=True, slots=True)
class Declined:
    """Somebody said that they do not come to an occurrence, whatever they had said before."""

    community: CommunityId
    occurrence: OccurrenceId
    member: MemberId
    at: datetime


@dataclass(frozen=True, slots=True)
class Acted:
    """Somebody wrote, answered or reacted in a public room the community chose: never what."""

    community: CommunityId
    account: AccountId
    room: RoomId
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MembersLinked:
    """Two members turned out to be one person: `kept` stays, `absorbed` rests until they are unlinked."""

    community: CommunityId
    kept: MemberId
    absorbed: MemberId
    at: datetime


@dataclass(frozen=True, slots=True)
class MembersUnlinked:
    """A link of `linked` was undone: `restored` is a member of their own again, `kept` as they were."""

    community: CommunityId
    kept: MemberId
    restored: MemberId
    at: datetime
    linked: datetime


@dataclass(frozen=True, slots=True)
class StewardsChanged:
    """Somebody became a steward of a community by another's hand, or `stepped` is one no longer."""

    community: CommunityId
    at: datetime
    stepped: MemberId | None = None


@dataclass(frozen=True, slots=True)
class ChairChanged:
    """Somebody from outside was asked for a date of a ritual, said yes, or will not have its chair after all.

    `starts` is when the date begins, aware UTC.
    """

    community: CommunityId
    ritual: RitualId
    starts: datetime
    at: datetime


ActFact: TypeAlias = (
    Answered | AnsweredPrompt | Declined | Acted | MembersLinked | MembersUnlinked | StewardsChanged | ChairChanged
)
"""Any of them."""
