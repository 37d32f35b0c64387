"""What must be kept about lines of stewards. None of it holds a circle's name or purpose."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.circles.line import Ask, AskState, Line
from bot.circles.model import Role
from bot.community.store import Record, Who
from bot.keys import AccountId, CircleId, CommunityId


class LineStore(Protocol):
    """Lines of stewards, and who was asked."""

    async def lines(self, circles: Iterable[CircleId], now: datetime) -> Mapping[CircleId, Line]:
        """Return the lines of circles that live, with the questions of the last half year."""

    async def living(self, communities: Iterable[CommunityId]) -> tuple[CircleId, ...]:
        """Return the circles of communities that live."""

    async def of_asks(self, asks: Iterable[str]) -> Mapping[str, Ask]:
        """Return questions by id."""

    async def put(self, asks: Sequence[Ask]) -> frozenset[str]:
        """Write new questions; return the ids of those written: where one is open already, none is added."""

    async def end(self, asks: Sequence[tuple[Ask, AskState]]) -> frozenset[str]:
        """Let questions end as told; return the ids of those that stood as they were read until now."""

    async def told(self, asks: Sequence[Ask]) -> None:
        """Write which messages show questions, and when the desk hears again."""

    async def reached(self, asks: Iterable[Ask]) -> frozenset[str]:
        """Return the ids of the questions of which at least one message has arrived."""

    async def seat(self, seats: Sequence[tuple[CircleId, AccountId, Role]]) -> None:
        """Give seats another role."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...
