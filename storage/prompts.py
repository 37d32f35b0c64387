"""Queries about prompts and when they were used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, OccurrenceId, PromptId
from bot.ports import Ids
from bot.voices.model import Prompt, Use
from bot.voices.wording import folded
from storage.bulk import among
from storage.people import export, forget
from storage.tables.voices import prompt_rests, prompt_uses, prompts
from storage.writing import added, changed, insert

TABLES = (prompts, prompt_uses, prompt_rests)


def _prompt(row: Row[Any]) -> Prompt:
    return Prompt(
        id=PromptId(row.id),
        community=CommunityId(row.community_id),
        deck=row.deck,
        text=row.text,
        source=row.source,
        dated=row.dated,
        link=row.link,
        added_by=AccountId(row.added_by) if row.added_by else None,
        base=row.base,
        turns=max(row.base, row.turns or 0),
        last=row.last,
    )


def _uses(communities: Sequence[CommunityId]) -> Select[Any]:
    """Return the last round and the last time of each prompt that these communities asked."""
    return (
        select(
            prompt_uses.c.community_id,
            prompt_uses.c.prompt_id,
            func.max(prompt_uses.c.round).label("turns"),
            func.max(prompt_uses.c.used_at).label("last"),
        )
        .where(among(prompt_uses.c.community_id, communities))
        .group_by(prompt_uses.c.community_id, prompt_uses.c.prompt_id)
    )


@dataclass(frozen=True, slots=True)
class SqlPrompts:
    """`PromptStore` on one session."""

    session: AsyncSession
    ids: Ids

    async def own(
        self, communities: Iterable[CommunityId], decks: Iterable[str] | None
    ) -> Mapping[CommunityId, tuple[Prompt, ...]]:
        """Return the own prompts of communities."""
        homes = list(dict.fromkeys(communities))
        used = _uses(homes).subquery()
        query = select(prompts, used.c.turns, used.c.last).outerjoin(used, used.c.prompt_id == prompts.c.id)
        query = query.where(among(prompts.c.community_id, homes)).order_by(prompts.c.deck, prompts.c.id)
        if decks is not None:
            query = query.where(among(prompts.c.deck, list(decks)))
        found: dict[CommunityId, list[Prompt]] = {}
        for row in await self.session.execute(query):
            found.setdefault(CommunityId(row.community_id), []).append(_prompt(row))
        return {home: tuple(each) for home, each in found.items()}

    async def uses(
        self, communities: Iterable[CommunityId], wanted: Iterable[PromptId]
    ) -> Mapping[tuple[CommunityId, PromptId], tuple[int, datetime]]:
        """Return the last round in which each was asked, and when."""
        query = _uses(list(communities)).where(among(prompt_uses.c.prompt_id, list(wanted)))
        rows = await self.session.execute(query)
        return {(CommunityId(r.community_id), PromptId(r.prompt_id)): (r.turns, r.last) for r in rows}

    async def resting(self, communities: Iterable[CommunityId]) -> frozenset[tuple[CommunityId, PromptId]]:
        """Return what stewards took out."""
        query = select(prompt_rests.c.community_id, prompt_rests.c.prompt_id)
        query = query.where(among(prompt_rests.c.community_id, list(communities)))
        rows = await self.session.execute(query)
        return frozenset((CommunityId(r.community_id), PromptId(r.prompt_id)) for r in rows)

    async def decks(self, community: CommunityId) -> tuple[str, ...]:
        """Return the decks of own prompts."""
        query = select(prompts.c.deck).where(prompts.c.community_id == community).distinct()
        return tuple(await self.session.scalars(query.order_by(prompts.c.deck)))

    async def add(self, new: Sequence[Prompt], at: datetime) -> int:
        """Add prompts whose words are new here; return how many were."""
        rows = [
            {
                "id": p.id,
                "community_id": p.community,
                "deck": p.deck,
                "text": p.text,
                "folded": folded(p.text),
                "source": p.source,
                "dated": p.dated,
                "link": p.link,
                "added_at": at,
                "added_by": p.added_by,
                "base": p.base,
            }
            for p in new
        ]
        if not rows:
            return 0
        statement = insert(self.session, prompts).on_conflict_do_nothing(index_elements=["community_id", "folded"])
        return len((await self.session.execute(statement.returning(prompts.c.id), rows)).all())

    async def known(self, community: CommunityId, text: str) -> bool:
        """Return whether an own question with these words is there."""
        same = (prompts.c.community_id == community) & (prompts.c.folded == folded(text))
        return bool(await self.session.scalar(select(func.count()).where(same)))

    async def used_for(self, occurrences: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Prompt]:
        """Return the prompt each date opened with already."""
        used = prompt_uses.c
        query = select(used.occurrence_id, used.prompt_id, used.community_id, used.language, prompts)
        query = query.outerjoin(prompts, prompts.c.id == used.prompt_id)
        found: dict[OccurrenceId, Prompt] = {}
        for row in await self.session.execute(query.where(among(used.occurrence_id, list(occurrences)))):
            mine = row._mapping  # noqa: SLF001 - SQLAlchemy's own name for it
            prompt = Prompt(
                PromptId(mine[used.prompt_id]),
                CommunityId(mine[used.community_id]),
                mine[prompts.c.deck] or "",
                mine[prompts.c.text] or "",
                mine[prompts.c.source] or "",
                mine[prompts.c.dated] or "",
                mine[prompts.c.link] or "",
                language=mine[used.language],
            )
            found[OccurrenceId(mine[used.occurrence_id])] = prompt
        return found

    async def use(self, used: Sequence[Use], at: datetime) -> None:
        """Note prompts as used."""
        rows = [
            {
                "id": self.ids.new(),
                "community_id": u.prompt.community,
                "prompt_id": u.prompt.id,
                "occurrence_id": u.occurrence,
                "used_at": at,
                "round": u.prompt.turns,
                "language": u.prompt.language,
                "drawn_by": u.account,
            }
            for u in used
        ]
        statement = insert(self.session, prompt_uses).on_conflict_do_nothing(index_elements=["occurrence_id"])
        await self.session.execute(statement, rows)

    async def drawn(self, accounts: Sequence[AccountId], since: datetime) -> frozenset[PromptId]:
        """Return what somebody drew for themselves since then."""
        query = select(prompt_uses.c.prompt_id).where(among(prompt_uses.c.drawn_by, accounts))
        return frozenset(PromptId(p) for p in await self.session.scalars(query.where(prompt_uses.c.used_at >= since)))

    async def rest(self, community: CommunityId, prompt: PromptId, account: AccountId, at: datetime) -> bool:
        """Take a question out."""
        row = {"community_id": community, "prompt_id": prompt, "rested_by": account, "rested_at": at}
        return bool(await added(self.session, prompt_rests, row, key=("community_id", "prompt_id")))

    async def wake(self, community: CommunityId, prompt: PromptId) -> bool:
        """Put a question back."""
        mine = (prompt_rests.c.community_id == community) & (prompt_rests.c.prompt_id == prompt)
        return bool(await changed(self.session, delete(prompt_rests).where(mine)))

    async def export(self, who: Who) -> Record:
        """Return the prompts the person added, what they drew, and what they took out."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from prompts, and from what was drawn and taken out."""
        await forget(self.session, TABLES, who)
