"""Queries about the feeds that communities follow, and about which of them are to be read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.delivery.scout import Errand
from bot.keys import AccountId, CommunityId
from bot.pages import Asked
from bot.voices.candidates import State
from bot.voices.sources import Source, SourceId, Standing
from storage.bulk import among
from storage.people import export, forget
from storage.tables.sources import prompt_feeds
from storage.tables.voices import prompt_candidates
from storage.writing import add_new, changed, put

MOST_ATTEMPTS: Final = 5
_IN_ORDER: Final = (prompt_feeds.c.added_at, prompt_feeds.c.id)
_OFFERED: Final = prompt_feeds.c.state == Standing.OFFERED.value
_WAITS: Final = prompt_candidates.c.state == State.WAITING.value


def _source(row: Row[Any]) -> Source:
    return Source(
        id=SourceId(row.id),
        community=CommunityId(row.community_id),
        url=row.url,
        title=row.title,
        state=Standing(row.state),
        added_by=AccountId(row.added_by) if row.added_by else None,
        added_at=row.added_at,
        etag=row.etag,
        modified=row.modified,
        failures=row.failures,
        trouble=row.trouble,
        status=row.status,
        read_at=row.read_at,
        newest=row.newest_at,
    )


def _row(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "community_id": source.community,
        "url": source.url,
        "title": source.title,
        "state": source.state.value,
        "added_by": source.added_by,
        "added_at": source.added_at,
        "etag": source.etag,
        "modified": source.modified,
        "failures": source.failures,
        "trouble": source.trouble,
        "status": source.status,
        "read_at": source.read_at,
        "newest_at": source.newest,
    }


@dataclass(frozen=True, slots=True)
class SqlSources:
    """`SourceStore` on one session."""

    session: AsyncSession

    async def all(self, community: CommunityId) -> tuple[Source, ...]:
        """Return a community's feeds."""
        return await self._found(prompt_feeds.c.community_id == community, ~_OFFERED)

    async def get(self, sources: Collection[SourceId]) -> tuple[Source, ...]:
        """Return feeds by id."""
        return await self._found(among(prompt_feeds.c.id, list(sources)))

    async def at(self, community: CommunityId, url: str) -> Source | None:
        """Return the feed at an address."""
        found = await self._found(prompt_feeds.c.community_id == community, prompt_feeds.c.url == url)
        return found[0] if found else None

    async def put(self, source: Source) -> None:
        """Write a feed."""
        await put(self.session, prompt_feeds, _row(source))

    async def offer(self, community: CommunityId, sources: Sequence[Source]) -> tuple[Source, ...]:
        """Keep these as offered instead of those before; return those that are new."""
        mine = prompt_feeds.c.community_id == community
        await self.session.execute(delete(prompt_feeds).where(mine, _OFFERED))
        await add_new(self.session, prompt_feeds, [_row(s) for s in sources], key=("community_id", "url"))
        kept = {s.id: s for s in await self._found(mine, _OFFERED)}
        return tuple(kept[s.id] for s in sources if s.id in kept)

    async def drop(self, source: Source) -> None:
        """Remove a feed, and those of its questions that wait."""
        theirs = prompt_candidates.c.feed_id == source.id
        await self.session.execute(delete(prompt_candidates).where(theirs, _WAITS))
        await self.session.execute(delete(prompt_feeds).where(prompt_feeds.c.id == source.id))

    async def followed(self, communities: Collection[CommunityId]) -> tuple[Source, ...]:
        """Return the feeds these communities follow."""
        on = prompt_feeds.c.state == Standing.ON.value
        return await self._found(among(prompt_feeds.c.community_id, list(communities)), on)

    async def given(self, community: CommunityId, since: datetime) -> tuple[tuple[SourceId, datetime], ...]:
        """Return which feed gave a question when."""
        query = select(prompt_candidates.c.feed_id, prompt_candidates.c.added_at).where(
            prompt_candidates.c.community_id == community,
            prompt_candidates.c.feed_id.is_not(None),
            prompt_candidates.c.added_at > since,
        )
        return tuple((SourceId(r.feed_id), r.added_at) for r in await self.session.execute(query))

    async def known(self, community: CommunityId, keys: Collection[str]) -> frozenset[str]:
        """Return the keys that are there."""
        query = select(prompt_candidates.c.key).where(
            prompt_candidates.c.community_id == community, among(prompt_candidates.c.key, list(keys))
        )
        return frozenset((await self.session.execute(query)).scalars())

    async def expire(self, community: CommunityId, before: datetime) -> int:
        """Decline what has waited since then."""
        theirs = and_(prompt_candidates.c.community_id == community, prompt_candidates.c.feed_id.is_not(None))
        statement = update(prompt_candidates).where(theirs, _WAITS, prompt_candidates.c.added_at <= before)
        return await changed(self.session, statement.values(state=State.DECLINED.value))

    async def export(self, who: Who) -> Record:
        """Return the feeds the person chose."""
        return await export(self.session, (prompt_feeds,), who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from feeds."""
        await forget(self.session, (prompt_feeds,), who)

    async def _found(self, *wanted: ColumnElement[bool]) -> tuple[Source, ...]:
        query = select(prompt_feeds).where(*wanted).order_by(*_IN_ORDER)
        return tuple(_source(r) for r in await self.session.execute(query))


@dataclass(slots=True)
class SqlErrands:
    """`Errands` on one session: the feeds that are to be read."""

    session: AsyncSession
    asked: bool = field(default=False, init=False)
    """Whether something new is wanted in this unit of work."""

    async def want(self, sources: Collection[SourceId], real: datetime) -> None:
        """Ask for a reading of each that is not wanted yet."""
        self.asked = self.asked or bool(sources)
        mine = and_(among(prompt_feeds.c.id, list(sources)), prompt_feeds.c.wanted_at.is_(None))
        await self.session.execute(update(prompt_feeds).where(mine).values(wanted_at=real, read_from=None, attempt=0))

    async def waiting(self, real: datetime, limit: timedelta) -> bool:
        """Return whether something can be claimed."""
        query = select(prompt_feeds.c.id).where(_free(real, limit)).limit(1)
        return (await self.session.execute(query)).first() is not None

    async def claim(self, real: datetime, limit: timedelta, most: int) -> tuple[Errand, ...]:
        """Claim some, each by one conditional update, so that only one worker wins it."""
        query = select(prompt_feeds).where(_free(real, limit)).order_by(prompt_feeds.c.wanted_at, prompt_feeds.c.id)
        found: list[Errand] = []
        for row in (await self.session.execute(query.limit(most))).all():
            mine = (prompt_feeds.c.id == row.id) & (prompt_feeds.c.attempt == row.attempt)
            claimed = update(prompt_feeds).where(mine, prompt_feeds.c.wanted_at.is_not(None))
            if await changed(self.session, claimed.values(attempt=row.attempt + 1, read_from=real)) == 1:
                asked = Asked(row.url, row.etag, row.modified)
                found.append(Errand(row.id, CommunityId(row.community_id), asked, row.attempt + 1))
        return tuple(found)

    async def settle(self, errand: Errand) -> bool:
        """Note that it was read, where the attempt is still this one."""
        mine = (prompt_feeds.c.id == errand.id) & (prompt_feeds.c.attempt == errand.attempt)
        read = update(prompt_feeds).where(mine, prompt_feeds.c.wanted_at.is_not(None))
        return await changed(self.session, read.values(wanted_at=None, read_from=None)) == 1


def _free(real: datetime, limit: timedelta) -> ColumnElement[bool]:
    """Return what can be claimed: wanted, and nobody is at it who may still come back."""
    lost = prompt_feeds.c.read_from <= real - 2 * limit
    return and_(
        prompt_feeds.c.wanted_at.is_not(None),
        prompt_feeds.c.attempt < MOST_ATTEMPTS,
        or_(prompt_feeds.c.read_from.is_(None), lost),
    )
