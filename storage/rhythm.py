"""Queries about rituals and drafts of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import (
    AccountId,
    CommunityId,
    RitualId,
    RoomId,
    SpaceId,
)
from bot.rhythm.holidays import Holidays, Policy
from bot.rhythm.model import Late, Ritual, RitualState
from bot.rhythm.store import Draft
from bot.rhythm.trial_terms import Terms
from storage.bulk import IDS, among
from storage.feeds import raise_sequence
from storage.occurrences import SqlOccurrences
from storage.people import export, forget
from storage.recurrences import recurrence_of, recurrence_row
from storage.tables.community import communities
from storage.tables.hosts import ritual_hosts
from storage.tables.rhythm import ritual_drafts, ritual_rooms, rituals, worths
from storage.writing import folded, put

HOME = (communities.c.country, communities.c.region, communities.c.paused_until)
"""What of its community a ritual needs to know its dates."""
ROTA = select(ritual_hosts.c.account_id).where(ritual_hosts.c.ritual_id == rituals.c.id)
RITUALS = select(rituals, *HOME, exists(ROTA).label("hosted")).join(
    communities, communities.c.id == rituals.c.community_id
)
BY_ID = RITUALS.where(among(rituals.c.id, IDS))
CHOSEN = select(ritual_rooms).where(among(ritual_rooms.c.ritual_id, IDS))
DRAFTS = select(ritual_drafts, *HOME).join(communities, communities.c.id == ritual_drafts.c.community_id)


def _as_row(ritual: Ritual) -> dict[str, Any]:
    retired = ritual.state is RitualState.RETIRED
    return {
        "id": ritual.id,
        "community_id": ritual.community,
        "name": ritual.name,
        # A retired ritual gives its name back.
        "folded": ritual.id if retired else folded(ritual.name, rituals.c.folded),
        "value": ritual.value,
        **recurrence_row(ritual.when),
        "minutes": ritual.minutes,
        "deck": ritual.deck,
        "guests": ritual.guests,
        "state": ritual.state.value,
        "revision": ritual.revision,
        "created_at": ritual.created_at,
        "created_by": ritual.created_by,
        "uid": ritual.uid or None,
        "late": ritual.late.value,
        "holidays": ritual.holidays.value,
        "capacity": ritual.capacity,
        "wild": ritual.wild,
        "form": ritual.form,
        "alternates": ritual.alternates,
    }


def _holidays(row: Mapping[Any, Any]) -> Holidays | None:
    """Return the community's holidays with the ritual's policy, None where the community has no country."""
    return Holidays(row["country"], row["region"], Policy(row.get("holidays", Policy.KEEP))) if row["country"] else None


def _ritual(row: Mapping[Any, Any], rooms: Mapping[SpaceId, RoomId]) -> Ritual:
    """Return the ritual of a row that has its community's columns too (`HOME`)."""
    return Ritual(
        id=RitualId(row["id"]),
        community=CommunityId(row["community_id"]),
        name=row["name"],
        value=row["value"],
        when=recurrence_of(row).under(_holidays(row)),
        minutes=row["minutes"],
        deck=row["deck"],
        guests=row["guests"],
        state=RitualState(row["state"]),
        revision=row["revision"],
        created_at=row["created_at"],
        created_by=AccountId(row["created_by"]) if row["created_by"] else None,
        rooms=rooms,
        uid=row.get("uid") or "",
        capacity=row.get("capacity"),
        wild=bool(row.get("wild", False)),
        alternates=bool(row.get("alternates", False)),
        late=Late(row.get("late", Late.SKIP)),
        holidays=Policy(row.get("holidays", Policy.KEEP)),
        rests=row["paused_until"],
        hosted=bool(row["hosted"]),
        form=row.get("form", ""),
    )


def _draft_text(draft: Draft) -> str:
    row = _as_row(draft.ritual) | {"rooms": dict(draft.ritual.rooms), "trial": None}
    if draft.trial is not None:
        row["trial"] = [draft.trial.days, draft.trial.dates]
    return json.dumps(row, default=lambda v: v.isoformat())


def _trial(text: str) -> Terms | None:
    """Return the trial of a drafted ritual; one drafted before there were trials has none."""
    found = json.loads(text).get("trial")
    return Terms(*found) if found else None


def _drafted(text: str, home: Mapping[str, Any]) -> Ritual:
    row = json.loads(text) | home
    row["created_at"] = datetime.fromisoformat(row["created_at"])
    return _ritual(row, {SpaceId(s): RoomId(r) for s, r in row["rooms"].items()})


