"""Queries about questions that wait for a steward's yes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId
from bot.voices.candidates import Heard, State, Suggestion
from bot.voices.wording import folded
from storage.bulk import among
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.voices import prompt_candidates, prompt_notices
from storage.writing import changed, insert, put

CANDIDATES = select(prompt_candidates, accounts.c.member_id).outerjoin(
    accounts, accounts.c.id == prompt_candidates.c.added_by
)
IN_LINE = (prompt_candidates.c.added_at, prompt_candidates.c.id)
WAITS = prompt_candidates.c.state == State.WAITING.value


def _suggestion(row: Row[Any]) -> Suggestion:
    return Suggestion(
        id=row.id,
        community=CommunityId(row.community_id),
        deck=row.deck,
        text=row.text,
        added_at=row.added_at,
        source=row.source,
        dated=row.dated,
        link=row.link,
        added_by=AccountId(row.added_by) if row.added_by else None,
        feed=row.feed_id,
        key=row.key,
        state=State(row.state),
        member=MemberId(row.member_id) if row.member_id else None,
    )


def _row(candidate: Suggestion) -> dict[str, Any]:
    return {
        "id": candidate.id,
        "community_id": candidate.community,
        "deck": candidate.deck,
        "text": candidate.text,
        "folded": folded(candidate.text),
        "source": candidate.source,
        "dated": candidate.dated,
        "link": candidate.link,
        "added_by": candidate.added_by,
        "feed_id": candidate.feed,
        "key": candidate.key,
        "added_at": candidate.added_at,
        "state": candidate.state.value,
    }


@dataclass(frozen=True, slots=True)
class SqlCandidates:
    """`CandidateStore` on one session."""

    session: AsyncSession

    async def add(self, new: Sequence[Suggestion]) -> Mapping[CommunityId, int]:
        """Add those that are new; return how many were, by community."""
        if not new:
            return {}
        # Without a target both the words and the key are looked at.
        statement = insert(self.session, prompt_candidates).on_conflict_do_nothing()
        statement = statement.returning(prompt_candidates.c.community_id)
        found: dict[CommunityId, int] = {}
        for row in await self.session.execute(statement, [_row(c) for c in new]):
            home = CommunityId(row.community_id)
            found[home] = found.get(home, 0) + 1
        return found

    async def same(self, community: CommunityId, text: str) -> Suggestion | None:
        """Return the candidate with these words."""
        return await self._one(
            CANDIDATES.where(prompt_candidates.c.community_id == community, prompt_candidates.c.folded == folded(text))
        )

    async def get(self, community: CommunityId, ident: str) -> Suggestion | None:
        """Return one by its id."""
        mine = prompt_candidates.c.community_id == community
        return await self._one(CANDIDATES.where(mine, prompt_candidates.c.id == ident))

    async def waiting(self, communities: Sequence[CommunityId]) -> Mapping[CommunityId, int]:
        """Return how many wait in each community."""
        query = select(prompt_candidates.c.community_id, func.count().label("number")).where(
            among(prompt_candidates.c.community_id, list(communities)), WAITS
        )
        found = dict.fromkeys(communities, 0)
        for row in await self.session.execute(query.group_by(prompt_candidates.c.community_id)):
            found[CommunityId(row.community_id)] = row.number
        return found

    async def after(self, community: CommunityId, ident: str = "") -> Suggestion | None:
        """Return the one that waits next."""
        query = CANDIDATES.where(prompt_candidates.c.community_id == community, WAITS).order_by(*IN_LINE).limit(1)
        before = await self.get(community, ident) if ident else None
        if before is not None:
            at, mark = IN_LINE
            later = query.where(or_(at > before.added_at, and_(at == before.added_at, mark > before.id)))
            if (found := await self._one(later)) is not None:
                return found
        return await self._one(query)

    async def latest(self, people: Sequence[AccountId], count: int) -> tuple[Suggestion, ...]:
        """Return what somebody suggested last."""
        query = CANDIDATES.where(among(prompt_candidates.c.added_by, list(people)))
        query = query.order_by(prompt_candidates.c.added_at.desc(), prompt_candidates.c.id.desc()).limit(count)
        return tuple(_suggestion(r) for r in await self.session.execute(query))

    async def decide(self, candidate: Suggestion, state: State) -> bool:
        """Note what becomes of one; only the first decision counts."""
        mine = prompt_candidates.c.id == candidate.id
        statement = update(prompt_candidates).where(mine, WAITS).values(state=state.value)
        return await changed(self.session, statement) == 1

    async def heard(self, communities: Sequence[CommunityId]) -> Mapping[CommunityId, Heard]:
        """Return what stewards were told last, where they were."""
        query = select(prompt_notices).where(among(prompt_notices.c.community_id, list(communities)))
        return {
            CommunityId(r.community_id): Heard(r.heard_at, tuple(DeliveryId(d) for d in json.loads(r.posts)))
            for r in await self.session.execute(query)
        }

    async def put_heard(self, heard: Mapping[CommunityId, Heard]) -> None:
        """Keep what stewards were told."""
        for home, told in heard.items():
            row = {"community_id": home, "heard_at": told.at, "posts": json.dumps(told.posts)}
            await put(self.session, prompt_notices, row, key=("community_id",))

    async def export(self, who: Who) -> Record:
        """Return what the person suggested."""
        return await export(self.session, (prompt_candidates,), who)

    async def forget(self, who: Who) -> None:
        """Remove what the person suggested; what was taken is in the decks, without their name."""
        await forget(self.session, (prompt_candidates,), who)

    async def _one(self, query: Select[Any]) -> Suggestion | None:
        row = (await self.session.execute(query)).first()
        return _suggestion(row) if row is not None else None


async def clear_declined(session: AsyncSession, before: datetime) -> None:
    """Remove members' questions that were declined and older than then (community time).

    Those of feeds stay, a few a week and nobody's words: without their keys an entry without a date would come again.
    """
    declined = prompt_candidates.c.state == State.DECLINED.value
    theirs = prompt_candidates.c.feed_id.is_(None)
    await session.execute(delete(prompt_candidates).where(declined, theirs, prompt_candidates.c.added_at < before))
