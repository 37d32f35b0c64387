"""Questions that wait for a steward's yes: from members, and from feeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId

NOTICE_LIVES = timedelta(days=3)
"""A notice that has stood so long is read no more: what comes then is told anew."""
SAME_NOTICE = timedelta(hours=1)
"""So soon after the last notice nobody is told again, also when everything was looked at in between."""


class State(StrEnum):
    """What became of a candidate."""

    WAITING = "waiting"
    TAKEN = "taken"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that somebody, or a feed, would have in a deck.

    `dated` is an ISO day, month or year; `link` http or https; both, and `source`, may be empty. `key` is what
    the feed calls it (at most 200 characters), None for a member's. `member`: whose account `added_by` is.
    """

    id: str
    community: CommunityId
    deck: str
    text: str
    added_at: datetime
    source: str = ""
    dated: str = ""
    link: str = ""
    added_by: AccountId | None = None
    feed: str | None = None
    key: str | None = None
    state: State = State.WAITING
    member: MemberId | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What the stewards were told last, and when; `posts` are the messages that say so."""

    at: datetime
    posts: tuple[DeliveryId, ...]

    def stands(self, waited: int, now: datetime) -> bool:
        """Return whether it is written anew in place rather than told again; `waited` is how many were waiting."""
        return now - self.at < (NOTICE_LIVES if waited else SAME_NOTICE)


class CandidateStore(Protocol):
    """Candidates: one of the same words, and one of the same key, a community."""

    async def add(self, new: Sequence[Suggestion]) -> Mapping[CommunityId, int]:
        """Add those whose words and keys are new there; return how many were, where any was."""

    async def same(self, community: CommunityId, text: str) -> Suggestion | None:
        """Return the candidate with these words, whatever their case and marks and whatever became of it."""

    async def get(self, community: CommunityId, ident: str) -> Suggestion | None: ...
    async def waiting(self, communities: Sequence[CommunityId]) -> Mapping[CommunityId, int]:
        """Return how many wait in each community, 0 where none does."""

    async def after(self, community: CommunityId, ident: str = "") -> Suggestion | None:
        """Return the one that waits next after that one, oldest first and round again; the oldest for none."""

    async def latest(self, accounts: Sequence[AccountId], count: int) -> tuple[Suggestion, ...]:
        """Return what somebody suggested last, newest first, at most `count`."""

    async def decide(self, candidate: Suggestion, state: State) -> bool:
        """Note what becomes of one that waits; False when it waits no more."""

    async def heard(self, communities: Sequence[CommunityId]) -> Mapping[CommunityId, Heard]: ...
    async def put_heard(self, heard: Mapping[CommunityId, Heard]) -> None: ...
    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...
