"""Queries about summaries on their way out of a circle. Words are sealed before they are written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles.consent import Change, Stance, Voice, Words
from bot.circles.shares import Share, ShareState
from bot.community.store import Record, Who
from bot.deliveries import OPEN_STATES, Post, State
from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId, RoomId
from storage.people import export, forget
from storage.sealing import Cipher
from storage.tables.community import accounts
from storage.tables.engine import deliveries
from storage.tables.shares import circle_share_voices, circle_shares
from storage.writing import put

TABLES = (circle_shares, circle_share_voices)
UNSENT = [s.value for s in State if s not in {*OPEN_STATES, State.SENT}]


@dataclass(frozen=True, slots=True)
class SqlShares:
    """`ShareStore` on one session."""

    session: AsyncSession
    cipher: Cipher

    async def put(self, share: Share) -> None:
        """Write a summary and its voices, whole."""
        names = {v.account: v.name for v in share.voices}
        row = {
            "id": share.id,
            "community_id": share.community,
            "circle_id": share.circle,
            "drafter_id": share.drafter,
            "room_id": share.room,
            "state": share.state.value,
            "sealed": self._sealed(share.words and [share.words.title, share.words.text, names]),
            "ends_at": share.ends_at,
            "posts": " ".join(share.posts),
        }
        await put(self.session, circle_shares, row)
        await self._drop_voices([share.id])
        if share.voices:
            await self.session.execute(insert(circle_share_voices), [self._voice_row(share, v) for v in share.voices])

    def _voice_row(self, share: Share, voice: Voice) -> Mapping[str, Any]:
        return {
            "share_id": share.id,
            "account_id": voice.account,
            "stance": voice.stance.value,
            "agreed": " ".join(voice.agreed),
            "proposed": self._sealed(voice.proposed and [voice.proposed.old, voice.proposed.new]),
        }

    def _sealed(self, value: object) -> str:
        return self.cipher.seal(json.dumps(value, ensure_ascii=False)) if value else ""

    def _opened(self, sealed: str) -> Any:
        """Return what was sealed; None when there is nothing, or its key is gone."""
        text = self.cipher.unseal(sealed) if sealed else None
        return json.loads(text) if text else None

    async def _drop_voices(self, shares: Sequence[str]) -> None:
        await self.session.execute(delete(circle_share_voices).where(circle_share_voices.c.share_id.in_(shares)))

    async def hold(self, community: CommunityId, share: str) -> Share | None:
        """Return one, held until this unit of work ends."""
        mine = (circle_shares.c.id == share) & (circle_shares.c.community_id == community)
        found = await self._found(select(circle_shares).where(mine).with_for_update())
        return found[0] if found else None

    async def get(self, shares: Sequence[str]) -> tuple[Share, ...]:
        """Return summaries by id, held until this unit of work ends."""
        wanted = select(circle_shares).where(circle_shares.c.id.in_(list(shares)))
        return await self._found(wanted.order_by(circle_shares.c.id).with_for_update())

    async def of_member(self, community: CommunityId, member: MemberId) -> tuple[Share, ...]:
        """Return those a member drafted or is quoted in."""
        theirs = select(accounts.c.id).where(accounts.c.member_id == member)
        quoted = select(circle_share_voices.c.share_id).where(circle_share_voices.c.account_id.in_(theirs))
        return await self._of(community, or_(circle_shares.c.drafter_id.in_(theirs), circle_shares.c.id.in_(quoted)))

    async def under_way(self, community: CommunityId, circles: Sequence[CircleId]) -> tuple[Share, ...]:
        """Return what is asked about in these circles; what rests quietly looks the same."""
        asked = circle_shares.c.state.in_([ShareState.ASKING.value, ShareState.QUIET.value])
        return await self._of(community, asked & circle_shares.c.circle_id.in_(list(circles)))

    async def pending(self, community: CommunityId, circle: CircleId) -> tuple[Share, ...]:
        """Return what is not posted of a circle, held until this unit of work ends."""
        mine = (circle_shares.c.community_id == community) & (circle_shares.c.circle_id == circle)
        still = circle_shares.c.state != ShareState.POSTED.value
        return await self._found(
            select(circle_shares).where(mine, still).order_by(circle_shares.c.id).with_for_update()
        )

    async def messages(self, shares: Sequence[Share]) -> tuple[tuple[DeliveryId, MemberId], ...]:
        """Return the direct messages about summaries; they bear its id as their reason."""
        query = (
            select(deliveries.c.id, accounts.c.member_id)
            .join(accounts, accounts.c.id == deliveries.c.account_id)
            .where(deliveries.c.reason.in_([s.id for s in shares]), deliveries.c.act == Post.__name__)
            .order_by(deliveries.c.seq)
        )
        rows = await self.session.execute(query)
        return tuple((DeliveryId(r.id), MemberId(r.member_id)) for r in rows if r.member_id)

    async def _of(self, community: CommunityId, which: ColumnElement[bool]) -> tuple[Share, ...]:
        query = select(circle_shares).where(circle_shares.c.community_id == community, which)
        return await self._found(query.order_by(circle_shares.c.ends_at.desc(), circle_shares.c.id))

    async def _found(self, query: Select[Any]) -> tuple[Share, ...]:
        rows = (await self.session.execute(query)).all()
        voices: dict[str, list[Row[Any]]] = {r.id: [] for r in rows}
        answers = (
            select(circle_share_voices, accounts.c.member_id)
            .join(accounts, accounts.c.id == circle_share_voices.c.account_id)
            .where(circle_share_voices.c.share_id.in_(list(voices)))
            .order_by(circle_share_voices.c.account_id)
        )
        for row in await self.session.execute(answers):
            voices[row.share_id].append(row)
        drafters = await self._members([r.drafter_id for r in rows])
        return tuple(self._share(r, voices[r.id], drafters) for r in rows)

    async def _members(self, of: Sequence[str | None]) -> Mapping[str, str]:
        query = select(accounts.c.id, accounts.c.member_id).where(accounts.c.id.in_([a for a in of if a]))
        return {r.id: r.member_id for r in await self.session.execute(query)}

    def _share(self, row: Row[Any], voices: Sequence[Row[Any]], drafters: Mapping[str, str]) -> Share:
        title, text, names = self._opened(row.sealed) or ("", "", {})
        author = drafters.get(row.drafter_id or "")
        return Share(
            id=row.id,
            community=CommunityId(row.community_id),
            circle=CircleId(row.circle_id),
            drafter=AccountId(row.drafter_id) if row.drafter_id else None,
            author=MemberId(author) if author else None,
            room=RoomId(row.room_id) if row.room_id else None,
            state=ShareState(row.state),
            words=Words(title, text) if title else None,
            voices=tuple(self._voice(v, names.get(v.account_id, "")) for v in voices),
            ends_at=row.ends_at,
            posts=tuple(DeliveryId(p) for p in row.posts.split()),
        )

    def _voice(self, row: Row[Any], name: str) -> Voice:
        proposed = self._opened(row.proposed)
        return Voice(
            AccountId(row.account_id),
            MemberId(row.member_id or ""),
            name,
            Stance(row.stance),
            tuple(row.agreed.split()),
            Change(*proposed) if proposed else None,
        )

    async def drop(self, shares: Sequence[Share]) -> None:
        """Keep nothing of these; nor the text of what was owed for them and never sent."""
        ids = [s.id for s in shares]
        await self._drop_voices(ids)
        await self.session.execute(delete(circle_shares).where(circle_shares.c.id.in_(ids)))
        never = deliveries.c.id.in_([p for s in shares for p in s.posts]) & deliveries.c.state.in_(UNSENT)
        await self.session.execute(update(deliveries).where(never).values(payload=None))

    async def export(self, who: Who) -> Record:
        """Return the summaries the person drafted, and what they said where they are quoted, in plain words."""
        found = await export(self.session, TABLES, who)
        hidden = {circle_shares.c.sealed.name, circle_share_voices.c.proposed.name}
        record: dict[str, list[Mapping[str, Any]]] = {}
        for table, rows in found.items():
            record[table] = [
                {k: v for k, v in r.items() if k not in hidden}
                | {k: self._opened(r[k]) for k in hidden & r.keys() if self._opened(r[k])}
                for r in rows
            ]
        return record

    async def forget(self, who: Who) -> None:
        """Remove the person's answers, and their words from what they drafted."""
        await forget(self.session, TABLES, who)
