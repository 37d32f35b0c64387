"""Queries about members, accounts and roles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.model import Account, Member
from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, MemberId, SpaceId
from storage.bulk import IDS, among
from storage.people import export, forget
from storage.tables.community import (
    accounts,
    activity,
    communities,
    link_codes,
    member_links,
    members,
    notices,
    person_codes,
    stewards,
)
from storage.writing import add_new, put

# Who calls is looked up at each command: these statements are built once.
ACCOUNT_AT = select(accounts).where(
    accounts.c.space_id == bindparam("space"), accounts.c.external_id == bindparam("external")
)
ACCOUNTS = select(accounts).where(among(accounts.c.id, IDS))
ACCOUNTS_OF = select(accounts).where(among(accounts.c.member_id, IDS)).order_by(accounts.c.id)
MEMBER = select(members).where(members.c.id == bindparam("member"))
ALL_STEWARDS = (
    select(accounts.c.member_id)
    .join(stewards, stewards.c.account_id == accounts.c.id)
    .join(members, members.c.id == accounts.c.member_id)
    .where(members.c.left_at.is_(None))
    .order_by(stewards.c.since, accounts.c.id)
)
STEWARDS = ALL_STEWARDS.where(stewards.c.community_id == bindparam("community"))
STEWARDS_OF = ALL_STEWARDS.add_columns(stewards.c.community_id).where(
    stewards.c.community_id.in_(bindparam("communities", expanding=True))
)


def as_account(row: Row[Any]) -> Account:
    """Return an account from its row."""
    member = MemberId(row.member_id) if row.member_id else None
    space = SpaceId(row.space_id)
    return Account(AccountId(row.id), space, row.external_id, row.name, member, row.left_at, row.used_at)


def as_member(row: Row[Any]) -> Member:
    """Return a member from its row."""
    return Member(
        id=MemberId(row.id),
        community=CommunityId(row.community_id),
        joined_at=row.joined_at,
        zone=row.zone,
        language=row.language,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        snoozed_until=row.snoozed_until,
        left_at=row.left_at,
        zone_chosen=row.zone_chosen,
        linked_to=MemberId(row.linked_to) if row.linked_to else None,
        budget=row.budget,
        listens=row.listens,
        sabbatical_until=row.sabbatical_until,
    )


@dataclass(frozen=True, slots=True)
class SqlMembers:
    """`MemberStore` on one session."""

    session: AsyncSession

    async def account_at(self, space: SpaceId, external: str) -> Account | None:
        """Return an account by its platform's id."""
        row = (await self.session.execute(ACCOUNT_AT, {"space": space, "external": external})).first()
        return as_account(row) if row else None

    async def account(self, account: AccountId) -> Account | None:
        """Return an account by our id."""
        return (await self.accounts([account])).get(account)

    async def accounts(self, wanted: Iterable[AccountId]) -> Mapping[AccountId, Account]:
        """Return accounts by id."""
        ids = list(dict.fromkeys(wanted))
        found = await self.session.execute(ACCOUNTS, {"ids": ids}) if ids else ()
        return {AccountId(r.id): as_account(r) for r in found}

    async def accounts_of(self, wanted: Iterable[MemberId]) -> Mapping[MemberId, tuple[Account, ...]]:
        """Return the accounts of each member, those that left too."""
        ids = list(dict.fromkeys(wanted))
        found: dict[MemberId, list[Account]] = {m: [] for m in ids}
        for row in await self.session.execute(ACCOUNTS_OF, {"ids": ids}):
            found[MemberId(row.member_id)].append(as_account(row))
        return {m: tuple(a) for m, a in found.items()}

    async def accounts_in(self, space: SpaceId) -> tuple[Account, ...]:
        """Return the accounts of a space that have not left."""
        query = select(accounts).where(accounts.c.space_id == space, accounts.c.left_at.is_(None))
        return tuple(as_account(r) for r in await self.session.execute(query.order_by(accounts.c.id)))

    async def put_account(self, account: Account) -> None:
        """Write an account."""
        row = {
            "id": account.id,
            "space_id": account.space,
            "external_id": account.external,
            "name": account.name,
            "member_id": account.member,
            "left_at": account.left_at,
            "used_at": account.used_at,
        }
        await put(self.session, accounts, row)

    async def member(self, member: MemberId) -> Member | None:
        """Return a member."""
        row = (await self.session.execute(MEMBER, {"member": member})).first()
        return as_member(row) if row else None

    async def members(self, wanted: Iterable[MemberId]) -> Mapping[MemberId, Member]:
        """Return members by id."""
        query = select(members).where(among(members.c.id, wanted))
        return {MemberId(r.id): as_member(r) for r in await self.session.execute(query)}

    async def absorbed(self, member: MemberId) -> tuple[MemberId, ...]:
        """Return the members who rest in this one."""
        query = select(members.c.id).where(members.c.linked_to == member).order_by(members.c.id)
        return tuple(MemberId(m) for m in await self.session.scalars(query))

    async def members_of(self, community: CommunityId) -> tuple[Member, ...]:
        """Return a community's members who have not left, each person once, in the order they joined."""
        here = members.c.left_at.is_(None) & members.c.linked_to.is_(None)
        query = select(members).where(members.c.community_id == community, here)
        rows = await self.session.execute(query.order_by(members.c.joined_at, members.c.id))
        return tuple(as_member(r) for r in rows)

    async def put_member(self, member: Member) -> None:
        """Write a member."""
        row = {
            "id": member.id,
            "community_id": member.community,
            "joined_at": member.joined_at,
            "zone": member.zone,
            "language": member.language,
            "quiet_from": member.quiet_from,
            "quiet_to": member.quiet_to,
            "snoozed_until": member.snoozed_until,
            "left_at": member.left_at,
            "zone_chosen": member.zone_chosen,
            "linked_to": member.linked_to,
            "budget": member.budget,
            "listens": member.listens,
            "sabbatical_until": member.sabbatical_until,
        }
        await put(self.session, members, row)

    async def stewards(self, community: CommunityId) -> tuple[MemberId, ...]:
        """Return the members who are stewards and have not left, longest first, each once."""
        found = await self.session.scalars(STEWARDS, {"community": community})
        return tuple(dict.fromkeys(MemberId(m) for m in found))

    async def stewards_of(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[MemberId, ...]]:
        """Return the same of each community."""
        found: dict[CommunityId, dict[MemberId, None]] = {c: {} for c in communities}
        for row in await self.session.execute(STEWARDS_OF, {"communities": list(found)}):
            found[CommunityId(row.community_id)][MemberId(row.member_id)] = None
        return {c: tuple(each) for c, each in found.items()}

    async def add_steward(self, community: CommunityId, account: AccountId, by: AccountId | None, at: datetime) -> None:
        """Make an account's member a steward; one who is stays one."""
        row = {"community_id": community, "account_id": account, "since": at, "named_by": by}
        await add_new(self.session, stewards, [row], key=("community_id", "account_id"))

    async def drop_steward(self, community: CommunityId, member: MemberId) -> None:
        """Let a member be a steward no longer, at whichever account."""
        theirs = select(accounts.c.id).where(accounts.c.member_id == member)
        await self.session.execute(
            delete(stewards).where(stewards.c.community_id == community, stewards.c.account_id.in_(theirs))
        )

    async def export(self, who: Who) -> Record:
        """Return what is kept about the person here."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove the person here; their accounts and membership last, since others point to them."""
        await forget(self.session, TABLES, who)


TABLES = (communities, stewards, link_codes, person_codes, member_links, notices, activity, accounts, members)