@dataclass(frozen=True, slots=True)
class SqlRituals(SqlOccurrences):
    """`RitualStore` on one session."""

    now: datetime

    async def _with_rooms(self, rows: Sequence[Row[Any]]) -> list[Ritual]:
        chosen: dict[str, dict[SpaceId, RoomId]] = {r.id: {} for r in rows}
        for row in await self.session.execute(CHOSEN, {"ids": list(chosen)}) if chosen else ():
            chosen[row.ritual_id][SpaceId(row.space_id)] = RoomId(row.room_id)
        return [_ritual(r._asdict(), chosen[r.id]) for r in rows]

    async def named(self, community: CommunityId, name: str) -> Ritual | None:
        """Return the ritual of that name or id."""
        same = or_(rituals.c.folded == folded(name, rituals.c.folded), rituals.c.id == name)
        alive = rituals.c.state != RitualState.RETIRED.value
        query = RITUALS.where(rituals.c.community_id == community, same, alive)
        found = await self._with_rooms((await self.session.execute(query)).all())
        return found[0] if found else None

    async def all(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Ritual, ...]]:
        """Return rituals by community, by name."""
        wanted = list(dict.fromkeys(communities))
        alive = rituals.c.state != RitualState.RETIRED.value
        query = RITUALS.where(among(rituals.c.community_id, wanted), alive).order_by(rituals.c.folded)
        found: dict[CommunityId, list[Ritual]] = {c: [] for c in wanted}
        for ritual in await self._with_rooms((await self.session.execute(query)).all()):
            found[ritual.community].append(ritual)
        return {c: tuple(r) for c, r in found.items()}

    async def get(self, wanted: Iterable[RitualId]) -> Mapping[RitualId, Ritual]:
        """Return rituals by id."""
        rows = (await self.session.execute(BY_ID, {"ids": list(wanted)})).all()
        return {r.id: r for r in await self._with_rooms(rows)}

    async def known_uids(self, community: CommunityId, uids: Sequence[str]) -> frozenset[str]:
        """Return the UIDs that are known."""
        mine = and_(rituals.c.community_id == community, rituals.c.uid.in_(list(dict.fromkeys(uids))))
        return frozenset(uid for uid in await self.session.scalars(select(rituals.c.uid).where(mine)) if uid)

    async def put(self, community: CommunityId, ritual: Ritual) -> None:
        """Write a ritual and the rooms chosen for it."""
        if ritual.community != community:
            msg = "a ritual of another community"
            raise ValueError(msg)
        await put(self.session, rituals, _as_row(ritual))
        for space, room in ritual.rooms.items():
            row = {"ritual_id": ritual.id, "space_id": space, "room_id": room}
            await put(self.session, ritual_rooms, row, key=("ritual_id", "space_id"))
        await raise_sequence(self.session, [ritual.id], self.now)

    async def put_draft(self, draft: Draft) -> None:
        """Write a draft; an older one of the same account for the same ritual goes."""
        row = {
            "id": draft.id,
            "community_id": draft.community,
            "account_id": draft.account,
            "payload": _draft_text(draft),
            "new": draft.new,
            "made_at": self.now,
        }
        await put(self.session, ritual_drafts, row)

    async def _as_draft(self, row: Row[Any]) -> Draft:
        """Return a draft; whether the ritual has hosts may have changed since it was made."""
        home: dict[str, Any] = {c.name: getattr(row, c.name) for c in HOME}
        drafted = _drafted(row.payload, home | {"hosted": False})
        rota = select(ritual_hosts.c.account_id).where(ritual_hosts.c.ritual_id == drafted.id).limit(1)
        hosted = await self.session.scalar(rota) is not None
        ritual = replace(drafted, hosted=hosted)
        community, account = CommunityId(row.community_id), AccountId(row.account_id)
        return Draft(row.id, community, account, ritual, row.new, _trial(row.payload))

    async def draft(self, community: CommunityId, draft: str) -> Draft | None:
        """Return a draft."""
        query = DRAFTS.where(ritual_drafts.c.id == draft, ritual_drafts.c.community_id == community)
        row = (await self.session.execute(query)).first()
        return await self._as_draft(row) if row else None

    async def newest_draft(self, community: CommunityId, account: AccountId) -> Draft | None:
        """Return the last draft somebody made."""
        mine = and_(ritual_drafts.c.community_id == community, ritual_drafts.c.account_id == account)
        query = DRAFTS.where(mine).order_by(ritual_drafts.c.made_at.desc()).limit(1)
        row = (await self.session.execute(query)).first()
        return await self._as_draft(row) if row else None

    async def drop_draft(self, draft: str) -> None:
        """Remove a draft."""
        await self.session.execute(delete(ritual_drafts).where(ritual_drafts.c.id == draft))

    async def export(self, who: Who) -> Record:
        """Return what points to the person."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove the person; their answers stay in the totals, without them."""
        await forget(self.session, TABLES, who)


TABLES = (rituals, ritual_drafts, worths)


async def clear_drafts(session: AsyncSession, before: datetime) -> None:
    """Remove drafts made before then (community time)."""
    await session.execute(delete(ritual_drafts).where(ritual_drafts.c.made_at < before))
