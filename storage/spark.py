"""Queries about the spark: what communities chose, and what wild dates are used for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, OccurrenceId
from bot.spark.model import Sparks, Suggestion, WildDate
from storage.bulk import among, insert_all
from storage.people import export, forget
from storage.tables.spark import community_rests, sparks, wild_dates, wild_suggestions
from storage.writing import add_new, put

TABLES = (wild_suggestions, wild_dates)
CHOSEN = ("milestones", "memories", "offered_at", "looked_at", "remembered_at", "streak")
WILD = ("offered", "title", "about", "chosen_by", "changed_at")


def _sparks(row: Row[Any]) -> Sparks:
    community = CommunityId(row.community_id)
    return Sparks(community, row.milestones, row.memories, row.offered_at, row.looked_at, row.remembered_at, row.streak)


def _suggestion(row: Row[Any]) -> Suggestion:
    return Suggestion(row.id, CommunityId(row.community_id), AccountId(row.account_id), row.text)


def _wild(row: Row[Any]) -> WildDate:
    chosen_by = AccountId(row.chosen_by) if row.chosen_by else None
    offered = tuple(row.offered.split())
    return WildDate(
        OccurrenceId(row.occurrence_id), CommunityId(row.community_id), offered, row.title, row.about, chosen_by
    )


@dataclass(frozen=True, slots=True)
class SqlSparks:
    """`SparkStore` on one session."""

    session: AsyncSession

    async def sparks(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, Sparks]:
        """Return what each community chose."""
        wanted = list(dict.fromkeys(communities))
        query = select(sparks).where(among(sparks.c.community_id, wanted))
        found = {CommunityId(r.community_id): _sparks(r) for r in await self.session.execute(query)}
        return {c: found.get(c) or Sparks(c) for c in wanted}

    async def put(self, changed: Sequence[Sparks]) -> None:
        """Write what communities chose, in one statement."""
        rows = [
            {
                "community_id": each.community,
                "milestones": each.milestones,
                "memories": each.memories,
                "offered_at": each.offered_at,
                "looked_at": each.looked_at,
                "remembered_at": each.remembered_at,
                "streak": each.streak,
            }
            for each in changed
        ]
        await insert_all(self.session, sparks, rows, key=("community_id",), over=CHOSEN)


@dataclass(frozen=True, slots=True)
class SqlWild:
    """`WildStore` on one session."""

    session: AsyncSession

    async def suggest(self, suggestion: Suggestion, at: datetime) -> None:
        """Write a suggestion."""
        row = {
            "id": suggestion.id,
            "community_id": suggestion.community,
            "account_id": suggestion.account,
            "text": suggestion.text,
            "suggested_at": at,
        }
        await put(self.session, wild_suggestions, row)

    async def suggestions(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Suggestion, ...]]:
        """Return what was suggested, oldest first."""
        wanted = list(dict.fromkeys(communities))
        query = select(wild_suggestions).where(among(wild_suggestions.c.community_id, wanted))
        found: dict[CommunityId, list[Suggestion]] = {c: [] for c in wanted}
        for row in await self.session.execute(query.order_by(wild_suggestions.c.suggested_at, wild_suggestions.c.id)):
            found[CommunityId(row.community_id)].append(_suggestion(row))
        return {c: tuple(each) for c, each in found.items()}

    async def take(self, suggestion: str) -> None:
        """Remove a suggestion."""
        await self.session.execute(delete(wild_suggestions).where(wild_suggestions.c.id == suggestion))

    async def dates(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, WildDate]:
        """Return wild dates by id."""
        query = select(wild_dates).where(among(wild_dates.c.occurrence_id, dates))
        return {OccurrenceId(r.occurrence_id): _wild(r) for r in await self.session.execute(query)}

    async def chosen(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, WildDate]:
        """Return those for which something was chosen (`Ideas`)."""
        return {i: d for i, d in (await self.dates(dates)).items() if d.title}

    async def put(self, dates: Sequence[WildDate], at: datetime) -> None:
        """Write wild dates, in one statement."""
        rows = [
            {
                "occurrence_id": each.date,
                "community_id": each.community,
                "offered": " ".join(each.offered),
                "title": each.title,
                "about": each.about,
                "chosen_by": each.chosen_by,
                "changed_at": at,
            }
            for each in dates
        ]
        await insert_all(self.session, wild_dates, rows, key=("occurrence_id",), over=WILD)

    async def offered(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[str, ...]]:
        """Return all that was offered."""
        wanted = list(dict.fromkeys(communities))
        query = select(wild_dates.c.community_id, wild_dates.c.offered)
        found: dict[CommunityId, list[str]] = {c: [] for c in wanted}
        for row in await self.session.execute(query.where(among(wild_dates.c.community_id, wanted))):
            found[CommunityId(row.community_id)] += row.offered.split()
        return {c: tuple(each) for c, each in found.items()}

    async def export(self, who: Who) -> Record:
        """Return what points to the person."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove the person."""
        await forget(self.session, TABLES, who)


@dataclass(frozen=True, slots=True)
class SqlRests:
    """`RestStore` on one session."""

    session: AsyncSession

    async def begin(self, rests: Mapping[CommunityId, datetime]) -> None:
        """Write rests of communities that do not rest already."""
        query = select(community_rests.c.community_id).where(
            among(community_rests.c.community_id, rests), community_rests.c.ended_at.is_(None)
        )
        open_ = set(await self.session.scalars(query))
        rows = [{"community_id": c, "began_at": at} for c, at in rests.items() if c not in open_]
        await add_new(self.session, community_rests, rows, key=("community_id", "began_at"))

    async def end(self, rests: Mapping[CommunityId, datetime]) -> None:
        """Write the ends of rests."""
        for community, at in rests.items():
            resting = (community_rests.c.community_id == community) & community_rests.c.ended_at.is_(None)
            await self.session.execute(update(community_rests).where(resting).values(ended_at=at))

    async def stretches(
        self, communities: Iterable[CommunityId]
    ) -> Mapping[CommunityId, tuple[tuple[datetime, datetime | None], ...]]:
        """Return rests, earliest first."""
        wanted = list(dict.fromkeys(communities))
        query = select(community_rests).where(among(community_rests.c.community_id, wanted))
        found: dict[CommunityId, list[tuple[datetime, datetime | None]]] = {c: [] for c in wanted}
        for row in await self.session.execute(query.order_by(community_rests.c.began_at)):
            found[CommunityId(row.community_id)].append((row.began_at, row.ended_at))
        return {c: tuple(each) for c, each in found.items()}
