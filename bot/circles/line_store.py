"""What must be kept about lines of stewards. None of it holds a circle's name or purpose."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.circles.line import CircleLine
from bot.circles.model import Role
from bot.community.line_store import AskStore
from bot.keys import AccountId, CircleId, CommunityId


class LineStore(AskStore, Protocol):
    """Lines of stewards, and who was asked."""

    async def lines(self, circles: Iterable[CircleId], now: datetime) -> Mapping[CircleId, CircleLine]:
        """Return the lines of circles that live, with the questions of the last half year."""

    async def living(self, communities: Iterable[CommunityId]) -> tuple[CircleId, ...]:
        """Return the circles of communities that live."""

    async def seat(self, seats: Sequence[tuple[CircleId, AccountId, Role]]) -> None:
        """Give seats another role."""
