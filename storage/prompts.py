"""Queries about prompts and how often they were used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, OccurrenceId, PromptId
from bot.ports import Ids
from bot.voices.model import Prompt
from bot.voices.wording import folded
from storage.people import export, forget
from storage.tables.voices import prompt_uses, prompts
from storage.writing import insert


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
        turns=row.base + (row.turns or 0),
        last=row.last,
    )


def _prompts() -> Select[Any]:
    """Return prompts with how often and when last each was used."""
    used = (
        select(
            prompt_uses.c.prompt_id,
            func.count().label("turns"),
            func.max(prompt_uses.c.used_at).label("last"),
        )
        .group_by(prompt_uses.c.prompt_id)
        .subquery()
    )
    return select(prompts, used.c.turns, used.c.last).outerjoin(used, used.c.prompt_id == prompts.c.id)


PROMPTS = _prompts()


@dataclass(frozen=True, slots=True)
class SqlPrompts:
    """`PromptStore` on one session."""

    session: AsyncSession
    ids: Ids

    async def deck(
        self, communities: Iterable[CommunityId], decks: Iterable[str]
    ) -> Mapping[tuple[CommunityId, str], tuple[Prompt, ...]]:
        """Return the prompts of each (community, deck)."""
        wanted = [
            prompts.c.community_id.in_(list(dict.fromkeys(communities))),
            prompts.c.deck.in_(list(dict.fromkeys(decks))),
        ]
        found: dict[tuple[CommunityId, str], list[Prompt]] = {}
        for row in await self.session.execute(PROMPTS.where(*wanted).order_by(prompts.c.id)):
            found.setdefault((CommunityId(row.community_id), row.deck), []).append(_prompt(row))
        return {k: tuple(p) for k, p in found.items()}

    async def all(self, community: CommunityId) -> tuple[Prompt, ...]:
        """Return a community's prompts."""
        query = PROMPTS.where(prompts.c.community_id == community).order_by(prompts.c.deck, prompts.c.id)
        return tuple(_prompt(r) for r in await self.session.execute(query))

    async def add(self, new: Sequence[Prompt], at: datetime) -> int:
        """Add prompts whose words are new here; return how many were."""
        before = await self.session.scalar(select(func.count()).select_from(prompts)) or 0
        statement = insert(self.session, prompts).on_conflict_do_nothing(index_elements=["community_id", "folded"])
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
        if rows:
            await self.session.execute(statement, rows)
        return (await self.session.scalar(select(func.count()).select_from(prompts)) or 0) - before

    async def known(self, community: CommunityId, text: str) -> bool:
        """Return whether a question with these words is there."""
        same = (prompts.c.community_id == community) & (prompts.c.folded == folded(text))
        return bool(await self.session.scalar(select(func.count()).where(same)))

    async def used_for(self, occurrences: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Prompt]:
        """Return the prompt each date opened with already."""
        query = (
            PROMPTS.add_columns(prompt_uses.c.occurrence_id)
            .join(prompt_uses, prompt_uses.c.prompt_id == prompts.c.id)
            .where(prompt_uses.c.occurrence_id.in_(list(occurrences)))
        )
        return {OccurrenceId(r.occurrence_id): _prompt(r) for r in await self.session.execute(query)}

    async def use(self, used: Sequence[tuple[Prompt, OccurrenceId | None]], at: datetime) -> None:
        """Note prompts as used."""
        rows = [
            {
                "id": self.ids.new(),
                "community_id": p.community,
                "prompt_id": p.id,
                "occurrence_id": o,
                "used_at": at,
            }
            for p, o in used
        ]
        statement = insert(self.session, prompt_uses).on_conflict_do_nothing(index_elements=["occurrence_id"])
        await self.session.execute(statement, rows)

    async def export(self, who: Who) -> Record:
        """Return the prompts the person added."""
        return await export(self.session, (prompts,), who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from prompts."""
        await forget(self.session, (prompts,), who)
