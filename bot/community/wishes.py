"""What must be kept about attention: wishes, and the messages people got."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.community.attention import Wish
from bot.community.budget import Ledger, Nudge
from bot.community.model import Member
from bot.community.store import Record, Who
from bot.keys import CommunityId, DeliveryId, MemberId


@dataclass(frozen=True, slots=True)
class Kept:
    """A wish as it is kept. `person` is the member it is for now: who is linked rests in somebody."""

    id: str
    person: MemberId
    wish: Wish


class WishStore(Protocol):
    """Wishes and nudges. A wish whose delivery was skipped or withdrawn waits again; whose was refused, does not."""

    async def hold(self, members: Iterable[MemberId]) -> Mapping[MemberId, Member]:
        """Return the person behind each member, held until this unit of work ends.

        Two units that hold the same people come one after the other, and the second sees what the first wrote.
        """

    async def people_of(self, community: CommunityId, subjects: Iterable[str]) -> tuple[MemberId, ...]:
        """Return the members of whom something is wished about these subjects."""

    async def add(self, wishes: Sequence[Wish], at: datetime) -> None:
        """Keep wishes; one that is there already stays."""

    async def drop(self, community: CommunityId, subjects: Iterable[str]) -> tuple[str, ...]:
        """Remove the wishes about these subjects; return their ids."""

    async def drop_of(self, members: Iterable[MemberId]) -> tuple[str, ...]:
        """Remove the wishes for these members; return their ids."""

    async def remove(self, wishes: Iterable[str]) -> None:
        """Remove wishes by id."""

    async def unsent(self, people: Iterable[MemberId]) -> tuple[str, ...]:
        """Return the ids of people's wishes whose own message is owed and not sent."""

    async def unsettled(self, people: Iterable[MemberId], now: datetime) -> frozenset[MemberId]:
        """Return for whom a message that carries a wish has expired, and whether it was sent is not known yet."""

    async def waiting(self, people: Iterable[MemberId], now: datetime) -> Mapping[MemberId, tuple[Kept, ...]]:
        """Return what waits for each and is still good, in the order in which it should come."""

    async def unsaid(self, person: MemberId, since: datetime) -> tuple[Kept, ...]:
        """Return what a person was not sent and was good since then, or at all when they were away till then.

        The most important first.
        """

    async def unheard(self, subjects: Iterable[str]) -> frozenset[tuple[MemberId, str]]:
        """Return the (person, subject) pairs of wishes that no message carried, and none is on its way with."""

    async def missed(self, people: Iterable[MemberId], since: datetime, now: datetime) -> Mapping[MemberId, int]:
        """Return how many wishes of each came too late in that time, or ever for who was away in it."""

    async def carried(self, deliveries: Mapping[str, DeliveryId]) -> None:
        """Note which message carries which wish."""

    async def ledgers(self, people: Iterable[MemberId], since: datetime) -> Mapping[MemberId, Ledger]:
        """Return what each person was sent since then; what was skipped or withdrawn unsent does not count."""

    async def weekly_due(self, people: Iterable[MemberId], now: datetime) -> frozenset[MemberId]:
        """Return whose weekly message is due by now and not handled yet."""

    async def note(self, nudges: Sequence[Nudge]) -> None:
        """Note messages as owed."""

    async def copy(self, kept: MemberId, restored: MemberId, since: datetime) -> None:
        """Let what one member was sent count for another one as well, once for both."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...
