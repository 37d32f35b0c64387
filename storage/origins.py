"""Queries about where what is known of guests comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import CommunityId, GuestId
from bot.ports import Ids
from bot.voices.merging import Origin
from bot.voices.store import Dated
from storage.people import export
from storage.tables.origins import guest_origins
from storage.tables.voices import guests


@dataclass(frozen=True, slots=True)
class SqlOrigins:
    """`OriginStore` on one session."""

    session: AsyncSession
    ids: Ids

    async def of(self, community: CommunityId, guest: GuestId | None = None) -> Mapping[GuestId, tuple[Dated, ...]]:
        """Return what files said of guests, in the order in which they came."""
        mine = guest_origins.c.community_id == community
        wanted = (mine,) if guest is None else (mine, guest_origins.c.guest_id == guest)
        query = select(guest_origins).where(*wanted).order_by(guest_origins.c.at, guest_origins.c.id)
        found: dict[GuestId, list[Dated]] = {}
        for r in await self.session.execute(query):
            gave = tuple(r.gave.split())
            origin = Origin(r.source, r.source_key, r.file, r.spelled, r.organisation, r.link, gave)
            found.setdefault(GuestId(r.guest_id), []).append(Dated(origin, r.at))
        return {ident: tuple(each) for ident, each in found.items()}

    async def add(self, community: CommunityId, origins: Sequence[tuple[GuestId, Origin]], at: datetime) -> None:
        """Note what a file said."""
        rows = [
            {
                "id": self.ids.new(),
                "community_id": community,
                "guest_id": guest,
                "source": o.source,
                "source_key": o.key,
                "file": o.file,
                "spelled": o.name,
                "organisation": o.organisation,
                "link": o.link,
                "gave": " ".join(o.gave),
                "at": at,
            }
            for guest, o in origins
        ]
        if rows:
            await self.session.execute(insert(guest_origins), rows)

    async def export(self, who: Who) -> Record:
        """Return where what is known comes from, of the guests the person suggested or looks after."""
        theirs = [r["id"] for r in (await export(self.session, (guests,), who)).get(guests.name, ())]
        query = select(guest_origins).where(guest_origins.c.guest_id.in_(theirs))
        rows = [dict(r) for r in (await self.session.execute(query)).mappings()]
        return {guest_origins.name: rows} if rows else {}
