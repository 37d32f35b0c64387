"""What is kept of summaries on their way out of a circle, and how one changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.circles.consent import Voice, Words
from bot.community.store import Record, Who
from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId, RoomId


class ShareState(StrEnum):
    """Where a summary stands. One that is over is not kept."""

    DRAFTED = "drafted"  # shown to its drafter alone
    ASKING = "asking"  # those quoted are asked
    QUIET = "quiet"  # somebody said no, and nobody is told before its days are over
    POSTED = "posted"  # the words stand in the rooms and are not kept here


@dataclass(frozen=True, slots=True)
class Share:
    """A summary. `words` are kept sealed, and only until it is posted or over. `ends_at` is aware UTC.

    `room` is the public room that was chosen, None for each space's home. `drafter` is None once they are forgotten.
    """

    id: str
    community: CommunityId
    circle: CircleId
    drafter: AccountId | None
    author: MemberId | None
    room: RoomId | None
    state: ShareState
    words: Words | None
    voices: tuple[Voice, ...]
    ends_at: datetime
    posts: tuple[DeliveryId, ...] = ()

    def voice(self, member: MemberId) -> Voice | None:
        """Return what a member has said, if they are quoted."""
        return next((v for v in self.voices if v.member == member), None)


class ShareStore(Protocol):
    """Summaries and what those quoted in them have said."""

    async def put(self, share: Share) -> None:
        """Write a summary and its voices, whole."""

    async def hold(self, community: CommunityId, share: str) -> Share | None:
        """Return one, held until this unit of work ends: of two last answers the second sees the first."""

    async def get(self, shares: Sequence[str]) -> tuple[Share, ...]:
        """Return summaries by id."""

    async def of_member(self, community: CommunityId, member: MemberId) -> tuple[Share, ...]:
        """Return those a member drafted or is quoted in, newest first."""

    async def under_way(self, community: CommunityId, circles: Sequence[CircleId]) -> tuple[Share, ...]:
        """Return what is asked about in these circles, newest first."""

    async def pending(self, community: CommunityId, circle: CircleId) -> tuple[Share, ...]:
        """Return what is not posted of a circle, drafts as well, held until this unit of work ends."""

    async def messages(self, shares: Sequence[Share]) -> tuple[tuple[DeliveryId, MemberId], ...]:
        """Return the direct messages about summaries, each with its reader, oldest first."""

    async def drop(self, shares: Sequence[Share]) -> None:
        """Keep nothing of these; nor the text of what was owed for them and never sent."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...
