"""The addresses at which calendars are read: who has one, and what stands behind a secret."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.keys import CommunityId, MemberId, OccurrenceId, RitualId
from bot.rhythm.coming import Coming
from bot.rhythm.feeds import REMEMBERED, Mark, Own, Source, Window
from bot.rhythm.model import Occurrence
from bot.rhythm.store import RitualStore


@dataclass(frozen=True, slots=True)
class Feed:
    """One address. `member` is whose calendar it is, None for the community's; `made_at` is community time.

    `digest` is SHA-256 of the secret in hexadecimal, `sealed` the secret as only the operator's keys open it.
    """

    id: str
    community: CommunityId
    member: MemberId | None
    digest: str
    sealed: str
    made_at: datetime


class FeedStore(Protocol):
    """Addresses, and what their calendars need to know besides the rituals."""

    async def put(self, feed: Feed) -> None:
        """Write an address; the one that the same calendar had goes."""

    async def feeds(self, community: CommunityId, members: Sequence[MemberId]) -> tuple[Feed, ...]:
        """Return the community's address and those of these members."""

    async def behind(self, digest: str) -> Feed | None:
        """Return the address with that digest."""

    async def drop(self, community: CommunityId, members: Sequence[MemberId | None]) -> None:
        """Remove the addresses of these members' calendars; None is the community's."""

    async def marks(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, Mark]: ...
    async def raise_sequence(self, rituals: Sequence[RitualId], at: datetime) -> None:
        """Note that dates of these rituals have changed."""

    async def raise_for_holidays(self, communities: Sequence[CommunityId], at: datetime) -> None:
        """Note that dates of rituals which go by public holidays have changed."""

    async def dates(self, community: CommunityId, window: Window) -> tuple[Occurrence, ...]:
        """Return the kept dates of a window, earliest first."""

    async def said(self, member: MemberId, since: datetime) -> Sequence[tuple[RitualId, OccurrenceId, Coming]]:
        """Return (ritual, date, what) of what a member said since then, oldest first, once a date."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


def digest(secret: str) -> str:
    """Return what a secret is found by; it is long enough that nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Behind:
    """Reads what stands behind an address, in a unit that only reads."""

    now: datetime
    store: FeedStore
    rituals: RitualStore
    places: CommunityStore
    people: MemberStore

    async def source(self, secret: str) -> tuple[str, Source] | None:
        """Return (id of the address, what its calendar is made of); None where none is."""
        feed = await self.store.behind(digest(secret))
        community = await self.places.community(feed.community) if feed is not None else None
        if feed is None or community is None:
            return None
        own = await self._own(feed, community.language) if feed.member is not None else None
        if feed.member is not None and own is None:
            return None
        window = Window.at(self.now)
        dates = await self.store.dates(community.id, window)
        alive = (await self.rituals.all([community.id]))[community.id]
        rituals = await self.rituals.get([*(r.id for r in alive), *(d.ritual for d in dates)])
        return feed.id, Source(community, rituals, await self.store.marks(rituals), dates, window, own)

    async def _own(self, feed: Feed, language: str) -> Own | None:
        """Return what the member of an address goes by; who rests in another member is that one."""
        member = await self.people.member(feed.member) if feed.member is not None else None
        if member is not None and member.linked_to is not None:
            member = await self.people.member(member.linked_to)
        if member is None or not member.here:
            return None
        said = await self.store.said(member.id, self.now - REMEMBERED)
        theirs = frozenset(r for r, _date, what in said if what is not Coming.NO)
        return Own({date: what for _ritual, date, what in said}, theirs, member.language or language)
