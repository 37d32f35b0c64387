"""Queries about codes and links by which two accounts become one member."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.merging import Own
from bot.community.store import MemberLink, PersonCode
from bot.keys import AccountId, CommunityId, MemberId
from storage.tables.community import member_links, person_codes
from storage.writing import put


def _own_text(own: Own) -> str:
    snoozed = own.snoozed_until.isoformat() if own.snoozed_until else None
    sabbatical = own.sabbatical_until.isoformat() if own.sabbatical_until else None
    kept = {"zone": own.zone, "language": own.language, "quiet": own.quiet, "snoozed": snoozed}
    return json.dumps(kept | {"budget": own.budget, "listens": own.listens, "sabbatical": sabbatical})


def _own(text: str) -> Own:
    kept = json.loads(text)
    zone, chosen = kept["zone"]
    quiet = (kept["quiet"][0], kept["quiet"][1]) if kept["quiet"] else None
    # A link from before there were budgets says nothing of them.
    snoozed, sabbatical = (
        datetime.fromisoformat(at) if (at := kept.get(n)) else None for n in ("snoozed", "sabbatical")
    )
    budget, listens = kept.get("budget"), kept.get("listens", False)
    return Own((zone, chosen), kept["language"], quiet, snoozed, budget, listens, sabbatical)


def _code(row: Row[Any]) -> PersonCode:
    return PersonCode(
        id=row.id,
        community=CommunityId(row.community_id),
        digest=row.digest,
        account=AccountId(row.account_id),
        expires_at=row.expires_at,
        tries_left=row.tries_left,
        claimed_by=AccountId(row.claimed_by) if row.claimed_by else None,
    )


def _link(row: Row[Any]) -> MemberLink:
    return MemberLink(
        id=row.id,
        community=CommunityId(row.community_id),
        kept=MemberId(row.kept_id),
        absorbed=MemberId(row.absorbed_id),
        accounts=tuple(AccountId(a) for a in json.loads(row.accounts)),
        before=_own(row.before),
        merged=_own(row.merged),
        at=row.linked_at,
    )


@dataclass(frozen=True, slots=True)
class SqlSelves:
    """`SelfStore` on one session."""

    session: AsyncSession

    async def put_code(self, code: PersonCode, *, real: datetime) -> None:
        """Write a code; the account's older ones and those that are over go."""
        others = person_codes.c.id != code.id
        old = or_(person_codes.c.account_id == code.account, person_codes.c.expires_at <= real)
        await self.session.execute(delete(person_codes).where(others, old))
        row = {
            "id": code.id,
            "community_id": code.community,
            "digest": code.digest,
            "account_id": code.account,
            "expires_at": code.expires_at,
            "tries_left": code.tries_left,
            "claimed_by": code.claimed_by,
        }
        await put(self.session, person_codes, row)

    async def codes(self, community: CommunityId, *, real: datetime) -> tuple[PersonCode, ...]:
        """Return a community's codes that still hold (real time)."""
        holds = (person_codes.c.expires_at > real) & (person_codes.c.tries_left > 0)
        query = select(person_codes).where(person_codes.c.community_id == community, holds)
        return tuple(_code(r) for r in await self.session.execute(query.order_by(person_codes.c.id)))

    async def drop_code(self, code: PersonCode) -> None:
        """Remove a code."""
        await self.session.execute(delete(person_codes).where(person_codes.c.id == code.id))

    async def put_link(self, link: MemberLink) -> None:
        """Write a link."""
        row = {
            "id": link.id,
            "community_id": link.community,
            "kept_id": link.kept,
            "absorbed_id": link.absorbed,
            "accounts": json.dumps(link.accounts),
            "before": _own_text(link.before),
            "merged": _own_text(link.merged),
            "linked_at": link.at,
        }
        await put(self.session, member_links, row)

    async def links(self, community: CommunityId) -> tuple[MemberLink, ...]:
        """Return a community's links that hold, oldest first."""
        query = select(member_links).where(member_links.c.community_id == community)
        rows = await self.session.execute(query.order_by(member_links.c.linked_at, member_links.c.id))
        return tuple(_link(r) for r in rows)

    async def drop_link(self, link: MemberLink) -> None:
        """Remove a link."""
        await self.session.execute(delete(member_links).where(member_links.c.id == link.id))
