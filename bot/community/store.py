"""What must be kept about communities and people, as protocols."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bot.community.merging import Own
from bot.community.model import Account, Community, Member, Room, Space
from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId, RoomId, SpaceId

Record = Mapping[str, Sequence[Mapping[str, Any]]]
"""What is known of a person: per table, its rows as plain values."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person for forget and export: the member, all their accounts, and the members linked to them."""

    community: CommunityId
    member: MemberId
    accounts: tuple[AccountId, ...]
    absorbed: tuple[MemberId, ...] = ()

    @property
    def members(self) -> tuple[MemberId, ...]:
        """Return every member row of the person."""
        return (self.member, *self.absorbed)


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code with which one more space joins a community. `digest` is SHA-256 in hexadecimal; real times."""

    id: str
    community: CommunityId
    space: SpaceId
    digest: str
    account: AccountId
    expires_at: datetime
    tries_left: int
    claimed_space: SpaceId | None = None
    claimed_by: AccountId | None = None


@dataclass(frozen=True, slots=True)
class PersonCode:
    """A code with which two accounts become one member. `digest` is SHA-256 in hexadecimal; real times."""

    id: str
    community: CommunityId
    digest: str
    account: AccountId
    expires_at: datetime
    tries_left: int
    claimed_by: AccountId | None = None


@dataclass(frozen=True, slots=True)
class MemberLink:
    """Two members who are one person: `absorbed` rests in `kept`, and `accounts` are those that came over.

    `before` and `merged` are the settings of `kept` before and after. `at` is community time.
    """

    id: str
    community: CommunityId
    kept: MemberId
    absorbed: MemberId
    accounts: tuple[AccountId, ...]
    before: Own
    merged: Own
    at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the desk was told: one row a cause and hour, with the deliveries that say so."""

    id: str
    community: CommunityId
    cause: str
    hour: datetime
    count: int
    deliveries: tuple[DeliveryId, ...]


class CommunityStore(Protocol):
    """Communities, spaces and rooms."""

    async def space(self, platform: str, external: str) -> Space | None: ...
    async def space_by_id(self, space: SpaceId) -> Space | None: ...
    async def spaces(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Space, ...]]: ...
    async def put_space(self, space: Space) -> None: ...
    async def community(self, community: CommunityId) -> Community | None: ...
    async def communities(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, Community]: ...
    async def put_community(self, community: Community) -> None: ...
    async def room_at(self, space: SpaceId, external: str) -> Room | None: ...
    async def room(self, room: RoomId) -> Room | None: ...
    async def rooms(self, rooms: Iterable[RoomId]) -> Mapping[RoomId, Room]: ...
    async def circle_rooms(self, circles: Iterable[CircleId]) -> Mapping[CircleId, tuple[Room, ...]]: ...
    async def put_room(self, room: Room) -> None: ...
    async def put_code(self, code: LinkCode) -> None: ...
    async def codes(self, *, real: datetime) -> tuple[LinkCode, ...]: ...
    async def drop_code(self, code: LinkCode) -> None: ...


class MemberStore(Protocol):
    """Members, accounts and roles."""

    async def account_at(self, space: SpaceId, external: str) -> Account | None: ...
    async def account(self, account: AccountId) -> Account | None: ...
    async def accounts(self, accounts: Iterable[AccountId]) -> Mapping[AccountId, Account]: ...
    async def accounts_of(self, members: Iterable[MemberId]) -> Mapping[MemberId, tuple[Account, ...]]: ...
    async def accounts_in(self, space: SpaceId) -> tuple[Account, ...]: ...
    async def put_account(self, account: Account) -> None: ...
    async def member(self, member: MemberId) -> Member | None: ...
    async def members(self, members: Iterable[MemberId]) -> Mapping[MemberId, Member]: ...
    async def members_of(self, community: CommunityId) -> tuple[Member, ...]: ...
    async def put_member(self, member: Member) -> None: ...
    async def absorbed(self, member: MemberId) -> tuple[MemberId, ...]:
        """Return the members who rest in this one, because their accounts are linked to it."""

    async def stewards(self, community: CommunityId) -> tuple[MemberId, ...]: ...
    async def stewards_of(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[MemberId, ...]]:
        """Return the stewards of each community who have not left, longest first, each once."""

    async def add_steward(
        self, community: CommunityId, account: AccountId, by: AccountId | None, at: datetime
    ) -> None: ...
    async def drop_steward(self, community: CommunityId, member: MemberId) -> None: ...
    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


class SelfStore(Protocol):
    """Codes and links by which two accounts become one member."""

    async def put_code(self, code: PersonCode, *, real: datetime) -> None:
        """Write a code; older ones of the same account, and those that are over, go."""

    async def codes(self, community: CommunityId, *, real: datetime) -> tuple[PersonCode, ...]: ...
    async def drop_code(self, code: PersonCode) -> None: ...
    async def put_link(self, link: MemberLink) -> None: ...
    async def links(self, community: CommunityId) -> tuple[MemberLink, ...]:
        """Return the links that hold, oldest first."""

    async def drop_link(self, link: MemberLink) -> None: ...


class ActivityStore(Protocol):
    """How often somebody wrote, answered or reacted in a room on a day: counts, never words."""

    async def counts(self, platform: str, space: str, room: str) -> bool:
        """Return whether activity counts in a room, all as the platform names them.

        It does in a public room that is a home or a ritual's room, and in no other.
        """

    async def add(self, community: CommunityId, account: AccountId, room: RoomId, kind: str, day: date) -> None:
        """Count one up."""


class DeskStore(Protocol):
    """What the desk was told."""

    async def notice(self, community: CommunityId, cause: str, hour: datetime) -> Notice | None: ...
    async def put_notice(self, notice: Notice) -> None: ...
