"""The one planner of nudges: decides over everything that wants a member's attention."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.community.attention import Wish
from bot.community.duties import Service
from bot.deliveries import Owe, Priority
from bot.keys import CommunityId


@dataclass(frozen=True, slots=True)
class Attending(Service):
    """The `Attention` of one unit of work."""

    owe: Owe

    async def want(self, wishes: Sequence[Wish]) -> None:
        """Owe each message."""
        for wish in wishes:
            self.owe.direct(
                wish.member,
                wish.card,
                reason=wish.subject,
                expires_at=wish.good_until,
                priority=Priority.NUDGE,
            )

    async def withdraw(self, community: CommunityId, subjects: Sequence[str]) -> None:
        """Take back the unsent messages about these subjects."""
        await self.owe.withdraw(community, subjects)
