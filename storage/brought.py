"""Queries about what members bring back from outside, and the digests that tell of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId
from bot.voices.brought import Brought, Digest, Heard, Shown
from bot.voices.model import GuestState
from storage.bulk import among, insert_all, update_all
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.voices import brought, brought_fans, guest_slots, guests, outside_digests, prompt_uses, prompts
from storage.writing import put

TABLES = (brought_fans, brought)
THEIR = accounts.alias("their")
FANS = (
    select(func.count(THEIR.c.member_id.distinct()))
    .select_from(brought_fans.join(THEIR, THEIR.c.id == brought_fans.c.account_id))
    .where(brought_fans.c.brought_id == brought.c.id)
    .scalar_subquery()
)
BROUGHT = (
    select(brought, accounts.c.name, accounts.c.member_id, FANS.label("fans"))
    .join(accounts, accounts.c.id == brought.c.account_id)
    .order_by(brought.c.brought_at, brought.c.id)
)
IS_SHOWN = brought.c.shown != Shown.NOWHERE.value
COMING = (GuestState.CONFIRMED.value, GuestState.HOSTED.value)


def _posts(text: str) -> tuple[DeliveryId, ...]:
    return tuple(DeliveryId(d) for d in json.loads(text))


def _brought(row: Row[Any]) -> Brought:
    return Brought(
        id=row.id,
        community=CommunityId(row.community_id),
        account=AccountId(row.account_id),
        what=row.what,
        surprise=row.surprise,
        idea=row.idea,
        at=row.brought_at,
        dated=row.dated,
        link=row.link,
        shown=Shown(row.shown),
        posts=_posts(row.posts),
        digest=row.digest_id,
        name=row.name,
        member=MemberId(row.member_id),
        fans=row.fans,
    )


@dataclass(frozen=True, slots=True)
class SqlBrought:
    """`BroughtStore` on one session."""

    session: AsyncSession

    async def put(self, new: Brought) -> None:
        """Write what somebody brought."""
        row = {
            "id": new.id,
            "community_id": new.community,
            "account_id": new.account,
            "what": new.what,
            "surprise": new.surprise,
            "idea": new.idea,
            "dated": new.dated,
            "link": new.link,
            "shown": new.shown.value,
            "posts": json.dumps(new.posts),
            "digest_id": new.digest,
            "brought_at": new.at,
        }
        await put(self.session, brought, row)

    async def get(self, community: CommunityId, ident: str) -> Brought | None:
        """Return one by its id."""
        query = BROUGHT.where(brought.c.community_id == community, brought.c.id == ident)
        row = (await self.session.execute(query)).first()
        return _brought(row) if row is not None else None

    async def drop(self, gone: Sequence[str]) -> None:
        """Remove some, with whoever wants to hear more of them."""
        await self.session.execute(delete(brought_fans).where(among(brought_fans.c.brought_id, gone)))
        await self.session.execute(delete(brought).where(among(brought.c.id, gone)))

    async def latest(self, community: CommunityId, member: MemberId, count: int) -> tuple[Brought, ...]:
        """Return what is shown, and the member's own, newest first."""
        query = BROUGHT.where(brought.c.community_id == community, or_(IS_SHOWN, accounts.c.member_id == member))
        query = query.order_by(None).order_by(brought.c.brought_at.desc(), brought.c.id.desc()).limit(count)
        return tuple(_brought(r) for r in await self.session.execute(query))

    async def of(self, people: Sequence[AccountId]) -> tuple[Brought, ...]:
        """Return what these accounts brought."""
        rows = await self.session.execute(BROUGHT.where(among(brought.c.account_id, people)))
        return tuple(_brought(r) for r in rows)

    async def wants_more(self, ident: str, account: AccountId, theirs: Sequence[AccountId], at: datetime) -> bool:
        """Note that a member wants to hear more, once."""
        mine = (brought_fans.c.brought_id == ident) & among(brought_fans.c.account_id, [*theirs, account])
        if await self.session.scalar(select(func.count()).select_from(brought_fans).where(mine)):
            return False
        row = {"brought_id": ident, "account_id": account, "at": at}
        await put(self.session, brought_fans, row, key=("brought_id", "account_id"))
        return True

    async def untold(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Brought, ...]]:
        """Return what is shown and in no digest yet."""
        mine = among(brought.c.community_id, list(communities))
        found: dict[CommunityId, list[Brought]] = {}
        for row in await self.session.execute(BROUGHT.where(mine, IS_SHOWN, brought.c.digest_id.is_(None))):
            found.setdefault(CommunityId(row.community_id), []).append(_brought(row))
        return {home: tuple(each) for home, each in found.items()}

    async def told_in(self, digests: Iterable[str]) -> Mapping[str, tuple[Brought, ...]]:
        """Return what stands in digests."""
        found: dict[str, list[Brought]] = {}
        for row in await self.session.execute(BROUGHT.where(among(brought.c.digest_id, list(digests)))):
            found.setdefault(row.digest_id, []).append(_brought(row))
        return {ident: tuple(each) for ident, each in found.items()}

    async def outside(self, communities: Iterable[CommunityId], since: datetime) -> tuple[Heard, ...]:
        """Return the guests who came, and the questions from outside that were asked."""
        homes = list(communities)
        came = (
            select(guest_slots.c.community_id, guest_slots.c.starts_at, guests.c.name, guests.c.topic)
            .join(guests, guests.c.id == guest_slots.c.guest_id)
            .where(among(guest_slots.c.community_id, homes), guest_slots.c.starts_at >= since)
            .where(guest_slots.c.state == GuestState.HOSTED.value)
        )
        asked = (
            select(prompt_uses.c.community_id, prompt_uses.c.used_at, prompts)
            .join(prompts, prompts.c.id == prompt_uses.c.prompt_id)
            .where(among(prompt_uses.c.community_id, homes), prompt_uses.c.used_at >= since)
            .where(prompt_uses.c.occurrence_id.is_not(None), prompts.c.source != "")
        )
        found = [
            Heard(CommunityId(r.community_id), r.starts_at, r.name, r.topic) for r in await self.session.execute(came)
        ]
        for row in await self.session.execute(asked):
            named = ", ".join(x for x in (row.source, row.dated) if x)
            more = " · ".join(x for x in (named, row.link) if x)
            found.append(Heard(CommunityId(row.community_id), row.used_at, row.text, more, asked=True))
        return tuple(sorted(found, key=lambda h: (h.asked, h.at, h.text)))

    async def put_digests(self, new: Mapping[Digest, Sequence[Brought]]) -> None:
        """Write digests, and what stands in each."""
        rows = [
            {
                "id": d.id,
                "community_id": d.community,
                "since_at": d.since,
                "until_at": d.until,
                "posts": json.dumps(d.posts),
            }
            for d in new
        ]
        await insert_all(self.session, outside_digests, rows)
        told = [{"id": b.id, "digest_id": d.id} for d, each in new.items() for b in each]
        await update_all(self.session, brought, told, key="id")

    async def digests(self, idents: Iterable[str]) -> Mapping[str, Digest]:
        """Return digests by id."""
        rows = await self.session.execute(select(outside_digests).where(among(outside_digests.c.id, list(idents))))
        return {r.id: Digest(r.id, CommunityId(r.community_id), r.since_at, r.until_at, _posts(r.posts)) for r in rows}

    async def chairs(self, dates: Sequence[tuple[str, datetime]]) -> frozenset[CommunityId]:
        """Return the communities of which a guest comes to one of these dates."""
        wanted = set(dates)
        query = select(guest_slots.c.community_id, guest_slots.c.ritual_id, guest_slots.c.starts_at)
        query = query.where(among(guest_slots.c.ritual_id, [r for r, _at in dates]), guest_slots.c.state.in_(COMING))
        rows = await self.session.execute(query)
        return frozenset(CommunityId(r.community_id) for r in rows if (r.ritual_id, r.starts_at) in wanted)

    async def export(self, who: Who) -> Record:
        """Return what the person brought, and of what they want to hear more."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove it."""
        theirs = select(brought.c.id).where(brought.c.account_id.in_(who.accounts))
        await self.session.execute(delete(brought_fans).where(brought_fans.c.brought_id.in_(theirs)))
        await forget(self.session, TABLES, who)


async def clear_unshown(session: AsyncSession, before: datetime) -> None:
    """Remove what was brought before then and shown nowhere (community time)."""
    await session.execute(delete(brought).where(~IS_SHOWN, brought.c.brought_at < before))
