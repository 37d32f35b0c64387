"""What took place: the dates of rituals that are over, with how many took part and who spoke for the first time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.keys import CommunityId, OccurrenceId, RitualId
from bot.rhythm.model import OccurrenceState
from bot.spark.model import Held
from storage.bulk import among
from storage.senses import took_part
from storage.tables.forms import form_runs
from storage.tables.rhythm import occurrences, rituals
from storage.tables.voices import guest_slots

HOSTED = "hosted"


@dataclass(frozen=True, slots=True)
class SqlHeld:
    """`History` on one session."""

    session: AsyncSession

    async def held(self, communities: Iterable[CommunityId], since: datetime) -> Mapping[CommunityId, tuple[Held, ...]]:
        """Return what took place since then, earliest first; one query each for dates, first guests, first forms."""
        wanted = list(dict.fromkeys(communities))
        nth = func.row_number().over(
            partition_by=occurrences.c.ritual_id, order_by=(occurrences.c.starts_at, occurrences.c.id)
        )
        over = and_(among(occurrences.c.community_id, wanted), occurrences.c.state == OccurrenceState.ENDED.value)
        numbered = select(occurrences, nth.label("nth")).where(over).subquery()
        last = select(numbered).where(numbered.c.starts_at >= since).subquery()
        seen = union(*took_part(last)).subquery()
        people = select(seen.c.occurrence_id, func.count().label("people")).group_by(seen.c.occurrence_id).subquery()
        query = (
            select(last, rituals.c.name, rituals.c.wild, people.c.people)
            .join(rituals, rituals.c.id == last.c.ritual_id)
            .outerjoin(people, people.c.occurrence_id == last.c.id)
            .order_by(last.c.starts_at, last.c.id)
        )
        rows = (await self.session.execute(query)).all()
        firsts, forms = await self._first_guests(wanted), await self._first_forms(wanted)
        found: dict[CommunityId, list[Held]] = {c: [] for c in wanted}
        for row in rows:
            held = Held(
                id=OccurrenceId(row.id),
                ritual=RitualId(row.ritual_id),
                name=row.name,
                starts=row.starts_at,
                minutes=row.minutes,
                people=row.people or 0,
                nth=row.nth,
                wild=row.wild,
                first_guest=(row.ritual_id, row.starts_at) in firsts,
                first_form=row.id in forms,
            )
            found[CommunityId(row.community_id)].append(held)
        return {c: tuple(each) for c, each in found.items()}

    async def _first_guests(self, communities: list[CommunityId]) -> frozenset[tuple[str, datetime]]:
        """Return the (ritual, start) of dates at which somebody from outside spoke who never had before."""
        turn = func.row_number().over(partition_by=guest_slots.c.guest_id, order_by=guest_slots.c.starts_at)
        hosted = and_(among(guest_slots.c.community_id, communities), guest_slots.c.state == HOSTED)
        each = select(guest_slots.c.ritual_id, guest_slots.c.starts_at, turn.label("turn")).where(hosted).subquery()
        rows = await self.session.execute(select(each.c.ritual_id, each.c.starts_at).where(each.c.turn == 1))
        return frozenset((r.ritual_id, r.starts_at) for r in rows)

    async def _first_forms(self, communities: list[CommunityId]) -> frozenset[str]:
        """Return the dates that took place with a form that their community had never used before."""
        key = (form_runs.c.community_id, form_runs.c.form)
        turn = func.row_number().over(partition_by=key, order_by=(form_runs.c.starts_at, form_runs.c.occurrence_id))
        over = and_(among(form_runs.c.community_id, communities), occurrences.c.state == OccurrenceState.ENDED.value)
        each = (
            select(form_runs.c.occurrence_id, turn.label("turn"))
            .join(occurrences, occurrences.c.id == form_runs.c.occurrence_id)
            .where(over)
            .subquery()
        )
        return frozenset(await self.session.scalars(select(each.c.occurrence_id).where(each.c.turn == 1)))

    async def missed(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[datetime, ...]]:
        """Return when dates were to begin that were missed."""
        wanted = list(dict.fromkeys(communities))
        query = select(occurrences.c.community_id, occurrences.c.starts_at).where(
            among(occurrences.c.community_id, wanted), occurrences.c.state == OccurrenceState.MISSED.value
        )
        found: dict[CommunityId, list[datetime]] = {c: [] for c in wanted}
        for row in await self.session.execute(query):
            found[CommunityId(row.community_id)].append(row.starts_at)
        return {c: tuple(each) for c, each in found.items()}
