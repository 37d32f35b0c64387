"""Whom a circle does not let in: for a while after a no, which they know, or until a steward says otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.acts import MembersLinked
from bot.circles.model import CircleSeen, Kind, Role, Seat
from bot.community.duties import Service
from bot.community.store import Record, Who
from bot.facts import Listens
from bot.keys import AccountId, CircleId, CommunityId, MemberId

LONGEST_COOLDOWN = 365
"""Days: a no that holds longer is a block."""


class DoorStore(Protocol):
    """Noes and blocks. They are about a person: whichever of their accounts they came with."""

    async def blocked(self, circles: Iterable[CircleId]) -> Mapping[CircleId, frozenset[MemberId]]: ...
    async def refused_until(self, circle: CircleId, member: MemberId) -> datetime | None: ...
    async def refuse(
        self, community: CommunityId, circle: CircleId, accounts: Sequence[AccountId], until: datetime
    ) -> None: ...
    async def pardon(self, circle: CircleId, members: Sequence[MemberId]) -> None:
        """Forget that somebody was told no."""

    async def block(
        self, community: CommunityId, circle: CircleId, accounts: Sequence[AccountId], at: datetime
    ) -> None: ...
    async def unblock(self, circle: CircleId, member: MemberId) -> None: ...
    async def spread(self, member: MemberId) -> None:
        """Let what holds for one account of a person hold for all of them; the later no holds."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


def silenced(seats: Sequence[Seat], blocked: frozenset[MemberId], *, but: MemberId | None = None) -> tuple[Seat, ...]:
    """Return the seats without the questions and the waiting of people who are blocked, which nobody hears of."""
    quiet = {Role.ASKED, Role.WAITING}
    return tuple(s for s in seats if s.member not in blocked or s.member == but or s.role not in quiet)


def kept(circle: CircleSeen, member: MemberId) -> tuple[Seat, ...]:
    """Return the seats that somebody who is blocked keeps: a question, or a place on a list, goes on as it was.

    Of a private circle they keep none, as if it had never been.
    """
    quiet = {Role.ASKED, Role.WAITING} if circle.kind is not Kind.PRIVATE else set()
    return tuple(s for s in circle.seats if s.member == member and s.role in quiet)


def again_at(now: datetime, days: int) -> datetime | None:
    """Return from when on somebody may ask again; None for at once."""
    return now + timedelta(days=days) if days else None


@dataclass(frozen=True, slots=True)
class Doors(Service):
    """Answers for what is kept of noes and blocks, and lets them follow the person."""

    store: DoorStore

    @staticmethod
    def listens() -> Listens:
        """Return what makes two people one."""
        return ((MembersLinked, Doors.linked),)

    async def linked(self, facts: Sequence[MembersLinked]) -> None:
        """Let a no and a block hold for the whole person, and for each of the two after the link is undone."""
        for fact in facts:
            await self.store.spread(fact.kept)

    async def export(self, who: Who) -> Record:
        """Return the noes; a block is silent here as everywhere."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove noes and blocks: who comes back is a stranger."""
        await self.store.forget(who)
