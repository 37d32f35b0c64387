"""What must be kept about who was asked to carry on, and about the stewards of communities."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.community.line import Ask, AskState, Insider, Line
from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, MemberId


@dataclass(frozen=True, slots=True)
class HomeLine(Line):
    """The stewards of a community, longest first, whoever is being asked, and those who may be.

    `departed` are stewards who have left: (member, when), aware. Their seat is kept until the community has
    enough others.
    """

    departed: tuple[tuple[MemberId, datetime], ...] = ()


class AskStore(Protocol):
    """Who was asked to carry on."""

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

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


class HeirStore(AskStore, Protocol):
    """The stewards of communities, and who may be one."""

    async def lines(self, communities: Iterable[CommunityId], now: datetime) -> Mapping[CommunityId, HomeLine]:
        """Return the lines of communities: stewards and whoever is being asked, nobody else yet."""

    async def followers(
        self, lines: Collection[HomeLine], since: datetime, now: datetime
    ) -> Mapping[CommunityId, tuple[Insider, ...]]:
        """Return those who may be asked, of each the longest-standing members who were heard of since then.

        They are one more than were asked lately: somebody who was not is among them, if there is one.
        """

    async def asking(self, communities: Iterable[CommunityId]) -> frozenset[CommunityId]:
        """Return which of these communities have a question open."""

    async def seat(self, seats: Sequence[tuple[CommunityId, AccountId]], at: datetime) -> None:
        """Make accounts stewards; whoever is one stays one."""

    async def free(self, members: Collection[MemberId]) -> None:
        """Let members be stewards no longer."""
