"""What members bring back from outside, and the month in which it is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.community.model import MORNING, at_local
from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId

SATURDAY = 5
LONGEST_WHAT = 100
LONGEST_LINE = 300
LONGEST_LINK = 500


class Shown(StrEnum):
    """Where something brought back is shown."""

    NOWHERE = "nowhere"  # its author has not said
    ROOMS = "rooms"  # in the home rooms, and in the digest
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Brought:
    """Three lines of somebody who was outside, in their words.

    `dated` is an ISO year, month or day, `link` http or https; both may be empty. `posts` are the messages that show
    it in rooms, `digest` the one that told of it. `name` is the author's shown name, `fans` how many members want
    to hear more.
    """

    id: str
    community: CommunityId
    account: AccountId
    what: str
    surprise: str
    idea: str
    at: datetime
    dated: str = ""
    link: str = ""
    shown: Shown = Shown.NOWHERE
    posts: tuple[DeliveryId, ...] = ()
    digest: str | None = None
    name: str = ""
    member: MemberId | None = None
    fans: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """A guest who came, with their topic as `more`; or a question from outside that was asked, with its source."""

    community: CommunityId
    at: datetime
    text: str
    more: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """What a community was told of outside at a moment, about the time since then."""

    id: str
    community: CommunityId
    since: datetime
    until: datetime
    posts: tuple[DeliveryId, ...] = ()


class BroughtStore(Protocol):
    """What was brought back, who wants to hear more, and the digests."""

    async def put(self, brought: Brought) -> None: ...
    async def get(self, community: CommunityId, ident: str) -> Brought | None: ...
    async def drop(self, brought: Sequence[str]) -> None: ...
    async def latest(self, community: CommunityId, member: MemberId, count: int) -> tuple[Brought, ...]:
        """Return what is shown, and what is the member's own, newest first."""

    async def of(self, accounts: Sequence[AccountId]) -> tuple[Brought, ...]: ...
    async def wants_more(self, brought: str, account: AccountId, theirs: Sequence[AccountId], at: datetime) -> bool:
        """Note that a member wants to hear more, once, at whichever of `theirs` accounts; False when it was noted."""

    async def untold(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Brought, ...]]:
        """Return what is shown and in no digest yet, oldest first."""

    async def told_in(self, digests: Iterable[str]) -> Mapping[str, tuple[Brought, ...]]:
        """Return what stands in digests, oldest first."""

    async def outside(self, communities: Iterable[CommunityId], since: datetime) -> tuple[Heard, ...]:
        """Return the guests who came and the questions from outside that were asked since then, oldest first."""

    async def put_digests(self, digests: Mapping[Digest, Sequence[Brought]]) -> None:
        """Write digests, and what stands in each."""

    async def digests(self, idents: Iterable[str]) -> Mapping[str, Digest]: ...
    async def chairs(self, dates: Sequence[tuple[str, datetime]]) -> frozenset[CommunityId]:
        """Return the communities of which a guest comes to one of these (ritual, start)."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


def first_weekday(after: datetime, zone: str) -> datetime:
    """Return nine o'clock (UTC) of the first Monday to Friday of a month in a zone, the next one after an instant."""
    day = after.astimezone(ZoneInfo(zone)).date().replace(day=1)
    while True:
        weekday = day.weekday()
        morning = at_local(day if weekday < SATURDAY else day + timedelta(days=7 - weekday), MORNING, zone)
        if morning > after:
            return morning
        day = _next_month(day)


def month_before(until: datetime, zone: str) -> datetime:
    """Return the first weekday's nine o'clock before one, about a month earlier."""
    return first_weekday(until - timedelta(days=36), zone)


def _next_month(day: date) -> date:
    return (day + timedelta(days=31)).replace(day=1)
