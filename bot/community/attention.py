"""What wants a member's attention: the one road for everything that Hearth sends of its own accord.

What answers an own act of the member at once is no nudge and is owed directly, and so are desk notices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from bot.cards import Block, Card, Para
from bot.keys import CommunityId, MemberId


class Weight(IntEnum):
    """How much it matters, most important first: in this order they come, and stand in the digest."""

    DUTY = 0  # somebody counts on the member: they host in two days, a date they answered to has moved
    PROMISE = 1  # they asked to be told: a reminder of a date they go to
    CHOICE = 2  # a decision they may take: a trial ends
    IDEA = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that a member should hear.

    One (kind, subject, member) is wished once, until it is withdrawn. `subject` is the id of what it is about
    (at most 64 characters). `card` and `line` are in the member's language: the message when it comes alone,
    and one line of the digest otherwise. The card says why they got it; how many messages it is of how many,
    and the way to fewer, are added to it. `good_until` is aware UTC: later it says nothing any more.
    """

    community: CommunityId
    member: MemberId
    kind: str
    subject: str
    weight: Weight
    card: Card
    line: Para
    good_until: datetime


class Attention(Protocol):
    """Decides when a member hears of something, within what they allow; it is written with the unit of work."""

    async def want(self, wishes: Sequence[Wish]) -> None:
        """Send now if the member is welcome and has budget, later when they are, else in the digest."""

    async def withdraw(self, community: CommunityId, subjects: Sequence[str]) -> None:
        """Take back what is wished about these subjects, and its message when it is unsent."""

    async def unheard(self, subjects: Sequence[str]) -> frozenset[tuple[MemberId, str]]:
        """Return of which (person, subject) nothing has come so far and no message is on its way."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The weekly message as a feature would have it, in the member's language: what waits is added to it.

    `blocks` may be empty: then it comes only when something waits. Later than `until` it says nothing any more.
    """

    community: CommunityId
    member: MemberId
    title: str
    blocks: tuple[Block, ...]
    until: datetime


class Digests(Protocol):
    """What the weekly message needs of the planner."""

    def digest(self, digest: Digest) -> None:
        """Send the weekly message with what waits, if the member is welcome and has budget."""

    def look(self, member: MemberId) -> None:
        """Look again at what waits for a member: their week was not told."""

    async def unsaid(self, member: MemberId) -> tuple[Block, ...]:
        """Return what the member was not sent, as they may read it: what waits, and what came too late."""
